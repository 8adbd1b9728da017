package suite_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/proverb-dev/proverb/suite"
)

// answerTo is an answer as a client receives it; fields are "Name: value" lines.
func answerTo(method string, status int, fields, body string) *http.Response {
	r := &http.Response{
		Proto: "HTTP/1.1", StatusCode: status, Status: "000 " + http.StatusText(status), Header: http.Header{},
		Body:    io.NopCloser(strings.NewReader(body)),
		Request: httptest.NewRequest(method, "http://shop.example/books?page=2", nil),
	}
	for line := range strings.Lines(fields) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		r.Header.Add(name, strings.TrimSpace(value))
	}
	return r
}

const (
	jsonType    = "Content-Type: application/json\n"
	problemType = "Content-Type: application/problem+json\n"
)

var matching = []struct {
	name    string
	matcher types.GomegaMatcher
	actual  *http.Response
	wrong   string // in the failure message; empty where it matches
}{
	{"405", suite.RefuseMethod(), answerTo("DELETE", 405, "Allow: GET", ""), ""},
	{"405 with an empty Allow", suite.RefuseMethod(), answerTo("DELETE", 405, "Allow:", ""), ""},
	{"two lines of Allow", suite.RefuseMethod("GET", "POST"), answerTo("DELETE", 405, "Allow: GET\nAllow: POST", ""), ""},
	{"HEAD and OPTIONS besides", suite.RefuseMethod("GET"), answerTo("DELETE", 405, "Allow: GET, HEAD, OPTIONS", ""), ""},
	{"one left out", suite.RefuseMethod("GET", "POST"), answerTo("DELETE", 405, "Allow: GET", ""), "allow/complete: Allow: GET leaves out POST"},
	{"one too many", suite.RefuseMethod("GET"), answerTo("DELETE", 405, "Allow: GET\nAllow: PUT", ""), "allow/no-undocumented: Allow: GET, PUT also lists PUT"},
	{"no Allow", suite.RefuseMethod(), answerTo("DELETE", 405, "", ""), "allow/present-on-405: 405 without Allow"},
	{"Allow that lists itself", suite.RefuseMethod(), answerTo("DELETE", 405, "Allow: DELETE", ""), "allow/excludes-rejected: "},
	{"Allow with semicolons", suite.RefuseMethod(), answerTo("DELETE", 405, "Allow: GET; POST", ""), "allow/syntax: "},
	{"501 for 405", suite.RefuseMethod(), answerTo("DELETE", 501, "", ""), "method/known-405: DELETE is not declared on this path and was answered 501"},
	{"404 for 405", suite.RefuseMethod(), answerTo("DELETE", 404, "", ""), "method/known-405: "},
	{"401 for 405", suite.RefuseMethod(), answerTo("DELETE", 401, "", ""), "method/known-405: "},
	{"200 for 405", suite.RefuseMethod(), answerTo("DELETE", 200, "", ""), "method/known-405: "},
	{"429 for 405", suite.RefuseMethod(), answerTo("DELETE", 429, "", ""), "inconclusive: method/known-405: 429 does not tell: "},

	{"501", suite.NotImplementMethod(), answerTo("BREW", 501, "", ""), ""},
	{"405 for 501", suite.NotImplementMethod(), answerTo("BREW", 405, "Allow: GET", ""), "method/unregistered-501: BREW was answered 405\n"},
	{"200 for 501", suite.NotImplementMethod(), answerTo("BREW", 200, "", ""), "method/undeclared-not-accepted: BREW is not declared"},
	{"400 for 501", suite.NotImplementMethod(), answerTo("BREW", 400, "", ""), "method/unregistered-501: "},
	{"429 for 501", suite.NotImplementMethod(), answerTo("BREW", 429, "", ""), "inconclusive: "},

	{"Allow", suite.HaveAllow(), answerTo("OPTIONS", 204, "Allow: GET", ""), ""},
	{"this Allow", suite.HaveAllow("POST", "GET"), answerTo("OPTIONS", 204, "Allow: GET, POST, HEAD", ""), ""},
	{"no Allow at all", suite.HaveAllow("GET"), answerTo("OPTIONS", 204, "", ""), "allow/present-on-405: 204 without Allow"},
	{"another Allow", suite.HaveAllow("GET", "PUT"), answerTo("OPTIONS", 204, "Allow: GET", ""), "leaves out PUT"},

	{"JSON", suite.HaveParseableErrorBody(), answerTo("GET", 404, jsonType, `{"error":"no"}`), ""},
	{"text", suite.HaveParseableErrorBody(), answerTo("GET", 404, "Content-Type: text/plain", "no such book"), ""},
	{"text after JSON", suite.HaveParseableErrorBody(), answerTo("GET", 404, jsonType, `{"error":"no"} more`), "body/json-parseable: "},
	{"HTML", suite.HaveParseableErrorBody(), answerTo("GET", 404, "Content-Type: text/html", "<html><body>no</body></html>"), "body/not-html: "},
	{"nothing", suite.HaveParseableErrorBody(), answerTo("GET", 404, "", ""), "body/explains-error: "},
	{"no Content-Type", suite.HaveParseableErrorBody(), answerTo("GET", 404, "", `{"error":"no"}`), "body/content-type-present: "},
	{"no error", suite.HaveParseableErrorBody(), answerTo("GET", 200, jsonType, `{}`), "body/explains-error: 200 is no error"},
	{"HEAD", suite.HaveParseableErrorBody(), answerTo("HEAD", 404, jsonType, ""), "an answer to HEAD has no content"},

	{"problem", suite.HaveProblem(), answerTo("GET", 404, problemType, `{"title":"Not Found","status":404}`), ""},
	{"a title of one's own", suite.HaveProblem(gomega.HaveKeyWithValue("title", "No such book")), answerTo("GET", 404, problemType, `{"title":"No such book"}`), ""},
	{"this problem", suite.HaveProblem(gomega.HaveKeyWithValue("title", "Not Found")), answerTo("GET", 404, problemType, `{"title":"Not Found"}`), ""},
	{"another problem", suite.HaveProblem(gomega.HaveKeyWithValue("title", "Gone")), answerTo("GET", 404, problemType, `{"title":"Not Found"}`), "problem/members-expected: "},
	{"another status", suite.HaveProblem(), answerTo("GET", 404, problemType, `{"status":500}`), "problem/status-matches: "},
	{"an array", suite.HaveProblem(gomega.HaveKey("title")), answerTo("GET", 404, problemType, `[]`), "problem/is-object: "},
	{"not a problem", suite.HaveProblem(), answerTo("GET", 404, jsonType, `{"status":404}`), "problem/is-object: 404 with application/json, not"},
	{"no content", suite.HaveProblem(), answerTo("GET", 404, problemType, ""), "problem/is-object: 404 without content"},
	{"no JSON", suite.HaveProblem(), answerTo("GET", 404, problemType, `{`), "body/json-parseable: "},

	{"no-store", suite.HaveSaneCacheHeaders(), answerTo("GET", 404, "Cache-Control: no-store", ""), ""},
	{"no cache headers", suite.HaveSaneCacheHeaders(), answerTo("GET", 404, "", ""), ""},
	{"an error for a day", suite.HaveSaneCacheHeaders(), answerTo("GET", 404, "Cache-Control: max-age=86400", ""), "cache/error-lifetime: "},
	{"a lifetime in words", suite.HaveSaneCacheHeaders(), answerTo("GET", 200, "Cache-Control: max-age=day", ""), "cache/cc-syntax: "},

	{"a rule", suite.Conform("allow/present-on-405"), answerTo("PUT", 405, "Allow: GET", ""), ""},
	{"a rule broken", suite.Conform("allow/present-on-405"), answerTo("PUT", 405, "", ""), "allow/present-on-405: "},
	{"a topic", suite.Conform("allow/"), answerTo("PUT", 405, "Allow: GET", ""), ""},
	{"advice", suite.Conform("cache/error-explicit"), answerTo("GET", 404, "", "x"), "info: cache/error-explicit: "},
	{"everything", suite.Conform(), answerTo("PUT", 405, "Allow: GET\n"+jsonType, `{}`), ""},
	{"everything broken", suite.Conform(), answerTo("PUT", 405, jsonType, `{`), "body/json-parseable: "},
}
