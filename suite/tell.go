package suite

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// telling is what is to be told of a case, whoever shows it: go test or Ginkgo.
type telling struct {
	notes []note
	skip  string // why nothing could be decided; empty where something failed
}

type note struct {
	text  string
	fails bool
}

func (t *telling) log(text string)  { t.notes = append(t.notes, note{text, false}) }
func (t *telling) fail(text string) { t.notes = append(t.notes, note{text, true}) }

// failures are the texts of the notes that fail the case.
func (t *telling) failures() []string {
	var texts []string
	for _, n := range t.notes {
		if n.fails {
			texts = append(texts, n.text)
		}
	}
	return texts
}

// tell makes the subtests. Every function that logs is a helper of testing's, so
// that the line go test shows is the user's call of Run.
func (o *outcome) tell(t *testing.T) {
	t.Helper()
	t.Log(o.summary())
	if o.judgement.Verdict == rules.RunUndecided {
		t.Fail() // whichever subtests -run chooses
	}
	for _, c := range cases(o.judgement) {
		t.Run(c.name, func(t *testing.T) {
			t.Helper()
			o.telling(c).show(t)
		})
	}
}

func (t telling) show(to *testing.T) {
	to.Helper()
	for _, n := range t.notes {
		if n.fails {
			to.Error(n.text)
		} else {
			to.Log(n.text)
		}
	}
	if t.skip != "" {
		to.Skip(t.skip)
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

// telling tells the findings, then the worst of what became of the questions: no
// answer, nothing decided, not sent.
func (o *outcome) telling(c *testCase) telling {
	var t telling
	if c.path == nil {
		o.tellServer(&t)
	}
	o.tellFindings(&t, c)
	if len(t.failures()) == 0 {
		o.tellSilence(&t, c)
	}
	if len(t.failures()) == 0 {
		t.skip = o.undecidedText(c)
	}
	return t
}

// tellFindings tells each finding, and how those of one recipe are mended once.
func (o *outcome) tellFindings(t *telling, c *testCase) {
	fails := func(f *rules.Finding) bool { return f.FailsBy(o.judgement.Profile.FailOn) }
	texts := make([]string, len(c.findings))
	for i, f := range c.findings {
		texts[i] = o.finding(f)
	}
	o.mend(c, texts, slices.ContainsFunc(c.findings, fails))
	for i, f := range c.findings {
		if fails(f) {
			t.fail(texts[i])
		} else {
			t.log(texts[i])
		}
	}
}

// tellServer tells whether 405 is kept apart from 501, and fails where the run
// decided too little.
func (o *outcome) tellServer(t *telling) {
	j := o.judgement
	t.log(fmt.Sprintf("405 apart from 501: %s. %s", j.Server.Distinguishes, o.settings.inWordsOfConfig(j.Server.Because)))
	if j.Verdict == rules.RunUndecided {
		t.fail("undecided: " + o.because())
	}
	if o.staleFails() {
		t.fail(o.entriesText())
	}
}

func (o *outcome) tellSilence(t *telling, c *testCase) {
	for _, x := range c.exchanges {
		if x.Outcome != runner.Answered {
			t.fail(fmt.Sprintf("no answer (%s): %s\n%s", x.Outcome, x.Trouble, o.evidence(x)))
		}
	}
}

// undecidedText is why a case decides nothing, empty where it does.
func (o *outcome) undecidedText(c *testCase) string {
	for _, x := range c.exchanges {
		if e := o.judgement.Exchanges.Of(x); e.Verdict == rules.Inconclusive {
			return fmt.Sprintf("inconclusive: %s: %s\n%s", e.Reason, e.Reason.Text(), o.evidence(x))
		}
	}
	for _, n := range c.notSent {
		return notSentText(n)
	}
	return o.acceptedText(c)
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
	text := complaint(f)
	if len(f.Exchanges) > 0 {
		text += "\n" + o.evidence(f.Exchanges[0])
	}
	return text
}

// complaint is a finding without its evidence.
func complaint(f *rules.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: %s\n", f.Severity, f.Rule.ID, plain(f.Text))
	fmt.Fprintf(&b, "%s (%s): %s\n", f.Rule.Ref, f.Rule.Level, f.Rule.Title)
	if at := place(f); at.File != "" {
		fmt.Fprintf(&b, "%s\n", position(at))
	}
	if f.Flaky {
		b.WriteString("flaky: asked again, the server answered otherwise\n")
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
