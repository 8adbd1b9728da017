package runner_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// parsesFirst refuses content that is not JSON before anything is routed, as
// express.json() does, and Prism.
func parsesFirst(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if len(body) > 0 && !json.Valid(body) {
			http.Error(w, "that is no JSON", http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		next.ServeHTTP(w, r)
	})
}

func TestAParserBeforeTheRouterShowsNoPath(t *testing.T) {
	t.Parallel()
	elsewhere := strings.Replace(shop, "paths:", "servers: [{url: /v2}]\npaths:", 1)
	tests := []struct {
		name, document string
		handler        http.Handler
		live           bool
		hint           string
	}{
		{"under another base path", elsewhere, parsesFirst(http.HandlerFunc(books)), false, "GET /books is answered 200, but no path is live under /v2"},
		{"no parser, under another base path", elsewhere, http.HandlerFunc(books), false, "no path is live under /v2"},
		{"GET shows it", shop, parsesFirst(http.HandlerFunc(books)), true, ""},
	}
	for _, test := range tests {
		record := runOf(t, planOf(t, test.document, specs.Guarded), runner.Config{Handler: test.handler})
		if p := pathOf(t, record, "/books"); p.Live != test.live {
			t.Errorf("%s: live is %t", test.name, p.Live)
		}
		if !strings.Contains(record.Hint, test.hint) || test.hint == "" && record.Hint != "" {
			t.Errorf("%s: the hint is %q", test.name, record.Hint)
		}
	}
}

func TestMalformedContentShowsAPathThatAloneRefusesIt(t *testing.T) {
	t.Parallel()
	const document = `
openapi: 3.0.3
info: {title: Calls, version: "1"}
paths:
  /call:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses: {"200": {description: done}}
`
	for _, first := range []bool{false, true} {
		var handler http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/" && r.Method == http.MethodGet: // a page for people
			case r.URL.Path != "/call":
				w.WriteHeader(http.StatusNotFound)
			default:
				http.Error(w, "that is no JSON", http.StatusBadRequest)
			}
		})
		if first {
			handler = parsesFirst(handler)
		}
		record := runOf(t, planOf(t, document, specs.Guarded), runner.Config{Handler: handler})
		if p := pathOf(t, record, "/call"); p.Live == first {
			t.Errorf("a parser comes first %t: live %t", first, p.Live)
		}
		asked := slices.IndexFunc(record.Controls, func(x *runner.Exchange) bool { return x.Control == runner.ControlContent })
		if asked < 0 || !strings.Contains(record.Controls[asked].Target, "no-such-path") {
			t.Errorf("malformed content was not sent to a path that does not exist")
		}
	}
}

type connection struct{}

// Puma answers nothing to a request that it cannot parse on a connection in use,
// and 400 on a new one.
func TestWhatGotNoAnswerIsAskedOnANewConnection(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		used := r.Context().Value(connection{}).(*atomic.Int32).Add(1) > 1
		if r.Method != "PROPFIND" {
			books(w, r)
			return
		}
		if used {
			time.Sleep(1200 * time.Millisecond)
		}
		w.WriteHeader(http.StatusNotImplemented)
	}))
	server.Config.ConnContext = func(ctx context.Context, _ net.Conn) context.Context {
		return context.WithValue(ctx, connection{}, &atomic.Int32{})
	}
	server.Start()
	t.Cleanup(server.Close)
	record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{URL: server.URL, Timeout: 400 * time.Millisecond})
	silent := 0
	for _, p := range record.Paths {
		for _, x := range p.Exchanges {
			if x.Method != "PROPFIND" {
				continue
			}
			if x.Outcome == runner.Timeout {
				silent++
			}
			if x.Again && x.Status != http.StatusNotImplemented {
				t.Errorf("%s, asked again, is %s %d", p.Path.Template, x.Outcome, x.Status)
			}
		}
	}
	if silent == 0 {
		t.Error("no request waited for an answer, so nothing is shown")
	}
}
