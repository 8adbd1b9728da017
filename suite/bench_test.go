package suite_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite"
	"github.com/proverb-dev/proverb/suite/rules"
)

// wide is a document with so many paths that the whole registry asked of each
// makes about 10,000 probes.
func wide(b testing.TB) string { return widened(b, 250) }

// widened is wide with a number of paths of its own; things knows no more than 1000.
func widened(b testing.TB, paths int) string {
	b.Helper()
	var s strings.Builder
	s.WriteString("openapi: 3.0.3\ninfo: {title: Wide, version: 1.0.0}\npaths:\n")
	for i := range paths {
		fmt.Fprintf(&s, "  /things%d:\n    get:\n      responses:\n        '200': {description: All., content: {application/json: {schema: {type: object}}}}\n", i)
	}
	s.WriteString("    put:\n      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}\n      responses:\n        '204': {description: Replaced.}\n        '400': {description: Refused.}\n")
	file := filepath.Join(b.TempDir(), "wide.yaml")
	if err := os.WriteFile(file, []byte(s.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return file
}

// things conforms to wide.
func things(w http.ResponseWriter, r *http.Request) {
	status, text := http.StatusOK, `{}`
	w.Header().Set("Content-Type", "application/json")
	switch r.Method {
	case "GET", "HEAD":
		if !strings.HasPrefix(r.URL.Path, "/things") {
			status, text = http.StatusNotFound, `{"title":"Not Found"}`
		}
	case "PUT":
		status, text = http.StatusMethodNotAllowed, `{"title":"Method Not Allowed"}`
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		if r.URL.Path == "/things249" {
			status, text = http.StatusBadRequest, `{"title":"Bad Request"}`
		}
	case "OPTIONS":
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		if r.URL.Path == "/things249" {
			w.Header().Set("Allow", "GET, HEAD, OPTIONS, PUT")
		}
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		status, text = http.StatusNotImplemented, `{"title":"Not Implemented"}`
	}
	if status >= 400 {
		w.Header().Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text))
}

// BenchmarkRun is the budget of the design: 10,000 probes in process, judged,
// under a second on two cores. vs-handler is how much longer that takes than to
// call the handler as often.
func BenchmarkRun(b *testing.B) {
	file := wide(b)
	handler := http.HandlerFunc(things)
	probes := 0
	for b.Loop() {
		probes += pipeline(b, file, handler)
	}
	each := b.Elapsed() / time.Duration(probes)
	b.ReportMetric(float64(each.Microseconds())*10, "ms/10k-probes")
	b.ReportMetric(float64(each)/float64(plainCall(handler)), "x-handler")
}

// pipeline is Run without the subtests, which a benchmark cannot have, and
// returns how many probes it sent.
func pipeline(b *testing.B, file string, handler http.Handler) int {
	plan, err := specs.Load(file, specs.Options{Safety: specs.Guarded, AllMethods: true})
	if err != nil {
		b.Fatal(err)
	}
	record, err := runner.Run(b.Context(), plan, runner.Config{Handler: handler})
	if err != nil {
		b.Fatal(err)
	}
	r := reports.New(rules.Judge(record, rules.Profile{}), reports.About{})
	if r.Verdict == "undecided" {
		b.Fatalf("the run is %s: %s", r.Verdict, r.Because)
	}
	return r.Coverage.Sent
}

// plainCall is how long a call of the handler takes, recorded as httptest does.
func plainCall(handler http.Handler) time.Duration {
	const calls = 10_000
	began := time.Now()
	for range calls {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("DELETE", "/things1", nil))
	}
	return time.Since(began) / calls
}

// TestTenThousandProbes is what BenchmarkRun measures, subtests included.
func TestTenThousandProbes(t *testing.T) {
	t.Parallel()
	r := suite.Run(t, suite.Config{Document: wide(t), Handler: http.HandlerFunc(things)})
	if n := r.Coverage.Sent + r.Coverage.NotSent; n < 9_000 || n != r.Coverage.Planned {
		t.Errorf("%d probes sent or accounted for, of %d", n, r.Coverage.Planned)
	}
}
