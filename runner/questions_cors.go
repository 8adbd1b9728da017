package runner

import (
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// Origins of pages that no API lets in by name.
const (
	madeUpOrigin      = "https://proverb.example"
	otherMadeUpOrigin = "https://other.proverb.example"
)

// The questions of a page of another origin (Fetch, "CORS protocol").
const (
	ControlOrigin      Control = "origin"           // a declared safe method with Origin, on few paths
	ControlOtherOrigin Control = "other-origin"     // the same with another origin
	ControlOriginError Control = "origin-not-found" // a path that does not exist, with Origin
	ControlPreflight   Control = "preflight"        // the question that browsers put before a request
)

// corsQuestions are put to an API that lets pages of other origins in. Whether it
// does, few of them find out; where nothing shows it the rest are not asked.
func corsQuestions() []question {
	const shown = "only where some answer has Access-Control-Allow-Origin"
	return []question{
		{
			control: ControlOrigin,
			asks:    "sent by a page of another origin",
			base:    safeProbe, live: true, most: 3,
			alter: withOrigin,
		},
		{
			control: ControlOtherOrigin,
			asks:    "sent by a page of yet another origin",
			base:    safeProbe, live: true, most: 1, when: (*run).letsPagesIn, note: shown,
			alter: func(p *specs.Probe, _ known) { p.Header.Set("Origin", otherMadeUpOrigin) },
		},
		{
			control: ControlOriginError,
			asks:    "sent by a page of another origin to a path that does not exist",
			base:    safeProbe, when: (*run).letsPagesIn, note: shown,
			offPath: func(k known) string { return k.base + "/no-such-path-" + k.mark },
			alter:   withOrigin,
		},
		{
			control: ControlPreflight,
			asks:    "as a browser's preflight for a page of another origin",
			base:    preflightBase, anonymous: true, when: (*run).letsPagesIn, note: shown,
			alter: asPreflight,
		},
	}
}

func withOrigin(p *specs.Probe, k known) { p.Header.Set("Origin", k.origin) }

// letsPagesIn reports whether some answer shows that the API takes part in CORS.
func (r *run) letsPagesIn() bool { return r.allowedOrigin() != "" }

// origin is that of the page that asks: one that the API names, where it names
// one, as it may refuse all others.
func (r *run) origin() string {
	if o := r.allowedOrigin(); strings.Contains(o, "://") {
		return o
	}
	return madeUpOrigin
}

// allowedOrigin is the first Access-Control-Allow-Origin of the run that lets
// somebody in; empty where none does.
func (r *run) allowedOrigin() string {
	r.mu.Lock()
	controls := r.record.Controls
	r.mu.Unlock()
	for _, x := range controls {
		if x.letsIn() {
			return x.Value("Access-Control-Allow-Origin")
		}
	}
	return r.letIn.among(r.own)
}

// letIn is what the probes tell of allowedOrigin. It is asked for with every
// question, and the probes are many and seldom more than the last time.
type letIn struct {
	probes int
	origin string
}

func (l *letIn) among(paths []*PathRecord) string {
	probes := 0
	for _, p := range paths {
		probes += len(p.Exchanges)
	}
	if l.probes == probes {
		return l.origin
	}
	*l = letIn{probes: probes}
	for _, p := range paths {
		if at := slices.IndexFunc(p.Exchanges, (*Exchange).letsIn); at >= 0 {
			l.origin = p.Exchanges[at].Value("Access-Control-Allow-Origin")
			break
		}
	}
	return l.origin
}

func (x *Exchange) letsIn() bool {
	o := x.Value("Access-Control-Allow-Origin")
	return o == "*" || strings.Contains(o, "://") && !strings.ContainsAny(o, ", ")
}

// preflightBase is the OPTIONS of a path that declares something to ask for.
func preflightBase(p *specs.Path) *specs.Probe {
	if preflighted(p) == "" {
		return nil
	}
	return probeOf(http.MethodOptions)(p)
}

// preflighted is the declared method that a page is asked about: one that a
// browser sends nowhere without asking, as it does a POST of JSON.
func preflighted(p *specs.Path) string {
	best := ""
	for _, m := range p.Declared {
		switch m {
		case http.MethodPut, http.MethodDelete, http.MethodPatch:
			return m
		case http.MethodPost:
			best = m
		}
	}
	return best
}

func asPreflight(p *specs.Probe, k known) {
	p.Header.Set("Origin", k.origin)
	p.Header.Set("Access-Control-Request-Method", preflighted(p.Path))
	if preflighted(p.Path) != http.MethodDelete {
		p.Header.Set("Access-Control-Request-Headers", "content-type")
	}
}
