package specs

import (
	"strings"
	"testing"
)

// head begins most documents of these tests; it has 2 lines.
const head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\n"

// parse makes a plan of a document that has to be readable.
func parse(t *testing.T, text string, o Options) *Plan {
	t.Helper()
	if o.Unknown == "" {
		o.Unknown = "PROVERBABCDEF"
	}
	plan, err := Parse([]byte(text), "openapi.yaml", o)
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	return plan
}

func pathOf(t *testing.T, plan *Plan, template string) *Path {
	t.Helper()
	for _, p := range plan.Paths {
		if p.Template == template {
			return p
		}
	}
	t.Fatalf("no path %s in the plan", template)
	return nil
}

// probesOf are the probes of a method, told by Probe.Name.
func probesOf(p *Path, name string) []Probe {
	var all []Probe
	for _, q := range p.Probes {
		if q.Name() == name {
			all = append(all, q)
		}
	}
	return all
}

// oneProbe is the only probe of a method.
func oneProbe(t *testing.T, plan *Plan, template, name string) Probe {
	t.Helper()
	all := probesOf(pathOf(t, plan, template), name)
	if len(all) != 1 {
		t.Fatalf("%d probes of %s %s, want 1", len(all), name, template)
	}
	return all[0]
}

// line is the number of the first line of a text that holds s.
func line(t *testing.T, text, s string) int {
	t.Helper()
	before, _, ok := strings.Cut(text, s)
	if !ok {
		t.Fatalf("%q is not in the text", s)
	}
	return 1 + strings.Count(before, "\n")
}

func codes(plan *Plan) string {
	var all []string
	for _, f := range plan.Document.Findings {
		all = append(all, f.Code)
	}
	return strings.Join(all, " ")
}

// candidates are the values for a parameter by source: "param=a,b sampled=1".
func candidates(p *Path, name string) string {
	var all []string
	for _, v := range p.Values {
		if v.Name == name {
			all = append(all, v.Source+"="+strings.Join(v.Candidates, ","))
		}
	}
	return strings.Join(all, " ")
}
