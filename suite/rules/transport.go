package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// PackTransport names the rules on what no HTTP library sends.
const PackTransport = "transport"

// transportRules are judged by the raw questions of the runner, each of which is
// asked once of the server.
var transportRules = []Rule{
	{
		ID: "method/malformed-400", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 2.2, RFC 9112 section 3",
		Title: "A request whose method is no token is answered 400, or the connection is closed.",
		Why: "What comes before the application takes GE(T, or no method at all, for no request; a server that takes it for a method sees another request than its firewall saw. " +
			"This is the HTTP parser's to mend: a newer version, or another server before it.",
		When: wasAsked(runner.ControlParser, runner.ControlNoMethod), Check: checkMalformedMethod,
	},
	{
		ID: "method/overlong-501", Level: Should, Severity: Info, Strict: Warning, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9112 section 3",
		Title: "A method longer than any that the server implements is answered 501.",
		Why: "501 says that the server does not have the method, which is all that is wrong. 414 and 431 come from a buffer that the whole request line shares, and send a client looking for a shorter address. " +
			"Nobody is harmed where the refusal is a 4xx.",
		When: wasAsked(runner.ControlOverlong), Check: checkOverlong,
	},
	{
		ID: "method/exotic-token", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9110 section 5.6.2, RFC 9110 section 9.1",
		Title: "A method with digits and punctuation is answered as any other that the server does not know.",
		Why: "A token can have them: M-SEARCH and VERSION-CONTROL are registered. A parser that refuses them narrows what any application behind it can ever implement. " +
			"It is worth knowing, and rarely worth mending.",
		When: wasAsked(runner.ControlExotic), Check: likeUnknown(runner.ControlExotic),
	},
	{
		ID: "method/connect-refused", Level: May, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9110 section 9.3.6",
		Title: "A server of an API opens no tunnels: CONNECT is not answered with a 2xx.",
		Why: "A tunnel leads to whatever the server can reach, past every rule of the API. 400, 404, 405 and 501 all refuse it. " +
			"Frameworks that take CONNECT for a method like any other answer it with a handler for all methods: name the methods of such a handler.",
		When: wasAsked(tunnels...), Check: checkConnect,
		Supersedes: []string{"method/connect-2xx-framing"},
	},
	{
		ID: "method/connect-2xx-framing", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9110 section 9.3.6, RFC 9110 section 8.6, RFC 9112 section 6.1",
		Title: "A 2xx to CONNECT has neither Content-Length nor Transfer-Encoding.",
		Why: "What follows such an answer is the tunnel. A field that says how long the content is makes a client take the first bytes of the tunnel for content. " +
			"Refuse CONNECT, which an API has no use for.",
		When: wasAsked(tunnels...), Check: checkConnectFraming,
	},
	{
		ID: "neg/expect-immediate", Level: Must, Severity: Warning, Strict: Error, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9110 section 10.1.1",
		Title: "A request whose content is held back is answered at once, with 100 or the final status.",
		Why: "The client waits to be told whether to send its content. A server that waits for the content as well keeps both waiting until one gives up, and a large upload that would be refused anyway is sent in full. " +
			"It is the HTTP server's or a proxy's to mend.",
		When: wasAsked(runner.ControlExpect), Check: checkExpect,
	},
	{
		ID: "neg/expect-417", Level: May, Severity: Info, Strict: Info, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9110 section 10.1.1, RFC 9110 section 15.5.18",
		Title: "An expectation that nobody knows is passed over or refused, and makes nothing fail.",
		Why: "417 tells the client to ask again without Expect, and an answer as if the field were not there serves it at once. A failure tells it neither, and it tries again in vain. " +
			"It is the HTTP server's or a proxy's to mend.",
		When: wasAsked(runner.ControlExpectation), Check: checkExpectation,
	},
	{
		ID: "transport/unknown-te-501", Level: Should, Severity: Warning, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 6.1",
		Title: "A transfer coding that the server does not understand is answered 501.",
		Why: "A server that goes on in spite of a coding it cannot undo takes the content for something else than the sender did, and may disagree with the proxy before it on where the request ends: that is how requests are smuggled. " +
			"This 501 is the parser's and says nothing about methods. Where a proxy stands before the server, let the proxy refuse what it does not understand.",
		When: wasAsked(runner.ControlUnknownTE), Check: refuses(runner.ControlUnknownTE, "an unknown transfer coding", 501, 400),
	},
	{
		ID: "transport/te-final-chunked", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 6.3",
		Title: "A request whose last transfer coding is not chunked is answered 400 and the connection closed.",
		Why: "The end of such a request cannot be known. A server that answers it as if it had ended takes what follows for a new request, which its sender may have meant as content. " +
			"This is the HTTP parser's to mend: a newer version, a stricter setting, or a proxy that refuses it.",
		When: wasAsked(runner.ControlUnchunkedTE), Check: refusesAndCloses(runner.ControlUnchunkedTE, "content without an end", 400, 501),
	},
	{
		ID: "transport/invalid-content-length", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 6.3, RFC 9110 section 8.6",
		Title: "A request whose Content-Length is no number, or is several that differ, is answered 400 and the connection closed.",
		Why: "Where two servers on the way of a request take different lengths for it, what one of them takes for the end of its content is to the other the beginning of a request that nobody sent: its answer goes to another client, or it gets past what guards the first. " +
			"Two lengths that are the same may be taken or refused. " +
			"This is the HTTP parser's to mend: a newer version, a stricter setting, or a proxy that refuses it.",
		When:  wasAsked(slices.Concat(unlikeLengths, noLengths, likeLengths)...),
		Check: checkLengths,
	},
	{
		ID: "transport/te-and-content-length", Level: Must, Severity: Info, Strict: Warning, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 6.1, RFC 9112 section 6.3",
		Title: "A request with both Transfer-Encoding and Content-Length is refused, or taken by its Transfer-Encoding, and the connection closed.",
		Why: "No client sends both: it may be the first half of a request that is smuggled past a proxy which goes by the other field. A server that closes the connection gives the second half nothing to arrive on. " +
			"A server that goes by Transfer-Encoding alone and keeps the connection does so far no harm, as net/http and others do; one that takes the content for the next request does. " +
			"Let the proxy before it refuse such requests, or take Content-Length out.",
		When: wasAsked(runner.ControlTEAndLength), Check: checkBothLengths,
	},
	{
		ID: "transport/bad-request-line", Level: Should, Severity: Warning, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 3, RFC 9112 section 2.2",
		Title: "A request line with a space too many is answered 400.",
		Why: "Two parsers that cut such a line at different places see two different targets, and an access rule that looked at one of them guards nothing. " +
			"Refuse it; 301 to the encoded target is allowed too.",
		When: wasAsked(runner.ControlRequestLine), Check: refuses(runner.ControlRequestLine, "a space within the target", 400, 301, 308, 505),
	},
	{
		ID: "transport/host-required", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 3.2",
		Title: "A request without Host, with two of them, or with one that is none is answered 400.",
		Why: "Where several names share an address the Host decides whose request it is. Servers that guess pick different ones, so that a cache may store one site's answer under another's name. " +
			"This is the HTTP parser's to mend, or a proxy's before it.",
		When:  wasAsked(runner.ControlNoHost, runner.ControlTwoHosts, runner.ControlBadHost),
		Check: checkHost,
	},
	{
		ID: "transport/space-before-colon", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 5.1",
		Title: "White space between a field's name and its colon is answered 400.",
		Why: "One parser reads the field and the next does not, so what one of them was to enforce (a length, a user) is another thing to the other. " +
			"This is the HTTP parser's to mend; a proxy before it may take the space out instead.",
		When: wasAsked(runner.ControlSpaceColon), Check: refuses(runner.ControlSpaceColon, "white space before a colon", 400),
	},
	{
		ID: "transport/leading-space-line", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 2.2",
		Title: "A line that white space begins, between the request line and the first field, is refused or passed over; it is never a field.",
		Why: "To one parser it is a field, to the next it belongs to the request line or is nothing, so what it says (a host, a length, a user) holds for one of them alone. " +
			"This is the HTTP parser's to mend, or a proxy's before it.",
		When: wasAsked(runner.ControlLeadingSpace), Check: checkLeadingSpace,
	},
	{
		ID: "transport/ctl-in-value", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9110 section 5.5",
		Title: "A carriage return or a NUL within a field's value is refused, or taken for a space.",
		Why: "A parser that ends a line at a carriage return alone finds fields in it that the one before it has never seen, and one that ends a value at a NUL takes it for a shorter one than was checked. " +
			"This is the HTTP parser's to mend, or a proxy's before it.",
		When: wasAsked(runner.ControlBareCR, runner.ControlNUL), Check: checkControlCharacters,
	},
	{
		ID: "transport/obs-fold", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 5.2",
		Title: "A folded line is refused, or belongs to the field before it; it is never a field of its own.",
		Why: "Such a line is the rest of a value to one parser and a field to another, which then has a host, a length or a user that the first has never seen. " +
			"This is the HTTP parser's to mend, or a proxy's before it.",
		When: wasAsked(runner.ControlFoldedHost), Check: checkFold,
	},
	{
		ID: "transport/version-505", Level: Should, Severity: Info, Strict: Warning, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9110 section 15.6.6, RFC 9110 section 2.5, RFC 9110 section 6.2",
		Title: "HTTP/9.9 is answered 505, and HTTP/1.2 as HTTP/1.1.",
		Why: "A server that takes a major version it cannot know reads the message by rules that are not the sender's. A higher minor version changes nothing that it must know. " +
			"This is the HTTP parser's to mend.",
		When: wasAsked(runner.ControlMajor, runner.ControlMinor), Check: checkVersions,
	},
	{
		ID: "transport/uri-too-long-414", Level: Must, Severity: Warning, Strict: Error, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9112 section 3, RFC 9110 section 15.5.15",
		Title: "A request line of 8000 octets is taken, and one that is too long is answered 414.",
		Why: "A long query is no mistake of the client's, and 414 tells it to send a POST instead; a closed connection or a 5xx tells it to try the same again. " +
			"Limits of servers and proxies are settings; the shortest on the way counts.",
		When: wasAsked(runner.ControlLongTarget, runner.ControlHugeTarget), Check: checkLongTargets,
	},
	{
		ID: "transport/fields-too-large-4xx", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9110 section 5.4, RFC 6585 section 5",
		Title: "A header section that is too large is answered with a 4xx.",
		Why: "The client sent too much (often a cookie that grew) and is to send less; a 5xx makes it send the same again, and an alarm go off for a server that is well. " +
			"431 says what is wrong.",
		When: wasAsked(runner.ControlHugeFields), Check: checkHugeFields,
	},
	{
		ID: "transport/leading-crlf", Level: Should, Severity: Info, Strict: Warning, Scope: ScopeServer, Pack: PackTransport, OfParser: true,
		Ref:   "RFC 9112 section 2.2",
		Title: "An empty line before the request line is ignored.",
		Why:   "Old clients send one behind a POST, and their next request on the connection begins with it. It is the HTTP parser's to mend, and seldom matters today.",
		When:  wasAsked(runner.ControlEmptyLine), Check: checkEmptyLine,
	},
	{
		ID: "transport/unread-body", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9112 section 9.3",
		Title: "The content of a refused request is read, or the connection closed; it is never the next request.",
		Why: "The sender of the content decides what the next request on the connection is. Behind a proxy that shares connections it is somebody else's: their answer goes to the wrong client. " +
			"Read the content of what is refused, or answer Connection: close.",
		When: wasAsked(runner.ControlEmbedded), Check: checkEmbedded,
	},
	{
		ID: "transport/close-signalled", Level: Should, Severity: Info, Strict: Info, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9112 section 9.6",
		Title: "A server that closes the connection after an error says Connection: close.",
		Why:   "A client that does not know sends its next request on a dead connection, and cannot tell whether it was received.",
		When:  wasAsked(runner.ControlPlain), Check: checkClose,
	},
	{
		ID: "transport/version-parity", Level: Definition, Severity: Warning, Strict: Warning, Scope: ScopeServer, Pack: PackTransport,
		Ref:   "RFC 9110 section 2.5",
		Title: "A method is answered with the same status over HTTP/1.1 and HTTP/2.",
		Why: "What a request means does not depend on the version. Where the answers differ, each version ends in a parser, a server or a proxy of its own, whose rules are its own: what is refused in one may be let through in the other. " +
			"Look at what ends HTTP/2, and have one place refuse for both. " +
			"An unknown method that the parser of HTTP/1.1 alone refuses, as that of Node.js does, needs no mending by itself.",
		When: wasAsked(runner.ControlOtherVersion), Check: checkParity,
	},
	{
		ID: "transport/single-field-lines", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 5.3",
		Title: "A field that is no list has one line in a response.",
		Why: "One recipient takes the first line, another the last, and a third joins them into something that is neither: a cache and a client then disagree on the date or the address. " +
			"Two lines come from a proxy or a middleware that adds the field instead of setting it.",
		When: answered, Check: checkSingles,
	},
}
