package reports

import (
	"cmp"
	"slices"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// view is a report with what the formats look up in it.
type view struct {
	*Report
	paths     map[string]*Path
	exchanges map[int]*Exchange
	rules     map[string]*Rule
	byCause   map[causeKey][]*Finding
	// cells has one for each METHOD and path, in the order of the paths and then
	// of the methods as people list them.
	cells []*cell
	// whole is what is about no METHOD and path: the server and the document.
	whole *cell
	// cases are what junitCases made, once some format asked for them.
	cases []*junitCase
}

// cell is all that is told of one METHOD and path.
type cell struct {
	method   string
	path     *Path
	place    int         // of the path, in the report
	sent     []*Exchange // asked again, both
	unsent   []*NotSent
	findings []*Finding
}

func newView(r *Report) *view {
	v := &view{
		Report:    r,
		paths:     map[string]*Path{},
		exchanges: map[int]*Exchange{},
		rules:     map[string]*Rule{},
		byCause:   map[causeKey][]*Finding{},
		whole:     &cell{},
	}
	for i := range r.Paths {
		v.paths[r.Paths[i].Path] = &r.Paths[i]
	}
	for i := range r.Rules {
		v.rules[r.Rules[i].ID] = &r.Rules[i]
	}
	v.fill()
	return v
}

// cellKey is what a cell is found by.
type cellKey struct{ method, path string }

func (v *view) fill() {
	found := map[cellKey]*cell{}
	for i := range v.Exchanges {
		x := &v.Exchanges[i]
		v.exchanges[x.ID] = x
		if x.Control == "" && v.paths[x.Path] != nil {
			c := v.cellAt(found, x.Name, x.Path)
			c.sent = append(c.sent, x)
		}
	}
	for i := range v.NotSent {
		n := &v.NotSent[i]
		if v.paths[n.Path] != nil {
			c := v.cellAt(found, n.Method, n.Path)
			c.unsent = append(c.unsent, n)
		}
	}
	for i := range v.Findings {
		f := &v.Findings[i]
		c := v.home(found, f)
		c.findings = append(c.findings, f)
		key := causeKey{f.Rule, f.Detail, f.Layer}
		v.byCause[key] = append(v.byCause[key], f)
	}
	v.sort()
}

func (v *view) cellAt(found map[cellKey]*cell, method, path string) *cell {
	key := cellKey{method, path}
	if found[key] == nil {
		found[key] = &cell{method: method, path: v.paths[path]}
		v.cells = append(v.cells, found[key])
	}
	return found[key]
}

// home is the cell a finding is told at. One about a path as a whole is told
// where its telling exchange is.
func (v *view) home(found map[cellKey]*cell, f *Finding) *cell {
	if c := found[cellKey{f.Method, f.Path}]; c != nil {
		return c
	}
	if x := v.exchanges[f.Exchange]; x != nil && x.Path == f.Path {
		if c := found[cellKey{x.Name, x.Path}]; c != nil {
			return c
		}
	}
	return v.whole
}

func (v *view) sort() {
	order := map[*Path]int{}
	for i := range v.Paths {
		order[&v.Paths[i]] = i
	}
	for _, c := range v.cells {
		c.place = order[c.path]
	}
	slices.SortStableFunc(v.cells, func(a, b *cell) int {
		return cmp.Or(cmp.Compare(a.place, b.place), compareMethods(a.method, b.method))
	})
}

// usual is the order in which people list methods; the unregistered ones come
// last, all others before them by name.
var usual = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "PROPFIND"}

func compareMethods(a, b string) int {
	return cmp.Or(cmp.Compare(placeOf(a), placeOf(b)), cmp.Compare(a, b))
}

func placeOf(method string) int {
	switch i := slices.Index(usual, method); {
	case i >= 0:
		return i
	case method == "get":
		return len(usual) + 1
	case method == "UNKNOWN":
		return len(usual) + 2
	}
	return len(usual)
}

// findingsOf are the findings of a cause.
func (v *view) findingsOf(c *Cause) []*Finding {
	return v.byCause[causeKey{c.Rule, c.Detail, c.Layer}]
}

// last are the exchanges that were judged: where one was asked again, the
// second.
func (c *cell) last() []*Exchange {
	again := map[int]bool{}
	for _, x := range c.sent {
		if x.Again {
			again[x.First] = true
		}
	}
	var out []*Exchange
	for _, x := range c.sent {
		if !again[x.ID] {
			out = append(out, x)
		}
	}
	return out
}

// failing are the findings that make the run fail, accepted ones aside.
func (v *view) failing(c *cell) []*Finding {
	var out []*Finding
	for _, f := range c.open() {
		if v.reaches(f) {
			out = append(out, f)
		}
	}
	return out
}

// open are the findings that nobody has accepted.
func (c *cell) open() []*Finding {
	var out []*Finding
	for _, f := range c.findings {
		if f.Suppressed == "" {
			out = append(out, f)
		}
	}
	return out
}

func (v *view) reaches(f *Finding) bool {
	return rules.Severity(f.Severity).Reaches(rules.Severity(v.FailOn))
}

// undecided is why the answers decide nothing, notSent why a probe was not sent
// and accepted why what was found does not count; each is empty when it is not
// so.
func (c *cell) undecided() string {
	for _, x := range c.last() {
		if x.Verdict == "inconclusive" {
			return "inconclusive (" + x.Reason + "): " + specs.Reason(x.Reason).Text()
		}
	}
	return ""
}

func (c *cell) notSent() string {
	for _, n := range c.unsent {
		return "not sent (" + n.Reason + "): " + n.Text
	}
	return ""
}

func (v *view) accepted(c *cell) string {
	for _, f := range c.findings {
		if f.Suppressed != "" && v.reaches(f) {
			return "accepted (" + f.Rule + "): " + f.Suppressed
		}
	}
	return ""
}
