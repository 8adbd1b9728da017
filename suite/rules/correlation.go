package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var correlationRules = []Rule{
	{
		ID: "corr/id-present", Level: Advice, Severity: Info, Strict: Info, Scope: ScopeServer,
		Ref:   "RFC 9457 section 3.1.5",
		Title: "Errors carry an id by which the server's log can be searched.",
		Why: "Whoever reports an error can say only when it came, and the log has thousands of others from that minute. " +
			"Give each answer an id (X-Request-Id, X-Correlation-Id, traceresponse, or the instance member of problem details) and write the same one to the log. " +
			"Of a server whose other answers have none either it is told with --strict only.",
		When: func(c *Context) bool {
			return (c.Strict || someIdentified(c) && len(identified(c)) > 0) && len(ownErrors(c)) > 0
		},
		Check: checkIDPresent,
	},
	{
		ID: "corr/id-unique", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9457 section 3.1.5",
		Title: "No two answers have the same correlation id.",
		Why: "An id that several answers share leads to several entries of the log, and to none in particular. " +
			"Make the id afresh for each request; one that is made when the process starts, or a constant for want of a real one, is the usual cause.",
		When:  func(c *Context) bool { return someIdentified(c) && len(identified(c)) > 1 },
		Check: checkIDUnique,
	},
	{
		ID: "corr/same-for-undeclared", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9205 section 4.13",
		Title: "405 and 501 carry the correlation and security fields that all other answers have.",
		Why: "A refusal without them was made before the middleware ran: it is not in the access log, not in the metrics, and a browser gets it without protection. " +
			"Put that middleware outside the router, so that the router's own 405 goes through it.",
		Supersedes: []string{"corr/id-present"},
		When:       func(c *Context) bool { return len(commonMarks(c)) > 0 && len(denials(c)) > 0 },
		Check:      checkSameForUndeclared,
	},
}

// idFields are the fields that hold an id of the one answer, in the order in
// which they are looked for.
var idFields = []string{
	"x-request-id", "x-correlation-id", "request-id", "correlation-id", "x-trace-id", "traceresponse", "x-amzn-requestid",
	"x-amzn-trace-id", "x-amz-request-id", "apigw-requestid", "cf-ray", "x-amz-cf-id", "x-cloud-trace-context",
	"x-ms-request-id", "x-azure-ref", "x-b3-traceid", "x-github-request-id", "x-kong-request-id",
}

// securityFields are the fields by which an answer is protected from browsers'
// leniency, whatever it holds.
var securityFields = []string{
	"strict-transport-security", "x-content-type-options", "x-frame-options", "content-security-policy", "referrer-policy",
	"permissions-policy", "cross-origin-resource-policy",
}

// ownErrors are the errors that the application itself gave.
func ownErrors(c *Context) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range c.AllExchanges() {
		if isError(x.Status) && !foreign(c, x) {
			out = append(out, x)
		}
	}
	return out
}

func checkIDPresent(c *Context) []Problem {
	errors := ownErrors(c)
	for _, x := range errors {
		if correlationField(c, x) != "" || c.OfContent("instance", x, func() string { return instanceMember(x) }) != "" {
			return nil
		}
	}
	text := "none of %s carries a correlation id"
	if len(identified(c)) > 0 {
		text += ", and other answers do"
	}
	p := problem("", text, counted(len(errors), "error"))
	p[0].Exchanges = first(errors, 1)
	return p
}

// correlationField is the name of the field that holds the answer's id; empty
// where there is none.
func correlationField(c *Context, x *runner.Exchange) string {
	for _, name := range c.bench.headerShape(x).ids {
		if x.Value(name) != "" {
			return name
		}
	}
	return ""
}

// instanceMember is what problem details give as instance.
func instanceMember(x *runner.Exchange) string {
	if !isJSON(x.MediaType()) || !readableJSON(x) {
		return ""
	}
	for key, value := range members(x) {
		if key == "instance" && jsonKind(value) == "a string" {
			return string(value)
		}
	}
	return ""
}

// someIdentified reports whether any answer has an id at all.
func someIdentified(c *Context) bool {
	return c.anyAnswer(func(x *runner.Exchange) bool { return len(c.bench.headerShape(x).ids) > 0 })
}

// identified are the answers with an id of their own: not one that the client
// gave, and not one that a cache kept.
func identified(c *Context) []*runner.Exchange {
	var out []*runner.Exchange
	for x := range c.bench.everyAnswer() {
		if name := correlationField(c, x); name != "" && x.RequestValue(name) == "" && !fromCache(x) {
			out = append(out, x)
		}
	}
	return out
}

// fromCache reports whether an answer says that a cache kept it.
func fromCache(x *runner.Exchange) bool {
	if x.Has("Age") {
		return true
	}
	for _, name := range []string{"X-Cache", "CF-Cache-Status", "Cache-Status", "X-Cache-Status"} {
		if strings.Contains(strings.ToLower(x.Value(name)), "hit") {
			return true
		}
	}
	return false
}

func checkIDUnique(c *Context) []Problem {
	type id struct{ field, value string }
	seen := map[id][]*runner.Exchange{}
	var worst id
	for _, x := range identified(c) {
		name := correlationField(c, x)
		key := id{name, x.Value(name)}
		seen[key] = append(seen[key], x)
		if len(seen[key]) > len(seen[worst]) {
			worst = key
		}
	}
	same := seen[worst]
	if len(same) < 2 {
		return nil
	}
	p := problem(worst.field, "%d answers have the same %s: %s", len(same), worst.field, quoted(worst.value))
	p[0].Exchanges = first(same, 2)
	return p
}

// denials are the answers that refuse a method as such.
func denials(c *Context) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range c.AllExchanges(specs.KindElsewhere, specs.KindRegistered, specs.KindUnknown) {
		if rejects(x.Status) {
			out = append(out, x)
		}
	}
	return out
}

// commonMarks are the correlation and security fields that every successful
// answer of a declared operation has.
func commonMarks(c *Context) []string {
	var common []string
	begun := false
	for _, x := range ofKinds(c.different(), []specs.Kind{specs.KindDeclared}) {
		if !isSuccess(x.Status) {
			continue
		}
		if !begun {
			begun = true
			common = slices.DeleteFunc(slices.Concat(idFields, securityFields), func(name string) bool { return !x.Has(name) })
			continue
		}
		common = slices.DeleteFunc(common, func(name string) bool { return !x.Has(name) })
	}
	return common
}

func checkSameForUndeclared(c *Context) []Problem {
	common := commonMarks(c)
	var absent []string
	var bare []*runner.Exchange
	for _, x := range denials(c) {
		before := len(absent)
		for _, name := range common {
			if !x.Has(name) && !slices.Contains(absent, name) {
				absent = append(absent, name)
			}
		}
		if len(absent) > before {
			bare = append(bare, x)
		}
	}
	if len(absent) == 0 {
		return nil
	}
	x := bare[0]
	p := problem("", "%d to %s lacks %s, which all declared answers have%s", x.Status, x.Probe.Name(), listed(absent), by(c, x))
	p[0].Exchanges = bare
	return p
}

// first are the first n exchanges, or all of them where they are fewer.
func first(all []*runner.Exchange, n int) []*runner.Exchange { return all[:min(n, len(all))] }
