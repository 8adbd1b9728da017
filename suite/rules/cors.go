package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// The rules about CORS speak only of an API that lets pages of other origins in:
// nothing asks an API to do so.
var corsRules = []Rule{
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
		ID: "cors/options-distinct", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeQuestion,
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
		ID: "cors/acao-single", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: AllInAnswer,
		Ref:   "Fetch section HTTP responses",
		Title: "Access-Control-Allow-Origin is one origin, * or null, and not * where credentials are allowed.",
		Why: "A browser compares the value with the page's origin as it stands. A list, a second line (of a proxy that adds its own) or a slash at the end equals no origin, and * is refused for requests with credentials: the page gets nothing. " +
			"Send the one origin that asked, if it may, and set the field in one place.",
		When:  func(c *Context) bool { return answered(c) && c.X.Has(allowOrigin) },
		Check: checkAllowOrigin,
	},
	{
		ID: "cors/vary-origin", Level: Should, Severity: Warning, Strict: Error, Scope: ScopeQuestion,
		Ref:   "Fetch section CORS protocol and HTTP caches",
		Title: "Where Access-Control-Allow-Origin depends on the origin that asks, Vary says so.",
		Why: "A cache gives the answer that one page got to the next page, with the first one's origin in it, and the browser refuses it: the API fails now and then, for some. " +
			"Send Vary: Origin with every answer, also those without Access-Control-Allow-Origin and errors.",
		When: func(c *Context) bool {
			return answered(c) && c.X.Method != "OPTIONS" && c.X.RequestValue("Origin") != "" && c.X.Has(allowOrigin)
		},
		Check: checkVaryOrigin,
	},
	{
		ID: "cors/errors-readable", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeQuestion,
		Ref:   "Fetch section HTTP responses",
		Title: "A page that may read successes may read errors.",
		Why: "An error without Access-Control-Allow-Origin reaches the page as a network failure without status or text, so that it can neither tell the user what is wrong nor decide whether to try again. " +
			"Let the CORS middleware wrap the router, and not single routes.",
		When: func(c *Context) bool {
			return answered(c) && isAsked(c, runner.ControlOriginError) && isError(c.X.Status)
		},
		Check: checkErrorsReadable,
	},
	{
		ID: "cors/no-reflect", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "Fetch section CORS protocol and credentials",
		Title: "An origin that nobody knows is not let in with credentials.",
		Why: "The origin of the request was made up for it, and the answer names it and allows credentials. Any page that a logged-in user opens can then use the API as that user and read the answers. " +
			"Compare the origin with a list, exactly, and leave out Access-Control-Allow-Credentials where cookies are not used.",
		When:  func(c *Context) bool { return answered(c) && strings.HasSuffix(c.X.RequestValue("Origin"), madeUpHost) },
		Check: checkOriginReflected,
	},
	{
		ID: "cors/preflight-fields-misplaced", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeExchange,
		Ref:   "Fetch section HTTP responses",
		Title: "What answers a preflight is sent with answers to preflights alone.",
		Why: "Browsers read Access-Control-Allow-Methods, -Headers and -Max-Age in the answer to a preflight and nowhere else: elsewhere they are bytes without effect, and often the sign of a middleware that cannot tell a preflight from another OPTIONS. " +
			"Send them where the request has Access-Control-Request-Method.",
		When:  func(c *Context) bool { return answered(c) && c.X.RequestValue("Access-Control-Request-Method") == "" },
		Check: checkMisplaced,
	},
}

const (
	allowOrigin      = "Access-Control-Allow-Origin"
	allowMethods     = "Access-Control-Allow-Methods"
	allowCredentials = "Access-Control-Allow-Credentials"
	madeUpHost       = "proverb.example" // of the origins that the runner makes up
)

// preflightFields are read in answers to preflights, and nowhere else.
var preflightFields = []string{allowMethods, "Access-Control-Allow-Headers", "Access-Control-Max-Age"}

func isPreflight(c *Context) bool {
	return answered(c) && c.Path != nil && isAsked(c, runner.ControlPreflight)
}

// letsIn reports whether an answer may be read by pages of another origin.
func letsIn(x *runner.Exchange) bool {
	o := x.Value(allowOrigin)
	return o == "*" || strings.Contains(o, "://")
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
	p := problem("", "the preflight for %s was answered %d as a plain OPTIONS is, with Allow and without %s%s", requested(c), c.X.Status, allowOrigin, by(c, c.X))
	return at(Warning, p)
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

// fieldMembers are the members of a list field, all its lines together.
func fieldMembers(x *runner.Exchange, name string) []string {
	var out []string
	for m := range strings.SplitSeq(x.Value(name), ",") {
		if m = strings.Trim(m, " \t"); m != "" {
			out = append(out, m)
		}
	}
	return out
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

func checkAllowOrigin(c *Context) []Problem {
	lines := c.X.Values(allowOrigin)
	value := strings.TrimSpace(lines[0])
	switch {
	case len(lines) > 1:
		return problem("twice", "%s is given %s%s", allowOrigin, counted(len(lines), "time"), by(c, c.X))
	case value == "":
		return at(unlessStrict(c, Warning), problem("empty", "%s is empty, which lets no page in and is no origin%s", allowOrigin, by(c, c.X)))
	case !isOrigin(value):
		return problem("syntax", "%s is no single origin: %s%s", allowOrigin, quoted(value), by(c, c.X))
	case value == "*" && c.X.Value(allowCredentials) == "true" && !namesOrigins(c):
		return problem("credentials", "%s is * beside %s: true%s", allowOrigin, allowCredentials, by(c, c.X))
	}
	return nil
}

// namesOrigins reports whether the server names the origin that asks where there is
// one: what it says to a request without Origin is then read by no page.
func namesOrigins(c *Context) bool {
	if c.X.RequestValue("Origin") != "" {
		return false
	}
	return slices.ContainsFunc(c.bench.allAsked(runner.ControlOrigin), func(x *runner.Exchange) bool {
		return x.Has(allowOrigin) && x.Value(allowOrigin) == x.RequestValue("Origin")
	})
}

// isOrigin reports whether a value can equal an origin as browsers write it:
// scheme, host and perhaps port, without a slash behind them.
func isOrigin(value string) bool {
	if value == "*" || value == "null" {
		return true
	}
	scheme, host, ok := strings.Cut(value, "://")
	return ok && isToken(scheme) && host != "" && !strings.ContainsAny(host, "/, \t?#*")
}

// checkVaryOrigin: an answer that names an origin made up for this run depends
// on it; one that names another does where another question got another answer.
func checkVaryOrigin(c *Context) []Problem {
	value := c.X.Value(allowOrigin)
	reflected := value == c.X.RequestValue("Origin") && strings.HasSuffix(value, madeUpHost)
	differs := slices.ContainsFunc(c.Asked(runner.ControlOrigin, runner.ControlOtherOrigin), func(x *runner.Exchange) bool {
		return x.Status == c.X.Status && x.Value(allowOrigin) != value
	})
	if !reflected && !differs || varies(c.X, "Origin") || cacheControlOf(c.X).has("no-store") {
		return nil
	}
	return problem("", "%s: %s for the origin that asked, without Vary: Origin%s", allowOrigin, value, by(c, c.X))
}

func checkErrorsReadable(c *Context) []Problem {
	if c.X.Has(allowOrigin) {
		return nil
	}
	for _, x := range c.bench.allAsked(runner.ControlOrigin) {
		if isSuccess(x.Status) && letsIn(x) && x.RequestValue("Origin") == c.X.RequestValue("Origin") {
			p := problem("", "%d without %s, which a success has%s", c.X.Status, allowOrigin, by(c, c.X))
			p[0].Exchanges = []*runner.Exchange{c.X, x}
			return p
		}
	}
	return nil
}

func checkOriginReflected(c *Context) []Problem {
	if c.X.Value(allowOrigin) != c.X.RequestValue("Origin") || c.X.Value(allowCredentials) != "true" {
		return nil
	}
	return problem("", "%s: %s, an origin made up for the question, with %s: true%s", allowOrigin, c.X.Value(allowOrigin), allowCredentials, by(c, c.X))
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
