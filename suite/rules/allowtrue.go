package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// checkAllowTruthful holds each refusal of a path against what Allow says of its
// target. A declared operation that is refused is told by
// method/declared-not-rejected, a 405 that lists its own method by
// allow/excludes-rejected, and a 501 that does by allow/not-required-on-501.
func checkAllowTruthful(c *Context) []Problem {
	var out []Problem
	for _, x := range c.PathExchanges(specs.KindImplied, specs.KindElsewhere, specs.KindRegistered) {
		if !rejects(x.Status) || c.allow(x).lists(x.Method) {
			continue
		}
		if y := listing(c, x); y != nil {
			out = append(out, untrue(c, x, y)...)
		}
	}
	return out
}

// listing is an answer about the same target whose Allow lists the method that
// was refused.
func listing(c *Context, refused *runner.Exchange) *runner.Exchange {
	var without *allowField // the last one looked at, which does not
	for _, x := range allowAnswers(c) {
		a := c.allow(x)
		switch {
		case a == without:
		case !a.lists(refused.Method):
			without = a
		case sameTarget(x, refused):
			return x
		}
	}
	return nil
}

func untrue(c *Context, refused, listing *runner.Exchange) []Problem {
	p := problem("", "%s was answered %d, and Allow on %s lists it: %s%s",
		refused.Probe.Name(), refused.Status, listing.Probe.Name(), listing.Value("Allow"), by(c, refused))
	p[0].Exchanges = []*runner.Exchange{refused, listing}
	if foreign(c, refused) || foreign(c, listing) {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

// checkAllowHead looks for HEAD where it was answered as GET is. Where it is
// refused, leaving it out is the truth, and method/head-supported tells that.
func checkAllowHead(c *Context) []Problem {
	if !headWorks(c) {
		return nil
	}
	for _, x := range ownFirst(c, allowAnswers(c)) {
		if a := c.allow(x); a.lists("GET") && !a.lists("HEAD") {
			p := problem("", "HEAD works here, and Allow on %s leaves it out: %s%s", x.Probe.Name(), x.Value("Allow"), by(c, x))
			return witnessed([]*runner.Exchange{x}, p)
		}
	}
	return nil
}

func headWorks(c *Context) bool {
	for _, x := range c.PathExchanges() {
		if x.Method == "HEAD" && isSuccess(x.Status) {
			return true
		}
	}
	return false
}

func checkAllowOn501(c *Context) []Problem {
	if !c.allow(c.X).lists(c.X.Method) {
		return nil
	}
	return problem("", "%s was answered 501 with an Allow that lists %s%s", name(c), name(c), by(c, c.X))
}
