package runner_test

import (
	"bufio"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

const oneThing = `
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things:
    get: {responses: {"200": {description: all}}}
`

// serveEach does something with each connection to a server of its own. stop waits
// until all of them are done with.
func serveEach(t *testing.T, do func(net.Conn)) (url string, stop func()) {
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
	return "http://" + l.Addr().String(), func() { l.Close(); serving.Wait() }
}

// tapped is a server that keeps all it is sent, a text for each connection, and
// answers what looks like a request whatever else is wrong with it, once.
type tapped struct {
	mu    sync.Mutex
	heard []string
}

// serve returns its address, and what waits until it has heard all there is.
func (s *tapped) serve(t *testing.T) (url string, stop func()) {
	t.Helper()
	return serveEach(t, s.converse)
}

// converse answers when the header is there, and goes on reading until the
// client is done: what came is then all that it sent over the connection.
func (s *tapped) converse(c net.Conn) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Minute))
	var all strings.Builder
	in := bufio.NewReader(io.TeeReader(c, &all))
	for line := "?"; line != "\r\n" || all.Len() < 4; {
		var err error
		if line, err = in.ReadString('\n'); err != nil {
			break
		}
	}
	status := "404 Not Found"
	if strings.Contains(all.String()[:min(all.Len(), 40)], " /things") {
		status = "200 OK"
	}
	io.WriteString(c, "HTTP/1.1 "+status+"\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")
	c.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, in)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, all.String())
}

// rawly are the raw questions of a run at a level, as recorded, and all that the
// server was sent, by connection.
func rawly(t *testing.T, level specs.Safety) (map[runner.Control]*runner.Exchange, []string) {
	t.Helper()
	s := &tapped{}
	url, stop := s.serve(t)
	record := runOf(t, planOf(t, oneThing, level), runner.Config{URL: url, Transport: true, NoQuestions: true})
	stop()
	out := map[runner.Control]*runner.Exchange{}
	for _, x := range record.Controls {
		if x.Control.IsRaw() {
			out[x.Control] = x
		}
	}
	return out, s.heard
}

// TestRawQuestionsAreCounted: while they are put a run is not over.
func TestRawQuestionsAreCounted(t *testing.T) {
	t.Parallel()
	s := &tapped{}
	url, stop := s.serve(t)
	defer stop()
	var seen []runner.Progress
	record := runOf(t, planOf(t, oneThing, specs.Guarded), runner.Config{
		URL: url, Transport: true, NoQuestions: true, Progress: func(p runner.Progress) { seen = append(seen, p) },
	})
	raw := 0
	for _, x := range record.Controls {
		if x.Control.IsRaw() && x.Control != runner.ControlOtherVersion {
			raw++
		}
	}
	first := slices.IndexFunc(seen, func(p runner.Progress) bool { return p.Phase == "transport" })
	const compared = 3 // over the other version, of one path
	if first < 0 || seen[first].Total-seen[first].Done != raw-1+compared {
		t.Fatalf("of %d raw questions the first is told as %+v", raw, seen[max(first, 0)])
	}
	if last := seen[len(seen)-1]; last.Done < last.Total-compared || last.Done > last.Total {
		t.Errorf("in the end %d of %d are done", last.Done, last.Total)
	}
}

// TestRawQuestionsAreSentToTheByte: each as it is meant, over a connection that
// nothing else is sent over, with these bytes for evidence.
func TestRawQuestionsAreSentToTheByte(t *testing.T) {
	t.Parallel()
	asked, heard := rawly(t, specs.Guarded)
	for _, q := range runner.RawQuestions(specs.Guarded) {
		x := asked[q.Control]
		if q.Control == runner.ControlOtherVersion {
			continue
		}
		if x == nil {
			t.Errorf("%s is not asked", q.Control)
			continue
		}
		whole := func(sent string) bool { return len(sent) == x.RawLength && strings.HasPrefix(sent, string(x.Raw)) }
		if n := len(slices.DeleteFunc(slices.Clone(heard), func(sent string) bool { return !whole(sent) })); n != 1 {
			t.Errorf("%s is all that was sent over %d connections, not over 1: %q", q.Control, n, x.Raw)
		}
	}
	plain := string(asked[runner.ControlPlain].Raw)
	host, fields, _ := strings.Cut(strings.TrimPrefix(plain, "GET /things HTTP/1.1\r\n"), "\r\n")
	fields = strings.TrimSuffix(fields, "\r\n")
	for control, want := range sentAs {
		want = strings.NewReplacer("HOST", strings.TrimPrefix(host, "Host: "), "FIELDS", fields).Replace(want)
		if got := string(asked[control].Raw); got != want {
			t.Errorf("%s is sent as\n%q\nwant\n%q", control, got, want)
		}
	}
}

// sentAs is what the questions are about, and what must not be changed unseen.
var sentAs = map[runner.Control]string{
	runner.ControlNoMethod:       " /things HTTP/1.1\r\nHost: HOST\r\nFIELDS\r\n",
	runner.ControlUnknownTE:      "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSTransfer-Encoding: x-proverb, chunked\r\n\r\n0\r\n\r\n",
	runner.ControlUnchunkedTE:    "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSTransfer-Encoding: x-proverb\r\n\r\n",
	runner.ControlTwoLengths:     "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSContent-Length: 0\r\nContent-Length: 2\r\n\r\n\r\n",
	runner.ControlLengthList:     "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSContent-Length: 0, 2\r\n\r\n\r\n",
	runner.ControlPlusLength:     "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSContent-Length: +2\r\n\r\n\r\n",
	runner.ControlMinusLength:    "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSContent-Length: -1\r\n\r\n",
	runner.ControlSameLengths:    "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSContent-Length: 2\r\nContent-Length: 2\r\n\r\n\r\n",
	runner.ControlSameLengthList: "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSContent-Length: 2, 2\r\n\r\n\r\n",
	runner.ControlTEAndLength:    "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	runner.ControlRequestLine:    "GET /things x HTTP/1.1\r\nHost: HOST\r\nFIELDS\r\n",
	runner.ControlNoHost:         "GET /things HTTP/1.1\r\nFIELDS\r\n",
	runner.ControlTwoHosts:       "GET /things HTTP/1.1\r\nHost: HOST\r\nHost: other.proverb.example\r\nFIELDS\r\n",
	runner.ControlBadHost:        "GET /things HTTP/1.1\r\nHost: a b/c@d\r\nFIELDS\r\n",
	runner.ControlSpaceColon:     "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSX-Proverb : 1\r\n\r\n",
	runner.ControlLeadingSpace:   "GET /things HTTP/1.1\r\n Host: HOST\r\nFIELDS\r\n",
	runner.ControlFoldedHost:     "GET /things HTTP/1.1\r\nX-Proverb: 1\r\n Host: HOST\r\nFIELDS\r\n",
	runner.ControlBareCR:         "GET /things HTTP/1.1\r\nX-Proverb: 1\rHost: HOST\r\nFIELDS\r\n",
	runner.ControlNUL:            "GET /things HTTP/1.1\r\nHost: HOST\x00x\r\nFIELDS\r\n",
	runner.ControlMajor:          "GET /things HTTP/9.9\r\nHost: HOST\r\nFIELDS\r\n",
	runner.ControlMinor:          "GET /things HTTP/1.2\r\nHost: HOST\r\nFIELDS\r\n",
	runner.ControlEmptyLine:      "\r\nGET /things HTTP/1.1\r\nHost: HOST\r\nFIELDS\r\n",
	runner.ControlConnect:        "CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n",
	runner.ControlConnectPath:    "CONNECT /things HTTP/1.1\r\nHost: HOST\r\n\r\n",
	runner.ControlExpectation:    "GET /things HTTP/1.1\r\nHost: HOST\r\nFIELDSExpect: x-proverb\r\n\r\n",
}

func TestReadOnlyOpensNoTunnels(t *testing.T) {
	t.Parallel()
	asked, heard := rawly(t, specs.ReadOnly)
	if asked[runner.ControlTwoLengths] == nil {
		t.Error("the lengths are not asked about")
	}
	if slices.ContainsFunc(heard, func(sent string) bool { return strings.HasPrefix(sent, "CONNECT") }) {
		t.Error("CONNECT is sent")
	}
}
