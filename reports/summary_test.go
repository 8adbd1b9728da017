package reports

import (
	"fmt"
	"strings"
	"testing"
)

// crowded is a report with as many causes, paths and findings as asked for.
func crowded(causes, paths int) *Report {
	r := fixture()
	r.Paths, r.Findings = nil, nil
	for p := range paths {
		r.Paths = append(r.Paths, Path{Path: fmt.Sprintf("/p%d", p), Declared: []string{"GET"}})
		r.Exchanges = append(r.Exchanges, Exchange{ID: 100 + p, Name: "GET", Method: "GET", Path: fmt.Sprintf("/p%d", p), Outcome: "answered",
			Response: &Response{Status: 500, Body: strings.Repeat("<x>\n", 4000)}, Verdict: "fail"})
		for c := range causes {
			r.Findings = append(r.Findings, Finding{Rule: fmt.Sprintf("rule/n%d", c), Severity: "error", Method: "GET", Path: fmt.Sprintf("/p%d", p),
				Problem: strings.Repeat("worse | and ", 200), Exchange: 100 + p, Fingerprint: fmt.Sprint(c, p)})
		}
	}
	r.Causes = newCauses(r.Findings)
	return r
}

func TestMarkdownKeepsItsBudget(t *testing.T) {
	t.Parallel()
	text := render(t, Markdown, crowded(300, 60))
	if len(text) > 200_000 {
		t.Errorf("%d bytes", len(text))
	}
	for _, want := range []string{"405 apart from 501", "250 causes more", "findings more"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(text, "Paths and methods") {
		t.Error("a matrix of 60 paths")
	}
	if !strings.Contains(render(t, Markdown, crowded(1, 40)), "| `/p39` | **500 ✗** |") {
		t.Error("no matrix of 40 paths")
	}
}

func TestGitHubMakesEightAnnotations(t *testing.T) {
	t.Parallel()
	for causes, want := range map[int]int{1: 1, 8: 8, 9: 8, 300: 8} {
		text := render(t, GitHub, crowded(causes, 2))
		if got := strings.Count(text, "\n"); got != want {
			t.Errorf("%d annotations for %d causes", got, causes)
		}
		if more := fmt.Sprintf("and %d more cause", causes-7); strings.Contains(text, more) != (causes > 8) {
			t.Errorf("%d causes: %s", causes, text[strings.LastIndex(text[:len(text)-1], "\n")+1:])
		}
	}
	r := fixture()
	for i := range r.Findings {
		r.Findings[i].Suppressed = "known"
	}
	r.Verdict, r.Because = "undecided", "nothing is live"
	if got := render(t, GitHub, r); got != "::error file=api/openapi.yaml,line=1,title=Proverb%3A undecided::nothing is live\n" {
		t.Errorf("what was accepted is told, or the verdict is not: %q", got)
	}
	if got, want := command("error", "a,b:c.yaml", 3, "t:%", "m,\r\n%"), `::error file=a%2Cb%3Ac.yaml,line=3,title=t%3A%25::m,\r%0A%25`; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
