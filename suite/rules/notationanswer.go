package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// answer reads a line of the answer; the first ends the request.
func (n *notation) answer(rest string) error {
	x := n.current()
	if n.part == requestFields || n.part == requestContent {
		x.exchange.Content, x.content = x.content.bytes, content{}
		n.part = statusLine
	}
	switch {
	case strings.HasPrefix(rest, "+"):
		return x.addResidue(rest[1:])
	case outcomeForm.MatchString(rest):
		return x.endWithout(rest)
	case n.part == statusLine:
		return n.status(strings.TrimSpace(rest))
	case n.part == answerFields && rest == "":
		n.part = answerContent
		return nil
	case n.part == answerFields:
		f, err := fieldOf(rest)
		x.exchange.Header = append(x.exchange.Header, f)
		return err
	}
	return x.addContent(rest, &x.content)
}

// outcomeForm is how the notation says that there is no whole answer, and why.
var outcomeForm = regexp.MustCompile(`^ \((dropped|timeout|refused|tls|malformed)(?:: (.*))?\)$`)

func (x *written) endWithout(rest string) error {
	m := outcomeForm.FindStringSubmatch(rest)
	x.exchange.Outcome, x.exchange.Trouble = runner.Outcome(m[1]), m[2]
	return nil
}

func (x *written) addResidue(quoted string) error {
	text, err := strconv.Unquote(quoted)
	if err != nil {
		return fmt.Errorf("%s is no Go string", quoted)
	}
	x.exchange.Residue = append(x.exchange.Residue, text...)
	return nil
}

var statusForm = regexp.MustCompile(`^(?:(HTTP/\d(?:\.\d)?) )?(\d{3})(?: (.*))?$`)

func (n *notation) status(line string) error {
	m := statusForm.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("%q is no status line", line)
	}
	x := &n.current().exchange
	status, _ := strconv.Atoi(m[2])
	if status/100 == 1 && status != 101 {
		x.Interim = append(x.Interim, status)
		return nil
	}
	x.Proto, x.Status, x.Reason, x.Outcome = m[1], status, m[3], runner.Answered
	if x.Proto == "" {
		x.Proto = "HTTP/1.1"
	}
	n.part = answerFields
	return nil
}

// whole is the exchange as a runner would have recorded it.
func (x *written) whole() *runner.Exchange {
	out := x.exchange
	out.Control = x.control
	out.Closed = x.closed || strings.EqualFold(out.Value("Connection"), "close") || out.Outcome != runner.Answered
	out.Framing = framingOf(&out)
	length := int64(len(x.content.bytes)) + x.content.more
	return out.WithBody(x.content.bytes, length, x.content.more > 0)
}

func framingOf(x *runner.Exchange) runner.Framing {
	switch {
	case x.Method == "HEAD", x.Status == 204, x.Status == 304:
		return runner.FramingNone
	case x.Proto == "HTTP/2":
		return runner.FramingStream
	case slices.ContainsFunc(x.Values("Transfer-Encoding"), func(v string) bool { return strings.HasSuffix(strings.ToLower(v), "chunked") }):
		return runner.FramingChunked
	case x.Closed && !x.Has("Content-Length"):
		return runner.FramingClose
	}
	return runner.FramingLength
}
