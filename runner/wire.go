package runner

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// connection is a connection to the server, used by one exchange at a time.
type connection struct {
	net.Conn
	in       *bufio.Reader
	out      []byte               // where requests are put together
	kept     []byte               // where content is collected
	fields   []Field              // where field lines are collected
	lines    map[string]fieldLine // field lines seen lately, to share
	heads    map[string]*head     // heads seen lately, to share, by their bytes
	last     *head                // the last of them; nil is none
	heard    transcript           // of the answer that is being read
	deadline time.Time
	timeout  time.Duration   // what deadline was made from, to tell
	h2       *h2             // nil over HTTP/1.1
	defers   bool            // whether listening after HEAD is left for later
	grace    time.Duration   // how long to wait for bytes after an answer that announces content and has none
	inMemory bool            // what is written there is taken when the server reads it, not before
	limited  bool            // whether the header that is being read is to end before deadline
	rested   time.Time       // when it was given back last
	ended    <-chan struct{} // of the context that closes the connection when it ends
	unheed   func() bool     // has that context let go of it; nil where there is none
}

func newConnection(c net.Conn) *connection {
	return &connection{Conn: c, in: bufio.NewReaderSize(c, 16<<10), grace: 5 * time.Millisecond}
}

// heed has the connection closed when ctx ends. A run has one context, which is
// told once of each connection.
func (c *connection) heed(ctx context.Context) {
	if c.ended == ctx.Done() {
		return
	}
	if c.unheed != nil {
		c.unheed()
	}
	conn := c.Conn
	c.ended, c.unheed = ctx.Done(), context.AfterFunc(ctx, func() { conn.Close() })
}

// Close closes the connection for good.
func (c *connection) Close() error {
	if c.unheed != nil {
		c.unheed()
	}
	return c.Conn.Close()
}

// closeGrace is how long to wait for the end of a connection that the server
// said it would close.
const closeGrace = 20 * time.Millisecond

// keepResidue is how much is kept of what comes after a message.
const keepResidue = 4 << 10

// keepRaw is how much is kept of a request that was sent as it stood.
const keepRaw = 2 << 10

// reply is an exchange as it was on the wire: nothing is masked yet. The exchange is
// kept, and the rest is not.
type reply struct {
	*Exchange
	content   []byte // what is kept of the content; good until the next exchange
	truncated bool   // whether there was more
	silent    bool   // not one byte came
	untaken   bool   // the request could not be written in its time, and nothing came
	foreign   bool   // the first bytes were not HTTP
	offence   []byte // the bytes that Trouble is about
	tunnel    bool   // the connection is not HTTP any more
	doubtful  bool   // what comes next on the connection may not be an answer
	reusable  bool   // whether the connection can be used again
	unheard   bool   // whether the connection is still to be listened to for residue
	phase     string // how far the answer had come, for Trouble
	head      *head  // what Status, Reason and Header are from; nil over HTTP/2
}

// exchange sends a request over a connection and reads the answer. The bytes
// are the request's: nothing is added to them.
func exchange(ctx context.Context, c *connection, r *request) *reply {
	a := &reply{Exchange: &Exchange{Sent: time.Now()}}
	c.heed(ctx)
	c.limited = false
	err := c.SetDeadline(c.deadline)
	if err == nil {
		err = c.converse(a, r)
	} else { // it has ended: one in memory says so before anything is sent
		a.silent, a.phase = true, "before a status line"
	}
	a.Elapsed = time.Since(a.Sent)
	c.settle(a, err)
	if ctx.Err() != nil && err != nil {
		a.Outcome, a.Trouble = Dropped, interrupted
	}
	if err == nil && c.h2 == nil && !c.defers {
		c.listen(a, r)
	}
	a.reusable = ctx.Err() == nil && err == nil && keepable(a, r)
	if err == nil && c.h2 == nil && c.defers {
		c.listenOrDefer(a, r)
	}
	return a
}

// listenOrDefer leaves the listening after a response to HEAD for later: of all
// ordinary answers it alone would keep a worker waiting.
func (c *connection) listenOrDefer(a *reply, r *request) {
	if a.unheard = a.reusable && r.Method == "HEAD" && r.Linger == 0; a.unheard {
		return
	}
	c.listen(a, r)
	a.reusable = a.reusable && keepable(a, r)
}

// converse sends the request and reads the answer. That a request could not be
// written to its end is no fault when an answer came all the same.
func (c *connection) converse(a *reply, r *request) error {
	if c.h2 != nil {
		return c.h2.converse(c, a, r)
	}
	w := c.send(r)
	err := c.receive(a, r.Method)
	c.heard.into(a.Exchange)
	if a.silent {
		c.Close()
		a.untaken = isTimeout(w.wait())
		return err
	}
	if failed := w.wait(); failed != nil {
		a.doubtful = true
		a.Closed = a.Closed || isEnd(failed) || isReset(failed)
	}
	return err
}

// keepable reports whether another request may be sent after this one. A
// server that refuses a request with content may not have read the content, and
// would take it for the next request.
func keepable(a *reply, r *request) bool {
	switch {
	case a.Closed, a.tunnel, a.doubtful, a.truncated, len(a.Residue) > 0, a.Framing == FramingClose:
		return false
	case r.Close, r.RawLine != "", r.Raw != nil:
		return false
	}
	return len(r.Content) == 0 || a.Status < 400
}

// fault is a reason why an answer is no HTTP response. The bytes it is about
// are told once secrets are masked in them.
type fault struct {
	text  string
	bytes []byte
}

func (f *fault) Error() string { return f.text }

func malformed(format string, args ...any) error {
	return &fault{text: fmt.Sprintf(format, args...)}
}

func malformedBytes(text string, b []byte) error {
	return &fault{text, bytes.Clone(b[:min(len(b), 1<<10)])}
}

// settle says what became of the exchange.
func (c *connection) settle(a *reply, err error) {
	if err == nil {
		a.Outcome = Answered
		return
	}
	var f *fault
	var reset streamReset
	var away turnedAway
	switch {
	case errors.As(err, &f):
		a.Outcome, a.Trouble, a.offence = Malformed, f.text, f.bytes
	case isTimeout(err):
		a.Outcome, a.Trouble = Timeout, c.ranOut(a)
	case errors.As(err, &reset):
		a.Outcome, a.Trouble = Dropped, "the server reset the stream "+a.phase+": "+reset.Error()
	case errors.As(err, &away):
		a.Outcome, a.Trouble = Dropped, string(away)+" "+a.phase
	case isEnd(err):
		a.Outcome, a.Trouble = Dropped, "the connection was closed "+a.phase
	case isReset(err):
		a.Outcome, a.Trouble = Dropped, "the connection was reset "+a.phase
	default:
		a.Outcome, a.Trouble = Dropped, fmt.Sprintf("the connection failed %s: %v", a.phase, err)
	}
	a.Closed = a.Closed || a.Outcome == Dropped
}

// isEnd reports whether the other side closed the connection. A TLS connection
// that ends without saying so is an unexpected EOF, and common.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.ErrClosedPipe)
}

// listen looks for bytes after the end of the message. Where nothing suggests
// any, it looks only at what is there already.
func (c *connection) listen(a *reply, r *request) {
	wait := r.Linger
	switch {
	case a.Framing == FramingClose, a.truncated:
		return
	case wait > 0:
	case a.Closed || a.tunnel:
		wait = closeGrace
	case r.Method == "HEAD", a.announcesWhatCannotBe():
		wait = c.grace
	}
	c.takeResidue(a)
	if wait == 0 || c.SetReadDeadline(time.Now().Add(wait)) != nil {
		return
	}
	for len(a.Residue) < keepResidue {
		if _, err := c.in.Peek(1); err != nil {
			a.Closed = a.Closed || isEnd(err) || isReset(err)
			return
		}
		c.takeResidue(a)
	}
}

// announcesWhatCannotBe: a 204 whose header says that content follows may well have
// some, which is not always there at once.
func (a *reply) announcesWhatCannotBe() bool {
	return a.Status == 204 && a.head != nil && (a.head.ending.announced > 0 || a.head.ending.framing == FramingChunked)
}

func (c *connection) takeResidue(a *reply) {
	n := c.in.Buffered()
	if n == 0 {
		return
	}
	p, _ := c.in.Peek(min(n, keepResidue-len(a.Residue)))
	a.Residue = append(a.Residue, p...)
	c.in.Discard(n)
}

// isReset reports whether the other side tore the connection down. Windows has
// numbers of its own for it.
func isReset(err error) bool {
	if errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return true
	}
	return runtime.GOOS == "windows" && strings.Contains(err.Error(), "forcibly closed")
}

// interrupted is the trouble of an exchange that the user put an end to.
const interrupted = "the run was interrupted"
