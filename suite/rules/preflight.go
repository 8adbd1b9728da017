package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// preflightRules are about what a browser asks before it sends for a page.
var preflightRules = []Rule{
	{
		ID: "cors/preflight-status", Level: Must, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "Fetch section CORS-preflight fetch",
		Title: "A preflight for a declared method is answered 2xx where pages may read the method's answer.",
		Why: "A browser asks before it sends PUT, PATCH, DELETE or JSON for a page of another origin, and sends nothing unless the answer is 2xx. " +
			"The API lets pages read what it answers to the method and refuses the question that comes first, so no page ever gets there. Let the CORS middleware see OPTIONS before the router does.",
		When:  isPreflight,
		Check: checkPreflightStatus,
	},
	{
		ID: "cors/preflight-methods", Level: Must, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "Fetch section CORS-preflight fetch",
		Title: "The answer to a preflight allows the declared method that was asked for.",
		Why: "A browser compares the method with Access-Control-Allow-Methods letter by letter and sends nothing that is not there. Lists written by hand forget methods that came later. " +
			"Take the list from the routes, or add the method.",
		When:  func(c *Context) bool { return isPreflight(c) && isSuccess(c.X.Status) && letsIn(c.X) },
		Check: checkPreflightMethods,
	},
	{
		ID: "cors/preflight-unauthenticated", Level: Must, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "Fetch section CORS-preflight fetch",
		Title: "A preflight needs no credentials.",
		Why: "Browsers never send credentials with a preflight. Where it is refused for lack of them, no page can send the request that would carry them. " +
			"Let the CORS middleware answer before authentication is checked.",
		Supersedes: []string{"cors/preflight-status"},
		When:       isPreflight,
		Check:      checkPreflightAnonymous,
	},
	{
		ID: "cors/options-distinct", Level: Definition, Severity: Warning, Strict: Warning, Scope: ScopeQuestion,
		Ref:   "Fetch section CORS-preflight fetch, RFC 9110 section 9.3.7",
		Title: "A preflight is told from a plain OPTIONS.",
		Why: "What answers OPTIONS by itself, mostly the router, knows Allow and nothing of origins. It succeeds, so nobody sees that it answered a preflight as well, without Access-Control-Allow-Origin; a browser takes that for no and never sends the request. " +
			"Let the CORS middleware see OPTIONS before the router does, and pass on those without Access-Control-Request-Method.",
		When:  func(c *Context) bool { return isPreflight(c) && isSuccess(c.X.Status) },
		Check: checkOptionsDistinct,
	},
	{
		ID: "cors/acam-vs-declared", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeQuestion,
		Ref:   "Fetch section CORS protocol and HTTP caches",
		Title: "Access-Control-Allow-Methods names no method that the path does not declare.",
		Why: "A list for the whole server promises methods that the path refuses, and lets pages try them. It does no harm by itself; the list that says what is there is Allow. " +
			"Take the list from the routes where the middleware can.",
		When:  func(c *Context) bool { return isPreflight(c) && isSuccess(c.X.Status) && c.X.Has(allowMethods) },
		Check: checkAdvertised,
	},
	{
		ID: "cors/preflight-fields-misplaced", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeExchange,
		Ref:   "Fetch section HTTP responses",
		Title: "What answers a preflight is sent with answers to preflights alone.",
		Why: "Browsers read Access-Control-Allow-Methods, -Headers and -Max-Age in the answer to a preflight and nowhere else: elsewhere they are bytes without effect, and often the sign of a middleware that cannot tell a preflight from another OPTIONS. " +
			"Send them where the request has Access-Control-Request-Method.",
		Suspects: func(c *Context) bool { return c.bench.headerShape(c.X).preflight },
		When:     func(c *Context) bool { return answered(c) && c.X.RequestValue("Access-Control-Request-Method") == "" },
		Check:    checkMisplaced,
	},
}

// preflightFields are read in answers to preflights, and nowhere else.
var preflightFields = []string{allowMethods, "Access-Control-Allow-Headers", "Access-Control-Max-Age"}

func isPreflight(c *Context) bool {
	return answered(c) && c.Path != nil && isAsked(c, runner.ControlPreflight)
}

// requested is the method that a preflight asks for.
func requested(c *Context) string { return c.X.RequestValue("Access-Control-Request-Method") }

// readableByPages reports whether pages may read what the method in question
// answers: then it is meant for them, and to refuse the preflight is a mistake.
// An API that lets pages only read may well refuse it.
func readableByPages(c *Context) bool {
	return slices.ContainsFunc(c.PathExchanges(), func(x *runner.Exchange) bool {
		return x.Method == requested(c) && letsIn(x)
	})
}

func checkPreflightStatus(c *Context) []Problem {
	if isSuccess(c.X.Status) || breakdown(c.X) != "" || !letsIn(c.X) && !readableByPages(c) || c.X.Status == 429 {
		return nil
	}
	return problem(slug(c.X.Status), "the preflight for %s was answered %d%s", requested(c), c.X.Status, by(c, c.X))
}

// checkOptionsDistinct speaks where pages may read what the method answers: then
// the preflight for it was meant to be let through.
func checkOptionsDistinct(c *Context) []Problem {
	if !c.X.Has("Allow") || c.X.Has(allowOrigin) || c.X.Has(allowMethods) || !readableByPages(c) {
		return nil
	}
	return problem("", "the preflight for %s was answered %d as a plain OPTIONS is, with Allow and without %s%s", requested(c), c.X.Status, allowOrigin, by(c, c.X))
}

func checkPreflightMethods(c *Context) []Problem {
	want := requested(c)
	members := fieldMembers(c.X, allowMethods)
	withCredentials := c.X.Value(allowCredentials) == "true"
	switch {
	case slices.Contains([]string{"GET", "HEAD", "POST"}, want), slices.Contains(members, want):
		return nil
	case slices.Contains(members, "*") && !withCredentials:
		return nil
	case slices.ContainsFunc(members, func(m string) bool { return strings.EqualFold(m, want) }):
		return problem("case", "the answer to the preflight for %s has it in another case: %s: %s%s", want, allowMethods, quoted(c.X.Value(allowMethods)), by(c, c.X))
	case !forWriting(members) && !readableByPages(c):
		return nil // pages are to read only
	}
	return problem("", "the answer to the preflight for %s does not have it: %s: %s%s", want, allowMethods, quoted(c.X.Value(allowMethods)), by(c, c.X))
}

// forWriting reports whether a list of methods has one that a browser asks about.
func forWriting(methods []string) bool {
	return slices.ContainsFunc(methods, func(m string) bool { return slices.Contains([]string{"PUT", "PATCH", "DELETE", "*"}, m) })
}

// checkPreflightAnonymous: 401 is about credentials alone. A redirect and a 403
// can have other reasons, where nothing says that the method is for pages.
func checkPreflightAnonymous(c *Context) []Problem {
	forCredentials := c.X.Status == 401 || c.X.Status == 407
	if !forCredentials && !((c.X.Status == 403 || isRedirect(c.X.Status)) && readableByPages(c)) {
		return nil
	}
	return problem(slug(c.X.Status), "the preflight for %s, which browsers send without credentials, was answered %d%s", requested(c), c.X.Status, by(c, c.X))
}

func checkAdvertised(c *Context) []Problem {
	var extra []string
	for _, m := range fieldMembers(c.X, allowMethods) {
		usual := slices.Contains([]string{"GET", "HEAD", "OPTIONS", "*"}, m)
		if !usual && !slices.Contains(c.Path.Path.Declared, m) {
			extra = append(extra, m)
		}
	}
	if len(extra) == 0 {
		return nil
	}
	return problem("", "the answer to a preflight allows %s, which the document does not declare here%s", listed(extra), by(c, c.X))
}

func checkMisplaced(c *Context) []Problem {
	if !c.bench.headerShape(c.X).preflight {
		return nil
	}
	var found []string
	for _, name := range preflightFields {
		if c.X.Has(name) {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		return nil
	}
	return problem("", "an answer to a request that is no preflight has %s%s", listed(found), by(c, c.X))
}
