package reports

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"
)

// annotationLimit is how many annotations are made: GitHub shows ten of a kind
// and drops the rest without a word.
const annotationLimit = 8

// GitHub writes workflow commands that GitHub Actions shows as annotations: one
// for each cause, at the line of the document where its first finding is. They
// work on standard output only.
func GitHub(w io.Writer, r *Report) error { return newView(r).github(w) }

func (v *view) github(w io.Writer) error {
	out := bufio.NewWriter(w)
	shown := v.annotated()
	for _, c := range shown {
		fmt.Fprintln(out, v.annotation(c))
	}
	if more := v.openCauses() - len(shown); more > 0 {
		fmt.Fprintln(out, command("notice", v.Document.File, 1, "Proverb", "and "+count(more, "more cause")+"; the reports and the step's summary have them all"))
	}
	for i := range v.Expiring[:min(1, len(v.Expiring))] {
		text := v.Expiring[i].dated()
		if more := len(v.Expiring) - 1; more > 0 {
			text += fmt.Sprintf(", and %d more", more)
		}
		fmt.Fprintln(out, command("warning", v.Document.File, 1, "Proverb: accepted for two more weeks at the most", text))
	}
	if len(shown) == 0 && v.Verdict != "conforms" {
		fmt.Fprintln(out, command("error", v.Document.File, 1, "Proverb: "+v.Verdict, cmp.Or(v.Because, v.Verdict)))
	}
	return out.Flush()
}

// annotated are the causes to annotate. Where they do not all fit, one place is
// left for saying so.
func (v *view) annotated() []*Cause {
	var out []*Cause
	room := annotationLimit
	if v.openCauses() > room {
		room--
	}
	for i := range v.Causes {
		if len(out) < room && v.firstOpen(&v.Causes[i]) != nil {
			out = append(out, &v.Causes[i])
		}
	}
	return out
}

// openCauses counts the causes that were not accepted as a whole.
func (v *view) openCauses() int {
	n := 0
	for i := range v.Causes {
		if v.firstOpen(&v.Causes[i]) != nil {
			n++
		}
	}
	return n
}

func (v *view) firstOpen(c *Cause) *Finding {
	for _, f := range v.findingsOf(c) {
		if f.Suppressed == "" {
			return f
		}
	}
	return nil
}

func (v *view) annotation(c *Cause) string {
	f := v.firstOpen(c)
	s := v.newSpot(f)
	kind := sarifLevel(c.Severity)
	if kind == "note" {
		kind = "notice"
	}
	text := short(line(c.Summary), 400)
	if where := strings.TrimSpace(f.Method + " " + f.Path); where != "" {
		text += "\nfor one: " + line(where)
	}
	if r := v.rules[c.Rule]; r != nil && r.Ref != "" {
		text += "\n" + line(r.Ref) + ", " + r.Level
	}
	return command(kind, s.file, s.line, fmt.Sprintf("%s x%d", c.Rule, c.Count), text)
}

// command is a workflow command. What would end it, or a property of it, is
// escaped as its parser reads it.
func command(kind, file string, at int, title, text string) string {
	message := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	return fmt.Sprintf("::%s file=%s,line=%d,title=%s::%s",
		kind, property.Replace(sourcePath(file)), at, property.Replace(line(title)), message.Replace(plain(text)))
}
