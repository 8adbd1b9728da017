package runner

import (
	"net/http"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// The questions to the server as a whole, and to a few paths in its stead.
const (
	ControlAsterisk  Control = "options-asterisk" // OPTIONS *
	ControlCanary    Control = "canary"           // a path that does not exist, with markup in it
	ControlRequestID Control = "request-id"       // a request id that no server should repeat
)

// Canary is what a path of ControlCanary has in it, as a page would have it
// where it is not escaped.
const Canary = "<proverb>"

func serverQuestions() []question {
	return []question{
		{
			control: ControlAsterisk,
			asks:    "to the server as a whole",
			base:    probeOf(http.MethodOptions),
			offPath: func(known) string { return "*" },
			alter:   func(*specs.Probe, known) {},
		},
		{
			control: ControlCanary,
			asks:    "to a path that does not exist and has markup in it",
			base:    safeProbe,
			offPath: func(k known) string { return k.base + "/no-such-path-" + k.mark + "/%3Cproverb%3E" },
			alter:   func(p *specs.Probe, _ known) { p.Header.Set("Accept", "text/html") },
		},
		{
			control: ControlRequestID,
			asks:    "with a long X-Request-Id of its own",
			base:    safeProbe, live: true, most: 1,
			alter: func(p *specs.Probe, _ known) { p.Header.Set("X-Request-Id", longID) },
		},
	}
}

// longID is what no log and no answer should have in it as it stands.
var longID = `proverb"<x>` + strings.Repeat("0123456789abcdef", 12)
