package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var overlapRules = []Rule{
	{
		ID: "route/overlap", Level: Contract, Severity: Warning, Strict: Error, Scope: ScopePath,
		Ref:   "OpenAPI Paths Object",
		Title: "A path is not taken for a templated one by the methods that it does not have itself.",
		Why: "Where /pets/mine has GET and /pets/{petId} has DELETE, nearly every router runs the latter for DELETE /pets/mine, with mine for an id. A reader of the document expects 405. " +
			"Refuse such methods on the path itself, keep the parameter to the form of an id (a pattern, a UUID), or give the path a place of its own.",
		When:  func(c *Context) bool { return len(shadows(c)) > 0 && len(c.PathExchanges()) > 0 },
		Check: checkOverlap,
	},
}

// shadow is a method that a path does not have, and the less concrete path that
// has it and matches the same target.
type shadow struct {
	method string
	other  *specs.Path
}

// shadows are those of a path. HEAD and OPTIONS are nobody's own.
func shadows(c *Context) []shadow {
	var out []shadow
	values := liveValues(c.Path)
	for _, method := range c.Record.Plan.Methods {
		if method == "HEAD" || method == "OPTIONS" || c.Path.Path.DeclaredOn(method) != nil {
			continue
		}
		other := declaredByOther(c, values, method)
		if other != nil && len(other.Parameters()) > len(c.Path.Path.Parameters()) {
			out = append(out, shadow{method, other})
		}
	}
	return out
}

func checkOverlap(c *Context) []Problem {
	var out []Problem
	for _, s := range shadows(c) {
		x := askedFor(c, s.method)
		switch {
		case x != nil && rejects(x.Status):
			continue // the path refuses what it does not have
		case x != nil && isSuccess(x.Status):
			continue // method/undeclared-not-accepted tells it
		}
		if y := listingMethod(c, s.method); y != nil {
			p := problem("allow", "Allow lists %s, which %s declares: it matches this path too%s", s.method, s.other.Template, by(c, y))
			out = append(out, witnessed([]*runner.Exchange{y}, p)...)
			continue
		}
		p := problem("", "%s declares %s and matches this path too, so that a router may run it here", s.other.Template, s.method)
		out = append(out, at(advisory(c), witnessed(c.PathExchanges()[:1], p))...)
	}
	return out
}

// askedFor is the path's answer to a method; nil where it was not asked.
func askedFor(c *Context, method string) *runner.Exchange {
	for _, x := range c.PathExchanges() {
		if x.Method == method {
			return x
		}
	}
	return nil
}

func listingMethod(c *Context, method string) *runner.Exchange {
	for _, x := range allowAnswers(c) {
		if c.allow(x).lists(method) {
			return x
		}
	}
	return nil
}
