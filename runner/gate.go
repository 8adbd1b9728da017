package runner

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/proverb-dev/proverb/specs"
)

// gate keeps a run from doing harm: what is sent for the first time goes to one
// path alone, and an undeclared probe that succeeds stops its like.
type gate struct {
	mu      sync.Mutex
	first   map[string]chan struct{} // closed when the first has been answered
	stopped map[string]*Exchange
}

// scouted is the name under which a probe is held back and stopped: every
// unsafe method, and each method of the kind registered, by itself; the kinds
// unknown and variant as a whole. Empty for what needs no scout.
func scouted(p *specs.Probe) string {
	switch {
	case p.Kind == specs.KindUnknown, p.Kind == specs.KindVariant:
		return string(p.Kind)
	case p.Kind == specs.KindRegistered, !specs.IsSafe(p.Method):
		return p.Method
	}
	return ""
}

// enter waits until what has this name was answered once. The first to come
// does not wait: it is the scout, and calls leave when it is answered.
func (g *gate) enter(ctx context.Context, name string) (leave func()) {
	g.mu.Lock()
	answered, waiting := g.first[name]
	if !waiting {
		answered = make(chan struct{})
		g.first[name] = answered
	}
	g.mu.Unlock()
	if !waiting {
		return func() { close(answered) }
	}
	select {
	case <-answered: // as nearly always
		return func() {}
	default:
	}
	select {
	case <-answered:
	case <-ctx.Done():
	}
	return func() {}
}

func (g *gate) stop(name string, x *Exchange) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stopped[name] == nil {
		g.stopped[name] = x
	}
}

func (g *gate) stoppedBy(name string) *Exchange {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.stopped[name]
}

// undeclared reports whether the document says that the probe's method is not
// there.
func undeclared(p *specs.Probe) bool {
	switch p.Kind {
	case specs.KindElsewhere, specs.KindRegistered, specs.KindUnknown, specs.KindVariant:
		return true
	}
	return false
}

// held says why a probe is not to be sent now, and what that is drawn from.
func (r *run) held(p *PathRecord, probe *specs.Probe, values map[string]string) (specs.Reason, *Exchange) {
	if probe.NotSent != "" {
		return probe.NotSent, nil
	}
	if !undeclared(probe) || specs.IsSafe(probe.Method) || scouted(probe) != probe.Method {
		return "", nil
	}
	if r.declared[probe.Method] && r.plan.DeclaringElsewhere(p.Path, values, probe.Method) != nil {
		return specs.ReasonOverlap, nil
	}
	listing, told := p.allowing(probe.Method)
	switch {
	case listing != nil:
		return specs.ReasonToldFromAllow, listing
	case probe.Method == http.MethodDelete && len(p.Path.Parameters()) == 0 && !told:
		return specs.ReasonDeleteNoAllow, nil
	}
	return "", nil
}

// allowance is an Allow of a path, and the first answer that had it.
type allowance struct {
	value string
	from  *Exchange
}

// allowing finds the first answer of the path whose Allow lists the method; told
// says that there was an Allow at all. It is asked of nearly every probe, and the
// answers of a path have few different Allows.
func (p *PathRecord) allowing(method string) (listing *Exchange, told bool) {
	for ; p.looked < len(p.Exchanges); p.looked++ {
		x := p.Exchanges[p.looked]
		if !x.Has("Allow") {
			continue
		}
		value := x.Value("Allow")
		if !slices.ContainsFunc(p.allows, func(a allowance) bool { return a.value == value }) {
			p.allows = append(p.allows, allowance{value, x})
		}
	}
	for _, a := range p.allows {
		if lists(a.value, method) {
			return a.from, true
		}
	}
	return nil, len(p.allows) > 0
}

// lists reports whether an Allow has a method among its tokens (RFC 9110 section
// 10.2.1).
func lists(allow, method string) bool {
	for m := range strings.SplitSeq(allow, ",") {
		if strings.Trim(m, " \t") == method {
			return true
		}
	}
	return false
}
