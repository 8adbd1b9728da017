package rules

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var routeRules = []Rule{
	{
		ID: "route/unknown-path-404", Level: Contract, Severity: Warning, Strict: Error, Scope: ScopeServer,
		Ref:   "RFC 9110 section 15.5.5",
		Title: "A path that does not exist is not served.",
		Why: "Success for any address hides typing errors and removed resources from clients, and makes every answer of the server doubtful: whether a path is really there cannot be told. " +
			"Answer 404 outside the documented paths. A single-page application's fallback page or a wrong --url is the usual cause.",
		When:  func(c *Context) bool { return len(notFoundControls(c)) > 0 },
		Check: checkUnknownPath,
	},
	{
		ID: "route/404-vs-405", Level: Should, Severity: Error, Strict: Error, Scope: ScopeExchange,
		Ref:   "RFC 9110 section 9.1, RFC 9110 section 15.5.5, RFC 9110 section 15.5.6",
		Title: "A method that is not allowed on a resource that exists is not answered 404.",
		Fixes: routerRecipes,
		Why: "404 says that the resource is not there; a client that gets it for one method and success for another checks the address, not the method, and may drop what it holds of the resource. " +
			"Answer 405 with Allow. Several routers (Express, Fastify, gin by default) answer 404 unless told otherwise.",
		Supersedes: []string{"method/known-405"},
		Among:      ofKind(specs.KindElsewhere),
		Suspects:   withStatus(404),
		When:       func(c *Context) bool { return ofKind(specs.KindElsewhere)(c) && c.Live() },
		Check:      check404,
	},
	{
		ID: "route/redirect", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 15.4.2, RFC 9110 section 15.4.3",
		Title: "A method that is not declared is not answered with a redirect that turns it into GET.",
		Why: "Clients follow 301, 302 and 303 with GET, so a write that was refused ends as a read that succeeds, and the caller believes it was done. " +
			"Answer 405 with Allow, or redirect with 307 or 308, which keep the method.",
		Suspects: withStatus(301, 302, 303),
		When:     undeclared,
		Check:    checkRedirect,
	},
}

// notFoundControls are the answers to GET of paths that do not exist.
func notFoundControls(c *Context) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range c.Record.Controls {
		if x.Control == runner.ControlNotFound && x.Method == "GET" && x.Outcome == runner.Answered {
			out = append(out, x)
		}
	}
	return out
}

func checkUnknownPath(c *Context) []Problem {
	controls := notFoundControls(c)
	for _, x := range controls {
		if isSuccess(x.Status) {
			p := problem("", "GET of a path that does not exist was answered %d%s", x.Status, by(c, x))
			p[0].Exchanges = []*runner.Exchange{x}
			return p
		}
	}
	if last := controls[len(controls)-1]; last.Status == 401 || last.Status == 403 {
		return undecided(specs.ReasonAuthFirst)
	}
	return nil
}

func check404(c *Context) []Problem {
	if c.Status() != 404 {
		return nil
	}
	if p := notJudged(c); p != nil {
		return p
	}
	text, evidence := "%s was answered 404 on a target that exists%s", []*runner.Exchange{c.X}
	if x := proof(c); x != nil {
		text = "%s was answered 404, " + x.Probe.Name() + " of the same target " + strconv.Itoa(x.Status) + "%s"
		evidence = append(evidence, x)
	}
	p := problem("", text, name(c), by(c, c.X))
	p[0].Exchanges = evidence
	if foreign(c, c.X) {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

// proof is the answer to a declared method that shows that the target in
// question exists: a success, if there is one.
func proof(c *Context) *runner.Exchange {
	var found *runner.Exchange
	for _, x := range c.PathExchanges(specs.KindDeclared) {
		switch {
		case !sameTarget(x, c.X) || x.Status == 404 || rejects(x.Status):
		case isSuccess(x.Status):
			return x
		case found == nil:
			found = x
		}
	}
	return found
}

func checkRedirect(c *Context) []Problem {
	status := c.Status()
	if status < 301 || status > 303 {
		return nil
	}
	location := c.X.Value("Location")
	if sameResource(c.X.Target, location) || redirectsToo(c, location) {
		return undecided(specs.ReasonRedirected)
	}
	where := "without Location"
	if location != "" {
		where = "to " + quoted(location)
	}
	return problem("", "%s is not declared on this path and was answered %d %s%s", name(c), status, where, by(c, c.X))
}

// sameResource reports whether a redirect only puts the address right: scheme,
// host, letter case or a slash at the end.
func sameResource(target, location string) bool {
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return false
	}
	return canonical(u.EscapedPath()) == canonical(pathOnly(target))
}

func canonical(path string) string { return strings.ToLower(strings.TrimRight(path, "/")) }

// redirectsToo reports whether a declared method of the same target is sent to
// the same place: then the redirect is not about the method (a log-in page).
func redirectsToo(c *Context, location string) bool {
	if location == "" {
		return false
	}
	for _, x := range c.PathExchanges(specs.KindDeclared) {
		if isRedirect(x.Status) && pathOnly(x.Value("Location")) == pathOnly(location) {
			return true
		}
	}
	return false
}
