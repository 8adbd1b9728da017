package rules

import "github.com/proverb-dev/proverb/runner"

// The questions about Content-Length, by what is wrong with it. One parser reads
// those of a kind, so they are told as one thing.
var (
	unlikeLengths = []runner.Control{runner.ControlTwoLengths, runner.ControlLengthList}
	noLengths     = []runner.Control{runner.ControlPlusLength, runner.ControlMinusLength}
	likeLengths   = []runner.Control{runner.ControlSameLengths, runner.ControlSameLengthList}
)

// lengthsWith says what the request has.
var lengthsWith = map[runner.Control]string{
	runner.ControlTwoLengths:     "Content-Length: 0 and Content-Length: 2",
	runner.ControlLengthList:     "Content-Length: 0, 2",
	runner.ControlPlusLength:     "Content-Length: +2",
	runner.ControlMinusLength:    "Content-Length: -1",
	runner.ControlSameLengths:    "Content-Length: 2 twice",
	runner.ControlSameLengthList: "Content-Length: 2, 2",
}

func checkLengths(c *Context) []Problem {
	var out []Problem
	for _, kind := range []struct {
		name     string
		controls []runner.Control
		check    func(*Context, runner.Control) []Problem
	}{{"unlike", unlikeLengths, refusesLength}, {"no-number", noLengths, refusesLength}, {"alike", likeLengths, bearsLength}} {
		var found []Problem
		for _, control := range kind.controls {
			found = append(found, kind.check(c, control)...)
		}
		for _, p := range together(found) {
			p.Detail = kind.name + "-" + p.Detail
			out = append(out, p)
		}
	}
	return out
}

func refusesLength(c *Context, control runner.Control) []Problem {
	return refusesAndCloses(control, lengthsWith[control], 400)(c)
}

// bearsLength: two lengths that are the same may be taken for one or refused (RFC
// 9110 section 8.6), and nothing is to break over them.
func bearsLength(c *Context, control runner.Control) []Problem {
	x := rawAnswer(c, control)
	switch {
	case x == nil, x.Outcome == runner.Dropped:
		return nil
	case x.Outcome != runner.Answered:
		return about(x, at(Warning, problem("no-answer", "a request with %s has no answer: %s", lengthsWith[control], x.Trouble)))
	case x.Status >= 500 && !asPlain(c, x):
		return about(x, at(Error, problem("5xx", "a request with %s is answered %d%s", lengthsWith[control], x.Status, by(c, x))))
	}
	return nil
}

// refusesAndCloses is refuses for what leaves the end of the request unknown, so
// that nothing after it can be understood.
func refusesAndCloses(control runner.Control, with string, want int, others ...int) func(*Context) []Problem {
	return func(c *Context) []Problem {
		problems, x := refused(c, control, with, want, others...), rawAnswer(c, control)
		if len(problems) > 0 || x == nil || x.Outcome != runner.Answered || isClosed(x) {
			return problems
		}
		return about(x, at(Warning, problem("kept", "a request with %s is answered %d, and the connection is not closed%s", with, x.Status, by(c, x))))
	}
}

// isClosed reports whether the server closed the connection of a raw question, or
// said that it would.
func isClosed(x *runner.Exchange) bool { return x.Closed || x.Framing == runner.FramingClose }

// checkBothLengths: the two fields of the request agree on its end. An answer too
// many shows that neither was heeded.
func checkBothLengths(c *Context) []Problem {
	const with = "both Transfer-Encoding and Content-Length"
	x, plain := rawAnswer(c, runner.ControlTEAndLength), rawAnswer(c, runner.ControlPlain)
	switch {
	case x.Outcome == runner.Dropped:
		return nil
	case x.Outcome != runner.Answered:
		return about(x, at(Warning, problem("no-answer", "a request with %s has no answer: %s", with, x.Trouble)))
	case len(x.Residue) > 0 && (plain == nil || len(plain.Residue) == 0):
		return about(x, at(Error, problem("second-answer", "a request with %s is answered %d, and its content as the next request: %s%s",
			with, x.Status, quoted(firstLine(x.Residue)), by(c, x))))
	case x.Status >= 500 && x.Status != 501 && !asPlain(c, x):
		return about(x, at(Error, problem("5xx", "a request with %s is answered %d%s", with, x.Status, by(c, x))))
	case !isClosed(x):
		return about(x, problem("kept", "a request with %s is answered %d, and the connection is not closed%s", with, x.Status, by(c, x)))
	}
	return nil
}

// together makes one problem of several of a kind: the worst, with what the others
// say and their evidence.
func together(found []Problem) []Problem {
	if len(found) == 0 {
		return nil
	}
	worst := 0
	for i := range found {
		if found[i].Severity.Reaches(found[worst].Severity) {
			worst = i
		}
	}
	out := found[worst]
	out.Text, out.Exchanges = "", nil
	for _, p := range found {
		if out.Text != "" {
			out.Text += "; "
		}
		out.Text += p.Text
		out.Exchanges = append(out.Exchanges, p.Exchanges...)
	}
	return []Problem{out}
}
