package reports

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// rerun is the fixture run once more: DELETE /books is mended, POST /books fails
// another rule, and /books/{bookId} was not asked.
func rerun() *Report {
	r := fixture()
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool {
		return f.Method == "DELETE" && f.Path == "/books" || f.Path == "/books/{bookId}"
	})
	r.Exchanges = slices.DeleteFunc(r.Exchanges, func(x Exchange) bool { return x.Path == "/books/{bookId}" })
	fresh := Finding{Rule: "body/json-parseable", Severity: "warning", Method: "POST", Path: "/books", Problem: "it is <b>no</b> JSON", Fingerprint: "freshfreshfr"}
	r.Findings = append(r.Findings, fresh, fresh)
	r.Causes = newCauses(r.Findings)
	Compare(r, fixture())
	return r
}

func rulesOf(findings []Finding) string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Rule+" "+f.Method+" "+f.Path)
	}
	return strings.Join(out, ", ")
}

func TestCompare(t *testing.T) {
	t.Parallel()
	c := rerun().Compare
	if !slices.Equal(c.New, []string{"freshfreshfr"}) || len(c.Same) != 2 {
		t.Errorf("new %v, same %v", c.New, c.Same)
	}
	if got := rulesOf(c.Fixed); got != "allow/present-on-405 DELETE /books, body/json-parseable DELETE /books" {
		t.Errorf("fixed: %s", got)
	}
	if got := rulesOf(c.Untested); !strings.Contains(got, "POST /books/{bookId}") || strings.Contains(got, "DELETE /books,") {
		t.Errorf("untested: %s", got)
	}
}

// A run that is shorter than the one before has not mended what it leaves out.
func TestWhatIsNotAskedIsNotFixed(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(*Report){
		"no exchange": func(r *Report) { r.Exchanges = nil; r.Rules[0].Applied = 0 },
		"no rule":     func(r *Report) { r.Rules = nil },
		"inconclusive": func(r *Report) {
			for i := range r.Exchanges {
				r.Exchanges[i].Verdict = "inconclusive"
			}
			r.Rules[0].Applied = 0
		},
	} {
		r := fixture()
		r.Findings = nil
		cut(r)
		Compare(r, fixture())
		if len(r.Compare.Fixed) != 0 || len(r.Compare.Untested) != 7 {
			t.Errorf("%s: fixed: %s", name, rulesOf(r.Compare.Fixed))
		}
	}
}

func TestTheComparisonIsTold(t *testing.T) {
	t.Parallel()
	r := rerun()
	for name, want := range map[string][]string{
		"text":     {"1 new finding, 2 fixed ones, 2 findings as before, 3 earlier findings not tested again;", "fixed: error allow/present-on-405: DELETE /books", "new: warning body/json-parseable: POST /books"},
		"markdown": {"### Since the earlier run", "- **new:** warning body/json-parseable: POST /books: it is &lt;b&gt;no", "- **not tested again:**"},
		"html":     {"1 new finding, 2 fixed ones", "<h3>New</h3>", "it is &lt;b&gt;no", "<h3>Fixed</h3>"},
		"json":     {`"compare": {`, `"new": [`, `"fixed": [`, `"same": [`},
	} {
		text := strings.Join(strings.Fields(render(t, Formats[name], r)), " ")
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s does not say %q", name, w)
			}
		}
	}
	for _, f := range []Format{Text(false), Markdown, HTML, JSON} {
		text := strings.Replace(render(t, f, fixture()), script, "", 1) // which has the words for it
		if strings.Contains(text, "earlier run") || strings.Contains(text, `"compare"`) {
			t.Error("a run that was compared with none says something of it")
		}
	}
}

func TestHTMLHoldsTheComparison(t *testing.T) {
	t.Parallel()
	r := rerun()
	d, _ := unpack(t, render(t, HTML, r))
	if !reflect.DeepEqual(d.Report.Compare, r.Compare) {
		t.Error("the data in the page are not the report")
	}
	if len(r.Compare.New) == 0 || len(r.Compare.Fixed) == 0 || len(r.Compare.Untested) == 0 || len(r.Compare.Changed) != len(wasOf(d)) {
		t.Errorf("%d new, %d fixed, %d untested; %d answers changed, and cells show %v", len(r.Compare.New), len(r.Compare.Fixed), len(r.Compare.Untested), len(r.Compare.Changed), wasOf(d))
	}
	for _, c := range r.Compare.Changed {
		if got := wasOf(d)[c.Method+" "+c.Path]; got != c.Was+" "+c.Now {
			t.Errorf("%s %s: was and is %q", c.Method, c.Path, got)
		}
	}
}

// wasOf are the cells that show another answer than before: both, by cell.
func wasOf(d pageData) map[string]string {
	out := map[string]string{}
	for _, c := range d.Cells {
		if c.Was != "" {
			out[c.Method+" "+d.Report.Paths[c.Path].Path] = c.Was + " " + c.Shown
		}
	}
	return out
}
