package runner

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// long is a time that no test waits for.
const long = time.Minute

// hear sends a request over a connection in memory whose other side answers
// with raw, and then closes it or leaves it open.
func hear(t testing.TB, method, raw string, open bool, timeout time.Duration) *reply {
	t.Helper()
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		in := bufio.NewReader(theirs)
		for {
			line, err := in.ReadString('\n')
			if err != nil || line == "\r\n" {
				break
			}
		}
		io.WriteString(theirs, raw)
		if open {
			io.Copy(io.Discard, in)
		}
		theirs.Close()
	}()
	c := newConnection(ours)
	c.timeout = timeout
	c.deadline = time.Now().Add(timeout)
	a := exchange(context.Background(), c, &request{Method: method, Target: "/x"})
	a.content = append([]byte(nil), a.content...)
	ours.Close()
	<-done
	return a
}

// answer is what a test expects of a reply.
type answer struct {
	outcome  Outcome
	trouble  string
	status   int
	reason   string
	header   []Field
	trailer  []Field
	interim  []Interim
	framing  Framing
	content  string
	residue  string
	closed   bool
	reusable bool
}

func answerOf(a *reply) answer {
	got := answer{
		outcome: a.Outcome, trouble: a.Trouble, status: a.Status, reason: a.Reason, trailer: a.Trailer,
		interim: a.Interim, framing: a.Framing, content: string(a.content), residue: string(a.Residue),
		closed: a.Closed, reusable: a.reusable,
	}
	if len(a.Header) > 0 {
		got.header = a.Header
	}
	if a.offence != nil {
		got.trouble += ": " + (*mask)(nil).quote(a.offence)
	}
	return got
}

var rawAnswers = []struct {
	name, method, raw string
	open              bool // the server keeps the connection open
	want              answer
}{
	{
		name: "order, case and repetition of fields", open: true,
		raw: "HTTP/1.1 405 Method Not Allowed\r\nallow: GET\r\nX-a: 1\r\nALLOW: HEAD\r\nX-A:\r\nContent-Length: 2\r\n\r\nno",
		want: answer{
			outcome: Answered, status: 405, reason: "Method Not Allowed", framing: FramingLength, content: "no", reusable: true,
			header: []Field{{"allow", "GET"}, {"X-a", "1"}, {"ALLOW", "HEAD"}, {"X-A", ""}, {"Content-Length", "2"}},
		},
	},
	{
		name: "bare line feeds, folded lines, space before the colon", open: true,
		raw: "HTTP/1.1 200 OK\nAllow : GET,\n  HEAD\n\t, PUT\nContent-Length:0\n\n",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingLength, reusable: true,
			header: []Field{{"Allow ", "GET, HEAD , PUT"}, {"Content-Length", "0"}},
		},
	},
	{
		name: "no reason phrase", open: true,
		raw:  "HTTP/1.1 501\r\nContent-Length: 0\r\n\r\n",
		want: answer{outcome: Answered, status: 501, framing: FramingLength, reusable: true, header: []Field{{"Content-Length", "0"}}},
	},
	{
		name: "interim responses", open: true,
		raw: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", interim: []Interim{{"HTTP/1.1", 100, "Continue", []Field{}}, {"HTTP/1.1", 103, "Early Hints", []Field{{"Link", "</a>"}}}}, framing: FramingLength, content: "a",
			reusable: true, header: []Field{{"Content-Length", "1"}},
		},
	},
	{
		name: "chunks with extensions and trailers", open: true,
		raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\nA \r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingChunked, content: "abc0123456789", reusable: true,
			header: []Field{{"Transfer-Encoding", "chunked"}}, trailer: []Field{{"X-Sum", "1"}},
		},
	},
	{
		name: "chunked and a length: not used again", open: true,
		raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\nContent-Length: 3\r\n\r\n1\r\na\r\n0\r\n\r\n",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingChunked, content: "a",
			header: []Field{{"Transfer-Encoding", "gzip, Chunked"}, {"Content-Length", "3"}},
		},
	},
	{
		name: "until the connection closes",
		raw:  "HTTP/1.1 200 OK\r\n\r\nall of it",
		want: answer{outcome: Answered, status: 200, reason: "OK", framing: FramingClose, content: "all of it", closed: true},
	},
	{
		name: "HTTP/1.0 closes",
		raw:  "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingLength, content: "a", closed: true,
			header: []Field{{"Content-Length", "1"}},
		},
	},
	{
		name: "HTTP/1.0 that does not", open: true,
		raw: "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\na",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingLength, content: "a", reusable: true,
			header: []Field{{"Content-Length", "1"}, {"Connection", "keep-alive"}},
		},
	},
	{
		name: "says close and does not", open: true,
		raw: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: x, Close\r\n\r\na",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingLength, content: "a", closed: true,
			header: []Field{{"Content-Length", "1"}, {"Connection", "x, Close"}},
		},
	},
	{
		name: "the same length twice", open: true,
		raw: "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\nContent-Length: 1\r\n\r\na",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingLength, content: "a", reusable: true,
			header: []Field{{"Content-Length", "1, 1"}, {"Content-Length", "1"}},
		},
	},
	{
		name: "content after HEAD", method: "HEAD", open: true,
		raw: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingNone, residue: "hello",
			header: []Field{{"Content-Length", "5"}},
		},
	},
	{
		name: "HEAD as it should be", method: "HEAD", open: true,
		raw: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingNone, reusable: true,
			header: []Field{{"Content-Length", "5"}},
		},
	},
	{
		name: "content after 204", open: true,
		raw:  "HTTP/1.1 204 No Content\r\n\r\nhello",
		want: answer{outcome: Answered, status: 204, reason: "No Content", framing: FramingNone, residue: "hello"},
	},
	{
		name: "more than the length, then the end",
		raw:  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhello",
		want: answer{
			outcome: Answered, status: 200, reason: "OK", framing: FramingLength, content: "he", residue: "llo", closed: true,
			header: []Field{{"Content-Length", "2"}, {"Connection", "close"}},
		},
	},
	{
		name: "nothing", raw: "",
		want: answer{outcome: Dropped, trouble: "the connection was closed before a status line", closed: true},
	},
	{
		name: "silence", raw: "", open: true,
		want: answer{outcome: Timeout, trouble: "no answer within 100ms"},
	},
	{
		name: "silence in the header", raw: "HTTP/1.1 200 OK\r\nA: b\r\n", open: true,
		want: answer{
			outcome: Timeout, status: 200, reason: "OK", header: []Field{{"A", "b"}},
			trouble: "the header was not complete within 50ms of its first byte",
		},
	},
	{
		name: "the end in the header", raw: "HTTP/1.1 200 OK\r\nA: b\r\nB",
		want: answer{
			outcome: Dropped, status: 200, reason: "OK", closed: true, header: []Field{{"A", "b"}},
			trouble: "the connection was closed in the header",
		},
	},
	{
		name: "the end in the content", raw: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
		want: answer{
			outcome: Dropped, status: 200, reason: "OK", closed: true, framing: FramingLength, content: "abc",
			header: []Field{{"Content-Length", "10"}}, trouble: "the connection was closed after 3 of 10 octets of content",
		},
	},
	{
		name: "the end in the chunks", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
		want: answer{
			outcome: Dropped, status: 200, reason: "OK", closed: true, framing: FramingChunked, content: "abc",
			header:  []Field{{"Transfer-Encoding", "chunked"}},
			trouble: "the connection was closed after 3 octets of content",
		},
	},
	{
		name: "no HTTP", raw: "SSH-2.0-OpenSSH_9.6\r\n",
		want: answer{outcome: Malformed, trouble: `the answer is not HTTP: "SSH-2.0-OpenSSH_9.6\r\n"`},
	},
	{
		name: "TLS", raw: "\x15\x03\x01\x00\x02\x02\x46", open: true,
		want: answer{outcome: Malformed, trouble: "the answer is not HTTP but TLS; the URL may want https"},
	},
	{
		name: "HTTP/2", raw: "\x00\x00\x00\x04\x00\x00\x00\x00\x00", open: true,
		want: answer{outcome: Malformed, trouble: "the server answers HTTP/1.1 in HTTP/2"},
	},
	{
		name: "another version", raw: "HTTP/2 200\r\n\r\n",
		want: answer{outcome: Malformed, trouble: `the answer is not HTTP/1: "HTTP/2 200"`},
	},
	{
		name: "no HTTP after an interim response", raw: "HTTP/1.1 100 Continue\r\n\r\nXXXX/1.1 200 OK\r\n\r\n",
		want: answer{
			outcome: Malformed, trouble: `the answer is not HTTP/1: "XXXX/1.1 200 OK"`,
			interim: []Interim{{"HTTP/1.1", 100, "Continue", []Field{}}},
		},
	},
	{
		name: "a status of two digits", raw: "HTTP/1.1 20 OK\r\n\r\n",
		want: answer{outcome: Malformed, trouble: `the status is not a number of three digits: "HTTP/1.1 20 OK"`},
	},
	{
		name: "status 099", raw: "HTTP/1.1 099 Low\r\n\r\n",
		want: answer{outcome: Malformed, trouble: `the status is not a number of three digits: "HTTP/1.1 099 Low"`},
	},
	{
		name: "a line without a colon", raw: "HTTP/1.1 200 OK\r\nAllow GET\r\n\r\n",
		want: answer{
			outcome: Malformed, status: 200, reason: "OK", trouble: `a line of the header is no field: "Allow GET"`,
		},
	},
	{
		name: "two lengths", raw: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
		want: answer{
			outcome: Malformed, status: 200, reason: "OK", framing: FramingLength,
			header:  []Field{{"Content-Length", "1"}, {"Content-Length", "2"}},
			trouble: "Content-Length is given twice, as 1 and as 2",
		},
	},
	{
		name: "a negative length", raw: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		want: answer{
			outcome: Malformed, status: 200, reason: "OK", framing: FramingLength,
			header: []Field{{"Content-Length", "-1"}}, trouble: `Content-Length is not a number of octets: "-1"`,
		},
	},
	{
		name: "a bad chunk", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
		want: answer{
			outcome: Malformed, status: 200, reason: "OK", framing: FramingChunked,
			header: []Field{{"Transfer-Encoding", "chunked"}}, trouble: `a chunk does not begin with its size: "zz"`,
		},
	},
	{
		name: "a long chunk", raw: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
		want: answer{
			outcome: Malformed, status: 200, reason: "OK", framing: FramingChunked, content: "ab",
			header: []Field{{"Transfer-Encoding", "chunked"}}, trouble: "a chunk is longer than its size",
		},
	},
	{
		name: "another protocol from here on", open: true,
		raw: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhi",
		want: answer{
			outcome: Answered, status: 101, reason: "Switching Protocols", framing: FramingNone, residue: "hi",
			header: []Field{{"Upgrade", "x"}},
		},
	},
}

func TestExchangeReadsWhatIsOnTheWire(t *testing.T) {
	t.Parallel()
	for _, test := range rawAnswers {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			method := test.method
			if method == "" {
				method = "GET"
			}
			timeout := long
			if test.want.outcome == Timeout {
				timeout = 100 * time.Millisecond
			}
			synctest.Test(t, func(t *testing.T) {
				got := answerOf(hear(t, method, test.raw, test.open, timeout))
				if !reflect.DeepEqual(got, test.want) {
					t.Errorf("%q\n got %+v\nwant %+v", test.raw, got, test.want)
				}
			})
		})
	}
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	head := "HTTP/1.1 200 OK\r\n"
	for name, test := range map[string]struct{ raw, trouble string }{
		"line":    {head + "A: " + strings.Repeat("a", maxLine) + "\r\n\r\n", "a line of the header is longer than 262144 octets"},
		"head":    {head + strings.Repeat("A: "+strings.Repeat("a", 200<<10)+"\r\n", 6), "the header is longer than 1048576 octets"},
		"fields":  {head + strings.Repeat("A: a\r\n", maxFields+1) + "\r\n", "there are more than 2000 fields"},
		"interim": {strings.Repeat("HTTP/1.1 102 P\r\n\r\n", maxInterim+1), "there are more than 100 interim responses"},
		"folds":   {head + "A: a\r\n" + strings.Repeat(" a\r\n", maxFields+1) + "\r\n", "there are more than 2000 folded lines"},
		"heads":   {strings.Repeat("HTTP/1.1 103 P\r\nA: "+strings.Repeat("a", 200<<10)+"\r\n\r\n", 6), "the header is longer than 1048576 octets"},
		"endless": {head + strings.Repeat("a", 2*maxLine), "a line of the header is longer than 262144 octets"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := hear(t, "GET", test.raw, false, long)
			if a.Outcome != Malformed || a.Trouble != test.trouble {
				t.Errorf("%s: %s, want malformed: %s", a.Outcome, a.Trouble, test.trouble)
			}
		})
	}
}

func TestLargeContentIsCountedAndCut(t *testing.T) {
	t.Parallel()
	size := keepContent + 1000
	a := hear(t, "GET", "HTTP/1.1 200 OK\r\n\r\n"+strings.Repeat("a", size), false, long)
	if a.Outcome != Answered || a.Length != int64(size) || len(a.content) != keepContent || !a.truncated {
		t.Errorf("%s, length %d, kept %d, truncated %v", a.Outcome, a.Length, len(a.content), a.truncated)
	}
	a = hear(t, "GET", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"+strings.Repeat("a", readContentLimit+keepContent), false, long)
	if a.Outcome != Answered || a.reusable || !a.truncated || len(a.Residue) > 0 {
		t.Errorf("endless content: %s, reusable %v, truncated %v, residue %d", a.Outcome, a.reusable, a.truncated, len(a.Residue))
	}
}

func TestResidueIsBounded(t *testing.T) {
	t.Parallel()
	a := hear(t, "HEAD", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"+strings.Repeat("a", 10*keepResidue), false, long)
	if len(a.Residue) != keepResidue || a.reusable {
		t.Errorf("%d bytes of residue, reusable %v", len(a.Residue), a.reusable)
	}
}

// Content that comes after the header of a response to HEAD must be waited for:
// the next answer would begin with it. So must that of a 204 which announces some.
func TestContentThatCannotBeIsListenedTo(t *testing.T) {
	t.Parallel()
	for method, head := range map[string]string{
		"HEAD":    "HTTP/1.1 200 OK\r\n\r\n",
		"GET":     "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\n",
		"OPTIONS": "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n",
	} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			ours, theirs := net.Pipe()
			done := make(chan struct{})
			go func() {
				defer close(done)
				theirs.Read(make([]byte, 4096))
				io.WriteString(theirs, head)
				io.WriteString(theirs, "late")
				io.Copy(io.Discard, theirs)
			}()
			c := newConnection(ours)
			c.deadline, c.grace = time.Now().Add(long), time.Second
			a := exchange(context.Background(), c, &request{Method: method, Target: "/"})
			ours.Close()
			<-done
			if string(a.Residue) != "late" || a.reusable || a.Closed {
				t.Errorf("residue %q, reusable %v, closed %v", a.Residue, a.reusable, a.Closed)
			}
		})
	}
}

func TestAStreamOfEventsIsAnAnswer(t *testing.T) {
	t.Parallel()
	ours, theirs := net.Pipe()
	defer ours.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		theirs.Read(make([]byte, 4096))
		io.WriteString(theirs, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n")
		io.Copy(io.Discard, theirs)
	}()
	c := newConnection(ours)
	c.timeout = time.Minute
	c.deadline = time.Now().Add(c.timeout)
	a := exchange(context.Background(), c, &request{Method: "GET", Target: "/"})
	if a.Outcome != Answered || string(a.content) != "data: 1\n\n" || !a.truncated || a.reusable {
		t.Errorf("%s %s %q, truncated %v, reusable %v", a.Outcome, a.Trouble, a.content, a.truncated, a.reusable)
	}
	ours.Close()
	<-done
}

// script is a server that answers at once, and in pieces: a fuzz test has no time for
// one that runs beside it.
type script struct {
	net.Conn
	rest  string
	piece int
}

func (s *script) Read(p []byte) (int, error) {
	n := copy(p, s.rest[:min(s.piece, len(s.rest))])
	if s.rest = s.rest[n:]; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (*script) Write(p []byte) (int, error)      { return len(p), nil }
func (*script) Close() error                     { return nil }
func (*script) SetDeadline(time.Time) error      { return nil }
func (*script) SetReadDeadline(time.Time) error  { return nil }
func (*script) SetWriteDeadline(time.Time) error { return nil }

func FuzzReadResponse(f *testing.F) {
	for _, a := range rawAnswers {
		f.Add(a.raw, a.method == "HEAD", byte(255))
	}
	for _, a := range tellTales {
		f.Add(a.raw, false, byte(0))
	}
	for _, raw := range recordedAnswers() {
		f.Add(raw, false, byte(20))
	}
	f.Add("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", false, byte(2))
	f.Add("HTTP/1.1  200\r\nContent-Length: 0\r\n\r\n", true, byte(1))
	f.Add("HTTP/1.1 200 \r\n : \r\n\x00: \xff\r\n\r\n", false, byte(2))
	f.Fuzz(func(t *testing.T, raw string, head bool, piece byte) {
		method := "GET"
		if head {
			method = "HEAD"
		}
		c := newConnection(&script{rest: raw, piece: 1 + int(piece)})
		a := exchange(context.Background(), c, &request{Method: method, Target: "/x"})
		if (a.Outcome == Answered) != (a.Trouble == "") {
			t.Errorf("%s with trouble %q", a.Outcome, a.Trouble)
		}
		if a.Outcome == Answered && (a.Status < 101 || a.Status > 999) {
			t.Errorf("status %d", a.Status)
		}
		if a.reusable && (len(a.Residue) > 0 || a.Closed) {
			t.Error("a connection in doubt would be used again")
		}
		demandBytes(t, raw, a)
		a.Notation()
	})
}

// recordedAnswers are answers of real servers, put together again as they came,
// from the data for tests that may lie beside the checkout. There are none where
// it is not.
func recordedAnswers() []string {
	files, _ := filepath.Glob("../../shared/servers/*.json")
	byShape := map[string]string{} // of all with the same framing one will do
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		var server struct {
			Rows []struct {
				Status                int
				Version, Reason, Body string
				Headers               [][2]string
			}
		}
		if json.Unmarshal(data, &server) != nil {
			continue
		}
		for _, r := range server.Rows {
			if r.Status == 0 {
				continue
			}
			raw, shape := fmt.Sprintf("%s %d %s\r\n", r.Version, r.Status, r.Reason), r.Version
			for _, h := range r.Headers {
				raw += h[0] + ": " + h[1] + "\r\n"
				if slices.Contains([]string{"content-length", "transfer-encoding", "connection"}, strings.ToLower(h[0])) {
					shape += " " + h[0]
				}
			}
			byShape[shape] = raw + "\r\n" + r.Body
		}
	}
	return slices.Sorted(maps.Values(byShape))
}
