// Package runner puts a server to the test: it sends the probes of a plan and
// records, byte for byte, what was sent and what came back. It judges nothing.
package runner

import (
	"slices"
	"time"

	"github.com/proverb-dev/proverb/specs"
)

// Outcome is what became of a request.
type Outcome string

// The outcomes of a request.
const (
	Answered  Outcome = "answered"  // a whole response came
	Dropped   Outcome = "dropped"   // the connection was closed or reset before a whole response
	Timeout   Outcome = "timeout"   // the time ran out before a whole response
	Refused   Outcome = "refused"   // no connection could be made
	TLSFailed Outcome = "tls"       // the TLS handshake failed
	Malformed Outcome = "malformed" // what came is no HTTP response
)

// Field is one field line, name and value as they were on the wire (the value
// without the white space around it).
type Field struct{ Name, Value string }

// Interim is a 1xx response (RFC 9110 section 15.2).
type Interim struct {
	Proto  string
	Status int
	Reason string
	Header []Field
}

// Exchange is one request and what came back, or why nothing did. Secrets are
// masked already. It is read-only once recorded.
type Exchange struct {
	ID int // its place in the record, from 1
	// Probe is what was asked. A control has one too; its Path is nil where the
	// target is no path of the document.
	Probe *specs.Probe
	// Control names the control the exchange belongs to; empty for a probe.
	Control Control
	// Again is set on the second of two exchanges of one probe (or control): the
	// first had a status worth asking about once more.
	Again bool
	// First is, when Again is set, the exchange that was asked again.
	First *Exchange

	Method  string  // as sent; may be no token
	Target  string  // as sent in the request line
	Request []Field // the header as sent
	Content []byte  // the content as sent
	// Raw is the whole request as sent, where the above could not tell it: at most
	// 2 KiB, of RawLength octets in all. Empty for an ordinary request.
	Raw       []byte
	RawLength int

	Outcome Outcome
	// Trouble says in a clause why there is no answer; empty when answered.
	Trouble string
	Proto   string // HTTP/1.1, HTTP/2
	Status  int
	Reason  string  // the reason phrase
	Header  []Field // every field line in the order received
	Trailer []Field
	Interim []Interim // 1xx responses that came before
	// Framing says how the end of the content was found.
	Framing Framing
	// Length counts the octets of the content received (after chunked decoding),
	// also those that were not kept.
	Length int64
	// Chunks are the sizes of the chunks that the content came in; nil where it was
	// one with all of it, or none.
	Chunks []int64
	// Received is what came of the answer beside its content, where the above would
	// be written down otherwise, where there is in it what no head may have (a control
	// character, a name that is no token), or it broke off: the heads of interim responses
	// and its own, the lines that chunks begin and end with (their data is left out), the
	// trailer. At most 64 KiB, of ReceivedLength octets in all, and nothing once a run has
	// 8 MiB of it. Empty for an ordinary answer, and over HTTP/2.
	Received       []byte
	ReceivedLength int
	// Residue is what came on the connection after the end of the message: bytes
	// after a response to HEAD, 204 or 304 are here. At most 4 KiB are kept.
	Residue []byte
	// Closed says that the server closed the connection after this response, or
	// said that it would.
	Closed bool
	// Resent says that the request was sent before, over a connection that had been
	// used and turned out to be dead: no byte of an answer came back (RFC 9110
	// section 9.2.2). Only what does no harm twice is sent so.
	Resent  bool
	Elapsed time.Duration // from the first byte sent to the last received
	Sent    time.Time

	calm    bool // whether the server said, with no answer, that it is asked too much
	body    *Body
	settled <-chan struct{} // closed when Residue and Closed are known; nil when they are
}

// Framing is how the length of a response's content was determined (RFC 9112
// section 6.3).
type Framing string

// The framings of content.
const (
	FramingNone    Framing = "none"    // a response that has no content by definition
	FramingLength  Framing = "length"  // Content-Length
	FramingChunked Framing = "chunked" // chunked transfer coding
	FramingClose   Framing = "close"   // until the connection closed
	FramingStream  Framing = "stream"  // until the end of the HTTP/2 stream (RFC 9113 section 8.1)
)

// Control names a question asked to know the server before it is judged.
type Control string

// The controls.
const (
	ControlNotFound Control = "not-found" // a path that does not exist
	ControlLive     Control = "live"      // a candidate target of a path
	ControlParser   Control = "parser"    // a request line that no parser should accept
	ControlUnknown  Control = "unknown"   // fresh unregistered tokens
	ControlAuth     Control = "auth"      // a declared operation without the credentials of the run
	ControlBase     Control = "base"      // another base path, when nothing is live
	ControlContent  Control = "content"   // malformed content to a path that does not exist
	ControlRecheck  Control = "recheck"   // a live target once more, at the end
	ControlDirect   Control = "direct"    // what a probe asked, asked of the origin: see Record.Direct
)

// plainControls come before the raw questions, in this order.
var plainControls = []Control{
	ControlNotFound, ControlLive, ControlUnknown, ControlParser, ControlAuth, ControlBase, ControlContent, ControlRecheck, ControlRedirect,
}

// controls are all of them, in the order of a record: from firstRaw on the raw
// questions, from firstQuestion on the further ones.
var controls = slices.Concat(plainControls, rawControls(), questionControls())

var firstRaw = len(plainControls)

var firstQuestion = firstRaw + len(rawControls())

// Body is the content of one or more responses. Bodies that are alike share
// one.
type Body struct {
	Truncated bool // whether there was more than is kept
	Masked    bool // whether a secret was found in it
	// JSON says whether the content, before masking, is exactly one JSON value in
	// UTF-8 (RFC 8259); it is empty when it is, otherwise it says where it is not.
	// It is worked out whatever the media type, and not for truncated content.
	JSON JSONFault
	// Sum identifies the content before masking, for verdicts that are remembered.
	Sum [32]byte

	kept    []byte   // what is kept, secrets masked; nil where it is in a file
	spilled *spilled // where it is in a file
}

// Bytes is what is kept of the content, secrets masked.
func (b *Body) Bytes() []byte {
	if b.spilled != nil {
		return b.spilled.read()
	}
	return b.kept
}

// JSONFault says why content is not exactly one JSON value.
type JSONFault struct {
	// Kind is empty (valid), "empty", "syntax", "trailing", "utf-8", "bom" or
	// "duplicate-name". A duplicate name alone breaks a SHOULD, the rest a MUST.
	Kind string
	// Text says it in a clause, with the offset: `invalid character '<' at offset 0`.
	Text string
}

// Body returns the bytes kept of the response's content, nil when there was none.
func (x *Exchange) Body() []byte {
	if x.body == nil {
		return nil
	}
	return x.body.Bytes()
}

// BodyInfo returns what is known of the content. It is never nil; a response
// without content has an empty one.
func (x *Exchange) BodyInfo() *Body {
	if x.body == nil {
		return &noBody
	}
	return x.body
}

var noBody = Body{JSON: JSONFault{Kind: "empty", Text: "there is no content"}}

// Has reports whether the response has a field, even an empty one. Field names
// are compared without regard to case (RFC 9110 section 5.1).
func (x *Exchange) Has(name string) bool {
	for i := range x.Header {
		if x.Header[i].named(name) {
			return true
		}
	}
	return false
}
