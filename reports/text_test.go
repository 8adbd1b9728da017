package reports

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

func emptyRecord() *runner.Record {
	return &runner.Record{Plan: &specs.Plan{Document: specs.Document{Title: "Empty"}}}
}

func render(t *testing.T, f Format, r *Report) string {
	t.Helper()
	var out bytes.Buffer
	if err := f(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestText(t *testing.T) {
	t.Parallel()
	golden(t, "report.txt", []byte(render(t, Text(false), fixture())))
}

func TestTextOfACleanRun(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Verdict, r.Because, r.Findings, r.Causes = "conforms", "No finding reaches error.", nil, nil
	r.Server.Distinguishes, r.Server.Because = "yes", "Unknown methods get 501, known ones 405."
	golden(t, "clean.txt", []byte(render(t, Text(false), r)))
}

func TestAHintIsToldOnce(t *testing.T) {
	t.Parallel()
	const hint = "try --url http://127.0.0.1:1/"
	for _, because := range []string{"Nothing is live.", "Nothing is live: " + hint + "."} {
		r := fixture()
		r.Because, r.Hint = because, hint
		if n := strings.Count(render(t, Text(false), r), hint); n != 1 {
			t.Errorf("%q: the hint is told %d times", because, n)
		}
	}
}

// TestAReasonIsToldOnce: where one thing hides everything, the verdict has said it.
func TestAReasonIsToldOnce(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Because = "No path is known to exist: one that does not is answered 200 as well."
	r.Server.Distinguishes, r.Server.Because = "undecided", r.Because
	if got := render(t, Text(false), r); strings.Count(got, "No path is known to exist") != 1 || !strings.Contains(got, "405 apart from 501: undecided\n") {
		t.Errorf("not once:\n%s", got)
	}
}

// TestNobodyListensInProcess: no command is shown that cannot be carried out.
func TestNobodyListensInProcess(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Target = "http://in-process"
	got := render(t, Text(false), r)
	if strings.Contains(got, "proverb replay") || strings.Contains(got, "--report json=") || !strings.Contains(got, "proverb baseline create") {
		t.Errorf("of a run in process:\n%s", got)
	}
}

// TestNobodyAnswered: what the document alone shows can wait until there is a server.
func TestNobodyAnswered(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Cut, r.Exchanges = string(runner.CutUnreachable), r.Exchanges[:1]
	r.Exchanges[0].Outcome = string(runner.Refused)
	got := render(t, Text(false), r)
	_, next, _ := strings.Cut(got, "\nNext\n")
	if !strings.HasPrefix(next, "  See that the server runs") || !strings.Contains(next, "\n    $ curl ") {
		t.Errorf("it does not begin with the server:\n%s", got)
	}
	for _, late := range []string{"proverb explain", "proverb replay", "baseline create", "accept:"} {
		if strings.Contains(next, late) {
			t.Errorf("%q before there is a server:\n%s", late, next)
		}
	}
	for _, speaks := range []runner.Outcome{runner.TLSFailed, runner.Malformed} { // such as another version of HTTP
		r.Exchanges[0].Outcome = string(speaks)
		if got := render(t, Text(false), r); strings.Contains(got, "See that the server runs") || !strings.Contains(got, "\nNext\n  What got no answer:\n    $ curl ") {
			t.Errorf("of a server that runs, %s:\n%s", speaks, got)
		}
	}
	r.Target = "http://in-process"
	if got := render(t, Text(false), r); strings.Contains(got, "curl") || strings.Contains(got, "\nNext\n") {
		t.Errorf("of a run in process:\n%s", got)
	}
}

// TestSlowAnswersAreTold: who waits for a run is to know what for.
func TestSlowAnswersAreTold(t *testing.T) {
	t.Parallel()
	for took, want := range map[int64]string{
		6_021_000: "\n  half of the answers took the server 6s or longer\n", 1_250_000: " took the server 1.3s or longer\n", 999_000: "",
	} {
		r := fixture()
		for i := range r.Exchanges {
			if r.Exchanges[i].ElapsedUS = took; r.Exchanges[i].Outcome != "answered" {
				r.Exchanges[i].ElapsedUS = 10_000_000 // the time it was given
			}
		}
		got := render(t, Text(false), r)
		if told := strings.Contains(got, "took the server"); told != (want != "") || !strings.Contains(got, want) {
			t.Errorf("%d: %s", took, got)
		}
	}
}

func TestCoverageCountsTheTransportPack(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Coverage.Questions = 3
	r.Exchanges[0].Control, r.Exchanges[1].Control = "unknown-te", "http-9.9"
	if got := render(t, Text(false), r); !strings.Contains(got, "  3 further questions and 2 of the transport pack asked beside them\n") {
		t.Errorf("not counted:\n%s", got)
	}
	r.Coverage.Questions = 0
	if got := render(t, Text(false), r); !strings.Contains(got, "  2 questions of the transport pack asked beside them\n") {
		t.Errorf("not counted alone:\n%s", got)
	}
}

// TestReplayIsOfferedWhereItCanBeDone: a request that was written byte for byte is sent
// again by an audit only, and one without its exchange by nothing.
func TestReplayIsOfferedWhereItCanBeDone(t *testing.T) {
	t.Parallel()
	r := fixture()
	first := render(t, Text(false), r)
	if !strings.Contains(first, "To send the first again") {
		t.Fatalf("nothing to send again:\n%s", first)
	}
	v := newView(r)
	for _, f := range v.findingsOf(&r.Causes[0]) {
		if x := v.exchanges[f.Exchange]; x != nil {
			x.Request.RawBase64 = "R0VUIC8gSFRUUC8xLjENCg0K"
		}
	}
	later := render(t, Text(false), r)
	m := regexp.MustCompile(`To send number (\d+) again .*\n    proverb replay (\w+) `).FindStringSubmatch(later)
	if m == nil {
		t.Fatalf("no other is offered:\n%s", later)
	}
	e, err := r.Evidence(m[2])
	if err != nil || !runner.Replayable(e.Exchange) || !strings.Contains(later, "\n "+m[1]+". "+e.Finding.Severity+"  "+e.Finding.Rule) {
		t.Errorf("%s is offered as number %s: %v", m[2], m[1], err)
	}
	r.Exchanges = nil
	if got := render(t, Text(false), r); strings.Contains(got, "proverb replay") {
		t.Errorf("without exchanges:\n%s", got)
	}
}

func TestColourChangesNothingElse(t *testing.T) {
	t.Parallel()
	plain, coloured := render(t, Text(false), fixture()), render(t, Text(true), fixture())
	codes := regexp.MustCompile("\x1b\\[[0-9;]*m")
	if !codes.MatchString(coloured) {
		t.Error("nothing is coloured")
	}
	if got := codes.ReplaceAllString(coloured, ""); got != plain {
		t.Errorf("without its colours the text is\n%s", got)
	}
	if strings.Contains(plain, "\x1b") {
		t.Error("an escape of the server's, or ours, is in the plain text")
	}
}

func TestTextIsEightyColumnsWide(t *testing.T) {
	t.Parallel()
	for _, l := range strings.Split(render(t, Text(false), fixture()), "\n") {
		if utf8.RuneCountInString(l) > columns && !strings.HasPrefix(l, "      ") && !strings.HasPrefix(l, "    proverb replay ") {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(l), l)
		}
	}
}

func TestTextOfAReportWithHoles(t *testing.T) {
	t.Parallel()
	r := &Report{Schema: Schema, Verdict: "fails", FailOn: "error",
		Causes:   []Cause{{Rule: "a/b", Severity: "error", Summary: "gone"}, {Rule: "c/d", Severity: "error"}},
		Findings: []Finding{{Rule: "c/d", Severity: "error", Path: "/x", Method: "GET", Exchange: 7}}}
	if got := render(t, Text(false), r); !strings.Contains(got, "proverb explain a/b") {
		t.Errorf("no way to go on:\n%s", got)
	}
}

func TestPlainLeavesNothingThatSteers(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain, ünïcode\n\tlines": "plain, ünïcode\n\tlines",
		"\x1b[31mred\x00":         `\x1b[31mred\x00`,
		"a\r\nb":                  "a\\r\nb",
		"bidi \u202e":             `bidi \u202e`,
		"bad \xff\xfe":            `bad \xff\xfe`,
		"tag \U000e0041":          `tag \U000e0041`,
		"\ufffd stays":            "\ufffd stays",
	} {
		if got := plain(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

// Causes with one and the same fix are as many mistakes and one piece of work.
func TestAFixIsToldOnce(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Server.Stacks = []string{"Frame"}
	rule := &r.Rules[slices.IndexFunc(r.Rules, func(x Rule) bool { return x.ID == r.Causes[0].Rule })]
	rule.Fixes = []Fix{{For: "Frame", Code: "the lines that mend it", Suits: []string{"Frame"}, Note: "Change the document, too."}}
	r.Causes = []Cause{r.Causes[0], r.Causes[0]}
	text := render(t, Text(false), r)
	if strings.Count(text, "Frame:\n    Change the document, too.\n      the lines that mend it") != 1 || strings.Count(text, "To mend it: as number 1") != 1 {
		t.Errorf("two causes with one fix are told as\n%s", text)
	}
}

// Where two frameworks answer alike, neither's recipe is printed as if it were known.
func TestNoRecipeIsGuessed(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Causes = r.Causes[:1]
	rule := &r.Rules[slices.IndexFunc(r.Rules, func(x Rule) bool { return x.ID == r.Causes[0].Rule })]
	rule.Fixes = []Fix{{For: "Frame", Name: "frame", Code: "the lines of Frame", Suits: []string{"Frame"}}, {For: "Bower", Name: "bower", Code: "the lines of Bower", Suits: []string{"Bower"}}}
	for _, test := range []struct {
		stacks []string
		want   []string
		not    string
	}{
		{[]string{"Frame", "Bower"}, []string{"Frame: proverb explain " + rule.ID + " --for frame", "Bower: proverb explain " + rule.ID + " --for bower"}, "the lines of"},
		{[]string{"Bower"}, []string{"To mend it in Bower:", "the lines of Bower"}, "Frame"},
		{nil, []string{"by framework: proverb explain " + rule.ID}, "the lines of"},
	} {
		r.Server.Stacks = test.stacks
		told := render(t, Text(false), r)
		for _, want := range test.want {
			if !strings.Contains(told, want) {
				t.Errorf("of %v it does not say %q:\n%s", test.stacks, want, told)
			}
		}
		if strings.Contains(told, test.not) {
			t.Errorf("of %v it says %q:\n%s", test.stacks, test.not, told)
		}
	}
}

// Recipes that mend several causes are led to once.
func TestChoicesAreToldOnce(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Server.Stacks = []string{"Frame", "Bower"}
	for i := range r.Rules {
		r.Rules[i].Fixes = []Fix{{For: "Frame", Name: "frame", Code: "of Frame", Suits: []string{"Frame"}}, {For: "Bower", Name: "bower", Code: "of Bower", Suits: []string{"Bower"}}}
	}
	told := render(t, Text(false), r)
	if strings.Count(told, "--for frame") != 1 || !strings.Contains(told, "To mend it: as number 1") {
		t.Errorf("recipes for several causes are told as\n%s", told)
	}
}

func TestMadeIsWhatTheAnswersShow(t *testing.T) {
	t.Parallel()
	for want, s := range map[string]Server{
		"": {},
		"answered by nginx/1.22.1 (nginx before an application, gin)": {Product: "nginx/1.22.1", Fronts: []string{"nginx before an application"}, Stacks: []string{"gin"}},
		"answered by Go net/http":                                     {Product: "Go net/http", Stacks: []string{"Go net/http"}},
		"answered by Go net/http (gorilla/mux or Go net/http)":        {Product: "Go net/http", Stacks: []string{"gorilla/mux", "Go net/http"}},
		"answered by chi or gin":                                      {Stacks: []string{"chi", "gin"}},
		"answered by x":                                               {Product: "x", Stacks: []string{"a", "b", "c", "d"}},
	} {
		if got := s.Made(); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
