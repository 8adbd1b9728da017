package runner

import (
	"bytes"
	"strings"
)

// head is a status line and a header section, read. A server says most of them
// many times over, so a connection remembers the last ones: what comes again is
// neither read again nor kept twice. Nothing in it is ever written to.
type head struct {
	raw           string // its bytes
	proto, reason string
	status        int
	header        []Field
	odd           bool // whether it is written otherwise than these are put together
	ending        ending
	content       *Body // what came behind it the last time
}

// ending is what a head says of where the message ends (RFC 9112 section 6.3),
// and whether the connection ends with it.
type ending struct {
	framing   Framing
	announced int64 // Content-Length; -1 where none counts
	fault     error // why there is no telling
	doubtful  bool  // whether another reader may find another end
	closes    bool
	events    bool // a stream that is not meant to end
}

// mostHeads bounds what a connection remembers: in most a server says the time,
// and they are not heard again.
const mostHeads = 16

var headEnd = []byte("\r\n\r\n")

// ahead is what has been received and not read. It is good until more is.
func (c *connection) ahead() []byte {
	p, _ := c.in.Peek(c.in.Buffered())
	return p
}

// knownHead is the head that comes next, where it came before over this
// connection, and has been received to its end. It is read then.
func (c *connection) knownHead() *head {
	p := c.ahead()
	h := c.last
	if h == nil || len(p) < len(h.raw) || string(p[:len(h.raw)]) != h.raw {
		end := bytes.Index(p, headEnd)
		if end < 0 {
			return nil
		}
		h = c.heads[string(p[:end+len(headEnd)])]
	}
	if h != nil {
		c.in.Discard(len(h.raw))
		c.last = h
	}
	return h
}

// remember keeps a head that was read, if its bytes were all there at once and
// are those that knownHead looks for.
func (c *connection) remember(h *head, received []byte, read int) {
	if read > len(received) || bytes.Index(received, headEnd)+len(headEnd) != read {
		return
	}
	if c.heads == nil || len(c.heads) >= mostHeads {
		c.heads = map[string]*head{}
	}
	h.raw = string(received[:read])
	c.heads[h.raw], c.last = h, h
}

// endOf is the ending of an answer that has a header.
func endOf(a *reply) ending {
	e := ending{announced: -1, closes: saysClose(a), events: strings.HasPrefix(a.MediaType(), "text/event-stream")}
	lengths, codings := a.Values("Content-Length"), a.Values("Transfer-Encoding")
	switch {
	case len(codings) > 0:
		e.doubtful = len(lengths) > 0 || a.Proto == "HTTP/1.0"
		last := codings[len(codings)-1]
		last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
		e.framing = FramingClose
		if strings.EqualFold(last, "chunked") {
			e.framing = FramingChunked
		}
	case len(lengths) > 0:
		e.framing = FramingLength
		e.announced, e.fault = parseLengths(lengths)
	default:
		e.framing = FramingClose
	}
	return e
}
