package runner_test

import (
	"net/http"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// What fails in itself is told while the run goes on, each exchange once.
func TestProgressTellsWhatFailed(t *testing.T) {
	t.Parallel()
	careless := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/things":
			http.NotFound(w, r)
		case r.Method == http.MethodTrace:
			w.WriteHeader(http.StatusBadGateway)
		case r.Method == http.MethodPut:
			panic(http.ErrAbortHandler)
		case r.Method == http.MethodDelete, r.Method == http.MethodPatch:
			w.Header().Set("Allow", "GET")
			w.WriteHeader(http.StatusMethodNotAllowed)
		case r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost:
			w.WriteHeader(http.StatusNotImplemented)
		}
	})
	var seen []runner.Failures
	record := runOf(t, planOf(t, oneThing, specs.Guarded), runner.Config{Handler: careless, NoQuestions: true, Progress: func(p runner.Progress) {
		seen = append(seen, p.Failed)
	}})
	// What is asked again may fail again, and is told with what comes next.
	if got := seen[len(seen)-1]; got.Unanswered == 0 || got.Broken == 0 || got.Obeyed != 1 || got.Sum() != got.Unanswered+got.Broken+got.Obeyed {
		t.Errorf("told in the end: %+v, want some of each kind and one POST obeyed\n%v", got, record.Paths[0].Exchanges)
	}
	if seen[0] != (runner.Failures{}) {
		t.Errorf("told at the beginning: %+v", seen[0])
	}
	for i := range seen[1:] {
		if seen[i+1].Sum() < seen[i].Sum() {
			t.Fatalf("%+v is told after %+v", seen[i+1], seen[i])
		}
	}
}
