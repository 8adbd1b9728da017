package runner

import (
	"bufio"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// silent reads nothing and says nothing for as long as the client stays.
func silent(t *testing.T) string {
	t.Helper()
	enough := make(chan struct{})
	url := listen(t, func(_ int, c net.Conn, _ *bufio.Reader) {
		c.(*net.TCPConn).SetReadBuffer(4 << 10)
		<-enough
	})
	t.Cleanup(func() { close(enough) })
	return url
}

func TestAPhaseHasATimeOfItsOwn(t *testing.T) {
	t.Parallel()
	const whole = 4 * time.Second
	nobody := silent(t)
	host := strings.TrimPrefix(nobody, "http://")
	begun := func(text string) string {
		return listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
			readHeader(in)
			io.WriteString(c, text)
			io.Copy(io.Discard, in)
		})
	}
	big := request{Method: "GET", Target: "/", Raw: []byte("GET / HTTP/1.1\r\nA: " + strings.Repeat("a", 8<<20)), Fresh: true}
	for name, test := range map[string]struct {
		config  Config
		request request
		outcome Outcome
		trouble string
	}{
		"the proxy's tunnel": {
			Config{URL: "https://127.0.0.1:9", Proxy: nobody}, get("/"), Refused, "the proxy " + host + " does not answer CONNECT within ",
		},
		"TLS": {
			Config{URL: "https://" + host}, get("/"), TLSFailed, "no TLS handshake within 2s",
		},
		"writing": {
			// To put so much together takes some of the time where the race detector looks on.
			Config{URL: nobody, Timeout: 3 * whole}, big, Timeout, "the server did not take the request within 6s",
		},
		"the first byte": {
			Config{URL: nobody}, get("/"), Timeout, "no answer within 4s",
		},
		"a status line that has begun": {
			Config{URL: begun("HTT")}, get("/"), Timeout, "the header was not complete within 2s of its first byte",
		},
		"a header that has begun": {
			Config{URL: begun("HTTP/1.1 200 OK\r\nA: b\r\n")}, get("/"), Timeout, "the header was not complete within 2s of its first byte",
		},
		"the final answer": {
			Config{URL: begun("HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n")}, get("/"), Timeout,
			"the answer was not complete within 4s: the time ran out after an interim response",
		},
		"a final header that has begun": {
			Config{URL: begun("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n")}, get("/"), Timeout,
			"the header was not complete within 2s of its first byte",
		},
		"content": {
			Config{URL: begun("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc")}, get("/"), Timeout,
			"the answer was not complete within 4s: the time ran out after 3 of 4 octets of content",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.config.Timeout == 0 {
				test.config.Timeout = whole
			}
			x := clientOf(t, test.config).do(t.Context(), test.request)
			if x.Outcome != test.outcome || !strings.HasPrefix(x.Trouble, test.trouble) {
				t.Errorf("%s, %q; want %s, %q", x.Outcome, x.Trouble, test.outcome, test.trouble)
			}
		})
	}
}

// TestTheRestHasTheRestOfTheTime: what comes late in its phase leaves the others
// theirs.
func TestTheRestHasTheRestOfTheTime(t *testing.T) {
	t.Parallel()
	url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		for {
			if _, ok := readHeader(in); !ok {
				return
			}
			for _, part := range []string{"HTTP/1.1 103 Early", " Hints\r\n\r\n", "HTTP/1.1 200 OK\r\n", "Content-Length: 2\r\n\r\n", "o", "k"} {
				time.Sleep(100 * time.Millisecond)
				io.WriteString(c, part)
			}
		}
	})
	cl := clientOf(t, Config{URL: url, Timeout: 10 * time.Second})
	for range 2 {
		x := cl.do(t.Context(), get("/"))
		if x.Outcome != Answered || string(x.Body()) != "ok" || x.Interim[0].Status != 103 {
			t.Errorf("%s %s %q", x.Outcome, x.Trouble, x.Body())
		}
	}
}
