package rules

import "strings"

var retryRules = []Rule{
	{
		ID: "retry/syntax", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 10.2.3",
		Title: "Retry-After is one number of seconds or one HTTP-date.",
		Why: "A client that cannot read the field comes back at once, or after a time of its own, which is what the field was to prevent. " +
			"Write whole seconds without a unit, or a date such as Sun, 06 Nov 1994 08:49:37 GMT.",
		When:  func(c *Context) bool { return answered(c) && c.X.Has("Retry-After") },
		Check: checkRetryAfter,
	},
}

func checkRetryAfter(c *Context) []Problem {
	values := c.X.Values("Retry-After")
	value := values[0]
	switch {
	case len(values) > 1:
		return problem("repeated", "%d with Retry-After %d times: %s%s", c.Status(), len(values), quoted(strings.Join(values, ", ")), by(c, c.X))
	case isDigits(value) || isHTTPDate(value):
		return nil
	}
	return problem("malformed", "%d with Retry-After %s, neither seconds nor an HTTP-date%s", c.Status(), quoted(value), by(c, c.X))
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
