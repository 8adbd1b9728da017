package specs

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// withSchema is a document that answers with a schema; version is 3.0.3 or 3.1.0.
func withSchema(version, schema, components string) string {
	return "openapi: " + version + "\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get: {responses: {200: {description: d, content: {application/json: {schema: " +
		schema + "}}}}}\ncomponents:\n  schemas: {" + components + "}\n"
}

func schemaIn(t *testing.T, text string) *Schema {
	t.Helper()
	s := parse(t, text, Options{}).Paths[0].Operations[0].Response(200).Media[0].Schema
	if s == nil {
		t.Fatal("no schema")
	}
	return s
}

const (
	book   = `Book: {type: object, required: [title], properties: {title: {type: string}, pages: {type: integer, minimum: 1}, tags: {type: array, items: {type: string}}, secret: {type: string, writeOnly: true}, id: {type: integer, readOnly: true}, kind: {type: string, enum: [a, b]}}}`
	newest = `New: {type: [object, 'null'], required: [status], properties: {status: {type: integer, exclusiveMinimum: 399}, kind: {const: k}}, patternProperties: {'^x-': {type: string}}, unevaluatedProperties: false}`
)

func TestValidate(t *testing.T) {
	t.Parallel()
	tests := []struct {
		version, schema, components, text string
		want                              string // pointers with the beginnings of reasons
	}{
		{"3.0.3", "{$ref: '#/components/schemas/Book'}", book, `{"title":"t","id":1}`, ""},
		{"3.0.3", "{$ref: '#/components/schemas/Book'}", book, `{"pages":0,"tags":["a",2],"kind":"c"}`,
			"/kind value is not one of the allowed; /pages number must be at least 1; /tags/1 value must be a string; /title property \"title\" is missing"},
		{"3.0.3", "{$ref: '#/components/schemas/Book'}", book, `[]`, " value must be an object"},
		{"3.0.3", "{$ref: '#/components/schemas/Book'}", book, `{"title":"t","secret":"s"}`, "/secret writeOnly property"},
		{"3.0.3", "{type: string, nullable: true}", "", `null`, ""},
		{"3.0.3", "{type: string}", "", `null`, " Value is not nullable"},
		{"3.0.3", "{}", "", `{"anything":[1]}`, ""},
		{"3.0.3", "{oneOf: [{type: string}, {type: integer}]}", "", `1.5`, " value doesn't match any schema from \"oneOf\""},
		{"3.0.3", "{type: string, pattern: '^(?!a)b'}", "", `"anything"`, ""}, // not a pattern that Go knows
		{"3.0.3", "{type: string, pattern: '^a'}", "", `"b"`, " string doesn't match the regular expression"},
		{"3.0.3", "{type: integer}", "", `1 2`, " there is text after the JSON value"},
		{"3.0.3", "{type: integer}", "", `<html>`, " not JSON: "},
		{"3.1.0", "{$ref: '#/components/schemas/Book'}", book, `{"pages":0}`, "/pages number must be at least 1; /title property \"title\" is missing"},
		{"3.1.0", "{type: [string, 'null']}", "", `null`, ""},
		{"3.1.0", "{type: [string, 'null']}", "", `1`, " value must be one of string, null"},
		{"3.1.0", "{$ref: '#/components/schemas/New'}", newest, `null`, ""},
		{"3.1.0", "{$ref: '#/components/schemas/New'}", newest, `{"status":400,"kind":"k","x-a":"b"}`, ""},
		{"3.1.0", "{$ref: '#/components/schemas/New'}", newest, `{"status":399,"kind":"l","x-a":1}`,
			"/kind value must be 'k'; /status exclusiveMinimum: got 399, want 399; /x-a got number, want string"},
		{"3.1.0", "{$ref: '#/components/schemas/New'}", newest, `{}`, " missing property 'status'"},
		{"3.1.0", "{$ref: '#/components/schemas/New'}", newest, `{"status":400,"other":1}`, "/other nothing is allowed here"},
		{"3.1.0", "{oneOf: [{const: a}, {const: b}]}", "", `"c"`, " matches none of the schemas of oneOf, or too many"},
	}
	for _, test := range tests {
		s := schemaIn(t, withSchema(test.version, test.schema, test.components))
		problems := s.Validate([]byte(test.text))
		if !begin(problems, test.want) {
			t.Errorf("%s %s of %s:\ngot  %q\nwant %q", test.version, test.text, test.schema, problems, test.want)
		}
		for _, p := range problems {
			if strings.Contains(p.Reason, "\n") || strings.Contains(p.Reason, "Schema:") || strings.Contains(p.Reason, "example.com") || len(p.Reason) > 310 {
				t.Errorf("reason %q", p.Reason)
			}
		}
	}
}

// begin reports whether there is one problem for each of want, in its order.
func begin(problems []SchemaProblem, want string) bool {
	if want == "" {
		return problems == nil
	}
	parts := strings.Split(want, "; ")
	if len(parts) != len(problems) {
		return false
	}
	for i, p := range problems {
		if !strings.HasPrefix(p.Pointer+" "+p.Reason, parts[i]) {
			return false
		}
	}
	return true
}

func TestValidateIsSafeAndSteady(t *testing.T) {
	t.Parallel()
	for version, components := range map[string]string{"3.0.3": book, "3.1.0": newest} {
		name, _, _ := strings.Cut(components, ":")
		s := schemaIn(t, withSchema(version, "{$ref: '#/components/schemas/"+name+"'}", components))
		text := []byte(`{"a":1,"b":2,"pages":0,"kind":1,"x-a":1,"x-b":2}`)
		want := fmt.Sprint(s.Validate(text))
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 10 {
					if got := fmt.Sprint(s.Validate(text)); got != want {
						t.Errorf("got %s, before %s", got, want)
					}
				}
			})
		}
		group.Wait()
	}
}

func TestNilSchemaAcceptsEverything(t *testing.T) {
	t.Parallel()
	var s *Schema
	for _, s := range []*Schema{s, {}} {
		if problems := s.Validate([]byte("x")); problems != nil {
			t.Errorf("got %v", problems)
		}
	}
}

func TestPointersAreUnique(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /a/{x}:
    get:
      responses:
        200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}, text/plain: {schema: {type: string}}}}
        404: {$ref: '#/components/responses/No'}
  /b:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses:
        404: {$ref: '#/components/responses/No'}
        500: {description: d, content: {application/json: {schema: {type: object}}}}
components:
  schemas: {` + book + `}
  responses: {No: {description: d, content: {application/json: {schema: {type: object}}}}}
`
	plan := parse(t, text, Options{})
	get, post := plan.Paths[0].Operations[0], plan.Paths[1].Operations[0]
	wants := map[string]*Schema{
		"/components/schemas/Book":                                       get.Response(200).Media[0].Schema,
		"/paths/~1a~1{x}/get/responses/200/content/text~1plain/schema":   get.Response(200).Media[1].Schema,
		"/components/responses/No/content/application~1json/schema":      get.Response(404).Media[0].Schema,
		"/paths/~1b/post/responses/500/content/application~1json/schema": post.Response(500).Media[0].Schema,
	}
	for want, s := range wants {
		if s.Pointer != want {
			t.Errorf("pointer %s, want %s", s.Pointer, want)
		}
	}
	if post.RequestBody.Media[0].Schema != get.Response(200).Media[0].Schema || post.Response(404).Media[0].Schema != get.Response(404).Media[0].Schema {
		t.Error("one schema has two handles")
	}
}

func TestErrorMedia(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /exact: {get: {responses: {405: {$ref: '#/components/responses/A'}, 4XX: {$ref: '#/components/responses/B'}}}}
  /sister: {get: {responses: {501: {$ref: '#/components/responses/A'}, default: {$ref: '#/components/responses/B'}}}}
  /range: {get: {responses: {4xx: {$ref: '#/components/responses/A'}, 5XX: {$ref: '#/components/responses/B'}}}}
  /default: {delete: {responses: {4XX: {description: no content}, default: {$ref: '#/components/responses/A'}}}}
  /get: {delete: {responses: {default: {$ref: '#/components/responses/B'}}}, get: {responses: {default: {$ref: '#/components/responses/A'}}}}
  /none: {get: {responses: {404: {$ref: '#/components/responses/C'}}}}
components:
  responses:
    A: {description: d, content: {application/a: {}}}
    B: {description: d, content: {application/b: {}}}
    C: {description: d, content: {application/c: {}}}
`
	plan := parse(t, text, Options{})
	tests := []struct {
		template string
		status   int
		want     string
	}{
		{"/exact", 405, "application/a"}, {"/exact", 404, "application/b"}, {"/sister", 405, "application/a"},
		{"/sister", 404, "application/b"}, {"/range", 405, "application/a"}, {"/range", 501, "application/b"},
		{"/default", 405, "application/a"}, {"/get", 405, "application/a"}, {"/none", 405, ""}, {"/none", 404, "application/c"},
	}
	for _, test := range tests {
		got := ""
		if media := plan.ErrorMedia(pathOf(t, plan, test.template), test.status); len(media) > 0 {
			got = media[0].Type
		}
		if got != test.want {
			t.Errorf("%s %d: %q, want %q", test.template, test.status, got, test.want)
		}
	}
}

func TestDocumentErrorMedia(t *testing.T) {
	t.Parallel()
	response := func(status, media, schema string) string {
		return fmt.Sprintf("%s: {description: d, content: {%s: {schema: {$ref: '#/components/schemas/%s'}}}}, ", status, media, schema)
	}
	text := head + "paths:\n  /a: {get: {responses: {" + response("200", "text/html", "X") + response("400", "Application/JSON", "X") +
		response("404", "application/json", "Y") + response("500", "application/json", "Y") + response("default", "application/json", "X") +
		response("5XX", "application/json", "Y") + "}}}\n" +
		"  /b: {get: {responses: {" + response("400", "text/plain", "X") + "401: {description: nothing}}}}\n" +
		"components: {schemas: {X: {type: object}, Y: {type: object}}}\n"
	plan := parse(t, text, Options{})
	media := plan.Document.ErrorMedia
	if len(media) != 1 || media[0].Type != "application/json" || media[0].Schema.Pointer != "/components/schemas/Y" {
		t.Errorf("got %+v", media)
	}
	if got := plan.ErrorMedia(nil, 405); len(got) != 1 || got[0] != media[0] {
		t.Errorf("without a path: %v", got)
	}
	less := strings.Replace(text, "default: {description: d, content: {application/json", "default: {description: d, content: {text/x", 1)
	if got := parse(t, less, Options{}).Document.ErrorMedia; got != nil {
		t.Errorf("four of six: %v", got)
	}
}

// TestTheSchemaOf422IsNoMeasureOfOtherErrors: FastAPI describes its validator's
// report and no other error.
func TestTheSchemaOf422IsNoMeasureOfOtherErrors(t *testing.T) {
	t.Parallel()
	plan := parse(t, head+`paths:
  /a: {post: {responses: {200: {description: d}, 422: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/X'}}}}}}}
components: {schemas: {X: {type: object, required: [detail]}}}
`, Options{})
	media := plan.ErrorMedia(plan.Paths[0], 405)
	if len(media) != 1 || media[0].Type != "application/json" || media[0].Schema != nil {
		t.Errorf("405 is held to %+v, want application/json of no schema", media)
	}
	declared := plan.Paths[0].Operations[0].Response(422)
	if declared == nil || declared.Media[0].Schema == nil {
		t.Errorf("422 itself is held to %+v, want its schema", declared)
	}
}

func TestMediaTypesOfTheDocument(t *testing.T) {
	t.Parallel()
	text := head + "paths: {/a: {get: {responses: {200: {description: d, content: {Text/Plain; Charset=UTF-8: {}, '*/*': {}}}}}}}\n"
	if got := strings.Join(parse(t, text, Options{}).Document.MediaTypes, " | "); got != "*/* | text/plain; Charset=UTF-8" {
		t.Errorf("got %s", got)
	}
}

func TestSecurity(t *testing.T) {
	t.Parallel()
	text := head + `security: [{key: []}, {oauth: [read], basic: []}]
paths:
  /a:
    get: {responses: {}}
    put: {security: [], responses: {}}
    post: {security: [{}, {key: []}], responses: {}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    basic: {type: http, scheme: Basic}
    oauth: {type: oauth2, flows: {}}
`
	plan := parse(t, text, Options{})
	for method, want := range map[string]string{"GET": `[["key"],["basic","oauth"]]`, "PUT": `null`, "POST": `[[],["key"]]`} {
		if got, _ := json.Marshal(plan.Paths[0].DeclaredOn(method).Security); string(got) != want {
			t.Errorf("%s: %s, want %s", method, got, want)
		}
	}
	schemes := plan.Document.Security
	if schemes["key"] != (SecurityScheme{Type: "apiKey", In: "header", Name: "X-Key"}) || schemes["basic"] != (SecurityScheme{Type: "http", Scheme: "basic"}) || schemes["oauth"].Type != "oauth2" {
		t.Errorf("schemes %+v", schemes)
	}
}

func TestResponsesAreSorted(t *testing.T) {
	t.Parallel()
	text := head + "paths: {/a: {get: {responses: {default: {description: d}, 4xx: {description: d}, 404: {description: d}, 2XX: {description: d}, 200: {description: d}}}}}\n"
	o := parse(t, text, Options{}).Paths[0].Operations[0]
	var all []string
	for _, r := range o.Responses {
		all = append(all, r.Status)
	}
	if got := strings.Join(all, " "); got != "200 404 2XX 4XX default" {
		t.Errorf("got %s", got)
	}
	for status, want := range map[int]string{404: "404", 405: "4XX", 500: "default"} {
		if got := o.Response(status).Status; got != want {
			t.Errorf("response of %d is %s, want %s", status, got, want)
		}
	}
	if !o.Lists(404) || o.Lists(405) {
		t.Error("Lists takes a range for a status")
	}
}

func TestSchemasThatContainThemselves(t *testing.T) {
	t.Parallel()
	tests := []struct{ components, text, want string }{
		{"A: {properties: {child: {$ref: '#/components/schemas/A'}, n: {type: integer}}}", `{"child":{"child":{"n":"x"}}}`, "/child/child/n value must be an integer"},
		{"A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {anyOf: [{$ref: '#/components/schemas/A'}]}", `{}`, ""},
		{"A: {items: {$ref: '#/components/schemas/A'}}", `[[[]]]`, ""},
		{"A: {additionalProperties: {$ref: '#/components/schemas/A'}}", `{"a":{"b":{}}}`, ""},
		{"A: {not: {$ref: '#/components/schemas/B'}}, B: {not: {$ref: '#/components/schemas/A'}}", `1`, ""},
	}
	for _, version := range []string{"3.0.3", "3.1.0"} {
		for _, test := range tests {
			s := schemaIn(t, withSchema(version, "{$ref: '#/components/schemas/A'}", test.components))
			if got := s.Validate([]byte(test.text)); !begin(got, test.want) && !strings.Contains(test.components, "not:") {
				t.Errorf("%s %s: %v", version, test.components, got)
			}
		}
	}
}
