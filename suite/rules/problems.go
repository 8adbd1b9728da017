package rules

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var problemRules = []Rule{
	{
		ID: "problem/is-object", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 3",
		Title: "Problem details are a JSON object.",
		Why: "A client that sees application/problem+json looks for members such as title and status; an array or a bare string has none, and the error is lost. " +
			"Wrap the value in an object, or do not label it as problem details.",
		Supersedes: []string{"body/schema"},
		When:       isProblem,
		Check:      checkProblemObject,
	},
	{
		ID: "problem/member-types", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 3.1",
		Title: "In problem details type, title, detail and instance are strings, and status is a number.",
		Why: "A client must ignore a member of another type, so what it says is lost; one that is strictly typed rejects the whole answer. " +
			"A status written as a string, or a null for what is not known, is the usual cause: leave such a member out.",
		Supersedes: []string{"body/schema"},
		When:       isProblem,
		Check:      checkProblemTypes,
	},
	{
		ID: "problem/status-matches", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 3.1.2",
		Title: "The status member of problem details is the status of the answer.",
		Why: "Clients that keep only the content act on the member, the others on the status line, and the two disagree. " +
			"Set both from one value, or leave the member out: it is optional.",
		When:  isProblem,
		Check: checkProblemStatus,
	},
}

// isProblem is the occasion of rules about problem details that can be read.
func isProblem(c *Context) bool {
	return answered(c) && c.X.Length > 0 && c.mediaType() == "application/problem+json" && readableJSON(c.X)
}

func checkProblemObject(c *Context) []Problem {
	kind := jsonKind(bytes.TrimSpace(c.X.Body()))
	if kind == "an object" {
		return nil
	}
	return problem("", "%d with problem details that are %s, not an object%s", c.Status(), kind, by(c, c.X))
}

func checkProblemTypes(c *Context) []Problem {
	if c.OfContent("mistyped", c.X, func() string { return firstMistyped(c.X) }) == "" {
		return nil
	}
	var out []Problem
	for key, value := range members(c.X) {
		if have, want := jsonKind(value), memberKind(key); isMistyped(key, value) {
			out = append(out, problem(key, "%d with problem details whose %s is %s, not %s%s", c.Status(), key, have, want, by(c, c.X))...)
		}
	}
	return out
}

// firstMistyped is the name of a standard member of the wrong type; empty where
// there is none, as in nearly all content.
func firstMistyped(x *runner.Exchange) string {
	for key, value := range members(x) {
		if isMistyped(key, value) {
			return key
		}
	}
	return ""
}

func isMistyped(key string, value []byte) bool {
	want := memberKind(key)
	return want != "" && jsonKind(value) != want
}

// memberKind is what a standard member of problem details is; empty for others.
func memberKind(key string) string {
	switch key {
	case "type", "title", "detail", "instance":
		return "a string"
	case "status":
		return "a number"
	}
	return ""
}

// jsonKind is what a JSON value is, in words.
func jsonKind(value []byte) string {
	if len(value) == 0 {
		return "nothing"
	}
	switch value[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

func checkProblemStatus(c *Context) []Problem {
	said := c.OfContent("status member", c.X, func() string { return statusMember(c.X) })
	if said == "" {
		return nil
	}
	if n, err := strconv.ParseFloat(said, 64); err == nil && int(n) == c.Status() && n == float64(int(n)) {
		return nil
	}
	if strings.Contains(c.X.Value("Proxy-Status"), "received-status="+said) {
		return nil // a proxy changed the status line and says so
	}
	return problem("", "%d with problem details that say status %s%s", c.Status(), said, by(c, c.X))
}

// statusMember is the number that problem details give as status; empty when
// there is none.
func statusMember(x *runner.Exchange) string {
	for key, value := range members(x) {
		if key == "status" && jsonKind(value) == "a number" {
			return string(value)
		}
	}
	return ""
}
