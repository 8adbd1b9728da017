package suite_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// trivialServer names the variable that makes this test binary a server.
const trivialServer = "PROVERB_TEST_TRIVIAL_SERVER"

// TestTrivialServer is the server of BenchmarkThroughput, in a process of its own.
// It ends when its standard input does.
func TestTrivialServer(t *testing.T) {
	if os.Getenv(trivialServer) == "" {
		t.Skip("it is no test: BenchmarkThroughput starts it")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nlistening on %s\n", l.Addr())
	server := &http.Server{Handler: http.HandlerFunc(things)}
	go func() {
		bufio.NewReader(os.Stdin).ReadByte()
		server.Close()
	}()
	server.Serve(l)
}

// startTrivialServer starts it and returns its base URL.
func startTrivialServer(b *testing.B) string {
	b.Helper()
	c := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestTrivialServer$", "-test.v")
	c.Env = append(os.Environ(), trivialServer+"=1")
	stdin, err := c.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		stdin.Close()
		c.Wait()
	})
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			return "http://" + address
		}
	}
	b.Fatal("the server did not start")
	return ""
}

// BenchmarkThroughput holds a run over eight connections against wrk over as many,
// both against the same trivial server in another process: of-wrk is what is sent
// and recorded, judged-of-wrk what is judged as well. The budget of the design is
// 0.8 and 0.6.
func BenchmarkThroughput(b *testing.B) {
	wrk, err := exec.LookPath("wrk")
	if err != nil {
		b.Skip("wrk is not installed: apt-get install wrk")
	}
	base := startTrivialServer(b)
	plan, err := specs.Load(widened(b, 1000), specs.Options{Safety: specs.Guarded, AllMethods: true})
	if err != nil {
		b.Fatal(err)
	}
	var byWrk, sent, judged float64
	rounds := 0
	for b.Loop() {
		// In turns, so that what else the machine does slows both.
		byWrk += wrkRate(b, wrk, base)
		s, j := runRate(b, plan, base)
		sent, judged, rounds = sent+s, judged+j, rounds+1
	}
	n := float64(rounds)
	b.ReportMetric(byWrk/n, "wrk/s")
	b.ReportMetric(sent/n, "sent/s")
	b.ReportMetric(sent/byWrk, "of-wrk")
	b.ReportMetric(judged/byWrk, "judged-of-wrk")
}

var requestsPerSecond = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)

func wrkRate(b *testing.B, wrk, base string) float64 {
	ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, wrk, "-t", "2", "-c", "8", "-d", "2s", base+"/things1").CombinedOutput()
	match := requestsPerSecond.FindSubmatch(out)
	if err != nil || match == nil {
		b.Fatalf("wrk: %v\n%s", err, out)
	}
	rate, err := strconv.ParseFloat(string(match[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return rate
}

// runRate is how many exchanges a second a run has, without judging and with it.
func runRate(b *testing.B, plan *specs.Plan, base string) (sent, judged float64) {
	began := time.Now()
	record, err := runner.Run(b.Context(), plan, runner.Config{URL: base, Concurrency: 8})
	if err != nil {
		b.Fatal(err)
	}
	probed := time.Since(began)
	rules.Judge(record, rules.Profile{})
	all := time.Since(began)
	n := len(record.Controls)
	for _, p := range record.Paths {
		n += len(p.Exchanges)
	}
	return float64(n) / probed.Seconds(), float64(n) / all.Seconds()
}
