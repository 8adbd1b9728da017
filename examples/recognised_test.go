package examples_test

import (
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

// unremarkable are the rows that answer with nothing by which they could be told
// from what else runs on the same HTTP server.
var unremarkable = []string{"nodehttp"}

// holdRecognised: the report of the server as it is written offers the recipe of
// the row, and no other.
func (r row) holdRecognised(t *testing.T, before *report) {
	t.Helper()
	if !slices.ContainsFunc(fixes.Recipes, func(x fixes.Recipe) bool { return x.Name == r.name }) {
		t.Fatalf("%s has no recipe in suite/rules/fixes", r.name)
	}
	made := append(slices.Clone(before.Server.Stacks), before.Server.Fronts...)
	isIt := func(s rules.Stack) bool { return s.Name == r.name && slices.Contains(made, s.For) }
	if offered := slices.ContainsFunc(rules.Stacks(), isIt); offered == slices.Contains(unremarkable, r.name) {
		t.Errorf("%s is taken for %q: suite/rules/stacktable.go says what shows each", r.name, made)
	}
	for _, rule := range before.Rules {
		for _, f := range rule.Fixes {
			if f.Name != r.name && f.Name != "" && len(before.Server.Stacks) == 1 && len(before.Server.Fronts) == 0 {
				t.Errorf("%s is offered the recipe of %s for %s", r.name, f.Name, rule.ID)
			}
		}
	}
}
