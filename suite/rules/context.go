package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// What these return is shared by all rules and must not be written to.

// Kind is the kind of the exchange in question; empty for a control and where
// no exchange is in question.
func (c *Context) Kind() specs.Kind {
	if c.X == nil || c.Path == nil || c.X.Probe == nil {
		return ""
	}
	return c.X.Probe.Kind
}

// path are the facts of the path in question.
func (c *Context) path() *pathFacts {
	if c.facts == nil || c.facts.record != c.Path {
		c.facts = c.bench.of(c.Path)
	}
	return c.facts
}

// Live reports whether the path in question is live.
func (c *Context) Live() bool { return c.Path != nil && c.Path.Live }

// Status is the status of the exchange in question; 0 when no answer came.
func (c *Context) Status() int {
	if c.X == nil || c.X.Outcome != runner.Answered {
		return 0
	}
	return c.X.Status
}

// mediaType is the media type of the exchange in question.
func (c *Context) mediaType() string { return c.bench.mediaType(c.X) }

// Layer is who produced an answer.
func (c *Context) Layer(x *runner.Exchange) Layer { return c.bench.layer(x) }

// ParserReject reports whether an answer is the HTTP parser's refusal of the
// request line, not the application's answer.
func (c *Context) ParserReject(x *runner.Exchange) bool { return c.bench.parserReject(x) }

// LikeNotFound reports whether an answer is like the one to a path that does
// not exist.
func (c *Context) LikeNotFound(x *runner.Exchange) bool { return c.bench.likeNotFound(x) }

// Masked is why an answer cannot tell how the server treats the method: 404 on
// a target that is not live or to an impossible id, 401 or 403 without
// credentials, 429, a catch-all; empty when it can.
func (c *Context) Masked(x *runner.Exchange) specs.Reason { return c.bench.masked(x) }

// PathExchanges are the last exchange of each probe of the path in question
// that was answered, of the kinds named, or of all kinds.
func (c *Context) PathExchanges(kinds ...specs.Kind) []*runner.Exchange {
	if c.Path == nil {
		return nil
	}
	f := c.path()
	switch len(kinds) {
	case 0:
		return f.answered
	case 1:
		return f.ofKind(kinds[0])
	}
	return ofKinds(f.answered, kinds)
}

// Asked are the answers to further questions of the path in question, or of the
// server as a whole where none is in question, of the controls named.
func (c *Context) Asked(controls ...runner.Control) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range c.path().questions {
		if x.Outcome == runner.Answered && slices.Contains(controls, x.Control) {
			out = append(out, x)
		}
	}
	return out
}

// AllExchanges are the same of every path.
func (c *Context) AllExchanges(kinds ...specs.Kind) []*runner.Exchange {
	switch len(kinds) {
	case 0:
		return c.bench.all
	case 1:
		return c.bench.everywhere.ofKind(kinds[0])
	}
	return ofKinds(c.bench.all, kinds)
}

func ofKinds(all []*runner.Exchange, kinds []specs.Kind) []*runner.Exchange {
	if len(kinds) == 0 {
		return all
	}
	var out []*runner.Exchange
	for _, x := range all {
		if slices.Contains(kinds, x.Probe.Kind) {
			out = append(out, x)
		}
	}
	return out
}

// PathOf is the path record that an exchange belongs to; nil for a control.
func (c *Context) PathOf(x *runner.Exchange) *runner.PathRecord { return c.bench.pathOf(x) }

// JSONAPI reports whether the document's responses are JSON: all its media
// types are application/json or end in +json, and there is one at least.
func (c *Context) JSONAPI() bool { return c.bench.jsonAPI }

// SchemaProblems holds an answer's content to a schema. Thousands of answers of
// a server have the same content, so each verdict is worked out once. Content
// that was not kept whole has none.
func (c *Context) SchemaProblems(x *runner.Exchange, schema *specs.Schema) []specs.SchemaProblem {
	return c.bench.schemaProblems(x, schema)
}

// OfContent is what work makes of an answer's content and media type, and of
// nothing else. It is worked out once for each name and content, for rules that
// look through all of it.
func (c *Context) OfContent(name string, x *runner.Exchange, work func() string) string {
	return c.bench.ofContent(name, x, work)
}

// ServerAnswer is the answer to: does the server keep 405 apart from 501?
func (c *Context) ServerAnswer() Server { return c.bench.serverAnswer() }

// different are the first of each of the answers to probes that differ from each
// other in more than a date, an id or the like (see changing).
func (c *Context) different() []*runner.Exchange { return c.bench.ones }

// anyAnswer reports whether some answer of the record, to a probe or to a
// control, is such a one.
func (c *Context) anyAnswer(such func(*runner.Exchange) bool) bool {
	for x := range c.bench.everyDifferent() {
		if such(x) {
			return true
		}
	}
	return false
}
