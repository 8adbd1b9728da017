package runner

import (
	"net/http"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// What nobody declares and no server knows.
const (
	madeUpType   = "application/x-proverb"
	madeUpCoding = "x-proverb"
)

// The questions about content and what it is said to be.
const (
	ControlUnsupportedType   Control = "unsupported-type"   // malformed content of a media type that nobody declares
	ControlMislabelled       Control = "mislabelled"        // valid content of a media type that nobody declares
	ControlUnsupportedCoding Control = "unsupported-coding" // valid content in a coding that does not exist
	ControlQueryUntyped      Control = "query-untyped"      // QUERY without Content-Type
	ControlQueryMistyped     Control = "query-mistyped"     // QUERY whose content is not what its type says
)

// contentQuestions are about requests with content. What may be taken for valid,
// or for nothing at all, is sent at full only.
func contentQuestions() []question {
	refused := "only where malformed content was refused"
	return []question{
		{
			control: ControlUnsupportedType,
			asks:    "with a media type that nobody declares",
			base:    malformedProbe, levelOn: strangeTypeLevel, suits: (*run).refusedContent, note: refused,
			alter: func(p *specs.Probe, _ known) { p.Header.Set("Content-Type", madeUpType) },
		},
		{
			control: ControlMislabelled,
			asks:    "with valid content of a media type that nobody declares",
			base:    validPost, live: true, most: 1, level: specs.Full, changes: true,
			alter: func(p *specs.Probe, _ known) { p.Header.Set("Content-Type", madeUpType) },
		},
		{
			control: ControlUnsupportedCoding,
			asks:    "with content in a coding that does not exist",
			base:    validPost, live: true, most: 1, level: specs.Full, changes: true,
			alter: func(p *specs.Probe, _ known) { p.Header.Set("Content-Encoding", madeUpCoding) },
		},
		{
			control: ControlQueryUntyped,
			asks:    "without Content-Type",
			base:    queryProbe,
			alter:   func(p *specs.Probe, _ known) { p.Header.Del("Content-Type") },
		},
		{
			control: ControlQueryMistyped,
			asks:    "with content that is not JSON as its type says",
			base:    jsonQueryProbe,
			alter:   func(p *specs.Probe, _ known) { p.Body = []byte(`{"proverb":`) },
		},
	}
}

// malformedProbe is a declared unsafe operation that takes JSON and no type
// whatever, in the form that is meant to be refused; PATCH before others, as more
// is asked of it (RFC 5789 section 2.2).
func malformedProbe(p *specs.Path) *specs.Probe {
	var best *specs.Probe
	for i := range p.Probes {
		probe := &p.Probes[i]
		if probe.Form != specs.FormMalformed || probe.Operation.TakesAnyType() {
			continue
		}
		if best == nil || probe.Method == http.MethodPatch {
			best = probe
		}
	}
	return best
}

// strangeTypeLevel is that of content of an unknown type. Body parsers that pass it
// over hand an empty object to the handler, which may well store that: below full
// it is sent to ids that do not exist alone.
func strangeTypeLevel(p *specs.Path) specs.Safety {
	if len(p.Impossible) > 0 {
		return specs.Guarded
	}
	return specs.Full
}

// refusedContent reports whether the plain probe, with malformed content, was
// refused: what swallows that would swallow this too, and is told by it.
func (r *run) refusedContent(p *PathRecord) bool {
	base := malformedProbe(p.Path)
	if base.NotSent != "" {
		return true // the reason is told as that of the question
	}
	for _, x := range p.Exchanges {
		if x.Probe == base && !x.Again {
			return x.Status >= 400 && x.Status < 500 && x.Status != 429
		}
	}
	return false
}

// validPost is the valid POST of a path, where it has content; it takes no type
// whatever.
func validPost(p *specs.Path) *specs.Probe {
	for i := range p.Probes {
		probe := &p.Probes[i]
		if probe.Method == http.MethodPost && probe.Form == specs.FormValid && len(probe.Body) > 0 && !probe.Operation.TakesAnyType() {
			return probe
		}
	}
	return nil
}

// queryProbe is a declared QUERY with content (RFC 10008).
func queryProbe(p *specs.Path) *specs.Probe {
	probe := probeOf("QUERY")(p)
	if probe == nil || probe.Kind != specs.KindDeclared || len(probe.Body) == 0 {
		return nil
	}
	return probe
}

func jsonQueryProbe(p *specs.Path) *specs.Probe {
	probe := queryProbe(p)
	if probe == nil || !strings.Contains(probe.Header.Get("Content-Type"), "json") || probe.Operation.TakesAnyType() {
		return nil
	}
	return probe
}
