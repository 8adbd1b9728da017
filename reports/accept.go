package reports

import (
	"fmt"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// Acceptance is an entry that accepts findings, told where something is to be
// done about it.
type Acceptance struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	Method      string `json:"method"`
	Path        string `json:"path"`
	Reason      string `json:"reason"`
	Expires     string `json:"expires"` // its last day, as 2006-01-02
	From        string `json:"from"`    // where it is written, as file:line
}

func newAcceptances(from []rules.Acceptance) []Acceptance {
	var out []Acceptance
	for _, a := range from {
		flat := Acceptance{
			Fingerprint: a.Fingerprint, Rule: a.Rule, Method: a.Method, Path: a.Path, Reason: a.Reason, From: a.From,
		}
		if !a.Expires.IsZero() {
			flat.Expires = a.Expires.Format(time.DateOnly)
		}
		out = append(out, flat)
	}
	return out
}

// name is what an entry is about, and where it is written.
func (a *Acceptance) name() string {
	words := []string{a.Rule, a.Method, a.Path}
	if a.From != "" {
		words = append(words, "("+a.From+")")
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// dated is the name of an entry, with its last day.
func (a *Acceptance) dated() string {
	if a.Expires == "" {
		return a.name()
	}
	return a.name() + ", until " + a.Expires
}

// entryLines are entries in a line each.
func entryLines(entries []Acceptance) string {
	var b strings.Builder
	for i := range entries {
		fmt.Fprintf(&b, "%s\n", line(entries[i].name()))
	}
	return b.String()
}

// staleFails reports whether nothing but acceptances that no longer occur makes
// the run fail.
func (v *view) staleFails() bool {
	if v.Verdict != string(rules.Fails) || len(v.Stale) == 0 {
		return false
	}
	for i := range v.Findings {
		if f := &v.Findings[i]; f.Suppressed == "" && v.reaches(f) {
			return false
		}
	}
	return true
}

// acceptances tells which entries need somebody's hand.
func (t *text) acceptances() {
	for _, list := range t.attention() {
		t.entries(list.title, list.entries)
	}
}

// attention are the entries that need somebody's hand, under what is to be done.
func (v *view) attention() []attention {
	return []attention{
		{"Accepted once, and back since the entry has expired", v.Expired},
		{"Accepted for two more weeks at the most: mend it, or write another day", v.Expiring},
		{"Accepted, and no longer there: take the entry away (proverb baseline prune)", v.Stale},
	}
}

type attention struct {
	title   string
	entries []Acceptance
}

// pageEntries are attention for a page, each list with the first of its entries.
type pageEntries struct {
	Title   string
	Entries []string
	More    int
}

func (v *view) pageEntries() []pageEntries {
	var out []pageEntries
	for _, list := range v.attention() {
		if len(list.entries) == 0 {
			continue
		}
		e := pageEntries{Title: list.title, More: max(0, len(list.entries)-changesShown)}
		for i := range list.entries[:len(list.entries)-e.More] {
			e.Entries = append(e.Entries, line(list.entries[i].dated()))
		}
		out = append(out, e)
	}
	return out
}

func (t *text) entries(title string, entries []Acceptance) {
	if len(entries) == 0 {
		return
	}
	t.printf("\n%s\n", t.bold(title))
	for i, a := range entries {
		if i == shown {
			t.printf("  and %d more\n", len(entries)-shown)
			return
		}
		t.para("  ", a.dated())
	}
}

// acceptedOf says how much of a cause was accepted.
func acceptedOf(c *Cause) string {
	switch c.Accepted {
	case 0:
		return ""
	case c.Count:
		return "  (accepted)"
	}
	return fmt.Sprintf("  (%d accepted)", c.Accepted)
}

// postpone shows the entry that accepts the worst cause for a while, and the
// command that accepts all there is.
func (t *text) postpone() {
	entry := t.postponing("  To postpone the first, in .proverb.yaml:\n", "    ")
	if entry == "" {
		return
	}
	how := "--report json=report.json, then"
	if t.inProcess() { // demo and go test name their reports otherwise
		how = "with the run's JSON report,"
	}
	t.printf("%s  To accept all there is for now: %s\n    proverb baseline create report.json\n", entry, how)
}

// Postponing is the entry of .proverb.yaml that accepts the worst cause for 90
// days, after a title and with each line indented; empty where nothing makes the
// run fail.
func (r *Report) Postponing(title, indent string) string { return newView(r).postponing(title, indent) }

func (v *view) postponing(title, indent string) string {
	f := v.worstOpen()
	if f == nil {
		return ""
	}
	lines := []string{"accept:", "  - rule: " + f.Rule}
	if f.Path != "" && !v.spreads(f) {
		lines = append(lines, "    path: "+plain(quoted(f.Path)))
	}
	lines = append(lines, "    reason: who mends it, and when", "    expires: "+v.Started.AddDate(0, 0, 90).Format(time.DateOnly), "")
	return title + indent + strings.TrimRight(strings.Join(lines, "\n"+indent), " ")
}

// worstOpen is a finding of the worst cause that makes the run fail.
func (v *view) worstOpen() *Finding {
	for i := range v.Causes {
		for _, f := range v.findingsOf(&v.Causes[i]) {
			if f.Suppressed == "" && v.reaches(f) {
				return f
			}
		}
	}
	return nil
}

// spreads reports whether the cause of a finding is found on other paths too:
// its entry then names no path.
func (v *view) spreads(f *Finding) bool {
	for _, other := range v.byCause[causeKey{f.Rule, f.Detail, f.Layer}] {
		if other.Path != f.Path {
			return true
		}
	}
	return false
}

// settled reports whether all of a cause was accepted.
func (c *Cause) settled() bool { return c.Accepted > 0 && c.Accepted == c.Count }

// covers reports whether an entry is about a finding.
func (a *Acceptance) covers(f Finding) bool {
	if a.Fingerprint != "" {
		return a.Fingerprint == f.Fingerprint
	}
	path := specs.Path{Template: f.Path}
	return a.Rule == f.Rule && (a.Method == "" || strings.EqualFold(a.Method, f.Method)) &&
		(a.Path == "" || path.MatchesGlob(a.Path))
}
