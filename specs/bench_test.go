package specs

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/yaml3"
)

// BenchmarkLoad compares making a plan of a large document with the library's
// own loading of it, in turns within one run: the budget is 1.5 times as long, and
// twice for YAML. It is time of the processor that is compared, since that of the
// wall is everybody's on a busy machine.
func BenchmarkLoad(b *testing.B) {
	for _, name := range []string{"github.json", "stripe.json", "github.yaml", "stripe.yaml"} {
		b.Run(name, func(b *testing.B) { benchmarkLoad(b, name) })
	}
}

func benchmarkLoad(b *testing.B, name string) {
	data := corpusText(b, name)
	var ratios []float64
	var seconds float64
	for b.Loop() {
		plain := timed(func() { loadPlainly(b, data, name) })
		whole := timed(func() {
			if _, err := Parse(data, name, Options{Safety: Guarded}); err != nil {
				b.Fatal(err)
			}
		})
		ratios = append(ratios, whole.Seconds()/plain.Seconds())
		seconds += whole.Seconds()
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "median-ratio")
	b.ReportMetric(ratios[len(ratios)-1], "worst-ratio")
	b.ReportMetric(seconds/float64(b.N), "cpu-s/plan")
}

// corpusText is a document of the corpus, written as YAML where the name says so.
func corpusText(b *testing.B, name string) []byte {
	b.Helper()
	base, isYAML := strings.CutSuffix(name, ".yaml")
	data, err := os.ReadFile(corpusFile(b, strings.TrimSuffix(base, ".json")+".json"))
	if err != nil || !isYAML {
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	var node yaml.Node
	if err := yaml.Unmarshal(data, &node); err != nil {
		b.Fatal(err)
	}
	plainStyle(&node)
	if data, err = yaml.Marshal(&node); err != nil {
		b.Fatal(err)
	}
	return data
}

// plainStyle writes the nodes of a JSON text as people write YAML.
func plainStyle(n *yaml.Node) {
	n.Style &^= yaml.FlowStyle | yaml.DoubleQuotedStyle
	for _, child := range n.Content {
		plainStyle(child)
	}
}

// timed leaves the garbage of what went before out of the time.
func timed(f func()) time.Duration {
	runtime.GC()
	start := processorTime()
	f()
	return processorTime() - start
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
