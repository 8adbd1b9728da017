package rules_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

func ruleNamed(t *testing.T, id string) *rules.Rule {
	t.Helper()
	i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == id })
	if i < 0 {
		t.Fatalf("no rule %s", id)
	}
	return &rules.Rules[i]
}

// What is told with another severity than the rule's is told of the rule, too.
func TestCasesOfOtherSeverities(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]map[string][]string{
		"method/head-supported":     {"warning (error with --strict)": {"405 (chi, echo, FastAPI)", "404 (gin)"}},
		"allow/syntax":              {"warning (also with --strict)": {"an empty member", "a comma at the end, on OPTIONS"}},
		"cache/error-explicit":      {"warning": {"with Last-Modified, from which caches make up a lifetime"}},
		"body/content-type-present": {},
	} {
		r := ruleNamed(t, id)
		cases, err := rules.CasesOf(r)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][]string{}
		for _, c := range cases {
			got[c.Words(r)] = c.Examples
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", id, got, want)
		}
	}
}

// TestSeveritiesAreThoseOfSomeCase: a rule whose every case says another severity than
// the rule does has a severity that nobody is ever told.
func TestSeveritiesAreThoseOfSomeCase(t *testing.T) {
	t.Parallel()
	for i := range rules.Rules {
		r := &rules.Rules[i]
		examples, err := rules.ParseExamples([]byte(rules.ExamplesOf(r.ID)))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(examples, func(e rules.Example) bool {
			problems, _ := e.Judge(*r)
			return slices.ContainsFunc(problems, func(p rules.Problem) bool {
				return !p.Inconclusive && (p.Severity == "" || p.Severity == r.Severity)
			})
		}) {
			t.Errorf("%s is said to be %s, and no example is", r.ID, r.Severity)
		}
	}
}
