package runner_test

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

type peeked struct {
	net.Conn
	from *bufio.Reader
}

func (p peeked) Read(b []byte) (int, error) { return p.from.Read(b) }

// both hands over the connections that begin as HTTP/2 does, and leaves the others to
// those who take its connections.
type both struct {
	net.Listener
	over2 func(net.Conn)
}

func (l both) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		r := bufio.NewReader(conn)
		if start, _ := r.Peek(3); string(start) != "PRI" {
			return peeked{conn, r}, nil
		}
		go func() {
			defer conn.Close()
			l.over2(peeked{conn, r})
		}()
	}
}

// TestAnAnswerThatIsNoneIsCompared: it is told, and what is asked behind it is asked. A
// server that has no other answer over the other version does not have that.
func TestAnAnswerThatIsNoneIsCompared(t *testing.T) {
	t.Parallel()
	bad := func(a *h2Answer) { a.header(true, ":status", "200", "Allow", "GET") }
	server := httptest.NewUnstartedServer(http.HandlerFunc(books))
	server.Listener = both{server.Listener, func(c net.Conn) { serveH2Badly(c, []h2Misdeed{{path: "/books", do: bad}}) }}
	server.Start()
	t.Cleanup(server.Close)
	record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{URL: server.URL, Transport: true, NoQuestions: true, Timeout: 2 * time.Second})
	heard := map[runner.Outcome]int{}
	for _, x := range record.Controls {
		if x.Control == runner.ControlOtherVersion {
			heard[x.Outcome]++
		}
	}
	if heard[runner.Malformed] != 1 || heard[runner.Answered] < 3 {
		t.Errorf("compared %v", heard)
	}
	old := httptest.NewServer(http.HandlerFunc(books)) // which answers HTTP/2 in HTTP/1.1
	t.Cleanup(old.Close)
	record = runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{URL: old.URL, Transport: true, NoQuestions: true, Timeout: 2 * time.Second})
	if slices.ContainsFunc(record.Controls, func(x *runner.Exchange) bool { return x.Control == runner.ControlOtherVersion }) {
		t.Error("a server without HTTP/2 is compared")
	}
}

func TestAServerWithoutTheOtherVersionIsNotCompared(t *testing.T) {
	t.Parallel()
	for _, has := range []bool{true, false} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(books))
		if has {
			server.Config.Protocols = new(http.Protocols)
			server.Config.Protocols.SetHTTP1(true)
			server.Config.Protocols.SetUnencryptedHTTP2(true)
		} else {
			server.Listener = both{server.Listener, func(net.Conn) {}} // as php -S and axum do
		}
		server.Start()
		t.Cleanup(server.Close)
		var told []runner.Progress
		record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{
			URL: server.URL, Transport: true, NoQuestions: true, Timeout: 2 * time.Second,
			Progress: func(p runner.Progress) { told = append(told, p) },
		})
		for i, p := range told {
			if p.Done > p.Total || p.Done == p.Total && i < len(told)-1 {
				t.Errorf("%d of %d are done, and more is asked", p.Done, p.Total)
			}
		}
		asked := slices.ContainsFunc(record.Controls, func(x *runner.Exchange) bool { return x.Control == runner.ControlOtherVersion })
		if asked != has {
			t.Errorf("the server has HTTP/2 %t, compared %t", has, asked)
		}
	}
}
