package specs

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// withParameter is a document with one path /items/{id} and a parameter.
func withParameter(parameter, more string) string {
	return head + "paths:\n  /items/{id}:\n    parameters: [{name: id, in: path, required: true, " + parameter + "}]\n    get: {responses: {}}\n" + more
}

func TestValuesBySource(t *testing.T) {
	t.Parallel()
	const list = "  /items: {get: {responses: {}}}\n"
	tests := []struct{ name, parameter, more, want string }{
		{"nothing said", "schema: {type: string}", "", "sampled=1,proverb,example"},
		{"no schema", "description: d", "", "sampled=1,2,proverb"},
		{"all sources", "example: 5, schema: {type: integer, default: 6, enum: [5, 6, 8], example: 8}", list, "example=5,8 default=6 enum=5,6,8 harvested= sampled=5,6,8"},
		{"named examples", "examples: {b: {value: two}, a: {value: one}}, schema: {type: string}", "", "example=one,two sampled=1,proverb,example"},
		{"number written as a string", "example: '5', schema: {type: integer}", "", "example=5 sampled=1,2,3"},
		{"invalid example", "example: five, schema: {type: integer}", "", "sampled=1,2,3"},
		{"empty and dots", "examples: {a: {value: ''}, b: {value: '.'}, c: {value: ..}, d: {value: a/b}, e: {value: ok}}, schema: {type: string}", "", "example=ok sampled=1,proverb,example"},
		{"empty default", "schema: {type: string, default: ''}", "", "sampled=1,proverb,example"},
		{"boolean", "schema: {type: boolean}", "", "sampled=true,false"},
		{"uuid", "schema: {type: string, format: uuid}", "", "sampled=3fa2e4b6-5c1d-4e7f-8a90-b1c2d3e4f506,7b0d9c8e-1f2a-4b3c-9d4e-5f60718293a4"},
		{"uuid behind allOf", "schema: {allOf: [{type: string, format: uuid}]}", "", "sampled=3fa2e4b6-5c1d-4e7f-8a90-b1c2d3e4f506,7b0d9c8e-1f2a-4b3c-9d4e-5f60718293a4"},
		{"array", "example: [1, 2], schema: {type: array, items: {type: integer}}", "", "example=1,2 sampled=1,2,3"},
		{"content's examples", "content: {application/json: {example: 44, examples: {b: {value: 46}, a: {value: 45}}, schema: {type: integer}}}", "", "example=44,45,46 sampled=1,2,3"},
		{"content", "content: {application/json: {schema: {type: integer, minimum: 40}}}", "", "sampled=40,41,42"},
		{"sibling literal", "examples: {a: {value: mine}, b: {value: yours}}, schema: {type: string}", "  /items/mine: {get: {responses: {}}}\n  /items/1/x: {get: {responses: {}}}\n", "example=yours sampled=proverb,example,sample"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := parse(t, withParameter(test.parameter, test.more), Options{})
			if got := candidates(pathOf(t, plan, "/items/{id}"), "id"); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestConstIsAValue(t *testing.T) {
	t.Parallel()
	text := strings.Replace(withParameter("schema: {const: fixed, examples: [fixed]}", ""), "3.0.3", "3.1.0", 1)
	if got := candidates(parse(t, text, Options{}).Paths[0], "id"); got != "example=fixed enum=fixed sampled=fixed" {
		t.Errorf("got %s", got)
	}
}

func TestGETsParametersComeFirst(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /a/{x}:
    delete: {parameters: [{name: x, in: path, required: true, example: one, schema: {type: string}}], responses: {}}
    get: {parameters: [{name: x, in: path, required: true, example: two, schema: {type: string}}], responses: {}}
`
	if got := candidates(parse(t, text, Options{}).Paths[0], "x"); !strings.HasPrefix(got, "example=two,one ") {
		t.Errorf("got %s", got)
	}
}

func TestUsersValues(t *testing.T) {
	t.Parallel()
	text := withParameter("schema: {type: integer}, example: 9", "  /other/{id}: {get: {responses: {}}}\n")
	tests := []struct {
		name   string
		params []Param
		want   string
	}{
		{"any", []Param{{Name: "id", Value: "1"}}, "param=1"},
		{"other path", []Param{{Path: "/other/{id}", Name: "id", Value: "1"}}, ""},
		{"two of one kind", []Param{{Name: "id", Value: "1"}, {Name: "id", Value: "2"}, {Name: "id", Value: "1"}}, "param=1,2"},
		{"path over any", []Param{{Name: "id", Value: "1"}, {Path: "/items/{id}", Name: "id", Value: "2"}}, "param=2"},
		{"path over method", []Param{{Method: "GET", Name: "id", Value: "1"}, {Path: "/items/{id}", Name: "id", Value: "2"}}, "param=2"},
		{"both over path", []Param{{Method: "GET", Path: "/items/{id}", Name: "id", Value: "1"}, {Path: "/items/{id}", Name: "id", Value: "2"}}, "param=1"},
		{"another method's", []Param{{Method: "DELETE", Name: "id", Value: "1"}}, ""},
		{"invalid by schema", []Param{{Name: "id", Value: "abc"}}, "param=abc"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := candidates(pathOf(t, parse(t, text, Options{Params: test.params}), "/items/{id}"), "id")
			if want := strings.TrimSpace(test.want + " example=9 sampled=1,2,3"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func TestAUsersValueForNoParameterIsRefused(t *testing.T) {
	t.Parallel()
	text := withParameter("schema: {type: string}", "")
	for _, p := range []Param{{Name: "Id", Value: "1"}, {Path: "/other", Name: "id", Value: "1"}} {
		_, err := Parse([]byte(text), "a.yaml", Options{Params: []Param{p}})
		if err == nil || !strings.Contains(err.Error(), "no such parameter") || !strings.Contains(err.Error(), "it has id") {
			t.Errorf("%+v: %v", p, err)
		}
	}
}

func TestUsersValueThatCannotFillASegment(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", ".", "..", "a/b", "a\nb"} {
		o := Options{Params: []Param{{Name: "id", Value: value}}}
		_, err := Parse([]byte(withParameter("schema: {type: string}", "")), "a.yaml", o)
		if err == nil || !strings.Contains(err.Error(), "--param id=") {
			t.Errorf("%q: %v", value, err)
		}
	}
}

func TestUsersValueForAnUnsafeMethod(t *testing.T) {
	t.Parallel()
	text := head + "paths:\n  /a/{x}/{y}:\n    get: {responses: {}}\n    delete: {responses: {}}\n"
	plan := parse(t, text, Options{Safety: Full, Params: []Param{{Method: "DELETE", Name: "y", Value: "7"}}})
	for _, p := range probesOf(plan.Paths[0], "DELETE") {
		got := ""
		for _, v := range p.Values {
			got += v.Name + "=" + v.Candidates[0] + "(" + v.Source + ") "
		}
		want := map[Form]string{FormValid: "x=1(sampled) y=7(param) "}[p.Form]
		if p.Form == FormValid && got != want || p.Form == FormImpossible && p.Values[1].Source != SourceImpossible {
			t.Errorf("%s: %s", p.Form, got)
		}
	}
	if p := oneProbe(t, plan, "/a/{x}/{y}", "GET"); p.Values != nil {
		t.Errorf("GET has values %v", p.Values)
	}
}

func TestImpossibleValues(t *testing.T) {
	t.Parallel()
	tests := []struct{ schema, want string }{
		{"{type: string}", `^proverb-no-such-[a-z]{4}$`},
		{"{type: string, maxLength: 6}", `^[a-z-]{1,6}$`},
		{"{type: string, minLength: 40}", `^proverb-no-such-[a-z]{4}z{20}$`},
		{"{type: string, pattern: '^[A-Z]{3}$'}", `^[A-Z]{3}$`},
		{"{type: string, pattern: '^bk_[0-9a-f]{8}$'}", `^bk_[0-9a-f]{8}$`},
		{"{type: string, pattern: '^[a-z]+$'}", `^proverbnosuch[a-z]{4}$`},
		{"{type: string, format: uuid}", `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`},
		{"{type: integer}", `^214[0-9]{7}$`},
		{"{type: integer, format: int32}", `^214[0-9]{7}$`},
		{"{type: integer, format: int64}", `^9007[0-9]{12}$`},
		{"{type: integer, maximum: 500}", `^251$`},
		{"{type: integer, maximum: 5}", `^(-97|5|4)$`},
		{"{type: integer, minimum: 3000000000}", `^3001000003$`},
		{"{type: integer, multipleOf: 5}", `^214[0-9]{6}[05]$`},
		{"{type: string, enum: [a, b]}", `^proverb-no-such-[a-z]{4}$`},
		{"{type: string, format: date}", `^9999-12-30$`},
		{"{allOf: [{type: integer}, {maximum: 500}]}", `^251$`},
	}
	for _, test := range tests {
		plan := parse(t, withParameter("schema: "+test.schema, ""), Options{})
		got := plan.Paths[0].Impossible
		if len(got) != 1 || got[0].Source != SourceImpossible || !regexp.MustCompile(test.want).MatchString(got[0].Candidates[0]) {
			t.Errorf("%s: %v, want %s", test.schema, got, test.want)
		}
	}
}

func TestImpossibleIsNoneOfTheDocuments(t *testing.T) {
	t.Parallel()
	plan := parse(t, withParameter("example: "+impossibleUUID+", schema: {type: string, format: uuid}", ""), Options{})
	if got := plan.Paths[0].Impossible[0].Candidates[0]; got == impossibleUUID {
		t.Errorf("%s is the document's own example", got)
	}
}

func TestImpossibleIsOfTheDocument(t *testing.T) {
	t.Parallel()
	value := func(schema, token string) string {
		plan := parse(t, withParameter(schema, ""), Options{Unknown: token})
		return plan.Paths[0].Impossible[0].Candidates[0]
	}
	a, b := value("schema: {type: string}", "PROVERBABCDEF"), value("schema: {type: string}", "PROVERBUVWXYZ")
	if a != b {
		t.Errorf("two runs of one document: %s and %s", a, b)
	}
	if other := value("schema: {type: string, minLength: 1}", "PROVERBABCDEF"); other == a {
		t.Errorf("another document has %s as well", other)
	}
}

func TestParents(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /books: {get: {responses: {}}}
  /books/{a}: {get: {responses: {}}}
  /books/{b}/pages: {get: {responses: {}}}
  /books/{c}/pages/{n}: {get: {responses: {}}}
  /users: {post: {responses: {}}}
  /users/{id}: {get: {responses: {}}}
  /cars/: {get: {responses: {}}}
  /cars/{id}: {get: {responses: {}}}
  /{top}: {get: {responses: {}}}
  /files/{name}.json: {get: {responses: {}}}
  /files: {get: {responses: {}}}
  /pairs/{x}/{y}: {get: {responses: {}}}
`
	want := map[string]string{
		"/books/{a}": "/books", "/books/{b}/pages": "/books", "/books/{c}/pages/{n}": "/books/{b}/pages",
		"/cars/{id}": "/cars/", "/files/{name}.json": "/files",
	}
	for _, p := range parse(t, text, Options{}).Paths {
		got := ""
		if p.Parent != nil {
			got = p.Parent.Template
		}
		if got != want[p.Template] {
			t.Errorf("parent of %s is %q, want %q", p.Template, got, want[p.Template])
		}
		names := p.Parameters()
		for i, name := range names {
			harvested := slices.ContainsFunc(p.Values, func(v Value) bool { return v.Name == name && v.Source == SourceHarvested })
			if harvested != (p.Parent != nil && i == len(names)-1 || name == "c") { // c is of /books, further up
				t.Errorf("%s: %s harvested: %v", p.Template, name, harvested)
			}
		}
	}
}

func TestBasePath(t *testing.T) {
	t.Parallel()
	tests := []struct{ servers, want string }{
		{"", ""},
		{"servers: [{url: /}]", ""},
		{"servers: [{url: 'https://example.com'}]", ""},
		{"servers: [{url: 'https://example.com/v1/'}, {url: /v2}]", "/v1"},
		{"servers: [{url: v1}]", "/v1"},
		{"servers: [{url: './a/../v1'}]", "/v1"},
		{"servers: [{url: 'https://{host}:{port}/{base}/x', variables: {host: {default: h}, port: {default: '80'}, base: {default: api}}}]", "/api/x"},
		{"servers: [{url: 'https://{host}:{port}/api'}]", "/api"},
		{"servers: [{url: 'http://h/a b/{c}'}]", "/a%20b/%7Bc%7D"},
		{"servers: [{url: '//h/v3?x=1'}]", "/v3"},
	}
	for _, test := range tests {
		text := head + test.servers + "\npaths:\n  /a: {get: {responses: {}}}\n  /b: {servers: [{url: /own/}], get: {responses: {}}}\n"
		plan := parse(t, text, Options{})
		if got := pathOf(t, plan, "/a").Base; got != test.want {
			t.Errorf("%s: base %q, want %q", test.servers, got, test.want)
		}
		if got := pathOf(t, plan, "/b").Base; got != "/own" {
			t.Errorf("%s: base of the path's own server %q", test.servers, got)
		}
	}
	plan := parse(t, head+"servers: [{url: 'https://{h}/v1', variables: {h: {default: a.b}}}, {url: /v2}]\npaths: {/a: {get: {responses: {}}}}\n", Options{})
	if got := strings.Join(plan.Document.Servers, " "); got != "https://a.b/v1 /v2" {
		t.Errorf("servers %s", got)
	}
}
