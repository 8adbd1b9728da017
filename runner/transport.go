package runner

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"github.com/proverb-dev/proverb/specs"
)

// rawQuestion is one of them. What it sends is safe unless it says otherwise: the
// method is GET or a token that nobody has.
type rawQuestion struct {
	control Control
	asks    string // in a clause, for the plan
	where   string // in words, for the plan; empty is the first live target
	method  func(*specs.Plan) string
	text    func(rawParts) string
	time    time.Duration // for the answer; 0 is the run's
	unsafe  bool          // whether a server that obeys may do something: not at read-only
}

// expectTime is how long a server may think before it asks for the content that
// is held back, or refuses it.
const expectTime = 3 * time.Second

func rawControls() []Control {
	var out []Control
	for _, q := range rawQuestions() {
		out = append(out, q.control)
	}
	return append(out, ControlOtherVersion)
}

// IsRaw reports whether a control is a raw question: its exchanges show how the
// HTTP parser takes what is not right, and nothing of the application.
func (c Control) IsRaw() bool { return slices.Contains(controls[firstRaw:firstQuestion], c) }

// RawQuestion is a raw question as the plan has it: what it asks, in a clause, and
// where, in words.
type RawQuestion struct {
	Control     Control
	Asks, Where string
}

// RawQuestions are the raw questions of a safety level, in the order in which they
// are put.
func RawQuestions(level specs.Safety) []RawQuestion {
	var out []RawQuestion
	for _, q := range rawQuestions() {
		if !q.unsafe || level.Allows(specs.Guarded) {
			out = append(out, RawQuestion{q.control, q.asks, cmp.Or(q.where, "the first live target")})
		}
	}
	return append(out, RawQuestion{ControlOtherVersion, "what was asked already, over the other version of HTTP", "at most 3 live paths"})
}

// askRaw puts the raw questions, of a target that is known to be there if one is,
// and asks a few things again over the other version of HTTP.
func (r *run) askRaw() {
	if !r.config.Transport || r.ctx.Err() != nil {
		return
	}
	r.record.Transport = true
	for _, q := range r.rawQuestions() {
		x := r.askRawly(q)
		r.mu.Lock()
		r.done++
		r.mu.Unlock()
		if x != nil {
			r.keep(x)
		}
	}
	r.askOtherVersion()
}

// rawQuestions are those that the run puts.
func (r *run) rawQuestions() []rawQuestion {
	if !r.config.Transport || r.client.overH2() {
		return nil
	}
	return slices.DeleteFunc(rawQuestions(), func(q rawQuestion) bool {
		return q.unsafe && !r.plan.Safety.Allows(specs.Guarded)
	})
}

// lingerRaw is how long a raw question's connection is listened to when the
// answer is there: for one answer too many, or for its end.
const lingerRaw = 150 * time.Millisecond

// askRawly puts one of them; nil where it could not.
func (r *run) askRawly(q rawQuestion) *Exchange {
	probe := &specs.Probe{Kind: specs.KindDeclared, Method: http.MethodGet}
	target := r.base(nil) + "/"
	if live := r.firstLive(); live != nil {
		target, probe.Path = live.Target, live.Path
		if safe := safeProbe(live.Path); safe != nil {
			target = r.request(safe, live.Target).Target
		}
	}
	if q.method != nil {
		probe.Kind, probe.Method = specs.KindUnknown, q.method(r.plan)
	}
	parts := rawParts{method: probe.Method, target: escapeTarget(target), host: r.client.hostTo.Value, mark: r.plan.Document.Mark()}
	dressed := request{Method: probe.Method, Target: target}
	if r.client.keys.apply(r.ctx, r.client, probe, &dressed) != nil {
		return nil
	}
	parts.target = escapeTarget(dressed.Target)
	for _, f := range withCredentials(slices.Clone(r.client.common), dressed.Credentials) {
		parts.fields += f.Name + ": " + f.Value + "\r\n"
	}
	return r.ask(probe, q.control, request{
		Method: probe.Method, Target: target, Fresh: true, Raw: []byte(q.text(parts)), Linger: lingerRaw, Time: q.time,
	})
}
