package reports

import (
	"cmp"
	"fmt"
	"html/template"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// page is what the template of the HTML report is filled with.
type page struct {
	*view
	CSP                  string
	Style                template.CSS
	Title, Headline      string
	Sign, SignGlyph      string
	Answer               string
	ShowHint             bool
	Inconclusive, Unsent []reason
	Open                 int
	Meter                []bar
	When, Took           string
	SafetyText           string
	Mend, Notes          []pageCause
	Topics               []pageTopic
	Accepted             []pageEntries // which need somebody's hand
	Controls             []*Exchange   // the first of them
	ControlCount         int
	Since                string // the comparison with an earlier run
	Changes              []changes
	Moved                []Change // answers with another status, the first of them
	MoreMoved            int
}

// controlsShown is how many controls stand in the page itself. A large document
// has thousands.
const controlsShown = 60

// bar is one part of the meter of coverage, in thousandths.
type bar struct {
	Class    string
	X, Width int
}

// pageCause is a cause with what stands beside it.
type pageCause struct {
	*Cause
	Index, Page     int // Page is counted from 1
	Class, Word     string
	Ref, RefURL     string
	Why             string
	Fixes           []Fix  // one that mends it, or those of which one does
	Example, Place  string // a link to the example, and what it is called
	Source          string // file:line
	Flaky, Accepted int
}

// tookOf is a duration for people, who are not told that a run took no time.
func tookOf(d time.Duration) string {
	const least = 100 * time.Millisecond
	if d < least {
		return "under 100ms"
	}
	return d.Round(least).String()
}

func newPage(v *view) *page {
	p := &page{
		view:       v,
		CSP:        policy(),
		Style:      template.CSS(style),
		Headline:   headlineOf(v),
		Answer:     strings.ReplaceAll(v.Server.Distinguishes, "-", " "),
		ShowHint:   v.showHint(),
		Open:       v.Coverage.Inconclusive + v.Coverage.NotSent,
		Meter:      newMeter(v.Coverage),
		When:       v.Started.UTC().Format("2006-01-02 15:04 UTC"),
		Took:       tookOf(time.Duration(v.DurationMS) * time.Millisecond),
		SafetyText: safetyTexts[v.Safety],
	}
	p.Sign, p.SignGlyph = signOf(v.Verdict)
	p.Title = line(p.Headline + " – " + v.Document.Title + " – Proverb")
	p.Inconclusive, p.Unsent = v.reasons()
	p.addCauses()
	if v.Compare != nil {
		p.Since, p.Changes = line(v.Compare.since()), v.changed()
		p.Moved = v.Compare.Changed[:min(changesShown, len(v.Compare.Changed))]
		p.MoreMoved = len(v.Compare.Changed) - len(p.Moved)
	}
	p.Topics, p.Accepted = newTopics(v.Rules), v.pageEntries()
	for i := range v.Exchanges {
		if v.Exchanges[i].Control == "" {
			continue
		}
		p.ControlCount++
		if p.ControlCount <= controlsShown {
			p.Controls = append(p.Controls, &v.Exchanges[i])
		}
	}
	return p
}

var safetyTexts = map[string]string{
	"read-only": "safe methods only",
	"guarded":   "unsafe requests made to be refused",
	"full":      "valid requests too",
}

// headlineOf is the headline with a capital only, as a heading has it.
func headlineOf(v *view) string {
	word := v.Verdict
	if word != "" {
		word = strings.ToUpper(word[:1]) + word[1:]
	}
	switch told := v.told(); {
	case told != "" && v.Verdict == "conforms":
		return word + " " + told
	case told != "":
		return word + ": " + told
	}
	return word
}

func signOf(verdict string) (class, glyph string) {
	switch verdict {
	case "conforms":
		return "pass", "pass"
	case "fails":
		return "fail", "x"
	}
	return "ask", "ask"
}

func newMeter(c Coverage) []bar {
	total := max(1, c.Judged+c.Inconclusive+c.NotSent)
	var bars []bar
	x := 0
	for _, part := range []struct {
		class string
		n     int
	}{{"judged", c.Judged}, {"ask", c.Inconclusive}, {"none", c.NotSent}} {
		if part.n == 0 {
			continue
		}
		width := max(4, part.n*1000/total)
		bars = append(bars, bar{part.class, x, width - 3})
		x += width
	}
	return bars
}

func (p *page) addCauses() {
	for i := range p.Causes {
		c := newPageCause(p.view, i)
		if c.Severity == "info" {
			p.Notes = append(p.Notes, c)
		} else {
			p.Mend = append(p.Mend, c)
		}
	}
}

func newPageCause(v *view, i int) pageCause {
	c := pageCause{Cause: &v.Causes[i], Index: i, Page: i + 1}
	c.Class, c.Word = severityLook(c.Severity)
	if r := v.rules[c.Rule]; r != nil {
		c.Ref, c.RefURL, c.Why = r.Ref, refURL(r.Ref), cmp.Or(r.Why, r.Title)
		c.mend(v)
	}
	for _, f := range v.findingsOf(c.Cause) {
		if c.Example == "" {
			c.example(f)
		}
		if f.Flaky {
			c.Flaky++
		}
		if f.Suppressed != "" {
			c.Accepted++
		}
	}
	return c
}

// mend has the code that mends the cause, or the recipes of which one does.
func (c *pageCause) mend(v *view) {
	c.Fixes = v.choices(c.Cause)
	if f := v.fixFor(c.Cause); f != nil {
		c.Fixes = []Fix{*f}
	}
}

func (c *pageCause) example(f *Finding) {
	c.Example = "#/c/" + url.PathEscape(f.Fingerprint)
	c.Place = cmp.Or(strings.TrimSpace(f.Method+" "+f.Path), "the server")
	if f.File != "" && f.Line > 0 {
		c.Source = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
}

// severityLook is the class and the word for a severity: its glyph has the name
// of the class.
func severityLook(severity string) (class, word string) {
	switch severity {
	case "error":
		return "fail", "error"
	case "warning":
		return "warn", "warning"
	}
	return "info", "note"
}

var rfc = regexp.MustCompile(`RFC (\d+)(?: section ([\d.]*\d))?`)

// refURL is where a reference can be read; empty when it is no RFC.
func refURL(ref string) string {
	m := rfc.FindStringSubmatch(ref)
	if m == nil {
		return ""
	}
	address := "https://www.rfc-editor.org/rfc/rfc" + m[1]
	if m[2] != "" {
		address += "#section-" + m[2]
	}
	return address
}
