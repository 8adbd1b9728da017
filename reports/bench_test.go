package reports

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// large is a report of a run with 15 methods a path, a quarter of them failing,
// and no two bodies alike.
func large(exchanges int) *Report {
	r := fixture()
	x, f := r.Exchanges[3], r.Findings[1]
	r.Exchanges, r.Findings, r.Paths = nil, nil, nil
	for id := 1; id <= exchanges; id++ {
		path := fmt.Sprintf("/tag%d/p%d/{id}", id/15%40, id/15)
		if id%15 == 0 || id == 1 {
			r.Paths = append(r.Paths, Path{Path: path, Declared: []string{"GET"}, File: "api.yaml", Line: id, Tag: fmt.Sprintf("tag%d", id/15%40), Live: true})
		}
		answer := *x.Response
		answer.Body = strings.Repeat(fmt.Sprintf("{%d}", id), 60)
		x.ID, x.Method, x.Name, x.Path, x.Response = id, fmt.Sprintf("M%d", id%15), fmt.Sprintf("M%d", id%15), path, &answer
		r.Exchanges = append(r.Exchanges, x)
		if id%4 == 0 {
			f.Method, f.Path, f.Exchange, f.Exchanges = x.Name, path, id, []int{id}
			f.Fingerprint = rules.Fingerprint(f.Rule, f.Method, f.Path, "")
			r.Findings = append(r.Findings, f)
		}
	}
	r.Causes = newCauses(r.Findings)
	return r
}

func BenchmarkFormats(b *testing.B) {
	r := large(10_000)
	for _, name := range FormatNames() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			out := []Output{{name, filepath.Join(b.TempDir(), name)}}
			for b.Loop() {
				if err := Write(r, out, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// All formats of a run of 100,000 exchanges, one after the other: at the most
// 10,000 ms and, with the report itself, 500 MB of the system's memory.
func BenchmarkAllFormats(b *testing.B) {
	r := large(100_000)
	var outs []Output
	for _, name := range FormatNames() {
		outs = append(outs, Output{name, filepath.Join(b.TempDir(), name)})
	}
	for b.Loop() {
		if err := Write(r, outs, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/op")
	b.ReportMetric(float64(memory.Sys)/1e6, "MB-peak")
	b.ReportMetric(0, "ns/op")
}
