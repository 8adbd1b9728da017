package specs

import (
	"strings"
	"testing"
)

const extended = head + `paths:
  /a/{x}/{y}:
    x-proverb: {values: {y: [7, 8]}}
    parameters:
    - {name: x, in: path, required: true, schema: {type: string}, example: e, x-proverb: {value: p}}
    - {name: y, in: path, required: true, schema: {type: integer}, x-proverb: {values: [9, no]}}
    get:
      parameters: [{name: q, in: query, required: true, example: e, schema: {type: string}, x-proverb: {value: v}}]
      responses: {}
    delete:
      x-proverb: {values: {x: d}}
      responses: {}
`

func TestTheDocumentsOwnValues(t *testing.T) {
	t.Parallel()
	plan := parse(t, extended, Options{Safety: Full})
	path := plan.Paths[0]
	if got := candidates(path, "x"); !strings.HasPrefix(got, "x-proverb=p example=e ") {
		t.Errorf("x: %s", got)
	}
	if got := candidates(path, "y"); !strings.HasPrefix(got, "x-proverb=9,7,8 ") {
		t.Errorf("y: %s", got)
	}
	if got := oneProbe(t, plan, path.Template, "GET").Query; got != "q=v" {
		t.Errorf("query %s", got)
	}
	for _, p := range probesOf(path, "DELETE") {
		if p.Form == FormValid && (len(p.Values) != 2 || p.Values[0].Source != SourceExtension || p.Values[0].Candidates[0] != "d") {
			t.Errorf("DELETE has %+v", p.Values)
		}
	}
	plan = parse(t, extended, Options{Params: []Param{{Name: "x", Value: "u"}, {Name: "q", Value: "u"}}})
	if got := candidates(plan.Paths[0], "x"); !strings.HasPrefix(got, "param=u x-proverb=p ") {
		t.Errorf("x: %s", got)
	}
	if got := oneProbe(t, plan, path.Template, "GET").Query; got != "q=u" || codes(plan) != "" {
		t.Errorf("query %s, findings %s", got, codes(plan))
	}
}

func TestWhatMeansNothingInTheExtensionIsTold(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /a:
    x-proverb: never
    get: {x-proverb: {safety: nevr}, responses: {}}
    put: {x-proverb: {savety: never}, parameters: [{name: q, in: query, schema: {}, x-proverb: {safety: never}}], responses: {}}
    post: {x-proverb: {safety: Never}, responses: {}}
`
	plan := parse(t, text, Options{})
	var lines []int
	for _, f := range plan.Document.Findings {
		lines = append(lines, f.At.Line)
	}
	if codes(plan) != strings.TrimSpace(strings.Repeat("spec/x-proverb ", 4)) || len(lines) != 4 || lines[0] != 4 || lines[1] != 6 || lines[2] != 7 {
		t.Errorf("findings %+v", plan.Document.Findings)
	}
	if !plan.Paths[0].DeclaredOn("POST").Never {
		t.Error("Never is not never")
	}
}
