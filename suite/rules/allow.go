package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var allowRules = []Rule{
	{
		ID: "allow/present-on-405", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 15.5.6, RFC 9110 section 10.2.1",
		Title: "Every 405 has an Allow field.",
		Fixes: routerRecipes,
		Why: "405 says that the method is wrong; Allow says which ones are right. Without it a client can only guess. " +
			"An empty Allow is legal and says that the resource takes no method at present. Usually one handler or error page makes every 405: add the field there.",
		When:  func(c *Context) bool { return answered(c) && c.X.Status == 405 },
		Check: checkAllowPresent,
	},
	{
		ID: "allow/syntax", Level: Must, Severity: Error, Strict: Error, Scope: ScopePath,
		Ref:   "RFC 9110 section 10.2.1, RFC 9110 section 5.6.1",
		Title: "Allow is a list of method tokens.",
		Why: "Clients split Allow at commas and compare the members exactly; any other separator, quotes or brackets make one unknown method of all of them. " +
			"Write the methods with a comma and a space between them, on one line or several.",
		When:  hasAllow,
		Check: checkAllowSyntax,
	},
	{
		ID: "allow/excludes-rejected", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 15.5.6",
		Title: "A 405 does not list in Allow the method that it refuses.",
		Why: "The answer contradicts itself: the method is not allowed, and Allow lists it as supported. A client that believes Allow sends the same request again. " +
			"Make Allow from the methods of the route that refused, not from a list for the whole server.",
		When:  func(c *Context) bool { return answered(c) && c.X.Status == 405 && c.X.Has("Allow") },
		Check: checkAllowRejected,
	},
	{
		ID: "allow/complete", Level: Must, Severity: Error, Strict: Error, Scope: ScopePath,
		Ref:   "RFC 9110 section 15.5.6",
		Title: "Allow on a 405 lists every method that the document declares for the path.",
		Fixes: routerRecipes,
		Why: "A client that asks what it may do here is told less than is true, and may never find the operation. " +
			"Some routers (Starlette, FastAPI) list only the methods of the first route that matches: make Allow from all routes of the path.",
		Supersedes: []string{"allow/consistent"},
		When:       func(c *Context) bool { return slices.ContainsFunc(allowAnswers(c), isStatus(405)) },
		Check:      checkAllowComplete,
	},
	{
		ID: "allow/no-undocumented", Level: Contract, Severity: Warning, Strict: Error, Scope: ScopePath,
		Ref:   "RFC 9110 section 10.2.1",
		Title: "Allow lists no method that the document does not declare, beyond HEAD and OPTIONS.",
		Why: "Either the server offers an operation that nobody documented, or it advertises one that does not work. " +
			"Declare the operation, or make Allow from the routes of the path and not from a list for the whole server.",
		Supersedes: []string{"allow/consistent"},
		When:       func(c *Context) bool { return hasAllow(c) && (c.Live() || len(c.Path.Path.Parameters()) > 0) },
		Check:      checkAllowUndocumented,
	},
	{
		ID: "allow/consistent", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopePath,
		Ref:   "RFC 9110 section 10.2.1",
		Title: "Allow is the same on every 405 and on OPTIONS for one resource.",
		Why: "Which methods a resource takes does not depend on which one was asked, so a client that remembers Allow remembers something untrue. " +
			"Make the field in one place for both answers.",
		When:  func(c *Context) bool { return len(allowAnswers(c)) > 1 },
		Check: checkAllowConsistent,
	},
	{
		ID: "allow/truthful", Level: Definition, Severity: Error, Strict: Error, Scope: ScopePath,
		Ref:   "RFC 9110 section 10.2.1",
		Title: "A method that Allow lists is not refused with 405 or 501.",
		Why: "A client reads in Allow what it may send, sends it, and is told that it may not. " +
			"Make Allow from the routes that are really there; a list for the whole server is true of no resource.",
		Supersedes: []string{"allow/consistent"},
		When:       func(c *Context) bool { return len(allowAnswers(c)) > 0 },
		Check:      checkAllowTruthful,
	},
	{
		ID: "allow/head-with-get", Level: Advice, Severity: Info, Strict: Info, Scope: ScopePath,
		Ref:   "RFC 9110 section 9.1",
		Title: "Allow lists HEAD where HEAD works.",
		Why: "A tool that reads Allow before it asks HEAD takes the resource for one without, and fetches it whole with GET to learn its length or its age. " +
			"List HEAD beside GET where the server answers it.",
		When:  func(c *Context) bool { return len(allowAnswers(c)) > 0 },
		Check: checkAllowHead,
	},
	{
		ID: "allow/not-required-on-501", Level: May, Severity: Info, Strict: Info, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 10.2.1, RFC 9110 section 15.6.2",
		Title: "A 501 does not list in Allow the method that it refuses.",
		Why: "501 needs no Allow. One that lists the very method which the server says it does not implement contradicts the answer it is in, and a client that believes it sends the request again. " +
			"Leave the field out of 501, or make it from the routes of the path.",
		When:  func(c *Context) bool { return answered(c) && c.X.Status == 501 && c.X.Has("Allow") },
		Check: checkAllowOn501,
	},
}

func checkAllowPresent(c *Context) []Problem {
	if c.X.Has("Allow") {
		return nil
	}
	p := problem("", "405 without Allow%s", by(c, c.X))
	if foreign(c, c.X) {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

// hasAllow is the occasion of rules about what Allow says.
func hasAllow(c *Context) bool {
	return slices.ContainsFunc(c.PathExchanges(), func(x *runner.Exchange) bool { return x.Has("Allow") })
}

// allowAnswers are the answers of the path whose Allow speaks for the resource:
// 405, and success to OPTIONS.
func allowAnswers(c *Context) []*runner.Exchange {
	f := c.path()
	if f.read {
		return f.allowing
	}
	f.read, f.allowing = true, make([]*runner.Exchange, 0, len(f.answered))
	for _, x := range f.answered {
		if x.Has("Allow") && (x.Status == 405 || x.Method == "OPTIONS" && isSuccess(x.Status)) {
			f.allowing = append(f.allowing, x)
		}
	}
	f.allowing = slices.Clip(f.allowing)
	return f.allowing
}

// refusals are the 405 answers of the path that have an Allow field.
func refusals(c *Context) []*runner.Exchange {
	return slices.DeleteFunc(slices.Clone(allowAnswers(c)), func(x *runner.Exchange) bool { return x.Status != 405 })
}

func checkAllowSyntax(c *Context) []Problem {
	var wrong, gaps, controls []*runner.Exchange
	for _, x := range c.PathExchanges() {
		switch a := c.allow(x); {
		case a.controls:
			controls = append(controls, x)
		case len(a.wrong) > 0:
			wrong = append(wrong, x)
		case a.gap:
			gaps = append(gaps, x)
		}
	}
	if len(wrong)+len(controls) > 0 {
		return noMethod(c, wrong, controls)
	}
	if len(gaps) > 0 {
		return witnessed(gaps, at(Warning, problem("empty-member", "Allow has an empty member: %s%s", quoted(gaps[0].Value("Allow")), by(c, gaps[0]))))
	}
	return nil
}

// noMethod tells of Allow fields with what is no method in them. Where control
// characters are all that is wrong, that is told by the rule about these.
func noMethod(c *Context, wrong, controls []*runner.Exchange) []Problem {
	leaveTo := ""
	if len(wrong) == 0 {
		wrong, leaveTo = controls, controlCharacters
	}
	p := problem("not-a-token", "Allow has %s, which is no method%s", quoted(c.allow(wrong[0]).wrong[0]), by(c, wrong[0]))
	p[0].LeaveTo = leaveTo
	return witnessed(wrong, p)
}

// witnessed gives one problem its evidence.
func witnessed(evidence []*runner.Exchange, p []Problem) []Problem {
	p[0].Exchanges = evidence
	return p
}

func checkAllowRejected(c *Context) []Problem {
	if !c.allow(c.X).lists(c.X.Method) {
		return nil
	}
	return problem("", "%s was answered 405 with an Allow that lists %s%s", name(c), name(c), by(c, c.X))
}

func checkAllowComplete(c *Context) []Problem {
	due := supported(c)
	if !c.someAllow(isStatus(405), func(a *allowField) bool { return !a.listsAll(due) }) {
		return nil
	}
	var evidence []*runner.Exchange
	var missing []string
	for _, x := range ownFirst(c, refusals(c)) {
		left := without(due, c.allow(x).methods)
		if len(left) == 0 {
			continue
		}
		if evidence == nil {
			missing = left
		}
		evidence = append(evidence, x)
	}
	if evidence == nil {
		return nil
	}
	first := evidence[0]
	p := witnessed(evidence, incomplete(c, first, missing))
	if dependsOnRole(c.Path.Path) || foreign(c, first) {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

// ownFirst puts the application's own answers before those of others, so that
// a finding is about what its team can mend.
func ownFirst(c *Context, all []*runner.Exchange) []*runner.Exchange {
	if !slices.ContainsFunc(all, func(x *runner.Exchange) bool { return foreign(c, x) }) {
		return all
	}
	var own, others []*runner.Exchange
	for _, x := range all {
		if foreign(c, x) {
			others = append(others, x)
		} else {
			own = append(own, x)
		}
	}
	return append(own, others...)
}

func incomplete(c *Context, x *runner.Exchange, missing []string) []Problem {
	if a := c.allow(x); len(a.methods)+len(a.wrong) == 0 {
		if c.Record.Inspected {
			return problem("empty", "Allow is empty on a 405, and the address takes %s%s", listed(missing), by(c, x))
		}
		return problem("empty", "Allow is empty on a 405, and the document declares %s here%s", listed(missing), by(c, x))
	}
	if c.Record.Inspected {
		return problem("", "Allow: %s leaves out %s, which the address takes%s", x.Value("Allow"), listed(missing), by(c, x))
	}
	return problem("", "Allow: %s leaves out %s, declared here%s", x.Value("Allow"), listed(missing), by(c, x))
}

// supported are the declared methods of the path but those that the server
// refuses, which are told by themselves and rightly left out of Allow.
func supported(c *Context) []string {
	out := slices.Clone(c.Path.Path.Declared)
	for _, x := range c.PathExchanges(specs.KindDeclared) {
		if rejects(x.Status) {
			out = without(out, []string{x.Method})
		}
	}
	return out
}

// without are the words of all that are not among some.
func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(some, s) })
}

// dependsOnRole reports whether the operations of a path ask for different
// credentials, so that Allow may rightly tell less than the document.
func dependsOnRole(p *specs.Path) bool {
	same := func(a, b [][]string) bool { return slices.EqualFunc(a, b, slices.Equal[[]string]) }
	for _, o := range p.Operations {
		if !same(o.Security, p.Operations[0].Security) {
			return true
		}
	}
	return false
}

func checkAllowConsistent(c *Context) []Problem {
	var first *runner.Exchange
	for _, x := range allowAnswers(c) {
		switch {
		case first != nil && first.Value("Allow") == x.Value("Allow"):
		case foreign(c, x):
		case first == nil:
			first = x
		case sameTarget(first, x) && !slices.Equal(mainMethods(c, first), mainMethods(c, x)):
			return witnessed([]*runner.Exchange{first, x}, problem("", "%s was answered with Allow: %s, %s with Allow: %s",
				first.Probe.Name(), first.Value("Allow"), x.Probe.Name(), x.Value("Allow")))
		}
	}
	return nil
}

// mainMethods are the methods of Allow but HEAD and OPTIONS, which frameworks
// add to some answers and not to others.
func mainMethods(c *Context, x *runner.Exchange) []string {
	return without(c.allow(x).sorted(), []string{"HEAD", "OPTIONS"})
}
