package specs

import (
	"strings"
	"testing"
)

const (
	colour  = "schema: {type: string}, example: blue"
	colours = "schema: {type: array, items: {type: string}}, example: [blue, black, brown]"
	mixed   = "schema: {type: object, additionalProperties: {type: integer}}, example: {R: 100, G: 200, B: 150}"
	nothing = "schema: {type: string, enum: ['']}"
)

// styled is a document with one required parameter called color.
func styled(in, style, explode, value string) string {
	path := "/p"
	if in == "path" {
		path = "/p/{color}"
	}
	return strings.Replace(head, "3.0.3", "3.1.0", 1) + "paths:\n  " + path + ": {get: {parameters: [{name: color, in: " + in +
		", required: true, style: " + style + ", explode: " + explode + ", " + value + "}], responses: {}}}\n"
}

// TestStyles is the table of examples of the OpenAPI specification (3.1.1, Style
// Examples), the members of the object in the order of their names.
func TestStyles(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, style, explode, text, list, object string }{
		{"path", "matrix", "false", ";color=blue", ";color=blue,black,brown", ";color=B,150,G,200,R,100"},
		{"path", "matrix", "true", ";color=blue", ";color=blue;color=black;color=brown", ";B=150;G=200;R=100"},
		{"path", "label", "false", ".blue", ".blue,black,brown", ".B,150,G,200,R,100"},
		{"path", "label", "true", ".blue", ".blue.black.brown", ".B=150.G=200.R=100"},
		{"path", "simple", "false", "blue", "blue,black,brown", "B,150,G,200,R,100"},
		{"path", "simple", "true", "blue", "blue,black,brown", "B=150,G=200,R=100"},
		{"header", "simple", "false", "blue", "blue,black,brown", "B,150,G,200,R,100"},
		{"header", "simple", "true", "blue", "blue,black,brown", "B=150,G=200,R=100"},
		{"query", "form", "false", "color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"},
		{"query", "form", "true", "color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"},
		{"cookie", "form", "false", "color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"},
		{"cookie", "form", "true", "color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"},
		{"cookie", "cookie", "true", "color=blue", "color=blue; color=black; color=brown", "B=150; G=200; R=100"},
		{"query", "spaceDelimited", "false", "", "color=blue%20black%20brown", "color=B%20150%20G%20200%20R%20100"},
		{"query", "pipeDelimited", "false", "", "color=blue%7Cblack%7Cbrown", "color=B%7C150%7CG%7C200%7CR%7C100"},
		{"query", "deepObject", "true", "", "", "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100"},
	}
	for _, test := range tests {
		for value, want := range map[string]string{colour: test.text, colours: test.list, mixed: test.object} {
			if got := writtenAs(t, test.in, styled(test.in, test.style, test.explode, value)); want != "" && got != want {
				t.Errorf("%s %s, explode %s: %s, want %s", test.in, test.style, test.explode, got, want)
			}
		}
	}
	if got := writtenAs(t, "query", styled("query", "form", "true", nothing)); got != "color=" {
		t.Errorf("the empty string: %s", got)
	}
}

// writtenAs is where GET has the parameter.
func writtenAs(t *testing.T, in, text string) string {
	t.Helper()
	plan := parse(t, text, Options{})
	p := plan.Paths[0]
	get := probesOf(p, "GET")[0]
	switch in {
	case "query":
		return get.Query
	case "header":
		return get.Header.Get("color")
	case "cookie":
		return get.Header.Get("Cookie")
	}
	target := p.Fill(map[string]string{"color": p.Values[0].Candidates[0]})
	if p.Values[0].Source != SourceExample || !p.Matches(target) {
		t.Errorf("%s from %s does not match %s", target, p.Values[0].Source, p.Template)
	}
	return strings.TrimPrefix(target, "/p/")
}

func TestUsersValuesAreWrittenInTheStyle(t *testing.T) {
	t.Parallel()
	given := Options{Params: []Param{{Name: "color", Value: "a,b"}}}
	plan := parse(t, styled("query", "pipeDelimited", "false", colours), given)
	if got := oneProbe(t, plan, "/p", "GET").Query; got != "color=a%7Cb" {
		t.Errorf("query %s", got)
	}
	path := parse(t, styled("path", "matrix", "false", colours), given).Paths[0]
	if got := path.Fill(map[string]string{"color": path.Values[0].Candidates[0]}); got != "/p/;color=a,b" {
		t.Errorf("path %s", got)
	}
}

func TestReservedAndContent(t *testing.T) {
	t.Parallel()
	tests := []struct{ parameter, want string }{
		{"name: q, in: query, allowReserved: true, schema: {type: string}, example: 'a/b?c=d&e#f'", "q=a/b?c%3Dd%26e%23f"},
		{"name: q, in: query, schema: {type: string}, example: 'a/b?c'", "q=a%2Fb%3Fc"},
		{"name: 'a[b]', in: query, schema: {type: string}, example: é", "a%5Bb%5D=%C3%A9"},
		{"name: q, in: query, content: {application/json: {schema: {type: array, items: {type: integer}, example: [1, 2]}}}", "q=%5B1%2C2%5D"},
		{"name: q, in: query, content: {application/json: {schema: {type: string, example: s}}}", "q=%22s%22"},
		{"name: q, in: query, style: deepObject, schema: {type: object}, example: {a: {b: {c: 1}}, d: 2}", "q%5Ba%5D%5Bb%5D%5Bc%5D=1&q%5Bd%5D=2"},
		{"name: q, in: query, schema: {type: array, items: {type: object}}, example: [{a: 1}]", "q=%7B%22a%22%3A1%7D"},
		{"name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object, example: {a: 1, b: x y}}}}", "a=1&b=x+y"},
		{"name: q, in: query, content: {application/json: {example: {z: 1}}}", "q=%7B%22z%22%3A1%7D"},
		{"name: q, in: query, content: {application/json: {examples: {one: {value: {y: 1}}}, schema: {type: object}}}", "q=%7B%22y%22%3A1%7D"},
		{"name: q, in: querystring, content: {application/json: {schema: {type: object, example: {a: 1}}}}", "%7B%22a%22%3A1%7D"},
	}
	for _, test := range tests {
		text := strings.Replace(head, "3.0.3", "3.2.0", 1) + "paths: {/p: {get: {parameters: [{" + test.parameter + ", required: true}], responses: {}}}}\n"
		if got := oneProbe(t, parse(t, text, Options{}), "/p", "GET").Query; got != test.want {
			t.Errorf("%s: %s, want %s", test.parameter, got, test.want)
		}
	}
}

// FuzzStyles: whatever the value, what is written is a query, a segment or a
// field that can be sent.
func FuzzStyles(f *testing.F) {
	f.Add("form", true, true, "a b", "ü&=;,/?#", "k[")
	f.Add("matrix", false, false, ".", "..", "")
	f.Add("deepObject", true, false, "%", "\x00\n", "+")
	f.Fuzz(func(t *testing.T, name string, explode, reserved bool, one, two, member string) {
		s := style{name: name, explode: explode, reserved: reserved}
		for _, v := range []any{one, []any{one, two}, []any{}, map[string]any{member: one, two: 1.5}, nil, true} {
			for _, part := range s.query(member, v) {
				if i := strings.IndexFunc(part, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune(`#[]&"<>\^{}|`, c) }); i >= 0 {
					t.Errorf("%+v writes %q for %#v", s, part, v)
				}
			}
			p := part{name: "p", parameter: true, delimited: explode}
			if got := p.escapeFill(s.fill("p", v)); strings.ContainsAny(got, "/?# \n\x00") {
				t.Errorf("%+v fills %q for %#v", s, got, v)
			}
			s.header(v)
			s.cookies(name, v)
		}
	})
}
