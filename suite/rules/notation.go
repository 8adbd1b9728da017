package rules

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// written is an exchange as it is written down, with the notes behind its
// request line.
type written struct {
	exchange runner.Exchange
	content  content
	notes
	line int
}

// notes are what stands in parentheses behind a request line.
type notes struct {
	kind             specs.Kind
	control          runner.Control
	form             specs.Form
	path             string
	live, notLive    bool
	again            bool
	authenticated    bool
	closed           bool
	inProcess        bool
	declared, server []string
	errors           []string
}

// content is a content read line by line. Plain lines have a line feed between
// them; quoted ones are taken exactly.
type content struct {
	bytes   []byte
	started bool
	plain   bool // the last line was plain
	more    int64
}

func (c *content) addPlain(line string) {
	if c.started && c.plain {
		c.bytes = append(c.bytes, '\n')
	}
	c.bytes = append(c.bytes, line...)
	c.started, c.plain = true, true
}

func (c *content) addQuoted(quoted string) error {
	text, err := strconv.Unquote(quoted)
	if err != nil {
		return fmt.Errorf("%s is no Go string", quoted)
	}
	c.bytes = append(c.bytes, text...)
	c.started, c.plain = true, false
	return nil
}

// part is the part of an exchange that a line belongs to.
type part int

const (
	between part = iota
	requestFields
	requestContent
	statusLine
	answerFields
	answerContent
)

// notation reads exchanges from the notation that runner.Exchange.Notation
// writes.
type notation struct {
	exchanges []*written
	want      []string
	part      part
	number    int // of the line
}

func (n *notation) read(text string) error {
	for line := range strings.Lines(text) {
		n.number++
		if err := n.add(strings.TrimRight(line, "\r\n")); err != nil {
			return fmt.Errorf("line %d: %w", n.number, err)
		}
	}
	return n.finish()
}

// finish demands that the last exchange has an answer, or says that none came.
func (n *notation) finish() error {
	if len(n.exchanges) == 0 {
		return errors.New("there is no exchange")
	}
	if x := n.exchanges[len(n.exchanges)-1]; x.exchange.Outcome == "" {
		return fmt.Errorf("line %d: the request has no answer: write one, or < (dropped: why)", x.line)
	}
	return nil
}

func (n *notation) add(line string) error {
	switch {
	case strings.HasPrefix(line, "! "):
		n.want = append(n.want, line[2:])
	case line == "" || line[0] == '#':
	case line[0] == '>':
		return n.request(line[1:])
	case line[0] == '<' && len(n.exchanges) > 0:
		return n.answer(line[1:])
	default:
		return fmt.Errorf("%q begins with none of >, <, ! and #", line)
	}
	return nil
}

func (n *notation) current() *written { return n.exchanges[len(n.exchanges)-1] }

func (n *notation) request(rest string) error {
	if raw, ok := strings.CutPrefix(rest, "+"); ok && len(n.exchanges) > 0 {
		return n.current().addRaw(raw)
	}
	switch n.part {
	case requestFields:
		if rest == "" {
			n.part = requestContent
			return nil
		}
		f, err := fieldOf(rest)
		n.current().exchange.Request = append(n.current().exchange.Request, f)
		return err
	case requestContent:
		return n.current().addContent(rest, &n.current().content)
	}
	if len(n.exchanges) > 0 {
		if err := n.finish(); err != nil {
			return err
		}
	}
	x, err := requestLine(strings.TrimPrefix(rest, " "))
	x.line = n.number
	n.exchanges, n.part = append(n.exchanges, x), requestFields
	return err
}

// moreOctets is how the notation says that bytes are cut off.
var moreOctets = regexp.MustCompile(`^\((\d+) more octets\)$`)

func (x *written) addRaw(rest string) error {
	e := &x.exchange
	if m := moreOctets.FindStringSubmatch(rest); m != nil {
		more, err := strconv.Atoi(m[1])
		e.RawLength = len(e.Raw) + more
		return err
	}
	text, err := strconv.Unquote(rest)
	if err != nil {
		return fmt.Errorf("%s is no Go string", rest)
	}
	e.Raw = append(e.Raw, text...)
	e.RawLength = len(e.Raw)
	return nil
}

var requestLineForm = regexp.MustCompile(`^(\S*) ?(.*?)(?: \(([^()]*(?:\([^()]*\)[^()]*)*)\))?$`)

func requestLine(text string) (*written, error) {
	m := requestLineForm.FindStringSubmatch(text)
	x := &written{exchange: runner.Exchange{Method: m[1], Target: m[2]}}
	if m[1] == "" {
		return x, fmt.Errorf("%q is no request line", text)
	}
	return x, x.notes.read(m[3])
}

// read takes notes apart. They are parted by commas and semicolons, which in a
// path have no blank behind them.
func (n *notes) read(text string) error {
	for _, item := range noteSeparator.Split(text, -1) {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		key, value, _ := strings.Cut(item, ":")
		if err := n.note(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return err
		}
	}
	return nil
}

var noteSeparator = regexp.MustCompile(`[,;](?:\s+|$)`)

func (n *notes) note(key, value string) error {
	switch key {
	case "live":
		n.live = true
	case "not live":
		n.notLive = true
	case "again":
		n.again = true
	case "resent": // of the connection, which is no matter of rules
	case "authenticated":
		n.authenticated = true
	case "closed":
		n.closed = true
	case "in process":
		n.inProcess = true
	case "control":
		n.control = runner.Control(value)
	case "form":
		n.form = specs.Form(value)
	case "path":
		n.path = value
	case "declared":
		if value == "" {
			n.kind = specs.KindDeclared
			return nil
		}
		n.declared = strings.Fields(value)
	case "server":
		n.server = strings.Fields(value)
	case "errors":
		n.errors = strings.Fields(value)
	default:
		n.kind = specs.Kind(key)
		if !slices.Contains(specs.Kinds, n.kind) {
			return fmt.Errorf("%q is no note", key)
		}
	}
	return nil
}

func fieldOf(rest string) (runner.Field, error) {
	name, value, found := strings.Cut(strings.TrimPrefix(rest, " "), ":")
	if !found {
		return runner.Field{}, fmt.Errorf("%q is no field line", strings.TrimSpace(rest))
	}
	return runner.Field{Name: name, Value: strings.TrimSpace(value)}, nil
}

// moreContent is how the notation says that content is cut off.
var moreContent = regexp.MustCompile(`^ \.\.\. \((\d+) more bytes\)$`)

func (x *written) addContent(rest string, c *content) error {
	switch {
	case strings.HasPrefix(rest, `"`):
		return c.addQuoted(rest)
	case moreContent.MatchString(rest):
		c.more, _ = strconv.ParseInt(moreContent.FindStringSubmatch(rest)[1], 10, 64)
		return nil
	}
	c.addPlain(strings.TrimPrefix(rest, " "))
	return nil
}
