package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

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
	case x.Status >= 500 && (want < 500 || !isRefusal(x.Status)):
		return about(x, at(Error, problem("5xx", "a request with %s is answered %d, not %d%s", with, x.Status, want, by(c, x))))
	}
	return about(x, at(Info, problem("other", "a request with %s is answered %d, not %d%s", with, x.Status, want, by(c, x))))
}

// isRefusal reports whether a 5xx says that the server will not do what was asked, as
// other ones say that it failed.
func isRefusal(status int) bool { return status == 501 || status == 505 }

// about gives problems their evidence.
func about(x *runner.Exchange, problems []Problem) []Problem {
	for i := range problems {
		problems[i].Exchanges = []*runner.Exchange{x}
	}
	return problems
}

func checkVersions(c *Context) []Problem {
	var out []Problem
	if x := rawAnswer(c, runner.ControlMajor); x != nil && x.Outcome == runner.Malformed {
		out = about(x, problem("major-malformed", "HTTP/9.9 gets no valid answer: %s", x.Trouble))
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
	case minor.Proto == "HTTP/1.2" && len(out) == 0: // who takes HTTP/9.9 looks at no version
		return append(out, about(minor, problem("minor-echoed", "HTTP/1.2 is answered as HTTP/1.2, to which no server can conform%s", by(c, minor)))...)
	}
	return out
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
