package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// cachePolicyRules are about who may be given an answer that is kept.
var cachePolicyRules = []Rule{
	{
		ID: "cache/authenticated-error", Level: Advice, Severity: Warning, Strict: Error, Scope: ScopeExchange,
		Ref:   "RFC 9111 section 3.5, RFC 9111 section 5.2.2.9",
		Title: "An error that one caller got for its credentials is not kept for others.",
		Why: "A shared cache keeps no answer to a request with Authorization, unless the answer allows it by public, s-maxage or must-revalidate. With one of them on an error, a caller that may see the resource is shown that another may not, or that it is not there. " +
			"Send Cache-Control: no-store or private with errors, and the directives for shared caches with successful answers only.",
		Supersedes: []string{"cache/error-lifetime"},
		Among:      func(c *Context) bool { return cacheable(c) && isError(c.X.Status) },
		When: func(c *Context) bool {
			return cacheable(c) && isError(c.X.Status) && c.X.RequestValue("Authorization") != ""
		},
		Check: checkSharedError,
	},
	{
		ID: "cache/429-not-storable", Level: Must, Severity: Warning, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 6585 section 3, RFC 6585 section 4, RFC 6585 section 5, RFC 6585 section 6",
		Title: "428, 429, 431 and 511 do not ask caches to keep them.",
		Why: "These answers are about one client and one moment: its speed, its header, its place in the network. Caches must not keep them, and one that goes by the lifetime that comes along shows one client's limit to everybody. " +
			"Leave cache fields out of these answers, or send Cache-Control: no-store.",
		Supersedes: []string{"cache/error-lifetime", "cache/authenticated-error"},
		When:       func(c *Context) bool { return cacheable(c) && slices.Contains(oneClients, c.X.Status) },
		Check:      checkOneClient,
	},
	{
		ID: "cache/vary-syntax", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 12.5.5",
		Title: "Vary lists names of fields, each once, without Authorization.",
		Why: "A cache that cannot read the field either keeps nothing, or keeps one variant and gives it to those who asked for another. A name given twice shows that two parts of the server set the field; Authorization need not be named, since caches keep such answers apart or not at all. " +
			"Write the names with commas between them: Accept, Accept-Encoding.",
		When:  func(c *Context) bool { return cacheable(c) && c.X.Has("Vary") },
		Check: checkVary,
	},
	{
		ID: "cache/pragma-only", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9111 section 5.4",
		Title: "An answer does not rely on Pragma.",
		Why: "Pragma: no-cache was for requests; in an answer it has never had a meaning, and caches keep what it was to protect. " +
			"Send Cache-Control: no-store, or no-cache, in its place.",
		Supersedes: []string{"cache/error-explicit"},
		When:       func(c *Context) bool { return cacheable(c) && c.X.Has("Pragma") },
		Check:      checkPragma,
	},
}

var oneClients = []int{428, 429, 431, 511}

func checkSharedError(c *Context) []Problem {
	cc := cacheControlOf(c.X)
	if cc.has("no-store") || cc.has("private") || cc.has("no-cache") || variesByCaller(c.X) {
		return nil
	}
	_, seconds := sharedLifetime(c.X)
	if seconds == 0 && !(cc.has("public") && heuristic(c.Status())) {
		return nil
	}
	for _, name := range []string{"public", "s-maxage", "must-revalidate"} {
		if cc.has(name) {
			return problem(name, "%d to a %s with credentials may be kept for other callers (Cache-Control: %s)%s",
				c.Status(), c.X.Method, c.X.Value("Cache-Control"), by(c, c.X))
		}
	}
	return nil
}

func variesByCaller(x *runner.Exchange) bool {
	for _, name := range varyNames(x) {
		if name == "*" || name == "authorization" || name == "cookie" {
			return true
		}
	}
	return false
}

// varyNames are the members of Vary in lower case, empty ones left out.
func varyNames(x *runner.Exchange) []string {
	var out []string
	for name := range strings.SplitSeq(x.Value("Vary"), ",") {
		if name = strings.ToLower(strings.Trim(name, " \t")); name != "" {
			out = append(out, name)
		}
	}
	return out
}

func checkOneClient(c *Context) []Problem {
	cc := cacheControlOf(c.X)
	if cc.has("no-store") || cc.has("private") || cc.has("no-cache") {
		return nil
	}
	if _, seconds := sharedLifetime(c.X); seconds == 0 && !cc.has("public") {
		return nil
	}
	return problem("", "%d to %s may be kept by a shared cache (%s)%s", c.Status(), c.X.Method, storedBy(c.X), by(c, c.X))
}

func checkVary(c *Context) []Problem {
	names := varyNames(c.X)
	for i, name := range names {
		switch {
		case !isToken(name):
			return problem("syntax", "Vary has %s, which is no name of a field%s", quoted(name), by(c, c.X))
		case slices.Contains(names[:i], name):
			return at(Info, problem("repeated", "Vary has %s more than once%s", name, by(c, c.X)))
		case name == "authorization":
			return at(Info, problem("authorization", "Vary has authorization, which caches take into account anyway%s", by(c, c.X)))
		}
	}
	return nil
}

func checkPragma(c *Context) []Problem {
	if c.X.Has("Cache-Control") || c.X.Has("Expires") {
		return nil
	}
	return problem("", "%d to %s with Pragma: %s and without Cache-Control%s", c.Status(), c.X.Method, c.X.Value("Pragma"), by(c, c.X))
}
