package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// pathFacts are what has been worked out of one path of a record.
type pathFacts struct {
	record    *runner.PathRecord
	last      []*runner.Exchange // of each probe, answered or not
	answered  []*runner.Exchange // those of them that were answered
	byKind    []kindAnswers      // the same by kind, of the kinds that were asked for
	questions []*runner.Exchange // the last exchanges of the further questions
	promises  []promised         // see bench.promise
	allowing  []*runner.Exchange // see allowAnswers
	read      bool               // whether that was looked for

	refusals     []*runner.Exchange // see anonymousRefusals
	refusalsRead bool
}

type kindAnswers struct {
	kind    specs.Kind
	answers []*runner.Exchange
}

// ofKind are the answers to probes of one kind, which rules ask for over and over.
func (f *pathFacts) ofKind(kind specs.Kind) []*runner.Exchange {
	for i := range f.byKind {
		if f.byKind[i].kind == kind {
			return f.byKind[i].answers
		}
	}
	found := ofOneKind(f.answered, kind)
	f.byKind = append(f.byKind, kindAnswers{kind, found})
	return found
}

// ofOneKind are those of one kind, which mostly come one after the other.
func ofOneKind(all []*runner.Exchange, kind specs.Kind) []*runner.Exchange {
	is := func(x *runner.Exchange) bool { return x.Probe.Kind == kind }
	from := slices.IndexFunc(all, is)
	if from < 0 {
		return nil
	}
	to := from + 1
	for to < len(all) && is(all[to]) {
		to++
	}
	if slices.ContainsFunc(all[to:], is) {
		return ofKinds(all, []specs.Kind{kind})
	}
	return all[from:to:to]
}

// of are the facts of a path of the record; nil, the server as a whole, has some too.
func (b *bench) of(p *runner.PathRecord) *pathFacts { return b.byPath[p] }

func (b *bench) addPath(p *runner.PathRecord) {
	f := &pathFacts{record: p, last: lastOfEach(p.Exchanges)}
	if stopped := b.stopped(p); len(stopped) > 0 {
		f.last = append(stopped, f.last...)
	}
	b.byPath[p] = f
	from := len(b.all)
	for _, x := range f.last {
		b.fact(x).path = f
		if x.Outcome == runner.Answered {
			b.all = append(b.all, x)
		}
	}
	f.answered = slices.Clip(b.all[from:])
}

// stopped are the controls that were answered in place of a probe of the path:
// a fresh unregistered token that succeeds stops its kind for the run, and the
// success would be told nowhere.
func (b *bench) stopped(p *runner.PathRecord) []*runner.Exchange {
	var out []*runner.Exchange
	for _, n := range p.NotSent {
		see := n.See
		if n.Reason != specs.ReasonStopped || see == nil || see.Control == "" || see.Probe == nil || see.Probe.Path != p.Path {
			continue
		}
		if b.stoppers[see] == nil && see.Probe.Kind == n.Probe.Kind {
			b.stoppers[see] = p
			out = append(out, see)
		}
	}
	return out
}
