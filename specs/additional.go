package specs

import (
	"maps"
	"slices"
	"strconv"
)

// checkMethods notes methods that stand where they must not (OpenAPI 3.2, Path
// Item Object).
func (b *builder) checkMethods(it item) {
	version := normalVersion(b.src.outline.openapi)
	if it.kin.Query != nil && version != "3.2.0" {
		b.noteMethod(it, "QUERY", "query", "spec/query-version", "query is a field of OpenAPI 3.2, and the document is of "+b.plan.Document.OpenAPI+": other tools do not see the operation")
	}
	for _, method := range slices.Sorted(maps.Keys(it.kin.AdditionalOperations)) {
		quoted := strconv.Quote(method)
		_, fixed := fixedMethod(method)
		switch {
		case version != "3.2.0":
			b.noteMethod(it, method, "additional-operations", "spec/query-version", "additionalOperations is a field of OpenAPI 3.2, and the document is of "+b.plan.Document.OpenAPI+": other tools do not see the operation "+quoted)
		case !isToken(method):
			b.noteMethod(it, method, "no-token", "spec/additional-operations", "the method "+quoted+" is no token (RFC 9110 section 9.1), and is not probed")
		case fixed:
			b.noteMethod(it, method, "fixed-field", "spec/additional-operations", "the method "+quoted+" has a field of its own and must not stand in additionalOperations")
		case !isRegistered(method):
			b.noteMethod(it, method, "unregistered", "spec/additional-operations", "the method "+quoted+" is not in the IANA registry")
		}
	}
}

func isRegistered(method string) bool {
	return slices.ContainsFunc(Registry, func(m RegisteredMethod) bool { return m.Name == method })
}

func (b *builder) noteMethod(it item, method, detail, code, text string) {
	at, ok := it.key.operations[method]
	if !ok {
		at = it.key.at // in another file, by a $ref
	}
	d := &b.plan.Document
	d.Findings = append(d.Findings, DocumentFinding{Code: code, Detail: detail, Text: text + " (" + it.key.template + ")", At: at})
}
