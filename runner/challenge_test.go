package runner_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// TestAChallengeEndsTheRun: what is asked after it would be answered by it too.
func TestAChallengeEndsTheRun(t *testing.T) {
	t.Parallel()
	var asked, challenged atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 20 {
			books(w, r)
			return
		}
		challenged.Add(1)
		w.Header().Set("Cf-Mitigated", "challenge")
		w.WriteHeader(http.StatusForbidden)
	}))
	defer server.Close()
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{URL: server.URL, Concurrency: 1})
	if record.Cut != runner.CutBlocked {
		t.Fatalf("cut %q (%s), want blocked", record.Cut, record.CutText)
	}
	if n := challenged.Load(); n != 1 {
		t.Errorf("%d requests were challenged, want the one that ends the run", n)
	}
	for _, p := range record.Paths {
		if len(p.Exchanges)+len(p.NotSent) == 0 {
			t.Errorf("nothing is said of the probes of %s", p.Path.Template)
		}
	}
}

// TestChallenges tells the pages that hold a client off from a refusal of the
// one request.
func TestChallenges(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		field  runner.Field
		body   string
		want   bool
	}{
		"Cloudflare's field":         {403, runner.Field{Name: "cf-mitigated", Value: "challenge"}, "", true},
		"Cloudflare's page":          {503, runner.Field{}, "<title>Just a moment...</title>", true},
		"AWS asks for a captcha":     {405, runner.Field{Name: "x-amzn-waf-action", Value: "captcha"}, "", true},
		"the words in a good answer": {200, runner.Field{}, "<title>Just a moment...</title>", false},
		"a firewall's rule":          {403, runner.Field{}, "Request forbidden by administrative rules.", false},
		"an application's refusal":   {403, runner.Field{}, `{"error":"no"}`, false},
	} {
		x := (runner.Exchange{Outcome: runner.Answered, Status: c.status, Header: []runner.Field{c.field}}).
			WithBody([]byte(c.body), int64(len(c.body)), false)
		if got := x.Challenge() != ""; got != c.want {
			t.Errorf("%s: told as a challenge: %v, want %v", name, got, c.want)
		}
	}
}
