package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

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
