package runner

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

// rebuilt is the answer as it is put together from its record.
func rebuilt(x *Exchange, content []byte) []byte {
	var b bytes.Buffer
	section := func(fields []Field) {
		for _, f := range fields {
			b.WriteString(f.Name + ": " + f.Value + "\r\n")
		}
		b.WriteString("\r\n")
	}
	for _, in := range x.Interim {
		fmt.Fprintf(&b, "%s %03d %s\r\n", in.Proto, in.Status, in.Reason)
		section(in.Header)
	}
	if x.Status == 0 {
		return b.Bytes()
	}
	fmt.Fprintf(&b, "%s %03d %s\r\n", x.Proto, x.Status, x.Reason)
	section(x.Header)
	if x.Framing != FramingChunked {
		b.Write(content)
		return b.Bytes()
	}
	chunks := x.Chunks
	if chunks == nil && len(content) > 0 {
		chunks = []int64{int64(len(content))}
	}
	for _, size := range chunks {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", size, content[:size])
		content = content[size:]
	}
	b.WriteString("0\r\n")
	section(x.Trailer)
	return b.Bytes()
}

// withContent puts the content back into what was received beside it.
func withContent(x *Exchange, content []byte) []byte {
	var b bytes.Buffer
	lines := bytes.SplitAfter(x.Received, []byte("\n"))
	next := func() string {
		line := lines[0]
		lines = lines[1:]
		b.Write(line)
		return strings.TrimRight(string(line), "\r\n")
	}
	for range len(x.Interim) + 1 {
		for next() != "" {
		}
	}
	if x.Framing != FramingChunked {
		b.Write(content)
		return b.Bytes()
	}
	for {
		digits, _, _ := strings.Cut(next(), ";")
		size, _ := strconv.ParseInt(strings.TrimRight(digits, " \t"), 16, 64)
		if size == 0 {
			break
		}
		b.Write(content[:size])
		content = content[size:]
		next()
	}
	b.Write(bytes.Join(lines, nil))
	return b.Bytes()
}

// demandBytes demands that a whole answer can be told byte for byte.
func demandBytes(t *testing.T, raw string, a *reply) {
	t.Helper()
	if a.Outcome != Answered || a.truncated || a.ReceivedLength > len(a.Received) {
		return
	}
	got := rebuilt(a.Exchange, a.content)
	if a.Received != nil {
		got = withContent(a.Exchange, a.content)
	}
	if !strings.HasPrefix(raw, string(got)) {
		t.Errorf("the answer\n%q is told as\n%q", raw, got)
	}
}

func TestAnswersCanBeToldByteForByte(t *testing.T) {
	t.Parallel()
	for _, test := range rawAnswers {
		method := "GET"
		if test.method != "" {
			method = test.method
		}
		synctest.Test(t, func(t *testing.T) { demandBytes(t, test.raw, hear(t, method, test.raw, false, long)) })
	}
}

// tellTale is how a server may write an answer, and what is kept of how it did; empty
// where the record says it all.
var tellTales = []struct{ name, raw, received string }{
	{name: "ordinary", raw: "HTTP/1.1 405 Method Not Allowed\r\nallow: GET\r\nX-a: 1\r\nX-A: \r\nContent-Length: 2\r\n\r\nno"},
	{name: "an empty reason phrase", raw: "HTTP/1.1 501 \r\nContent-Length: 0\r\n\r\n"},
	{name: "one chunk", raw: chunkedHead + "1a\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"},
	{name: "chunks", raw: chunkedHead + "a\r\n0123456789\r\n3\r\nabc\r\n0\r\n\r\n"},
	{name: "trailers", raw: chunkedHead + "3\r\nabc\r\n0\r\nX-Sum: 1\r\nx-sum: 2\r\n\r\n"},
	{name: "interim with fields", raw: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n" + zero},
	{name: "two interim", raw: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + zero},
	oddHead("a folded line", "HTTP/1.1 200 OK\r\nAllow: GET,\r\n  HEAD\r\n\t, PUT\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a folded line before any field", "HTTP/1.1 200 OK\r\n X: 1\r\nContent-Length: 0\r\n\r\n"),
	oddHead("space before the colon", "HTTP/1.1 200 OK\r\nAllow : GET\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a padded value", "HTTP/1.1 200 OK\r\nAllow:  GET\t \r\nContent-Length: 0\r\n\r\n"),
	oddHead("a value that is not set off", "HTTP/1.1 200 OK\r\nAllow:GET\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a tab behind the colon", "HTTP/1.1 200 OK\r\nAllow:\tGET\r\nContent-Length: 0\r\n\r\n"),
	oddHead("an empty value without a space", "HTTP/1.1 200 OK\r\nAllow:\r\nContent-Length: 0\r\n\r\n"),
	oddHead("bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"),
	oddHead("one bare line feed", "HTTP/1.1 200 OK\r\nAllow: GET\nContent-Length: 0\r\n\r\n"),
	oddHead("an empty line that is a bare line feed", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n"),
	oddHead("no reason phrase", "HTTP/1.1 501\r\nContent-Length: 0\r\n\r\n"),
	oddHead("two spaces before the status", "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n"),
	oddHead("two spaces behind the status", "HTTP/1.1 200  OK\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a space at the end of the status line", "HTTP/1.1 200 OK \r\nContent-Length: 0\r\n\r\n"),
	oddHead("bytes that are no UTF-8", "HTTP/1.1 200 OK\r\nX-Note: caf\xe9\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a carriage return in a value", "HTTP/1.1 200 OK\r\nX-Note: a\rb\r\nContent-Length: 0\r\n\r\n"),
	oddHead("two carriage returns at the end of a line", "HTTP/1.1 200 OK\r\nX-Note: a\r\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a NUL in a value", "HTTP/1.1 200 OK\r\nX-Note: a\x00b\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a control character in the reason phrase", "HTTP/1.1 200 O\x7fK\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a name that is no token", "HTTP/1.1 200 OK\r\nX Note: a\r\nContent-Length: 0\r\n\r\n"),
	oddHead("a version of another HTTP", "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n"),
	{name: "a tab in a value", raw: "HTTP/1.1 200 OK\r\nX-Note: a\tb\r\nContent-Length: 0\r\n\r\n"},
	{name: "UTF-8 in a value", raw: "HTTP/1.1 200 OK\r\nX-Note: caf\u00e9\r\nContent-Length: 0\r\n\r\n"},
	oddHead("an odd interim response", "HTTP/1.1 103\r\nLink:</a>\r\n\r\n"+zero),
	oddHead("an odd answer to an interim response", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"),
	{
		name: "chunk extensions", raw: chunkedHead + "3\r\nabc\r\n2;a=b;c=\"d\"\r\nde\r\n0;z\r\n\r\n",
		received: chunkedHead + "3\r\n\r\n2;a=b;c=\"d\"\r\n\r\n0;z\r\n\r\n",
	},
	{
		name: "zeros before the size", raw: chunkedHead + "0003\r\nabc\r\n000\r\n\r\n",
		received: chunkedHead + "0003\r\n\r\n000\r\n\r\n",
	},
	{
		name: "a size in upper case", raw: chunkedHead + "A\r\n0123456789\r\n0\r\n\r\n",
		received: chunkedHead + "A\r\n\r\n0\r\n\r\n",
	},
	{
		name: "a bare line feed behind a chunk", raw: chunkedHead + "3\r\nabc\n0\r\n\r\n",
		received: chunkedHead + "3\r\n\n0\r\n\r\n",
	},
	{
		name: "an odd trailer", raw: chunkedHead + "3\r\nabc\r\n0\r\nX-Sum:1\r\n\r\n",
		received: chunkedHead + "3\r\n\r\n0\r\nX-Sum:1\r\n\r\n",
	},
	{
		name: "an odd head before chunks", raw: "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		received: "HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n\r\n0\r\n\r\n",
	},
	{
		name: "an odd head before content", raw: "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc",
		received: "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\n",
	},
	// What ends before its end is kept as far as it came.
	oddHead("no answer", "SSH-2.0-OpenSSH_9.6\r\n"),
	oddHead("a line without a colon", "HTTP/1.1 200 OK\r\nAllow GET\r\n"),
	oddHead("the end within a line", "HTTP/1.1 200 OK\r\nAllow: GE"),
	oddHead("the end behind an interim response", "HTTP/1.1 100 Continue\r\n\r\n"),
	{name: "the end within a chunk", raw: chunkedHead + "5\r\nabc", received: chunkedHead + "5\r\n"},
	{name: "a chunk that is too long", raw: chunkedHead + "2\r\nabc\r\n0\r\n\r\n", received: chunkedHead + "2\r\nc"},
	{name: "the end within content of a length", raw: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"},
	{name: "nothing", raw: ""},
}

const (
	zero        = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
	chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
)

func oddHead(name, raw string) struct{ name, raw, received string } {
	return struct{ name, raw, received string }{name, raw, raw}
}

// TestReceivedIsWhatTheRecordDoesNotTell asks a server over TCP, twice over one
// connection where it can be used again: a head that is known is told as it came.
func TestReceivedIsWhatTheRecordDoesNotTell(t *testing.T) {
	t.Parallel()
	for _, test := range tellTales {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
				for {
					if _, ok := readHeader(in); !ok {
						return
					}
					io.WriteString(c, test.raw)
					if !strings.Contains(test.raw, "Content-Length: 0") && !strings.HasSuffix(test.raw, "0\r\n\r\n") {
						return
					}
				}
			})
			cl := clientOf(t, Config{URL: url, Concurrency: 1})
			for range 2 {
				x := cl.do(t.Context(), get("/"))
				if string(x.Received) != test.received || x.ReceivedLength != len(test.received) {
					t.Errorf("of %q\n there is %q (%d)\nnot        %q", test.raw, x.Received, x.ReceivedLength, test.received)
				}
				demandBytes(t, test.raw, &reply{Exchange: x, content: x.Body()})
			}
		})
	}
}

func TestInterimResponsesKeepTheirFields(t *testing.T) {
	t.Parallel()
	cl := clientOf(t, Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Link", "</a>")
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusProcessing)
		w.WriteHeader(http.StatusNoContent)
	})})
	x := cl.do(t.Context(), get("/"))
	if len(x.Interim) != 2 || x.Interim[0].Status != 103 || x.Interim[1].Status != 102 || x.Received != nil {
		t.Fatalf("before %d came %+v, written as %q", x.Status, x.Interim, x.Received)
	}
	if want := []Field{{"Link", "</a>"}}; x.Interim[0].Reason != "Early Hints" || !slices.Equal(x.Interim[0].Header, want) {
		t.Errorf("103 %s with %v, not %v", x.Interim[0].Reason, x.Interim[0].Header, want)
	}
}

func TestReceivedIsBounded(t *testing.T) {
	t.Parallel()
	line := "X-Long: " + strings.Repeat("a", 10<<10) + "\n"
	raw := "HTTP/1.1 200 OK\r\n" + strings.Repeat(line, 10) + "Content-Length: 0\r\n\r\n"
	a := hear(t, "GET", raw, false, long)
	if string(a.Received) != raw[:keepReceived] || a.ReceivedLength != len(raw) {
		t.Errorf("%d octets are kept of %d, which were %d", len(a.Received), a.ReceivedLength, len(raw))
	}
	many := chunkedHead + strings.Repeat("1\r\na\r\n", 2*mostChunks) + "0\r\n\r\n"
	a = hear(t, "GET", many, false, long)
	if a.Chunks != nil || len(a.Received) == 0 || a.ReceivedLength <= mostChunks {
		t.Errorf("of too many chunks there are %d sizes, and %d octets of %d", len(a.Chunks), len(a.Received), a.ReceivedLength)
	}
}

// TestARunKeepsSoMuchOfWhatIsReceived: what is alike is kept once, and beyond a
// bound there is only its length.
func TestARunKeepsSoMuchOfWhatIsReceived(t *testing.T) {
	t.Parallel()
	said := 0
	url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		for ; ; said++ {
			if _, ok := readHeader(in); !ok {
				return
			}
			fmt.Fprintf(c, "HTTP/1.1 200\r\nX: %d%s\r\nContent-Length: 0\r\n\r\n", said/2, strings.Repeat("a", 300))
		}
	})
	cl := clientOf(t, Config{URL: url, Concurrency: 1})
	cl.wording.limit = 1000
	var got []*Exchange
	for range 8 {
		got = append(got, cl.do(t.Context(), get("/")))
	}
	if &got[0].Received[0] != &got[1].Received[0] || bytes.Equal(got[0].Received, got[2].Received) {
		t.Error("what is alike is kept twice, or what is not once")
	}
	for i, x := range got {
		if whole := len(x.Received) == x.ReceivedLength; whole != (i < 4) || !whole && x.Received != nil {
			t.Errorf("%d: %d octets are kept of %d", i, len(x.Received), x.ReceivedLength)
		}
	}
}

func TestChunksAreShared(t *testing.T) {
	t.Parallel()
	url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		for {
			if _, ok := readHeader(in); !ok {
				return
			}
			io.WriteString(c, chunkedHead+"1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")
		}
	})
	cl := clientOf(t, Config{URL: url, Concurrency: 1})
	a, b := cl.do(t.Context(), get("/")), cl.do(t.Context(), get("/"))
	if !slices.Equal(a.Chunks, []int64{1, 2}) || &a.Chunks[0] != &b.Chunks[0] {
		t.Errorf("%v and %v", a.Chunks, b.Chunks)
	}
	if cut := hear(t, "GET", chunkedHead+"5\r\nabc", false, long); !slices.Equal(cut.Chunks, []int64{5}) {
		t.Errorf("of a chunk that broke off: %v", cut.Chunks)
	}
}
