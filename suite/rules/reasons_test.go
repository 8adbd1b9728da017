package rules_test

import (
	"regexp"
	"testing"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// TestReasonsAreSlugs holds what is counted in report.json to words that other
// programs can key on, each with a clause for people.
func TestReasonsAreSlugs(t *testing.T) {
	t.Parallel()
	seen := map[specs.Reason]bool{}
	for _, r := range rules.Rules {
		examples, err := rules.ParseExamples([]byte(rules.ExamplesOf(r.ID)))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range examples {
			problems, _ := e.Judge(r)
			for _, p := range problems {
				if !p.Inconclusive {
					continue
				}
				seen[p.Reason] = true
				if !slug.MatchString(string(p.Reason)) || p.Reason.Text() == string(p.Reason) {
					t.Errorf("%s, %s: the reason %q is no slug, or has no text", r.ID, e.Name, p.Reason)
				}
			}
		}
	}
	if len(seen) < 5 {
		t.Errorf("the examples show only %v: too few to tell", seen)
	}
}
