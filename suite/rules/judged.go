package rules

import (
	"iter"

	"github.com/proverb-dev/proverb/runner"
)

// Judged holds what is said of each exchange of a record. The zero value holds
// nothing.
type Judged struct {
	numbered []judged // by the exchanges' numbers in the record
	// others are those whose number another exchange has, as in a record that was
	// made by hand.
	others map[*runner.Exchange]*ExchangeJudgement
}

// judged points to what is said of many exchanges alike.
type judged struct {
	of   *runner.Exchange
	said *ExchangeJudgement
}

// Of is what is said of an exchange; the zero value of one that is not of the record.
func (j *Judged) Of(x *runner.Exchange) ExchangeJudgement {
	if said := j.find(x); said != nil {
		return *said
	}
	return ExchangeJudgement{}
}

// All gives each exchange with what is said of it, in the order of their numbers and
// those that have none of their own last.
func (j *Judged) All() iter.Seq2[*runner.Exchange, ExchangeJudgement] {
	return func(yield func(*runner.Exchange, ExchangeJudgement) bool) {
		for _, one := range j.numbered {
			if one.of != nil && !yield(one.of, *one.said) {
				return
			}
		}
		for x, said := range j.others {
			if !yield(x, *said) {
				return
			}
		}
	}
}

// Set says something of an exchange.
func (j *Judged) Set(x *runner.Exchange, said ExchangeJudgement) { j.set(x, &said) }

func (j *Judged) find(x *runner.Exchange) *ExchangeJudgement {
	if x != nil && 0 < x.ID && x.ID < len(j.numbered) && j.numbered[x.ID].of == x {
		return j.numbered[x.ID].said
	}
	return j.others[x]
}

func (j *Judged) set(x *runner.Exchange, said *ExchangeJudgement) {
	if 0 < x.ID && x.ID < len(j.numbered) {
		if one := &j.numbered[x.ID]; one.of == x || one.of == nil {
			*one = judged{x, said}
			return
		}
	}
	if j.others == nil {
		j.others = map[*runner.Exchange]*ExchangeJudgement{}
	}
	j.others[x] = said
}
