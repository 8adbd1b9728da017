package specs

import (
	"fmt"
	"strings"
	"testing"
)

// TestMistakesThatTheLibraryRefuses: a document is planned for as far as it can be
// read, and what is left out is told with its place.
func TestMistakesThatTheLibraryRefuses(t *testing.T) {
	t.Parallel()
	operation := func(fields string) string { return head + "paths:\n  /a: {get: {" + fields + "}}\n" }
	tests := []struct{ name, text, want string }{ // want is code line:column text
		{"reference to nothing", operation("parameters: [{$ref: '#/components/parameters/Nobody'}], responses: {}"),
			"spec/dangling-ref 4:35 the $ref to #/components/parameters/Nobody leads to nothing"},
		{"reference into a list", operation("responses: {200: {$ref: '#/x-list/7'}}") + "x-list: [a]\n",
			"spec/dangling-ref 4:39 the $ref to #/x-list/7 leads to nothing"},
		{"no parameter", operation("parameters: [null], responses: {}"),
			"spec/missing-value 4:27 there is nothing at /paths/~1a/get/parameters/0: it is left out"},
		{"no response", operation("responses: {200: }"),
			"spec/missing-value 4:26 there is nothing at /paths/~1a/get/responses/200: it is taken for an empty object"},
		{"no schema", operation("responses: {}") + "components: {schemas: {A: {items: , type: array}, default: {allOf: [null], default: null}}}\n",
			"spec/missing-value 5:28 there is nothing at /components/schemas/A/items: it is left out; " +
				"spec/missing-value 5:69 there is nothing at /components/schemas/default/allOf/0: it is left out"},
		{"data may be null", operation("parameters: [{name: a, in: query, schema: {enum: [null, a], default: null}}, null], responses: {}"),
			"spec/missing-value 4:91 there is nothing at /paths/~1a/get/parameters/1: it is left out"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan, err := Parse([]byte(test.text), "openapi.yaml", Options{})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range plan.Document.Findings {
				text, _, _ := strings.Cut(f.Text, "; mend")
				text, _, _ = strings.Cut(text, ": what depends")
				got = append(got, fmt.Sprintf("%s %d:%d %s", f.Code, f.At.Line, f.At.Column, text))
			}
			if s := strings.Join(got, "; "); s != test.want {
				t.Errorf("\ngot  %s\nwant %s", s, test.want)
			}
			if found := plan.source.validate(); found != nil {
				t.Errorf("what was left out is held against the document: %v", found)
			}
		})
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"tabs", head + "paths:\n\t/a: {}\n", "a.yaml:4: this is not YAML: found character that cannot start any token; indent with spaces"},
		{"another encoding", "openapi: 3.0.3\ninfo: {title: Caf\xe9}\n", "octet; save the file as UTF-8"},
		{"alias of nothing", head + "paths: {}\nx-a: *nobody\n", "a.yaml:4:6: this is not YAML: unknown anchor 'nobody'"},
		{"webhooks alone", strings.Replace(head, "3.0.3", "3.1.0", 1) + "webhooks: {a: {post: {}}}\n", "a.yaml:3:1: the document has no paths but webhooks"},
		{"a list of paths", head + "paths: [/a]\n", "a.yaml:3:1: the document's paths are no object"},
		{"a list", "- openapi\n", "it is not an object; give the path of one"},
		{"another kind", head + "paths: {/a: {get: {parameters: [{$ref: '#/components/schemas/A'}], responses: {}}}}\ncomponents: {schemas: {A: {type: string}}}\n",
			"a.yaml:3:41: the document cannot be read: the $ref to #/components/schemas/A leads to something else than a parameter; mend the reference"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(test.text), "a.yaml", Options{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}
