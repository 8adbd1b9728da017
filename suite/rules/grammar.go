package rules

import (
	"github.com/proverb-dev/proverb/runner"
)

// controlCharacters is the rule about them, which others leave it to.
const controlCharacters = "transport/answer-control-characters"

// grammarRules hold an answer's lines to the grammar of RFC 9112, each kind of byte
// by one rule: what stands in a line, how it ends and what it goes on with.
var grammarRules = []Rule{
	ofLines(lineStatus, Rule{
		ID:    "transport/answer-status-line",
		Ref:   "RFC 9112 section 4, RFC 9112 section 2.3, RFC 9110 section 6.2",
		Title: "A status line is HTTP/1 and its minor version, the status and the reason phrase, if any, with one space between each.",
		Why: "Without the space behind the status no client that was tried fails, and proxies pass it on. With two spaces before it Node.js takes the answer for none, and Python does so with a version that is not HTTP/1. " +
			"Such lines are written by hand: by a small server, by a script that prints its own head, or by a proxy that passes on what it was given. " +
			"Let a library write the line; or write HTTP/1.1, a space, the status, a space, and the phrase or nothing.",
	}),
	ofLines(lineEnd, Rule{
		ID:    "transport/answer-line-ends",
		Ref:   "RFC 9112 section 2.1, RFC 9112 section 2.2, RFC 9112 section 7.1, RFC 9110 section 2.2",
		Title: "Lines of a head, of chunks and of a trailer end with CR LF.",
		Why: "Clients may take a line feed alone for the end of a line, and need not: Node.js refuses the whole answer, Go and Python lose the content where the line of a chunk ends so, and what reads on at such a place sees other fields than what stops there. " +
			"All lines are like that where a script prints \\n (echo, print, a text file). One among others is what it looks like when a value with a line feed in it was written into a field, so that whoever chose the value can add fields and whole answers. " +
			"Write \\r\\n; and set fields by the framework's own function, which refuses such a value.",
	}),
	ofLines(lineName, Rule{
		ID:    "transport/answer-field-names",
		Ref:   "RFC 9112 section 5, RFC 9112 section 5.1, RFC 9110 section 5.1, RFC 9110 section 5.6.2",
		Title: "The name of a field is a token, with the colon right behind it.",
		Why: "Node.js refuses the answer, HAProxy and often nginx answer 502 in its place, Go refuses it or passes over the field, and Python may lose all fields behind it: nobody reads what was meant. A proxy that takes such a line for a length and a client that does not find different ends of the answer. " +
			"It comes from heads that are written by hand, from names that are made of titles or keys (a space, an umlaut, a slash), and from a line of a script's output that is no field. " +
			"Letters, digits and hyphens are safe in a name.",
	}),
	ofLines(lineFold, Rule{
		ID:    "transport/answer-folded-fields",
		Ref:   "RFC 9112 section 5.2, RFC 9112 section 2.2",
		Title: "No line of a head begins with white space: a field is one line.",
		Why: "Folding is for mail. Node.js refuses such an answer, nginx answers 502 in its place, Python keeps the line end within the value, and a reader that does not know of folds takes the second line for a field of its own. Before the first field hardly a client takes it. " +
			"It comes from a value that was wrapped in the source (a Content-Security-Policy, a certificate), from Base64 with line ends, or from a library for mail; and from CGI scripts and proxies that pass it on. " +
			"Join the lines with a space before the field is set.",
	}),
	ofLines(lineControl, Rule{
		ID:    controlCharacters,
		Ref:   "RFC 9110 section 5.5, RFC 9112 section 2.2, RFC 9112 section 4",
		Title: "No control character stands in a status line, in the value of a field or in the line of a chunk.",
		Why: "A carriage return ends the line for some: Python reads what stands behind it as another field, so that whoever chose the value can add fields. A NUL ends the value for others. Go and Node.js refuse the answer for either, and for any other control character; nginx, HAProxy and curl for some. " +
			"It comes from input that is decoded and written into a field (a file name, a redirect, an error's text), from bytes that are no text, and from a server that turns each \\n of \\r\\n into \\r\\n once more. " +
			"Encode such a value: percent-encoding in addresses, RFC 8187 in file names, Base64 for bytes.",
	}),
	ofLines(lineChunk, Rule{
		ID:    "transport/answer-chunk-lines",
		Ref:   "RFC 9112 section 7.1, RFC 9112 section 7.1.1, RFC 9110 section 5.6.3",
		Title: "The line of a chunk is its size in hexadecimal digits, and extensions that begin with a semicolon right behind it.",
		Why: "Node.js refuses the answer where white space stands behind the size or an extension is none, and Go where there is white space before one. Readers that differ on where the line ends differ on where the answer ends. " +
			"It comes from chunks that are written by hand, with a size that was padded to a width. " +
			"Write the content and let the server's library make chunks of it.",
	}),
}

// ofLines makes of a rule one about lines of a kind. What is wrong with a line changes
// with its text, such as a date; that something is shows in the answer.
func ofLines(kind lineKind, r Rule) Rule {
	r.Level, r.Severity, r.Strict, r.Scope, r.InAnswer = Must, Error, Error, ScopeExchange, OccasionInAnswer
	r.When = isHTTP1
	r.Suspects = func(c *Context) bool { return c.bench.lineFaults(c.X) != nil }
	r.Check = func(c *Context) []Problem {
		var out []Problem
		for _, f := range c.bench.lineFaults(c.X) {
			if f.kind == kind {
				out = append(out, f.tell(c))
			}
		}
		return out
	}
	return r
}

// isHTTP1 is the occasion of rules about the bytes of an answer. One that says HTTP/2.0
// came as text all the same.
func isHTTP1(c *Context) bool { return answered(c) && c.X.Proto != "HTTP/2" }

// tell is what is said of a fault of the answer in question.
func (f *lineFault) tell(c *Context) Problem {
	more := ""
	if f.times > 1 {
		more = " and " + counted(f.times-1, "line") + " more"
	}
	p := problem(f.detail, "%d with %s: %s%s%s", c.X.Status, f.what, f.shown, more, by(c, c.X))[0]
	switch {
	case f.detail == detailNoSpace:
		p.Severity = advisory(c)
	case f.mild:
		p.Severity = unlessStrict(c, Warning)
	}
	return p
}

// leavingControls leaves what is said of a value to the rule about control characters,
// where these are all that is wrong with it.
func leavingControls(said []Problem, value string, isRight func(string) bool) []Problem {
	if hasControl(value) && isRight(withoutControls(value)) {
		said[0].LeaveTo = controlCharacters
	}
	return said
}

// lineFaults is what is wrong with the lines of an answer. An ordinary answer has no
// line that could be wrong, and of the others many are received alike.
func (b *bench) lineFaults(x *runner.Exchange) []lineFault {
	if len(x.Received) == 0 || x.Outcome != runner.Answered {
		return nil
	}
	first := &x.Received[0]
	faults, known := b.faults[first]
	if !known {
		faults = faultsOf(x.Oddities(), x.Framing == runner.FramingChunked)
		b.faults[first] = faults
	}
	return faults
}
