package runner

import (
	"errors"
	"net"
	"strings"
	"time"

	"golang.org/x/net/http2"
)

// listen reads frames until the stream has ended.
func (e *h2Exchange) listen() error {
	if err := e.looksLikeH2(); err != nil {
		return err
	}
	for {
		frame, err := e.framer.ReadFrame()
		if err != nil {
			return e.inWords(frame, err)
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

// looksLikeH2 tells a server that answers in HTTP/1 as one, and one whose first bytes
// would be the beginning of a frame that nobody allowed: a page, as Python's http.server
// sends without a status line to a version that it does not know.
func (e *h2Exchange) looksLikeH2() error {
	p, err := e.c.in.Peek(5)
	switch {
	case len(p) == 0:
		return err
	case string(p) == "HTTP/":
		return malformed("the server answers HTTP/2 in HTTP/1: it does not take HTTP/2 without asking first")
	case e.id == 1 && len(p) > 2 && int(p[0])<<16|int(p[1])<<8|int(p[2]) > ourFrame:
		p, _ = e.c.in.Peek(min(e.c.in.Buffered(), 1<<10))
		return malformedBytes("the answer is not HTTP/2", p)
	}
	return nil
}

// inWords makes of the framer's error what the server did wrong. With the error comes
// a header if it is about one; what is longer than is taken has the same codes.
func (e *h2Exchange) inWords(frame http2.Frame, err error) error {
	_, inHeader := frame.(*http2.MetaHeadersFrame)
	var stream http2.StreamError
	var conn http2.ConnectionError
	var timeout net.Error
	switch {
	case e.brief && errors.As(err, &timeout) && timeout.Timeout():
		return errEnough
	case errors.As(err, &stream):
		return malformed("the stream is not HTTP/2: %s", orElse(e.framer.ErrorDetail(), stream.Code.String()))
	case errors.As(err, &conn) && inHeader:
		return malformed("a header is longer than %d octets, or broken: %s", maxHead, http2.ErrCode(conn))
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
		return false, e.takeSettings(f)
	case *http2.PingFrame:
		if !f.IsAck() {
			e.framer.WritePing(true, f.Data)
		}
	case *http2.WindowUpdateFrame:
		if f.StreamID == 0 { // not of a stream that has ended
			e.window += int64(f.Increment)
		}
	case *http2.PushPromiseFrame:
		return false, errPush
	case *http2.GoAwayFrame:
		e.gone = true
		if f.LastStreamID < e.id {
			return false, e.sentAway(f.ErrCode)
		}
	case *http2.DataFrame: // of a stream that was cancelled: its room is given back
		e.giveBack(0, f)
	}
	return false, nil
}

// takeSettings takes what the server asks for. What it may not ask for would have a
// request cut into frames without end.
func (e *h2Exchange) takeSettings(f *http2.SettingsFrame) error {
	if f.IsAck() {
		return nil
	}
	err := f.ForeachSetting(func(s http2.Setting) error {
		if s.Valid() != nil {
			return malformed("the connection is not HTTP/2: the setting %s is %d", s.ID, s.Val)
		}
		switch s.ID {
		case http2.SettingInitialWindowSize:
			e.room += int64(s.Val) - e.initial
			e.initial = int64(s.Val)
		case http2.SettingMaxFrameSize:
			e.maxFrame = int(s.Val)
		case http2.SettingMaxHeaderListSize:
			e.maxList = int64(s.Val)
		case http2.SettingHeaderTableSize:
			e.packer.SetMaxDynamicTableSizeLimit(s.Val)
		}
		return nil
	})
	e.framer.WriteSettingsAck()
	return err
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
			return false, turnedAway("the server refused the stream")
		}
		if err := e.overlong(); err != nil {
			return false, err
		}
		e.a.silent, e.a.calm = false, f.ErrCode == http2.ErrCodeEnhanceYourCalm
		return false, streamReset(f.ErrCode)
	case *http2.PushPromiseFrame:
		return false, errPush
	}
	return false, nil
}

// errPush is of any stream: what a promise adds to the table of fields is unknown
// here, and the next header would be read wrongly.
var errPush = malformed("there is a push promise, which was not allowed")

// takeHeader takes a header section: interim, final or trailer. A trailer ends the
// stream and has no status, nor is there an interim response after the final one
// (RFC 9113 section 8.1).
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
	case e.head && len(f.PseudoFields()) > 0:
		return malformed("the trailer has the field %s", f.PseudoFields()[0].Name)
	case e.head && !f.StreamEnded():
		return malformed("the stream goes on after its trailer")
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
		return e.takeInterim(Interim{Proto: "HTTP/2", Status: code, Header: fields}, ended)
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

func (e *h2Exchange) takeInterim(in Interim, ended bool) error {
	e.a.Interim = append(e.a.Interim, in)
	for _, f := range in.Header {
		e.heads += len(f.Name) + len(f.Value)
	}
	switch {
	case ended:
		return malformed("there is an interim response and no other")
	case len(e.a.Interim) > maxInterim:
		return malformed("there are more than %d interim responses", maxInterim)
	case e.heads > maxHead:
		return malformed("the header is longer than %d octets", maxHead)
	}
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
		if len(a.Residue) == keepResidue && len(p) > 0 {
			return errEnough
		}
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
			e.a.content, e.a.truncated = e.c.kept, e.a.Length > int64(len(e.c.kept))
			return malformed("Content-Length is %d and the content has %d octets", announced, e.a.Length)
		}
	}
	if !e.head {
		return err
	}
	return e.c.finishContent(e.a, err, announced)
}
