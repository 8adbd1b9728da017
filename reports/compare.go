package reports

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Comparison is what has changed since an earlier run. What the earlier run
// found and this one did not look at again is neither fixed nor there: it is
// untested.
type Comparison struct {
	With     Earlier   `json:"with"`
	New      []string  `json:"new"`   // fingerprints
	Same     []string  `json:"same"`  // fingerprints
	Fixed    []Finding `json:"fixed"` // of the earlier run; its exchanges are in its own report
	Untested []Finding `json:"untested"`
	// Changed are answers that are judged in both runs and differ in status.
	Changed []Change `json:"changed"`
}

// Change is an answer that is not what it was.
type Change struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Was    string `json:"was"` // a status, or an outcome
	Now    string `json:"now"`
}

// Earlier is the run that a report is compared with.
type Earlier struct {
	Tool     Tool      `json:"tool"`
	Document Document  `json:"document"`
	Target   string    `json:"target"`
	Started  time.Time `json:"started"`
	Verdict  string    `json:"verdict"`
}

// Compare sets r.Compare to what has changed from an earlier report to r.
func Compare(r, earlier *Report) {
	c := &Comparison{
		With: Earlier{earlier.Tool, earlier.Document, earlier.Target, earlier.Started, earlier.Verdict},
		New:  []string{}, Same: []string{}, Fixed: []Finding{}, Untested: []Finding{}, Changed: changedAnswers(newView(r), newView(earlier)),
	}
	was, is := prints(earlier), prints(r)
	for _, print := range is.order {
		if was.known[print] {
			c.Same = append(c.Same, print)
		} else {
			c.New = append(c.New, print)
		}
	}
	looked := newLooked(r)
	told := map[string]bool{}
	for _, f := range earlier.Findings {
		switch {
		case is.known[f.Fingerprint] || told[f.Fingerprint]:
		case looked.at(&f):
			c.Fixed = append(c.Fixed, f)
		default:
			c.Untested = append(c.Untested, f)
		}
		told[f.Fingerprint] = true
	}
	r.Compare = c
}

// changedAnswers are the cells that both runs sent, and that were answered with
// another status.
func changedAnswers(now, was *view) []Change {
	before := map[cellKey]string{}
	for _, c := range was.cells {
		_, before[cellKey{c.method, c.path.Path}], _ = was.look(c)
	}
	out := []Change{}
	for _, c := range now.cells {
		_, shown, _ := now.look(c)
		if old := before[cellKey{c.method, c.path.Path}]; old != "" && shown != "" && old != shown {
			out = append(out, Change{c.method, c.path.Path, old, shown})
		}
	}
	return out
}

// InShort is a change in one line.
func (c Change) InShort() string {
	return line(c.Method + " " + c.Path + ": " + c.Was + ", now " + c.Now)
}

// answers are what the changed cells had before.
func (c *Comparison) answers() map[cellKey]string {
	out := map[cellKey]string{}
	if c != nil {
		for _, change := range c.Changed {
			out[cellKey{change.Method, change.Path}] = change.Was
		}
	}
	return out
}

type fingerprints struct {
	known map[string]bool
	order []string
}

func prints(r *Report) fingerprints {
	p := fingerprints{known: map[string]bool{}}
	for _, f := range r.Findings {
		if !p.known[f.Fingerprint] {
			p.known[f.Fingerprint] = true
			p.order = append(p.order, f.Fingerprint)
		}
	}
	return p
}

// looked is what a run judged: cells, paths, and the rules it judged by.
type looked struct {
	cells map[cellKey]bool
	paths map[string]bool
	rules map[string]bool
}

func newLooked(r *Report) looked {
	l := looked{map[cellKey]bool{}, map[string]bool{}, map[string]bool{}}
	for _, x := range r.Exchanges {
		if x.Control == "" && (x.Verdict == "pass" || x.Verdict == "fail") {
			l.cells[cellKey{x.Name, x.Path}], l.paths[x.Path] = true, true
		}
	}
	for _, rule := range r.Rules {
		l.rules[rule.ID] = rule.Applied > 0 || l.rules[rule.ID]
	}
	return l
}

// at reports whether the run would have found it again: the rule was judged by,
// and the answer it is about was judged.
func (l looked) at(f *Finding) bool {
	applied, judged := l.rules[f.Rule]
	switch {
	case !judged:
		return false
	case f.Path == "":
		return applied
	case f.Method == "":
		return l.paths[f.Path]
	}
	return l.cells[cellKey{f.Method, f.Path}]
}

// changes are the findings of a comparison in the words for them.
type changes struct {
	Title    string
	Findings []*Finding
	More     int  // how many are not among them
	Here     bool // this report has their evidence
}

// changed are the new, the fixed and the untested findings; what is the same is
// in the causes.
func (v *view) changed() []changes {
	c := v.Compare
	if c == nil {
		return nil
	}
	isNew := map[string]bool{}
	for _, print := range c.New {
		isNew[print] = true
	}
	var fresh []*Finding
	for i := range v.Findings {
		if f := &v.Findings[i]; isNew[f.Fingerprint] {
			fresh = append(fresh, f)
			isNew[f.Fingerprint] = false // forms of one probe have one fingerprint
		}
	}
	return []changes{newChanges("New", fresh, true), newChanges("Fixed", pointers(c.Fixed), false), newChanges("Not tested again", pointers(c.Untested), false)}
}

// changesShown is how many of a kind are told one by one.
const changesShown = 10

// newChanges lists some of the findings; all of them are in the JSON.
func newChanges(title string, findings []*Finding, here bool) changes {
	n := min(changesShown, len(findings))
	return changes{title, findings[:n], len(findings) - n, here}
}

func pointers(findings []Finding) []*Finding {
	out := make([]*Finding, len(findings))
	for i := range findings {
		out[i] = &findings[i]
	}
	return out
}

// since says the comparison in a sentence.
func (c *Comparison) since() string {
	s := count(len(c.New), "new finding") + ", " + count(len(c.Fixed), "fixed one") + ", " + count(len(c.Same), "finding") + " as before"
	if n := len(c.Untested); n > 0 {
		s += ", " + count(n, "earlier finding") + " not tested again"
	}
	if n := len(c.Changed); n > 0 {
		s += ", " + count(n, "answer") + " with another status"
	}
	s += "; compared with the run of " + c.With.Started.UTC().Format("2006-01-02 15:04 UTC")
	if c.With.Target != "" {
		s += " at " + c.With.Target
	}
	return s
}

// InShort is a finding in one line.
func (f *Finding) InShort() string {
	where := cmp.Or(strings.TrimSpace(f.Method+" "+f.Path), "the server")
	return line(f.Severity + " " + f.Rule + ": " + where + ": " + f.Problem)
}

func (t *text) comparison() {
	if t.Compare == nil {
		return
	}
	t.printf("\n%s\n", t.bold("Since the earlier run"))
	t.para("  ", t.Compare.since())
	for _, c := range t.changed() {
		for _, f := range c.Findings {
			t.para("    ", strings.ToLower(c.Title)+": "+f.InShort())
		}
		if c.More > 0 {
			t.para("    ", fmt.Sprintf("%s: %d more", strings.ToLower(c.Title), c.More))
		}
	}
	for i, c := range t.Compare.Changed {
		if i == changesShown {
			t.para("    ", fmt.Sprintf("changed: %d more", len(t.Compare.Changed)-i))
			break
		}
		t.para("    ", "changed: "+c.InShort())
	}
}

func (m *markdown) comparison() {
	if m.Compare == nil {
		return
	}
	m.add("### Since the earlier run\n\n%s.\n\n", prose(m.Compare.since()))
	for _, c := range m.changed() {
		for _, f := range c.Findings {
			m.add("- **%s:** %s\n", strings.ToLower(c.Title), prose(short(f.InShort(), 500)))
		}
		if c.More > 0 {
			m.add("- **%s:** %d more\n", strings.ToLower(c.Title), c.More)
		}
	}
	for i, c := range m.Compare.Changed {
		if i == changesShown {
			m.add("- **changed:** %d more\n", len(m.Compare.Changed)-i)
			break
		}
		m.add("- **changed:** %s\n", prose(c.InShort()))
	}
	m.add("\n")
}
