package rules_test

import (
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// TestAPageIsAnErrorWhereTheDocumentPromisesJSON holds body/not-html to what
// body/media-type-expected, which it supersedes, says of any other type.
func TestAPageIsAnErrorWhereTheDocumentPromisesJSON(t *testing.T) {
	t.Parallel()
	examples, err := rules.ParseExamples([]byte(rules.ExamplesOf("body/not-html")))
	if err != nil {
		t.Fatal(err)
	}
	told := map[rules.Severity]int{}
	for _, e := range examples {
		for _, f := range rules.Judge(e.Record, rules.Profile{}).Findings {
			if f.Rule.ID != "body/not-html" {
				continue
			}
			told[f.Severity]++
			if promised := strings.Contains(f.Text, "documented here"); promised != (f.Severity == rules.Error) {
				t.Errorf("%s: %q is told as %s", e.Name, f.Text, f.Severity)
			}
		}
	}
	if told[rules.Error] == 0 || told[rules.Warning] == 0 || told[rules.Info] == 0 {
		t.Errorf("the examples show only %v", told)
	}
}
