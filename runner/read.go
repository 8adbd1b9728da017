package runner

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// The bounds of a response's head. They are far beyond what a server that means
// well sends.
const (
	maxHead    = 1 << 20
	maxLine    = 256 << 10
	maxFields  = 2000
	maxInterim = 100
)

// receive reads an answer. It takes what a tolerant client takes (a bare line
// feed, folded lines, white space before a colon) and loses no field of it.
func (c *connection) receive(a *reply, method string) error {
	c.heard.begin()
	a.phase = "before a status line"
	if err := c.await(a); err != nil {
		return err
	}
	budget := maxHead // of all heads of an answer together
	for {
		if err := c.readHead(a, &budget); err != nil {
			return err
		}
		c.unlimit()
		if a.Status >= 200 || a.Status == 101 {
			return c.readContent(a, method)
		}
		a.Interim = append(a.Interim, Interim{a.Proto, a.Status, a.Reason, a.Header})
		a.Status, a.Reason, a.Header = 0, "", nil
		if len(a.Interim) > maxInterim {
			return malformed("there are more than %d interim responses", maxInterim)
		}
		a.phase = "after an interim response"
		if _, err := c.in.Peek(1); err != nil {
			c.heard.odd = true
			return err
		}
	}
}

// await waits for the first bytes and looks whether they can be HTTP, so that
// an answer in another protocol is told as one without waiting for a line end
// that it may not have.
func (c *connection) await(a *reply) error {
	const start = "HTTP/"
	if _, err := c.in.Peek(1); err != nil {
		a.silent = true
		return err
	}
	if c.in.Buffered() < len(start) {
		c.limitHead()
	}
	p, _ := c.in.Peek(len(start))
	if strings.HasPrefix(start, string(p)) {
		return nil
	}
	a.foreign = true
	p, _ = c.in.Peek(min(c.in.Buffered(), 1<<10))
	c.heard.note(p)
	c.heard.odd = true
	switch {
	case len(p) > 2 && p[0] == 0x15 && p[1] == 0x03:
		return malformed("the answer is not HTTP but TLS; the URL may want https")
	case isH2(p):
		return malformed("the server answers HTTP/1.1 in HTTP/2")
	}
	return malformedBytes("the answer is not HTTP", p)
}

// readHead reads a status line and a header section.
func (c *connection) readHead(a *reply, budget *int) error {
	if h := c.knownHead(); h != nil {
		c.heard.noteHead(h)
		a.Proto, a.Status, a.Reason, a.Header = h.proto, h.status, h.reason, h.header
		a.head = h
		return nil
	}
	received := c.ahead()
	if !bytes.Contains(received, headEnd) {
		c.limitHead()
	}
	given, before := *budget, c.heard.odd
	c.heard.odd = false
	if err := c.parseHead(a, budget); err != nil {
		return err
	}
	a.head = &head{proto: a.Proto, status: a.Status, reason: a.Reason, header: a.Header, odd: c.heard.odd, ending: endOf(a)}
	c.heard.odd = before || c.heard.odd
	c.remember(a.head, received, given-*budget)
	return nil
}

func (c *connection) parseHead(a *reply, budget *int) error {
	line, err := c.line(budget)
	if err != nil {
		return err
	}
	if err := c.parseStatusLine(a, line); err != nil {
		return err
	}
	a.phase = "in the header"
	a.Header, err = c.readFields(budget)
	return err
}

// parseStatusLine reads HTTP/1.1 405 Method Not Allowed. The reason phrase may
// be missing, and the space before it.
func (c *connection) parseStatusLine(a *reply, line []byte) error {
	proto, rest, _ := strings.Cut(string(line), " ")
	code, reason, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if len(proto) != len("HTTP/1.1") || !strings.HasPrefix(proto, "HTTP/") || !isDigit(proto[5]) || proto[6] != '.' || !isDigit(proto[7]) {
		return malformedBytes("the answer is not HTTP/1", line)
	}
	if len(code) != 3 || code[0] < '1' || !isDigit(code[0]) || !isDigit(code[1]) || !isDigit(code[2]) {
		return malformedBytes("the status is not a number of three digits", line)
	}
	a.Proto, a.Reason = proto, reason
	a.Status = int(code[0]-'0')*100 + int(code[1]-'0')*10 + int(code[2]-'0')
	c.heard.odd = c.heard.odd || !isUsualStatus(line, proto, code, reason)
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// readFields reads field lines up to the empty line that ends them. What it
// returns has no room to spare: a large run keeps hundreds of thousands.
func (c *connection) readFields(budget *int) ([]Field, error) {
	var err error
	c.fields, err = c.collectFields(c.fields[:0], budget)
	return append([]Field{}, c.fields...), err
}

func (c *connection) collectFields(fields []Field, budget *int) ([]Field, error) {
	for folded := 0; ; {
		line, err := c.line(budget)
		if err != nil || len(line) == 0 {
			return fields, err
		}
		if line[0] == ' ' || line[0] == '\t' {
			c.heard.odd = true
			if folded++; folded > maxFields { // each has the whole field written anew
				return fields, malformed("there are more than %d folded lines", maxFields)
			}
			fold(fields, line)
			continue
		}
		text, usual := c.text(line)
		name, value, ok := strings.Cut(text, ":")
		if !ok || name == "" {
			c.heard.odd = true
			return fields, malformedBytes("a line of the header is no field", line)
		}
		if len(fields) == maxFields {
			return fields, malformed("there are more than %d fields", maxFields)
		}
		c.heard.odd = c.heard.odd || !usual
		fields = append(fields, Field{name, strings.Trim(value, " \t")})
	}
}

// text is a field line as a string, and whether it is written as nearly all servers
// do. The fields of a server are mostly those of its answer before, so strings are
// kept to be shared, as long as they are few.
func (c *connection) text(line []byte) (text string, usual bool) {
	if known, ok := c.lines[string(line)]; ok {
		return known.text, known.usual
	}
	s := string(line)
	if c.lines == nil || len(c.lines) >= 64 {
		c.lines = map[string]fieldLine{}
	}
	name, value, _ := strings.Cut(s, ":")
	known := fieldLine{s, isUsualField(name, value)}
	c.lines[s] = known
	return s, known.usual
}

// fieldLine is a line as it was read, and whether it is one as nearly all are.
type fieldLine struct {
	text  string
	usual bool
}

// fold adds a folded line to the field before it (RFC 9112 section 5.2). One
// before any field is passed over (section 2.2).
func fold(fields []Field, line []byte) {
	if len(fields) == 0 {
		return
	}
	last := &fields[len(fields)-1]
	last.Value = strings.Trim(last.Value+" "+string(bytes.Trim(line, " \t")), " \t")
}

// line reads a line and takes off its end. What it returns is good until the
// next read.
func (c *connection) line(budget *int) ([]byte, error) {
	line, err := c.in.ReadSlice('\n')
	for err == bufio.ErrBufferFull && len(line) <= min(maxLine, *budget) {
		line = bytes.Clone(line)
		var more []byte
		more, err = c.in.ReadSlice('\n')
		line = append(line, more...)
	}
	*budget -= len(line)
	c.heard.note(line)
	c.heard.odd = c.heard.odd || err != nil || !utf8.Valid(line) // which a report cannot hold as text
	switch {
	case *budget < 0:
		return nil, malformed("the header is longer than %d octets", maxHead)
	case len(line) > maxLine || err == bufio.ErrBufferFull:
		return nil, malformed("a line of the header is longer than %d octets", maxLine)
	case errors.Is(err, io.EOF):
		return nil, io.ErrUnexpectedEOF
	case err != nil:
		return nil, err
	}
	line = line[:len(line)-1]
	whole, found := bytes.CutSuffix(line, []byte("\r"))
	c.heard.odd = c.heard.odd || !found
	return whole, nil
}
