package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// Contents are told apart by where they are: a record has each once.
type schemaKey struct {
	body   *runner.Body
	schema *specs.Schema
}

type contentKey struct {
	media string
	body  *runner.Body
}

// contentFacts are what rules made of one content, by the name of the work: a
// dozen at most, which are found sooner in a row than in a map.
type contentFacts struct{ texts []namedText }

type namedText struct{ name, text string }

// facts are what has been worked out of one exchange.
type facts struct {
	of     *runner.Exchange
	reply  *reply
	layer  Layer
	mask   answer
	reason specs.Reason // once masked or not
	held   bool
	errors []specs.Media // once held to them
}

// answer is a yes or no that may not have been asked for yet.
type answer int8

const (
	unasked answer = iota
	no
	yes
)

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

func (b *bench) fact(x *runner.Exchange) *facts {
	if 0 < x.ID && x.ID < len(b.numbered) {
		if f := &b.numbered[x.ID]; f.of == x || f.of == nil {
			f.of = x
			return f
		}
	}
	f := b.facts[x]
	if f == nil {
		f = &facts{of: x}
		b.facts[x] = f
	}
	return f
}

// mediaType is asked for by a dozen rules.
func (b *bench) mediaType(x *runner.Exchange) string { return b.reply(x).mediaType }

func (b *bench) likeNotFound(x *runner.Exchange) bool {
	r := b.reply(x)
	if r.like == unasked {
		r.like = answerOf(b.record.Server.NotFound.Matches(x))
	}
	return r.like == yes
}

func (b *bench) errorMedia(x *runner.Exchange) []specs.Media {
	f := b.fact(x)
	if !f.held {
		f.held, f.errors = true, b.findErrorMedia(x)
	}
	return f.errors
}

// operationOf is the operation that an answer is held to. On a path that is not known
// to exist, an answer like the one to any path may well be the router's: under another
// base path there is no operation at all.
func (b *bench) operationOf(x *runner.Exchange) *specs.Operation {
	if x.Probe == nil || x.Probe.Operation == nil {
		return nil
	}
	if p := b.pathOf(x); p != nil && !p.Live && b.likeNotFound(x) {
		return nil
	}
	return x.Probe.Operation
}

func (b *bench) findErrorMedia(x *runner.Exchange) []specs.Media {
	if op := b.operationOf(x); op != nil {
		if r := op.Response(x.Status); r != nil && len(r.Media) > 0 {
			return r.Media
		}
	}
	f := b.of(b.pathOf(x))
	for i := range f.media {
		if f.media[i].status == x.Status {
			return f.media[i].media
		}
	}
	var path *specs.Path
	if f.record != nil {
		path = f.record.Path
	}
	media := b.record.Plan.ErrorMedia(path, x.Status)
	f.media = append(f.media, statusMedia{x.Status, media})
	return media
}

func (b *bench) schemaProblems(x *runner.Exchange, schema *specs.Schema) []specs.SchemaProblem {
	body := x.BodyInfo()
	if body.Truncated {
		return nil
	}
	key := schemaKey{body, schema}
	problems, known := b.schemas[key]
	if !known {
		problems = schema.Validate(body.Bytes())
		b.schemas[key] = problems
	}
	return problems
}

func (b *bench) ofContent(name string, x *runner.Exchange, work func() string) string {
	known := b.contentFacts(x)
	for i := range known.texts {
		if known.texts[i].name == name {
			return known.texts[i].text
		}
	}
	text := work()
	known.texts = append(known.texts, namedText{name, text})
	return text
}

func (b *bench) contentFacts(x *runner.Exchange) *contentFacts {
	r := b.reply(x)
	if r.content == nil {
		key := contentKey{r.mediaType, x.BodyInfo()}
		if b.contents[key] == nil {
			b.contents[key] = &contentFacts{}
		}
		r.content = b.contents[key]
	}
	return r.content
}
