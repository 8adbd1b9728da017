package rules

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/oasdiff/yaml3"

	"github.com/proverb-dev/proverb/specs"
)

//go:embed profiles
var policies embed.FS

// PolicyNamed is a policy that ships with Proverb. Several names joined by + are
// put together, a later one over an earlier; default is rfc.
func PolicyNamed(name string) (*Policy, error) {
	if parts := strings.Split(name, "+"); len(parts) > 1 {
		var all []*Policy
		for _, part := range parts {
			p, err := PolicyNamed(part)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
		return Compose(name, all...), nil
	}
	if name == "default" || name == "" {
		name = "rfc"
	}
	file := "profiles/" + name + ".yaml"
	text, err := policies.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("no profile %q; there are %s, and files that end in .yaml", name, strings.Join(PolicyNames(), ", "))
	}
	return ParsePolicy(text, file, Rules)
}

// ParsePolicy reads a policy from the YAML of a file. Extends names policies that
// ship with Proverb; entries name rules of known. An error begins with the file
// and line.
func ParsePolicy(text []byte, file string, known []Rule) (*Policy, error) {
	r := &policyReader{file: file, known: known}
	var doc yaml.Node
	err := yaml.NewDecoder(bytes.NewReader(text)).Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		return nil, fmt.Errorf("%s: the profile is empty", file)
	case err != nil:
		return nil, specs.BrokenYAML(file, text, err)
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, r.fault(root, "a profile is a mapping: name, extends, rules")
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if err := r.key(root.Content[i], root.Content[i+1]); err != nil {
			return nil, err
		}
	}
	return r.whole()
}

// policyReader is a policy being read.
type policyReader struct {
	file   string
	known  []Rule
	policy Policy
	seen   []string
}

func (r *policyReader) fault(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", r.file, n.Line, fmt.Sprintf(format, args...))
}

func (r *policyReader) key(k, v *yaml.Node) error {
	if slices.Contains(r.seen, k.Value) {
		return r.fault(k, "%s is there twice", k.Value)
	}
	r.seen = append(r.seen, k.Value)
	switch k.Value {
	case "name":
		r.policy.Name = v.Value
	case "title":
		r.policy.Title = v.Value
	case "source":
		r.policy.Source = v.Value
	case "strict":
		if v.Value != "true" && v.Value != "false" {
			return r.fault(v, "strict: %q is neither true nor false", v.Value)
		}
		r.policy.Strict = v.Value == "true"
	case "others":
		r.policy.Others = Severity(v.Value)
		if !isPolicySeverity(v.Value) {
			return r.fault(v, "others: no severity %q; it is error, warning, info or off", v.Value)
		}
	case "extends":
		return r.extends(v)
	case "rules":
		return r.rules(v)
	default:
		return r.fault(k, "unknown key %q; the keys are name, title, source, extends, strict, others and rules", k.Value)
	}
	return nil
}

func isPolicySeverity(s string) bool {
	return slices.Contains([]Severity{Error, Warning, Info, Off}, Severity(s))
}

// extends takes one name or a list.
func (r *policyReader) extends(v *yaml.Node) error {
	names := []*yaml.Node{v}
	if v.Kind == yaml.SequenceNode {
		names = v.Content
	}
	for _, n := range names {
		if !slices.Contains(PolicyNames(), n.Value) {
			return r.fault(n, "extends: no profile %q; there are %s", n.Value, strings.Join(PolicyNames(), ", "))
		}
		r.policy.Extends = append(r.policy.Extends, n.Value)
	}
	return nil
}

func (r *policyReader) rules(v *yaml.Node) error {
	if v.Kind != yaml.SequenceNode {
		return r.fault(v, "rules is a list: - {rule: allow/complete, severity: error}")
	}
	for _, item := range v.Content {
		if item.Kind != yaml.MappingNode {
			return r.fault(item, "an entry is a mapping: {rule: allow/complete, severity: error}")
		}
		e := PolicyEntry{Line: item.Line}
		for i := 0; i+1 < len(item.Content); i += 2 {
			if err := r.entryKey(&e, item.Content[i], item.Content[i+1]); err != nil {
				return err
			}
		}
		if e.Rule == "" {
			return r.fault(item, "the entry names no rule")
		}
		if slices.ContainsFunc(r.policy.Entries, func(o PolicyEntry) bool { return o.Rule == e.Rule }) {
			return r.fault(item, "%s is there twice", e.Rule)
		}
		r.policy.Entries = append(r.policy.Entries, e)
	}
	return nil
}

func (r *policyReader) entryKey(e *PolicyEntry, k, v *yaml.Node) error {
	switch k.Value {
	case "rule":
		e.Rule = v.Value
		if !slices.ContainsFunc(r.known, func(known Rule) bool { return known.ID == v.Value }) {
			return r.fault(v, "no rule %q; see proverb rules", v.Value)
		}
	case "severity":
		e.Severity = Severity(v.Value)
		if !isPolicySeverity(v.Value) {
			return r.fault(v, "no severity %q; it is error, warning, info or off", v.Value)
		}
	case "cite":
		e.Cite = v.Value
	case "says":
		e.Says = v.Value
	default:
		return r.fault(k, "unknown key %q; an entry has rule, severity, cite and says", k.Value)
	}
	return nil
}

// whole is the policy with what it extends under it.
func (r *policyReader) whole() (*Policy, error) {
	own := r.policy
	if own.Name == "" {
		base := r.file[strings.LastIndexAny(r.file, `/\`)+1:]
		own.Name = strings.TrimSuffix(strings.TrimSuffix(base, ".yaml"), ".yml")
	}
	for i := range own.Entries {
		own.Entries[i].From = own.Name
	}
	var all []*Policy
	for _, name := range own.Extends {
		p, err := PolicyNamed(name)
		if err != nil {
			return nil, fmt.Errorf("%s: extends: %w", r.file, err)
		}
		all = append(all, p)
	}
	out := Compose(own.Name, append(all, &own)...)
	out.Extends = own.Extends
	return out, nil
}

// IsPolicyFile reports whether what a user gives as profile is a file, and not
// the name of one that ships with Proverb.
func IsPolicyFile(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml") || strings.ContainsAny(name, `/\`)
}
