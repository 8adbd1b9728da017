package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var cacheRules = []Rule{
	{
		ID: "cache/error-explicit", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 15.1, RFC 9111 section 4.2.2, RFC 9205 section 4.9.1",
		Title: "A 404, 405, 410, 414 or 501 to GET, HEAD or QUERY says whether it may be cached.",
		Why: "These statuses may be stored without being asked for, for as long as a cache thinks fit; some CDNs keep a 404 or a 405 for minutes. A resource created a second later stays missing for those behind the cache. " +
			"Send Cache-Control: no-store, or a short max-age, with errors; one middleware does it for all.",
		When:  func(c *Context) bool { return cacheable(c) && slices.Contains(heuristicErrors, c.X.Status) },
		Check: checkErrorExplicit,
	},
	{
		ID: "cache/error-lifetime", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9111 section 4.2.1",
		Title: "An error may not be cached for longer than 300 seconds.",
		Why: "An error that is mended or a resource that is created stays broken for everybody behind a cache until the time is over. " +
			"Set cache fields for successful answers only, or a short lifetime for errors. 410, which is meant to last, is left alone.",
		When:  func(c *Context) bool { return cacheable(c) && isError(c.X.Status) && c.X.Status != 410 },
		Check: checkErrorLifetime,
	},
	{
		ID: "cache/cc-syntax", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9111 section 5.2",
		Title: "Cache-Control is well-formed: directives by name, lifetimes in whole seconds, none given twice with different values.",
		Why: "Caches pass over what they cannot read, and each reads a fault in its own way: what was to be kept is fetched again, or what was not to be kept is stored. " +
			"Write directives with commas between them and lifetimes as plain numbers: max-age=60.",
		When:  hasCacheControl,
		Check: checkCacheControl,
	},
	{
		ID: "cache/conflict", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9111 section 4.2.1, RFC 9111 section 5.2.2",
		Title: "The directives of Cache-Control do not contradict each other.",
		Why: "One directive forbids what another one asks for. Caches ought to take the stricter one, so the other has no effect but to mislead, and not all of them do. " +
			"Usually a middleware adds its directive to the application's: let one of them decide.",
		When:  hasCacheControl,
		Check: checkConflict,
	},
	{
		ID: "cache/expires-valid", Level: Must, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9111 section 5.3, RFC 9110 section 5.6.7",
		Title: "Expires is an HTTP-date.",
		Why: "What is no date counts as a date in the past, which 0 and -1 are meant to be; any other text was meant to be a time and has the opposite effect. " +
			"Send Cache-Control: no-store or max-age instead, or a date in GMT.",
		When:  func(c *Context) bool { return cacheable(c) && c.X.Has("Expires") },
		Check: checkExpires,
	},
	{
		ID: "cache/set-cookie", Level: Advice, Severity: Warning, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9111 section 7.3",
		Title: "An answer with Set-Cookie that may be stored says private, no-store or no-cache.",
		Why: "Set-Cookie does not keep a shared cache from storing the answer; it then hands one user's cookie to the next one. " +
			"Send Cache-Control: private or no-store with every answer that sets a cookie.",
		When:  func(c *Context) bool { return cacheable(c) && c.X.Has("Set-Cookie") },
		Check: checkSetCookie,
	},
}

// heuristicErrors are the errors that a cache may store without being told a
// lifetime, and heuristicSuccess the other statuses.
var (
	heuristicErrors  = []int{404, 405, 410, 414, 501}
	heuristicSuccess = []int{200, 203, 204, 206, 300, 301, 308}
)

// cacheable is the occasion of rules about caching: an answer to a method whose
// answers caches may store at all (RFC 9110 section 9.2.3).
func cacheable(c *Context) bool {
	m := c.X.Method
	return answered(c) && (m == "GET" || m == "HEAD" || m == "QUERY")
}

func hasCacheControl(c *Context) bool { return cacheable(c) && c.X.Has("Cache-Control") }

func checkErrorExplicit(c *Context) []Problem {
	if c.X.Has("Cache-Control") || c.X.Has("Expires") {
		return nil
	}
	if c.X.Has("Last-Modified") {
		// Most caches make up a lifetime only where they see this field.
		return at(Warning, problem("last-modified", "%d to %s with Last-Modified and without Cache-Control%s", c.Status(), c.X.Method, by(c, c.X)))
	}
	return problem("", "%d to %s without Cache-Control%s", c.Status(), c.X.Method, by(c, c.X))
}

const longestError = 300 // seconds

func checkErrorLifetime(c *Context) []Problem {
	field, seconds := sharedLifetime(c.X)
	if seconds <= longestError {
		return nil
	}
	return problem(field, "%d to %s may be cached for %d seconds (%s)%s", c.Status(), c.X.Method, seconds, field, by(c, c.X))
}

func checkExpires(c *Context) []Problem {
	value := c.X.Value("Expires")
	if isHTTPDate(value) {
		return nil
	}
	p := problem("not-a-date", "Expires: %s is no HTTP-date%s", value, by(c, c.X))
	if value != "0" && value != "-1" {
		return at(Error, p)
	}
	p[0].Detail = "past"
	cc := cacheControlOf(c.X)
	if cc.has("no-store") || cc.has("no-cache") || cc.has("max-age") {
		return at(Info, p) // Expires says the same again, for caches of HTTP/1.0
	}
	return p
}

func checkSetCookie(c *Context) []Problem {
	cc := cacheControlOf(c.X)
	if cc.has("private") || cc.has("no-store") || cc.has("no-cache") || strings.TrimSpace(c.X.Value("Vary")) == "*" {
		return nil
	}
	_, seconds := sharedLifetime(c.X)
	authorized := c.X.RequestValue("Authorization") != ""
	switch {
	case authorized && !cc.has("public") && !cc.has("s-maxage") && !cc.has("must-revalidate"):
		return nil // a shared cache does not store it (RFC 9111 section 3.5)
	case seconds > 0 || cc.has("public"):
		return problem("explicit", "%d to %s with Set-Cookie may be stored by a shared cache (%s)%s", c.Status(), c.X.Method, storedBy(c.X), by(c, c.X))
	case saysNothing(c.X) && heuristic(c.Status()):
		p := problem("heuristic", "%d to %s with Set-Cookie and without Cache-Control%s", c.Status(), c.X.Method, by(c, c.X))
		return at(advisory(c), p)
	}
	return nil
}

func saysNothing(x *runner.Exchange) bool { return !x.Has("Cache-Control") && !x.Has("Expires") }

func heuristic(status int) bool {
	return slices.Contains(heuristicErrors, status) || slices.Contains(heuristicSuccess, status)
}

// storedBy is the field that lets a shared cache store an answer.
func storedBy(x *runner.Exchange) string {
	if x.Has("Cache-Control") {
		return "Cache-Control: " + x.Value("Cache-Control")
	}
	return "Expires: " + x.Value("Expires")
}
