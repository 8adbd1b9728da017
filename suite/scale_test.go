//go:build unix

package suite_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// scaleRun names the variable that makes this test binary one run, of a document
// with so many paths.
const scaleRun = "PROVERB_TEST_SCALE_RUN"

// TestScaleRun is the run of BenchmarkScale, in a process of its own: what a run
// takes at the most is known of a whole process only.
func TestScaleRun(t *testing.T) {
	paths, err := strconv.Atoi(os.Getenv(scaleRun))
	if err != nil {
		t.Skip("it is no test: BenchmarkScale starts it")
	}
	plan, err := specs.Load(widened(t, paths), specs.Options{Safety: specs.Guarded, AllMethods: true})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	lines, err := os.Create(filepath.Join(dir, "live.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	defer lines.Close()
	live, err := reports.NewLive(lines, plan, "", reports.About{})
	if err != nil {
		t.Fatal(err)
	}
	var answers atomic.Int64
	record, err := runner.Run(t.Context(), plan, runner.Config{Handler: wordy(&answers), Heard: live.Add})
	if err != nil {
		t.Fatal(err)
	}
	r := reports.New(rules.Judge(record, rules.Profile{}), reports.About{})
	var outs []reports.Output
	for _, format := range []string{"json", "junit", "html"} {
		outs = append(outs, reports.Output{Format: format, Path: filepath.Join(dir, format)})
	}
	if err := reports.Write(r, outs, io.Discard); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\n%d exchanges\n", len(r.Exchanges))
}

// wordy answers as things does, at length and never the same twice.
func wordy(answers *atomic.Int64) http.Handler {
	filler := strings.Repeat("word ", 200)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner := &lengthened{ResponseWriter: w, tail: fmt.Sprintf(`,"number":%d,"words":%q}`, answers.Add(1), filler)}
		things(inner, r)
	})
}

// lengthened adds members to the object that is written through it.
type lengthened struct {
	http.ResponseWriter
	tail string
}

func (l *lengthened) Write(b []byte) (int, error) {
	text := strings.TrimSuffix(string(b), "}") + l.tail
	_, err := io.WriteString(l.ResponseWriter, strings.Replace(text, "{,", "{", 1))
	return len(b), err
}

// BenchmarkScale is the budget of a large run: 100,000 exchanges with JSON, JUnit
// and HTML written take four times what 25,000 take (x-of-quarter is 1 where time
// grows as the number does), and no more than 500 MB at any time.
func BenchmarkScale(b *testing.B) {
	for b.Loop() {
		quarter := scaleOf(b, 625)
		whole := scaleOf(b, 2500)
		b.ReportMetric(float64(whole.exchanges), "exchanges")
		b.ReportMetric(whole.perExchange()/quarter.perExchange(), "x-of-quarter")
		b.ReportMetric(whole.megabytes, "MB-peak")
		b.ReportMetric(whole.cpu.Seconds(), "cpu-s")
	}
}

type scale struct {
	exchanges int
	cpu       time.Duration
	megabytes float64
}

func (s scale) perExchange() float64 { return s.cpu.Seconds() / float64(s.exchanges) }

func scaleOf(b *testing.B, paths int) (s scale) {
	c := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestScaleRun$", "-test.v")
	c.Env = append(os.Environ(), scaleRun+"="+strconv.Itoa(paths), "GOMEMLIMIT=400MiB") // as the command has it
	out, err := c.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for line := range strings.Lines(string(out)) {
		if n, ok := strings.CutSuffix(strings.TrimSpace(line), " exchanges"); ok {
			s.exchanges, _ = strconv.Atoi(n)
		}
	}
	if s.exchanges == 0 {
		b.Fatalf("the run says of no exchanges:\n%s", out)
	}
	used := c.ProcessState.SysUsage().(*syscall.Rusage)
	s.cpu = c.ProcessState.UserTime() + c.ProcessState.SystemTime()
	s.megabytes = float64(used.Maxrss) / 1000 // kilobytes
	if runtime.GOOS == "darwin" {
		s.megabytes /= 1000 // octets there
	}
	return s
}
