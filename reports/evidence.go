package reports

import (
	"fmt"

	"github.com/proverb-dev/proverb/runner"
)

// Evidence is a finding with the exchange that shows it.
type Evidence struct {
	Finding  *Finding
	Exchange *runner.Exchange
	flat     *Exchange
	view     *view
}

// Evidence finds a finding by its fingerprint.
func (r *Report) Evidence(fingerprint string) (*Evidence, error) {
	v := newView(r)
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Fingerprint != fingerprint {
			continue
		}
		x := v.exchanges[f.Exchange]
		if x == nil {
			return nil, fmt.Errorf("the finding %s (%s) has no exchange that shows it", fingerprint, f.Rule)
		}
		return &Evidence{Finding: f, Exchange: recorded(x), flat: x, view: v}, nil
	}
	return nil, fmt.Errorf("the report has no finding %q", fingerprint)
}

// Notation is an exchange in the notation of rules' examples, with what the
// report knows about the request of the evidence: x is that exchange, or the
// same request sent again.
func (e *Evidence) Notation(x *runner.Exchange) string { return e.view.notation(x, e.flat) }

// Show is Notation for people: nothing in it steers a terminal.
func (e *Evidence) Show(x *runner.Exchange) string { return plain(e.Notation(x)) }

// Curl is a command line that sends the request again, for people, by a way to the
// server.
func (e *Evidence) Curl(x *runner.Exchange, base string, via runner.Connection) string {
	return plain(x.Curl(base, via))
}

// HTTP is the version of HTTP that the request was sent in.
func (e *Evidence) HTTP() string { return e.Exchange.HTTP(e.view.Connection.way()) }

// Line is a text on one line, whose every character shows: what servers say is
// not to steer a terminal.
func Line(s string) string { return line(s) }
