package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// TestOneMistakeIsToldOnce has a server with one mistake each, and every rule
// that tells of it as an error or a warning.
func TestOneMistakeIsToldOnce(t *testing.T) {
	t.Parallel()
	const items = ", live, path: /items, declared: GET POST; server: GET HEAD POST PUT)\n"
	const (
		works  = "> GET /items (declared" + items + "< 200 OK\n< Content-Type: application/json\n< Cache-Control: no-store\n<\n< []\n"
		right  = "> PROVERBQWERTY /items (unknown" + items + "< 501 Not Implemented\n< Content-Type: application/json\n<\n< {}\n"
		put    = "> PUT /items (elsewhere" + items
		trace  = "> TRACE /items (registered" + items
		lower  = "> get /items (variant" + items
		body   = "< Content-Type: application/json\n< Cache-Control: no-store\n<\n< {}\n"
		fine   = "< 405 Method Not Allowed\n< Allow: GET, HEAD, POST\n" + body
		proxys = "< 400 Bad request\n< Content-length: 90\n< Cache-Control: no-cache\n< Connection: close\n< Content-Type: text/html\n<\n<\"<html><body><h1>400 Bad request</h1>\\nYour browser sent an invalid request.\\n</body></html>\\n\"\n"
	)
	unknown := "> PROVERBQWERTY /items (unknown" + items
	tests := []struct{ mistake, text, want string }{
		{"none", works + right + put + fine + trace + fine, ""},
		{"a router that answers 404 to every wrong method (gin)",
			works + unknown + "< 404 Not Found\n" + body + put + "< 404 Not Found\n" + body + trace + "< 404 Not Found\n" + body,
			"route/404-vs-405"},
		{"a router that answers 405 to every wrong method (net/http)",
			works + unknown + fine + put + fine + trace + fine, "method/known-unknown-distinct"},
		{"a router that answers 400 to every wrong method",
			works + unknown + "< 400 Bad Request\n" + body + put + "< 400 Bad Request\n" + body + trace + "< 400 Bad Request\n" + body,
			"method/known-405"},
		{"404 to every method that no path declares, and no other could be asked (Pyramid)",
			strings.ReplaceAll(works+unknown+"< 404 Not Found\n"+body+"> PROPFIND /items (registered"+items+"< 404 Not Found\n"+body, " PUT)", ")"),
			"method/registered-405-or-501"},
		{"a proxy that answers 400 to every wrong method, which is no more than a warning of a known one",
			works + unknown + proxys + put + proxys, "method/known-unknown-distinct method/known-405"},
		{"content that is looked at before the method",
			works + unknown + "< 415 Unsupported Media Type\n" + body + put + "< 415 Unsupported Media Type\n" + body,
			"route/method-before-body"},
		{"400 to what is unknown, and on one path to what is known",
			works + unknown + "< 400 Bad Request\n" + body + put + fine + trace + fine +
				"> PUT /p (elsewhere, live, path: /p, declared: POST; server: GET HEAD POST PUT)\n< 400 Bad Request\n" + body +
				"> PROVERBQWERTY /p (unknown, live, path: /p, declared: POST; server: GET HEAD POST PUT)\n< 400 Bad Request\n" + body,
			"method/known-405 method/unregistered-501"},
		{"400 to what is unknown alone", works + unknown + "< 400 Bad Request\n" + body + put + fine + trace + fine, "method/unregistered-501"},
		{"a handler that never looks at the method",
			works + unknown + "< 200 OK\n" + body + put + "< 200 OK\n" + body + lower + "< 200 OK\n" + body,
			"method/undeclared-not-accepted"},
		{"a failure on an unknown method",
			works + put + fine + unknown + "< 500 Internal Server Error\n" + body, "method/no-server-error"},
		{"a failure on a known method",
			works + right + trace + fine + put + "< 500 Internal Server Error\n" + body, "method/no-server-error"},
		{"501 to a method that works elsewhere",
			works + right + trace + fine + put + "< 501 Not Implemented\n" + body, "method/implemented-not-501"},
		{"a server that has not the method at all (http.server)",
			works + unknown + "< 501 Not Implemented\n" + body + put + "< 501 Not Implemented\n" + body +
				"> PUT /items/9 (declared, form: impossible, live, path: /items/{id}, declared: PUT; server: GET HEAD POST PUT)\n< 501 Not Implemented\n" + body,
			"method/declared-not-rejected"},
		{"TRACE", works + right + put + fine + "> TRACE /items (registered" + items +
			"< 200 OK\n< Content-Type: message/http\n<\n<\"TRACE /items HTTP/1.1\\r\\n\\r\\n\"\n", "method/trace-disabled"},
		{"a CORS handler that answers every OPTIONS", works + right + put + fine +
			"> OPTIONS /p (implied, live, path: /p, declared: PATCH; server: GET HEAD PATCH POST PUT)\n< 204 No Content\n< Access-Control-Allow-Methods: GET, PATCH, POST\n",
			"method/options-allow"},
		{"rights that are looked at before the method",
			strings.ReplaceAll(works+right+trace+fine+put+"< 403 Forbidden\n"+body+"> PATCH /items (registered"+items+"< 403 Forbidden\n"+body, ", live", ", live, authenticated"),
			"route/auth-precedence"},
		{"rights that are looked at before the method, of unknown ones as well, which is worse than that of known ones",
			strings.ReplaceAll(works+unknown+"< 403 Forbidden\n"+body+put+"< 403 Forbidden\n"+body, ", live", ", live, authenticated"),
			"method/known-unknown-distinct route/auth-precedence"},
		{"one Allow for the whole server",
			works + right + put + "< 405 Method Not Allowed\n< Allow: GET, POST, PUT, HEAD\n" + body, "allow/excludes-rejected"},
		{"an Allow that leaves out a method on one answer",
			works + right + trace + fine + put + "< 405 Method Not Allowed\n< Allow: GET\n" + body, "allow/complete"},
		{"problem details with a status that is a string",
			works + right + put + "< 405 Method Not Allowed\n< Allow: GET, POST\n< Content-Type: application/problem+json\n<\n< {\"status\":\"405\"}\n",
			"problem/member-types"},
		{"a page under a JSON label",
			works + right + put + "< 405 Method Not Allowed\n< Allow: GET, POST\n< Content-Type: application/json\n<\n< <!doctype html>\n",
			"body/json-parseable"},
		{"a page", works + right + put + "< 405 Method Not Allowed\n< Allow: GET, POST\n< Content-Type: text/html\n<\n< <!doctype html>\n",
			"body/not-html"},
	}
	for _, test := range tests {
		t.Run(test.mistake, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(toldBy(t, test.text), " "); got != test.want {
				t.Errorf("it is told by %q, not %q", got, test.want)
			}
		})
	}
}

// toldBy are the rules that tell errors and warnings of an example.
func toldBy(t *testing.T, text string) []string {
	t.Helper()
	dateless := rules.Profile{Except: []string{"cache/date-present"}} // for brevity
	examples, err := rules.ParseExamples([]byte("-- pass: whatever --\n" + text))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range rules.Judge(examples[0].Record, dateless).Findings {
		if f.Severity.Reaches(rules.Warning) && !slices.Contains(out, f.Rule.ID) {
			out = append(out, f.Rule.ID)
		}
	}
	return out
}

// TestAMistakeOfAnotherPathIsNoneOfThisOne: a method that a path which matches as well
// declares shows nothing of this one, so that UNKNOWN is told of beside it.
func TestAMistakeOfAnotherPathIsNoneOfThisOne(t *testing.T) {
	t.Parallel()
	examples, err := rules.ParseExamples([]byte(`
-- openapi.yaml --
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets/mine:
    get: {responses: {"200": {description: mine}}}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: string}, example: p-1}]
    delete: {responses: {"204": {description: gone}}}
-- pass: whatever --
> GET /pets/mine (declared, live)
< 200 OK
> DELETE /pets/mine (elsewhere, live)
< 400 Bad Request
< Date: Fri, 20 Nov 2026 23:36:31 GMT
> PROVERBQWERTY /pets/mine (unknown, live)
< 400 Bad Request
< Date: Fri, 20 Nov 2026 23:36:31 GMT
`))
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, f := range rules.Judge(examples[0].Record, rules.Profile{}).Findings {
		told[f.Rule.ID] = true
	}
	if told["method/known-405"] || !told["method/known-unknown-distinct"] {
		t.Errorf("it is told by %v", told)
	}
}
