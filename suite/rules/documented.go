package rules

import (
	"strconv"

	"github.com/proverb-dev/proverb/specs"
)

var documentedRules = []Rule{
	{
		ID: "spec/status-conformance", Level: Contract, Severity: Warning, Strict: Error, Scope: ScopeExchange,
		Ref:   "OpenAPI Responses Object",
		Title: "A declared operation is answered with a status that the document lists for it.",
		Why: "A client made from the document has no branch for a status that is not in it, and takes it for a failure of its own. " +
			"Document the status, or default for all errors at once. A list need not be complete, so an error that is not in it is told as a hint only, unless --strict.",
		Among: ofKind(specs.KindDeclared),
		When:  listsStatuses,
		Check: checkStatusListed,
	},
}

// listsStatuses: 405, 501 and breakdowns have rules of their own.
func listsStatuses(c *Context) bool {
	if !answered(c) || c.Kind() != specs.KindDeclared || rejects(c.Status()) || isBreakdown(c.Status()) {
		return false
	}
	op := c.X.Probe.Operation
	return op != nil && len(op.Responses) > 0
}

func checkStatusListed(c *Context) []Problem {
	op := c.X.Probe.Operation
	if op.Response(c.Status()) != nil || foreign(c, c.X) {
		return nil
	}
	if p := masked(c); p != nil {
		return p
	}
	p := problem(strconv.Itoa(c.Status()), "%s was answered %d, which the document does not list", name(c), c.Status())
	if isError(c.Status()) {
		return at(unlessStrict(c, Info), p)
	}
	return p
}
