package specs

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// sentParameter is a parameter that is not in the path, with the value it is sent
// with.
type sentParameter struct {
	parameter
	value any
}

// sentBy are the parameters that an operation is asked with beside those of the
// path: what it requires, and what the user or x-proverb gives a value for.
func (b *builder) sentBy(r *route, o *declared) []sentParameter {
	if o.sent != nil {
		return o.sent
	}
	o.sent = []sentParameter{}
	for i, q := range o.parameters {
		if q.In == "path" {
			continue
		}
		value, source := b.givenValue(r, o, q)
		switch {
		case source == "" && !q.Required:
			continue
		case source == "":
			value, source = b.documentsValue(q)
		}
		if canBeSent(q, value) {
			o.sent = append(o.sent, sentParameter{q, value})
			o.Parameters[i].Value, o.Parameters[i].Source = segmentText(value), source
		}
	}
	return o.sent
}

// canBeSent: a field has a name and a value that do not break it. Accept,
// Content-Type and Authorization are no parameters (OpenAPI, Parameter Object).
func canBeSent(q parameter, value any) bool {
	if q.In != "header" && q.In != "cookie" {
		return true
	}
	switch text := styleOf(q.kin).header(value); {
	case text == "", !isToken(q.Name), strings.ContainsFunc(text, isControl):
		return false
	case q.In == "cookie":
		return true
	}
	name := http.CanonicalHeaderKey(q.Name)
	return name != "Accept" && name != "Content-Type" && name != "Authorization"
}

// givenValue is the value that the user, else x-proverb, gives a parameter that is
// not in the path, and which of them it is from; "" for neither.
func (b *builder) givenValue(r *route, o *declared, q parameter) (value any, source string) {
	best, own := 0, ""
	for _, p := range b.options.Params {
		if p.Name == q.Name && r.isCalled(p.Path) && (p.Method == "" || p.Method == o.Method) && p.specificity() > best {
			best, own = p.specificity(), p.Value
		}
	}
	if best > 0 {
		return usersValue(q.kin, own), SourceParam
	}
	if values := o.proverbValues(r, q); len(values) > 0 {
		return values[0], SourceExtension
	}
	return nil, ""
}

// documentsValue is what the document has as a value, else one made from the schema.
func (b *builder) documentsValue(q parameter) (value any, source string) {
	for _, s := range []string{SourceExample, SourceDefault, SourceEnum} {
		for _, v := range said(s, []*openapi3.Parameter{q.kin}) {
			if schema := schemaOf(q.kin); v != nil && (schema == nil || b.schemas.accepts(schema, v)) {
				return v, s
			}
		}
	}
	schema := schemaOf(q.kin)
	v, _ := b.sampler(0).named(q.Name, schema).value(schema, 0)
	return v, SourceSampled
}

// usersValue is a user's text as a value: of a parameter whose content is JSON, and
// of one that is an object, what it says as JSON; of a list, 1,2 are two items.
func usersValue(p *openapi3.Parameter, text string) any {
	kind := parameterKind(p)
	begins := strings.TrimSpace(text)
	isObject, isList := strings.HasPrefix(begins, "{"), strings.HasPrefix(begins, "[")
	if isJSON(styleOf(p).media) && !permits(schemaOf(p), "string") || isObject && kind == "object" || isList && kind == "array" {
		if value, ok := readJSON(text); ok {
			return value
		}
	}
	if kind != "array" {
		return text
	}
	var items []any
	for item := range strings.SplitSeq(text, ",") {
		items = append(items, item)
	}
	return items
}

// readJSON reads one value, numbers as they are written.
func readJSON(text string) (value any, ok bool) {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	err := d.Decode(&value)
	return value, err == nil && !d.More()
}
