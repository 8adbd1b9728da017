package simulator_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/oasdiff/yaml3"

	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs/statuses"
)

// TestEveryRegisteredStatusIsAnswered, with what it means, and no other.
func TestEveryRegisteredStatusIsAnswered(t *testing.T) {
	t.Parallel()
	s := open(t)
	for code := range 1000 {
		about, registered := statuses.Of(code)
		if code < 200 && registered {
			continue // see TestInterimStatuses
		}
		target := fmt.Sprintf("/status/%03d", code)
		r := s.ask(t, "GET", target)
		switch {
		case !registered:
			r.isProblem(t, http.StatusNotFound)
		case r.status != code:
			t.Errorf("GET %s is %d", target, r.status)
		case code == 204 || code == 205 || code == 304:
			if r.body != "" {
				t.Errorf("GET %s has content", target)
			}
		default:
			saysOfItself(t, target, r.body, about)
		}
	}
	for _, target := range []string{"/status/", "/status/42", "/status/+20", "/status/abc", "/status/0501", "/status/501/", "/statuses"} {
		s.ask(t, "GET", target).isProblem(t, http.StatusNotFound)
	}
}

func saysOfItself(t *testing.T, target, body string, about statuses.Status) {
	t.Helper()
	var said struct {
		Status                                           int
		Name, Title, Meaning, Detail, Senders, Reference string
	}
	if err := json.Unmarshal([]byte(body), &said); err != nil {
		t.Errorf("GET %s: %v: %s", target, err, body)
	}
	if said.Status != about.Code || said.Meaning+said.Detail != about.Meaning || said.Senders != about.Senders || said.Reference != about.Ref || said.Name+said.Title == "" {
		t.Errorf("GET %s says %s", target, body)
	}
}

func TestStatusesHaveTheFieldsThatAreDue(t *testing.T) {
	t.Parallel()
	s := open(t)
	for target, field := range map[string][2]string{
		"/status/201": {"Location", "/status/200"}, "/status/302": {"Location", "/status/200"}, "/status/308": {"Location", "/status/200"},
		"/status/206": {"Content-Range", "bytes 0-"}, "/status/416": {"Content-Range", "bytes */1000"},
		"/status/304": {"Etag", `"status"`}, "/status/401": {"Www-Authenticate", `Bearer realm="status"`}, "/status/407": {"Proxy-Authenticate", "Basic"},
		"/status/405": {"Allow", "OPTIONS"}, "/status/415": {"Accept", "application/json"}, "/status/426": {"Upgrade", "websocket"},
		"/status/429": {"Retry-After", "1"}, "/status/503": {"Retry-After", "1"}, "/status/451": {"Link", "blocked-by"},
		"/status/500": {"Cache-Control", "no-store"},
	} {
		if got := s.ask(t, "GET", target).header.Get(field[0]); !strings.HasPrefix(got, field[1]) && !strings.Contains(got, field[1]) {
			t.Errorf("GET %s: %s is %q, want %q", target, field[0], got, field[1])
		}
	}
}

// TestTheAllowOfAStatusIsTrue: what it lists is answered with the status, or 204, and
// what it leaves out is refused.
func TestTheAllowOfAStatusIsTrue(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, target := range []string{"/status", "/status/200", "/status/405", "/status/501"} {
		allow := s.ask(t, "OPTIONS", target).allow()
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"} {
			status := s.ask(t, method, target).status
			if refused := status == 405 || status == 501; refused == strings.Contains(allow, method) {
				t.Errorf("%s %s is %d, and Allow is %q", method, target, status, allow)
			}
		}
	}
}

func TestTheListOfStatuses(t *testing.T) {
	t.Parallel()
	s := open(t)
	var list []struct {
		Status int
		Name   string
	}
	if err := json.Unmarshal([]byte(s.ask(t, "GET", "/status").body), &list); err != nil || len(list) != len(statuses.All()) {
		t.Errorf("%d statuses, %v, want %d", len(list), err, len(statuses.All()))
	}
}

// shopServer is a bookshop behind a real connection.
func shopServer(t *testing.T) *httptest.Server {
	t.Helper()
	shop, err := simulator.New()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(shop)
	t.Cleanup(server.Close)
	return server
}

func TestInterimStatusesComeBeforeAnAnswer(t *testing.T) {
	t.Parallel()
	server := shopServer(t)
	for _, code := range []int{100, 102, 103, 104} {
		seen := []int{}
		trace := &httptrace.ClientTrace{
			Got100Continue: func() { seen = append(seen, 100) },
			Got1xxResponse: func(code int, header textproto.MIMEHeader) error {
				if code == 103 && header.Get("Link") == "" {
					t.Error("103 hints at nothing")
				}
				seen = append(seen, code)
				return nil
			},
		}
		req, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), trace), "GET", fmt.Sprintf("%s/status/%d", server.URL, code), nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		about, _ := statuses.Of(code)
		saysOfItself(t, response.Request.URL.Path, string(body), about)
		if response.StatusCode != 200 || response.Header.Get("Link") != "" || len(seen) == 0 || seen[0] != code {
			t.Errorf("%d: seen %v and then %d", code, seen, response.StatusCode)
		}
	}
}

// TestSwitchingProtocolsIsForWhoAsksForIt (RFC 9110 section 7.8).
func TestSwitchingProtocolsIsForWhoAsksForIt(t *testing.T) {
	t.Parallel()
	server := shopServer(t)
	for upgrade, want := range map[string]string{"": "HTTP/1.1 426 ", "Connection: upgrade\r\nUpgrade: echo\r\n": "HTTP/1.1 101 "} {
		conn := dialed(t, server)
		fmt.Fprintf(conn, "GET /status/101 HTTP/1.1\r\nHost: shop\r\n%s\r\n", upgrade)
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || !strings.HasPrefix(line, want) {
			t.Errorf("with %q: %q, %v, want %s", upgrade, line, err, want)
		}
	}
}

func TestAFaultIsPutIntoOneAnswer(t *testing.T) {
	t.Parallel()
	s := open(t)
	if r := s.ask(t, "GET", "/status/405?fault=no-allow"); r.status != 405 || r.header.Values("Allow") != nil {
		t.Errorf("no-allow: %d with Allow %q", r.status, r.allow())
	}
	if r := s.ask(t, "GET", "/status/500?fault=html-errors"); r.status != 500 || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		t.Errorf("html-errors: %d, %s", r.status, r.header.Get("Content-Type"))
	}
	if r := s.ask(t, "GET", "/status/404?fault=cache-error-lifetime"); r.header.Get("Cache-Control") != "max-age=86400" {
		t.Errorf("cached for a day: %s", r.header.Get("Cache-Control"))
	}
	r := s.ask(t, "GET", "/status/503?fault=body-json-parseable&fault=cache-error-explicit")
	if json.Valid([]byte(r.body)) || r.header.Get("Cache-Control") != "" {
		t.Errorf("two faults: %s with %q", r.body, r.header.Get("Cache-Control"))
	}
	s.ask(t, "GET", "/status/405").isProblem(t, 405) // and the next answer is as it should be
}

func TestAnotherAnswersInPlaceOfTheApplication(t *testing.T) {
	t.Parallel()
	s := open(t)
	for target, part := range map[string]string{
		"/status/502?layer=proxy":                 "<hr><center>nginx</center>",
		"/status/405?layer=proxy":                 "405 Not Allowed",
		"/status/503?layer=proxy&product=haproxy": "No server is available",
		"/status/504?product=envoy":               "upstream request timeout",
		"/status/503?product=varnish":             "Guru Meditation",
		"/status/400?layer=parser":                "400 Bad Request",
	} {
		r := s.ask(t, "GET", target)
		if want := target[len("/status/"):][:3]; itoa(r.status) != want || !strings.Contains(r.body, part) || r.header.Get("X-Request-Id") != "" {
			t.Errorf("GET %s: %d, %v\n%s", target, r.status, r.header, r.body)
		}
	}
	if r := s.ask(t, "GET", "/status/502?layer=app"); r.status != 502 || !strings.Contains(r.body, "about:blank") {
		t.Errorf("the application itself: %d %s", r.status, r.body)
	}
}

// TestWhatCannotBeDoneIsSaid: an answer without the effect that was asked for would be
// taken for one with it.
func TestWhatCannotBeDoneIsSaid(t *testing.T) {
	t.Parallel()
	s := open(t)
	for target, part := range map[string]string{
		"/status/200?fault=no-allow":              "leaves GET of /status/200 as it is",
		"/status/200?fault=nonesuch":              "no fault",
		"/status/200?fault=stricter-schema":       "one of the document",
		"/status/200?fualt=no-allow":              "no parameter",
		"/status/200?layer=cdn":                   "app, parser or proxy",
		"/status/404?layer=proxy&product=haproxy": "400, 403, 405",
		"/status/200?layer=proxy":                 "pages of errors alone",
		"/status/400?product=apache":              "no such product",
		"/status/200?delay=1h":                    "from 0 to 30s",
		"/status/200?delay=-1":                    "from 0 to 30s",
		"/status/200?delay=soon":                  "from 0 to 30s",
		"/status/200?delay=NaN":                   "from 0 to 30s",
		"/status/503?flaky=2":                     "from 0 to 1",
		"/status/503?flaky=1/0":                   "from 0 to 1",
		"/status/503?flaky=0.5&seed=x":            "whole number",
		"/status/500?fault=no-allow&fault=no-allow&fault=no-allow&fault=no-allow&fault=no-allow&fault=no-allow": "enough",
	} {
		r := s.ask(t, "GET", target)
		r.isProblem(t, 400)
		if !strings.Contains(r.body, part) {
			t.Errorf("GET %s: %s, want %q", target, r.body, part)
		}
	}
}

func TestADelayIsWaitedFor(t *testing.T) {
	t.Parallel()
	s := open(t)
	start := time.Now()
	if r := s.ask(t, "GET", "/status/200?delay=60ms"); r.status != 200 || time.Since(start) < 60*time.Millisecond {
		t.Errorf("%d after %v", r.status, time.Since(start))
	}
}

// TestFlakinessCanBeSeenAgain: the share is what was asked for, and the order is the
// same in every simulator.
func TestFlakinessCanBeSeenAgain(t *testing.T) {
	t.Parallel()
	order := func(s shop, target string) (out string) {
		for range 100 {
			out += itoa(s.ask(t, "GET", target).status)[:1]
		}
		return out
	}
	one, again := order(open(t), "/status/503?flaky=0.3"), order(open(t), "/status/503?flaky=0.3")
	other := order(open(t), "/status/503?flaky=0.3&seed=7")
	if n := strings.Count(one, "5"); one != again || one == other || n < 15 || n > 45 {
		t.Errorf("of 100, %d are 503\n%s\n%s\n%s", n, one, again, other)
	}
	if all := order(open(t), "/status/503?flaky=1"); strings.Contains(all, "2") {
		t.Errorf("all are to be 503: %s", all)
	}
	if none := order(open(t), "/status/503?flaky=0"); strings.Contains(none, "5") {
		t.Errorf("none is to be 503: %s", none)
	}
}

// TestTheDocumentOfTheStatusesListsThemAll: the registry grows.
func TestTheDocumentOfTheStatusesListsThemAll(t *testing.T) {
	t.Parallel()
	var document struct {
		Paths map[string]struct {
			Parameters []struct {
				Name   string
				Schema struct{ Enum []any }
			}
		}
	}
	if err := yaml.Unmarshal(simulator.StatusDocument(), &document); err != nil {
		t.Fatal(err)
	}
	var want []any
	for _, s := range statuses.All() {
		want = append(want, s.Code)
	}
	if got := document.Paths["/status/{code}"].Parameters[0].Schema.Enum; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the document has %v\nthere are        %v", got, want)
	}
}

func dialed(t *testing.T, server *httptest.Server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}
