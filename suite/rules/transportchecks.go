package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// singles are the response fields that have one value (their definitions in RFC
// 9110 and RFC 9111), less those that another rule looks at whole: Content-Type,
// Expires and Retry-After.
var singles = []string{"Age", "Content-Location", "Content-Range", "Date", "ETag", "Last-Modified", "Location", "Server"}

func checkSingles(c *Context) []Problem {
	if !c.bench.headerShape(c.X).repeats {
		return nil
	}
	for _, name := range singles {
		if values := c.X.Values(name); len(values) > 1 {
			return problem(strings.ToLower(name), "%d with %s %d times: %s%s", c.Status(), name, len(values),
				quoted(strings.Join(values, ", ")), by(c, c.X))
		}
	}
	return nil
}

// rawAnswer is the answer to a raw question; nil where it was not put.
func rawAnswer(c *Context, control runner.Control) *runner.Exchange {
	if !c.Record.Transport {
		return nil
	}
	for _, x := range slices.Backward(c.Record.Controls) {
		if x.Control == control {
			return x
		}
	}
	return nil
}

func wasAsked(controls ...runner.Control) func(*Context) bool {
	return func(c *Context) bool {
		return slices.ContainsFunc(controls, func(k runner.Control) bool { return rawAnswer(c, k) != nil })
	}
}

// asPlain reports whether an answer shows that the request was taken as the one
// with nothing wrong: it succeeded, or has its very status.
func asPlain(c *Context, x *runner.Exchange) bool {
	plain := rawAnswer(c, runner.ControlPlain)
	return x.Status/100 == 2 || plain != nil && plain.Outcome == runner.Answered && plain.Status == x.Status
}

// refuses is the check of a request that must be refused: with what is what is
// wrong with it. The first status is the one that is asked for; the others will
// do. So does closing the connection.
func refuses(control runner.Control, with string, want int, others ...int) func(*Context) []Problem {
	return func(c *Context) []Problem { return refused(c, control, with, want, others...) }
}

func refused(c *Context, control runner.Control, with string, want int, others ...int) []Problem {
	x := rawAnswer(c, control)
	switch {
	case x == nil, x.Outcome == runner.Dropped:
		return nil
	case x.Outcome != runner.Answered:
		return about(x, at(Warning, problem("no-answer", "a request with %s has no answer: %s", with, x.Trouble)))
	case x.Status == want, slices.Contains(others, x.Status):
		return nil
	case asPlain(c, x):
		return about(x, at(Error, problem("taken", "a request with %s is answered %d, as if nothing were wrong%s", with, x.Status, by(c, x))))
	case x.Status >= 500:
		return about(x, at(Error, problem("5xx", "a request with %s is answered %d, not %d%s", with, x.Status, want, by(c, x))))
	}
	return about(x, at(Info, problem("other", "a request with %s is answered %d, not %d%s", with, x.Status, want, by(c, x))))
}

// about gives problems their evidence.
func about(x *runner.Exchange, problems []Problem) []Problem {
	for i := range problems {
		problems[i].Exchanges = []*runner.Exchange{x}
	}
	return problems
}

func checkMalformedMethod(c *Context) []Problem {
	x := rawAnswer(c, runner.ControlParser)
	switch {
	case x.Outcome != runner.Answered, x.Status == 400, x.Status == 501:
		return nil
	case x.Status/100 == 2, x.Status == 405, x.Status >= 500:
		return about(x, problem(slug(x.Status), "GE(T, which is no method, is answered %d%s", x.Status, by(c, x)))
	}
	return nil
}

// likeUnknown is the check of a token that nobody has: it is to be answered as
// the unknown method on the same path. What is wrong with that answer itself is
// another rule's to tell.
func likeUnknown(control runner.Control) func(*Context) []Problem {
	return func(c *Context) []Problem {
		x, unknown := rawAnswer(c, control), unknownOn(c, rawAnswer(c, control).Probe.Path)
		switch {
		case x.Outcome != runner.Answered:
			return about(x, problem("no-answer", "%s has no answer: %s", shortened(x.Method), x.Trouble))
		case x.Status/100 == 2:
			return about(x, at(Warning, problem("2xx", "%s, which nobody implements, is answered %d", shortened(x.Method), x.Status)))
		case x.Status == 501, unknown == nil, unknown.Status == x.Status:
			return nil
		case x.Status >= 500:
			return about(x, at(Warning, problem("5xx", "%s is answered %d%s", shortened(x.Method), x.Status, by(c, x))))
		}
		p := problem(slug(x.Status), "%s is answered %d%s, and %s %d", shortened(x.Method), x.Status, by(c, x), unknown.Method, unknown.Status)
		p[0].Exchanges = []*runner.Exchange{x, unknown}
		return p
	}
}

func shortened(method string) string {
	if len(method) > 24 {
		return fmt.Sprintf("a method of %d letters", len(method))
	}
	return method
}

// unknownOn is the answer that the unknown method got on a path.
func unknownOn(c *Context, path *specs.Path) *runner.Exchange {
	for _, x := range c.AllExchanges(specs.KindUnknown) {
		if x.Probe.Path == path {
			return x
		}
	}
	return nil
}

// checkHost tells all that is wrong with how Host is read as one thing: one parser
// reads it.
func checkHost(c *Context) []Problem {
	var texts []string
	var worst Problem
	for _, p := range slices.Concat(
		refused(c, runner.ControlNoHost, "no Host", 400),
		refused(c, runner.ControlTwoHosts, "two Hosts that differ", 400, 421),
		refused(c, runner.ControlBadHost, "a Host that is none", 400, 421),
	) {
		texts = append(texts, p.Text)
		evidence := append(worst.Exchanges, p.Exchanges...)
		if worst.Text == "" || p.Severity.Reaches(worst.Severity) {
			worst = p
		}
		worst.Exchanges = evidence
	}
	if len(texts) == 0 {
		return nil
	}
	worst.Text = strings.Join(texts, "; ")
	return []Problem{worst}
}

func checkVersions(c *Context) []Problem {
	var out []Problem
	if x := rawAnswer(c, runner.ControlMajor); x != nil && x.Outcome == runner.Malformed {
		out = about(x, problem("major-malformed", "HTTP/9.9 gets an answer that is no HTTP: %s", x.Trouble))
	} else {
		out = refused(c, runner.ControlMajor, "the version HTTP/9.9", 505, 400)
	}
	minor, plain := rawAnswer(c, runner.ControlMinor), rawAnswer(c, runner.ControlPlain)
	if minor == nil || plain == nil || plain.Outcome != runner.Answered {
		return out
	}
	switch {
	case minor.Outcome != runner.Answered:
		return append(out, about(minor, problem("minor-no-answer", "HTTP/1.2 has no answer: %s", minor.Trouble))...)
	case minor.Status != plain.Status:
		p := problem("minor-refused", "HTTP/1.2 is answered %d, and HTTP/1.1 %d%s", minor.Status, plain.Status, by(c, minor))
		p[0].Exchanges = []*runner.Exchange{minor, plain}
		return append(out, p...)
	}
	return out
}

// checkLongTargets leaves a 400 to the long query alone: an API may refuse a
// parameter that it does not have.
func checkLongTargets(c *Context) []Problem {
	var out []Problem
	if x := rawAnswer(c, runner.ControlLongTarget); x != nil {
		switch {
		case x.Outcome != runner.Answered:
			out = about(x, problem("long-no-answer", "a request line of 8000 octets has no answer: %s", x.Trouble))
		case x.Status == 414, x.Status == 431:
			out = about(x, problem("long-refused", "a request line of 8000 octets is answered %d%s", x.Status, by(c, x)))
		case x.Status >= 500 && !asPlain(c, x):
			out = about(x, at(Error, problem("long-5xx", "a request line of 8000 octets is answered %d%s", x.Status, by(c, x))))
		}
	}
	return append(out, tooLarge(c, runner.ControlHugeTarget, "a request line of 2 MiB", 414)...)
}

func checkHugeFields(c *Context) []Problem {
	return tooLarge(c, runner.ControlHugeFields, "a header section of 2 MiB", 431)
}

// tooLarge is the check of what few servers take. One that closes while it is
// being written to may have answered: the answer is lost on the way.
func tooLarge(c *Context, control runner.Control, what string, want int) []Problem {
	x := rawAnswer(c, control)
	switch {
	case x == nil:
		return nil
	case x.Outcome == runner.Dropped:
		return undecided(specs.ReasonNoAnswer)
	case x.Outcome != runner.Answered:
		return about(x, problem("huge-no-answer", "%s has no answer: %s", what, x.Trouble))
	case x.Status == want, x.Status < 400:
		return nil
	case x.Status >= 500 && !asPlain(c, x):
		return about(x, at(Error, problem("huge-5xx", "%s is answered %d, not %d%s", what, x.Status, want, by(c, x))))
	case x.Status == 400 || x.Status == 413 || x.Status == 414 || x.Status == 431:
		return about(x, at(Info, problem("huge-other", "%s is answered %d, not %d%s", what, x.Status, want, by(c, x))))
	}
	return nil
}

func checkEmptyLine(c *Context) []Problem {
	x, plain := rawAnswer(c, runner.ControlEmptyLine), rawAnswer(c, runner.ControlPlain)
	switch {
	case plain == nil || plain.Outcome != runner.Answered:
		return undecided(specs.ReasonNoAnswer)
	case x.Outcome != runner.Answered:
		return about(x, problem("no-answer", "a request behind an empty line has no answer: %s", x.Trouble))
	case x.Status == plain.Status:
		return nil
	}
	p := problem(slug(x.Status), "a request behind an empty line is answered %d, and without the line %d%s", x.Status, plain.Status, by(c, x))
	p[0].Exchanges = []*runner.Exchange{x, plain}
	return p
}

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
		before := sameProbe(c, x)
		if before == nil || x.Outcome == runner.Answered && x.Status == before.Status {
			continue
		}
		got := fmt.Sprint(x.Status)
		if x.Outcome != runner.Answered {
			got = "not answered (" + x.Trouble + ")"
		}
		p := problem("", "%s %s is answered %d over %s, and over the other version %s", x.Probe.Name(), x.Probe.Template(), before.Status, before.Proto, got)
		p[0].Exchanges = []*runner.Exchange{x, before}
		out = append(out, p...)
	}
	return out
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

// checkConnect takes a 3xx for a refusal: routers that clean paths redirect.
func checkConnect(c *Context) []Problem {
	for _, control := range []runner.Control{runner.ControlConnect, runner.ControlConnectPort} {
		if x := rawAnswer(c, control); x != nil && x.Outcome == runner.Answered && isSuccess(x.Status) {
			return about(x, problem("", "CONNECT is answered %d%s", x.Status, by(c, x)))
		}
	}
	return nil
}

func checkConnectFraming(c *Context) []Problem {
	for _, control := range []runner.Control{runner.ControlConnect, runner.ControlConnectPort} {
		x := rawAnswer(c, control)
		if x == nil || x.Outcome != runner.Answered || !isSuccess(x.Status) {
			continue
		}
		for _, name := range []string{"Content-Length", "Transfer-Encoding"} {
			if x.Has(name) {
				return about(x, problem("", "%d to CONNECT with %s: %s%s", x.Status, name, x.Value(name), by(c, x)))
			}
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
