package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/proverb-dev/proverb/runner"
)

// formatRules are about the fields in which a server says what formats it takes.
var formatRules = []Rule{
	{
		ID: "neg/options-accept-patch", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeExchange,
		Ref:   "RFC 5789 section 3.1",
		Title: "OPTIONS of a resource that has PATCH names the patch formats in Accept-Patch.",
		Why: "PATCH has no format of its own, and a client that asks OPTIONS what it may do learns that PATCH is there and not how to use it. " +
			"Send Accept-Patch with the media types that PATCH takes.",
		Among: func(c *Context) bool { return c.X.Method == "OPTIONS" && isSuccess(c.X.Status) },
		When: func(c *Context) bool {
			return answered(c) && c.X.Method == "OPTIONS" && isSuccess(c.X.Status) && c.Path != nil && slices.Contains(c.Path.Path.Declared, "PATCH")
		},
		Check: func(c *Context) []Problem {
			if c.X.Has("Accept-Patch") || c.Masked(c.X) != "" {
				return nil
			}
			return problem("", "%d to OPTIONS without Accept-Patch, where PATCH is declared%s", c.X.Status, by(c, c.X))
		},
	},
	{
		ID: "neg/accept-query-syntax", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: AllInAnswer,
		Ref:   "RFC 10008 section 3, RFC 9651 section 3.1",
		Title: "Accept-Query is a structured field: a list of media ranges.",
		Why: "Accept-Query tells a client in which formats it may ask. A structured field that cannot be parsed is ignored as a whole, so the client learns nothing. " +
			`Write the media types as tokens or strings with commas between them: application/sql, "application/jsonpath".`,
		When: func(c *Context) bool { return answered(c) && c.X.Has("Accept-Query") },
		Check: func(c *Context) []Problem {
			if namesMediaRanges(c.X, "Accept-Query") {
				return nil
			}
			return problem("", "Accept-Query is no list of media ranges: %s%s", quoted(c.X.Value("Accept-Query")), by(c, c.X))
		},
	},
}

// namesMediaRanges reports whether a field is a structured list of media ranges,
// each a token or a string.
func namesMediaRanges(x *runner.Exchange, field string) bool {
	list, err := structuredList(x, field)
	if err != nil {
		return false
	}
	for _, member := range list {
		item, ok := member.(httpsfv.Item)
		if !ok {
			return false
		}
		text := fmt.Sprint(item.Value)
		essence, _, _ := strings.Cut(text, ";")
		kind, subtype, ok := strings.Cut(strings.TrimSpace(essence), "/")
		if !ok || !isToken(kind) || !isToken(subtype) {
			return false
		}
	}
	return true
}
