package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/suite/rules"
)

// pageData is what the script of the HTML report reads first: the report but for
// its exchanges, which follow in parts that are read when they are looked at.
type pageData struct {
	Report   *Report                  `json:"report"`
	Columns  []column                 `json:"columns"`
	Cells    []pageCell               `json:"cells"`
	Asked    pageAsked                `json:"asked"`
	Reasons  map[string]string        `json:"reasons"`
	Refs     map[string]string        `json:"refs"`     // addresses by rule
	Examples map[string][]pageExample `json:"examples"` // of the rules with findings
	// RequestIDs are the fields in which exchanges that are kept once may differ.
	RequestIDs []string `json:"request_ids"`
}

// pageCell is one METHOD and path. Sent and findings are exchange ids and places
// in the report's findings.
type pageCell struct {
	Method   string `json:"method"`
	Path     int    `json:"path"`
	Kind     string `json:"kind"`
	Declared bool   `json:"declared,omitempty"`
	State    string `json:"state"`            // fail, ask, warn, pass, skip-ed
	Shown    string `json:"shown,omitempty"`  // a status, or an outcome
	Was      string `json:"was,omitempty"`    // what the earlier run had there, where that is another
	Reason   string `json:"reason,omitempty"` // why it is not judged
	Sent     []int  `json:"sent,omitempty"`
	Unsent   []int  `json:"unsent,omitempty"`
	Findings []int  `json:"findings,omitempty"`
}

// pageAsked lists the exchanges in the order of the report, a list for each
// column. Shown and Words are places in Texts: lists of 100,000 strings are slow
// to read.
type pageAsked struct {
	IDs   []int    `json:"ids"`
	Cells []int    `json:"cells"` // a place in Cells; -1 is none
	Shown []int    `json:"shown"` // the status, or the outcome
	State []int    `json:"state"` // pass, fail, inconclusive; "" is a control
	Words []int    `json:"words"` // what a control asked; "" is a probe
	Texts []string `json:"texts"`
}

// pageExample is an example of a rule from the catalogue.
type pageExample struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

func newPageData(v *view) *pageData {
	rest := *v.Report
	rest.Exchanges = []Exchange{}
	d := &pageData{Report: &rest, Reasons: map[string]string{}, Refs: map[string]string{}, Examples: map[string][]pageExample{}, RequestIDs: requestIDs}
	inconclusive, unsent := v.reasons()
	for _, r := range append(inconclusive, unsent...) {
		d.Reasons[r.Slug] = r.Text
	}
	for _, r := range v.Rules {
		if address := refURL(r.Ref); address != "" {
			d.Refs[r.ID] = address
		}
		if r.Failed > 0 {
			d.Examples[r.ID] = examplesOf(r.ID)
		}
	}
	d.addCells(v)
	d.addAsked(v)
	return d
}

// examplesOf are a failing and a passing example of a rule, as the catalogue has
// them; an earlier or a later version may have none.
func examplesOf(id string) []pageExample {
	var out []pageExample
	told := map[string]bool{}
	for _, section := range strings.Split("\n"+rules.ExamplesOf(id), "\n-- ")[1:] {
		title, text, _ := strings.Cut(section, " --\n")
		expect, _, _ := strings.Cut(title, ":")
		if (expect == "fail" || expect == "pass") && !told[expect] {
			told[expect] = true
			out = append(out, pageExample{title, strings.TrimSpace(text)})
		}
	}
	return out
}

func (d *pageData) addCells(v *view) {
	places := newPlaces(v)
	was := v.Compare.answers()
	d.Cells = make([]pageCell, 0, len(v.cells))
	d.Columns = v.columns()
	for _, c := range v.cells {
		cell := v.newPageCell(c, places)
		cell.Was = was[cellKey{c.method, c.path.Path}]
		d.Cells = append(d.Cells, cell)
	}
}

func (d *pageData) addAsked(v *view) {
	cells := map[int]int{}
	for i := range d.Cells {
		for _, id := range d.Cells[i].Sent {
			cells[id] = i
		}
	}
	texts := map[string]int{}
	place := func(s string) int {
		i, known := texts[s]
		if !known {
			i = len(texts)
			texts[s] = i
			d.Asked.Texts = append(d.Asked.Texts, s)
		}
		return i
	}
	a := &d.Asked
	for i := range v.Exchanges {
		x := &v.Exchanges[i]
		at, ok := cells[x.ID]
		words := ""
		if !ok {
			at, words = -1, x.Method+" "+x.Target
		}
		a.IDs, a.Cells = append(a.IDs, x.ID), append(a.Cells, at)
		a.Shown, a.State, a.Words = append(a.Shown, place(x.shown())), append(a.State, place(x.Verdict)), append(a.Words, place(words))
	}
}

// shown is the status of the answer, or why there is none.
func (x *Exchange) shown() string {
	if x.Response == nil {
		return x.Outcome
	}
	return strconv.Itoa(x.Response.Status)
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
	out := pageCell{Method: c.method, Path: at.paths[c.path], Declared: c.declared()}
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
	figure = x.shown()
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
