package specs

import (
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	t.Parallel()
	values := map[string]string{"id": "b 1/ü", "x": "1", "y": "2", "a-b": "%"}
	tests := []struct{ template, want string }{
		{"/", "/v1/"},
		{"/books", "/v1/books"},
		{"/books/", "/v1/books/"},
		{"/books/{id}", "/v1/books/b%201%2F%C3%BC"},
		{"/books/{id}/", "/v1/books/b%201%2F%C3%BC/"},
		{"/m/{x}-{y}.json", "/v1/m/1-2.json"},
		{"/m/{x}:cancel", "/v1/m/1:cancel"},
		{"/{a-b}", "/v1/%25"},
		{"/no/{value}", "/v1/no/{value}"},
		{"/a b/%20/%zz/{", "/v1/a%20b/%20/%25zz/%7B"},
		{"/a?x={x}#f", "/v1/a"},
		{"/q/{x?}/b", "/v1/q/{x?}/b"},
		{"books", "/v1/books"},
		{"/a//b", "/v1/a//b"},
	}
	for _, test := range tests {
		p := &Path{Template: test.template, Base: "/v1"}
		if got := p.Fill(values); got != test.want {
			t.Errorf("%s: %s, want %s", test.template, got, test.want)
		}
	}
}

func TestParameters(t *testing.T) {
	t.Parallel()
	tests := []struct{ template, want string }{
		{"/a", ""},
		{"/{b}/{a}/{b}", "b,a"},
		{"/{a}-{b}.{c}", "a,b,c"},
		{"/{a/{b}", "b"},
		{"/a?x={x}", ""},
	}
	for _, test := range tests {
		if got := strings.Join((&Path{Template: test.template}).Parameters(), ","); got != test.want {
			t.Errorf("%s: %s, want %s", test.template, got, test.want)
		}
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	tests := []struct {
		template, path string
		want           bool
	}{
		{"/books", "/books", true},
		{"/books", "/books/", false},
		{"/books/", "/books/", true},
		{"/books/{id}", "/books/1", true},
		{"/books/{id}", "/books/", false},
		{"/books/{id}", "/books/1/2", false},
		{"/books/{id}", "/books/1%2F2", true},
		{"/books/{id}", "/Books/1", false},
		{"/m/{a}-{b}", "/m/1-2-3", true},
		{"/m/{a}-{b}", "/m/-2", false},
		{"/m/{a}.json", "/m/x.json", true},
		{"/m/{a}.json", "/m/.json", false},
		{"/a b/%C3%BC", "/a%20b/ü", true},
		{"/", "/", true},
		{"/{a}", "/", false},
	}
	for _, test := range tests {
		if got := (&Path{Template: test.template}).Matches(test.path); got != test.want {
			t.Errorf("%s matches %s: %v", test.template, test.path, got)
		}
	}
}

func TestDeclaringElsewhere(t *testing.T) {
	t.Parallel()
	text := head + `servers: [{url: /v1}]
paths:
  /pets/mine: {get: {responses: {}}}
  /pets/{id}: {delete: {responses: {}}}
  /a/{x}/b: {get: {responses: {}}}
  /a/c/{y}: {post: {responses: {}}}
  /other/mine: {servers: [{url: /}], delete: {responses: {}}}
`
	plan := parse(t, text, Options{})
	tests := []struct {
		template, method string
		values           map[string]string
		want             string
	}{
		{"/pets/mine", "DELETE", nil, "/pets/{id}"},
		{"/pets/mine", "POST", nil, ""},
		{"/pets/{id}", "DELETE", map[string]string{"id": "mine"}, ""},
		{"/pets/{id}", "GET", map[string]string{"id": "mine"}, "/pets/mine"},
		{"/pets/{id}", "GET", map[string]string{"id": "1"}, ""},
		{"/a/{x}/b", "POST", map[string]string{"x": "c"}, "/a/c/{y}"},
		{"/a/{x}/b", "POST", map[string]string{"x": "d"}, ""},
		{"/a/c/{y}", "GET", map[string]string{"y": "b"}, "/a/{x}/b"},
	}
	for _, test := range tests {
		got := ""
		if p := plan.DeclaringElsewhere(pathOf(t, plan, test.template), test.values, test.method); p != nil {
			got = p.Template
		}
		if got != test.want {
			t.Errorf("%s of %s with %v: declared on %q, want %q", test.method, test.template, test.values, got, test.want)
		}
	}
}

func TestSiblingLiteralsUnderParameters(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /a/{x}/b: {get: {responses: {}}}
  /a/c/{y}:
    parameters: [{name: y, in: path, required: true, schema: {type: string, enum: [b, d]}}]
    get: {responses: {}}
  /f/{n}.json:
    parameters: [{name: n, in: path, required: true, schema: {type: string, enum: [all, one]}}]
    get: {responses: {}}
  /f/all.json: {get: {responses: {}}}
`
	plan := parse(t, text, Options{})
	if got := candidates(pathOf(t, plan, "/a/c/{y}"), "y"); !strings.HasPrefix(got, "enum=d ") {
		t.Errorf("/a/c/{y}: %s; b would be /a/{x}/b", got)
	}
	if got := candidates(pathOf(t, plan, "/f/{n}.json"), "n"); !strings.HasPrefix(got, "enum=one ") {
		t.Errorf("/f/{n}.json: %s; all would be /f/all.json", got)
	}
}

func TestQueryOfATemplateIsSent(t *testing.T) {
	t.Parallel()
	text := head + "paths:\n  '/?Action=List Users#x':\n    get: {parameters: [{name: n, in: query, required: true, schema: {type: integer}}], responses: {}}\n"
	plan := parse(t, text, Options{})
	p := oneProbe(t, plan, "/?Action=List Users#x", "GET")
	if p.Query != "Action=List%20Users&n=1" || p.Path.Fill(nil) != "/" {
		t.Errorf("query %q, path %q", p.Query, p.Path.Fill(nil))
	}
	if q := oneProbe(t, plan, "/?Action=List Users#x", "UNKNOWN").Query; q != "Action=List%20Users" {
		t.Errorf("query of an undeclared probe %q", q)
	}
}
