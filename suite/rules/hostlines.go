package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// checkHost tells all that is wrong with how Host is read as one thing: one parser
// reads it.
func checkHost(c *Context) []Problem {
	return together(slices.Concat(
		refused(c, runner.ControlNoHost, "no Host", 400),
		refused(c, runner.ControlTwoHosts, "two Hosts that differ", 400, 421),
		refused(c, runner.ControlBadHost, "a Host that is none", 400, 421),
	))
}

func checkLeadingSpace(c *Context) []Problem {
	return hostTaken(c, runner.ControlLeadingSpace, "white space before its first field, Host,", runner.ControlNoHost)
}

func checkFold(c *Context) []Problem {
	return hostTaken(c, runner.ControlFoldedHost, "Host in a folded line of another field", runner.ControlNoHost)
}

func checkControlCharacters(c *Context) []Problem {
	var told, unclear []Problem
	for _, p := range slices.Concat(
		hostTaken(c, runner.ControlBareCR, "a carriage return in a value and Host behind it", runner.ControlNoHost),
		hostTaken(c, runner.ControlNUL, "a NUL in Host", runner.ControlBadHost),
	) {
		if p.Inconclusive {
			unclear = []Problem{p}
		} else {
			told = append(told, p)
		}
	}
	if len(told) > 0 {
		return together(told)
	}
	return unclear
}

// hostTaken is the check of a request whose Host is there only for a server that
// reads its lines wrongly. A server that does not miss Host, or takes any for one,
// answers such a request however it reads the lines; like is the question that
// shows it.
func hostTaken(c *Context, control runner.Control, with string, like runner.Control) []Problem {
	x, bare := rawAnswer(c, control), rawAnswer(c, like)
	problems := refused(c, control, with, 400, 421)
	switch {
	case len(problems) == 0, bare == nil, x.Outcome != runner.Answered, bare.Outcome != runner.Answered:
		return problems
	case asPlain(c, x) && asPlain(c, bare):
		return undecided(specs.ReasonAnyHost)
	case x.Status == bare.Status:
		return nil // it is answered as one without a Host: transport/host-required judges that
	}
	return problems
}
