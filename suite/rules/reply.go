package rules

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// reply is what came back, be it for one exchange or for thousands: a server has
// few answers for all that it is asked, so what is made of one is worked out once.
type reply struct {
	key   replyKey
	first *runner.Exchange // in the order of the record
	// shared says that exchanges with the same answer have this one, too. Where
	// none came each has its own.
	shared bool

	mediaType string
	shape     *headerShape
	allow     *allowField
	content   *contentFacts
	signature *signature
	known     bool // the signature, or that there is none

	like, reject, asControl answer

	quiet  []quiet
	lesson *lesson            // once the rules were asked about the first such exchange
	times  int                // how many others there are
	said   *ExchangeJudgement // of the last of them
}

// replyKey is all that may be read of an answer by whoever judges it alone.
type replyKey struct {
	body *runner.Body // a record has each content once
	rest string
}

// changing are fields whose values differ from one answer to the next, and say
// nothing of the server that a rule about one answer alone could break.
var changing = slices.Concat(idFields, []string{
	"date", "etag", "last-modified", "set-cookie", "location", "server-timing", "x-runtime", "x-response-time",
	"ratelimit-remaining", "ratelimit-reset", "x-ratelimit-remaining", "x-ratelimit-reset", "x-rate-limit-remaining", "x-rate-limit-reset",
})

// reply is what came back for an exchange.
func (b *bench) reply(x *runner.Exchange) *reply {
	f := b.fact(x)
	if f.reply == nil {
		f.reply = b.findReply(x)
	}
	return f.reply
}

func (b *bench) findReply(x *runner.Exchange) *reply {
	shape := b.findShape(x)
	if x.Outcome != runner.Answered {
		return &reply{shape: shape, mediaType: x.MediaType()}
	}
	b.scratch = appendAnswer(b.scratch[:0], x, shape, b.lineFaults(x) != nil)
	body := x.BodyInfo()
	if r := b.replies[replyKey{body, string(b.scratch)}]; r != nil {
		return r
	}
	key := replyKey{body, string(b.scratch)}
	r := &reply{key: key, shared: true, shape: shape, mediaType: x.MediaType()}
	b.replies[key] = r
	return r
}

// oneOfEach are the first exchanges of each different answer.
func (b *bench) oneOfEach(all []*runner.Exchange) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range all {
		if r := b.reply(x); r.first == nil {
			r.first = x
			out = append(out, x)
		}
	}
	return out
}

// appendAnswer writes down what a rule may read of an answer but its content.
// Method and kind are the probe's; one unknown token stands for all of them, unless
// the answer repeats it. Of its lines there is only whether they are faulty.
func appendAnswer(b []byte, x *runner.Exchange, shape *headerShape, faulty bool) []byte {
	name, kind := x.Method, ""
	if p := x.Probe; p != nil {
		if kind = string(p.Kind); p.Method == name && !repeatsMethod(x, shape) {
			name = p.Name()
		}
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(x.Status))
	b = binary.LittleEndian.AppendUint64(b, uint64(x.Length))
	b = append(append(b, mark(x.Closed), mark(askedBefore(x)), mark(faulty)), shape.id...)
	for _, text := range [...]string{name, kind, string(x.Control), x.Proto, x.Reason, string(x.Framing)} {
		b = append(append(b, '\n'), text...)
	}
	for _, i := range shape.lasting {
		b = append(append(b, '\n'), x.Header[i].Value...)
	}
	b = append(binary.LittleEndian.AppendUint32(append(b, '\n'), uint32(len(x.Residue))), x.Residue...)
	if len(x.Interim)+len(x.Trailer) > 0 {
		b = appendBeside(b, x)
	}
	return b
}

// appendBeside writes down the fields that come before and behind an answer.
func appendBeside(b []byte, x *runner.Exchange) []byte {
	put := func(fields []runner.Field) {
		for i := range fields {
			b = append(append(append(append(b, '\n'), fields[i].Name...), ':'), fields[i].Value...)
		}
		b = append(b, '\n')
	}
	for i := range x.Interim {
		b = binary.LittleEndian.AppendUint32(b, uint32(x.Interim[i].Status))
		b = append(b, x.Interim[i].Reason...)
		put(x.Interim[i].Header)
	}
	put(x.Trailer)
	return b
}

func repeatsMethod(x *runner.Exchange, shape *headerShape) bool {
	if x.Probe.Kind != specs.KindUnknown {
		return false
	}
	return strings.Contains(x.Reason, x.Method) || slices.ContainsFunc(shape.lasting, func(i int) bool { return strings.Contains(x.Header[i].Value, x.Method) })
}

func mark(yes bool) byte {
	if yes {
		return 1
	}
	return 0
}

// lastingPlaces are those of fields whose values are the same for many answers.
func lastingPlaces(fields []runner.Field) []int {
	var out []int
	for i := range fields {
		if !slices.Contains(changing, strings.ToLower(strings.TrimSpace(fields[i].Name))) {
			out = append(out, i)
		}
	}
	return out
}
