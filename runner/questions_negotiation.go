package runner

import "github.com/proverb-dev/proverb/specs"

// The questions about what the client accepts.
const (
	ControlUnacceptable Control = "unacceptable" // Accept names a media type that nobody has
	ControlHTMLError    Control = "html-error"   // a path that does not exist, as a browser asks for it
)

func negotiationQuestions() []question {
	return []question{
		{
			control: ControlUnacceptable,
			asks:    "with Accept of a media type that nobody has",
			base:    safeProbe, live: true, most: 2,
			alter: func(p *specs.Probe, _ known) { p.Header.Set("Accept", madeUpType) },
		},
		{
			control: ControlHTMLError,
			asks:    "with Accept: text/html to a path that does not exist",
			base:    safeProbe,
			offPath: func(k known) string { return k.base + "/no-such-path-" + k.mark },
			alter:   func(p *specs.Probe, _ known) { p.Header.Set("Accept", "text/html") },
		},
	}
}
