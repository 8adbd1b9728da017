package specs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// extensionName is what the document says to Proverb alone, on paths, operations
// and parameters:
//
//	x-proverb: {safety: never}
//	x-proverb: {values: {bookId: [b-1, b-2]}}    (of a path or an operation)
//	x-proverb: {value: b-1}                      (of a parameter; or values: [...])
const extensionName = "x-proverb"

func extension(extensions map[string]any) map[string]any {
	x, _ := extensions[extensionName].(map[string]any)
	return x
}

// isNever reads x-proverb: {safety: never}.
func isNever(extensions map[string]any) bool {
	safety, _ := extension(extensions)["safety"].(string)
	return strings.EqualFold(safety, "never")
}

// valuesIn are the values that a path or an operation has for a parameter.
func valuesIn(extensions map[string]any, name string) []any {
	values, _ := extension(extensions)["values"].(map[string]any)
	return several(values[name])
}

// valuesOf are the values that a parameter has itself.
func valuesOf(p *openapi3.Parameter) []any {
	x := extension(p.Extensions)
	return append(several(x["value"]), several(x["values"])...)
}

func several(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return slices.Clone(v)
	}
	return []any{v}
}

// proverbValues are what x-proverb gives for a path parameter: of reading
// operations, of the parameter, of the path.
func (r *route) proverbValues(name string, declared []*openapi3.Parameter) []any {
	var values []any
	for _, o := range r.operations {
		if isReading(o.Method) {
			values = append(values, valuesIn(o.kin.Extensions, name)...)
		}
	}
	for _, p := range declared {
		values = append(values, valuesOf(p)...)
	}
	for _, it := range r.items {
		values = append(values, valuesIn(it.kin.Extensions, name)...)
	}
	return values
}

// proverbValues are what x-proverb gives for another parameter.
func (d *declared) proverbValues(r *route, q parameter) []any {
	values := append(valuesIn(d.kin.Extensions, q.Name), valuesOf(q.kin)...)
	for _, it := range r.items {
		values = append(values, valuesIn(it.kin.Extensions, q.Name)...)
	}
	return values
}

// checkExtension notes what is written in x-proverb and means nothing: a misspelt
// safety would let a request pass that was to be held back.
func (b *builder) checkExtension(extensions map[string]any, where string, at Position, known ...string) {
	x, is := extensions[extensionName]
	if !is {
		return
	}
	object, ok := x.(map[string]any)
	if !ok {
		b.note("spec/x-proverb", "x-proverb of "+where+" is no object, as in x-proverb: {safety: never}", at)
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		switch text, _ := object[key].(string); {
		case !slices.Contains(known, key):
			b.note("spec/x-proverb", fmt.Sprintf("x-proverb of %s has %q, which means nothing here; known are %s", where, key, strings.Join(known, " and ")), at)
		case key == "safety" && !strings.EqualFold(text, "never"):
			b.note("spec/x-proverb", fmt.Sprintf("x-proverb of %s has safety %v, which means nothing; it is never", where, object[key]), at)
		}
	}
}
