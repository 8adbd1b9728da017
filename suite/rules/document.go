package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

var documentRules = []Rule{
	{
		ID: "spec/additional-operations", Level: Must, Severity: Error, Strict: Error, Scope: ScopeDocument,
		Ref:   "OpenAPI Path Item Object, RFC 9205 section 4.5",
		Title: "additionalOperations holds tokens that are registered methods and have no field of their own.",
		Why: "A method that is no token cannot be sent. One with a field of its own is read by some tools in one place and by some in the other. One that nobody registered is refused by proxies and frameworks that know a list of methods. " +
			"Move a method that has a field to it, and use POST or a registered method in the place of an invented one.",
		When: ofADocument,
		Check: func(c *Context) []Problem {
			return tellDocument(c, isCode("spec/additional-operations"), func(f specs.DocumentFinding) Severity {
				if f.Detail == "unregistered" && !c.Strict {
					return Warning
				}
				return Error
			})
		},
	},
	{
		ID: "spec/query-version", Level: Must, Severity: Error, Strict: Error, Scope: ScopeDocument,
		Ref:   "OpenAPI Path Item Object",
		Title: "query and additionalOperations stand in documents of OpenAPI 3.2 alone.",
		Why: "Tools of earlier versions do not know the fields and leave the operations out without a word: no client, no documentation, no test of them. " +
			"Write openapi: 3.2.0, or take the operations out.",
		When:  ofADocument,
		Check: func(c *Context) []Problem { return tellDocument(c, isCode("spec/query-version"), nil) },
	},
	{
		ID: "spec/empty-path-item", Level: Advice, Severity: Info, Strict: Info, Scope: ScopeDocument,
		Ref:   "OpenAPI Path Item Object",
		Title: "Every path of the document has an operation.",
		Why: "A path without operations is legal, as what is left after some were hidden. It is not probed: nothing is known to be allowed there. " +
			"Take the path out, or declare its operations.",
		When:  ofADocument,
		Check: func(c *Context) []Problem { return tellDocument(c, isCode("spec/empty-path-item"), nil) },
	},
	{
		ID: "spec/path-collision", Level: Must, Severity: Warning, Strict: Error, Scope: ScopeDocument,
		Ref:   "OpenAPI Paths Object",
		Title: "No two paths of the document differ in the names of their parameters only, or match the same target equally well.",
		Why: "They are the same path, and tools differ in which one they take, so that operations get lost in clients and documentation. Proverb takes their operations together. " +
			"Write one path with all the operations, and one name for the parameter. Of /a/{x}/b and /a/c/{y} neither is the more concrete one for /a/c/b, and OpenAPI leaves it to the tool: change one of them. " +
			"It is a warning, as the server that is audited works all the same.",
		When: ofADocument,
		Check: func(c *Context) []Problem {
			return tellDocument(c, isCode("spec/path-collision"), func(f specs.DocumentFinding) Severity {
				if f.Detail == "ambiguous" {
					return Warning // legal: OpenAPI leaves it to the tool
				}
				return ""
			})
		},
	},
	{
		ID: "spec/error-slot", Level: Advice, Severity: Info, Strict: Info, Scope: ScopeDocument,
		Ref:   "OpenAPI Responses Object",
		Title: "Some 4xx, 5xx or default response of the document describes its content.",
		Why: "Without one a client's author cannot know what an error looks like, and no error body of the server can be held to its promise. " +
			"Describe errors once, as in a default response with application/problem+json, and refer to it.",
		When:  ofADocument,
		Check: checkErrorSlot,
	},
	{
		ID: "spec/valid", Level: Must, Severity: Warning, Strict: Error, Scope: ScopeDocument,
		Ref:   "OpenAPI Paths Object, OpenAPI Path Item Object, OpenAPI Operation Object",
		Title: "The document is as the OpenAPI specification wants it.",
		Why: "Tools differ in what they make of a document with mistakes: some refuse it, some leave a part out without a word, so that clients, documentation and tests are of different APIs. " +
			"Mend the place that is named; the audit was made all the same.",
		When:  ofADocument,
		Check: checkValid,
	},
}

// ofADocument leaves out records whose plan was made without one.
func ofADocument(c *Context) bool {
	return c.Record.Plan != nil && c.Record.Plan.Document.SHA256 != ""
}

func isCode(code string) func(specs.DocumentFinding) bool {
	return func(f specs.DocumentFinding) bool { return f.Code == code }
}

// tellDocument tells what is wrong with the document, each kind once: how many
// places have it stands behind the first. severity may be nil.
func tellDocument(c *Context, is func(specs.DocumentFinding) bool, severity func(specs.DocumentFinding) Severity) []Problem {
	var problems []Problem
	counts := map[string]int{}
	for _, f := range c.Record.Plan.Document.Findings {
		if !is(f) {
			continue
		}
		detail := detailOf(f)
		if counts[detail]++; counts[detail] > 1 {
			continue
		}
		p := Problem{Detail: detail, Text: f.Text, At: f.At}
		if severity != nil {
			p.Severity = severity(f)
		}
		problems = append(problems, p)
	}
	for i := range problems {
		if n := counts[problems[i].Detail] - 1; n > 0 {
			problems[i].Text += fmt.Sprintf(" (and %d more like it)", n)
		}
	}
	return problems
}

// detailOf tells the kinds of one rule apart: the rest of the code where the rule
// has many.
func detailOf(f specs.DocumentFinding) string {
	if f.Detail != "" || hasRule(f.Code) {
		return f.Detail
	}
	return strings.TrimPrefix(f.Code, "spec/")
}

// hasRule reports whether a rule of its own tells a code; spec/valid tells all
// others.
func hasRule(code string) bool {
	return slices.Contains([]string{"spec/additional-operations", "spec/query-version", "spec/empty-path-item", "spec/path-collision"}, code)
}

func checkValid(c *Context) []Problem {
	return tellDocument(c, func(f specs.DocumentFinding) bool { return !hasRule(f.Code) }, func(f specs.DocumentFinding) Severity {
		switch {
		case !misleads(detailOf(f)):
			return Info
		case c.Strict:
			return Error
		}
		return Warning
	})
}

// misleads reports whether a mistake changes what tools take the API to be;
// others are a matter of form.
func misleads(detail string) bool {
	switch detail {
	case "x-proverb", "operation-servers", "duplicate-key", "method-case", "path-query", "path-fragment", "path-slash", "duplicate-operation-id", "duplicate-parameter",
		"path-parameters-mismatch", "path-parameter-required", "unresolved-ref", "security-requirement-scheme-undefined",
		"parameter-in-invalid", "content-or-schema-exactly-one", "schema-type-unsupported", "misfit":
		return true
	}
	return false
}

// checkErrorSlot looks for one error with content.
func checkErrorSlot(c *Context) []Problem {
	for _, p := range c.Record.Plan.Paths {
		for _, o := range p.Operations {
			if slices.ContainsFunc(o.Responses, describesError) {
				return nil
			}
		}
	}
	return problem("", "no 4xx, 5xx or default response of the document has content, so what an error looks like is not known")
}

func describesError(r specs.Response) bool {
	return len(r.Media) > 0 && (r.Status == "default" || r.Status[0] == '4' || r.Status[0] == '5')
}
