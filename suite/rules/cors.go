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
		ID: "cors/acao-single", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: OccasionInAnswer,
		Ref:   "Fetch section HTTP responses",
		Title: "Access-Control-Allow-Origin is one origin, * or null, and not * where credentials are allowed.",
		Why: "A browser compares the value with the page's origin as it stands. A list, a second line (of a proxy that adds its own) or a slash at the end equals no origin, and * is refused for requests with credentials: the page gets nothing. " +
			"Send the one origin that asked, if it may, and set the field in one place.",
		Suspects: func(c *Context) bool {
			o := strings.TrimSpace(c.X.Value(allowOrigin))
			return !isOrigin(o) || o == "*" && c.X.Value(allowCredentials) == "true"
		},
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
}

const (
	allowOrigin      = "Access-Control-Allow-Origin"
	allowMethods     = "Access-Control-Allow-Methods"
	allowCredentials = "Access-Control-Allow-Credentials"
	madeUpHost       = "proverb.example" // of the origins that the runner makes up
)

// letsIn reports whether an answer may be read by pages of another origin.
func letsIn(x *runner.Exchange) bool {
	o := x.Value(allowOrigin)
	return o == "*" || strings.Contains(o, "://")
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
	case value == "*" && c.X.Value(allowCredentials) == "true" && c.X.RequestValue("Origin") != "":
		// What is said to a request without Origin is read by no page; many servers
		// name the origin that asks where there is one.
		return problem("credentials", "%s is * beside %s: true%s", allowOrigin, allowCredentials, by(c, c.X))
	}
	return nil
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
