package rules

import (
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var breakdownRules = []Rule{
	{
		ID: "method/no-server-error", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 15.6.1",
		Title: "No method makes the server fail: no 500, 502, 504 or 505, no dropped connection and no hang.",
		Why: "A request that the client got wrong deserves a 4xx that says so; a failure of the server is retried, raises alarms, and often is a crash that others can cause at will. " +
			"Look into the server's log at the time of the exchange: an unexpected method or malformed content that is not checked before use is the usual cause. " +
			"Where no more came than a 103, look at the proxy: one that does not know 103 (nginx 1.22 is one) takes it for the whole answer, and waits for the end of a connection that the application keeps open.",
		Supersedes: []string{"method/known-405", "method/registered-405-or-501", "method/unregistered-501", "method/options-status"},
		Suspects:   func(c *Context) bool { return breakdown(c.X) != "" || askedBefore(c.X) },
		When:       func(c *Context) bool { return answered(c) || c.X.Again || c.Record.Cut == "" },
		Check:      checkBreakdown,
	},
}

// askedBefore reports whether an exchange is not the first of its request.
func askedBefore(x *runner.Exchange) bool { return x.Again || x.First != nil }

func checkBreakdown(c *Context) []Problem {
	now := breakdown(c.X)
	switch {
	case now == "" && c.X.First == nil:
		return nil
	case now == "":
		return onlyOnce(c, c.X.First)
	case c.X.Outcome != runner.Answered && !c.X.Again:
		// One dropped connection may be the network's doing.
		return at(Warning, problem("once", "%s %s", name(c), outcomeText(c.X)))
	}
	again := ""
	if c.X.First != nil && breakdown(c.X.First) == now {
		again = ", twice"
	}
	p := problem(now, "%s %s%s%s", name(c), outcomeText(c.X), again, by(c, c.X))
	if c.Kind() == specs.KindVariant {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

// onlyOnce tells of a failure that did not come again.
func onlyOnce(c *Context, first *runner.Exchange) []Problem {
	if breakdown(first) == "" {
		return nil
	}
	p := problem("once", "%s %s, and when asked again %s", name(c), outcomeText(first), outcomeText(c.X))
	p[0].Exchanges = []*runner.Exchange{first, c.X}
	return at(Warning, p)
}

// breakdown is how the server failed, as a detail; empty when it did not. That
// no connection could be made says nothing of the method.
func breakdown(x *runner.Exchange) string {
	switch x.Outcome {
	case runner.Answered:
		if isBreakdown(x.Status) {
			return strconv.Itoa(x.Status)
		}
	case runner.Dropped, runner.Timeout, runner.Malformed:
		if !declines(x) {
			return string(x.Outcome)
		}
	}
	return ""
}

// declines reports whether a server said over HTTP/2 that it has not failed but will
// not do what is asked: that it is too much, which Tomcat says of a header section that
// is 431 elsewhere, that it did not look at it (RFC 9113 sections 7 and 8.7), or by any
// means that the header is longer than it had said that it takes.
func declines(x *runner.Exchange) bool {
	return x.Outcome == runner.Dropped && x.Status == 0 &&
		(strings.Contains(x.Trouble, "ENHANCE_YOUR_CALM") || strings.HasPrefix(x.Trouble, "the server refused "))
}

func outcomeText(x *runner.Exchange) string {
	if x.Outcome == runner.Answered {
		return "was answered " + strconv.Itoa(x.Status)
	}
	switch {
	case x.Trouble == "":
		return "got no answer (" + string(x.Outcome) + ")"
	case x.Outcome == runner.Malformed:
		return "got no valid answer: " + x.Trouble
	case strings.HasPrefix(x.Trouble, "no answer"):
		return "got " + x.Trouble
	}
	return "got no answer: " + x.Trouble
}
