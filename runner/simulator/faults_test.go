package simulator_test

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner/simulator"
)

func itoa(n int) string { return strconv.Itoa(n) }

// each fault, a request that shows it, and a word of what came: the answer
// printed as "status|Name: value|...|content".
var shows = []struct{ fault, method, target, content, want string }{
	{"declared-not-rejected", "PUT", "/books/b-1", novel, "501|"},
	{"undeclared-not-accepted", "PUT", "/authors", "", "204|"},
	{"known-405", "GET", "/orders", "", "400|"},
	{"implemented-not-501", "GET", "/orders", "", "501|"},
	{"registered-405-or-501", "PATCH", "/books", "", "400|"},
	{"unregistered-501", "FOO", "/nowhere", "", "400|"},
	{"known-unknown-distinct", "FOO", "/books", "", "405|Allow: GET, HEAD, OPTIONS, POST|"},
	{"unregistered-uniform", "FOO", "/health", "", "400|"},
	{"case-sensitive", "get", "/health", "", `{"status":"ok"}`},
	{"head-supported", "HEAD", "/health", "", "405|Allow: GET, OPTIONS|"},
	{"options-allow", "OPTIONS", "/books", "", "204|Date"},
	{"head-content-length", "HEAD", "/health", "", "200|Cache-Control: no-cache|Content-Length: 1|"},
	{"options-status", "OPTIONS", "/books", "", "404|"},
	{"allow-truthful", "HEAD", "/books", "", "405|Allow: GET, OPTIONS, POST|"},
	{"allow-head-with-get", "PUT", "/books", "", "|Allow: GET, OPTIONS, POST|"},
	{"allow-not-required-on-501", "FOO", "/books", "", "501|Allow: GET, HEAD, OPTIONS, POST, FOO|"},
	{"auth-401-challenge", "POST", "/orders", "{}", "401|Cache-Control: no-store|Content-Length: 93|Content-Type: application/problem+json|Date"},
	{"auth-challenge-syntax", "POST", "/orders", "{}", `|Www-Authenticate: Bearer realm="bookshop" error="invalid_token"|`},
	{"auth-407-not-from-origin", "POST", "/orders", "{}", "407|"},
	{"route-auth-precedence", "PUT", "/books", "", "403|"},
	{"route-method-before-body", "PUT", "/books", "", "415|"},
	{"route-missing-resource-method", "PUT", "/nowhere", "", "405|Allow: |"},
	{"route-501-precedence", "FOO", "/nowhere", "", "404|"},
	{"route-enumeration-oracle", "GET", "/books/b-1", "", "401|"},
	{"trace-no-sensitive-echo", "TRACE", "/books", "", "message/http"},
	{"trace-disabled", "TRACE", "/books", "", "message/http"},
	{"no-server-error", "POST", "/books", "{", "500|"},
	{"head-no-content", "HEAD", "/health", "", `{"status":"ok"}`},
	{"route-unknown-path-404", "GET", "/nowhere", "", "200|"},
	{"route-redirect", "PUT", "/authors", "", "302|"},
	{"allow-present-on-405", "PUT", "/books", "", "405|Cache-Control"},
	{"allow-syntax", "PUT", "/books", "", "|Allow: GET, HEAD, OPTIONS (always), POST|"},
	{"allow-excludes-rejected", "OPTIONS", "/health", "", "405|Allow: GET, HEAD, OPTIONS|"},
	{"allow-complete", "PUT", "/books", "", "|Allow: GET, HEAD, OPTIONS|"},
	{"allow-no-undocumented", "PUT", "/books", "", "|Allow: GET, HEAD, OPTIONS, POST, PATCH|"},
	{"allow-consistent", "OPTIONS", "/books", "", "|Allow: GET, HEAD, OPTIONS|"},
	{"body-explains-error", "GET", "/nowhere", "", "|Content-Length: 0|"},
	{"body-content-type-present", "GET", "/nowhere", "", "|Content-Length: 98|Date"},
	{"body-content-type-valid", "GET", "/nowhere", "", "|Content-Type: application/problem+json; charset|"},
	{"body-content-type-twice", "GET", "/nowhere", "", "|Content-Type: application/problem+json|Content-Type: application/json|"},
	{"body-media-type-expected", "GET", "/nowhere", "", "|Content-Type: application/json|"},
	{"body-json-parseable", "GET", "/nowhere", "", "{'title'"},
	{"body-schema", "GET", "/nowhere", "", `"status":404,"type"`},
	{"body-not-html", "PUT", "/books", "", "|Content-Type: text/html; charset=utf-8|"},
	{"problem-is-object", "GET", "/nowhere", "", `|"something went wrong"`},
	{"problem-member-types", "GET", "/nowhere", "", `"status":"see above"`},
	{"problem-status-matches", "GET", "/nowhere", "", `"status":400`},
	{"documented-501", "PUT", "/books/b-1", novel, "501|"},
	{"body-type-matches-bytes", "GET", "/nowhere", "", "|Content-Type: text/plain; charset=utf-8|"},
	{"route-404-vs-405", "PUT", "/books", "", "404|"},
	{"cache-error-lifetime", "GET", "/nowhere", "", "|Cache-Control: max-age=86400|"},
	{"cache-error-explicit", "GET", "/nowhere", "", "404|Content-Length"},
	{"cache-cc-syntax", "GET", "/health", "", "|Cache-Control: max-age=60s|"},
	{"cache-conflict", "GET", "/health", "", "|Cache-Control: no-store, max-age=3600|"},
	{"cache-expires-valid", "GET", "/health", "", "|Expires: tomorrow|"},
	{"cache-set-cookie", "GET", "/health", "", "|Set-Cookie: visit=1"},
	{"cache-targeted", "GET", "/health", "", "|Cdn-Cache-Control: max-age=60 seconds|"},
	{"cache-cache-status-syntax", "GET", "/health", "", "|Cache-Status: MISS from edge|"},
	{"body-consistent-shape", "PUT", "/books", "", `{"error":"no such method"}`},
	{"body-status-registered", "POST", "/books", "{", "430|"},
	{"body-framing", "PUT", "/authors", "", "<!-- 3 ms -->"},
	{"body-forbidden-content", "OPTIONS", "/books", "", "|Content-Length: 17|"},
	{"problem-media-type", "GET", "/nowhere", "", "|Content-Type: application/json|"},
	{"problem-type-uri", "PUT", "/books", "", `"type":"something went wrong"`},
	{"problem-about-blank-title", "GET", "/nowhere", "", `"title":"Something went wrong"`},
	{"problem-title-stable", "GET", "/nowhere", "", `"type":"https://bookshop.example/problems/http"`},
	{"problem-detail-not-debug", "GET", "/nowhere", "", `"detail":"java.util.NoSuch`},
	{"problem-instance-uri", "GET", "/nowhere", "", `"instance":"see the log"`},
	{"problem-extension-names", "GET", "/nowhere", "", `"$schema":`},
	{"retry-503", "GET", "/authors", "", "503|Cache-Control"},
	{"retry-429", "POST", "/books", "{", "429|Cache-Control"},
	{"retry-413", "PUT", "/books/b-1", "{", "413|Cache-Control"},
	{"retry-not-on-permanent", "PUT", "/books", "", "|Retry-After: 5|"},
	{"retry-sane", "POST", "/books", "{", "|Retry-After: 0|"},
	{"cache-authenticated-error", "GET", "/nowhere", "", "|Cache-Control: public, max-age=60|"},
	{"cache-429-not-storable", "GET", "/authors", "", "428|Cache-Control: max-age=60|"},
	{"cache-age-means-cached", "GET", "/health", "", "|Age: 60|"},
	{"cache-date-present", "GET", "/health", "", "|Content-Type: application/json|Etag"},
	{"cache-vary-syntax", "GET", "/health", "", "|Vary: the language|"},
	{"cache-pragma-only", "GET", "/nowhere", "", "|Pragma: no-cache|"},
	{"retry-syntax", "POST", "/books", "{", "|Retry-After: soon|"},
	{"transport-single-field-lines", "GET", "/nowhere", "", "|Server: bookshop|Server: proxy"},
	{"leak-stack-trace", "GET", "/nowhere", "", `goroutine 34 [running]`},
	{"catch-all-501", "POST", "/books", "{", "501|"},
	{"405-for-unknown", "get", "/books", "", "405|Allow: GET, HEAD, OPTIONS, POST|"},
	{"404-for-405", "PUT", "/books", "", "404|"},
	{"html-errors", "GET", "/nowhere", "", "<!DOCTYPE html>"},
	{"plain-text-errors", "GET", "/nowhere", "", "|Content-Type: text/plain"},
	{"no-allow", "OPTIONS", "/books", "", "204|Date"},
	{"401-everywhere", "FOO", "/nowhere", "", `|Www-Authenticate: Bearer realm="bookshop"|`},
	{"shadow-delete", "DELETE", "/authors/11", "", "204|"},
	{"stack-trace", "POST", "/books", "{", "500|"},
	{"head-mirrors-get", "HEAD", "/health", "", "200|Content-Length"},
	{"corr-id-present", "GET", "/nowhere", "", "GMT|{"},
	{"corr-id-unique", "GET", "/nowhere", "", "|X-Request-Id: 0|"},
	{"corr-same-for-undeclared", "PUT", "/books", "", "GMT|{"},
	{"leak-sql-or-infra", "GET", "/nowhere", "", "SQLSTATE 42P01"},
	{"leak-private-address", "GET", "/nowhere", "", "10.3.1.7:5432"},
	{"leak-server-detail", "GET", "/health", "", "|Server: bookshop/2.14.3 (linux; amd64)|"},
	{"leak-tech-headers", "GET", "/health", "", "|X-Powered-By: Express|"},
	{"leak-default-page", "GET", "/nowhere", "", "Whitelabel Error Page"},
	{"leak-credential-echo", "GET", "/nowhere", "", "This did not help: Bearer open-sesame"},
	{"leak-nosniff", "GET", "/nowhere", "", "nothing can be done about /nowhere"},
	{"attrib-split-brain", "PUT", "/books", "", "<hr><center>nginx</center>"},
	{"attrib-proxy-status-origin", "GET", "/nowhere", "", "|Proxy-Status: bookshop; error=http_request_denied|"},
	{"attrib-proxy-status-syntax", "GET", "/nowhere", "", "|Proxy-Status: bookshop: it failed|"},
	{"attrib-blocked", "GET", "/authors/11", "", "429|"},
	{"bad-chunk", "PUT", "/authors", "", "|size\r\n{"},
}

func TestEveryFaultShows(t *testing.T) {
	t.Parallel()
	shown := map[string]bool{"dropped": true, "cut-off": true, "leak-reflected-input": true, "cache-probe-poisoning": true} // have tests of their own
	for _, c := range shows {
		shown[c.fault] = true
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			fields := []string{"Content-Type: application/json"}
			if c.fault == "leak-credential-echo" {
				fields = append(fields, "Authorization: Bearer open-sesame")
			}
			faulty, _ := open(t, c.fault).try(t, c.method, c.target, c.content, fields...)
			sound, _ := open(t).try(t, c.method, c.target, c.content, fields...)
			if got := faulty.line(); !strings.Contains(got, c.want) {
				t.Errorf("%s %s is answered\n%s\nwant %q in it", c.method, c.target, got, c.want)
			}
			if got := sound.line(); strings.Contains(got, c.want) {
				t.Errorf("without the fault too, %s %s is answered\n%s", c.method, c.target, got)
			}
		})
	}
	for _, c := range showsAsked {
		shown[c.fault] = true
	}
	for fault := range showsLines {
		shown[fault] = true
	}
	for _, f := range simulator.Faults() {
		if !shown[f.Name] && bytes.Equal(simulator.Document(f.Name), simulator.Document()) {
			t.Errorf("nothing shows fault %s", f.Name)
		}
	}
}

// line is the reply on one line, fields sorted.
func (r reply) line() string {
	names := []string{"Age", "Allow", "Cache-Control", "Cache-Status", "Cdn-Cache-Control", "Content-Length", "Content-Type", "Date", "Etag", "Expires",
		"Location", "Pragma", "Proxy-Status", "Retry-After", "Server", "Set-Cookie", "Transfer-Encoding", "Vary", "Www-Authenticate",
		"X-Powered-By", "X-Request-Id"}
	line := itoa(r.status) + "|"
	for _, name := range names {
		for _, v := range r.header[name] {
			line += name + ": " + v + "|"
		}
	}
	return line + r.body
}

func TestDroppedConnection(t *testing.T) {
	t.Parallel()
	_, err := open(t, "dropped").try(t, "PUT", "/authors", "")
	if !errors.Is(err, io.EOF) {
		t.Errorf("the error is %v, want EOF", err)
	}
}

func TestAnswerCutOff(t *testing.T) {
	t.Parallel()
	r := open(t, "cut-off").ask(t, "PUT", "/authors")
	if want, _ := strconv.Atoi(r.header.Get("Content-Length")); r.status != 405 || len(r.body) == 0 || len(r.body) >= want {
		t.Errorf("status is %d, with %d of %d bytes of content", r.status, len(r.body), want)
	}
}

func TestReasonThatRepeatsTheMethod(t *testing.T) {
	t.Parallel()
	for fault, want := range map[string]string{"leak-reflected-input": "501 Unsupported method FOO", "no-allow": "501 Not Implemented"} {
		if r := open(t, fault).ask(t, "FOO", "/books"); r.line0 != want {
			t.Errorf("%s: the status line says %s, want %s", fault, r.line0, want)
		}
	}
}

func TestCredentialsOpen401Everywhere(t *testing.T) {
	t.Parallel()
	if r := open(t, "401-everywhere").ask(t, "GET", "/health", "Authorization: Bearer x"); r.status != 200 {
		t.Errorf("status is %d, want 200", r.status)
	}
}

func TestFaultKeptToOnePath(t *testing.T) {
	t.Parallel()
	s := open(t, "no-allow@/books/{bookId}", "undeclared-not-accepted@/orders")
	if got := s.ask(t, "POST", "/books/b-1").allow(); got != "" {
		t.Errorf("Allow at the path is %q, want none", got)
	}
	if got := s.ask(t, "PUT", "/books").allow(); got == "" {
		t.Error("there is no Allow at another path")
	}
	if got := s.ask(t, "PUT", "/orders").status; got != 204 {
		t.Errorf("PUT /orders is %d, want 204: another path was asked for than the fault's own", got)
	}
	if got := s.ask(t, "PUT", "/authors").status; got != 405 {
		t.Errorf("PUT /authors is %d, want 405", got)
	}
}

func TestFaultsByTheRuleTheyBreak(t *testing.T) {
	t.Parallel()
	if r := open(t, "method/case-sensitive").ask(t, "get", "/health"); r.status != 200 {
		t.Errorf("status is %d, want 200", r.status)
	}
}

func TestNamesThatAreRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"allow-complet":       `there is no fault "allow-complet"; there are: declared-not-rejected, `,
		"":                    `there is no fault ""; there are: declared-not-rejected, `,
		"zzzzz":               `there is no fault "zzzzz"; there are: declared-not-rejected, `,
		"no-allow@/nowhere":   `fault "no-allow@/nowhere": the document has no path "/nowhere"`,
		"stricter-schema@/ok": `fault "stricter-schema" is one of the document`,
	}
	for name, want := range cases {
		if _, err := simulator.New("no-allow", name); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %s", name, err, want)
		}
	}
}

func TestDemoFaultsCanBePlanted(t *testing.T) {
	t.Parallel()
	if _, err := simulator.New(simulator.DemoFaults()...); err != nil {
		t.Error(err)
	}
}

func TestFaultsAreToldApart(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range simulator.Faults() {
		if seen[f.Name] || f.Name == "" || f.Title == "" || strings.ContainsAny(f.Name, "/@ ") {
			t.Errorf("fault %q: a name is not empty, not used twice, and without / @ and spaces; a title is not empty", f.Name)
		}
		seen[f.Name] = true
	}
}
