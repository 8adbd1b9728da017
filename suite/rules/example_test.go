package rules_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/proverb-dev/proverb/suite/rules"
)

// TestEveryRuleHasExamples runs all examples of testdata. PROVERB_UPDATE=1
// writes the problems that failing ones tell into them.
func TestEveryRuleHasExamples(t *testing.T) {
	t.Parallel()
	for _, r := range rules.Rules {
		t.Run(strings.ReplaceAll(r.ID, "/", "-"), func(t *testing.T) {
			t.Parallel()
			if os.Getenv("PROVERB_UPDATE") != "" {
				writeProblems(t, r)
				return
			}
			checkExamples(t, r, rules.ExamplesOf(r.ID))
		})
	}
}

func checkExamples(t *testing.T, r rules.Rule, text string) {
	t.Helper()
	examples, err := rules.ParseExamples([]byte(text))
	if err != nil {
		t.Fatalf("the examples cannot be read: %v", err)
	}
	for _, expect := range []rules.Expectation{rules.ExpectFail, rules.ExpectPass} {
		if !slices.ContainsFunc(examples, func(e rules.Example) bool { return e.Expect == expect }) {
			t.Errorf("the rule has no example that begins with %s:", expect)
		}
	}
	for _, e := range examples {
		if err := e.Check(r); err != nil {
			t.Error(err)
		}
	}
}

func TestEveryExampleHasARule(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir("testdata", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		id, isExample := strings.CutSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/"), ".txtar")
		if !isExample || !slices.ContainsFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == id }) {
			t.Errorf("%s is of no rule", file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// writeProblems puts into each failing example the problems its rule tells now.
func writeProblems(t *testing.T, r rules.Rule) {
	t.Helper()
	file := filepath.FromSlash("testdata/" + r.ID + ".txtar")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, toldNow(t, r, text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// examplesOf are the examples of a rule as they are, or as writeProblems leaves them:
// what is embedded is what was there before.
func examplesOf(t *testing.T, r rules.Rule) string {
	t.Helper()
	text := rules.ExamplesOf(r.ID)
	if os.Getenv("PROVERB_UPDATE") == "" {
		return text
	}
	return string(toldNow(t, r, []byte(text)))
}

// toldNow are examples with the problems that the rule tells now.
func toldNow(t *testing.T, r rules.Rule, text []byte) []byte {
	t.Helper()
	examples, err := rules.ParseExamples(text)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(text)
	next := 0
	for i := range archive.Files {
		if f := &archive.Files[i]; f.Name != "openapi.yaml" && f.Name != "openapi.json" {
			f.Data = withProblems(f.Data, examples[next], r)
			next++
		}
	}
	return txtar.Format(archive)
}

// TestAnUpdateMakesOneOfExamplesAndPages: where an example tells something else by
// now, one run writes it and the page that shows it.
func TestAnUpdateMakesOneOfExamplesAndPages(t *testing.T) {
	t.Parallel()
	for _, r := range rules.Rules {
		now := rules.ExamplesOf(r.ID)
		stale := regexp.MustCompile("(?m)^! .*").ReplaceAllString(now, "! what was told before")
		if got := string(toldNow(t, r, []byte(stale))); got != now {
			t.Errorf("%s: of what was told before an update makes\n%s\nnot\n%s", r.ID, got, now)
		}
	}
}

func withProblems(data []byte, e rules.Example, r rules.Rule) []byte {
	var out strings.Builder
	for line := range strings.Lines(string(data)) {
		if !strings.HasPrefix(line, "! ") {
			out.WriteString(line)
		}
	}
	problems, _ := e.Judge(r)
	for _, p := range problems {
		if !p.Inconclusive {
			out.WriteString("! " + p.Text + "\n")
		}
	}
	return []byte(out.String())
}
