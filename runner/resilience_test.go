package runner_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"fmt"
	"io"
	stdlog "log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// misdeed is one way of a server to answer GET of its path badly. Other methods
// are answered well, so that the path is one of the audit's like any other.
type misdeed struct {
	path    string
	do      func(c net.Conn)
	outcome runner.Outcome
	trouble string // a part of it
}

const fine = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"

func says(text string) func(net.Conn) {
	return func(c net.Conn) { io.WriteString(c, text) }
}

// stalls says a part of an answer and then nothing, until the client has enough.
func stalls(text string) func(net.Conn) {
	return func(c net.Conn) {
		io.WriteString(c, text)
		io.Copy(io.Discard, c)
	}
}

// drips says a text slowly, a byte at a time.
func drips(text string) func(net.Conn) {
	return func(c net.Conn) {
		for i := 0; i < len(text); i++ {
			if _, err := c.Write([]byte{text[i]}); err != nil {
				return
			}
			time.Sleep(time.Second)
		}
	}
}

// then says a text before it does something.
func then(text string, do func(net.Conn)) func(net.Conn) {
	return func(c net.Conn) {
		io.WriteString(c, text)
		do(c)
	}
}

// floods says a text, and the same again without end.
func floods(head, again string) func(net.Conn) {
	block := []byte(strings.Repeat(again, 1+(64<<10)/len(again)))
	return func(c net.Conn) {
		io.WriteString(c, head)
		for {
			if _, err := c.Write(block); err != nil {
				return
			}
		}
	}
}

// repeats says a text again and again.
func repeats(text string, every time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		for {
			if _, err := io.WriteString(c, text); err != nil {
				return
			}
			time.Sleep(every)
		}
	}
}

func resets(text string) func(net.Conn) {
	return func(c net.Conn) {
		io.WriteString(c, text)
		c.(*net.TCPConn).SetLinger(0)
	}
}

// gzipBomb is 64 MiB of zeros in some sixty kilobytes.
func gzipBomb() string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range 64 {
		w.Write(zeros)
	}
	w.Close()
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", b.Len(), b.String())
}

func misdeeds() []misdeed {
	const ok = "HTTP/1.1 200 OK\r\n"
	return []misdeed{
		{"/drops", func(net.Conn) {}, runner.Dropped, "before a status line"},
		{"/resets", resets(""), runner.Dropped, ""},
		{"/resets-half-way", resets(ok + "Content-Length: 100\r\n\r\nhalf"), runner.Dropped, ""},
		{"/stalls-at-once", stalls(""), runner.Timeout, "no answer within"},
		{"/stalls-in-the-status", stalls("HTTP/1.1 20"), runner.Timeout, "the header was not complete"},
		{"/stalls-in-the-header", stalls(ok + "Content-Ty"), runner.Timeout, "the header was not complete"},
		{"/stalls-in-the-content", stalls(ok + "Content-Length: 100\r\n\r\nhalf"), runner.Timeout, "after 4 of 100 octets"},
		{"/stalls-in-a-chunk", stalls(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel"), runner.Timeout, "octets of content"},
		{"/stalls-in-the-trailer", stalls(ok + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: "), runner.Timeout, "octets of content"},
		{"/stalls-after-interim", stalls("HTTP/1.1 103 Early Hints\r\n\r\n"), runner.Timeout, "after an interim response"},
		{"/a-byte-a-second", drips(fine), runner.Timeout, "the header was not complete"},
		{"/content-a-byte-a-second", then(ok+"Content-Length: 100\r\n\r\n", drips(strings.Repeat("a", 100))), runner.Timeout, "of 100 octets of content"},
		{"/content-without-end", floods(ok+"Content-Type: text/plain\r\n\r\n", "more "), runner.Answered, ""},
		{"/ten-gigabytes", floods(ok+"Content-Length: 10737418240\r\n\r\n", "0"), runner.Answered, ""},
		{"/header-without-end", floods(ok, "A: b\r\n"), runner.Malformed, "more than 2000 fields"},
		{"/line-without-end", floods(ok+"A: ", "aaaaaaaa"), runner.Malformed, "longer than"},
		{"/status-line-of-2-mb", says("HTTP/1.1 200 " + strings.Repeat("O", 2<<20) + "\r\n\r\n"), runner.Malformed, "longer than"},
		{"/interim-without-end", floods("", "HTTP/1.1 102 Processing\r\n\r\n"), runner.Malformed, "interim responses"},
		{"/chunks-without-end", floods(ok+"Transfer-Encoding: chunked\r\n\r\n", "4000\r\n"+strings.Repeat("more", 4096)+"\r\n"), runner.Answered, ""},
		{"/chunk-without-size", says(ok + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n"), runner.Malformed, "a chunk does not begin with its size"},
		{"/chunk-too-long", says(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"), runner.Malformed, "a chunk is longer than its size"},
		{"/gzip-bomb", says(gzipBomb()), runner.Answered, ""},
		{"/nul-bytes", says(ok + "A: a\x00b\r\nContent-Length: 3\r\n\r\n\x00\x00\x00"), runner.Answered, ""},
		{"/two-answers", says(fine + strings.Replace(fine, "200 OK", "500 Second", 1)), runner.Answered, ""},
		{"/lengths-that-differ", says(ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nokk"), runner.Malformed, "given twice"},
		{"/interim-slowly", repeats("HTTP/1.1 100 Continue\r\n\r\n", 300*time.Millisecond), runner.Timeout, "after an interim response"},
		{"/extensions-without-end", floods(ok+"Transfer-Encoding: chunked\r\n\r\n", "1;"+strings.Repeat("x", 60<<10)+"\r\na\r\n"), runner.Timeout, "octets of content"},
		{"/trailer-without-end", floods(ok+"Transfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n"), runner.Malformed, "more than 2000 fields"},
		{"/folds-without-end", floods(ok+"A: b\r\n", " c\r\n"), runner.Malformed, "more than 2000 folded lines"},
		{"/large-interims", floods("", "HTTP/1.1 103 Early Hints\r\nA: "+strings.Repeat("a", 60<<10)+"\r\n\r\n"), runner.Malformed, "the header is longer"},
		{"/length-of-2^63", says(ok + "Content-Length: 9223372036854775808\r\n\r\nok"), runner.Malformed, "not a number of octets"},
		{"/chunk-of-2^64", says(ok + "Transfer-Encoding: chunked\r\n\r\n10000000000000002\r\nok\r\n0\r\n\r\n"), runner.Malformed, "a chunk does not begin with its size"},
		{"/chunk-below-zero", says(ok + "Transfer-Encoding: chunked\r\n\r\n-2\r\nok\r\n0\r\n\r\n"), runner.Malformed, "a chunk does not begin with its size"},
		{"/chunk-of-2^63-less-1", says(ok + "Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nok"), runner.Dropped, "after 2 octets of content"},
		{"/resets-after-content", resets(fine), runner.Answered, ""},
		{"/no-http", says("220 mail.example ESMTP\r\n"), runner.Malformed, "the answer is not HTTP"},
		{"/no-status", says("HTTP/1.1 OK\r\n\r\n"), runner.Malformed, "three digits"},
	}
}

// badServer answers GET by its misdeeds and all else well; it counts the
// connections that it has open.
type badServer struct {
	base    string
	serving sync.WaitGroup
}

func startBadServer(t *testing.T, all []misdeed) *badServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &badServer{base: "http://" + l.Addr().String()}
	s.serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.serving.Go(func() {
				defer c.Close()
				c.SetDeadline(time.Now().Add(time.Minute))
				s.serve(c, all)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		s.serving.Wait()
	})
	return s
}

func (s *badServer) serve(c net.Conn, all []misdeed) {
	in := bufio.NewReader(c)
	for {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		io.Copy(io.Discard, r.Body)
		for _, m := range all {
			if r.Method == http.MethodGet && r.URL.Path == m.path {
				m.do(c)
				return
			}
		}
		answer := fine
		switch {
		case strings.HasPrefix(r.URL.Path, "/no-such"):
			answer = strings.Replace(fine, "200 OK", "404 Not Found", 1)
		case r.Method == http.MethodHead:
			answer = strings.TrimSuffix(fine, "ok")
		case r.Method != http.MethodGet:
			answer = strings.Replace(fine, "200 OK\r\n", "405 Method Not Allowed\r\nAllow: GET, HEAD\r\n", 1)
		}
		if _, err := io.WriteString(c, answer); err != nil {
			return
		}
	}
}

func badPlan(t *testing.T, all []misdeed, options specs.Options) *specs.Plan {
	t.Helper()
	text := "openapi: 3.0.3\ninfo: {title: Bad, version: \"1\"}\npaths:\n"
	for _, path := range append([]string{"/well", "/well-too"}, paths(all)...) {
		text += "  " + path + ": {get: {responses: {\"200\": {description: fine}}}}\n"
	}
	plan, err := specs.Parse([]byte(text), "bad.yaml", options)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func paths(all []misdeed) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.path)
	}
	return out
}

// TestAHostileServer has no time run out but where that is the misdeed: how long
// the others take depends on what else the machine does.
func TestAHostileServer(t *testing.T) {
	t.Parallel()
	slow, others := misdeeds(), misdeeds()
	slow = slices.DeleteFunc(slow, func(m misdeed) bool { return m.outcome != runner.Timeout })
	others = slices.DeleteFunc(others, func(m misdeed) bool { return m.outcome == runner.Timeout })
	t.Run("slow", func(t *testing.T) {
		t.Parallel()
		auditHostile(t, slow, 3*time.Second)
	})
	t.Run("other", func(t *testing.T) {
		t.Parallel()
		auditHostile(t, others, 50*time.Second)
	})
}

func auditHostile(t *testing.T, all []misdeed, timeout time.Duration) {
	t.Helper()
	s := startBadServer(t, all)
	record, err := runner.Run(t.Context(), badPlan(t, all, specs.Options{}), runner.Config{URL: s.base, Timeout: timeout, Concurrency: 16})
	if err != nil {
		t.Fatal(err)
	}
	if record.Cut != "" {
		t.Fatalf("the run was cut: %s", record.CutText)
	}
	for _, p := range record.Paths {
		want := misdeed{outcome: runner.Answered}
		if i := slices.IndexFunc(all, func(m misdeed) bool { return m.path == p.Path.Template }); i >= 0 {
			want = all[i]
		}
		for _, x := range p.Exchanges {
			if len(x.Body()) > 256<<10 {
				t.Errorf("%s %s: %d octets are kept", x.Method, x.Target, len(x.Body()))
			}
			if x.Method != http.MethodGet {
				if x.Outcome != runner.Answered {
					t.Errorf("%s %s, which is answered well: %s, %s", x.Method, x.Target, x.Outcome, x.Trouble)
				}
				continue
			}
			if x.Outcome != want.outcome || !strings.Contains(x.Trouble, want.trouble) {
				t.Errorf("GET %s: %s, %q; want %s, %q", x.Target, x.Outcome, x.Trouble, want.outcome, want.trouble)
			}
			if x.Elapsed > 2*timeout {
				t.Errorf("GET %s took %v, twice its time", x.Target, x.Elapsed)
			}
		}
	}
}

// TestAnAnswerBeforeTheRequest: what comes on a connection before anything was
// sent on it is the answer to nothing.
func TestAnAnswerBeforeTheRequest(t *testing.T) {
	t.Parallel()
	s := startEager(t)
	record, err := runner.Run(t.Context(), badPlan(t, nil, specs.Options{}), runner.Config{URL: s, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if record.Cut != "" {
		t.Errorf("the run was cut: %s", record.CutText)
	}
}

// startEager answers every connection before it hears anything, then closes it.
func startEager(t *testing.T) string {
	t.Helper()
	url, stop := serveEach(t, func(c net.Conn) {
		defer c.Close()
		c.SetDeadline(time.Now().Add(time.Minute))
		io.WriteString(c, fine)
		http.ReadRequest(bufio.NewReader(c))
	})
	t.Cleanup(stop)
	return url
}

// TestTLSThatEndsInTheHandshake: no connection, said so, and the run ends.
func TestTLSThatEndsInTheHandshake(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		hello.Conn.Close()
		return nil, io.EOF
	}}
	server.Config.ErrorLog = stdlog.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	record, err := runner.Run(t.Context(), badPlan(t, nil, specs.Options{}), runner.Config{URL: server.URL, Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	x := record.Controls[0]
	if record.Cut != runner.CutUnreachable || x.Outcome != runner.TLSFailed || !strings.Contains(x.Trouble, "handshake") {
		t.Errorf("cut %q, %s, %q", record.Cut, x.Outcome, x.Trouble)
	}
}

// TestNothingIsLeftBehind audits the hostile server a hundred times. It runs
// alone: it counts what the whole process has open.
func TestNothingIsLeftBehind(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()) // other processes have files of that name in the usual folder
	all := misdeeds()
	s := startBadServer(t, all)
	plan := badPlan(t, all, specs.Options{Safety: specs.ReadOnly, Include: specs.Filter{Methods: []string{"GET"}}})
	before := openFiles(t)
	temporary := temporaryFiles(t)
	others := []goleak.Option{goleak.IgnoreCurrent(), goleak.IgnoreAnyFunction("github.com/proverb-dev/proverb/runner_test.(*badServer).serve")}
	for range 100 {
		if _, err := runner.Run(t.Context(), plan, runner.Config{URL: s.base, Timeout: 5 * time.Millisecond, Concurrency: 32, NoQuestions: true}); err != nil {
			t.Fatal(err)
		}
	}
	if err := goleak.Find(others...); err != nil {
		t.Error(err)
	}
	// The server notices a little later that a connection is closed.
	for range 100 {
		if openFiles(t) <= before+2 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if after := openFiles(t); after > before+2 {
		t.Errorf("%d files are open, and %d were before", after, before)
	}
	if after := temporaryFiles(t); after > temporary {
		t.Errorf("%d temporary files of ours, and %d were before", after, temporary)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > 256<<20 {
		t.Errorf("%d MiB are in use", m.HeapAlloc>>20)
	}
}

// openFiles counts the process's file descriptors, where the system tells them.
func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}

func temporaryFiles(t *testing.T) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(os.TempDir(), "proverb*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}
