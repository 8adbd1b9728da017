package suite_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

const oneThing = `
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things:
    get: {responses: {"200": {description: all}}}
`

// laxServer answers whatever looks a little like a request line: it looks at no
// Host, no version and no coding, reads no content, and takes what follows for
// the next request. It closes without a word after what it does not like.
func laxServer(t *testing.T) string {
	t.Helper()
	return serveEach(t, func(c net.Conn) {
		defer c.Close()
		c.SetDeadline(time.Now().Add(time.Minute))
		answerAnything(c)
		// Closed with bytes that nobody has read, the answer would be lost to a reset.
		c.(*net.TCPConn).CloseWrite()
		io.Copy(io.Discard, c)
	})
}

// serveEach does something with each connection to a server of its own.
func serveEach(t *testing.T, do func(net.Conn)) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { do(c) })
		}
	})
	t.Cleanup(func() { l.Close(); serving.Wait() })
	return "http://" + l.Addr().String()
}

func answerAnything(c net.Conn) {
	in := bufio.NewReader(c)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		for field := line; strings.TrimSpace(field) != ""; {
			if field, err = in.ReadString('\n'); err != nil {
				return
			}
		}
		method, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		status := 200
		switch {
		case len(line) > 60_000:
			status = 503
		case len(line) > 4000:
			status = 414
		case strings.HasSuffix(rest, "HTTP/1.2"), line == "\r\n":
			status = 400
		case len(method) > 60, strings.ContainsAny(method, "~"):
			status = 431
		case !slices.Contains([]string{"GET", "HEAD"}, method):
			status = 501
		case !strings.HasPrefix(rest, "/things"):
			status = 404
		}
		body := `{"status":` + strconv.Itoa(status) + `}`
		fmt.Fprintf(c, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", status, len(body))
		if method != "HEAD" {
			io.WriteString(c, body)
		}
		if status == 400 {
			return
		}
	}
}

func judgeRaw(t *testing.T, document string, c runner.Config) *rules.Judgement {
	t.Helper()
	plan, err := specs.Parse([]byte(document), "things.yaml", specs.Options{Safety: specs.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), plan, c)
	if err != nil {
		t.Fatal(err)
	}
	return rules.Judge(record, rules.Profile{})
}

func ofPack(j *rules.Judgement) []string {
	var out []string
	for _, f := range j.Findings {
		if f.Rule.Pack == rules.PackTransport {
			out = append(out, f.Rule.ID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestTransportOfALaxServer(t *testing.T) {
	t.Parallel()
	base := laxServer(t)
	j := judgeRaw(t, oneThing, runner.Config{URL: base, Transport: true, Timeout: 2 * time.Second})
	want := []string{
		"method/exotic-token", "method/overlong-501", "transport/bad-request-line", "transport/close-signalled",
		"transport/host-required", "transport/invalid-content-length", "transport/leading-crlf", "transport/space-before-colon",
		"transport/te-and-content-length", "transport/te-final-chunked", "transport/unknown-te-501", "transport/unread-body",
		"transport/uri-too-long-414", "transport/version-505",
	}
	if got := ofPack(j); !slices.Equal(got, want) {
		t.Errorf("told:\n%v\nwant:\n%v", got, want)
	}
	for _, f := range j.Findings {
		if f.Rule.Pack != "" && len(f.Exchanges[0].Raw) == 0 {
			t.Errorf("%s is told without the bytes that were sent", f.Rule.ID)
		}
	}
	if got := ofPack(judgeRaw(t, oneThing, runner.Config{URL: base})); len(got) > 0 {
		t.Errorf("without being asked for, %v is told", got)
	}
}

// TestTransportOfTheStandardLibrary: net/http breaks no rule of the pack that
// reaches a warning.
func TestTransportOfTheStandardLibrary(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSimulator(t))
	t.Cleanup(server.Close)
	for name, c := range map[string]runner.Config{
		"over TCP":        {URL: server.URL},
		"in process":      {Handler: newSimulator(t)},
		"over HTTP/2":     {Handler: newSimulator(t), HTTP: runner.HTTP2},
		"with a password": {URL: server.URL, Auth: "user:canary-1"},
	} {
		c.Transport = true
		j := judgeRaw(t, string(simulator.Document()), c)
		for _, f := range j.Findings {
			if f.Severity.Reaches(rules.Warning) {
				t.Errorf("%s: %s", name, tells(f))
			}
			if strings.Contains(tells(f), "canary-1") || strings.Contains(tells(f), "dXNlcjpjYW5hcnktMQ==") {
				t.Errorf("%s: a password is told: %s", name, tells(f))
			}
		}
	}
}

// TestVersionsThatDiffer is a server whose HTTP/2 refuses what its HTTP/1.1 takes.
func TestVersionsThatDiffer(t *testing.T) {
	t.Parallel()
	shop := newSimulator(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 && strings.HasPrefix(r.Method, "PROVERB") {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		shop.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	tls := server.Client().Transport.(*http.Transport).TLSClientConfig
	j := judgeRaw(t, string(simulator.Document()), runner.Config{URL: server.URL, TLS: tls, Transport: true})
	if got := ofPack(j); !slices.Contains(got, "transport/version-parity") {
		t.Errorf("told: %v", got)
	}
}
