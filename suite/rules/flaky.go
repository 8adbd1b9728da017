package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// applyToFirst asks the rules of exchanges about the first of two different
// answers to one request as well: what either of them breaks is told, as flaky.
// A failure that did not come again has a rule of its own.
func (j *judging) applyToFirst(path *runner.PathRecord, x *runner.Exchange) {
	if !wavers(x) {
		return
	}
	if j.second == nil {
		j.second = map[*runner.Exchange]*runner.Exchange{}
	}
	j.second[x.First] = x
	j.applyToAnswer(path, x.First)
}

// wavers reports whether the server gave two answers of its own free will to one
// request.
func wavers(x *runner.Exchange) bool {
	return changed(x) && x.Outcome == runner.Answered && x.First.Outcome == runner.Answered &&
		!isBreakdown(x.First.Status) && !isBreakdown(x.Status)
}

// noteFlaky puts the other answer beside the one that a finding is about. Neither
// is the server's word alone, so the finding is a warning at most.
func (j *judging) noteFlaky(f *Finding) {
	for i, x := range f.Exchanges {
		f.Flaky = f.Flaky || changed(x)
		other := j.second[x]
		if other == nil && wavers(x) {
			other = x.First
		}
		if other == nil {
			continue
		}
		f.Flaky = true
		if i == 0 && !slices.Contains(f.Exchanges, other) {
			f.Text += "; another time the same request " + outcomeText(other)
			f.Exchanges = append([]*runner.Exchange{x, other}, f.Exchanges[1:]...)
		}
		if f.Severity == Error && !j.profile.Strict {
			f.Severity = Warning
		}
		return
	}
}

// changed reports whether the server, asked again, answered otherwise. That it
// was too busy the first time is no other answer.
func changed(x *runner.Exchange) bool {
	if !x.Again || x.First == nil || isBusy(x.First) {
		return false
	}
	return x.First.Status != x.Status || x.First.Outcome != x.Outcome
}

func isBusy(x *runner.Exchange) bool { return x.Status == 429 || x.Status == 503 }
