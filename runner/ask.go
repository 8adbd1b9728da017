package runner

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/proverb-dev/proverb/specs"
)

// Bounds of a run that goes badly.
const (
	silencesBeforeCheck = 5 // exchanges without an answer before the server's health is asked
)

// ask sends a request once and records the exchange; nil when the run ended
// before an answer, and nothing is recorded then.
func (r *run) ask(probe *specs.Probe, control Control, req request) *Exchange {
	if !r.turn(r.limit) || !r.hold() {
		return nil
	}
	if err := r.client.keys.apply(r.ctx, r.client, probe, &req); err != nil {
		r.cut(CutCredential, "%v", err)
		return nil
	}
	r.pace.enter()
	x := r.client.do(r.ctx, req)
	r.pace.leave(x)
	if control != "" && x.settled != nil {
		<-x.settled // what is decided by a control is decided now
	}
	if r.ctx.Err() != nil && x.Outcome != Answered {
		return nil
	}
	x.Probe, x.Control = probe, control
	r.watch(x)
	r.countFailure(x)
	r.pause(x)
	if what := x.Challenge(); what != "" {
		r.cut(CutBlocked, "%s stands before the server: %s %s was answered %d by it", what, x.Method, x.Target, x.Status)
	}
	return x
}

// turn waits for a limit; false when the run ended meanwhile. It ends also where its
// time would be over before the next request may be sent: the limit says so at once.
func (r *run) turn(limit *rate.Limiter) bool {
	if limit.Limit() == rate.Inf {
		return r.ctx.Err() == nil
	}
	if limit.Wait(r.ctx) == nil {
		return true
	}
	r.cancel(context.DeadlineExceeded)
	return false
}

// askControl is ask for a control: it goes round caches, and an answer that
// comes from one all the same, or that the server was too busy for, is asked for
// again.
func (r *run) askControl(probe *specs.Probe, control Control, req request) *Exchange {
	req.Fields = append(req.Fields, Field{"Cache-Control", "no-cache"})
	x := r.ask(probe, control, req)
	if x == nil {
		return nil
	}
	r.keep(x)
	anew := r.renewed(x)
	if anew || x.cached() || x.tooMany() && r.worthIt(x) {
		if second := r.ask(probe, control, req); second != nil {
			if anew {
				r.tried(second)
			}
			second.Again, second.First = true, x
			r.keep(second)
			return second
		}
	}
	return x
}

func (r *run) keep(x *Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.record.Controls = append(r.record.Controls, x)
	r.tell(x)
	r.hear(x)
}

// hear passes an exchange on once it is settled. The caller does not hold heard.
func (r *run) hear(x *Exchange) {
	if r.config.Heard == nil {
		return
	}
	pass := func() {
		r.heard.Lock()
		defer r.heard.Unlock()
		r.config.Heard(x)
	}
	if x.settled == nil {
		pass()
		return
	}
	r.client.late.Go(func() {
		<-x.settled
		pass()
	})
}

// watch notices a server that has stopped answering. Only what was asked after an
// exchange without an answer can show that the server has outlived it.
func (r *run) watch(x *Exchange) {
	r.mu.Lock()
	if x.Outcome == Answered {
		r.silent = slices.DeleteFunc(r.silent, func(s *Exchange) bool { return x.Sent.After(s.Sent.Add(s.Elapsed)) })
	} else {
		r.silent = append(r.silent, x)
	}
	silent := slices.Clone(r.silent)
	check := len(silent) == silencesBeforeCheck && r.phase != "connecting"
	r.mu.Unlock()
	if check {
		r.checkHealth(silent)
	}
}

// checkHealth asks what was answered when the run began; no answer to that
// either means that the server is gone, and the run ends.
func (r *run) checkHealth(silent []*Exchange) {
	x := r.client.do(r.ctx, request{Method: http.MethodGet, Target: r.absent(), Fields: plainFields(), Fresh: true})
	if x.Outcome == Answered || r.ctx.Err() != nil {
		r.mu.Lock()
		r.silent = nil
		r.mu.Unlock()
		return
	}
	r.cut(CutDied, "the server stopped answering: %s (%s)", x.Trouble, lastAsked(silent))
}

// lastAsked names what a server was asked when it stopped answering: one of these
// may have ended it. What could not be sent any more has not, but what was sent over a
// connection that then ended, and could not be sent again, may have.
func lastAsked(silent []*Exchange) string {
	var names []string
	for _, x := range silent {
		name := x.Method + " " + x.Target
		if (x.Outcome != Refused || x.Resent) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		last := silent[len(silent)-1]
		return last.Method + " " + last.Target
	}
	return "asked last: " + strings.Join(names, ", ")
}

// settle waits as a 503 that says how long asks for, and says whether it is
// worth asking again.
func (r *run) settle(x *Exchange) bool {
	wait, ok := retryAfter(x)
	if !ok {
		return false
	}
	r.mu.Lock()
	if wait > r.patience {
		r.mu.Unlock()
		return false
	}
	r.patience -= wait
	r.mu.Unlock()
	return r.sleep(wait)
}

// retryAfter is the wait that a 429 or 503 asks for (RFC 9110 section 10.2.3); a moment
// where the server says nothing but that it is too much.
func retryAfter(x *Exchange) (time.Duration, bool) {
	if !x.tooMany() && x.Status != http.StatusServiceUnavailable {
		return 0, false
	}
	value := x.Value("Retry-After")
	if x.Status == http.StatusServiceUnavailable && value == "" {
		return 0, false
	}
	wait := time.Second
	if seconds, err := strconv.Atoi(value); err == nil || errors.Is(err, strconv.ErrRange) {
		wait = time.Duration(max(0, min(seconds, math.MaxInt32))) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = time.Until(at)
	}
	return max(wait, 0), true
}

// fieldsOf turns a probe's header into field lines in a fixed order.
func fieldsOf(h http.Header) []Field {
	var out []Field
	for _, name := range sortedKeys(h) {
		for _, v := range h[name] {
			out = append(out, Field{name, v})
		}
	}
	return slices.Clip(out)
}

// plainFields are the fields of a request that no probe of the plan stands for.
func plainFields() []Field {
	return []Field{
		{"Accept", "application/json, application/problem+json"},
		{"Accept-Encoding", "identity"},
		{"Accept-Language", "en"},
	}
}

// progressed counts a probe as done and tells of it.
func (r *run) progressed(probe *specs.Probe) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	r.say(probe.Name(), probe.Template())
}

// tell is progress of a control. The caller holds mu.
func (r *run) tell(x *Exchange) { r.say(x.Method, x.Target) }

func (r *run) say(method, path string) {
	if r.config.Progress != nil {
		r.config.Progress(Progress{Phase: r.phase, Done: r.done, Total: r.total, Failed: r.failed, Method: method, Path: path})
	}
}
