package specs

import (
	"strings"
	"testing"
)

func TestRequiredParametersAreSent(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /a:
    parameters:
    - {name: q, in: query, required: true, example: a b&c, schema: {type: string}}
    - {name: X-Trace, in: header, required: true, schema: {type: string, format: uuid}}
    - {name: overridden, in: query, required: true, schema: {type: integer}}
    get:
      parameters:
      - {name: overridden, in: query, required: true, schema: {type: integer, minimum: 5}}
      - {name: list, in: query, required: true, example: [1, 2], schema: {type: array, items: {type: integer}}}
      - {name: piped, in: query, required: true, style: pipeDelimited, explode: false, example: [1, 2], schema: {type: array, items: {type: integer}}}
      - {name: comma, in: query, required: true, explode: false, example: [1, 2], schema: {type: array, items: {type: integer}}}
      - {name: deep, in: query, required: true, style: deepObject, example: {x: 1}, schema: {type: object}}
      - {name: flat, in: query, required: true, example: {y: 2}, schema: {type: object}}
      - {name: json, in: query, required: true, content: {application/json: {schema: {type: object, example: {z: 3}}}}}
      - {name: optional, in: query, schema: {type: string}}
      - {name: Accept, in: header, required: true, schema: {type: string}}
      - {name: Authorization, in: header, required: true, schema: {type: string}}
      - {name: X-Bad, in: header, required: true, example: "a\r\nb", schema: {type: string}}
      - {name: sid, in: cookie, required: true, example: s;1, schema: {type: string}}
      - {name: lang, in: cookie, required: true, example: en, schema: {type: string}}
      responses: {}
    post: {responses: {}}
`
	plan := parse(t, text, Options{Safety: Full})
	p := oneProbe(t, plan, "/a", "GET")
	want := "comma=1,2&deep%5Bx%5D=1&y=2&json=%7B%22z%22%3A3%7D&list=1&list=2&overridden=5&piped=1%7C2&q=a%20b%26c"
	if p.Query != want {
		t.Errorf("query %s\nwant  %s", p.Query, want)
	}
	if got := p.Header.Get("X-Trace"); len(got) != 36 {
		t.Errorf("X-Trace %q", got)
	}
	if got := p.Header.Get("Cookie"); got != "sid=s%3B1; lang=en" {
		t.Errorf("Cookie %q", got)
	}
	if p.Header.Get("X-Bad") != "" || p.Header.Get("Authorization") != "" || p.Header.Get("Accept") == "proverb" {
		t.Errorf("header %v", p.Header)
	}
	for _, name := range []string{"HEAD", "get"} {
		if q := oneProbe(t, plan, "/a", name); q.Query != want || q.Header.Get("X-Trace") == "" || q.Header.Get("Cookie") != "sid=s%3B1; lang=en" {
			t.Errorf("%s has query %s and %v; want GET's", name, q.Query, q.Header)
		}
	}
	if q := oneProbe(t, plan, "/a", "POST"); q.Query != "overridden=1&q=a%20b%26c" || q.Header.Get("X-Trace") == "" {
		t.Errorf("POST: %s, %v", q.Query, q.Header)
	}
	for _, name := range []string{"UNKNOWN", "DELETE", "OPTIONS"} {
		if q := oneProbe(t, plan, "/a", name); q.Query != "" || q.Header.Get("X-Trace") != "" || q.Header.Get("Cookie") != "" {
			t.Errorf("%s: %s, %v", name, q.Query, q.Header)
		}
	}
}

func TestUsersValuesOfOtherParameters(t *testing.T) {
	t.Parallel()
	text := head + "paths: {/a: {get: {parameters: [{name: q, in: query, required: true, schema: {type: string}}], responses: {}}}}\n"
	plan := parse(t, text, Options{Params: []Param{{Name: "q", Value: "any"}, {Path: "/a", Name: "q", Value: "a/b"}, {Method: "PUT", Path: "/a", Name: "q", Value: "no"}}})
	if got := oneProbe(t, plan, "/a", "GET").Query; got != "q=a%2Fb" {
		t.Errorf("query %s", got)
	}
}

// TestOptionalParametersAreSentWhereTheyAreGiven: a value that somebody gives is
// never left aside without a word.
func TestOptionalParametersAreSentWhereTheyAreGiven(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /a:
    get:
      parameters:
      - {name: limit, in: query, schema: {type: integer, default: 9}}
      - {name: X-Tenant, in: header, schema: {type: string}}
      - {name: lang, in: cookie, schema: {type: string}}
      - {name: page, in: query, x-proverb: {value: 2}, schema: {type: integer}}
      - {name: unsaid, in: query, example: 1, schema: {type: integer}}
      responses: {}
`
	plan := parse(t, text, Options{Params: []Param{{Name: "limit", Value: "5"}, {Method: "GET", Path: "/a", Name: "X-Tenant", Value: "blue"}, {Name: "lang", Value: "en"}}})
	for _, name := range []string{"GET", "HEAD", "get"} {
		if p := oneProbe(t, plan, "/a", name); p.Query != "limit=5&page=2" || p.Header.Get("X-Tenant") != "blue" || p.Header.Get("Cookie") != "lang=en" {
			t.Errorf("%s: %s, %v", name, p.Query, p.Header)
		}
	}
	want := map[string]string{"limit": "5 param", "X-Tenant": "blue param", "lang": "en param", "page": "2 x-proverb", "unsaid": " "}
	for _, q := range pathOf(t, plan, "/a").DeclaredOn("GET").Parameters {
		if got := q.Value + " " + q.Source; got != want[q.Name] {
			t.Errorf("%s is sent with %q, want %q", q.Name, got, want[q.Name])
		}
	}
}

func TestUsersValuesThatAreNotOfOnePiece(t *testing.T) {
	t.Parallel()
	tests := []struct{ parameter, value, want string }{
		{"style: deepObject, schema: {type: object}", `{"a": 1, "b": {"c": "x"}}`, "q%5Ba%5D=1&q%5Bb%5D%5Bc%5D=x"},
		{"schema: {type: object}", `{"a": 12345678901234567890}`, "a=12345678901234567890"},
		{"content: {application/json: {schema: {type: object}}}", `{"a": [1]}`, "q=%7B%22a%22%3A%5B1%5D%7D"},
		{"content: {application/json: {schema: {type: string}}}", "5", "q=%225%22"},
		{"content: {application/json: {schema: {type: integer}}}", "5", "q=5"},
		{"content: {application/json: {}}", "no {json", "q=%22no%20%7Bjson%22"},
		{"schema: {type: array, items: {type: object}}", `[{"a": 1}]`, "q=%7B%22a%22%3A1%7D"},
		{"schema: {type: string}", `{"a": 1}`, "q=%7B%22a%22%3A%201%7D"},
		{"schema: {type: object}", "plain", "q=plain"},
	}
	for _, test := range tests {
		text := head + "paths: {/a: {get: {parameters: [{name: q, in: query, required: true, " + test.parameter + "}], responses: {}}}}\n"
		plan := parse(t, text, Options{Params: []Param{{Name: "q", Value: test.value}}})
		if got := oneProbe(t, plan, "/a", "GET").Query; got != test.want {
			t.Errorf("%s given %s: %s, want %s", test.parameter, test.value, got, test.want)
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, content, guarded, full, typed string
	}{
		{"example", "application/json: {example: {b: 1}, schema: {type: object}}", "malformed", `{"b":1}`, "application/json"},
		{"invalid example", "application/json: {example: [], schema: {type: object, required: [c], properties: {c: {type: integer}}}}", "malformed", `{"c":1}`, "application/json"},
		{"examples", "application/json: {examples: {x: {value: {d: 1}}}}", "malformed", `{"d":1}`, "application/json"},
		{"JSON before others", "application/a: {}, application/merge-patch+json: {schema: {type: object, example: {m: 1}}}", "malformed", `{"m":1}`, "application/merge-patch+json"},
		{"any type", "'*/*': {schema: {type: string, example: s}}", "malformed", `"s"`, "application/json"},
		{"form", "application/x-www-form-urlencoded: {schema: {type: object, required: [a, b], properties: {a: {type: array, items: {type: string}}, b: {type: object, required: [c], properties: {c: {type: boolean}}}}}}", "no-body", "a=proverb&b=%7B%22c%22%3Atrue%7D", "application/x-www-form-urlencoded"},
		{"multipart", "multipart/form-data: {schema: {type: object, required: [a], properties: {a: {type: string}}}}", "no-body", "--proverb-boundary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nproverb\r\n--proverb-boundary--\r\n", "multipart/form-data; boundary=proverb-boundary"},
		{"bytes", "application/octet-stream: {}", "no-body", "proverb", "application/octet-stream"},
		{"XML example", "application/xml: {example: <a/>}", "no-body", "<a/>", "application/xml"},
		{"XML", "application/xml: {schema: {type: object}}", "no-body", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := head + "paths: {/a: {post: {requestBody: {required: true, content: {" + test.content + "}}, responses: {}}}}\n"
			all := probesOf(parse(t, text, Options{Safety: Full}).Paths[0], "POST")
			if len(all) != 2 || string(all[0].Form) != test.guarded || all[1].Form != FormValid {
				t.Fatalf("probes %v", all)
			}
			if got := all[1]; string(got.Body) != test.full || got.Header.Get("Content-Type") != test.typed {
				t.Errorf("%q as %q", got.Body, got.Header.Get("Content-Type"))
			}
			if test.guarded == "no-body" && (all[0].Body != nil || all[0].Header.Get("Content-Type") != "") {
				t.Errorf("no-body has %q %v", all[0].Body, all[0].Header)
			}
			if test.guarded == "malformed" && (string(all[0].Body) != `{"proverb":` || !strings.Contains(all[0].Header.Get("Content-Type"), "json")) {
				t.Errorf("malformed has %q %v", all[0].Body, all[0].Header)
			}
		})
	}
}
