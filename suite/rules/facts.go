package rules

import (
	"cmp"
	"slices"

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
	coded bool // then its bytes are not those of its media type
	body  *runner.Body
}

// contentFacts are what rules made of one content, by the name of the work: a
// dozen at most, which are found sooner in a row than in a map.
type contentFacts struct{ texts []namedText }

// usualTexts are how many of them there are of most errors.
const usualTexts = 12

type namedText struct{ name, text string }

// facts are what has been worked out of one exchange.
type facts struct {
	of    *runner.Exchange
	reply *reply
	path  *pathFacts // nil is not known, or none
	layer layerCode
	mask  answer // whether it is masked: then bench.reasons has why
	fails bool   // a finding of it reaches the threshold
}

// layerCode is a Layer's place among layers. There are facts of every exchange, so
// they are kept small.
type layerCode int8

var layers = [...]Layer{"", LayerApp, LayerParser, LayerProxy, LayerUnknown}

func codeOf(l Layer) layerCode { return layerCode(slices.Index(layers[:], l)) }

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

// likeNotFound leaves out of an answer what its request brought, so that the same one
// may be unlike for a request with one of its words. What holds for the first holds for
// all; what does not is looked at for each.
func (b *bench) likeNotFound(x *runner.Exchange) bool {
	r := b.reply(x)
	first := cmp.Or(r.first, x)
	if r.like == unasked {
		r.like = answerOf(b.record.Server.NotFound.Matches(first))
	}
	return r.like == yes || x != first && b.record.Server.NotFound.Matches(x)
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
	if known.texts == nil {
		known.texts = make([]namedText, 0, usualTexts)
	}
	known.texts = append(known.texts, namedText{name, text})
	return text
}

func (b *bench) contentFacts(x *runner.Exchange) *contentFacts {
	r := b.reply(x)
	if r.content == nil {
		key := contentKey{r.mediaType, isCoded(x), x.BodyInfo()}
		if b.contents[key] == nil {
			b.contents[key] = &contentFacts{}
		}
		r.content = b.contents[key]
	}
	return r.content
}
