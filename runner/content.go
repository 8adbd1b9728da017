package runner

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	// keepContent is how much is kept of the content of one response.
	keepContent = 256 << 10
	// readContentLimit is how much is read, and counted, before the connection is
	// given up.
	readContentLimit = 16 << 20
	// streamTime is how long a stream that has no end is listened to.
	streamTime = 300 * time.Millisecond
)

var errEnough = errors.New("enough was read")

// readContent reads the content as RFC 9112 section 6.3 says where it ends.
func (c *connection) readContent(a *reply, method string) error {
	c.kept = c.kept[:0]
	e := &a.head.ending
	a.Closed = e.closes
	a.tunnel = a.Status == 101 || method == "CONNECT" && a.Status < 300
	if a.tunnel || method == "HEAD" || a.Status == 204 || a.Status == 304 {
		a.Framing = FramingNone
		return nil
	}
	if a.Framing, a.doubtful = e.framing, e.doubtful; e.fault != nil {
		return e.fault
	}
	if e.events && e.announced < 0 {
		return c.readStream(a)
	}
	return c.finishContent(a, c.readFramed(a, e.announced), e.announced)
}

// finishContent notes what was read, and how far it came where it was cut off.
func (c *connection) finishContent(a *reply, err error, announced int64) error {
	a.content, a.truncated = c.kept, a.Length > int64(len(c.kept))
	switch {
	case err == errEnough:
		a.truncated = true
		return nil
	case err == nil:
		return nil
	case announced >= 0:
		a.phase = fmt.Sprintf("after %d of %d octets of content", a.Length, announced)
	default:
		a.phase = fmt.Sprintf("after %d octets of content", a.Length)
	}
	a.truncated = true
	return err
}

func (c *connection) readFramed(a *reply, announced int64) error {
	switch a.Framing {
	case FramingLength:
		return c.keep(a, announced)
	case FramingChunked:
		err := c.readChunked(a)
		c.heard.odd = c.heard.odd || err != nil // where it broke off the record does not tell
		return err
	}
	err := c.keep(a, math.MaxInt64)
	if isEnd(err) {
		a.Closed = true
		return nil
	}
	return err
}

// readStream listens for a while to a stream of events, which has no end.
func (c *connection) readStream(a *reply) error {
	soon := time.Now().Add(streamTime)
	if soon.Before(c.deadline) {
		c.SetReadDeadline(soon)
	}
	err := c.readFramed(a, -1)
	if timeout, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](err); ok && timeout.Timeout() {
		err = errEnough
	}
	return c.finishContent(a, err, -1)
}

// parseLengths reads Content-Length. The same number many times over is one.
func parseLengths(values []string) (int64, error) {
	n := int64(-1)
	for _, v := range values {
		for part := range strings.SplitSeq(v, ",") {
			part = strings.Trim(part, " \t")
			m, err := strconv.ParseUint(part, 10, 63)
			if err != nil {
				return -1, malformedBytes("Content-Length is not a number of octets", []byte(part))
			}
			if n >= 0 && int64(m) != n {
				return -1, malformed("Content-Length is given twice, as %d and as %d", n, m)
			}
			n = int64(m)
		}
	}
	return n, nil
}

// saysClose reports whether the server said that it would close the connection
// (RFC 9112 section 9.3).
func saysClose(a *reply) bool {
	closes := a.Proto < "HTTP/1.1"
	for _, v := range a.Values("Connection") {
		for option := range strings.SplitSeq(v, ",") {
			switch option = strings.Trim(option, " \t"); {
			case strings.EqualFold(option, "close"):
				return true
			case strings.EqualFold(option, "keep-alive"):
				closes = false
			}
		}
	}
	return closes
}

// keep reads n octets of content, counts them all and keeps the first.
func (c *connection) keep(a *reply, n int64) error {
	for n > 0 {
		if _, err := c.in.Peek(1); err != nil {
			return err
		}
		p, _ := c.in.Peek(int(min(n, int64(c.in.Buffered()))))
		room := keepContent - len(c.kept)
		c.kept = append(c.kept, p[:min(room, len(p))]...)
		a.Length += int64(len(p))
		n -= int64(len(p))
		c.in.Discard(len(p))
		if a.Length > readContentLimit {
			return errEnough
		}
	}
	return nil
}

// readChunked reads chunked content and its trailer section (RFC 9112 section 7.1).
func (c *connection) readChunked(a *reply) error {
	budget := maxHead
	for {
		line, err := c.line(&budget)
		if err != nil {
			return err
		}
		size, err := chunkSize(line)
		if err != nil {
			return err
		}
		c.heard.noteChunk(line, size)
		if size == 0 {
			trailer, err := c.readFields(&budget)
			if len(trailer) > 0 {
				a.Trailer = trailer
			}
			return err
		}
		budget = maxHead
		if err := c.keep(a, size); err != nil {
			return err
		}
		if err := c.endChunk(); err != nil {
			return err
		}
	}
}

func chunkSize(line []byte) (int64, error) {
	digits, _, _ := bytes.Cut(line, []byte(";"))
	size, err := strconv.ParseUint(string(bytes.TrimRight(digits, " \t")), 16, 63)
	if err != nil {
		return 0, malformedBytes("a chunk does not begin with its size", line)
	}
	return int64(size), nil
}

// endChunk reads the line end after a chunk's data.
func (c *connection) endChunk() error {
	if p := c.ahead(); bytes.HasPrefix(p, lineEnd) {
		c.heard.note(p[:len(lineEnd)])
		c.in.Discard(len(lineEnd))
		return nil
	}
	b, err := c.readEnd()
	if err == nil && b == '\r' {
		b, err = c.readEnd()
	} else {
		c.heard.odd = true
	}
	switch {
	case err == nil && b != '\n':
		return malformed("a chunk is longer than its size")
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return err
}

var lineEnd = []byte("\r\n")

// readEnd reads one octet of a line end.
func (c *connection) readEnd() (byte, error) {
	p, err := c.in.Peek(1)
	if err != nil {
		return 0, err
	}
	b := p[0]
	c.heard.note(p)
	c.in.Discard(1)
	return b, nil
}
