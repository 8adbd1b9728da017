package suite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// tell makes the subtests. Every function from here to the one that logs is a
// helper of testing's, so that the line go test shows is the user's call of Run.
func (o *outcome) tell(t *testing.T) {
	t.Helper()
	t.Log(o.summary())
	if o.judgement.Verdict == rules.RunUndecided {
		t.Fail() // whichever subtests -run chooses
	}
	for _, c := range cases(o.judgement) {
		t.Run(c.name, func(t *testing.T) {
			t.Helper()
			if c.path == nil {
				o.tellServer(t)
			}
			o.tellCase(t, c)
		})
	}
}

// because is why the run ended as it did.
func (o *outcome) because() string {
	record := o.judgement.Record
	parts := []string{o.judgement.Because}
	for _, more := range []string{record.CutText, record.Hint} {
		if more != "" && !strings.Contains(o.judgement.Because, more) {
			parts = append(parts, more)
		}
	}
	return o.settings.inWordsOfConfig(strings.Join(parts, "; "))
}

// tellServer tells whether 405 is kept apart from 501, and fails where the run
// decided too little.
func (o *outcome) tellServer(t *testing.T) {
	t.Helper()
	j := o.judgement
	t.Logf("405 apart from 501: %s. %s", j.Server.Distinguishes, o.settings.inWordsOfConfig(j.Server.Because))
	if j.Verdict == rules.RunUndecided {
		t.Errorf("undecided: %s", o.because())
	}
	if text := o.entriesText(); o.staleFails() {
		t.Error(text)
	} else if text != "" {
		t.Log(text)
	}
}

// tellCase tells the findings, then the worst of what became of the questions:
// no answer, nothing decided, not sent.
func (o *outcome) tellCase(t *testing.T, c *testCase) {
	t.Helper()
	for _, f := range c.findings {
		o.tellFinding(t, f)
	}
	if t.Failed() {
		return
	}
	for _, x := range c.exchanges {
		if x.Outcome != runner.Answered {
			t.Errorf("no answer (%s): %s\n%s", x.Outcome, x.Trouble, o.evidence(x))
		}
	}
	if t.Failed() {
		return
	}
	for _, x := range c.exchanges {
		if e := o.judgement.Exchanges[x]; e.Verdict == rules.Inconclusive {
			t.Skipf("inconclusive: %s: %s\n%s", e.Reason, e.Reason.Text(), o.evidence(x))
		}
	}
	for _, n := range c.notSent {
		t.Skip(notSentText(n))
	}
	if why := o.acceptedText(c); why != "" {
		t.Skip(why)
	}
}

func (o *outcome) tellFinding(t *testing.T, f *rules.Finding) {
	t.Helper()
	if f.FailsBy(o.judgement.Profile.FailOn) {
		t.Error(o.finding(f))
		return
	}
	t.Log(o.finding(f))
}

func notSentText(n runner.NotSent) string {
	text := fmt.Sprintf("not sent: %s: %s", n.Reason, n.Reason.Text())
	if n.See != nil {
		text += fmt.Sprintf(" (%s %s was answered %d)", n.See.Probe.Name(), n.See.Target, n.See.Status)
	}
	return text
}

// finding is a finding as a stranger can understand it: what is wrong, by which
// text, where in the document, what was said on the wire, how to see it again.
func (o *outcome) finding(f *rules.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s\n", f.Severity, f.Rule.ID, plain(f.Text))
	fmt.Fprintf(&b, "%s (%s): %s\n", f.Rule.Ref, f.Rule.Level, f.Rule.Title)
	if at := place(f); at.File != "" {
		fmt.Fprintf(&b, "%s\n", position(at))
	}
	if f.Flaky {
		b.WriteString("flaky: asked again, the server answered otherwise\n")
	}
	if len(f.Exchanges) > 0 {
		b.WriteString(o.evidence(f.Exchanges[0]))
	}
	return strings.TrimRight(b.String(), "\n")
}

// place is where in the document a finding is at home: what the rule says, else
// its operation, else its path.
func place(f *rules.Finding) specs.Position {
	if f.At != (specs.Position{}) || f.Path == nil {
		return f.At
	}
	path := f.Path.Path
	if o := path.DeclaredOn(f.Method); o != nil && o.At.Line != 0 {
		return o.At
	}
	return specs.Position{File: path.File, Line: path.Line}
}

func position(at specs.Position) string {
	if at.Line == 0 {
		return at.File
	}
	return fmt.Sprintf("%s:%d", at.File, at.Line)
}
