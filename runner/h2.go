package runner

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"slices"
	"strings"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// h2 is the HTTP/2 side of a connection (RFC 9113). One stream is open at a
// time: an exchange has its connection for itself, as over HTTP/1.1.
type h2 struct {
	framer *http2.Framer
	out    *bufio.Writer
	block  bytes.Buffer // where header blocks are put together
	packer *hpack.Encoder
	scheme string

	next     uint32 // the stream of the next request
	window   int64  // what may be sent on the connection
	initial  int64  // what may be sent on a new stream
	maxFrame int
	maxList  int64 // the longest header that the server says it takes; 0 is any
	gone     bool  // the server takes no more streams
}

const (
	// ourWindow is how much a server may send before it is given leave for more.
	ourWindow = 1 << 20
	// ourFrame is the longest frame that a server may send, which is the one that it is
	// told by default.
	ourFrame = 16 << 10
	// lastStream is the last number a client's stream can have.
	lastStream = 1<<31 - 1
)

// startH2 sends the connection preface, with our settings (RFC 9113 section
// 3.4). The server's are awaited with its first answer.
func startH2(c *connection, scheme string) error {
	h := &h2{
		out: bufio.NewWriterSize(c, 16<<10), scheme: scheme,
		next: 1, window: 65535, initial: 65535, maxFrame: 16 << 10,
	}
	h.framer = http2.NewFramer(h.out, c.in)
	h.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	h.framer.MaxHeaderListSize = maxHead
	h.framer.SetMaxReadFrameSize(ourFrame)
	h.framer.AllowIllegalWrites = true // a probe's method may be no token
	h.packer = hpack.NewEncoder(&h.block)
	c.h2 = h
	h.out.WriteString(http2.ClientPreface)
	h.framer.WriteSettings(
		http2.Setting{ID: http2.SettingEnablePush, Val: 0},
		http2.Setting{ID: http2.SettingInitialWindowSize, Val: ourWindow},
		http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: maxHead},
	)
	h.framer.WriteWindowUpdate(0, ourWindow)
	return h.out.Flush()
}

// overH2 reports whether the run speaks HTTP/2.
func (cl *client) overH2() bool { return cl.config.HTTP == HTTP2 }

// protocol is the name of what is spoken, for the TLS handshake.
func (cl *client) protocol() string {
	if cl.overH2() {
		return "h2"
	}
	return "http/1.1"
}

// notOffered is about a server that does not take the version of the run.
func (cl *client) notOffered() string {
	if cl.overH2() {
		return "the server does not offer HTTP/2 in the TLS handshake"
	}
	return "the server does not offer HTTP/1.1 in the TLS handshake"
}

// handshakeTrouble says why a TLS connection could not be made. The alert that ends it
// for want of a common protocol (RFC 7301 section 3.2) names none.
func (cl *client) handshakeTrouble(err error) string {
	if strings.Contains(err.Error(), "tls: no application protocol") {
		return cl.notOffered()
	}
	return tlsTrouble(err, part(cl.timeout))
}

// speakH2 makes a new connection one of HTTP/2.
func (cl *client) speakH2(ctx context.Context, c *connection) (Outcome, string) {
	if secure, ok := c.Conn.(*tls.Conn); ok && secure.ConnectionState().NegotiatedProtocol != "h2" {
		return TLSFailed, cl.notOffered()
	}
	if deadline, ok := ctx.Deadline(); ok {
		c.SetDeadline(deadline)
	}
	scheme, _, _ := strings.Cut(cl.base, "://")
	if err := startH2(c, scheme); err != nil {
		return Dropped, "the connection failed before a request was sent: " + err.Error()
	}
	return "", ""
}

// isH2 reports whether bytes begin as all that a server sends over HTTP/2: with its
// SETTINGS (RFC 9113 section 3.4).
func isH2(p []byte) bool {
	return len(p) >= 9 && http2.FrameType(p[3]) == http2.FrameSettings && p[4] == 0 && string(p[5:9]) == "\x00\x00\x00\x00"
}

// inLowerCase makes fields those of HTTP/2: names in lower case, no white space
// around a value, and none that is about the connection (RFC 9113 section 8.2). White
// space that HTTP/1.1 passes over makes a request malformed here: it is reset.
func inLowerCase(fields []Field) []Field {
	out := make([]Field, 0, len(fields))
	for _, f := range fields {
		f.Value = strings.Trim(f.Value, " \t")
		switch f.Name = strings.ToLower(f.Name); f.Name {
		case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
		default:
			out = append(out, f)
		}
	}
	return out
}

// h2Exchange is one request on its stream.
type h2Exchange struct {
	*h2
	c      *connection
	a      *reply
	r      *request
	id     uint32
	room   int64  // what may be sent on the stream
	unsent []byte // of the request's content
	listed int64  // the length of the request's header, as maxList counts
	heads  int    // the octets of the interim headers
	head   bool   // whether the final header has come
	brief  bool   // whether the answer has no end, and is listened to for a while only
}

// converse sends a request on a stream of its own and reads the answer.
func (h *h2) converse(c *connection, a *reply, r *request) error {
	asked := *r // which the caller need not keep
	e := &h2Exchange{h2: h, c: c, a: a, r: &asked, id: h.next, room: h.initial, unsent: r.Content}
	h.next += 2
	c.kept = c.kept[:0]
	a.phase, a.silent = "before an answer", true
	if err := e.ask(); err != nil {
		return err
	}
	err := e.listen()
	a.Closed = a.Closed || h.gone || h.next >= lastStream
	if err == errEnough || err == nil && len(e.unsent) > 0 {
		h.framer.WriteRSTStream(e.id, http2.ErrCodeCancel)
		h.out.Flush()
	}
	return e.finish(err)
}

// ask sends the header and as much of the content as there is leave for.
func (e *h2Exchange) ask() error {
	block := e.encode()
	first, rest := cutAt(block, e.maxFrame)
	e.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: e.id, BlockFragment: first, EndHeaders: len(rest) == 0, EndStream: len(e.unsent) == 0,
	})
	for len(rest) > 0 {
		first, rest = cutAt(rest, e.maxFrame)
		e.framer.WriteContinuation(e.id, len(rest) == 0, first)
	}
	return e.sendContent()
}

func cutAt(b []byte, n int) (first, rest []byte) { n = min(n, len(b)); return b[:n], b[n:] }

// sendContent sends what it may of the content, and flushes.
func (e *h2Exchange) sendContent() error {
	for len(e.unsent) > 0 && e.window > 0 && e.room > 0 {
		n := int(min(int64(e.maxFrame), e.window, e.room, int64(len(e.unsent))))
		e.framer.WriteData(e.id, n == len(e.unsent), e.unsent[:n])
		e.unsent = e.unsent[n:]
		e.window -= int64(n)
		e.room -= int64(n)
	}
	return e.out.Flush()
}

// encode makes the header block. What is secret is never put in a table that a
// proxy may share (RFC 7541 section 7.1.3). Nor is anything of a request with an
// unusual method: a server that reads no further than such a method (lighttpd 1.4)
// loses what the block adds, and takes the requests behind it for others.
func (e *h2Exchange) encode() []byte {
	e.block.Reset()
	unusual := !slices.Contains(usualMethods, e.r.Method)
	add := func(name, value string, secret bool) {
		e.listed += int64(len(name) + len(value) + 32) // RFC 9113 section 6.5.2
		e.packer.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: secret || unusual})
	}
	add(":method", e.r.Method, false)
	if e.r.Method != "CONNECT" {
		add(":scheme", e.scheme, false)
		add(":path", e.r.Target, false)
	}
	add(":authority", fieldValue(e.r.Fields, "host"), false)
	for _, f := range e.r.Fields {
		if f.Name != "host" {
			add(f.Name, f.Value, !isHarmless(f.Name))
		}
	}
	return e.block.Bytes()
}

// usualMethods are those that every server reads.
var usualMethods = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}
