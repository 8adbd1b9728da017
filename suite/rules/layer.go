package rules

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// traits are what the answers of a record as a whole show about who answers.
type traits struct {
	inProcess bool
	// seen are the fields that some answer had, of Date and those that signatures ask
	// for; unseen are those that none had yet.
	seen   map[string]bool
	unseen []string
	// forwarded are the fields that proxies add to what they forward, and that
	// some success had.
	forwarded []string
	// servers are the Server fields of successes, marks the other fields that all
	// of them have and that are not every server's.
	servers []string
	marks   []string
	// others says that more than one component answers: an error comes as a page
	// of a known server and another does not.
	others bool
}

// forwardFields are added to an answer on its way by those who forward it.
var forwardFields = []string{"via", "x-envoy-upstream-service-time", "x-kong-upstream-latency", "x-varnish"}

// everyones are fields that tell nothing about who wrote an answer.
var everyones = []string{
	"date", "server", "content-type", "content-length", "connection", "keep-alive", "transfer-encoding", "via", "age",
	"etag", "last-modified", "accept-ranges", "cache-control", "expires", "vary", "allow", "location", "link",
	"content-encoding", "content-language", "set-cookie", "alt-svc", "strict-transport-security",
}

// findTraits looks over the answers once, before any layer is told.
func (b *bench) findTraits() traits {
	b.traits = traits{inProcess: b.record.Target == inProcess, seen: map[string]bool{}, unseen: []string{"date"}}
	t := &b.traits
	for i := range signatures {
		for _, f := range [...]string{signatures[i].elsewhere, signatures[i].nowhere} {
			if f != "" && !slices.Contains(t.unseen, f) {
				t.unseen = append(t.unseen, f)
			}
		}
	}
	first := true
	for x := range b.everyDifferent() {
		t.notice(x)
		if isSuccess(x.Status) && x.Control != runner.ControlNotFound {
			t.marks = marksOf(x, t.marks, first)
			first = false
		}
	}
	t.others = !t.inProcess && b.severalAnswer()
	return *t
}

// inProcess is the target of a handler that was tested in process.
const inProcess = "http://in-process"

// everyAnswer gives those of the controls that are like other requests, then those
// to probes.
func (b *bench) everyAnswer() iter.Seq[*runner.Exchange] { return sequence(b.controlAnswers(), b.all) }

// everyDifferent gives one of each different answer.
func (b *bench) everyDifferent() iter.Seq[*runner.Exchange] { return sequence(b.begun, b.ones) }

func (b *bench) controlAnswers() []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range b.record.Controls {
		if x.Outcome == runner.Answered && !x.Control.IsQuestion() && !x.Control.IsRaw() {
			out = append(out, x)
		}
	}
	return out
}

func sequence(first, then []*runner.Exchange) iter.Seq[*runner.Exchange] {
	return func(yield func(*runner.Exchange) bool) {
		for _, some := range [...][]*runner.Exchange{first, then} {
			for _, x := range some {
				if !yield(x) {
					return
				}
			}
		}
	}
}

func (t *traits) notice(x *runner.Exchange) {
	for _, field := range t.unseen {
		if hasField(x, field) {
			t.seen[field] = true
			t.unseen = slices.DeleteFunc(slices.Clone(t.unseen), func(f string) bool { return f == field })
		}
	}
	if !isSuccess(x.Status) {
		return
	}
	for _, name := range forwardFields {
		if x.Has(name) && !slices.Contains(t.forwarded, name) {
			t.forwarded = append(t.forwarded, name)
		}
	}
	if s := x.Value("Server"); !slices.Contains(t.servers, s) {
		t.servers = append(t.servers, s)
	}
}

// marksOf are the fields of an answer by which its writer may be known, of
// those that all before it had.
func marksOf(x *runner.Exchange, before []string, first bool) []string {
	if !first {
		return slices.DeleteFunc(before, func(name string) bool { return !x.Has(name) })
	}
	var marks []string
	for _, f := range x.Header {
		name := strings.ToLower(f.Name)
		if !slices.Contains(everyones, name) && !slices.Contains(forwardFields, name) && !slices.Contains(marks, name) {
			marks = append(marks, name)
		}
	}
	return marks
}

// severalAnswer reports whether some error with content is a known server's own
// page and another is not, or came from a parser under it: then there are two.
// A parser's refusal does not count, as every server has a parser.
func (b *bench) severalAnswer() bool {
	page, own := false, false
	for x := range b.everyDifferent() {
		if x.Status < 400 {
			continue
		}
		switch s := b.signature(x); {
		case s != nil && s.layer == LayerProxy && forwardingFailed(x):
			return true
		case s != nil && s.layer == LayerProxy:
			page = page || s.product != "Caddy" || slices.Contains(b.traits.forwarded, "via")
		case s == nil && x.Length > 0 && !looksRejected(x):
			own = true
		}
		if page && own {
			return true
		}
	}
	return page && len(b.traits.forwarded) > 0
}

// layer is who produced an answer.
func (b *bench) layer(x *runner.Exchange) Layer {
	f := b.fact(x)
	if f.layer == 0 {
		f.layer = codeOf(b.whoAnswered(x))
	}
	return layers[f.layer]
}

func (b *bench) whoAnswered(x *runner.Exchange) Layer {
	t := &b.traits
	if x.Outcome != runner.Answered {
		return LayerUnknown
	}
	if settled := b.settledLayer(x); settled != "" {
		return settled
	}
	s := b.signature(x)
	switch {
	case s != nil && s.layer == LayerProxy && !t.inProcess && (!s.origin || t.others || forwardingFailed(x)):
		return LayerProxy
	case b.parserReject(x) || s != nil && s.layer == LayerParser:
		return LayerParser
	case isSuccess(x.Status), t.inProcess, !t.others:
		return LayerApp
	case t.likeOwn(x):
		return LayerApp
	case x.Method == "HEAD":
		return b.layerOfGet(x)
	}
	return LayerUnknown
}

// layerOfGet is who answers GET of the target of a HEAD with the same status:
// an answer without content has little to be known by.
func (b *bench) layerOfGet(head *runner.Exchange) Layer {
	p := b.pathOf(head)
	if p == nil {
		return LayerUnknown
	}
	for _, x := range b.of(p).answered {
		if x.Method == "GET" && x.Status == head.Status && sameTarget(x, head) {
			return b.layer(x)
		}
	}
	return LayerUnknown
}

// owner is who can mend what is wrong with an answer; empty where nobody knows.
func (b *bench) owner(l Layer, x *runner.Exchange) string {
	name := ""
	if s := b.signature(x); s != nil {
		name = " (" + s.product + ")"
	}
	switch l {
	case LayerApp:
		return "the application"
	case LayerParser:
		return parserBefore + name
	case LayerProxy:
		return "the proxy before the application" + name
	}
	return ""
}

const parserBefore = "the HTTP parser before the application"

// parser is the HTTP parser, by the server that it is part of where one alone was seen.
func (b *bench) parser() string {
	if seen := b.families(); len(seen) == 1 {
		return parserBefore + " (" + seen[0] + ")"
	}
	return parserBefore
}

// forwardingFailed: 502 and 504 are what a gateway says when what it asked gave
// no answer (RFC 9110 sections 15.6.3 and 15.6.5).
func forwardingFailed(x *runner.Exchange) bool { return x.Status == 502 || x.Status == 504 }

// likeOwn reports whether an answer looks like the successes of the record:
// forwarded as they were, or with the fields that all of them have.
func (t *traits) likeOwn(x *runner.Exchange) bool {
	for _, name := range t.forwarded {
		if x.Has(name) {
			return true
		}
	}
	if len(t.marks) > 0 {
		return !slices.ContainsFunc(t.marks, func(name string) bool { return !x.Has(name) })
	}
	return x.Length > 0 && slices.Contains(t.servers, x.Value("Server"))
}

// parserReject reports whether an answer is the parser's refusal of a request:
// as the control was refused, or in the shape that such refusals have. The first
// does not count for a method that the document declares somewhere: a parser that
// refused it would leave nothing to serve, and some servers give all their 400 one
// page.
func (b *bench) parserReject(x *runner.Exchange) bool {
	if x.Status != 400 || x.Control == runner.ControlNotFound {
		return false
	}
	r := b.reply(x)
	if r.reject == unasked {
		// Of the first, as what a request brought is left out of the comparison.
		r.reject, r.asControl = answerOf(looksRejected(x) || b.rejectedBehind(x)), answerOf(b.record.Server.ParserReject.Matches(cmp.Or(r.first, x)))
	}
	return r.reject == yes || r.asControl == yes && !declaredSomewhere(x)
}

func declaredSomewhere(x *runner.Exchange) bool {
	return x.Control == "" && (x.Probe.Kind == specs.KindDeclared || x.Probe.Kind == specs.KindElsewhere)
}

// looksRejected reports whether an answer has the shape of a parser's refusal:
// a 400 that closes the connection and has neither a Date, which applications'
// servers add, nor content of the application's.
func looksRejected(x *runner.Exchange) bool {
	return x.Status == 400 && !x.Has("Date") && (x.Closed || strings.EqualFold(x.Value("Connection"), "close")) && isCanned(x)
}

// rejectedBehind reports whether that is the refusal of a parser behind a proxy that
// speaks HTTP/2, which has no Connection field (RFC 9113 section 8.2.2): other answers
// have a Date, and this one has not.
func (b *bench) rejectedBehind(x *runner.Exchange) bool {
	return x.Proto == "HTTP/2" && x.Status == 400 && !x.Has("Date") && b.traits.seen["date"] && isCanned(x)
}

// isCanned reports whether an answer has no content, or none of an application's.
func isCanned(x *runner.Exchange) bool {
	text := strings.TrimSpace(string(x.Body()[:min(len(x.Body()), 100)]))
	return text == "" || slices.Contains(cannedRefusals, text)
}

var cannedRefusals = []string{
	"400 Bad Request", "Bad Request", "Invalid HTTP request received.",
	`{"error":"Bad Request","message":"Client Error","statusCode":400}`,
}
