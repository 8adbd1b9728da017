package runner

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func clientOf(t testing.TB, c Config) *client {
	t.Helper()
	cl, err := newClient(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cl.close)
	return cl
}

// listen serves every connection to a listener on 127.0.0.1 with serve, whose
// connections are numbered from 1.
func listen(t testing.TB, serve func(n int, c net.Conn, in *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer hangUp(c)
				serve(n, c, bufio.NewReader(c))
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		serving.Wait()
	})
	return "http://" + l.Addr().String()
}

// hangUp closes a connection so that the other side hears an end. A socket that is
// closed with bytes in it that nobody has read resets the connection instead, and
// whether there are any is a matter of time.
func hangUp(c net.Conn) {
	defer c.Close()
	half, ok := c.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	c.SetReadDeadline(time.Now().Add(time.Second))
	io.Copy(io.Discard, c)
}

// readHeader reads a request without content, and returns it up to the empty line.
func readHeader(in *bufio.Reader) (string, bool) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return b.String(), false
		}
		if line == "\r\n" {
			return b.String(), true
		}
		b.WriteString(line)
	}
}

func get(target string) request { return request{Method: "GET", Target: target} }

func TestTheURLIsLookedAtOnce(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"":                          "there is no server to test: neither a URL nor a handler is given",
		"localhost:8080":            `the URL "localhost:8080" has no scheme; write http://localhost:8080 or https://localhost:8080`,
		"ftp://a":                   `the URL "ftp://a" has the scheme ftp; only http and https are supported`,
		"http://":                   `the URL "http://" names no host`,
		"http://a:99999":            `the URL "http://a:99999" has no valid port`,
		"http://a/?q=1":             `the URL "http://a/?q=1" has a query or a fragment, which a base URL cannot have`,
		"http://u:canary/1@b":       `the URL "http://b" cannot be read: its user information or what follows it is not valid`,
		"u:canary1@localhost:80":    `the URL "localhost:80" has no scheme; write http://localhost:80 or https://localhost:80`,
		"ftp://u:canary1@localhost": `the URL "ftp://localhost" has the scheme ftp; only http and https are supported`,
	} {
		cl, err := newClient(Config{URL: raw})
		if err == nil {
			cl.close()
			t.Errorf("%q: no error", raw)
		} else if err.Error() != want {
			t.Errorf("%q:\n got %s\nwant %s", raw, err, want)
		}
	}
}

func TestWhatTheURLSays(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]*client{
		"http://127.0.0.1:8080":       {base: "http://127.0.0.1:8080", host: "127.0.0.1", loopback: true},
		"http://127.0.0.1/":           {base: "http://127.0.0.1", host: "127.0.0.1", loopback: true, hasPath: true},
		"https://u:p@[::1]:1/v1/":     {base: "https://[::1]:1", host: "::1", loopback: true, hasPath: true, basePath: "/v1", authenticated: true},
		"http://192.0.2.1/a%20b":      {base: "http://192.0.2.1", host: "192.0.2.1", hasPath: true, basePath: "/a%20b"},
		"http://[::ffff:127.0.0.1]/x": {base: "http://[::ffff:127.0.0.1]", host: "::ffff:127.0.0.1", loopback: true, hasPath: true, basePath: "/x"},
	} {
		cl := clientOf(t, Config{URL: raw})
		got := []any{cl.base, cl.host, cl.loopback, cl.hasPath, cl.basePath, cl.authenticated}
		if w := []any{want.base, want.host, want.loopback, want.hasPath, want.basePath, want.authenticated}; !slices.Equal(got, w) {
			t.Errorf("%s: %v, want %v", raw, got, w)
		}
	}
}

func TestFieldsOfTheRunThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"a b": "", "X": "a\r\nB: c", "Content-Length": "3", "transfer-encoding": "chunked"} {
		if cl, err := newClient(Config{URL: "http://127.0.0.1", Header: http.Header{name: {value}}}); err == nil {
			cl.close()
			t.Errorf("%s: no error", name)
		}
	}
}

func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	sent := make(chan string, 1)
	url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		for {
			head, ok := readHeader(in)
			if !ok {
				return
			}
			sent <- head
			io.WriteString(c, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
		}
	})
	authority := strings.TrimPrefix(url, "http://")
	cl := clientOf(t, Config{URL: url, Auth: "me:canary", Header: http.Header{"Accept": {"text/plain"}, "x-tenant": {"a"}}})
	start := "Host: " + authority + "\r\nUser-Agent: proverb\r\n"
	common := "Accept: text/plain\r\nx-tenant: a\r\nAuthorization: Basic bWU6Y2FuYXJ5\r\n"
	for _, test := range []struct {
		r    request
		want string
	}{
		{get("/a"), "GET /a HTTP/1.1\r\n" + start + common},
		{
			request{Method: "get", Target: "/a b\r\nX: y", Fields: []Field{{"accept", "*/*"}, {"X-A", "1\r\nX-B: 2"}}},
			"get /a%20b%0D%0AX:%20y HTTP/1.1\r\n" + start + "X-A: 1  X-B: 2\r\n" + common,
		},
		{
			request{Method: "POST", Target: "/a", Retry: true},
			"POST /a HTTP/1.1\r\n" + start + common + "Content-Length: 0\r\n",
		},
		{
			request{Method: "TRACE", Target: "/a", NoCredentials: true, Fields: []Field{{"Accept", "*/*"}}},
			"TRACE /a HTTP/1.1\r\n" + start + "Accept: */*\r\n",
		},
		{
			request{Method: "DELETE", Target: "/a", Close: true},
			"DELETE /a HTTP/1.1\r\n" + start + common + "Connection: close\r\n",
		},
		{
			request{Method: "OPTIONS", Target: "*"},
			"OPTIONS * HTTP/1.1\r\n" + start + common,
		},
		{
			request{Method: "CONNECT", Target: "other.example:443"},
			"CONNECT other.example:443 HTTP/1.1\r\n" + start + common,
		},
		{
			request{Method: "GET", Target: "/", Fields: []Field{{"Content-Length", "0"}, {"content-length", "1"}, {"Expect", "100-continue"}}},
			"GET / HTTP/1.1\r\n" + start + "Content-Length: 0\r\ncontent-length: 1\r\nExpect: 100-continue\r\n" + common,
		},
		{
			request{Method: "POST", Target: "/", Fields: []Field{{"Transfer-Encoding", "x-none"}}, Retry: true},
			"POST / HTTP/1.1\r\n" + start + "Transfer-Encoding: x-none\r\n" + common,
		},
		{
			request{Method: "GET", Target: "/", Raw: []byte("GET / HTTP/1.1\r\nNo-Host: a\r\n\r\n")},
			"GET / HTTP/1.1\r\nNo-Host: a\r\n",
		},
		{
			request{Method: "GE(T", Target: "/", RawLine: "GE(T / HTTP/1.1"},
			"GE(T / HTTP/1.1\r\n" + start + common,
		},
		{
			request{Method: "GET", Target: "/", Fields: []Field{{"Host", "other"}, {"User-Agent", "x"}}},
			"GET / HTTP/1.1\r\nHost: other\r\nUser-Agent: x\r\n" + common,
		},
	} {
		x := cl.do(t.Context(), test.r)
		if x.Status != 404 {
			t.Fatalf("%s %s", x.Outcome, x.Trouble)
		}
		if got := <-sent; got != test.want {
			t.Errorf("sent\n%s\nwant\n%s", got, test.want)
		}
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		connections.Add(1)
		for {
			if _, ok := readHeader(in); !ok {
				return
			}
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		}
	})
	cl := clientOf(t, Config{URL: url})
	for range 5 {
		if x := cl.do(t.Context(), get("/")); string(x.Body()) != "ok" || x.Closed {
			t.Fatalf("%s %s %q", x.Outcome, x.Trouble, x.Body())
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections for GET, want 1", n)
	}
	cl.do(t.Context(), request{Method: "GET", Target: "/", Fresh: true})
	cl.do(t.Context(), request{Method: "POST", Target: "/"})
	if n := connections.Load(); n != 3 {
		t.Errorf("%d connections, want one more for Fresh and one for what must not be repeated", n)
	}
}

func TestAStaleConnectionIsNoAnswer(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	url := listen(t, func(n int, c net.Conn, in *bufio.Reader) {
		if _, ok := readHeader(in); !ok {
			return
		}
		requests.Add(1)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		// The connection is closed without a word, as idle timeouts do.
	})
	cl := clientOf(t, Config{URL: url})
	for i, method := range []string{"GET", "PUT", "PROVERBABCDEF", "POST", "GET"} {
		x := cl.do(t.Context(), request{Method: method, Target: "/", Content: []byte("a")[:len(method)%2]})
		if x.Outcome != Answered {
			t.Errorf("%s: %s %s", method, x.Outcome, x.Trouble)
		}
		// Each but the first finds a dead connection; what must not be sent twice has one of its own.
		if want := i > 0 && method != "POST" && method != "PROVERBABCDEF"; x.Resent != want || strings.Contains(x.Notation(), "(resent)") != want {
			t.Errorf("%s: resent %v, want %v\n%s", method, x.Resent, want, x.Notation())
		}
	}
	if n := requests.Load(); n != 5 {
		t.Errorf("%d requests were read, want 5", n)
	}
}

// In memory the other side's end shows sooner, and is no answer either.
func TestAStaleConnectionInMemoryIsNoAnswer(t *testing.T) {
	t.Parallel()
	cl := clientOf(t, Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		c.Close()
	})})
	for i := range 3 {
		if x := cl.do(t.Context(), get("/")); x.Outcome != Answered || x.Resent != (i > 0) {
			t.Errorf("%s %q, resent %v", x.Outcome, x.Trouble, x.Resent)
		}
	}
}

func TestADropOnAFreshConnectionIsTold(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		connections.Add(1)
		readHeader(in)
	})
	x := clientOf(t, Config{URL: url}).do(t.Context(), get("/"))
	if x.Outcome != Dropped || x.Trouble != "the connection was closed before a status line" || connections.Load() != 1 {
		t.Errorf("%s %q over %d connections", x.Outcome, x.Trouble, connections.Load())
	}
}

// What a server sends late still belongs to the request before.
func TestLateBytesAreNotTheNextAnswer(t *testing.T) {
	t.Parallel()
	url := listen(t, func(n int, c net.Conn, in *bufio.Reader) {
		readHeader(in)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		if n == 1 {
			readHeader(in)
			io.WriteString(c, "{\"late\":true}\nHTTP/1.1 500 Wrong\r\n\r\n")
		}
	})
	cl := clientOf(t, Config{URL: url})
	cl.do(t.Context(), get("/"))
	if x := cl.do(t.Context(), get("/")); x.Outcome != Answered || x.Status != 200 {
		t.Errorf("%s %d %s", x.Outcome, x.Status, x.Trouble)
	}
}

// What comes over an idle connection answers nothing: servers that have waited for
// long enough say 408 before they close.
func TestWhatComesInBetweenIsNoAnswer(t *testing.T) {
	t.Parallel()
	heard, said := make(chan bool, 1), make(chan bool, 1)
	url := listen(t, func(n int, c net.Conn, in *bufio.Reader) {
		readHeader(in)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		if n == 1 {
			<-heard
			io.WriteString(c, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
			said <- true
			readHeader(in)
		}
	})
	cl := clientOf(t, Config{URL: url})
	cl.do(t.Context(), get("/"))
	heard <- true
	<-said
	time.Sleep(2 * shortRest)
	if x := cl.do(t.Context(), get("/")); x.Outcome != Answered || x.Status != 200 || x.Resent {
		t.Errorf("%s %d %s, resent %v", x.Outcome, x.Status, x.Trouble, x.Resent)
	}
}

func TestARefusedContentEndsTheConnection(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "no", http.StatusBadRequest)
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	cl := clientOf(t, Config{URL: server.URL})
	for range 2 {
		cl.do(t.Context(), request{Method: "POST", Target: "/", Content: []byte("GET / HTTP/1.1\r\n\r\n"), Retry: true})
	}
	if n := connections.Load(); n != 2 {
		t.Errorf("%d connections, want 2", n)
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	l.Close()
	if x := clientOf(t, Config{URL: url}).do(t.Context(), get("/")); x.Outcome != Refused || x.Trouble != "connection refused" {
		t.Errorf("%s %q", x.Outcome, x.Trouble)
	}
	x := clientOf(t, Config{URL: "http://no-such-host.invalid", Timeout: 3 * time.Second}).do(t.Context(), get("/"))
	if x.Outcome != Refused || !strings.HasPrefix(x.Trouble, "the host name no-such-host.invalid could not be resolved: ") {
		t.Errorf("%s %q", x.Outcome, x.Trouble)
	}
}

func TestTimeAndInterruption(t *testing.T) {
	t.Parallel()
	url := listen(t, func(_ int, _ net.Conn, in *bufio.Reader) { io.Copy(io.Discard, in) })
	x := clientOf(t, Config{URL: url, Timeout: 50 * time.Millisecond}).do(t.Context(), get("/"))
	if x.Outcome != Timeout || x.Trouble != "no answer within 50ms" {
		t.Errorf("%s %q", x.Outcome, x.Trouble)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	start := time.Now()
	x = clientOf(t, Config{URL: url}).do(ctx, get("/"))
	if x.Outcome != Dropped || x.Trouble != "the run was interrupted" || time.Since(start) > 5*time.Second {
		t.Errorf("%s %q after %s", x.Outcome, x.Trouble, time.Since(start))
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Proto+" "+r.TLS.ServerName)
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = quiet
	server.StartTLS()
	defer server.Close()
	trusting := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	trusting.ServerName = "example.com"
	x := clientOf(t, Config{URL: server.URL, TLS: trusting}).do(t.Context(), get("/"))
	if string(x.Body()) != "HTTP/1.1 example.com" {
		t.Errorf("%s %q %q", x.Outcome, x.Trouble, x.Body())
	}
	x = clientOf(t, Config{URL: server.URL}).do(t.Context(), get("/"))
	if x.Outcome != TLSFailed || !strings.Contains(x.Trouble, "certificate") {
		t.Errorf("untrusted: %s %q", x.Outcome, x.Trouble)
	}
	plain := listen(t, func(_ int, c net.Conn, in *bufio.Reader) { io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") })
	x = clientOf(t, Config{URL: strings.Replace(plain, "http:", "https:", 1)}).do(t.Context(), get("/"))
	if x.Outcome != TLSFailed || x.Trouble != "the server does not speak TLS; the URL may want http" {
		t.Errorf("no TLS: %s %q", x.Outcome, x.Trouble)
	}
	x = clientOf(t, Config{URL: strings.Replace(server.URL, "https:", "http:", 1)}).do(t.Context(), get("/"))
	if x.Outcome != Answered || x.Status != 400 {
		t.Errorf("HTTP to a TLS port: %s %d %q", x.Outcome, x.Status, x.Trouble)
	}
}

func TestInProcess(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("/peer", func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		io.WriteString(w, r.Host+" "+host)
		if err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/panic", func(http.ResponseWriter, *http.Request) { panic("oh") })
	mux.HandleFunc("/large", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		io.WriteString(w, strings.Repeat("a", 100<<10))
	})
	mux.HandleFunc("/hang", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/head", func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\nno!")
	})
	cl := clientOf(t, Config{Handler: mux, URL: "/v1", Timeout: time.Second})
	if !cl.loopback || cl.base != "http://in-process" || cl.basePath != "/v1" || !cl.hasPath {
		t.Errorf("%+v", cl)
	}
	for _, test := range []struct {
		r       request
		outcome Outcome
		want    string
	}{
		{get("/peer"), Answered, "in-process 127.0.0.1"},
		{get("/panic"), Dropped, "the connection was closed before a status line"},
		{get("/peer"), Answered, "in-process 127.0.0.1"},
		{request{Method: "POST", Target: "/large", Content: make([]byte, 1<<20)}, Answered, strings.Repeat("a", 100<<10)},
		{get("/hang"), Timeout, "no answer within 1s"},
		{request{Method: "HEAD", Target: "/head"}, Answered, "no!"},
	} {
		x := cl.do(t.Context(), test.r)
		cl.late.Wait()
		if got := string(x.Body()) + x.Trouble + string(x.Residue); x.Outcome != test.outcome || got != test.want {
			t.Errorf("%s %s: %s %.80q", test.r.Method, test.r.Target, x.Outcome, got)
		}
	}
}

func TestAHandlerTakesABasePathOnly(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"http://127.0.0.1/v1", "v1"} {
		if _, err := newClient(Config{Handler: http.NotFoundHandler(), URL: url}); err == nil {
			t.Errorf("%s: no error", url)
		}
	}
}

func TestEqualBodiesAreOne(t *testing.T) {
	t.Parallel()
	cl := clientOf(t, Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"a":1}`)
	})})
	var all [16]*Exchange
	var asking sync.WaitGroup
	for i := range all {
		asking.Go(func() { all[i] = cl.do(t.Context(), get("/")) })
	}
	asking.Wait()
	for _, x := range all {
		if x.BodyInfo() != all[0].BodyInfo() || x.BodyInfo().JSON != (JSONFault{}) {
			t.Fatalf("%+v", x.BodyInfo())
		}
	}
	hand := Exchange{}.WithBody([]byte(`{"a":1}`), 7, false)
	if !reflect.DeepEqual(hand.BodyInfo(), all[0].BodyInfo()) {
		t.Errorf("written by hand %+v, received %+v", hand.BodyInfo(), all[0].BodyInfo())
	}
}
