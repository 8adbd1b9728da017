package settings

import (
	"fmt"
	"slices"

	"github.com/oasdiff/yaml3"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/suite/rules"
)

// accept reads the findings that are accepted.
func (r *reader) accept(list *yaml.Node) error {
	if list.Kind != yaml.SequenceNode {
		return r.fault(list, "accept is a list of entries with rule and reason")
	}
	for _, n := range list.Content {
		a, err := r.entry(n)
		if err != nil {
			return err
		}
		r.file.Accept = append(r.file.Accept, a)
	}
	return nil
}

// entry demands a reason: whoever reads the report has nothing else to judge by.
func (r *reader) entry(n *yaml.Node) (rules.Acceptance, error) {
	a := rules.Acceptance{From: fmt.Sprintf("%s:%d", r.file.Name, n.Line)}
	if n.Kind != yaml.MappingNode {
		return a, r.fault(n, "an entry of accept is a mapping with rule and reason")
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if err := r.field(&a, n.Content[i], n.Content[i+1]); err != nil {
			return a, err
		}
	}
	switch {
	case a.Rule == "":
		return a, r.fault(n, "an entry of accept has no rule")
	case a.Reason == "":
		return a, r.fault(n, "the entry that accepts %s has no reason", a.Rule)
	}
	return a, nil
}

func (r *reader) field(a *rules.Acceptance, k, v *yaml.Node) error {
	if v.Kind != yaml.ScalarNode {
		return r.fault(v, "accept: %s is one word", k.Value)
	}
	text, err := expand(v.Value, r.getenv)
	if err != nil {
		return r.fault(v, "accept: %s: %v", k.Value, err)
	}
	switch k.Value {
	case "rule":
		a.Rule = text
	case "path":
		a.Path = text
	case "method":
		a.Method = text
	case "reason":
		a.Reason = text
	case "expires":
		if a.Expires, err = reports.ParseExpires(text); err != nil {
			return r.fault(v, "accept: %v", err)
		}
	default:
		return r.fault(k, "unknown key %q in an entry of accept; known are rule, path, method, reason and expires", k.Value)
	}
	return nil
}

// KnownRules refuses entries for rules that are not among some: a misspelt one
// would accept nothing, and look as if it did.
func (f *File) KnownRules(some []rules.Rule) error {
	if f == nil {
		return nil
	}
	for _, a := range f.Accept {
		if !slices.ContainsFunc(some, func(r rules.Rule) bool { return r.ID == a.Rule }) {
			return fmt.Errorf("%s: accept: there is no rule %q; see proverb rules", a.From, a.Rule)
		}
	}
	return nil
}
