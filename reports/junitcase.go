package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What consumers take: GitLab and Jenkins choke on long messages, and a CI
// server keeps every body of every run.
const (
	messageLimit = 300
	bodyLimit    = 2000
	curlLimit    = 700
)

// wholeCase is the case of the server: the 405/501 answer, what is about no path,
// and a run that could not be decided.
func (v *view) wholeCase(class string) *junitCase {
	c := &junitCase{Classname: class, Name: "405 and 501", File: line(v.Document.File)}
	switch failing := v.failing(v.whole); {
	case len(failing) > 0:
		c.Failure = v.failure("", failing)
	case v.staleFails():
		c.Failure = words("accept/stale", v.Because, entryLines(v.Stale))
	case v.Verdict == "undecided":
		c.Error = words("run/undecided", "undecided: "+v.Because, "")
	}
	c.Out = &junitText{v.outline() + cut(told(v.whole.findings), 2*bodyLimit)}
	return c
}

// outline is the answer and the coverage: what every reader of the results has
// to know beside the cases.
func (v *view) outline() string {
	c := v.Coverage
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", v.Verdict, line(v.Because))
	fmt.Fprintf(&b, "405 apart from 501: %s. %s\n", v.Server.Distinguishes, line(v.Server.Because))
	fmt.Fprintf(&b, "%d probes planned, %d sent, %d judged, %d inconclusive, %d not sent\n",
		c.Planned, c.Sent, c.Judged, c.Inconclusive, c.NotSent)
	inconclusive, unsent := v.reasons()
	for _, r := range unsent {
		fmt.Fprintf(&b, "not sent: %d %s: %s\n", r.Count, r.Slug, line(r.Text))
	}
	for _, r := range inconclusive {
		fmt.Fprintf(&b, "inconclusive: %d %s: %s\n", r.Count, r.Slug, line(r.Text))
	}
	return b.String()
}

func (v *view) newCase(class string, c *cell) *junitCase {
	out := &junitCase{
		Classname: class,
		Name:      line(c.method + " " + c.path.Path),
		File:      line(c.path.File),
		Line:      cmp.Or(c.path.Lines[c.method], c.path.Line),
	}
	for _, x := range c.sent {
		out.Time += seconds(time.Duration(x.ElapsedUS) * time.Microsecond)
	}
	v.decide(out, c)
	if out.Failure == nil && len(c.findings) > 0 {
		out.Out = &junitText{told(c.findings)}
	}
	return out
}

// decide tells the worst of what became of a cell.
func (v *view) decide(out *junitCase, c *cell) {
	if len(v.failing(c)) > 0 {
		out.Failure = v.failure(out.Name+": ", c.open())
		return
	}
	if x := c.unanswered(); x != nil {
		out.Error = v.noAnswer(x)
		return
	}
	for _, why := range []string{c.undecided(), c.notSent(), v.accepted(c)} {
		if why != "" {
			out.Skipped = words("", why, "")
			return
		}
	}
}

func (c *cell) unanswered() *Exchange {
	for _, x := range c.last() {
		if x.Outcome != "answered" {
			return x
		}
	}
	return nil
}

func (v *view) noAnswer(x *Exchange) *junitWords {
	message := fmt.Sprintf("%s %s: no answer: %s", x.Name, x.Path, x.Outcome)
	if x.Trouble != "" {
		message += ", " + x.Trouble
	}
	return words("no-answer/"+x.Outcome, message, v.evidence(x, bodyLimit-messageLimit))
}

// failure tells findings, the worst first, with the exchange of the worst.
func (v *view) failure(where string, findings []*Finding) *junitWords {
	findings = slices.Clone(findings)
	slices.SortStableFunc(findings, func(a, b *Finding) int { return cmp.Compare(gravity(b.Severity), gravity(a.Severity)) })
	worst := findings[0]
	message := where + worst.Problem
	if len(findings) > 1 {
		message += fmt.Sprintf(" (and %s)", count(len(findings)-1, "more finding"))
	}
	list := cut(v.references(findings), bodyLimit-messageLimit)
	body := list
	if x := v.exchanges[worst.Exchange]; x != nil {
		body += "\n" + v.evidence(x, bodyLimit-messageLimit-len(list)-2)
	}
	return words(worst.Rule, message, body)
}

func (v *view) references(findings []*Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s: %s\n", f.Severity, f.Rule, line(f.Problem))
		if r := v.rules[f.Rule]; r != nil && r.Ref != "" {
			fmt.Fprintf(&b, "  %s, %s; proverb explain %s\n", line(r.Ref), r.Level, f.Rule)
		}
	}
	return b.String()
}

// evidence is an exchange and how to repeat it, where there is a way. A long curl line would be of no
// use cut, so it is left out.
func (v *view) evidence(x *Exchange, limit int) string {
	curl := plain(v.curl(x))
	if curl != "" {
		curl = "\n$ " + curl + "\n"
	}
	if len(curl) > curlLimit || len(curl) > limit {
		curl = ""
	}
	return cut(plain(v.notation(recorded(x), x))+"\n", limit-len(curl)) + curl
}

// told are findings in a line each.
func told(findings []*Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s: %s\n", f.Severity, f.Rule, line(f.Problem))
	}
	return b.String()
}

// words says a message as an attribute and again as the first line of the text.
func words(kind, message, body string) *junitWords {
	message = line(message)
	short := message
	if len(short) > messageLimit {
		short = short[:boundary(short, messageLimit-3)] + "…"
	}
	return &junitWords{Type: kind, Message: short, Text: strings.TrimRight(short+"\n"+body, "\n")}
}

// cut takes whole lines of a text up to a size.
func cut(s string, limit int) string {
	const mark = "…\n"
	if len(s) <= limit {
		return s
	}
	if limit <= len(mark) {
		return ""
	}
	s = s[:boundary(s, limit-len(mark))]
	return s[:strings.LastIndexByte(s, '\n')+1] + mark
}
