package reports

import (
	"strings"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// newFindings tells findings flat. The unregistered token, which is another in
// every run, is UNKNOWN in what people compare; it stands in the exchange.
func newFindings(from []rules.Finding, token string) []Finding {
	out := make([]Finding, len(from))
	for i := range from {
		out[i] = newFinding(&from[i])
		if token != "" {
			out[i].Problem = strings.ReplaceAll(out[i].Problem, token, "UNKNOWN")
		}
	}
	return out
}

func newFinding(f *rules.Finding) Finding {
	out := Finding{
		Rule:      f.Rule.ID,
		Severity:  string(f.Severity),
		Level:     string(f.Rule.Level),
		Kind:      string(f.Kind),
		Method:    f.Method,
		Detail:    f.Detail,
		Problem:   legible(f.Text),
		Layer:     string(f.Layer),
		Owner:     f.Owner,
		Exchanges: []int{},
		Flaky:     f.Flaky,
	}
	if f.Path != nil {
		out.Path = f.Path.Path.Template
	}
	for _, x := range f.Exchanges {
		out.Exchanges = append(out.Exchanges, x.ID)
	}
	if len(f.Exchanges) > 0 {
		out.Exchange, out.Target = f.Exchanges[0].ID, legible(f.Exchanges[0].Target)
	}
	at := place(f)
	out.File, out.Line = at.File, at.Line
	out.Fingerprint = f.Fingerprint()
	out.Suppressed = legible(f.Accepted)
	return out
}

// place is where in the document a finding is at home: what the rule said, else
// its operation, else its path.
func place(f *rules.Finding) specs.Position {
	if f.At.File != "" || f.At.Line != 0 || f.Path == nil {
		return f.At
	}
	path := f.Path.Path
	if o := path.DeclaredOn(f.Method); o != nil && o.At.Line != 0 {
		return o.At
	}
	return specs.Position{File: path.File, Line: path.Line}
}
