package runner

import (
	"net/http"
	"slices"

	"github.com/proverb-dev/proverb/specs"
)

// The questions about what is open without the credentials of the run.
const (
	ControlAnonymous     Control = "anonymous"      // a declared GET that asks for credentials, without any
	ControlAnonymousHead Control = "anonymous-head" // HEAD of the same
)

func accessQuestions() []question {
	note := "only in a run with credentials"
	return []question{
		{
			control: ControlAnonymous,
			asks:    "without credentials",
			base:    securedGet, live: true, anonymous: true, when: (*run).hasCredentials, note: note,
			alter: func(*specs.Probe, known) {},
		},
		{
			control: ControlAnonymousHead,
			asks:    "without credentials",
			base:    securedHead, live: true, anonymous: true, when: (*run).hasCredentials, note: note,
			alter: func(*specs.Probe, known) {},
		},
	}
}

func (r *run) hasCredentials() bool { return r.record.Authenticated }

// securedGet is a declared GET that the document lets nobody send without a
// credential.
func securedGet(p *specs.Path) *specs.Probe {
	probe := probeOf(http.MethodGet)(p)
	if probe == nil || probe.Operation == nil || len(probe.Operation.Security) == 0 {
		return nil
	}
	if slices.ContainsFunc(probe.Operation.Security, func(schemes []string) bool { return len(schemes) == 0 }) {
		return nil
	}
	return probe
}

func securedHead(p *specs.Path) *specs.Probe {
	if head := probeOf(http.MethodHead)(p); head != nil && head.Kind == specs.KindImplied && securedGet(p) != nil {
		return head
	}
	return nil
}
