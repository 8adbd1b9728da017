package runner

import (
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// The questions that only a server which may be damaged is asked.
const (
	ControlOverride    Control = "override"     // a valid POST that asks to be taken for another method
	ControlOverrideGet Control = "override-get" // GET that asks to be taken for another method
	ControlPoison      Control = "poison"       // GET with what provokes errors, of a query of its own
	ControlPoisoned    Control = "poisoned"     // plain GET of the same query
)

// disposableQuestions: what asks to be taken for another method names one that
// the path refused when it was sent itself, so that a server which obeys refuses.
func disposableQuestions() []question {
	refused := "only where the other method itself was refused"
	return []question{
		{
			control: ControlPoison,
			asks:    "with fields that provoke errors",
			base:    safeGet, live: true, most: 2, level: specs.Full,
			alter: func(p *specs.Probe, k known) {
				withNonce(p, k)
				p.Header.Set("X-HTTP-Method-Override", "PROVERB")
				p.Header.Set("X-Oversized", strings.Repeat("proverb ", 1<<10))
				p.Header.Set("X-Forwarded-Host", "proverb.example")
			},
		},
		{
			control: ControlPoisoned,
			asks:    "of a query that was asked before with fields that provoke errors",
			base:    safeGet, live: true, most: 2, level: specs.Full,
			alter: withNonce,
		},
		{
			control: ControlOverrideGet,
			asks:    "with fields that ask for it to be taken for another method",
			base:    overriddenGet, live: true, most: 2, level: specs.Full, suits: (*run).refusedItself, note: refused,
			alter: asAnother,
		},
		{
			control: ControlOverride,
			asks:    "with fields that ask for it to be taken for another method",
			base:    overriddenPost, live: true, most: 2, level: specs.Full, suits: (*run).refusedItself, note: refused,
			changes: true,
			alter:   asAnother,
		},
	}
}

func safeGet(p *specs.Path) *specs.Probe {
	if probe := safeProbe(p); probe != nil && probe.Method == http.MethodGet {
		return probe
	}
	return nil
}

func withNonce(p *specs.Probe, k known) {
	p.Query = strings.TrimPrefix(p.Query+"&proverb="+k.nonce, "&")
}

// another is the method that a path does not declare and that a request asks to
// be taken for.
func another(p *specs.Path) string {
	for _, m := range []string{http.MethodPatch, http.MethodPut, http.MethodDelete} {
		if !slices.Contains(p.Declared, m) {
			return m
		}
	}
	return ""
}

func overriddenGet(p *specs.Path) *specs.Probe {
	if another(p) == "" {
		return nil
	}
	return safeGet(p)
}

func overriddenPost(p *specs.Path) *specs.Probe {
	if another(p) == "" {
		return nil
	}
	return validPost(p)
}

// refusedItself reports whether the path refused the other method.
func (r *run) refusedItself(p *PathRecord) bool {
	return slices.ContainsFunc(p.Exchanges, func(x *Exchange) bool {
		return x.Method == another(p.Path) && (x.Status == 405 || x.Status == 501)
	})
}

func asAnother(p *specs.Probe, _ known) {
	method := another(p.Path)
	for _, name := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
		p.Header.Set(name, method)
	}
	p.Query = strings.TrimPrefix(p.Query+"&_method="+method, "&")
}
