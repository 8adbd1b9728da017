package reports

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// shard is what a run of the fixture finds when a filter leaves the other paths
// out.
func shard(paths ...string) *Report {
	r := fixture()
	mine := func(path string) bool { return path == "" || slices.Contains(paths, path) }
	r.Exchanges = slices.DeleteFunc(r.Exchanges, func(x Exchange) bool { return !mine(x.Path) })
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { return !mine(f.Path) })
	r.NotSent = slices.DeleteFunc(r.NotSent, func(n NotSent) bool { return !mine(n.Path) })
	r.Coverage.Reasons["excluded"] = 0
	for i := range r.Paths {
		if p := &r.Paths[i]; !mine(p.Path) {
			p.Live = false
			r.NotSent = append(r.NotSent, NotSent{Method: "GET", Path: p.Path, Reason: "excluded", Text: "left out by a filter"})
			r.Coverage.Reasons["excluded"]++
			r.Coverage.Planned++
			r.Coverage.NotSent++
		}
	}
	return r
}

func TestMergeMakesAWholeOfShards(t *testing.T) {
	t.Parallel()
	a, b := shard("/orders/{orderId}", "/books"), shard("/books/{bookId}")
	was := render(t, JSON, a)
	m, err := Merge([]*Report{b, a})
	if err != nil {
		t.Fatal(err)
	}
	whole := fixture()
	if len(m.Paths) != 3 || m.Paths[0].Path != "/books" || m.Coverage.Paths != 3 || m.Coverage.LivePaths != 2 {
		t.Errorf("paths %+v, coverage %+v", m.Paths, m.Coverage)
	}
	if !reflect.DeepEqual(m.Causes, whole.Causes) {
		t.Errorf("the causes are %+v, not %+v", m.Causes, whole.Causes)
	}
	if n := m.Coverage.Reasons["excluded"]; n != 0 || m.Coverage.Planned != 2*whole.Coverage.Planned || m.Coverage.NotSent != 2*whole.Coverage.NotSent {
		t.Errorf("what one shard asked counts as left out: %+v", m.Coverage)
	}
	if len(m.NotSent) != len(whole.NotSent) {
		t.Errorf("%d probes not sent, not %d", len(m.NotSent), len(whole.NotSent))
	}
	if m.Rules[0].Applied != 2*whole.Rules[0].Applied || m.Server.Unknown["405"] != 4 {
		t.Errorf("%+v %+v", m.Rules[0], m.Server)
	}
	if render(t, JSON, a) != was {
		t.Error("merging changed a shard")
	}
}

func TestMergedEvidenceIsItsOwn(t *testing.T) {
	t.Parallel()
	m, err := Merge([]*Report{shard("/books"), shard("/books/{bookId}", "/orders/{orderId}")})
	if err != nil {
		t.Fatal(err)
	}
	v := newView(m)
	if len(v.exchanges) != len(m.Exchanges) {
		t.Errorf("%d numbers for %d exchanges", len(v.exchanges), len(m.Exchanges))
	}
	for _, f := range m.Findings {
		if x := v.exchanges[f.Exchange]; x == nil || f.Path != "" && (x.Path != f.Path || x.Name != f.Method) {
			t.Errorf("%s %s %s shows exchange %+v", f.Rule, f.Method, f.Path, x)
		}
	}
	for _, x := range m.Exchanges {
		if first := v.exchanges[x.First]; x.Again && (first == nil || first.Path != x.Path) {
			t.Errorf("exchange %d asks %+v again", x.ID, first)
		}
	}
	for _, n := range m.NotSent {
		if n.Reason == "stopped-after-2xx" && v.exchanges[n.See].Response.Status != 201 {
			t.Errorf("%+v is drawn from %+v", n, v.exchanges[n.See])
		}
	}
}

func TestMergeTakesTheWorst(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, verdict, x, y, answer string }{
		{"conforms", "conforms", "conforms", "yes", "undecided", "yes"},
		{"conforms", "undecided", "undecided", "yes", "no", "no"},
		{"undecided", "fails", "fails", "undecided", "refused-by-parser", "refused-by-parser"},
	} {
		a, b := shard("/books"), shard("/books/{bookId}")
		a.Verdict, b.Verdict, a.Server.Distinguishes, b.Server.Distinguishes = c.a, c.b, c.x, c.y
		a.Because, b.Because = "of a", "of b"
		for _, both := range [][]*Report{{a, b}, {b, a}} {
			m, err := Merge(both)
			if err != nil || m.Verdict != c.verdict || m.Server.Distinguishes != c.answer {
				t.Errorf("%+v: %s, %s, %v", c, m.Verdict, m.Server.Distinguishes, err)
			}
		}
	}
}

func TestMergeRefusesWhatIsNotOneRun(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*Report){
		"documents":          func(r *Report) { r.Document.SHA256 = "other" },
		"safety levels":      func(r *Report) { r.Safety = "full" },
		"profiles":           func(r *Report) { r.Profile = "strict" },
		"--fail-on":          func(r *Report) { r.FailOn = "warning" },
		"/books was asked":   func(r *Report) { r.Exchanges[1].Path = "/books" },
		"/orders/{orderId} ": func(r *Report) { r.NotSent[0].Path, r.NotSent[0].Reason = "/orders/{orderId}", "safety" },
	} {
		b := shard("/books/{bookId}")
		change(b)
		if _, err := Merge([]*Report{shard("/books", "/orders/{orderId}"), b}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	if _, err := Merge(nil); err == nil {
		t.Error("nothing is merged")
	}
}

func TestOneReportIsMergedToItself(t *testing.T) {
	t.Parallel()
	r := fixture()
	m, err := Merge([]*Report{r})
	if err != nil || !reflect.DeepEqual(m, r) {
		t.Errorf("%v", err)
	}
}
