//go:build unix

package suite_test

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
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

// withTrivialServer does something with a server of its own, and returns what
// time the server took of the processors.
func withTrivialServer(b *testing.B, do func(base string)) time.Duration {
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
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "listening on "); ok {
			do("http://" + address)
			break
		}
	}
	stdin.Close()
	io.Copy(io.Discard, stdout)
	if err := c.Wait(); err != nil {
		b.Fatalf("the server: %v", err)
	}
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

// load is what so many requests took: time, and time of the processors on both
// sides together.
type load struct {
	requests  int
	took, cpu time.Duration
}

func (l load) perSecond() float64    { return float64(l.requests) / l.took.Seconds() }
func (l load) cpuPerOne() float64    { return float64(l.cpu.Microseconds()) / float64(l.requests) }
func (l load) of(other load) float64 { return l.perSecond() / other.perSecond() }

// BenchmarkThroughput holds a run over eight connections against wrk over as many,
// both against the same trivial server in another process, in turns, so that what
// else the machine does slows both; wrk sends the very request that most probes
// are. of-wrk is how many requests a second are sent and recorded, judged-of-wrk
// how many are judged as well, as parts of what wrk sends (the middle one of the
// rounds). The budget of the design is 0.8 and 0.6. cpu-of-wrk and
// cpu-judged-of-wrk are the same of the processors' time that a request takes on
// both sides: what the ratio is where nothing else is done. bare-of-wrk is what eight
// goroutines make of it that write that request and read what comes, and look at
// nothing: more than that no client can have that leaves the waiting to Go.
func BenchmarkThroughput(b *testing.B) {
	wrk, err := exec.LookPath("wrk")
	if err != nil {
		b.Skip("wrk is not installed: apt-get install wrk")
	}
	plan, err := specs.Load(widened(b, 1000), specs.Options{Safety: specs.Guarded, AllMethods: true})
	if err != nil {
		b.Fatal(err)
	}
	script := wrkScript(b, plan)
	var rounds []round
	for b.Loop() {
		rounds = append(rounds, oneRound(b, wrk, script, plan))
	}
	report := func(unit string, of func(round) float64) { b.ReportMetric(middle(rounds, of), unit) }
	report("wrk/s", func(r round) float64 { return r.wrk.perSecond() })
	report("sent/s", func(r round) float64 { return r.sent.perSecond() })
	report("of-wrk", func(r round) float64 { return r.sent.of(r.wrk) })
	report("judged-of-wrk", func(r round) float64 { return r.judged.of(r.wrk) })
	report("cpu-of-wrk", func(r round) float64 { return r.wrk.cpuPerOne() / r.sent.cpuPerOne() })
	report("cpu-judged-of-wrk", func(r round) float64 { return r.wrk.cpuPerOne() / r.judged.cpuPerOne() })
	report("bare-of-wrk", func(r round) float64 { return r.bare.of(r.wrk) })
	report("wrk-µs-cpu", func(r round) float64 { return r.wrk.cpuPerOne() })
	report("sent-µs-cpu", func(r round) float64 { return r.sent.cpuPerOne() })
}

// round is what wrk did, what goroutines that only write and read, and what a run.
type round struct{ wrk, bare, sent, judged load }

func oneRound(b *testing.B, wrk, script string, plan *specs.Plan) (r round) {
	server := withTrivialServer(b, func(base string) { r.wrk = runWrk(b, wrk, script, base) })
	r.wrk.cpu += server
	withTrivialServer(b, func(base string) { r.bare = writeAndRead(b, probeOf(b, plan), base) })
	server = withTrivialServer(b, func(base string) { r.sent, r.judged = runPlan(b, plan, base) })
	r.sent.cpu += server
	r.judged.cpu += server
	return r
}

func middle(rounds []round, of func(round) float64) float64 {
	var all []float64
	for _, r := range rounds {
		all = append(all, of(r))
	}
	slices.SortFunc(all, cmp.Compare[float64])
	return all[len(all)/2]
}

// probeOf is what a run sends most: one request, put together once.
func probeOf(b *testing.B, plan *specs.Plan) *runner.Exchange {
	record, err := runner.Run(b.Context(), &specs.Plan{Document: plan.Document, Paths: plan.Paths[:1], Unknown: plan.Unknown, Safety: plan.Safety},
		runner.Config{Handler: http.HandlerFunc(things), NoQuestions: true})
	if err != nil {
		b.Fatal(err)
	}
	all := record.Paths[0].Exchanges
	at := slices.IndexFunc(all, func(x *runner.Exchange) bool { return x.Probe.Kind == specs.KindRegistered })
	if at < 0 {
		b.Fatal("the run has no probe of a registered method")
	}
	return all[at]
}

// writeAndRead has eight goroutines send it, as many times together as a run has
// requests.
func writeAndRead(b *testing.B, x *runner.Exchange, base string) load {
	var request strings.Builder
	fmt.Fprintf(&request, "%s /things1 HTTP/1.1\r\n", x.Method)
	for _, f := range x.Request {
		fmt.Fprintf(&request, "%s: %s\r\n", f.Name, f.Value)
	}
	request.WriteString("\r\n")
	const connections, each = 8, 5000
	began := time.Now()
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
			if err != nil {
				b.Error(err)
				return
			}
			defer c.Close()
			sent, answer := []byte(request.String()), make([]byte, 16<<10)
			for range each {
				if _, err := c.Write(sent); err != nil {
					b.Error(err)
				}
				if _, err := c.Read(answer); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	return load{requests: connections * each, took: time.Since(began)}
}

// wrkScript has wrk send what a run sends most.
func wrkScript(b *testing.B, plan *specs.Plan) string {
	x := probeOf(b, plan)
	var s strings.Builder
	fmt.Fprintf(&s, "wrk.method = %q\n", x.Method)
	for _, f := range x.Request {
		if f.Name != "Host" {
			fmt.Fprintf(&s, "wrk.headers[%q] = %q\n", f.Name, f.Value)
		}
	}
	file := filepath.Join(b.TempDir(), "wrk.lua")
	if err := os.WriteFile(file, []byte(s.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return file
}

var wrkCount = regexp.MustCompile(`(\d+) requests in ([\d.]+)s`)

func runWrk(b *testing.B, wrk, script, base string) load {
	ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, wrk, "-t", "2", "-c", "8", "-d", "3s", "-s", script, base+"/things1")
	out, err := c.CombinedOutput()
	match := wrkCount.FindSubmatch(out)
	if err != nil || match == nil {
		b.Fatalf("wrk: %v\n%s", err, out)
	}
	n, _ := strconv.Atoi(string(match[1]))
	seconds, _ := strconv.ParseFloat(string(match[2]), 64)
	return load{n, time.Duration(seconds * float64(time.Second)), c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
}

// runPlan is what a run took, without judging and with it.
func runPlan(b *testing.B, plan *specs.Plan, base string) (sent, judged load) {
	began, before := time.Now(), ownTime(b)
	record, err := runner.Run(b.Context(), plan, runner.Config{URL: base, Concurrency: 8})
	if err != nil {
		b.Fatal(err)
	}
	sent.took, sent.cpu = time.Since(began), ownTime(b)-before
	rules.Judge(record, rules.Profile{})
	judged.took, judged.cpu = time.Since(began), ownTime(b)-before
	n := len(record.Controls)
	for _, p := range record.Paths {
		n += len(p.Exchanges)
	}
	sent.requests, judged.requests = n, n
	return sent, judged
}

// ownTime is what time this process took of the processors so far.
func ownTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
