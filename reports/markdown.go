package reports

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// What a step summary of GitHub may be: a step has a MiB, which other tools
// share, and a table of hundreds of rows is read by nobody.
const (
	markdownLimit  = 200_000
	markdownCauses = 50
	markdownTop    = 20
	matrixPaths    = 40
)

// Markdown writes a summary for a pull request or a CI job: the verdict, the
// answer to the headline question, the causes, the worst findings with their
// exchanges, and the matrix of a small API. It stays under 200 kB.
func Markdown(w io.Writer, r *Report) error { return newView(r).markdown(w) }

func (v *view) markdown(w io.Writer) error {
	m := &markdown{view: v}
	m.head()
	m.coverage()
	m.comparison()
	m.causes()
	m.acceptances()
	m.matrix()
	m.top()
	if _, err := io.WriteString(w, m.out.String()); err != nil {
		return fmt.Errorf("writing Markdown: %w", err)
	}
	return nil
}

type markdown struct {
	*view
	out strings.Builder
}

// add appends a part, if it fits; a table cut in two would be worse than none.
func (m *markdown) add(format string, args ...any) bool {
	const reserve = 200 // for the words that something is left out
	part := fmt.Sprintf(format, args...)
	if m.out.Len()+len(part) > markdownLimit-reserve {
		return false
	}
	m.out.WriteString(part)
	return true
}

func (m *markdown) head() {
	d := m.Document
	m.add("## %s %s\n\n", glyphOf(m.Verdict), prose(headlineOf(m.view)))
	m.add("%s\n\n", prose(m.Because))
	if m.Hint != "" && m.Hint != m.Because {
		m.add("%s\n\n", prose(m.Hint))
	}
	m.add("**405 apart from 501: %s.** %s\n\n", prose(m.Server.Distinguishes), prose(m.Server.Because))
	made := m.Server.Made()
	if made != "" {
		made = ", " + made
	}
	m.add("%s %s (%s) at %s%s, safety %s, Proverb %s.\n\n",
		prose(d.Title), prose(d.Version), code(d.File), code(m.Target), prose(made), prose(m.Safety), prose(m.Tool.Version))
}

func glyphOf(verdict string) string {
	switch verdict {
	case "conforms":
		return "✅"
	case "fails":
		return "❌"
	}
	return "❔"
}

func (m *markdown) coverage() {
	c := m.Coverage
	m.add("| planned | sent | judged | inconclusive | not sent | live paths |\n|--:|--:|--:|--:|--:|--:|\n| %d | %d | %d | %d | %d | %d of %d |\n\n",
		c.Planned, c.Sent, c.Judged, c.Inconclusive, c.NotSent, c.LivePaths, c.Paths)
	inconclusive, unsent := m.reasons()
	m.why("Not sent", unsent)
	m.why("Inconclusive", inconclusive)
}

func (m *markdown) why(title string, reasons []reason) {
	if len(reasons) == 0 {
		return
	}
	var parts []string
	for _, r := range reasons {
		parts = append(parts, fmt.Sprintf("%d %s (%s)", r.Count, code(r.Slug), prose(r.Text)))
	}
	m.add("%s: %s.\n\n", title, strings.Join(parts, "; "))
}

func (m *markdown) causes() {
	if len(m.Causes) == 0 {
		return
	}
	m.add("### Causes\n\n| severity | rule | times | what |\n|---|---|--:|---|\n")
	for i := range m.Causes[:min(markdownCauses, len(m.Causes))] {
		c := &m.Causes[i]
		ref := ""
		if r := m.rules[c.Rule]; r != nil && r.Ref != "" {
			ref = " (" + prose(r.Ref+", "+r.Level) + ")"
		}
		m.add("| %s | %s | %d | %s%s |\n", prose(c.Severity), code(c.Rule), c.Count, prose(short(line(c.Summary), 500)), ref)
	}
	m.more(len(m.Causes)-markdownCauses, "cause")
	m.add("\n")
}

// acceptances tells which entries need somebody's hand.
func (m *markdown) acceptances() {
	m.entries("Accepted once, and back since the entry has expired", m.Expired)
	m.entries("Accepted for two more weeks at the most", m.Expiring)
	m.entries("Accepted, and no longer there", m.Stale)
}

func (m *markdown) entries(title string, entries []Acceptance) {
	if len(entries) == 0 {
		return
	}
	m.add("%s:\n\n", title)
	for i := range entries[:min(markdownCauses, len(entries))] {
		m.add("- %s\n", prose(entries[i].dated()))
	}
	m.more(len(entries)-markdownCauses, "acceptance")
	m.add("\n")
}

func (m *markdown) more(n int, noun string) {
	if n > 0 {
		m.add("\n%s more; a report in HTML or JSON has them all.\n", count(n, noun))
	}
}

// top shows the worst findings with their exchanges. There are several of a
// cause only where there are fewer causes than places.
func (m *markdown) top() {
	findings := m.worst()
	if len(findings) == 0 {
		return
	}
	m.add("### Findings\n\n")
	for _, f := range findings {
		if !m.add("%s", m.finding(f)) {
			m.out.WriteString("\nThe rest does not fit; a report in HTML or JSON has it.\n")
			return
		}
	}
	m.more(len(m.Findings)-len(findings), "finding")
}

func (m *markdown) worst() []*Finding {
	var out []*Finding
	for round := 0; round < markdownTop && len(out) < markdownTop; round++ {
		for i := range m.Causes {
			of := m.findingsOf(&m.Causes[i])
			if round < len(of) && m.Causes[i].Severity != "info" && len(out) < markdownTop {
				out = append(out, of[round])
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Finding) int { return cmp.Compare(gravity(b.Severity), gravity(a.Severity)) })
	return out
}

func (m *markdown) finding(f *Finding) string {
	where := cmp.Or(strings.TrimSpace(f.Method+" "+f.Path), "the server")
	head := fmt.Sprintf("<details><summary>%s: %s: %s</summary>\n\n%s, %s", prose(f.Severity), prose(where),
		prose(short(line(f.Problem), 300)), code(f.Rule), code(f.Fingerprint))
	if f.File != "" && f.Line > 0 {
		head += ", " + code(fmt.Sprintf("%s:%d", f.File, f.Line))
	}
	if f.Suppressed != "" {
		head += ", accepted: " + prose(f.Suppressed)
	}
	if x := m.exchanges[f.Exchange]; x != nil {
		head += "\n\n" + fenced(cut(plain(m.notation(trimmed(x), x))+"\n", 4000))
	}
	return head + "\n</details>\n\n"
}

// fenced is a block of code. Its fence is longer than any in the text.
func fenced(text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	return fence + "http\n" + text + fence + "\n"
}

// prose is a line that Markdown shows as it is: nothing in it is markup, HTML,
// or the end of a table's cell.
func prose(s string) string {
	return markup.Replace(line(s))
}

var markup = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`,
	"|", `\|`, "~", `\~`, "#", `\#`, "!", `\!`, "@", "@\u2060", "://", ":\u2060//", "www.", "www\u2060.",
)

// code is a line as code. In a table's cell a bar would end it even there.
func code(s string) string {
	s = line(s)
	if s == "" {
		return ""
	}
	if strings.ContainsAny(s, "`|") {
		return "<code>" + markup.Replace(s) + "</code>"
	}
	return "`" + s + "`"
}
