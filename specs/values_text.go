package specs

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// segmentText is a value as style simple writes it (OpenAPI, parameter styles), an
// object as JSON; empty where it cannot.
func segmentText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int:
		return strconv.Itoa(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case json.Number:
		return v.String()
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, segmentText(item))
		}
		return strings.Join(items, ",")
	case map[string]any: // no style has a way to write one inside a value
		if text, err := json.Marshal(v); err == nil {
			return string(text)
		}
	}
	return ""
}

// fits reports whether a text is as a schema wants it, once it is read the way
// a server reads it: 42 for a schema of integers is a number, also where the
// document has it as a string.
func (b *builder) fits(schema *openapi3.Schema, text string) bool {
	if schema == nil {
		return true
	}
	if b.schemas.accepts(schema, text) {
		return true
	}
	var value any
	if json.Unmarshal([]byte(text), &value) == nil && b.schemas.accepts(schema, value) {
		return true
	}
	return permits(schema, "array") && b.fitsArray(schema, text)
}

func (b *builder) fitsArray(schema *openapi3.Schema, text string) bool {
	var values []any
	for item := range strings.SplitSeq(text, ",") {
		var value any = item
		if n, err := strconv.ParseFloat(item, 64); err == nil && schema.Items != nil && !permits(schema.Items.Value, "string") {
			value = n
		}
		values = append(values, value)
	}
	return b.schemas.accepts(schema, values)
}

// permits reports whether a schema names a type, in 3.1 possibly among others.
func permits(schema *openapi3.Schema, name string) bool {
	return schema != nil && schema.Type.Includes(name)
}
