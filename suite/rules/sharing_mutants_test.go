package rules_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// unseen are rules of which no record shows that they look at more than the answer: the
// first six have something to say of an answer for every request or for none, the
// others seldom for one alone.
var unseen = []string{
	"method/registered-405-or-501", "method/case-sensitive", "method/options-allow", "route/redirect", "route/method-before-body", "cache/targeted",
	"method/head-mirrors-get", "method/head-content-length", "method/no-server-error", "auth/407-not-from-origin",
}

// shortened is a rule with a promise that it does not make, and the place of that which
// makes none.
type shortened struct {
	what string
	of   int
}

// TestAWrongShortCutIsSeen: were a rule about more than the answer one about the answer
// alone, the records by which short cuts are tested would show it.
func TestAWrongShortCutIsSeen(t *testing.T) {
	t.Parallel()
	all, cuts := wrongShortCuts()
	seen, plan := make([]bool, len(all)), tellingPlan(t)
	for seed := range uint64(300) {
		j := rules.Judge(tellingRecord(plan, rand.New(rand.NewPCG(seed, 4))), rules.Profile{Rules: all, Strict: seed%2 == 0})
		for i, cut := range cuts {
			a, b := j.Tallies[i], j.Tallies[cut.of]
			seen[i] = seen[i] || a.Applied != b.Applied || a.Failed != b.Failed || a.Inconclusive != b.Inconclusive
		}
	}
	for i, cut := range cuts {
		if cut.what != "" && !seen[i] && !slices.Contains(unseen, all[i].ID) {
			t.Errorf("%s: nothing shows that %s would be wrong. If it looks at the answer alone, let the rule say AllInAnswer; else name it in unseen", all[i].ID, cut.what)
		}
	}
}

// wrongShortCuts are the rules of exchanges that look at more than the answer, each by
// itself and with promises that would be wrong.
func wrongShortCuts() (all []rules.Rule, cuts []shortened) {
	for _, r := range rules.Rules {
		if r.Scope != rules.ScopeExchange || r.InAnswer == rules.AllInAnswer {
			continue
		}
		plain, whole, nowhere := r, r, r
		plain.InAnswer, plain.Among, plain.Suspects = rules.NothingInAnswer, nil, nil
		whole.InAnswer = rules.AllInAnswer
		nowhere.Among = func(*rules.Context) bool { return false }
		at := len(all)
		all = append(all, plain, whole, nowhere)
		cuts = append(cuts, shortened{"", at}, shortened{"AllInAnswer", at}, shortened{"to be among nothing", at})
	}
	return all, cuts
}
