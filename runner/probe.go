package runner

import (
	"maps"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// probe sends what the plan asks, paths in parallel, the probes of one path in
// their order. What changes the server on purpose comes later.
func (r *run) probe() {
	r.parallel(r.own, func(p *PathRecord) {
		live := r.at(p, liveValues(p))
		for i := range p.Path.Probes {
			if r.ctx.Err() != nil {
				return
			}
			probe := &p.Path.Probes[i]
			switch {
			case probe.Form == specs.FormValid && probe.NotSent == "":
			case probe.Values != nil:
				r.send(p, probe, r.at(p, valuesFor(p, probe)))
			default:
				r.send(p, probe, live)
			}
		}
	})
}

// filled is a path with values for its parameters, and the target they make.
type filled struct {
	values map[string]string
	target string
	attire *attire // of the probes that are sent there one after the other
}

func (r *run) at(p *PathRecord, values map[string]string) filled {
	return filled{values, r.target(p.Path, values), &attire{}}
}

// valuesFor are the values that fill the path for a probe: its own, where it is
// meant for no resource, otherwise the live ones.
func valuesFor(p *PathRecord, probe *specs.Probe) map[string]string {
	if probe.Values == nil {
		return liveValues(p)
	}
	out := map[string]string{}
	for _, v := range probe.Values {
		if len(v.Candidates) > 0 {
			out[v.Name] = v.Candidates[0]
		}
	}
	return out
}

func liveValues(p *PathRecord) map[string]string {
	out := map[string]string{}
	for name, c := range p.Values {
		out[name] = c.Value
	}
	return out
}

// send sends one probe, unless the gate holds it, and records what comes of it.
func (r *run) send(p *PathRecord, probe *specs.Probe, at filled) {
	if why, see := r.held(p, probe, at.values); why != "" {
		r.withhold(p, probe, why, see)
		return
	}
	name := scouted(probe)
	if name != "" {
		defer r.gate.enter(r.ctx, name)()
		if see := r.gate.stoppedBy(name); see != nil && undeclared(probe) {
			r.withhold(p, probe, specs.ReasonStopped, see)
			return
		}
	}
	x := r.ask(probe, "", r.requestIn(at.attire, probe, at.target))
	if x == nil {
		return
	}
	p.Exchanges = append(p.Exchanges, x)
	r.hear(x)
	if r.renewed(x) {
		if again := r.ask(probe, "", r.requestIn(at.attire, probe, at.target)); again != nil {
			again.Again, again.First = true, x
			p.Exchanges = append(p.Exchanges, again)
			r.hear(again)
			r.tried(again)
			x = again
		}
	}
	if name != "" && undeclared(probe) && x.success() {
		r.gate.stop(name, x)
	}
	r.progressed(probe)
}

func (r *run) withhold(p *PathRecord, probe *specs.Probe, why specs.Reason, see *Exchange) {
	p.NotSent = append(p.NotSent, NotSent{Probe: probe, Reason: why, See: see})
	r.progressed(probe)
}

// request is what a probe sends to a target.
func (r *run) request(probe *specs.Probe, target string) request {
	return r.requestIn(&attire{}, probe, target)
}

func (r *run) requestIn(a *attire, probe *specs.Probe, target string) request {
	a.take(probe.Header)
	if probe.Query != "" {
		target += "?" + probe.Query
	}
	return request{
		Method:  probe.Method,
		Target:  target,
		Fields:  a.own,
		attire:  a,
		Content: probe.Body,
		// A TRACE is echoed: it carries nothing that must not be (RFC 9110
		// section 9.3.8).
		NoCredentials: strings.EqualFold(probe.Method, "TRACE"),
		Retry:         probe.Form != specs.FormValid || specs.IsSafe(probe.Method),
	}
}

// target fills the path's template, with the base path of the user's URL where
// that has one.
func (r *run) target(p *specs.Path, values map[string]string) string {
	return r.base(p) + strings.TrimPrefix(p.Fill(values), p.Base)
}

func (r *run) fill(p *specs.Path, values map[string]Chosen) string {
	plain := map[string]string{}
	for name, c := range values {
		plain[name] = c.Value
	}
	return r.target(p, plain)
}

// askAgain asks once more where an answer looks like an accident: a server
// error, no answer, a throttle, or a status that few of the kind have. Never
// after a 2xx.
func (r *run) askAgain() {
	usual := usualStatuses(r.own)
	broken := r.record.Server.NotFound.Status >= 500 && r.record.Server.NotFound.Status != 501
	r.parallel(r.own, func(p *PathRecord) {
		for _, x := range slices.Clone(p.Exchanges) {
			if r.ctx.Err() != nil {
				return
			}
			if !accidental(x, usual[alikeOf(x)], broken) || r.gate.stoppedBy(scouted(x.Probe)) != nil || !r.worthIt(x) {
				continue
			}
			req := r.request(x.Probe, r.target(p.Path, valuesFor(p, x.Probe)))
			req.Fresh = x.Outcome != Answered // some servers answer nothing on a connection in use, and 400 on a new one
			again := r.ask(x.Probe, "", req)
			if again == nil {
				return
			}
			again.Again, again.First = true, x
			p.Exchanges = append(p.Exchanges, again)
			r.hear(again)
		}
	})
}

// worthIt waits where the answer asks for it. Where it was too much the run waits already.
func (r *run) worthIt(x *Exchange) bool {
	if x.tooMany() {
		return !r.isTired()
	}
	if _, asked := retryAfter(x); asked {
		return r.settle(x)
	}
	return true
}

// accidental: see askAgain. Where the server fails for any path, its failures
// are no accident.
func accidental(x *Exchange, usual int, broken bool) bool {
	switch {
	case x.success():
		return false
	case x.Outcome != Answered, x.Status == 429:
		return true
	case x.Status >= 500 && x.Status != 501:
		return !broken
	}
	return usual != 0 && x.Status != usual
}

// alikeProbes are probes that one server is expected to answer alike: of one
// kind and of one method, under the name that people know it by.
type alikeProbes struct {
	kind   specs.Kind
	method string
}

func alikeOf(x *Exchange) alikeProbes { return alikeProbes{x.Probe.Kind, x.Probe.Name()} }

// usualStatuses is the status that at least three in four of alike probes have,
// where there is such. The answers to declared operations, and to what they
// imply, differ by nature.
func usualStatuses(paths []*PathRecord) map[alikeProbes]int {
	counts := map[alikeProbes]map[int]int{}
	for _, p := range paths {
		for _, x := range p.Exchanges {
			if x.Probe.Kind == specs.KindDeclared || x.Probe.Kind == specs.KindImplied {
				continue
			}
			of := alikeOf(x)
			byStatus := counts[of]
			if byStatus == nil {
				byStatus = map[int]int{}
				counts[of] = byStatus
			}
			byStatus[x.Status]++
		}
	}
	usual := map[alikeProbes]int{}
	for of, byStatus := range counts {
		total := 0
		for _, n := range byStatus {
			total += n
		}
		for status, n := range byStatus {
			if n*4 >= total*3 {
				usual[of] = status
			}
		}
	}
	return usual
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
