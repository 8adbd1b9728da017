package rules

import (
	"bytes"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var framingRules = []Rule{
	{
		ID: "body/framing", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 8.6, RFC 9112 section 6.2, RFC 9112 section 6.3, RFC 9112 section 7.1",
		Title: "An answer ends where it says that it ends.",
		Why: "On a connection that is used again, bytes after the end of one answer are read as the beginning of the next, and each client and proxy may see the end elsewhere: one user can be shown what was meant for another. " +
			"A client that is told of more content than comes waits, and fails. " +
			"Let the server's library count the octets and write the chunks: set neither Content-Length nor Transfer-Encoding by hand, and write nothing after the answer is ended.",
		Supersedes: []string{"method/no-server-error"},
		When:       func(c *Context) bool { return c.X.Status != 0 && strings.HasPrefix(c.X.Proto, "HTTP/1.") },
		Check:      checkFraming,
	},
	{
		ID: "body/forbidden-content", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 15.3.5, RFC 9110 section 15.3.6, RFC 9110 section 15.4.5, RFC 9110 section 8.6, RFC 9112 section 6.1",
		Title: "204, 205 and 304 have no content, and 1xx and 204 have neither Content-Length nor Transfer-Encoding.",
		Why: "A client stops reading after the header of such an answer, so that what follows on the connection is taken for the next answer; a client that goes by a length instead waits for content that never comes, and one that does not know a 1xx takes the answer behind it for its content. " +
			"Answer 200 where there is something to say, and take the length away where there is not: a middleware that adds Content-Length: 0 to everything is the usual cause. " +
			"(Over HTTP/2 curl does not show such a Content-Length: 0 of a 204, as nghttp2 under it drops it.)",
		When:  func(c *Context) bool { return answered(c) && (isEmptyByDefinition(c.X.Status) || isInterim(c.X)) },
		Check: checkForbidden,
	},
}

func isEmptyByDefinition(status int) bool { return status == 204 || status == 205 || status == 304 }

func checkFraming(c *Context) []Problem {
	x := c.X
	switch {
	case x.Outcome == runner.Malformed && x.Framing != "":
		return problem("malformed", "%d whose content cannot be read: %s%s", x.Status, x.Trouble, by(c, x))
	case endsEarly(x) && x.Again && endsEarly(x.First):
		return problem("incomplete", "%d whose content ends too early, twice: %s%s", x.Status, x.Trouble, by(c, x))
	case x.Outcome != runner.Answered:
		return nil // method/no-server-error tells it
	case x.Has("Transfer-Encoding") && x.Has("Content-Length") && !isIdentity(x): // of which transport/answer-transfer-coding tells
		return problem("both", "%d with both Transfer-Encoding and Content-Length%s", x.Status, by(c, x))
	case strings.Contains(x.Value("Content-Length"), ","):
		return problem("repeated", "%d with more than one Content-Length: %s%s", x.Status, x.Value("Content-Length"), by(c, x))
	case saysNoLength(x):
		value := x.Value("Content-Length")
		return leavingControls(problem("length", "%d with a Content-Length that is no number: %s%s", x.Status, quoted(value), by(c, x)), value, isDigits)
	}
	return residueProblem(c)
}

// saysNoLength reports whether a Content-Length is no number. Where content was to be
// read there is no answer then; to HEAD, and with 304, there is. Of 204 and 101 another rule tells.
func saysNoLength(x *runner.Exchange) bool {
	value := x.Value("Content-Length")
	return x.Has("Content-Length") && !isDigits(value) && x.Status != 204 && x.Status != 101 && !strings.Contains(value, secretMark)
}

// endsEarly reports whether the connection was closed within the content. It
// may be the network's doing when it happens once.
func endsEarly(x *runner.Exchange) bool {
	return x != nil && x.Outcome == runner.Dropped && x.Status != 0 && x.Framing != ""
}

// residueProblem tells what comes after an answer, but for content where none
// may be, which other rules tell.
func residueProblem(c *Context) []Problem {
	x := c.X
	switch {
	case len(x.Residue) == 0, x.Status == 101, x.Method == "CONNECT" && isSuccess(x.Status):
		return nil
	case isAnswer(x.Residue, "408"):
		return nil // the server gave up waiting for another request
	case isAnswer(x.Residue, ""):
		return problem("second-answer", "%d is followed by a second answer to the one request: %s%s", x.Status, quoted(firstLine(x.Residue)), by(c, x))
	case x.Method == "HEAD", isEmptyByDefinition(x.Status):
		return nil
	}
	return problem("extra", "%d is followed by %s after its end: %s%s", x.Status, counted(len(x.Residue), "byte"), quoted(firstLine(bytes.TrimSpace(x.Residue))), by(c, x))
}

// isAnswer reports whether bytes begin as an answer of a status does, or of any
// where that is empty.
func isAnswer(b []byte, status string) bool {
	proto, rest, _ := bytes.Cut(b, []byte(" "))
	return bytes.HasPrefix(proto, []byte("HTTP/1.")) && bytes.HasPrefix(rest, []byte(status))
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(bytes.TrimRight(line, "\r"))
}

// isInterim reports whether a 1xx came, be it before the answer or in its place.
func isInterim(x *runner.Exchange) bool { return len(x.Interim) > 0 || x.Status == 101 }

func checkForbidden(c *Context) []Problem {
	if isEmptyByDefinition(c.X.Status) {
		if problems := checkEmpty(c); problems != nil {
			return problems
		}
	}
	if c.X.Status == 101 {
		return checkInterim(c, 101, c.X.Header, "")
	}
	for _, in := range c.X.Interim {
		if problems := checkInterim(c, in.Status, in.Header, ", before the answer"); problems != nil {
			return problems
		}
	}
	return nil
}

// checkInterim looks for a field in a 1xx that says where content ends. A length is
// forbidden as well, and borne by clients. A 101 is the answer itself, the others came
// when there was none yet.
func checkInterim(c *Context, status int, fields []runner.Field, when string) []Problem {
	for _, f := range fields {
		switch name := strings.ToLower(strings.TrimSpace(f.Name)); name {
		case "transfer-encoding":
			return problem("interim-coding", "%d with Transfer-Encoding%s%s", status, when, by(c, c.X))
		case "content-length":
			p := problem("interim-length", "%d with Content-Length: %s%s%s", status, f.Value, when, by(c, c.X))
			return at(unlessStrict(c, Warning), p)
		}
	}
	return nil
}

func checkEmpty(c *Context) []Problem {
	x := c.X
	content := x.Length
	if x.Method != "HEAD" && !isAnswer(x.Residue, "") {
		content += int64(len(x.Residue))
	}
	switch length := x.Value("Content-Length"); {
	case content > 0:
		return problem("content", "%d with %s of content%s", x.Status, counted(int(content), "byte"), by(c, x))
	case x.Status != 204:
		return nil
	case x.Has("Transfer-Encoding"):
		return problem("coding", "204 with Transfer-Encoding%s", by(c, x))
	case length == "0":
		// Forbidden as well, and borne by clients, as nothing follows either way.
		return at(unlessStrict(c, Warning), problem("length-0", "204 with Content-Length: 0%s", by(c, x)))
	case x.Has("Content-Length"):
		return problem("length", "204 with Content-Length: %s%s", length, by(c, x))
	}
	return nil
}
