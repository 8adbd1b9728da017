package runner_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

func TestReplaySendsWhatWasRecorded(t *testing.T) {
	t.Parallel()
	var seen *http.Request
	var content string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen, content = r, string(body)
		w.Header().Set("X-Echo", r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusTeapot)
	}))
	defer s.Close()
	of := &runner.Exchange{
		ID: 7, Method: "PUT", Target: "/a%20b?c=d", Content: []byte(`{"x`), Probe: &specs.Probe{Kind: specs.KindElsewhere},
		Request: []runner.Field{{Name: "Host", Value: "elsewhere.example"}, {Name: "Authorization", Value: "Bearer [secret:auth]"},
			{Name: "Content-Type", Value: "application/json"}, {Name: "Content-Length", Value: "99"}, {Name: "X-Trace", Value: "1"}},
	}
	x, err := runner.Replay(context.Background(), of, runner.Config{URL: s.URL, Header: http.Header{"Authorization": {"Bearer t0psecret"}}})
	if err != nil {
		t.Fatal(err)
	}
	if seen.Method != "PUT" || seen.RequestURI != "/a%20b?c=d" || content != `{"x` || seen.Host == "elsewhere.example" {
		t.Errorf("%s %s %s %q", seen.Method, seen.RequestURI, seen.Host, content)
	}
	if seen.Header.Get("X-Trace") != "1" || seen.Header.Get("Content-Type") != "application/json" || seen.Header.Get("Authorization") != "Bearer t0psecret" {
		t.Errorf("%v", seen.Header)
	}
	if x.Status != http.StatusTeapot || x.ID != 7 || x.Probe != of.Probe || strings.Contains(x.Value("X-Echo"), "t0psecret") {
		t.Errorf("%+v", x)
	}
}

func TestReplayRefusesWhatIsNoRequestToTheServer(t *testing.T) {
	t.Parallel()
	asked := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer s.Close()
	for want, of := range map[string]*runner.Exchange{
		"request line":  {Method: "GET / HTTP/1.1", Target: "/"},
		"no path":       {Method: "GET", Target: "http://elsewhere.example/"},
		"is no path":    {Method: "GET", Target: "/ HTTP/1.1\r\nHost: x\r\n\r\nDELETE /"},
		"a secret":      {Method: "GET", Target: "/?key=[secret:key]"},
		"had a secret":  {Method: "POST", Target: "/", Content: []byte("[secret:key]")},
		"byte for byte": {Method: "GET", Target: "/", Raw: []byte("GET / HTTP/1.1\r\n\r\n")},
		"header field":  {Method: "GET", Target: "/", Request: []runner.Field{{Name: "X", Value: "a\r\nY: b"}}},
	} {
		if _, err := runner.Replay(context.Background(), of, runner.Config{URL: s.URL}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
		if runner.Replayable(of) {
			t.Errorf("%q: Replayable says that it can be sent", want)
		}
	}
	if asked {
		t.Error("something was sent")
	}
}

// 192.0.2.0/24 is for documentation: nothing is there to be asked.
func TestReplayOffThisMachineIsConfirmed(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := runner.Config{URL: "http://192.0.2.1"}
	for method, refused := range map[string]bool{"DELETE": true, "delete": true, "PURGE": true, "PROVERBABCDEF": true, "GET": false, "get": false, "QUERY": false} {
		if _, err := runner.Replay(ctx, &runner.Exchange{Method: method, Target: "/"}, c); (err != nil) != refused {
			t.Errorf("%s: %v", method, err)
		}
	}
	unknown := &runner.Exchange{Method: "PROVERBABCDEF", Target: "/", Probe: &specs.Probe{Kind: specs.KindUnknown}}
	if _, err := runner.Replay(ctx, unknown, c); err != nil {
		t.Error(err)
	}
	c.ConfirmHost = []string{"192.0.2.1"}
	if _, err := runner.Replay(ctx, &runner.Exchange{Method: "DELETE", Target: "/"}, c); err != nil {
		t.Error(err)
	}
}
