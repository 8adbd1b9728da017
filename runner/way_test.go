package runner

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// proxyServer is an HTTP proxy that tunnels, and forwards what is in absolute
// form; asked gets every request line it reads.
func proxyServer(t *testing.T, credentials string) (base string, asked func() []string) {
	t.Helper()
	var mu sync.Mutex
	var lines []string
	serve := func(_ int, c net.Conn, in *bufio.Reader) {
		for {
			r, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			mu.Lock()
			lines = append(lines, r.Method+" "+r.RequestURI)
			mu.Unlock()
			if r.Header.Get("Proxy-Authorization") != credentials {
				io.WriteString(c, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
				return
			}
			if r.Method == http.MethodConnect {
				tunnelTo(c, in, r.Host)
				return
			}
			if forward(c, r) != nil {
				return
			}
		}
	}
	return listen(t, serve), func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string{}, lines...)
	}
}

func tunnelTo(c net.Conn, in *bufio.Reader, host string) {
	out, err := net.Dial("tcp", host)
	if err != nil {
		io.WriteString(c, "HTTP/1.1 502 Bad Gateway\r\n\r\n")
		return
	}
	defer out.Close()
	io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
	var both sync.WaitGroup
	both.Go(func() { io.Copy(out, in); out.(*net.TCPConn).CloseWrite() })
	both.Go(func() { io.Copy(c, out); c.(*net.TCPConn).CloseWrite() })
	both.Wait()
}

func forward(c net.Conn, r *http.Request) error {
	r.RequestURI = ""
	r.Header.Del("Proxy-Authorization")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	return answer.Write(c)
}

func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Seen-Authorization", r.Header.Get("Proxy-Authorization"))
	io.WriteString(w, r.Method+" "+r.Host+r.RequestURI)
}

func TestThroughAProxyInAbsoluteForm(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(echo))
	t.Cleanup(server.Close)
	proxy, asked := proxyServer(t, "Basic dTpjYW5hcnktMQ==")
	cl := clientOf(t, Config{URL: server.URL + "/v1", Proxy: strings.Replace(proxy, "://", "://u:canary-1@", 1)})
	for range 2 {
		x := cl.do(t.Context(), get("/v1/books"))
		if x.Outcome != Answered || !strings.HasSuffix(string(x.Body()), "/v1/books") || x.Target != "/v1/books" {
			t.Fatalf("%s %s %q, target %s", x.Outcome, x.Trouble, x.Body(), x.Target)
		}
		if got := x.Value("Seen-Authorization"); got != "" {
			t.Errorf("the server got the proxy's credentials")
		}
		for _, f := range x.Request {
			if strings.Contains(f.Value, "canary") || strings.Contains(f.Value, "dTpj") {
				t.Errorf("a credential of the proxy is recorded: %v", f)
			}
		}
	}
	if lines := asked(); len(lines) != 2 || lines[0] != "GET "+server.URL+"/v1/books" {
		t.Errorf("the proxy was asked %q", lines)
	}
}

func TestThroughAProxyByTunnel(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(echo))
	t.Cleanup(server.Close)
	proxy, asked := proxyServer(t, "")
	cl := clientOf(t, Config{URL: server.URL, Proxy: proxy, TLS: server.Client().Transport.(*http.Transport).TLSClientConfig})
	for _, method := range []string{"GET", "PROVERBABCDEF", "OPTIONS"} {
		x := cl.do(t.Context(), request{Method: method, Target: "/books", Retry: true})
		if x.Outcome != Answered || !strings.HasPrefix(string(x.Body()), method+" ") {
			t.Fatalf("%s: %s %s %q", method, x.Outcome, x.Trouble, x.Body())
		}
	}
	u, _ := url.Parse(server.URL)
	if lines := asked(); len(lines) != 1 || lines[0] != "CONNECT "+u.Host {
		t.Errorf("the proxy was asked %q", lines)
	}
}

// An interim response says that an answer is to come, and is not it.
func TestAProxyThatSaysSomethingFirst(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(echo))
	t.Cleanup(server.Close)
	proxy := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		io.WriteString(c, "HTTP/1.1 100 Continue\r\n\r\n"+strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 99))
		tunnelTo(c, in, r.Host)
	})
	x := clientOf(t, Config{URL: server.URL, Proxy: proxy, TLS: server.Client().Transport.(*http.Transport).TLSClientConfig}).do(t.Context(), get("/books"))
	if x.Outcome != Answered || !strings.HasSuffix(string(x.Body()), "/books") || len(x.Interim) != 0 {
		t.Errorf("%s %s %q, %d interim", x.Outcome, x.Trouble, x.Body(), len(x.Interim))
	}
}

func TestAProxyThatDoesNotLetThrough(t *testing.T) {
	t.Parallel()
	refusing, _ := proxyServer(t, "Basic somebody-else")
	endless := listen(t, func(_ int, c net.Conn, _ *bufio.Reader) {
		_, err := io.WriteString(c, "HTTP/1.1 200 OK\r\n")
		for err == nil {
			_, err = io.WriteString(c, strings.Repeat("A: b\r\n", 1000))
		}
	})
	other := listen(t, func(_ int, c net.Conn, _ *bufio.Reader) { io.WriteString(c, strings.Repeat("a", 2000)+"\r\n") })
	saying := func(answer string) string {
		return listen(t, func(_ int, c net.Conn, in *bufio.Reader) { readHeader(in); io.WriteString(c, answer) })
	}
	interim := saying(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 101) + "HTTP/1.1 200 OK\r\n\r\n")
	switching := saying("HTTP/1.1 101 Switching Protocols\r\n\r\nHTTP/1.1 200 OK\r\n\r\n")
	early := saying("HTTP/1.1 100 Continue\r\n\r\n")
	silent := listen(t, func(_ int, c net.Conn, in *bufio.Reader) { readHeader(in) })
	for name, c := range map[string]struct {
		config Config
		want   string
	}{
		"407":      {Config{URL: "https://127.0.0.1:9", Proxy: refusing}, "answers CONNECT 127.0.0.1:9 with 407 Proxy Authentication Required"},
		"endless":  {Config{URL: "https://127.0.0.1:9", Proxy: endless}, "answers CONNECT with a header longer than 1048576 octets"},
		"no HTTP":  {Config{URL: "https://127.0.0.1:9", Proxy: other}, "gives CONNECT no answer that is HTTP"},
		"interim":  {Config{URL: "https://127.0.0.1:9", Proxy: interim}, "answers CONNECT with more than 100 interim responses"},
		"101":      {Config{URL: "https://127.0.0.1:9", Proxy: switching}, "answers CONNECT 127.0.0.1:9 with 101 Switching Protocols"},
		"early":    {Config{URL: "https://127.0.0.1:9", Proxy: early}, "closes the connection and gives CONNECT no answer"},
		"hangs up": {Config{URL: "https://127.0.0.1:9", Proxy: silent}, "closes the connection and gives CONNECT no answer"},
		"gone":     {Config{URL: "http://127.0.0.1:9", Proxy: "http://127.0.0.1:1"}, "the proxy 127.0.0.1:1 cannot be reached: connection refused"},
		"no TLS":   {Config{URL: "http://127.0.0.1:9", Proxy: strings.Replace(refusing, "http:", "https:", 1)}, "cannot be spoken to over TLS"},
	} {
		c.config.Timeout = long
		x := clientOf(t, c.config).do(t.Context(), get("/"))
		if x.Outcome != Refused || len(x.Trouble) > 200 || !strings.Contains(x.Trouble, c.want) {
			t.Errorf("%s: %s, %q; want %q", name, x.Outcome, x.Trouble, c.want)
		}
	}
}

func TestWaysThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []Config{
		{URL: "http://127.0.0.1", Proxy: "127.0.0.1:3128"},
		{URL: "http://127.0.0.1", Proxy: "socks5://127.0.0.1:3128"},
		{URL: "http://127.0.0.1", Proxy: "http://u:canary-1@127.0.0.1:3128/x"},
		{URL: "http://127.0.0.1", Proxy: "http://127.0.0.1", UnixSocket: "/s"},
	} {
		if _, err := newClient(c); err == nil || strings.Contains(err.Error(), "canary") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestWhatIsNearBehindAProxy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		config Config
		near   bool
	}{
		{Config{URL: "http://127.0.0.1", Proxy: "http://127.0.0.1:1"}, true},
		{Config{URL: "http://192.0.2.1", Proxy: "http://127.0.0.1:1"}, false},
		{Config{URL: "http://127.0.0.1", Proxy: "http://192.0.2.1:1"}, false},
		{Config{URL: "http://staging.invalid", Proxy: "http://127.0.0.1:1"}, false},
		{Config{URL: "http://staging.invalid", UnixSocket: "/nowhere"}, true},
	} {
		if got := clientOf(t, c.config).loopback; got != c.near {
			t.Errorf("%+v: near is %v", c.config, got)
		}
	}
}

func TestOverAUnixSocket(t *testing.T) {
	t.Parallel()
	dir, err := os.MkdirTemp("", "s") // a socket's name can be about a hundred bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	server.Listener.Close()
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	for base, want := range map[string]string{"": "GET localhost/books", "http://api.example": "GET api.example/books"} {
		x := clientOf(t, Config{URL: base, UnixSocket: socket}).do(t.Context(), get("/books"))
		if string(x.Body()) != want {
			t.Errorf("%q: %s %s %q, want %q", base, x.Outcome, x.Trouble, x.Body(), want)
		}
	}
	stale := filepath.Join(dir, "stale")
	if err := os.WriteFile(stale, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		socket + "-gone": "there is no Unix socket " + socket + "-gone",
		stale:            "connection refused at the Unix socket " + stale,
	} {
		x := clientOf(t, Config{UnixSocket: file}).do(t.Context(), get("/"))
		if x.Outcome != Refused || x.Trouble != want {
			t.Errorf("%s %q, want %q", x.Outcome, x.Trouble, want)
		}
	}
}
