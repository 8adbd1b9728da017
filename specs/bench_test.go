package specs

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// BenchmarkLoad compares making a plan of a large document with the library's
// own loading of it, in one run: the budget is 1.5 times as long.
func BenchmarkLoad(b *testing.B) {
	file := corpusFile(b, "github.json")
	data, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	var plain, whole time.Duration
	for b.Loop() {
		plain += timed(func() { loadPlainly(b, data, file) })
		whole += timed(func() {
			if _, err := Parse(data, file, Options{Safety: Guarded}); err != nil {
				b.Fatal(err)
			}
		})
	}
	b.ReportMetric(whole.Seconds()/plain.Seconds(), "ratio")
	b.ReportMetric(whole.Seconds()/float64(b.N), "s/plan")
}

// timed leaves the garbage of what went before out of the time.
func timed(f func()) time.Duration {
	runtime.GC()
	start := time.Now()
	f()
	return time.Since(start)
}

func loadPlainly(b *testing.B, data []byte, file string) {
	b.Helper()
	loader := openapi3.NewLoader()
	if _, err := loader.LoadFromDataWithPath(data, &url.URL{Path: filepath.ToSlash(file)}); err != nil {
		b.Fatal(err)
	}
}

// corpusFile is a document of the corpus of real ones that lies beside the
// checkout, where there is one.
func corpusFile(tb testing.TB, name string) string {
	tb.Helper()
	file := filepath.Join("..", "..", "shared", "corpus", filepath.FromSlash(name))
	if _, err := os.Stat(file); err != nil {
		tb.Skipf("no corpus here: %v", err)
	}
	return file
}
