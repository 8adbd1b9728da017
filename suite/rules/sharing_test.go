package rules_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

// askedEachTime is the catalogue without the promise that some rules make: that
// they look at the answer alone.
func askedEachTime() []rules.Rule {
	all := slices.Clone(rules.Rules)
	for i := range all {
		all[i].InAnswer = rules.NothingInAnswer
	}
	return all
}

// TestWhatIsNotAskedAgainIsTold judges records whose exchanges have few answers
// between them: nothing may be lost by asking about each once.
func TestWhatIsNotAskedAgainIsTold(t *testing.T) {
	t.Parallel()
	plan, each := oddPlan(t), askedEachTime()
	for seed := range uint64(80) {
		record := fewAnswers(oddRecord(plan, rand.New(rand.NewPCG(seed, 2))), rand.New(rand.NewPCG(seed, 3)))
		once := rules.Judge(record, rules.Profile{Strict: seed%2 == 0})
		again := rules.Judge(record, rules.Profile{Strict: seed%2 == 0, Rules: each})
		if len(once.Findings) != len(again.Findings) {
			t.Errorf("seed %d: %d findings, and %d where every rule is asked each time", seed, len(once.Findings), len(again.Findings))
		}
		for i := range min(len(once.Findings), len(again.Findings)) {
			demandSameFinding(t, seed, &once.Findings[i], &again.Findings[i])
		}
		for i, c := range once.Tallies {
			c.Rule, again.Tallies[i].Rule = nil, nil
			if c != again.Tallies[i] {
				t.Errorf("seed %d: %s: %+v, and %+v where every rule is asked each time", seed, rules.Rules[i].ID, c, again.Tallies[i])
			}
		}
		if !reflect.DeepEqual(once.Exchanges, again.Exchanges) || once.Verdict != again.Verdict {
			t.Errorf("seed %d: the verdicts of exchanges differ", seed)
		}
	}
}

func demandSameFinding(t *testing.T, seed uint64, a, b *rules.Finding) {
	t.Helper()
	if a.Rule.ID != b.Rule.ID || a.Text != b.Text || a.Severity != b.Severity || !slices.Equal(a.Exchanges, b.Exchanges) {
		t.Errorf("seed %d: %s: %s, and where every rule is asked each time %s: %s", seed, a.Rule.ID, a.Text, b.Rule.ID, b.Text)
	}
}

// fewAnswers gives every exchange of a record one of a dozen answers, which
// differ from each other only in what rules about the answer alone must not look
// at.
func fewAnswers(record *runner.Record, r *rand.Rand) *runner.Record {
	var pool []*runner.Exchange
	for _, p := range record.Paths {
		pool = append(pool, p.Exchanges...)
	}
	pool = pool[:min(len(pool), 12)]
	n := 0
	give := func(x *runner.Exchange) {
		n++
		had := *pool[r.IntN(len(pool))]
		had.ID, had.Probe, had.Control, had.Again, had.First = x.ID, x.Probe, x.Control, x.Again, x.First
		had.Method, had.Target, had.Request, had.Content = x.Method, x.Target, x.Request, x.Content
		had.Header = append(slices.Clone(had.Header), runner.Field{Name: "X-Request-Id", Value: strconv.Itoa(n)},
			runner.Field{Name: "Date", Value: oneOf(r, "Fri, 20 Nov 2026 23:36:31 GMT", "Sat, 21 Nov 2026 23:36:31 GMT", "never")})
		*x = had
	}
	for _, x := range record.Controls {
		give(x)
	}
	for _, p := range record.Paths {
		for _, x := range p.Exchanges {
			give(x)
		}
	}
	return record
}
