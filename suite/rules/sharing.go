package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// applyToAnswer asks the rules of exchanges, but for those of which the answer, as
// it came before, has shown that they have nothing to say of it.
func (j *judging) applyToAnswer(path *runner.PathRecord, x *runner.Exchange) {
	r := j.bench.reply(x)
	switch {
	case !r.shared:
		j.apply(ScopeExchange, path, x)
	case r.judged:
		r.times++
		j.askAll(r.left, path, x)
	default:
		j.learns, j.learned = r, j.learned[:0]
		j.apply(ScopeExchange, path, x)
		j.learns = nil
		r.judged, r.left = true, slices.Clone(j.learned)
	}
}

// learn takes down what came of asking a rule about an answer that had not come
// before.
func (j *judging) learn(t *turn, occasion bool, said []Problem) {
	switch r := j.learns; {
	case r == nil:
	case t.shown == AllInAnswer && occasion && len(said) == 0:
		r.kept = append(r.kept, t.rule)
	case t.shown == NothingInAnswer || occasion:
		j.learned = append(j.learned, *t)
	}
}

// countKept counts the rules that were not asked again though they had occasion.
func (j *judging) countKept() {
	for _, r := range j.bench.replies {
		for _, rule := range r.kept {
			j.tallies[rule].Applied += r.times
		}
	}
}
