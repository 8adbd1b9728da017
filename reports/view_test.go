package reports

import "testing"

func TestFindingsAreToldWhereTheyAreAtHome(t *testing.T) {
	t.Parallel()
	r := fixture()
	control, probe := r.Exchanges[0], r.Exchanges[2]
	r.Findings = []Finding{
		{Rule: "its/own", Method: probe.Name, Path: probe.Path, Exchange: probe.ID},
		{Rule: "the/path", Path: probe.Path, Exchange: probe.ID},
		{Rule: "the/server", Exchange: probe.ID},
		{Rule: "a/control", Exchange: control.ID},
		{Rule: "no/such", Method: "GET", Path: "/nowhere", Exchange: 4711},
	}
	home := map[string]string{}
	v := newView(r)
	for _, c := range append(v.cells, v.whole) {
		for _, f := range c.findings {
			home[f.Rule] = c.method
		}
	}
	for rule, want := range map[string]string{"its/own": "GET", "the/path": "GET", "the/server": "", "a/control": "", "no/such": ""} {
		if got, told := home[rule]; !told || got != want {
			t.Errorf("%s is told at %q, not at %q", rule, got, want)
		}
	}
}

// A report is read from files of others': no format may fall over one.
func TestFormatsStandHolesInAReport(t *testing.T) {
	t.Parallel()
	r := &Report{
		Findings:  []Finding{{Rule: "a/b", Path: "/lost", Exchange: 1}, {Rule: "c/d", Method: "GET", Path: "/x", Severity: "odd"}},
		Causes:    []Cause{{Rule: "a/b"}, {Rule: "no/findings", Severity: "odd"}},
		Exchanges: []Exchange{{ID: 1, Name: "GET", Path: "/lost"}, {ID: 2, Name: "GET", Path: "/x", Response: &Response{BodyBase64: "no base64!"}}},
		Paths:     []Path{{Path: "/x"}},
		NotSent:   []NotSent{{Method: "PUT", Path: "/lost"}, {Method: "PUT", Path: "/x"}},
	}
	for name, f := range Formats {
		if render(t, f, r) == "" {
			t.Errorf("%s says nothing", name)
		}
	}
}
