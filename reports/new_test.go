package reports

import (
	"bytes"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

func TestFingerprintsAreStable(t *testing.T) {
	t.Parallel()
	known := rules.Finding{
		Rule: &rules.Rule{ID: "allow/present-on-405"}, Method: "DELETE", Detail: "absent",
		Path: &runner.PathRecord{Path: &specs.Path{Template: "/books"}},
	}
	want := known.Fingerprint()
	if !regexp.MustCompile(`^[a-z2-7]{12}$`).MatchString(want) {
		t.Errorf("a fingerprint is %q", want)
	}
	j := judgement()
	for i := range j.Findings {
		j.Findings[i].Text = "another text"
		for _, x := range j.Findings[i].Exchanges {
			x.Status = 499
		}
	}
	first, second := fixture(), New(j, About{})
	seen := map[string]bool{}
	for i, f := range first.Findings {
		if second.Findings[i].Fingerprint != f.Fingerprint {
			t.Errorf("the fingerprint of %s changes with the status or the text", f.Rule)
		}
		if seen[f.Fingerprint] {
			t.Errorf("%s %s %s has the fingerprint of another finding", f.Rule, f.Method, f.Path)
		}
		seen[f.Fingerprint] = true
	}
	if !seen[want] {
		t.Errorf("no finding has the fingerprint %s, which is made of rule, method, path and detail", want)
	}
}

func TestCausesAreWorstFirstThenMostFrequent(t *testing.T) {
	t.Parallel()
	var got []string
	for _, c := range fixture().Causes {
		got = append(got, c.Rule)
	}
	want := []string{"allow/present-on-405", "method/known-unknown-distinct", "method/undeclared-not-accepted", "body/json-parseable", "retry/syntax", "cache/error-explicit"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("causes are %v, not %v", got, want)
	}
}

func TestCausesPartByDetailAndLayer(t *testing.T) {
	t.Parallel()
	causes := newCauses([]Finding{
		{Rule: "a/b", Layer: "app", Severity: "warning"},
		{Rule: "a/b", Layer: "proxy", Severity: "warning"},
		{Rule: "a/b", Layer: "app", Severity: "error"},
		{Rule: "a/b", Layer: "app", Severity: "info", Detail: "other"},
	})
	if len(causes) != 3 {
		t.Fatalf("%d causes, not 3: %+v", len(causes), causes)
	}
	if first := causes[0]; first.Severity != "error" || first.Count != 2 || first.Layer != "app" {
		t.Errorf("the first cause is not the two findings of the app, as severe as the worse one: %+v", first)
	}
}

func TestSummaryIsTrueOfEveryFinding(t *testing.T) {
	t.Parallel()
	at := func(method, path, problem string) *Finding {
		return &Finding{Method: method, Path: path, Problem: problem}
	}
	graver := at("POST", "/a", "no schema")
	graver.Severity = "error"
	lesser := func(path string) *Finding {
		return &Finding{Method: "PUT", Path: path, Problem: "none", Severity: "warning"}
	}
	for _, c := range []struct {
		name string
		of   []*Finding
		want string
	}{
		{"severities that differ", []*Finding{graver, lesser("/a"), lesser("/b")}, "no schema; 2 more like it, on 2 paths (1 error, 2 warnings)"},
		{"one", []*Finding{at("GET", "/a", "405 without Allow.")}, "405 without Allow"},
		{"one that was cut off", []*Finding{at("GET", "/a", "405 says not al...")}, "405 says not al..."},
		{"the same text", []*Finding{at("PUT", "/a", "405 without Allow"), at("DELETE", "/b", "405 without Allow")}, "405 without Allow, on 2 paths"},
		{"one method", []*Finding{at("PUT", "/a", "gone"), at("PUT", "/b", "gone")}, "gone, on PUT of 2 paths"},
		{"one path", []*Finding{at("PUT", "/a", "gone"), at("GET", "/a", "gone")}, "gone, on 2 methods of /a"},
		{"paths", []*Finding{at("", "/a", "gone"), at("", "/b", "gone")}, "gone, on 2 paths"},
		{"the server", []*Finding{at("", "", "gone"), at("", "", "gone")}, "gone, 2 times"},
		{"a path that does not exist", []*Finding{at("", "", "gone"), at("GET", "/a", "gone")}, "gone, on 1 path and on one that does not exist"},
		{"texts that differ", []*Finding{at("GET", "/a", "no date"), at("GET", "/b", "an empty value"), at("GET", "/c", "x")}, "no date; 2 more like it, on GET of 3 paths"},
	} {
		if got := summary(c.of); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

func TestAskingAgainAndControlsAreTold(t *testing.T) {
	t.Parallel()
	r := fixture()
	control := r.Exchanges[0]
	if control.Control != "not-found" || control.Kind != "" || control.Verdict != "" || control.Path != "" {
		t.Errorf("a control is told as a probe: %+v", control)
	}
	for _, x := range r.Exchanges {
		if x.Again && (x.First == 0 || r.Exchanges[0].ID == x.First) {
			t.Errorf("exchange %d does not say which one was asked again", x.ID)
		}
		if x.Kind == "unknown" && (x.Name != "UNKNOWN" || x.Method != "PROVERBXKQWTZ") {
			t.Errorf("the unregistered token is named %q and sent as %q", x.Name, x.Method)
		}
	}
}

func TestTheTokenIsOnlyInExchanges(t *testing.T) {
	t.Parallel()
	r := fixture()
	for _, f := range r.Findings {
		if strings.Contains(f.Problem, r.Unknown) {
			t.Errorf("%s says the token of this run: %s", f.Rule, f.Problem)
		}
	}
}

func TestReasonsPointAtWhatTheyAreDrawnFrom(t *testing.T) {
	t.Parallel()
	r := fixture()
	for _, n := range r.NotSent {
		if n.Reason != "stopped-after-2xx" {
			continue
		}
		x := newView(r).exchanges[n.See]
		if x == nil || x.Response.Status != 201 || n.Text == "" {
			t.Errorf("the probe that was stopped does not point at the 2xx: %+v", n)
		}
		return
	}
	t.Error("no probe was stopped")
}

// TestACutIsTold holds a report to saying in words that a run did not come to
// its end, once, whatever the verdict.
func TestACutIsTold(t *testing.T) {
	t.Parallel()
	const cut = "The run was cut short: the server stopped answering."
	for because, want := range map[string]string{
		"2 findings reach error.": "2 findings reach error. " + cut,
		cut:                       cut,
	} {
		j := judgement()
		j.Because, j.Record.Cut, j.Record.CutText = because, runner.CutDied, "the server stopped answering"
		if got := New(j, About{}).Because; got != want {
			t.Errorf("got %q, not %q", got, want)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := JSON(&out, fixture()); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", out.Bytes())
}

func TestReadReturnsWhatWasWritten(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	want := fixture()
	if err := JSON(&out, want); err != nil {
		t.Fatal(err)
	}
	newer := strings.Replace(out.String(), `"schema"`, `"from_the_future": {"a": 1}, "schema"`, 1)
	got, err := Read(strings.NewReader(newer))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("a report that is read back is not the one that was written")
	}
}

func TestReadRefusesWhatIsNoReport(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":          "",
		"cut":            `{"schema":"proverb.report/1"`,
		"another schema": `{"schema":"proverb.report/2"}`,
		"no schema":      `{}`,
		"two reports":    `{"schema":"proverb.report/1"}{"schema":"proverb.report/1"}`,
	} {
		if _, err := Read(strings.NewReader(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A consumer written against the contract iterates; it does not ask for null.
func TestNothingIsNullButAResponse(t *testing.T) {
	t.Parallel()
	empty := New(&rules.Judgement{Record: emptyRecord()}, About{})
	for name, r := range map[string]*Report{"empty": empty, "full": fixture()} {
		var out bytes.Buffer
		if err := JSON(&out, r); err != nil {
			t.Fatal(err)
		}
		for _, l := range strings.Split(out.String(), "\n") {
			if strings.Contains(l, ": null") && !strings.Contains(l, `"response"`) {
				t.Errorf("%s: %s", name, strings.TrimSpace(l))
			}
		}
	}
}

func TestExchangesComeBackAsTheRunnerHadThem(t *testing.T) {
	t.Parallel()
	for x := range judgement().Exchanges.All() {
		flat := newExchange(x, rules.ExchangeJudgement{}, newBodyTexts(nil, textLimit))
		back := recorded(&flat)
		if !bytes.Equal(back.Body(), x.Body()) || !bytes.Equal(back.Residue, x.Residue) || !bytes.Equal(back.Content, x.Content) {
			t.Errorf("%s %s: bytes are lost on the way", x.Method, x.Target)
		}
		if !bytes.Equal(back.Received, x.Received) || back.ReceivedLength != x.ReceivedLength || !slices.Equal(back.Chunks, x.Chunks) || !slices.Equal(back.Trailer, x.Trailer) ||
			!reflect.DeepEqual(back.Interim, x.Interim) {
			t.Errorf("%s %s: what was received comes back as %q, %v, %+v", x.Method, x.Target, back.Received, back.Chunks, back.Interim)
		}
		if back.Status != x.Status || back.Outcome != x.Outcome || len(back.Header) != len(x.Header) || back.Probe.Template() != x.Probe.Template() {
			t.Errorf("%s %s: came back as %+v", x.Method, x.Target, back)
		}
	}
}
