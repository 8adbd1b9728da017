package main

import (
	"fmt"
	"io"

	"github.com/proverb-dev/proverb/suite/rules"
)

// tellPolicies says what the profiles that ship with Proverb make of a rule,
// where they speak of it. They contradict each other, and are to.
func tellPolicies(w io.Writer, r *rules.Rule) error {
	said, err := opinions(r)
	if err != nil || len(said) == 0 {
		return err
	}
	fmt.Fprintf(w, "\nWhat profiles say of it\n\n")
	width := 0
	for _, o := range said {
		width = max(width, len(o.Profile))
	}
	for _, o := range said {
		tellBeside(w, fmt.Sprintf("  %-*s  %-7s  ", width, o.Profile, o.Severity), o.text())
	}
	return nil
}

// opinion is what one profile says of a rule.
type opinion struct {
	Profile  string         `json:"profile"`
	Severity rules.Severity `json:"severity"`
	Source   string         `json:"source,omitempty"`
	Cite     string         `json:"cite,omitempty"`
	Says     string         `json:"says,omitempty"`
}

func (o opinion) text() string {
	if o.Cite == "" {
		return o.Says
	}
	return fmt.Sprintf("%s, %s: %s", o.Source, o.Cite, o.Says)
}

// opinions are those of the profiles that make something else of a rule than the
// default, or cite something for it.
func opinions(r *rules.Rule) ([]opinion, error) {
	var out []opinion
	for _, name := range rules.PolicyNames() {
		p, err := rules.PolicyNamed(name)
		if err != nil {
			return nil, err
		}
		e := p.Entry(r.ID)
		if e == nil && (p.Strict || p.SeverityOf(r) == r.Severity) {
			continue // strict is told with the severity
		}
		o := opinion{Profile: name, Severity: p.SeverityOf(r), Says: p.Title}
		if e != nil {
			o.Source, o.Cite, o.Says = p.Source, e.Cite, e.Says
		}
		out = append(out, o)
	}
	return out, nil
}
