package simulator_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner/simulator"
)

// shop is a simulator behind a real server on loopback.
type shop struct {
	*simulator.Simulator
	address string
}

// reply is a response as it came: body is all that follows the header, also
// where the standard allows nothing there.
type reply struct {
	line0  string // the status line after the version
	status int
	header textproto.MIMEHeader
	body   string
}

func open(t *testing.T, faults ...string) shop {
	t.Helper()
	s, err := simulator.New(faults...)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return shop{s, server.Listener.Addr().String()}
}

// ask sends a request without content on a connection of its own.
func (s shop) ask(t *testing.T, method, target string, fields ...string) reply {
	t.Helper()
	r, err := s.try(t, method, target, "", fields...)
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	return r
}

// tell sends JSON.
func (s shop) tell(t *testing.T, method, target, content string) reply {
	t.Helper()
	r, err := s.try(t, method, target, content, "Content-Type: application/json")
	if err != nil {
		t.Fatalf("%s %s: %v", method, target, err)
	}
	return r
}

func (s shop) try(t *testing.T, method, target, content string, fields ...string) (reply, error) {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: %d\r\n", method, target, len(content))
	for _, f := range fields {
		io.WriteString(conn, f+"\r\n")
	}
	io.WriteString(conn, "\r\n"+content)
	return read(conn)
}

func read(from io.Reader) (reply, error) {
	lines := textproto.NewReader(bufio.NewReader(from))
	start, err := lines.ReadLine()
	if err != nil {
		return reply{}, err
	}
	r := reply{line0: strings.TrimPrefix(start, "HTTP/1.1 ")}
	if _, err := fmt.Sscanf(start, "HTTP/1.1 %d", &r.status); err != nil {
		return r, fmt.Errorf("status line %q: %w", start, err)
	}
	if r.header, err = lines.ReadMIMEHeader(); err != nil {
		return r, err
	}
	rest, err := io.ReadAll(lines.R)
	r.body = string(rest)
	return r, err
}

// allow is the members of Allow, joined as they came.
func (r reply) allow() string { return strings.Join(r.header["Allow"], ", ") }

func (r reply) isProblem(t *testing.T, status int) {
	t.Helper()
	if r.status != status {
		t.Errorf("status is %d, want %d", r.status, status)
	}
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type is %q", got)
	}
	if got := r.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control is %q", got)
	}
	want := fmt.Sprintf(`{"type":"about:blank","title":%q,"status":%d,"detail":`, http.StatusText(status), status)
	if !strings.HasPrefix(r.body, want) {
		t.Errorf("content is %q, want %s...", r.body, want)
	}
}
