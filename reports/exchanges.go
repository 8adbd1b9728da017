package reports

import (
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

func newExchange(x *runner.Exchange, j rules.ExchangeJudgement, t *bodyTexts) Exchange {
	out := Exchange{
		ID:        x.ID,
		Control:   string(x.Control),
		Method:    legible(x.Method),
		Name:      legible(x.Method),
		Target:    legible(x.Target),
		Outcome:   string(x.Outcome),
		Trouble:   legible(x.Trouble),
		Again:     x.Again,
		Resent:    x.Resent,
		Request:   Request{Headers: t.pairs(x.Request)},
		Response:  newResponse(x, t),
		Sent:      x.Sent.UTC().Round(0), // of the clock on the wall only, as a file has it
		ElapsedUS: x.Elapsed.Microseconds(),
		Layer:     string(j.Layer),
	}
	if out.Response == nil {
		_, out.InterimResponses = interimTold(x, t)
	}
	received := t.received(x)
	out.Received, out.ReceivedBase64, out.ReceivedLength = received.plain, received.base64, x.ReceivedLength
	out.Request.Body, out.Request.BodyBase64 = content(x.Content)
	out.Request.RawBase64, out.Request.RawLength = base64.StdEncoding.EncodeToString(x.Raw), x.RawLength
	if x.First != nil {
		out.First = x.First.ID
	}
	if x.Probe != nil {
		out.Form, out.Path = string(x.Probe.Form), x.Probe.Template()
	}
	if x.Control == "" {
		out.Kind, out.Name = string(x.Probe.Kind), x.Probe.Name()
		out.Verdict, out.Reason = string(j.Verdict), string(j.Reason)
	}
	return out
}

// newResponse is nil where no status line came; what came of a response that
// broke off later is told.
func newResponse(x *runner.Exchange, t *bodyTexts) *Response {
	if x.Status == 0 {
		return nil
	}
	out := &Response{
		Proto:      x.Proto,
		Status:     x.Status,
		Reason:     legible(x.Reason),
		Headers:    t.pairs(x.Header),
		BodyLength: x.Length,
		Truncated:  x.BodyInfo().Truncated,
		Framing:    string(x.Framing),
		Chunks:     x.Chunks,
		Closed:     x.Closed,
		Residue:    base64.StdEncoding.EncodeToString(x.Residue),
	}
	out.Interim, out.InterimResponses = interimTold(x, t)
	told := t.of(x)
	out.Body, out.BodyBase64, out.Truncated = told.plain, told.base64, out.Truncated || told.cut
	if len(x.Trailer) > 0 {
		out.Trailers = pairs(x.Trailer)
	}
	return out
}

func pairs(fields []runner.Field) [][2]string {
	out := make([][2]string, len(fields))
	for i, f := range fields {
		out[i] = [2]string{legible(f.Name), legible(f.Value)}
	}
	return out
}

// content is bytes as text where they are UTF-8, otherwise in base64.
func content(b []byte) (text, encoded string) {
	if utf8.Valid(b) {
		return string(b), ""
	}
	return "", base64.StdEncoding.EncodeToString(b)
}

// legible is a string as JSON can hold it. What is not UTF-8 is read as ISO
// 8859-1, which is what field values were (RFC 9110 section 5.5).
func legible(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteRune(rune(c))
	}
	return b.String()
}

// recorded is the exchange as the runner had it, as far as a report tells it:
// for the notation, which is the runner's.
func recorded(x *Exchange) *runner.Exchange {
	out := asked(x)
	if x.Response == nil {
		out.Interim = interimOf(&Response{InterimResponses: x.InterimResponses})
		return out
	}
	return withResponse(*out, x.Response)
}

// asked is recorded without the answer: for the curl line, which every exchange
// has.
func asked(x *Exchange) *runner.Exchange {
	out := &runner.Exchange{
		ID:      x.ID,
		Probe:   &specs.Probe{Kind: specs.Kind(x.Kind), Method: x.Method, Form: specs.Form(x.Form)},
		Control: runner.Control(x.Control),
		Again:   x.Again,
		Resent:  x.Resent,
		Method:  x.Method,
		Target:  x.Target,
		Request: fields(x.Request.Headers),
		Content: bytesOf(x.Request.Body, x.Request.BodyBase64),
		Outcome: runner.Outcome(x.Outcome),
		Trouble: x.Trouble,
		Elapsed: time.Duration(x.ElapsedUS) * time.Microsecond,
	}
	if x.Request.RawBase64 != "" {
		out.Raw, out.RawLength = bytesOf("", x.Request.RawBase64), x.Request.RawLength
	}
	out.Received, out.ReceivedLength = bytesOf(x.Received, x.ReceivedBase64), x.ReceivedLength
	if x.Path != "" {
		out.Probe.Path = &specs.Path{Template: x.Path}
	}
	return out
}

func withResponse(out runner.Exchange, from *Response) *runner.Exchange {
	out.Proto, out.Status, out.Reason = from.Proto, from.Status, from.Reason
	out.Header, out.Trailer = fields(from.Headers), fields(from.Trailers)
	out.Interim, out.Chunks = interimOf(from), from.Chunks
	out.Closed, out.Framing = from.Closed, runner.Framing(from.Framing)
	out.Residue = bytesOf("", from.Residue)
	return out.WithBody(bytesOf(from.Body, from.BodyBase64), from.BodyLength, from.Truncated)
}

// interimTold are the statuses of interim responses, and all that they said.
func interimTold(x *runner.Exchange, t *bodyTexts) (statuses []int, all []Interim) {
	for _, in := range x.Interim {
		statuses = append(statuses, in.Status)
		all = append(all, Interim{in.Proto, in.Status, legible(in.Reason), t.pairs(in.Header)})
	}
	return statuses, all
}

// interimOf is what came before a response; of a report that has no more, the
// statuses.
func interimOf(from *Response) []runner.Interim {
	var out []runner.Interim
	for _, in := range from.InterimResponses {
		out = append(out, runner.Interim{Proto: in.Proto, Status: in.Status, Reason: in.Reason, Header: fields(in.Headers)})
	}
	for _, status := range from.Interim[min(len(out), len(from.Interim)):] {
		out = append(out, runner.Interim{Status: status})
	}
	return out
}

func fields(pairs [][2]string) []runner.Field {
	out := make([]runner.Field, len(pairs))
	for i, p := range pairs {
		out[i] = runner.Field{Name: p[0], Value: p[1]}
	}
	return out
}

// bytesOf is content's way back. Base64 that is none is no content: a report
// written by hand may hold anything.
func bytesOf(text, encoded string) []byte {
	if encoded == "" {
		return []byte(text)
	}
	b, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil
	}
	return b
}
