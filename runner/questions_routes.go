package runner

import (
	"net/http"

	"github.com/proverb-dev/proverb/specs"
)

// The questions about what a server looks at first, and what it lets out on the
// way.
const (
	// ControlAbsentMethod asks for a method that the server has, on a path that
	// does not exist.
	ControlAbsentMethod Control = "not-found-method"
	// ControlID and ControlNoID ask without credentials for an id that exists and
	// for one that does not: ControlID and ControlNoID with a method that no path
	// declares, the others with a declared safe one.
	ControlID       Control = "anonymous-id"
	ControlNoID     Control = "anonymous-no-id"
	ControlReadID   Control = "anonymous-id-read"
	ControlReadNoID Control = "anonymous-no-id-read"
)

func routeQuestions() []question {
	absent := question{
		control: ControlAbsentMethod,
		asks:    "to a path that does not exist",
		base:    harmlessElsewhere,
		offPath: func(k known) string { return k.base + "/no-such-path-" + k.mark },
		when:    (*run).hasAbsentPath, note: "only where GET of such a path is answered 404 or 410",
		alter: asUndeclared,
	}
	return append(idQuestions(), absent)
}

// idQuestions come in pairs, all to the first path that has an id which is known
// to exist. Where reading it is no secret, whether it exists is none either.
func idQuestions() []question {
	ask := func(control Control, asks string, base func(*specs.Path) *specs.Probe, alter func(*specs.Probe, known)) question {
		return question{
			control: control, asks: asks, base: base, alter: alter,
			live: true, most: 1, anonymous: true,
			when: (*run).asksWhoFirst, note: "only in a run with credentials, where the server asks for them",
		}
	}
	const exists, not = "without credentials, of an id that exists", "without credentials, of an id that does not exist"
	return []question{
		ask(ControlReadID, exists, readOfID, asItIs),
		ask(ControlReadNoID, not, readOfID, ofNoID),
		ask(ControlID, exists, strangeOfID, asItIs),
		ask(ControlNoID, not, strangeOfID, ofNoID),
	}
}

func asItIs(*specs.Probe, known) {}

func ofNoID(p *specs.Probe, _ known) { p.Values = p.Path.Impossible }

// readOfID is the declared safe probe of a path with an id.
func readOfID(p *specs.Path) *specs.Probe {
	if len(p.Impossible) == 0 || strangeOfID(p) == nil {
		return nil
	}
	return safeProbe(p)
}

// strangeOfID is a probe of a safe method that no path declares, of a path with
// an id. TRACE is refused by so many that it shows nothing.
func strangeOfID(p *specs.Path) *specs.Probe {
	if len(p.Impossible) == 0 || safeProbe(p) == nil {
		return nil
	}
	for i := range p.Probes {
		probe := &p.Probes[i]
		if probe.Kind == specs.KindRegistered && specs.IsSafe(probe.Method) && probe.Method != http.MethodTrace && probe.NotSent == "" {
			return probe
		}
	}
	return nil
}

// asksWhoFirst reports whether the run has credentials and the server asks for
// them.
func (r *run) asksWhoFirst() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.record.Authenticated && ProfileOf(r.record.Controls).AuthFirst
}

// harmlessElsewhere is a probe of DELETE or PATCH, which do nothing to what is
// not there, sent to an id that does not exist.
func harmlessElsewhere(p *specs.Path) *specs.Probe {
	for _, method := range []string{http.MethodDelete, http.MethodPatch} {
		probe := probeOf(method)(p)
		if probe != nil && len(probe.Values) > 0 && (probe.Kind == specs.KindElsewhere || probe.Kind == specs.KindDeclared) {
			return probe
		}
	}
	return nil
}

// asUndeclared takes away what a declared probe has and another has not.
func asUndeclared(p *specs.Probe, _ known) {
	p.Kind, p.Form, p.Body = specs.KindElsewhere, specs.FormPlain, nil
	p.Header.Del("Content-Type")
}

// hasAbsentPath reports whether the path that is asked for because it does not
// exist is known to be nobody's.
func (r *run) hasAbsentPath() bool {
	r.mu.Lock()
	status := ProfileOf(r.record.Controls).NotFound.Status
	r.mu.Unlock()
	if status != http.StatusNotFound && status != http.StatusGone {
		return false
	}
	absent := &specs.Path{Template: r.absent()[len(r.base(nil)):], Base: r.plan.Paths[0].Base}
	for _, method := range []string{http.MethodDelete, http.MethodPatch} {
		if r.plan.DeclaringElsewhere(absent, nil, method) != nil {
			return false
		}
	}
	return true
}
