package rules

import (
	"fmt"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// checkEmbedded looks for a second answer: only one request was sent.
func checkEmbedded(c *Context) []Problem {
	x := rawAnswer(c, runner.ControlEmbedded)
	switch {
	case x.Outcome != runner.Answered:
		return undecided(specs.ReasonNoAnswer)
	case strings.HasPrefix(string(x.Residue), "HTTP/"):
		line, _, _ := strings.Cut(string(x.Residue), "\r\n")
		return about(x, problem("", "%s is answered %d, and its content as the next request: %s%s", x.Probe.Name(), x.Status, quoted(line), by(c, x)))
	}
	return nil
}

// checkClose looks at the raw questions' answers alone: only their connections
// were listened to until something happened.
func checkClose(c *Context) []Problem {
	var found []*runner.Exchange
	for _, x := range c.Record.Controls {
		if x.RawLength > 0 && x.Outcome == runner.Answered && x.Status >= 400 && closedUnsaid(x) {
			found = append(found, x)
		}
	}
	if len(found) == 0 {
		return nil
	}
	p := problem("", "%d without Connection: close, and the connection is closed%s", found[0].Status, by(c, found[0]))
	if len(found) > 1 {
		p[0].Text += fmt.Sprintf("; so %s", counted(len(found)-1, "more time"))
	}
	p[0].Exchanges = found[:min(len(found), 5)]
	return p
}

func closedUnsaid(x *runner.Exchange) bool {
	return x.Closed && x.Proto == "HTTP/1.1" && x.Framing != runner.FramingClose &&
		!strings.Contains(strings.ToLower(x.Value("Connection")), "close")
}

func checkParity(c *Context) []Problem {
	var out []Problem
	for _, x := range c.Record.Controls {
		if x.Control != runner.ControlOtherVersion {
			continue
		}
		if before := sameProbe(c, x); before != nil && differ(x, before) {
			out = append(out, notOnPar(c, x, before)...)
		}
	}
	return out
}

// differ reports whether two versions take a request differently. That a server has
// enough of requests is not about the version.
func differ(x, before *runner.Exchange) bool {
	busy := func(y *runner.Exchange) bool { return declines(y) || y.Status == 429 || y.Status == 503 }
	return !busy(x) && !busy(before) && (x.Outcome != runner.Answered || x.Status != before.Status)
}

// notOnPar tells of one. Parsers of HTTP/1.1 with a list of methods, as Node.js has one,
// are no way past anything and nobody's to mend who writes an application.
func notOnPar(c *Context, x, before *runner.Exchange) []Problem {
	own, other := runner.HTTP1, runner.HTTP2
	if before.Proto == "HTTP/2" {
		own, other = other, own
	}
	got := fmt.Sprintf("%d over HTTP/%s%s", x.Status, other, by(c, x))
	switch {
	case x.Outcome == runner.Malformed:
		got = "over HTTP/" + other + " with no valid answer: " + x.Trouble
	case x.Outcome != runner.Answered:
		got = "over HTTP/" + other + " not at all: " + x.Trouble
	}
	p := problem("", "%s %s is answered %d over HTTP/%s%s, and %s", x.Probe.Name(), x.Probe.Template(), before.Status, own, by(c, before), got)
	p[0].Exchanges = []*runner.Exchange{x, before}
	if x.Probe.Kind == specs.KindUnknown && (c.Layer(x) == LayerParser || c.Layer(before) == LayerParser) {
		return at(Info, p)
	}
	return p
}

// sameProbe is the run's own answer to what was asked over the other version.
func sameProbe(c *Context, x *runner.Exchange) *runner.Exchange {
	for _, y := range c.AllExchanges(x.Probe.Kind) {
		if y.Probe.Path == x.Probe.Path && y.Method == x.Method {
			return y
		}
	}
	return nil
}

// checkExpect: a server that asks for the content, and then waits for it, has
// done what it must.
func checkExpect(c *Context) []Problem {
	x := rawAnswer(c, runner.ControlExpect)
	switch {
	case x.Outcome == runner.Timeout && len(x.Interim) == 0:
		return about(x, problem("", "with Expect: 100-continue there is no answer until the content comes: %s", x.Trouble))
	case x.Outcome != runner.Answered && x.Outcome != runner.Timeout:
		return undecided(specs.ReasonNoAnswer)
	}
	return nil
}

// checkExpectation: a refusal may have any status of the client's fault, as not
// every server knows 417.
func checkExpectation(c *Context) []Problem {
	x := rawAnswer(c, runner.ControlExpectation)
	switch {
	case x.Outcome != runner.Answered:
		return about(x, problem("no-answer", "an unknown expectation has no answer: %s", x.Trouble))
	case x.Status >= 500 && !asPlain(c, x):
		return about(x, problem("5xx", "an unknown expectation is answered %d, not 417%s", x.Status, by(c, x)))
	}
	return nil
}
