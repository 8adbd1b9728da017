package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

// TestTheNoticeBeforeARunIsTrue: to a server without surprises it says exactly how many
// unsafe requests are sent.
func TestTheNoticeBeforeARunIsTrue(t *testing.T) {
	t.Parallel()
	file := thingsFile(t)
	for name, c := range map[string]struct {
		server http.Handler
		flags  []string
	}{
		"plain":              {plainServer(), nil},
		"without questions":  {plainServer(), []string{"--questions", "none"}},
		"told apart":         {mendedServer(), nil},
		"transport":          {plainServer(), []string{"--pack", "transport", "--timeout", "5s"}},
		"one part":           {plainServer(), []string{"--shard", "1/2"}},
		"all of the methods": {mendedServer(), []string{"--methods", "all"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var unsafe atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if registered(r.Method) && !specs.IsSafe(r.Method) {
					unsafe.Add(1)
				}
				c.server.ServeHTTP(w, r)
			}))
			defer server.Close()
			_, _, errs := proverb(append([]string{"audit", file, "--url", server.URL}, c.flags...)...)
			said := regexp.MustCompile(`: about (\d+)\s+unsafe\s+requests`).FindStringSubmatch(errs)
			if said == nil {
				t.Fatalf("no notice: %s", errs)
			}
			if sent := strconv.FormatInt(unsafe.Load(), 10); said[1] != sent {
				t.Errorf("%s announced, %s sent", said[1], sent)
			}
		})
	}
}

// registered leaves out the tokens that nobody has, and get.
func registered(method string) bool {
	return regexp.MustCompile(`^[A-Z-]+$`).MatchString(method) && !regexp.MustCompile(`^PROVERB`).MatchString(method)
}
