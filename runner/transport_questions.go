package runner

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// The raw questions: requests that no HTTP library sends. They show how the
// server's HTTP parser, and every one before it, takes what is not right.
const (
	ControlPlain          Control = "raw-plain"           // GET with nothing wrong, to hold the others against
	ControlNoMethod       Control = "no-method"           // a request line that begins with the space behind the method
	ControlOverlong       Control = "overlong-method"     // a method of 64 letters
	ControlExotic         Control = "exotic-method"       // a token with digits and punctuation
	ControlUnknownTE      Control = "unknown-te"          // a transfer coding that nobody has, then chunked
	ControlUnchunkedTE    Control = "te-not-chunked"      // a transfer coding that nobody has, and nothing behind it
	ControlTwoLengths     Control = "two-lengths"         // two Content-Lengths that differ
	ControlLengthList     Control = "length-list"         // the same in one field, as a list
	ControlPlusLength     Control = "plus-length"         // a Content-Length with a plus sign
	ControlMinusLength    Control = "minus-length"        // a Content-Length below zero
	ControlSameLengths    Control = "same-lengths"        // two Content-Lengths that agree
	ControlSameLengthList Control = "same-length-list"    // the same in one field, as a list
	ControlTEAndLength    Control = "te-and-length"       // Transfer-Encoding and Content-Length
	ControlRequestLine    Control = "bad-request-line"    // a space within the target
	ControlNoHost         Control = "no-host"             // no Host
	ControlTwoHosts       Control = "two-hosts"           // two Hosts that differ
	ControlBadHost        Control = "bad-host"            // a Host that is none
	ControlSpaceColon     Control = "space-before-colon"  // white space between a field's name and its colon
	ControlLeadingSpace   Control = "leading-space"       // Host in a line that white space begins, behind the request line
	ControlFoldedHost     Control = "folded-host"         // Host in a folded line of another field
	ControlBareCR         Control = "bare-cr"             // Host behind a carriage return in the value of another field
	ControlNUL            Control = "nul-in-host"         // a NUL in Host
	ControlMajor          Control = "http-9.9"            // a major version that does not exist
	ControlMinor          Control = "http-1.2"            // a minor version that does not exist
	ControlHugeMethod     Control = "huge-method"         // a method of 9000 letters
	ControlLongTarget     Control = "long-target"         // a request line of 8000 octets
	ControlHugeTarget     Control = "huge-target"         // a request line of 2 MiB
	ControlHugeFields     Control = "huge-fields"         // a header section of 2 MiB
	ControlEmptyLine      Control = "leading-empty-line"  // an empty line before the request line
	ControlEmbedded       Control = "embedded-request"    // a method to refuse, with a request as its content
	ControlConnect        Control = "connect"             // a tunnel to the server itself
	ControlConnectPort    Control = "connect-no-port"     // a tunnel to a host without a port
	ControlConnectPath    Control = "connect-path"        // a tunnel to a path, which is no place
	ControlExpect         Control = "expect-continue"     // a method to refuse, its content held back
	ControlExpectation    Control = "unknown-expectation" // an Expect that nobody knows
	ControlOtherVersion   Control = "other-version"       // what was asked already, over the other version of HTTP
)

// rawParts are what raw requests are put together from.
type rawParts struct {
	method, target, host string
	fields               string // the lines of all fields but Host
	mark                 string
}

func (p rawParts) request(line, fields string) string {
	return line + "\r\nHost: " + p.host + "\r\n" + p.fields + fields + "\r\n"
}

func (p rawParts) plain() string { return p.method + " " + p.target + " HTTP/1.1" }

// long is the target with a query, so that the request line has n octets.
func (p rawParts) long(n int) string {
	mark := "?"
	if strings.Contains(p.target, "?") {
		mark = "&"
	}
	start := p.method + " " + p.target + mark + "proverb="
	return start + strings.Repeat("a", max(0, n-len(start)-len(" HTTP/1.1"))) + " HTTP/1.1"
}

const huge = 2 << 20

func theUnknown(p *specs.Plan) string { return p.Unknown }

// withLine has the request line as it is said, around method and target.
func withLine(format string) func(rawParts) string {
	return func(p rawParts) string { return p.request(fmt.Sprintf(format, p.method, p.target), "") }
}

// withFields has further fields, and content behind the header.
func withFields(lines, content string) func(rawParts) string {
	return func(p rawParts) string { return p.request(p.plain(), lines) + content }
}

// withHost has these lines where others have Host.
func withHost(lines string) func(rawParts) string {
	return func(p rawParts) string {
		return p.plain() + "\r\n" + strings.ReplaceAll(lines, "HOST", p.host) + p.fields + "\r\n"
	}
}

// rawQuestions are all of them, in the order in which they are put: the plain
// one first, what may cost the server most last.
func rawQuestions() []rawQuestion {
	return slices.Concat(rawMethods(), rawLengths(), rawLines(), rawHosts(), rawContents(), rawTunnels(), rawHuge())
}

func rawMethods() []rawQuestion {
	return []rawQuestion{
		{control: ControlPlain, asks: "a request with nothing wrong, to compare", text: withLine("%s %s HTTP/1.1")},
		{control: ControlNoMethod, asks: "no method before the target",
			text: func(p rawParts) string { return p.request(" "+p.target+" HTTP/1.1", "") }},
		{control: ControlOverlong, asks: "a method of 64 letters", text: withLine("%s %s HTTP/1.1"),
			method: func(p *specs.Plan) string { return p.Unknown + strings.Repeat("X", 64-len(p.Unknown)) }},
		{control: ControlExotic, asks: "a method with digits and punctuation, which a token can have", text: withLine("%s %s HTTP/1.1"),
			method: func(p *specs.Plan) string { return p.Unknown + "-1.2~X" }},
	}
}

// rawLengths are about where a request ends. All the content that its longest
// reading has is sent, so that nobody waits for more. What a shorter one leaves over
// is an empty line, which begins nobody's next request where connections are shared.
func rawLengths() []rawQuestion {
	return []rawQuestion{
		{control: ControlUnknownTE, asks: "a transfer coding that nobody has, then chunked",
			text: withFields("Transfer-Encoding: x-proverb, chunked\r\n", "0\r\n\r\n")},
		{control: ControlUnchunkedTE, asks: "content whose end no transfer coding marks", text: withFields("Transfer-Encoding: x-proverb\r\n", "")},
		{control: ControlTwoLengths, asks: "two Content-Lengths that differ",
			text: withFields("Content-Length: 0\r\nContent-Length: 2\r\n", "\r\n")},
		{control: ControlLengthList, asks: "a Content-Length that is a list of two that differ", text: withFields("Content-Length: 0, 2\r\n", "\r\n")},
		{control: ControlPlusLength, asks: "a Content-Length with a plus sign", text: withFields("Content-Length: +2\r\n", "\r\n")},
		{control: ControlMinusLength, asks: "a Content-Length below zero", text: withFields("Content-Length: -1\r\n", "")},
		{control: ControlSameLengths, asks: "two Content-Lengths that agree",
			text: withFields("Content-Length: 2\r\nContent-Length: 2\r\n", "\r\n")},
		{control: ControlSameLengthList, asks: "a Content-Length that is a list of two that agree", text: withFields("Content-Length: 2, 2\r\n", "\r\n")},
		{control: ControlTEAndLength, asks: "both Transfer-Encoding and Content-Length, which agree",
			text: withFields("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
	}
}

// rawHosts are about how field lines are read. Where the line that is not right
// has all there is of Host, a server that reads it as a field answers, and one
// that does not finds no Host.
func rawHosts() []rawQuestion {
	return []rawQuestion{
		{control: ControlNoHost, asks: "no Host", text: withHost("")},
		{control: ControlTwoHosts, asks: "two Hosts that differ", text: withHost("Host: HOST\r\nHost: other.proverb.example\r\n")},
		{control: ControlBadHost, asks: "a Host that is none", text: withHost("Host: a b/c@d\r\n")},
		{control: ControlSpaceColon, asks: "white space before a field's colon", text: withFields("X-Proverb : 1\r\n", "")},
		{control: ControlLeadingSpace, asks: "white space before the first field, which is Host", text: withHost(" Host: HOST\r\n")},
		{control: ControlFoldedHost, asks: "a folded line that looks like Host", text: withHost("X-Proverb: 1\r\n Host: HOST\r\n")},
		{control: ControlBareCR, asks: "a carriage return in a value, and Host behind it", text: withHost("X-Proverb: 1\rHost: HOST\r\n")},
		{control: ControlNUL, asks: "a NUL in Host", text: withHost("Host: HOST\x00x\r\n")},
	}
}

func rawLines() []rawQuestion {
	return []rawQuestion{
		{control: ControlRequestLine, asks: "a request line with a space too many", text: withLine("%s %s x HTTP/1.1")},
		{control: ControlMajor, asks: "HTTP/9.9", text: withLine("%s %s HTTP/9.9")},
		{control: ControlMinor, asks: "HTTP/1.2", text: withLine("%s %s HTTP/1.2")},
		{control: ControlEmptyLine, asks: "an empty line before the request line",
			text: func(p rawParts) string { return "\r\n" + p.request(p.plain(), "") }},
	}
}

func rawContents() []rawQuestion {
	return []rawQuestion{
		{control: ControlEmbedded, asks: "a method to refuse, with a request as its content", method: theUnknown, text: embedded},
		{control: ControlExpect, asks: "a method to refuse, with content that is held back until it is asked for", method: theUnknown, time: expectTime,
			text: withFields("Content-Type: text/plain\r\nContent-Length: 10\r\nExpect: 100-continue\r\n", "")},
		{control: ControlExpectation, asks: "an expectation that nobody knows", text: withFields("Expect: x-proverb\r\n", "")},
	}
}

func rawTunnels() []rawQuestion {
	return []rawQuestion{
		{control: ControlConnect, asks: "CONNECT, a tunnel to the server itself", where: "the server", method: connect, unsafe: true,
			text: func(p rawParts) string {
				return "CONNECT " + p.authority() + " HTTP/1.1\r\nHost: " + p.authority() + "\r\n\r\n"
			}},
		{control: ControlConnectPort, asks: "CONNECT, a tunnel to a host without a port", where: "the server", method: connect, unsafe: true,
			text: func(p rawParts) string {
				host := p.authority()
				host = host[:strings.LastIndexByte(host, ':')+1]
				return "CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
			}},
		{control: ControlConnectPath, asks: "CONNECT, a tunnel to a path, which is no place", method: connect, unsafe: true,
			text: func(p rawParts) string { return p.plain() + "\r\nHost: " + p.host + "\r\n\r\n" }},
	}
}

func rawHuge() []rawQuestion {
	return []rawQuestion{
		{control: ControlHugeMethod, asks: "a method of 9000 letters", method: theUnknown,
			text: func(p rawParts) string {
				p.method += strings.Repeat("X", 9000-len(p.method))
				return p.request(p.plain(), "")
			}},
		{control: ControlLongTarget, asks: "a request line of 8000 octets",
			text: func(p rawParts) string { return p.request(p.long(8000), "") }},
		{control: ControlHugeTarget, asks: "a request line of 2 MiB",
			text: func(p rawParts) string { return p.request(p.long(huge), "") }},
		{control: ControlHugeFields, asks: "a header section of 2 MiB",
			text: func(p rawParts) string {
				return p.request(p.plain(), strings.Repeat("X-Proverb: "+strings.Repeat("a", 1011)+"\r\n", huge/1024))
			}},
	}
}

func connect(*specs.Plan) string { return http.MethodConnect }

// authority is host and port of the server.
func (p rawParts) authority() string {
	if strings.Contains(strings.TrimLeft(p.host, "["), ":") && !strings.HasSuffix(p.host, "]") {
		return p.host
	}
	return p.host + ":80"
}

// embedded is a request with content that is a request itself. A server that
// refuses the first and does not read its content takes the second for one.
func embedded(p rawParts) string {
	inner := "GET /no-such-path-" + p.mark + " HTTP/1.1\r\nHost: " + p.host + "\r\n\r\n"
	return p.request(p.plain(), fmt.Sprintf("Content-Type: text/plain\r\nContent-Length: %d\r\n", len(inner))) + inner
}
