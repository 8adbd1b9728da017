package runner

import (
	"strconv"
	"strings"
	"time"
)

// request is what is to be sent. What is not said here (Host, User-Agent, the
// fields of the run, Content-Length) the client adds.
type request struct {
	Method, Target string
	Fields         []Field
	Content        []byte
	// Fresh asks for a new connection.
	Fresh bool
	// RawLine, when set, is sent as the request line as it stands. Method and
	// Target are then only for the record.
	RawLine string
	// Raw, when set, is the whole request as it stands; Method and Target are then
	// only for the record, and Fields and Content are none.
	Raw []byte
	// Linger is how long to wait, when the answer is complete, for more or for the
	// end of the connection.
	Linger time.Duration
	// Time is how long the exchange may take, where it is less than the run's.
	Time time.Duration
	// Close sends Connection: close, and the connection is not used again.
	Close bool
	// Retry says that sending the request twice does no harm, although its method
	// is neither idempotent nor unknown.
	Retry bool
	// Base, when set, goes before a target that is a path: the absolute form that
	// a proxy wants (RFC 9112 section 3.2.2).
	Base string
	// Credentials are fields that take the place of others of their name.
	Credentials []Field
	// attire, when set, is where Fields are from.
	attire *attire
	// NoCredentials leaves out the fields and the credentials of the run.
	NoCredentials bool
}

// repeatable reports whether the request may be sent once more when a
// connection that was used before turns out to be dead (RFC 9110 section
// 9.2.2). What may not goes on a new connection, where the question does not
// arise.
func (r *request) repeatable() bool {
	return r.Retry || idempotent(r.Method, len(r.Content) > 0)
}

// encode appends the request as it goes on the wire.
func (r *request) encode(b []byte) []byte {
	if r.Raw != nil {
		return append(b, r.Raw...)
	}
	if r.RawLine != "" {
		b = append(b, r.RawLine...)
	} else {
		b = append(b, r.Method...)
		b = append(b, ' ')
		b = append(b, r.wireTarget()...)
		b = append(b, " HTTP/1.1"...)
	}
	b = append(b, "\r\n"...)
	for _, f := range r.Fields {
		b = append(b, f.Name...)
		b = append(b, ": "...)
		b = append(b, f.Value...)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	return append(b, r.Content...)
}

// wireTarget is the target as it goes on the wire. `OPTIONS *` through a proxy
// has no path at all (RFC 9112 section 3.2.4).
func (r *request) wireTarget() string {
	switch {
	case r.Base == "" || r.Method == "CONNECT":
		return r.Target
	case r.Target == "*":
		return r.Base
	case strings.HasPrefix(r.Target, "/"):
		return r.Base + r.Target
	}
	return r.Target
}

// harmless takes out of fields what would end a line early: values come from
// documents of others, and must not become requests of their own.
func harmless(fields []Field) []Field {
	for i, f := range fields {
		if strings.ContainsAny(f.Name, "\r\n\x00 :") || strings.ContainsAny(f.Value, "\r\n\x00") {
			fields[i] = Field{strings.Map(dropSeparators, f.Name), strings.Map(blankControls, f.Value)}
		}
	}
	return fields
}

func dropSeparators(c rune) rune {
	if c <= ' ' || c == ':' || c == 0x7f {
		return -1
	}
	return c
}

func blankControls(c rune) rune {
	if c == '\r' || c == '\n' || c == 0 {
		return ' '
	}
	return c
}

// escapeTarget percent-encodes white space and control bytes, which no request
// target can hold.
func escapeTarget(t string) string {
	bad := func(c byte) bool { return c <= ' ' || c == 0x7f }
	clean := true
	for i := 0; i < len(t); i++ {
		clean = clean && !bad(t[i])
	}
	if clean {
		return t
	}
	var b strings.Builder
	for i := 0; i < len(t); i++ {
		if bad(t[i]) {
			b.WriteString("%" + string("0123456789ABCDEF"[t[i]>>4]) + string("0123456789ABCDEF"[t[i]&15]))
		} else {
			b.WriteByte(t[i])
		}
	}
	return b.String()
}

// inlineSize is the size up to which a request is written before the answer is
// read. A longer one is written meanwhile: a server may answer without reading
// it all, and over a pipe both sides would wait for each other. So may one whose
// first line is wrong.
const inlineSize = 4096

// writing is a request on its way.
type writing struct {
	c     *connection
	ended chan error // nil where it has ended already
	err   error
}

// send writes the request.
func (c *connection) send(r *request) writing {
	c.out = r.encode(c.out[:0])
	if len(c.out) <= inlineSize && r.Raw == nil {
		_, err := c.Write(c.out)
		return writing{c: c, err: err}
	}
	w := writing{c: c, ended: make(chan error, 1)}
	if soon := time.Now().Add(part(c.timeout)); soon.Before(c.deadline) && !c.inMemory {
		c.SetWriteDeadline(soon)
	}
	go func() {
		_, err := c.Write(c.out)
		if isTimeout(err) {
			c.SetReadDeadline(time.Now().Add(writeGrace)) // nothing more is to be waited for
		}
		w.ended <- err
	}()
	return w
}

// wait waits for the writing to end, for a short while only, and says how it
// went.
func (w *writing) wait() error {
	if w.ended == nil {
		return w.err
	}
	select {
	case err := <-w.ended:
		return err
	case <-time.After(writeGrace):
		w.c.Close()
		return <-w.ended
	}
}

// writeGrace is how long a request may go on being written once the answer to
// it is complete.
const writeGrace = 50 * time.Millisecond

func contentLength(n int) Field { return Field{"Content-Length", strconv.Itoa(n)} }
