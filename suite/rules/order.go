package rules

import (
	"fmt"
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// orderRules are about what a server looks at first: whether the path is there,
// who asks, which method, which content. No standard orders them; these are the
// orders that mislead a client.
var orderRules = []Rule{
	{
		ID: "route/auth-precedence", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopeExchange,
		Ref:   "RFC 9110 section 15.5.4, RFC 9110 section 9.1",
		Title: "With credentials that the path accepts, a method that it does not have is not answered 401 or 403.",
		Why: "403 says that somebody else may do this, and 401 that other credentials would help. Neither does where the method is not there, so a client asks for rights that nobody can give. " +
			"Let the router answer 405 before rights and CSRF tokens are looked at for a method that no route has. Whether a stranger hears 401 or 405 first is left to the server.",
		Supersedes: []string{"method/known-405", "method/registered-405-or-501"},
		Among: func(c *Context) bool {
			return c.Record.Authenticated && ofKind(specs.KindElsewhere, specs.KindRegistered)(c)
		},
		Suspects: withStatus(401, 403),
		When: func(c *Context) bool {
			return ofKind(specs.KindElsewhere, specs.KindRegistered)(c) && c.Record.Authenticated && c.Live()
		},
		Check: checkAuthPrecedence,
	},
	{
		ID: "route/method-before-body", Level: Should, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.1, RFC 9110 section 15.5.6",
		Title: "A method that is not declared is not answered as if its content were at fault.",
		Why: "411, 413, 415 and 422 say that the request would do with other content. The client mends the content, sends it again and is refused again, as it is the method that is not there. " +
			"Let the router answer 405 before anything reads or checks content.",
		Supersedes: []string{"method/known-405", "method/registered-405-or-501"},
		Suspects:   withStatus(aboutContent...),
		When:       ofKind(specs.KindElsewhere, specs.KindRegistered),
		Check:      checkMethodBeforeBody,
	},
	{
		ID: "route/missing-resource-method", Level: Definition, Severity: Info, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9110 section 15.5.6",
		Title: "On a path that does not exist a method is not answered 405.",
		Why: "405 says that the resource is there and takes other methods. On a path that GET does not find a client goes on trying methods at an address that has none. " +
			"Look for the path before the method, or answer 501 to a method that the server has nowhere.",
		When:  func(c *Context) bool { return len(absentMethods(c)) > 0 && notFoundStatus(c) != 0 },
		Check: checkMissingResource,
	},
	{
		ID: "route/501-precedence", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeServer,
		Ref:   "RFC 9110 section 15.6.2",
		Title: "A server that answers 501 to an unregistered method does so for every path.",
		Why: "501 is about the whole server: nothing on it has the method. A client that gets 404 for another path takes that one for a server, or a version, that may have it. " +
			"Decide on the method before the path is looked for.",
		When:  func(c *Context) bool { return len(absentAnswers(c)) > 0 && says501(c) },
		Check: check501Precedence,
	},
}

func checkAuthPrecedence(c *Context) []Problem {
	status := c.Status()
	if status != 401 && status != 403 {
		return nil
	}
	if p := notJudged(c); p != nil {
		return p
	}
	return problem(slug(status), "%s is not declared on this path and was answered %d, with credentials that the path accepts%s",
		name(c), status, by(c, c.X))
}

// aboutContent are the statuses of what is wrong with content, or with there being
// none.
var aboutContent = []int{411, 413, 415, 422}

// checkMethodBeforeBody is of the severity of the rules that it tells better
// than: they keep what the product promises.
func checkMethodBeforeBody(c *Context) []Problem {
	status := c.Status()
	if !slices.Contains(aboutContent, status) {
		return nil
	}
	if missesContent(c.X.Method, status) {
		return undecided(specs.ReasonNeedsContent)
	}
	if p := notJudged(c); p != nil {
		return p
	}
	p := problem(slug(status), "%s is not declared on this path and was answered %d, which is about content%s", name(c), status, by(c, c.X))
	if c.Kind() == specs.KindRegistered || foreign(c, c.X) {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

// absentMethods are the answers to methods but GET on paths that do not exist, one
// that the server has before those that nobody has.
func absentMethods(c *Context) []*runner.Exchange {
	return append(c.Asked(runner.ControlAbsentMethod), absentAnswers(c)...)
}

// absentAnswers are those to unregistered methods.
func absentAnswers(c *Context) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range lastOfEach(c.Record.Controls) {
		if x.Control == runner.ControlUnknown && x.Probe.Path == nil && x.Outcome == runner.Answered {
			out = append(out, x)
		}
	}
	return out
}

// notFoundStatus is 404 or 410 where GET of a path that does not exist is
// answered so, else 0.
func notFoundStatus(c *Context) int {
	for _, x := range notFoundControls(c) {
		if x.Status == 404 || x.Status == 410 {
			return x.Status
		}
	}
	return 0
}

func checkMissingResource(c *Context) []Problem {
	for _, x := range absentMethods(c) {
		if x.Status == 405 {
			p := problem("", "%s of a path that does not exist was answered 405, GET %d%s", x.Probe.Name(), notFoundStatus(c), by(c, x))
			return witnessed([]*runner.Exchange{x}, p)
		}
	}
	return nil
}

// says501 reports whether the server answers 501 to an unregistered method more
// often than anything else.
func says501(c *Context) bool {
	told, _ := unknownAnswers(c)
	return len(told) > 0 && told[0].status == 501
}

func check501Precedence(c *Context) []Problem {
	for _, x := range absentAnswers(c) {
		if x.Status == 404 || x.Status == 405 || x.Status == 410 || demandsCredentials(x.Status) {
			text := fmt.Sprintf("UNKNOWN was answered 501, and %d on a path that does not exist", x.Status)
			return witnessed([]*runner.Exchange{x}, problem("", "%s%s", text, by(c, x)))
		}
	}
	return nil
}
