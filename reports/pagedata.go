package reports

import (
	"cmp"
	"slices"
	"strconv"
)

// pageData is what the script of the HTML report reads.
type pageData struct {
	Report *Report        `json:"report"`
	Curl   map[int]string `json:"curl"` // by exchange; see writePageData
	pageRest
}

// pageRest is what is not large.
type pageRest struct {
	Columns []column          `json:"columns"`
	Cells   []pageCell        `json:"cells"`
	Reasons map[string]string `json:"reasons"`
	Refs    map[string]string `json:"refs"` // addresses by rule
}

// pageCell is one METHOD and path. Sent and findings are exchange ids and places
// in the report's findings.
type pageCell struct {
	Method   string `json:"method"`
	Path     int    `json:"path"`
	Kind     string `json:"kind"`
	Declared bool   `json:"declared"`
	State    string `json:"state"` // fail, ask, warn, pass, skip-ed
	Shown    string `json:"shown"` // a status, or an outcome
	Reason   string `json:"reason"`
	Sent     []int  `json:"sent"`
	Unsent   []int  `json:"unsent"`
	Findings []int  `json:"findings"`
}

func newPageRest(v *view) *pageRest {
	d := &pageRest{Reasons: map[string]string{}, Refs: map[string]string{}}
	inconclusive, unsent := v.reasons()
	for _, r := range append(inconclusive, unsent...) {
		d.Reasons[r.Slug] = r.Text
	}
	for _, r := range v.Rules {
		if address := refURL(r.Ref); address != "" {
			d.Refs[r.ID] = address
		}
	}
	d.addCells(v)
	return d
}

func (d *pageRest) addCells(v *view) {
	places := newPlaces(v)
	d.Cells = make([]pageCell, 0, len(v.cells))
	d.Columns = v.columns()
	for _, c := range v.cells {
		d.Cells = append(d.Cells, v.newPageCell(c, places))
	}
}

// places are where things stand in the report's lists.
type places struct {
	paths    map[*Path]int
	unsent   map[*NotSent]int
	findings map[*Finding]int
}

func newPlaces(v *view) places {
	p := places{map[*Path]int{}, map[*NotSent]int{}, map[*Finding]int{}}
	for i := range v.Paths {
		p.paths[&v.Paths[i]] = i
	}
	for i := range v.NotSent {
		p.unsent[&v.NotSent[i]] = i
	}
	for i := range v.Findings {
		p.findings[&v.Findings[i]] = i
	}
	return p
}

func (v *view) newPageCell(c *cell, at places) pageCell {
	out := pageCell{
		Method: c.method, Path: at.paths[c.path], Declared: c.declared(),
		Sent: []int{}, Unsent: []int{}, Findings: []int{},
	}
	out.State, out.Shown, out.Reason = v.look(c)
	for _, x := range c.sent {
		out.Sent, out.Kind = append(out.Sent, x.ID), x.Kind
	}
	for _, n := range c.unsent {
		out.Unsent, out.Kind = append(out.Unsent, at.unsent[n]), n.Kind
	}
	for _, f := range c.findings {
		out.Findings = append(out.Findings, at.findings[f])
	}
	return out
}

func (c *cell) declared() bool {
	return slices.Contains(c.path.Declared, c.method)
}

// look is how a cell shows in the matrix: its state, the figure in it, and why
// it was not judged.
func (v *view) look(c *cell) (state, figure, why string) {
	if len(c.sent) == 0 {
		return "skip-ed", "", c.unsent[0].Reason
	}
	x := c.telling()
	figure = x.Outcome
	if x.Response != nil {
		figure = strconv.Itoa(x.Response.Status)
	}
	switch {
	case len(v.failing(c)) > 0:
		return "fail", figure, ""
	case x.Verdict == "inconclusive":
		return "ask", figure, x.Reason
	case c.warns():
		return "warn", figure, ""
	}
	return "pass", figure, ""
}

// telling is the exchange whose status stands for the cell: a failing one, else
// an inconclusive one, else the last.
func (c *cell) telling() *Exchange {
	last := c.last()
	for _, verdict := range []string{"fail", "inconclusive"} {
		for _, x := range last {
			if x.Verdict == verdict {
				return x
			}
		}
	}
	return c.sent[len(c.sent)-1]
}

func (c *cell) warns() bool {
	for _, f := range c.open() {
		if gravity(f.Severity) >= gravity("warning") {
			return true
		}
	}
	return false
}

// column is a method of the matrix and the group it stands in: 0 known to the
// server, 1 only registered, 2 unknown.
type column struct {
	Method string `json:"method"`
	Group  int    `json:"group"`
}

func (v *view) columns() []column {
	seen := map[string]bool{}
	out := []column{}
	for _, c := range v.cells {
		if !seen[c.method] {
			seen[c.method] = true
			out = append(out, column{c.method, v.group(c.method)})
		}
	}
	slices.SortFunc(out, func(a, b column) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), compareMethods(a.Method, b.Method))
	})
	return out
}

func (v *view) group(method string) int {
	switch {
	case method == "UNKNOWN" || method == "get":
		return 2
	case method == "OPTIONS" || slices.Contains(v.Server.Methods, method):
		return 0
	}
	return 1
}
