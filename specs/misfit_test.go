package specs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestValuesOfTheWrongKindAreToldWithTheirPlace(t *testing.T) {
	t.Parallel()
	tests := []struct{ file, text, want string }{
		{"a.yaml", head + "paths:\n  /b: {get: {responses: {}}}\n  /a:\n    get:\n      tags: pets\n      responses: {}\n", "a.yaml:7:7: the document cannot be read: /paths/~1a/get/tags is a string, and OpenAPI has a list there; correct it, or leave it out"},
		{"a.yaml", head + "paths:\n  /a:\n    get:\n      parameters:\n      - {name: y, in: query}\n      - {name: x, in: query, required: abc}\n", "a.yaml:8:30: the document cannot be read: /paths/~1a/get/parameters/1/required is a string, and OpenAPI has true or false there"},
		{"a.json", "{\"openapi\":\"3.0.3\",\"info\":{},\"paths\":{\n\"/a\":{\"get\":{\"responses\":{\"200\":{\"description\": 5}}}}}}", "a.json:2:34: the document cannot be read: /paths/~1a/get/responses/200/description is a number, and OpenAPI has a string there"},
		{"a.yaml", head + "paths:\n  /a: [get]\n", "a.yaml:4:3: the document cannot be read: /paths/~1a is a list, and OpenAPI has an object there"},
		{"a.yaml", "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      tags: pets\n", "a.yaml:6:7: the document cannot be read: /paths/~1a/get/tags is a string, and OpenAPI has a list there"},
	}
	for _, test := range tests {
		_, err := Parse([]byte(test.text), test.file, Options{})
		if err == nil || !strings.HasPrefix(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got  %v\nwant %s", err, test.want)
		}
	}
}

// PowerDNS's own document has a list of schemas for the items of a list, which
// Swagger never had.
func TestSchemasAreReadWithoutValuesOfTheWrongKind(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"items", "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          description: d\n          schema:\n            type: array\n            items: [{type: string}, {type: integer}]\n",
			[]string{"a.yaml:11: /paths/~1a/get/responses/200/schema/items is a list, and OpenAPI has an object there: it is left out"}},
		{"two", head + "paths:\n  /a: {get: {responses: {200: {description: d, content: {application/json: {schema: {allOf: [3, {minLength: x}]}}}}}}}\n",
			[]string{
				"a.yaml:4: /paths/~1a/get/responses/200/content/application~1json/schema/allOf/0 is a number, and OpenAPI has an object there: it is left out",
				"a.yaml:4: /paths/~1a/get/responses/200/content/application~1json/schema/allOf/1/minLength is a string, and OpenAPI has a number there: it is left out",
			}},
		{"component", head + "paths: {/a: {get: {responses: {}}}}\ncomponents: {schemas: {A: {title: 1}}}\n",
			[]string{"a.yaml:4: /components/schemas/A/title is a number, and OpenAPI has a string there: it is left out"}},
	}
	for _, test := range tests {
		plan, err := Parse([]byte(test.text), "a.yaml", Options{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got []string
		for _, f := range plan.Document.Findings {
			if f.Code == codeMisfit {
				got = append(got, fmt.Sprintf("%s:%d: %s", f.At.File, f.At.Line, f.Text))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", test.name, got, test.want)
		}
		if len(plan.Paths) != 1 || plan.Paths[0].Declared[0] != "GET" {
			t.Errorf("%s: the paths are %+v", test.name, plan.Paths)
		}
	}
}
