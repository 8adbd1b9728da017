package rules

import (
	"cmp"
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
	case strings.HasPrefix(rest, "="):
		return x.addReceived(rest[1:])
	case strings.HasPrefix(rest, "~"):
		f, err := fieldOf(rest[1:])
		x.exchange.Trailer = append(x.exchange.Trailer, f)
		return err
	case outcomeForm.MatchString(rest):
		return x.endWithout(rest)
	case n.part == statusLine && x.isInterimField(rest):
		f, err := fieldOf(rest)
		last := &x.exchange.Interim[len(x.exchange.Interim)-1]
		last.Header = append(last.Header, f)
		return err
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

// addReceived reads a line that the server wrote in an odd way, or how much there
// was that is not told.
func (x *written) addReceived(rest string) error {
	e := &x.exchange
	if m := moreOctets.FindStringSubmatch(rest); m != nil {
		more, err := strconv.Atoi(m[1])
		e.ReceivedLength += more
		return err
	}
	text, err := strconv.Unquote(rest)
	if err != nil {
		return fmt.Errorf("%s is no Go string", rest)
	}
	e.Received = append(e.Received, text...)
	e.ReceivedLength += len(text)
	return nil
}

// isInterimField reports whether a line is a field of the interim response before it.
func (x *written) isInterimField(rest string) bool {
	return len(x.exchange.Interim) > 0 && strings.Contains(rest, ":") && !statusForm.MatchString(strings.TrimSpace(rest))
}

var statusForm = regexp.MustCompile(`^(?:(HTTP/\d(?:\.\d)?) )?(\d{3})(?: (.*))?$`)

func (n *notation) status(line string) error {
	m := statusForm.FindStringSubmatch(line)
	if m == nil {
		return fmt.Errorf("%q is no status line", line)
	}
	x := &n.current().exchange
	proto := cmp.Or(m[1], "HTTP/1.1")
	status, _ := strconv.Atoi(m[2])
	if status/100 == 1 && status != 101 {
		x.Interim = append(x.Interim, runner.Interim{Proto: proto, Status: status, Reason: m[3]})
		return nil
	}
	x.Proto, x.Status, x.Reason, x.Outcome = proto, status, m[3], runner.Answered
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
