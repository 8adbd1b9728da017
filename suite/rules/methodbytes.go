package rules

import (
	"fmt"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

func checkMalformedMethod(c *Context) []Problem {
	for _, asked := range []struct {
		control runner.Control
		what    string
	}{{runner.ControlParser, "GE(T, which is no method,"}, {runner.ControlNoMethod, "a request line without a method"}} {
		x := rawAnswer(c, asked.control)
		switch {
		case x == nil, x.Outcome != runner.Answered, x.Status == 400, x.Status == 501:
		case x.Status/100 == 2, x.Status == 405, x.Status >= 500:
			return about(x, problem(slug(x.Status), "%s is answered %d%s", asked.what, x.Status, by(c, x)))
		}
	}
	return nil
}

// checkOverlong looks at a method of 64 letters, which no buffer is too short for,
// and at one of 9000, to which a 4xx of any kind will do.
func checkOverlong(c *Context) []Problem {
	if problems := likeUnknown(runner.ControlOverlong)(c); len(problems) > 0 {
		return problems
	}
	const what = "a method of 9000 letters"
	x := rawAnswer(c, runner.ControlHugeMethod)
	switch {
	case x == nil, x.Outcome == runner.Dropped, x.Status == 501:
	case x.Outcome != runner.Answered:
		return about(x, at(Warning, problem("no-answer", "%s has no answer: %s", what, x.Trouble)))
	case x.Status/100 == 2, x.Status >= 500:
		return about(x, at(Warning, problem(slug(x.Status), "%s is answered %d%s", what, x.Status, by(c, x))))
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

// tunnels are the ways in which CONNECT is sent.
var tunnels = []runner.Control{runner.ControlConnect, runner.ControlConnectPort, runner.ControlConnectPath}

// checkConnect takes a 3xx for a refusal: routers that clean paths redirect.
func checkConnect(c *Context) []Problem {
	for _, control := range tunnels {
		if x := rawAnswer(c, control); x != nil && x.Outcome == runner.Answered && isSuccess(x.Status) {
			return about(x, problem("", "CONNECT is answered %d%s", x.Status, by(c, x)))
		}
	}
	return nil
}

func checkConnectFraming(c *Context) []Problem {
	for _, control := range tunnels {
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
