package specs

import (
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// styleTemplate puts what the styles of the path parameters write before a value
// (a dot, or ;name=) into the template, and marks the parameters whose values
// hold delimiters.
func (r *route) styleTemplate() {
	for _, name := range r.template.names {
		declared := r.declarations("path", name)
		if len(declared) == 0 {
			continue
		}
		kind := parameterKind(declared[0])
		before := styleOf(declared[0]).before(declared[0].Name, kind == "object")
		r.template.style(name, before, kind == "array" || kind == "object")
	}
}

// parameterKind is the type of a parameter's values.
func parameterKind(p *openapi3.Parameter) string {
	schema := schemaOf(p)
	if schema == nil || len(p.Content) > 0 {
		return ""
	}
	return kind(merged(schema))
}

func (t *template) style(name, before string, delimited bool) {
	for i, segment := range t.segments {
		at := slices.IndexFunc(segment, func(p part) bool { return p.parameter && p.name == name })
		if at < 0 {
			continue
		}
		segment = slices.Clone(segment)
		segment[at].delimited = delimited
		if before != "" {
			segment = slices.Insert(segment, at, part{literal: before})
		}
		t.segments[i] = segment
	}
}

// escapeFill percent-encodes a value as a part of a segment; delimiters stay where
// they are what separates items.
func (p part) escapeFill(value string) string {
	if p.delimited {
		return escapeBut(value, "-._~$&+=:@,;")
	}
	return url.PathEscape(value)
}
