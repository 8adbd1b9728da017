package rules

import (
	"slices"

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

// shadow is a less concrete path that matches the same target, and the methods
// that it has and the path in question has not.
type shadow struct {
	other   *specs.Path
	methods []string
}

// shadows are those of a path. HEAD and OPTIONS are nobody's own.
func shadows(c *Context) []shadow {
	var out []shadow
	if len(c.PathExchanges()) == 0 {
		return nil
	}
	values := liveValues(c.Path)
	if !c.Record.Plan.Overlaps(c.Path.Path, values) {
		return nil
	}
	for _, method := range c.Record.Plan.Methods {
		if method == "HEAD" || method == "OPTIONS" || c.Path.Path.DeclaredOn(method) != nil {
			continue
		}
		other := declaredByOther(c, values, method)
		if other == nil || len(other.Parameters()) <= len(c.Path.Path.Parameters()) {
			continue
		}
		i := slices.IndexFunc(out, func(s shadow) bool { return s.other == other })
		if i < 0 {
			i, out = len(out), append(out, shadow{other: other})
		}
		out[i].methods = append(out[i].methods, method)
	}
	return out
}

// checkOverlap tells apart what Allow shows and what only the document does. What
// the path answered itself tells more than either: it refuses the method, or
// method/undeclared-not-accepted tells that it does not.
func checkOverlap(c *Context) []Problem {
	var out []Problem
	for _, s := range shadows(c) {
		var shown, likely []string
		var evidence *runner.Exchange
		for _, method := range s.methods {
			if c.settled(s.other, method) {
				continue
			}
			if x := listingMethod(c, method); x != nil {
				shown, evidence = append(shown, method), x
			} else {
				likely = append(likely, method)
			}
		}
		if shown != nil {
			p := problem("allow", "Allow lists %s, which %s declares: it matches this path too%s", listed(shown), s.other.Template, by(c, evidence))
			out = append(out, witnessed([]*runner.Exchange{evidence}, p)...)
		}
		if likely != nil {
			p := problem("", "%s declares %s and matches this path too, so that a router may run it here", s.other.Template, listed(likely))
			out = append(out, at(advisory(c), witnessed(c.PathExchanges()[:1], p))...)
		}
	}
	return out
}

// settled reports whether answers decide whose a method is here: the path was
// asked itself, or the server has the method nowhere.
func (c *Context) settled(other *specs.Path, method string) bool {
	if r := c.bench.paths[other]; r != nil && never(r, method) {
		return true
	}
	for _, x := range c.PathExchanges() {
		if x.Method == method && (rejects(x.Status) || isSuccess(x.Status)) {
			return true
		}
	}
	return false
}

func listingMethod(c *Context, method string) *runner.Exchange {
	for _, x := range allowAnswers(c) {
		if c.allow(x).lists(method) {
			return x
		}
	}
	return nil
}
