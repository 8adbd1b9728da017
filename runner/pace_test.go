package runner_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// TestAPressedServerIsGivenTime: the server takes two requests at once with ease
// and chokes on more.
func TestAPressedServerIsGivenTime(t *testing.T) {
	t.Parallel()
	var now, asked, late atomic.Int64
	server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		time.Sleep(3 * time.Millisecond)
		if n > 3 {
			time.Sleep(400 * time.Millisecond)
			if asked.Load() > 100 {
				late.Add(1)
			}
		}
		asked.Add(1)
		if strings.HasPrefix(r.URL.Path, "/no-such") {
			w.WriteHeader(http.StatusNotFound)
		}
	})
	var text strings.Builder
	text.WriteString("openapi: 3.0.3\ninfo: {title: Slow, version: \"1\"}\npaths:\n")
	for i := range 60 {
		fmt.Fprintf(&text, "  /p%d: {get: {responses: {\"200\": {description: fine}}}}\n", i)
	}
	plan, err := specs.Parse([]byte(text.String()), "slow.yaml", specs.Options{Safety: specs.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := runner.Run(t.Context(), plan, runner.Config{Handler: server, Concurrency: 16, Timeout: 5 * time.Second}); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests, %d of them late after the first 100", asked.Load(), late.Load())
	if all := asked.Load(); late.Load() > all/4 {
		t.Errorf("%d of %d requests were sent while the server was choking", late.Load(), all)
	}
}
