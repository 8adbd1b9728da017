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
		if utf8.RuneCountInString(l) > columns && !strings.HasPrefix(l, "      ") {
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
	r.Server.Product = "Frame"
	rule := &r.Rules[slices.IndexFunc(r.Rules, func(x Rule) bool { return x.ID == r.Causes[0].Rule })]
	rule.Fixes = []Fix{{For: "Frame", Code: "the lines that mend it"}}
	r.Causes = []Cause{r.Causes[0], r.Causes[0]}
	text := render(t, Text(false), r)
	if strings.Count(text, "the lines that mend it") != 1 || strings.Count(text, "To mend it: as number 1") != 1 {
		t.Errorf("two causes with one fix are told as\n%s", text)
	}
}
