package runner

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/specs"
)

// The raw questions: requests that no HTTP library sends. They show how the
// server's HTTP parser, and every one before it, takes what is not right.
const (
	ControlPlain        Control = "raw-plain"           // GET with nothing wrong, to hold the others against
	ControlOverlong     Control = "overlong-method"     // a method of 64 letters
	ControlExotic       Control = "exotic-method"       // a token with digits and punctuation
	ControlUnknownTE    Control = "unknown-te"          // a transfer coding that nobody has, then chunked
	ControlUnchunkedTE  Control = "te-not-chunked"      // a transfer coding that nobody has, and nothing behind it
	ControlRequestLine  Control = "bad-request-line"    // a space within the target
	ControlNoHost       Control = "no-host"             // no Host
	ControlTwoHosts     Control = "two-hosts"           // two Hosts that differ
	ControlBadHost      Control = "bad-host"            // a Host that is none
	ControlSpaceColon   Control = "space-before-colon"  // white space between a field's name and its colon
	ControlMajor        Control = "http-9.9"            // a major version that does not exist
	ControlMinor        Control = "http-1.2"            // a minor version that does not exist
	ControlLongTarget   Control = "long-target"         // a request line of 8000 octets
	ControlHugeTarget   Control = "huge-target"         // a request line of 2 MiB
	ControlHugeFields   Control = "huge-fields"         // a header section of 2 MiB
	ControlEmptyLine    Control = "leading-empty-line"  // an empty line before the request line
	ControlEmbedded     Control = "embedded-request"    // a method to refuse, with a request as its content
	ControlConnect      Control = "connect"             // a tunnel to the server itself
	ControlConnectPort  Control = "connect-no-port"     // a tunnel to a host without a port
	ControlExpect       Control = "expect-continue"     // a method to refuse, its content held back
	ControlExpectation  Control = "unknown-expectation" // an Expect that nobody knows
	ControlOtherVersion Control = "other-version"       // what was asked already, over the other version of HTTP
)

// rawQuestion is one of them. What it sends is safe unless it says otherwise: the
// method is GET or a token that nobody has.
type rawQuestion struct {
	control Control
	asks    string // in a clause, for the plan
	method  func(*specs.Plan) string
	text    func(rawParts) string
	time    time.Duration // for the answer; 0 is the run's
	unsafe  bool          // whether a server that obeys may do something: not at read-only
}

// expectTime is how long a server may think before it asks for the content that
// is held back, or refuses it.
const expectTime = 3 * time.Second

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

// rawQuestions are all of them, in the order in which they are put: the plain
// one first, what may cost the server most last.
func rawQuestions() []rawQuestion {
	field := func(line string) func(rawParts) string {
		return func(p rawParts) string { return p.request(p.plain(), line+"\r\n") }
	}
	line := func(format string) func(rawParts) string {
		return func(p rawParts) string { return p.request(fmt.Sprintf(format, p.method, p.target), "") }
	}
	host := func(lines string) func(rawParts) string {
		return func(p rawParts) string {
			return p.plain() + "\r\n" + strings.ReplaceAll(lines, "HOST", p.host) + p.fields + "\r\n"
		}
	}
	return []rawQuestion{
		{control: ControlPlain, asks: "a request with nothing wrong, to compare", text: line("%s %s HTTP/1.1")},
		{control: ControlOverlong, asks: "a method of 64 letters", text: line("%s %s HTTP/1.1"),
			method: func(p *specs.Plan) string { return p.Unknown + strings.Repeat("X", 64-len(p.Unknown)) }},
		{control: ControlExotic, asks: "a method with digits and punctuation, which a token can have", text: line("%s %s HTTP/1.1"),
			method: func(p *specs.Plan) string { return p.Unknown + "-1.2~X" }},
		{control: ControlUnknownTE, asks: "a transfer coding that nobody has, then chunked",
			text: func(p rawParts) string {
				return p.request(p.plain(), "Transfer-Encoding: x-proverb, chunked\r\n") + "0\r\n\r\n"
			}},
		{control: ControlUnchunkedTE, asks: "content whose end no transfer coding marks", text: field("Transfer-Encoding: x-proverb")},
		{control: ControlRequestLine, asks: "a request line with a space too many", text: line("%s %s x HTTP/1.1")},
		{control: ControlNoHost, asks: "no Host", text: host("")},
		{control: ControlTwoHosts, asks: "two Hosts that differ", text: host("Host: HOST\r\nHost: other.proverb.example\r\n")},
		{control: ControlBadHost, asks: "a Host that is none", text: host("Host: a b/c@d\r\n")},
		{control: ControlSpaceColon, asks: "white space before a field's colon", text: field("X-Proverb : 1")},
		{control: ControlMajor, asks: "HTTP/9.9", text: line("%s %s HTTP/9.9")},
		{control: ControlMinor, asks: "HTTP/1.2", text: line("%s %s HTTP/1.2")},
		{control: ControlEmptyLine, asks: "an empty line before the request line",
			text: func(p rawParts) string { return "\r\n" + p.request(p.plain(), "") }},
		{control: ControlEmbedded, asks: "a method to refuse, with a request as its content", method: theUnknown, text: embedded},
		{control: ControlConnect, asks: "a tunnel to the server itself", method: connect, unsafe: true,
			text: func(p rawParts) string {
				return "CONNECT " + p.authority() + " HTTP/1.1\r\nHost: " + p.authority() + "\r\n\r\n"
			}},
		{control: ControlConnectPort, asks: "a tunnel to a host without a port", method: connect, unsafe: true,
			text: func(p rawParts) string {
				host, _, _ := strings.Cut(p.authority(), ":")
				return "CONNECT " + host + ": HTTP/1.1\r\nHost: " + host + ":\r\n\r\n"
			}},
		{control: ControlExpect, asks: "a method to refuse, with content that is held back until it is asked for", method: theUnknown, time: expectTime,
			text: func(p rawParts) string {
				return p.request(p.plain(), "Content-Type: text/plain\r\nContent-Length: 10\r\nExpect: 100-continue\r\n")
			}},
		{control: ControlExpectation, asks: "an expectation that nobody knows", text: field("Expect: x-proverb")},
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

func rawControls() []Control {
	var out []Control
	for _, q := range rawQuestions() {
		out = append(out, q.control)
	}
	return append(out, ControlOtherVersion)
}

// IsRaw reports whether a control is a raw question: its exchanges show how the
// HTTP parser takes what is not right, and nothing of the application.
func (c Control) IsRaw() bool { return slices.Contains(controls[firstRaw:firstQuestion], c) }

// RawQuestions are the names of the raw questions of a safety level and what each
// asks, in the order in which they are put.
func RawQuestions(level specs.Safety) [][2]string {
	var out [][2]string
	for _, q := range rawQuestions() {
		if !q.unsafe || level.Allows(specs.Guarded) {
			out = append(out, [2]string{string(q.control), q.asks})
		}
	}
	return append(out, [2]string{string(ControlOtherVersion), "what was asked already, over the other version of HTTP"})
}

// askRaw puts the raw questions, of a target that is known to be there if one is,
// and asks a few things again over the other version of HTTP.
func (r *run) askRaw() {
	if !r.config.Transport || r.ctx.Err() != nil {
		return
	}
	r.record.Transport = true
	if !r.client.overH2() {
		for _, q := range rawQuestions() {
			if !q.unsafe || r.plan.Safety.Allows(specs.Guarded) {
				r.askRawly(q)
			}
		}
	}
	r.askOtherVersion()
}

// lingerRaw is how long a raw question's connection is listened to when the
// answer is there: for one answer too many, or for its end.
const lingerRaw = 150 * time.Millisecond

func (r *run) askRawly(q rawQuestion) {
	probe := &specs.Probe{Kind: specs.KindDeclared, Method: http.MethodGet}
	target := r.base(nil) + "/"
	if live := r.firstLive(); live != nil {
		target, probe.Path = live.Target, live.Path
		if safe := safeProbe(live.Path); safe != nil {
			target = r.request(safe, live.Target).Target
		}
	}
	if q.method != nil {
		probe.Kind, probe.Method = specs.KindUnknown, q.method(r.plan)
	}
	parts := rawParts{method: probe.Method, target: escapeTarget(target), host: r.client.hostTo.Value, mark: r.plan.Document.Mark()}
	dressed := request{Method: probe.Method, Target: target}
	if r.client.keys.apply(r.ctx, r.client, probe, &dressed) != nil {
		return
	}
	parts.target = escapeTarget(dressed.Target)
	for _, f := range withCredentials(slices.Clone(r.client.common), dressed.Credentials) {
		parts.fields += f.Name + ": " + f.Value + "\r\n"
	}
	x := r.ask(probe, q.control, request{
		Method: probe.Method, Target: target, Fresh: true, Raw: []byte(q.text(parts)), Linger: lingerRaw, Time: q.time,
	})
	if x != nil {
		r.keep(x)
	}
}
