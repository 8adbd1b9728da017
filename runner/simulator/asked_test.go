package simulator_test

import (
	"strings"
	"testing"
)

const (
	asks    = "Access-Control-Request-Method: DELETE"
	origin  = "Origin: https://proverb.example"
	strange = "Content-Type: application/x-proverb"
	isJSON  = "Content-Type: application/json"
	browser = "Accept: text/html"
	another = "X-HTTP-Method-Override: PUT"
)

// showsAsked are the faults that a plain request does not show, as in shows.
var showsAsked = []struct {
	fault, method, target, content string
	fields                         []string
	want                           string
}{
	{"cors", "GET", "/health", "", []string{origin}, "|Access-Control-Allow-Origin: *|"},
	{"cors-preflight-status", "OPTIONS", "/books/b-1", "", []string{origin, asks}, "405|"},
	{"cors-preflight-methods", "OPTIONS", "/books/b-1", "", []string{origin, asks}, "|Access-Control-Allow-Methods: PUT|"},
	{"cors-preflight-unauthenticated", "OPTIONS", "/books/b-1", "", []string{origin, asks}, "401|"},
	{"cors-options-distinct", "OPTIONS", "/books/b-1", "", []string{origin, asks}, "200|Allow: DELETE, GET, HEAD, OPTIONS, PUT|"},
	{"cors-acam-vs-declared", "OPTIONS", "/books/b-1", "", []string{origin, asks}, "PUT,PATCH,POST,DELETE"},
	{"cors-acao-single", "GET", "/health", "", []string{origin}, "https://a.example, https://b.example"},
	{"cors-vary-origin", "GET", "/health", "", []string{origin}, "|Access-Control-Allow-Origin: https://proverb.example|"},
	{"cors-errors-readable", "GET", "/health", "", []string{origin}, "|Access-Control-Allow-Origin: *|"},
	{"cors-no-reflect", "GET", "/health", "", []string{origin}, "|Access-Control-Allow-Credentials: true|"},
	{"cors-preflight-fields-misplaced", "GET", "/health", "", nil, "|Access-Control-Max-Age: 600|"},
	{"neg-malformed-content-refused", "POST", "/books", "{", []string{isJSON}, "204|"},
	{"neg-415-unsupported-type", "POST", "/books", "{", []string{strange}, "204|"},
	{"neg-415-no-accept-encoding", "POST", "/books", "{", []string{strange}, "|Accept-Encoding: gzip|"},
	{"neg-coding-unsupported-415", "POST", "/books", novel, []string{isJSON, "Content-Encoding: x-proverb"}, "201|"},
	{"neg-accept-query-syntax", "OPTIONS", "/books", "", nil, "|Accept-Query: json|"},
	{"neg-406-not-misused", "GET", "/health", "", nil, "406|"},
	{"neg-406-optional", "GET", "/books", "", []string{"Accept: application/x-proverb"}, "415|"},
	{"neg-406-body", "GET", "/books", "", []string{"Accept: application/x-proverb"}, "406|"},
	{"neg-vary-on-errors", "GET", "/nowhere", "", []string{browser}, "<!DOCTYPE html>"},
	{"patch", "PATCH", "/books/b-1", novel, []string{isJSON}, "200|"},
	{"query", "QUERY", "/books", "{}", []string{isJSON}, "200|"},
	{"override-ignored", "POST", "/books", novel, []string{isJSON, another}, "405|"},
	{"reflected-page", "GET", "/%3Cproverb%3E", "", []string{browser}, "<proverb>"},
	{"corr-id-echo", "GET", "/health", "", []string{"X-Request-Id: 1234"}, "|X-Request-Id: 1234|"},
}

func TestFaultsThatAreAskedForShow(t *testing.T) {
	t.Parallel()
	for _, c := range showsAsked {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			faulty, _ := open(t, c.fault).try(t, c.method, c.target, c.content, c.fields...)
			sound, _ := open(t).try(t, c.method, c.target, c.content, c.fields...)
			if got := faulty.whole(); !strings.Contains(got, c.want) {
				t.Errorf("%s %s is answered\n%s\nwant %q in it", c.method, c.target, got, c.want)
			}
			if got := sound.whole(); strings.Contains(got, c.want) {
				t.Errorf("without the fault too, %s %s is answered\n%s", c.method, c.target, got)
			}
		})
	}
}

func TestPoisonedCache(t *testing.T) {
	t.Parallel()
	s := open(t, "cache-probe-poisoning")
	if r := s.ask(t, "GET", "/health?x=1", "X-Oversized: "+strings.Repeat("x", 2000)); r.status != 400 {
		t.Errorf("what provokes the error is answered %d", r.status)
	}
	if r := s.ask(t, "GET", "/health?x=1"); r.status != 400 || r.header.Get("Age") == "" {
		t.Errorf("the next client gets %d, Age %q", r.status, r.header.Get("Age"))
	}
	if r := s.ask(t, "GET", "/health?x=2"); r.status != 200 {
		t.Errorf("another target is answered %d", r.status)
	}
}

// whole is line with the fields that questions are about.
func (r reply) whole() string {
	text := r.line()
	for name, values := range r.header {
		for _, v := range values {
			text += "|" + name + ": " + v + "|"
		}
	}
	return text
}
