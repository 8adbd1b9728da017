package reports

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oasdiff/yaml3"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// BaselineFile is where a baseline is looked for when none is named.
const BaselineFile = ".proverb-baseline.yaml"

// baselineHead opens every baseline.
const baselineHead = `# Findings that are accepted for now, one a line; those that are not here fail.
# Made by "proverb baseline". "reason" and "expires: 2006-01-02" may be added to
# a line and are kept.
version: 1
findings:
`

// baseline is the file of accepted findings.
type baseline struct {
	Version  int        `yaml:"version"`
	Findings []accepted `yaml:"findings"`
}

// accepted is a line of the file. It is a node first, for its place.
type accepted struct {
	rules.Acceptance
	line int
}

// fields of a line of the baseline.
type baselineFields struct {
	Fingerprint string `yaml:"fingerprint"`
	Rule        string `yaml:"rule"`
	Method      string `yaml:"method"`
	Path        string `yaml:"path"`
	Reason      string `yaml:"reason"`
	Expires     string `yaml:"expires"`
}

var fingerprintForm = regexp.MustCompile(`^[a-z2-7]{12}$`)

// ReadBaseline reads a baseline; file is what errors and entries call it.
func ReadBaseline(data []byte, file string) ([]rules.Acceptance, error) {
	b, err := decoded(data, file)
	if err != nil {
		return nil, err
	}
	if b.Version != 1 {
		return nil, fmt.Errorf("%s: version %d: a baseline of version 1 is known", file, b.Version)
	}
	var out []rules.Acceptance
	for _, a := range b.Findings {
		a.From = fmt.Sprintf("%s:%d", file, a.line)
		if !fingerprintForm.MatchString(a.Fingerprint) {
			return nil, fmt.Errorf("%s: %q is no fingerprint; proverb baseline create writes the file", a.From, a.Fingerprint)
		}
		out = append(out, a.Acceptance)
	}
	return out, nil
}

// decoded is the file as it is written; one without a word has no version.
func decoded(data []byte, file string) (b baseline, err error) {
	var doc yaml.Node
	err = yaml.NewDecoder(bytes.NewReader(data)).Decode(&doc)
	switch {
	case errors.Is(err, io.EOF):
		return b, nil
	case err != nil:
		return b, specs.BrokenYAML(file, data, err)
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return b, fmt.Errorf("%s:%d: a baseline is a mapping of version and findings; proverb baseline create writes it", file, root.Line)
	}
	if err = knownKeys(root, "version", "findings"); err == nil {
		err = root.Decode(&b)
	}
	if err != nil {
		err = fmt.Errorf("%s:%s", file, atLine.ReplaceAllString(err.Error(), "$1:"))
	}
	return b, err
}

// atLine is how an error about a line of the file begins.
var atLine = regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s+)?line (\d+):`)

// UnmarshalYAML takes a line of the file with its place.
func (a *accepted) UnmarshalYAML(n *yaml.Node) error {
	var f baselineFields
	if err := knownKeys(n, "fingerprint", "rule", "method", "path", "reason", "expires"); err != nil {
		return err
	}
	if err := n.Decode(&f); err != nil {
		return err
	}
	expires, err := ParseExpires(f.Expires)
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	a.line = n.Line
	a.Acceptance = rules.Acceptance{
		Fingerprint: f.Fingerprint, Rule: f.Rule, Method: f.Method, Path: f.Path, Reason: f.Reason, Expires: expires,
	}
	return nil
}

// knownKeys refuses a key that nobody reads: a misspelt expires would never
// expire.
func knownKeys(n *yaml.Node, known ...string) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: an entry is a mapping, as in {fingerprint: ...}", n.Line)
	}
	for i := 0; i < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(known, key.Value) {
			return fmt.Errorf("line %d: unknown key %q; the keys are %s", key.Line, key.Value, strings.Join(known, ", "))
		}
	}
	return nil
}

// ParseExpires reads the last day on which an entry holds; empty is none.
func ParseExpires(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, fmt.Errorf("expires %q: it is a day, as in 2027-03-31", s)
	}
	return t, nil
}

// Failing are entries for the findings that make a report fail.
func Failing(r *Report) []rules.Acceptance {
	v := &view{Report: r}
	var out []rules.Acceptance
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed == "" && v.reaches(f) {
			out = append(out, rules.Acceptance{Fingerprint: f.Fingerprint, Rule: f.Rule, Method: f.Method, Path: f.Path})
		}
	}
	return out
}

// Gone are the entries that a report shows to have no finding any more. What
// the run left out, or could not decide, shows nothing.
func Gone(r *Report, entries []rules.Acceptance) []rules.Acceptance {
	if r.Cut != "" {
		return nil
	}
	occurs := map[string]bool{}
	for i := range r.Findings {
		occurs[r.Findings[i].Fingerprint] = true
	}
	var out []rules.Acceptance
	for _, a := range entries {
		if !occurs[a.Fingerprint] && r.decides(&a) {
			out = append(out, a)
		}
	}
	return out
}

// decides reports whether a run asked what would have shown an entry's finding.
func (r *Report) decides(a *rules.Acceptance) bool {
	if !slices.ContainsFunc(r.Rules, func(rule Rule) bool { return rule.ID == a.Rule && (a.Path != "" || rule.Applied > rule.Inconclusive) }) {
		return false
	}
	at := func(method, path string) bool { return path == a.Path && (a.Method == "" || method == a.Method) }
	return !slices.ContainsFunc(r.NotSent, func(n NotSent) bool { return a.Method != "" && at(n.Method, n.Path) }) &&
		!slices.ContainsFunc(r.Exchanges, func(x Exchange) bool {
			return x.Control == "" && at(x.Name, x.Path) && x.Verdict == string(rules.Inconclusive)
		})
}

// Updated are entries less those that a report shows to be gone, with its
// failing findings that are new.
func Updated(r *Report, old []rules.Acceptance) []rules.Acceptance {
	kept := Without(old, Gone(r, old))
	return append(kept, Without(Failing(r), kept)...)
}

// Without leaves entries out.
func Without(entries, gone []rules.Acceptance) []rules.Acceptance {
	return slices.DeleteFunc(slices.Clone(entries), func(a rules.Acceptance) bool {
		return slices.ContainsFunc(gone, func(g rules.Acceptance) bool { return g.Fingerprint == a.Fingerprint })
	})
}

// WriteBaseline writes entries sorted, one a line, so that a change of one is a
// change of one line.
func WriteBaseline(w io.Writer, entries []rules.Acceptance) error {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b rules.Acceptance) int {
		return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.Method, b.Method), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	entries = slices.CompactFunc(entries, func(a, b rules.Acceptance) bool { return a.Fingerprint == b.Fingerprint })
	var b bytes.Buffer
	b.WriteString(baselineHead)
	for i := range entries {
		writeEntry(&b, &entries[i])
	}
	if len(entries) == 0 {
		b.WriteString("  []\n")
	}
	_, err := w.Write(b.Bytes())
	return err
}

func writeEntry(b *bytes.Buffer, a *rules.Acceptance) {
	fmt.Fprintf(b, "  - {fingerprint: %s, rule: %s", a.Fingerprint, a.Rule)
	for _, f := range []struct{ key, value string }{{"method", a.Method}, {"path", a.Path}, {"reason", a.Reason}} {
		if f.value != "" {
			fmt.Fprintf(b, ", %s: %s", f.key, quoted(f.value))
		}
	}
	if !a.Expires.IsZero() {
		fmt.Fprintf(b, ", expires: %s", a.Expires.Format(time.DateOnly))
	}
	b.WriteString("}\n")
}

var bare = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9/._-]*$`)

// quoted is a scalar that means itself inside braces. A word that YAML takes
// for something else (null, true) is no method and no path.
func quoted(s string) string {
	if bare.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
