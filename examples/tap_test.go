package examples_test

import (
	"bufio"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// tap stands between a proxy and the application, and takes down which requests
// the proxy forwards. It shows who was asked, whatever the answers look like.
type tap struct {
	url  string
	mu   sync.Mutex
	seen map[string]bool // by method and target
}

// newTap forwards what comes to its URL to the application until the test ends.
func newTap(t *testing.T, application string) *tap {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &tap{url: "http://" + l.Addr().String(), seen: map[string]bool{}}
	var open sync.WaitGroup
	t.Cleanup(func() { l.Close(); open.Wait() })
	open.Go(func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() { p.forward(in, strings.TrimPrefix(application, "http://")) })
		}
	})
	return p
}

// forward copies both ways until both sides have ended.
func (p *tap) forward(in net.Conn, address string) {
	defer in.Close()
	out, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer out.Close()
	lines, copied := io.Pipe()
	var watching sync.WaitGroup
	watching.Go(func() { p.watch(lines) })
	watching.Go(func() {
		io.Copy(io.MultiWriter(out, copied), in)
		copied.Close()
		out.(*net.TCPConn).CloseWrite()
	})
	io.Copy(in, out)
	in.Close()
	watching.Wait()
}

// requestLine is how a request begins; content without a line end may be before it.
var requestLine = regexp.MustCompile(`([A-Za-z]+ /\S*) HTTP/1\.[01]\r\n$`)

// watch takes down the lines that begin a request.
func (p *tap) watch(stream io.Reader) {
	for lines := bufio.NewReader(stream); ; {
		line, err := lines.ReadString('\n')
		if found := requestLine.FindStringSubmatch(line); found != nil {
			p.mu.Lock()
			p.seen[found[1]] = true
			p.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// asked reports whether the application was sent what an exchange asked.
func (p *tap) asked(x exchange) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[x.Method+" "+x.Target]
}
