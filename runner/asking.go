package runner

import (
	"slices"

	"github.com/proverb-dev/proverb/specs"
)

// NotAsked is a further question that was not put, and why.
type NotAsked struct {
	Control Control
	Probe   *specs.Probe
	Reason  specs.Reason
}

// askFurther puts the questions that change nothing, one after the other: what is
// answered to one may decide about the next.
func (r *run) askFurther() { r.putQuestions(false) }

// askLast puts those that may change something.
func (r *run) askLast() { r.putQuestions(true) }

func (r *run) putQuestions(changes bool) {
	for i := range r.questions {
		if q := &r.questions[i]; q.changes == changes && r.ctx.Err() == nil {
			r.put(q)
		}
	}
}

// put asks one question of all the paths that it is for. A sample is taken of
// the whole document, so that every shard judges the server by the same.
func (r *run) put(q *question) {
	before := r.done
	r.known = r.whatIsKnown()
	if q.when == nil || q.when(r) {
		r.parallel(r.chosen(q), func(p *PathRecord) { r.putTo(q, p) })
	}
	if r.ctx.Err() == nil {
		r.settleQuestion(q, before)
	}
}

// chosen are the paths that a question is put to. What the plain answers decide is
// known of the shard's own paths alone, so it comes after the sample is taken.
func (r *run) chosen(q *question) []*PathRecord {
	if q.offPath != nil {
		for _, p := range q.paths(r.plan) {
			return []*PathRecord{{Path: p}}
		}
		return nil
	}
	return slices.DeleteFunc(r.sample(q), func(p *PathRecord) bool {
		own := r.config.Shard.Has(p.Path)
		return p.silentTo(q.base(p.Path)) || q.suits != nil && (!own || !q.suits(r, p))
	})
}

// sample are the paths that a question could be put to, as many as it has at
// most.
func (r *run) sample(q *question) []*PathRecord {
	all := r.own
	if q.most > 0 {
		all = r.record.Paths
	}
	var out []*PathRecord
	for _, p := range all {
		base := q.base(p.Path)
		if base == nil || p.Target == "" || q.live && !p.Live || q.most > 0 && base.NotSent != "" {
			continue
		}
		if out = append(out, p); len(out) == q.most {
			break
		}
	}
	return out
}

// silentTo reports whether a probe got no answer: nothing is asked where that
// would be waited for again.
func (p *PathRecord) silentTo(probe *specs.Probe) bool {
	for _, x := range p.Exchanges {
		if x.Probe == probe && x.Outcome != Answered {
			return true
		}
	}
	return false
}

// putTo asks a question of one path, within the gates of plain probes.
func (r *run) putTo(q *question, p *PathRecord) {
	base := q.base(p.Path)
	probe := q.probe(r.plan, p.Path, r.known)
	why := probe.NotSent
	if why == "" {
		why, _ = r.held(p, base, valuesFor(p, base))
	}
	name := q.scouted(base)
	if why == "" && name != "" {
		defer r.gate.enter(r.ctx, name)()
	}
	if why == "" && r.gate.stoppedBy(name) != nil {
		why = specs.ReasonStopped
	}
	if why != "" {
		r.notAsked(q, p.Path, probe, why)
		return
	}
	target := ""
	if q.offPath != nil {
		target = q.offPath(r.known)
	} else {
		target = r.target(p.Path, valuesFor(p, probe))
	}
	x := r.putOnce(q, probe, target, nil)
	if x != nil && name != "" && x.success() {
		r.gate.stop(name, x)
	}
}

// scouted is the name under which a question is held back and stopped. A method
// that nobody declares has the name of its probes; a declared unsafe one goes to
// one path alone first, and no further where that takes what it was to refuse.
func (q *question) scouted(base *specs.Probe) string {
	switch name := scouted(base); {
	case undeclared(base):
		return name
	case name != "" && q.most == 0:
		return name + " " + string(q.control)
	}
	return ""
}

// putOnce sends the question, and once more where the answer looks like an
// accident.
func (r *run) putOnce(q *question, probe *specs.Probe, target string, first *Exchange) *Exchange {
	req := r.request(probe, target)
	req.NoCredentials = req.NoCredentials || q.anonymous
	req.Fresh = first != nil && first.Outcome != Answered
	x := r.ask(probe, q.control, req)
	if x == nil {
		return nil
	}
	x.Again, x.First = first != nil, first
	r.keep(x)
	if first == nil {
		r.progressed(probe)
	}
	if first == nil && accidental(x, 0, false) && r.worthIt(x) {
		return r.putOnce(q, probe, target, x)
	}
	return x
}

// notAsked notes a question that was held back. What all shards hold back is
// noted by the one whose path it is.
func (r *run) notAsked(q *question, p *specs.Path, probe *specs.Probe, why specs.Reason) {
	r.mu.Lock()
	if r.config.Shard.Has(p) {
		r.record.NotAsked = append(r.record.NotAsked, NotAsked{q.control, probe, why})
	}
	r.mu.Unlock()
	r.progressed(probe)
}

func (r *run) whatIsKnown() known {
	return known{origin: r.origin(), base: r.base(nil), mark: r.plan.Document.Mark(), nonce: r.known.nonce}
}

// expected is how many requests a question is taken for until more is known.
func (r *run) expected(q *question) int {
	n := 0
	for _, p := range q.paths(r.plan) {
		if q.most > 0 || q.offPath != nil || r.config.Shard.Has(p) {
			n++
		}
	}
	if q.most > 0 {
		n = min(n, q.most)
	}
	return n
}

// settleQuestion counts a question as done, however many paths it was put to.
func (r *run) settleQuestion(q *question, before int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = before + r.expected(q)
	q.settled = true
}

// accountForQuestions notes the questions whose turn did not come, so that no
// silence looks like an answer.
func (r *run) accountForQuestions() {
	for i := range r.questions {
		q := &r.questions[i]
		if q.settled {
			continue
		}
		for i, p := range q.paths(r.plan) {
			if !r.config.Shard.Has(p) || q.most > 0 && i >= q.most {
				continue
			}
			r.record.NotAsked = append(r.record.NotAsked, NotAsked{q.control, q.probe(r.plan, p, r.known), specs.ReasonCutShort})
		}
	}
}
