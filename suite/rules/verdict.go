package rules

import (
	"cmp"
	"maps"
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// judgement puts together what was told.
func (j *judging) judgement() *Judgement {
	supersede(j.told)
	out := &Judgement{
		Record:   j.bench.record,
		Profile:  j.profile,
		Findings: j.sorted(merged(j.told)),
		Tallies:  j.tallies,
		Server:   j.bench.serverAnswer(),
	}
	j.accept(out)
	out.Exchanges = j.exchanges(out.Findings)
	out.Counts = j.counts(&out.Exchanges)
	out.Verdict, out.Because = j.verdict(out)
	return out
}

// sorted puts the worst first, then goes by the order of the rules, of the
// document's paths, and by method.
func (j *judging) sorted(told []*complaint) []Finding {
	path := make(map[*runner.PathRecord]int, len(j.bench.record.Paths)+1)
	path[nil] = -1
	for i, p := range j.bench.record.Paths {
		path[p] = i
	}
	slices.SortStableFunc(told, func(a, b *complaint) int {
		if worse := cmp.Or(b.Severity.rank()-a.Severity.rank(), a.rule-b.rule); worse != 0 {
			return worse
		}
		if a.Path != b.Path {
			return path[a.Path] - path[b.Path]
		}
		return cmp.Or(cmp.Compare(a.Method, b.Method), cmp.Compare(a.Detail, b.Detail))
	})
	out := make([]Finding, len(told))
	for i := range told {
		out[i] = told[i].Finding
	}
	return out
}

func (j *judging) failOn() Severity { return cmp.Or(j.profile.FailOn, Error) }

// exchanges judges every exchange of the record. One that was asked again has
// the verdict of the second.
func (j *judging) exchanges(findings []Finding) Judged {
	j.markFailing(findings)
	out := Judged{numbered: make([]judged, len(j.bench.numbered))}
	for _, x := range j.bench.record.Controls {
		out.set(x, j.exchange(x))
	}
	for _, p := range j.bench.record.Paths {
		for _, x := range p.Exchanges {
			out.set(x, j.exchange(x))
		}
		for _, x := range p.Exchanges {
			if x.Again && x.First != nil {
				first := out.Of(x)
				first.Layer = out.Of(x.First).Layer
				out.Set(x.First, first)
			}
		}
	}
	return out
}

// markFailing marks the exchanges of findings that reach the threshold: the telling
// one, and of a finding about a method all that asked it.
func (j *judging) markFailing(findings []Finding) {
	for i := range findings {
		f := &findings[i]
		if !f.FailsBy(j.failOn()) {
			continue
		}
		for n, x := range f.Exchanges {
			if n == 0 || f.Method != "" && x.Control == "" && x.Probe.Name() == f.Method {
				j.bench.fact(x).fails = true
			}
		}
	}
}

// exchange is what is said of one; the same that was said of the one before that was
// answered alike, where it is.
func (j *judging) exchange(x *runner.Exchange) *ExchangeJudgement {
	out := ExchangeJudgement{Verdict: Pass, Layer: j.bench.layer(x)}
	if j.bench.fact(x).fails {
		out.Verdict = Fail
	} else if reason := j.undecided(x); reason != "" {
		out.Verdict, out.Reason = Inconclusive, reason
	}
	if s := j.bench.signature(x); s != nil {
		out.Product = s.product
	}
	r := j.bench.reply(x)
	if r.said == nil || *r.said != out {
		said := out
		r.said = &said
	}
	return r.said
}

// undecided is why an answer decides nothing. 405, 501 and 2xx always do, but
// for a server that says 2xx to everything.
func (j *judging) undecided(x *runner.Exchange) specs.Reason {
	if x.Control != "" {
		return ""
	}
	reason := j.bench.masked(x)
	if reason != "" || rejects(x.Status) || isSuccess(x.Status) {
		return reason
	}
	return j.open[x]
}

// counts counts probes, not exchanges.
func (j *judging) counts(judged *Judged) Counts {
	c := Counts{Reasons: map[specs.Reason]int{}, Unasked: len(j.bench.record.NotAsked)}
	for _, x := range j.bench.record.Controls {
		if x.Control.IsQuestion() && !x.Again {
			c.Questions++
		}
	}
	for _, p := range j.bench.record.Paths {
		c.Paths++
		if p.Live {
			c.LivePaths++
		}
		for _, x := range lastOfEach(p.Exchanges) {
			c.Sent++
			if v := judged.Of(x); v.Verdict == Inconclusive {
				c.Inconclusive++
				c.Reasons[v.Reason]++
			}
		}
		for _, n := range p.NotSent {
			c.Unsent++
			c.Reasons[n.Reason]++
		}
	}
	c.Judged = c.Sent - c.Inconclusive
	c.Planned = c.Sent + c.Unsent
	return c
}

// verdict is the verdict of the run, and why.
func (j *judging) verdict(out *Judgement) (RunVerdict, string) {
	record := j.bench.record
	f := Facts{
		FailOn: j.failOn(), Accepted: out.accepted(j.failOn()), Stale: j.staleFails(out),
		Shard: record.Shard.IsPart(), Counts: out.Counts, Server: out.Server, MinJudged: j.profile.MinJudged,
	}
	for i := range out.Findings {
		if out.Findings[i].FailsBy(f.FailOn) {
			f.Reaching++
		}
	}
	if record.Cut != "" {
		f.Cut = cutShort(record)
	}
	if f.Counts.LivePaths == 0 {
		f.NothingLive = j.bench.whyNothingIsLive()
	}
	if f.underMinJudged() {
		f.MostOften = j.mostOften(&out.Exchanges)
	}
	return f.Verdict()
}

func cutShort(record *runner.Record) string {
	if record.CutText == "" {
		return "The run was cut short."
	}
	return "The run was cut short: " + record.CutText + "."
}

// mostOften is the commonest reason why sent probes could not be judged, with
// what would help.
func (j *judging) mostOften(judged *Judged) string {
	counts, declared, late := map[specs.Reason]int{}, map[specs.Reason]bool{}, false
	for x, v := range judged.All() {
		if v.Verdict == Inconclusive {
			counts[v.Reason]++
			declared[v.Reason] = declared[v.Reason] || x.Probe.Kind == specs.KindDeclared
			late = late || x.Outcome == runner.Timeout
		}
	}
	reasons := slices.SortedFunc(maps.Keys(counts), func(a, b specs.Reason) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	if len(reasons) == 0 {
		return "nothing was sent"
	}
	text := "most often: " + reasons[0].Text()
	if help := helpFor(reasons[0], late); help != "" {
		text += " (" + help + ")"
	} else if reasons[0] == specs.ReasonImpossibleID {
		text += " (" + helpForImpossible(declared[reasons[0]] && !j.bench.record.Plan.Safety.Allows(specs.Full)) + ")"
	}
	return text
}

// helpForImpossible is what helps where an id that does not exist hid the method: more is
// a level that sends some of those methods to one that does, which undeclared ones never are.
func helpForImpossible(more bool) string {
	if more {
		return "--safety full, on a server that may be changed, asks declared methods of ids that exist; or take less with --min-judged"
	}
	return "undeclared methods that may change something get no other at any level; take less with --min-judged"
}

// helpFor is the flag that would help against a reason; empty where none does: more
// time helps where it ran out, and not where the connection was closed.
func helpFor(r specs.Reason, late bool) string {
	switch r {
	case specs.ReasonAuthFirst:
		return "give credentials with -H 'Authorization: ...' or --auth"
	case reasonForbidden:
		return "give others with -H or --auth"
	case specs.ReasonNotLive, specs.ReasonLikeAbsent:
		return "give ids that exist with --param NAME=VALUE, or another base path with --url"
	case specs.ReasonThrottled:
		return "ask more slowly with --rate"
	case specs.ReasonCatchAll:
		return "see that --url is the API's own address"
	case specs.ReasonNoAnswer:
		if late {
			return "give more time with --timeout"
		}
	}
	return ""
}
