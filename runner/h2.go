package runner

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

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
	gone     bool // the server takes no more streams
}

const (
	// ourWindow is how much a server may send before it is given leave for more.
	ourWindow = 1 << 20
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
	h.framer.SetMaxReadFrameSize(16 << 10) // the one that a server is told by default
	h.framer.AllowIllegalWrites = true     // a probe's method may be no token
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

// speakH2 makes a new connection one of HTTP/2.
func (cl *client) speakH2(ctx context.Context, c *connection) (Outcome, string) {
	if secure, ok := c.Conn.(*tls.Conn); ok && secure.ConnectionState().NegotiatedProtocol != "h2" {
		return Refused, "the server does not offer HTTP/2 in the TLS handshake"
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

// inLowerCase makes fields those of HTTP/2: names in lower case, and none that
// is about the connection (RFC 9113 section 8.2).
func inLowerCase(fields []Field) []Field {
	out := make([]Field, 0, len(fields))
	for _, f := range fields {
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

// finish notes what was kept of the content, and whether its length is the one
// that was announced (RFC 9113 section 8.1.1).
func (e *h2Exchange) finish(err error) error {
	announced := int64(-1)
	if lengths := e.a.Values("Content-Length"); err == nil && len(lengths) > 0 && e.a.Framing == FramingStream {
		var bad error
		if announced, bad = parseLengths(lengths); bad != nil {
			return bad
		}
		if announced != e.a.Length {
			e.a.content = e.c.kept
			return malformed("Content-Length is %d and the content has %d octets", announced, e.a.Length)
		}
	}
	if !e.head {
		return err
	}
	return e.c.finishContent(e.a, err, announced)
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
// proxy may share (RFC 7541 section 7.1.3).
func (e *h2Exchange) encode() []byte {
	e.block.Reset()
	pseudo := func(name, value string) { e.packer.WriteField(hpack.HeaderField{Name: name, Value: value}) }
	pseudo(":method", e.r.Method)
	if e.r.Method != "CONNECT" {
		pseudo(":scheme", e.scheme)
		pseudo(":path", e.r.Target)
	}
	pseudo(":authority", fieldValue(e.r.Fields, "host"))
	for _, f := range e.r.Fields {
		if f.Name != "host" {
			e.packer.WriteField(hpack.HeaderField{Name: f.Name, Value: f.Value, Sensitive: !isHarmless(f.Name)})
		}
	}
	return e.block.Bytes()
}

// listen reads frames until the stream has ended.
func (e *h2Exchange) listen() error {
	if err := e.looksLikeH2(); err != nil {
		return err
	}
	for {
		frame, err := e.framer.ReadFrame()
		if err != nil {
			return e.inWords(err)
		}
		done, err := e.take(frame)
		if done || err != nil {
			e.out.Flush()
			return err
		}
		if err := e.sendContent(); err != nil {
			return err
		}
	}
}

// looksLikeH2 tells a server that answers in HTTP/1 as one.
func (e *h2Exchange) looksLikeH2() error {
	p, err := e.c.in.Peek(5)
	if string(p) == "HTTP/" {
		return malformed("the server answers HTTP/2 in HTTP/1: it does not take HTTP/2 without asking first")
	}
	if len(p) == 0 {
		return err
	}
	return nil
}

// inWords makes of the framer's error what the server did wrong.
func (e *h2Exchange) inWords(err error) error {
	var stream http2.StreamError
	var conn http2.ConnectionError
	var timeout net.Error
	switch {
	case e.brief && errors.As(err, &timeout) && timeout.Timeout():
		return errEnough
	case errors.As(err, &stream):
		return malformed("the answer is not HTTP/2: %s", orElse(e.framer.ErrorDetail(), stream.Code.String()))
	case errors.As(err, &conn):
		return malformed("the connection is not HTTP/2: %s", orElse(e.framer.ErrorDetail(), http2.ErrCode(conn).String()))
	case errors.Is(err, http2.ErrFrameTooLarge):
		return malformed("a frame is larger than was allowed")
	}
	return err
}

func orElse(err error, otherwise string) string {
	if err == nil {
		return otherwise
	}
	return err.Error()
}

// take handles a frame. done says that the answer is complete.
func (e *h2Exchange) take(frame http2.Frame) (done bool, err error) {
	if id := frame.Header().StreamID; id == e.id {
		return e.takeOwn(frame)
	}
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		e.takeSettings(f)
	case *http2.PingFrame:
		if !f.IsAck() {
			e.framer.WritePing(true, f.Data)
		}
	case *http2.WindowUpdateFrame:
		e.window += int64(f.Increment)
	case *http2.GoAwayFrame:
		e.gone = true
		if f.LastStreamID < e.id {
			return false, e.turnedAway(f.ErrCode)
		}
	case *http2.DataFrame: // of a stream that was cancelled: its room is given back
		e.giveBack(0, f)
	}
	return false, nil
}

// turnedAway is a request that the server says it did not look at.
func (e *h2Exchange) turnedAway(code http2.ErrCode) error {
	e.a.Closed = true
	if code == http2.ErrCodeNo {
		return errTurnedAway
	}
	e.a.silent = false
	return fmt.Errorf("%w (%s)", errTurnedAway, code)
}

// errTurnedAway wraps what means a dead connection: the request may be repeated.
var errTurnedAway = fmt.Errorf("the server ended the connection: %w", net.ErrClosed)

func (e *h2Exchange) takeSettings(f *http2.SettingsFrame) {
	if f.IsAck() {
		return
	}
	f.ForeachSetting(func(s http2.Setting) error {
		switch s.ID {
		case http2.SettingInitialWindowSize:
			e.room += int64(s.Val) - e.initial
			e.initial = int64(s.Val)
		case http2.SettingMaxFrameSize:
			e.maxFrame = int(s.Val)
		case http2.SettingHeaderTableSize:
			e.packer.SetMaxDynamicTableSizeLimit(s.Val)
		}
		return nil
	})
	e.framer.WriteSettingsAck()
}

// takeOwn handles a frame of the exchange's own stream.
func (e *h2Exchange) takeOwn(frame http2.Frame) (done bool, err error) {
	switch f := frame.(type) {
	case *http2.MetaHeadersFrame:
		e.a.silent = false
		return f.StreamEnded(), e.takeHeader(f)
	case *http2.DataFrame:
		return f.StreamEnded(), e.takeData(f)
	case *http2.WindowUpdateFrame:
		e.room += int64(f.Increment)
	case *http2.RSTStreamFrame:
		if f.ErrCode == http2.ErrCodeRefusedStream {
			return false, errTurnedAway
		}
		e.a.silent = false
		return false, streamReset(f.ErrCode)
	case *http2.PushPromiseFrame:
		return false, malformed("there is a push promise, which was not allowed")
	}
	return false, nil
}

// streamReset is the server's end to a stream (RFC 9113 section 6.4).
type streamReset http2.ErrCode

func (r streamReset) Error() string { return http2.ErrCode(r).String() }

// takeHeader takes a header section: interim, final or trailer.
func (e *h2Exchange) takeHeader(f *http2.MetaHeadersFrame) error {
	fields := make([]Field, 0, len(f.RegularFields()))
	for _, h := range f.RegularFields() {
		fields = append(fields, Field{h.Name, h.Value})
	}
	switch {
	case f.Truncated:
		return malformed("the header is longer than %d octets", maxHead)
	case len(fields) > maxFields:
		return malformed("there are more than %d fields", maxFields)
	case e.head:
		e.a.Trailer = fields
		return nil
	}
	return e.takeStatus(f.PseudoValue("status"), fields, f.StreamEnded())
}

func (e *h2Exchange) takeStatus(status string, fields []Field, ended bool) error {
	a := e.a
	if len(status) != 3 || status[0] < '1' || !isDigit(status[0]) || !isDigit(status[1]) || !isDigit(status[2]) {
		return malformedBytes("the status is not a number of three digits", []byte(status))
	}
	code := int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
	if code < 200 {
		a.Interim = append(a.Interim, code)
		if len(a.Interim) > maxInterim || ended {
			return malformed("there is an interim response and no other")
		}
		return nil
	}
	e.head = true
	a.Proto, a.Status, a.Header, a.Framing = "HTTP/2", code, fields, FramingStream
	a.phase = "in the content"
	if e.r.Method == "HEAD" || code == 204 || code == 304 {
		a.Framing = FramingNone
	}
	a.tunnel = e.r.Method == "CONNECT" && code < 300
	e.listenBriefly()
	return nil
}

// listenBriefly: a stream of events and a tunnel have no end.
func (e *h2Exchange) listenBriefly() {
	if !e.a.tunnel && !strings.HasPrefix(e.a.MediaType(), "text/event-stream") {
		return
	}
	e.brief = true
	if soon := time.Now().Add(streamTime); soon.Before(e.c.deadline) {
		e.c.SetReadDeadline(soon)
	}
}

// takeData takes content. Where there can be none it is residue.
func (e *h2Exchange) takeData(f *http2.DataFrame) error {
	a, p := e.a, f.Data()
	if !e.head {
		return malformed("there is content before a status")
	}
	if a.Framing == FramingNone {
		a.Residue = append(a.Residue, p[:min(len(p), keepResidue-len(a.Residue))]...)
	} else {
		e.c.kept = append(e.c.kept, p[:min(len(p), keepContent-len(e.c.kept))]...)
		a.Length += int64(len(p))
	}
	if a.Length > readContentLimit {
		return errEnough
	}
	e.giveBack(e.id, f)
	return nil
}

// giveBack lets the server send as much again as a frame took (RFC 9113
// section 6.9).
func (e *h2Exchange) giveBack(stream uint32, f *http2.DataFrame) {
	if f.Length == 0 {
		return
	}
	e.framer.WriteWindowUpdate(0, f.Length)
	if stream != 0 && !f.StreamEnded() {
		e.framer.WriteWindowUpdate(stream, f.Length)
	}
}
