package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// promise is what the document says of the content of an answer of one status. Whole
// documents have a few.
type promise struct {
	status int
	// own says that the operation itself describes it; otherwise it is what errors are
	// elsewhere (specs.Plan.ErrorMedia). Without media nothing is said.
	own   bool
	media []specs.Media

	forType string // what schemas are for, once they were looked for
	schemas []*specs.Schema
	read    bool
}

// promiseKey tells promises apart. Mostly there is one media type; several are the
// document's own slice, not a copy.
type promiseKey struct {
	one    specs.Media
	many   *specs.Media
	status int
	own    bool
}

// promised is the promise for answers of one status to one operation of a path, or to
// what the path does not declare.
type promised struct {
	operation *specs.Operation // nil is none
	*promise
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

// promise is what the document says of the content of the answer in question.
func (c *Context) promise() *promise {
	if c.promised == nil {
		c.promised = c.bench.promise(c.X)
	}
	return c.promised
}

func (b *bench) promise(x *runner.Exchange) *promise {
	op, f := b.operationOf(x), b.pathFactsOf(x)
	for _, p := range f.promises {
		if p.operation == op && p.status == x.Status {
			return p.promise
		}
	}
	media, own := b.promisedMedia(f.record, op, x.Status)
	key := promiseKey{status: x.Status, own: own}
	switch len(media) {
	case 0:
	case 1:
		key.one = media[0]
	default:
		key.many = &media[0]
	}
	p := b.promises[key]
	if p == nil {
		p = &promise{status: x.Status, own: own, media: media}
		b.promises[key] = p
	}
	if f.promises == nil {
		f.promises = make([]promised, 0, usualPromises)
	}
	f.promises = append(f.promises, promised{op, p})
	return p
}

// usualPromises are how many there are for the answers of most paths.
const usualPromises = 4

// promisedMedia are the media types of answers of a status, and whether the operation
// itself names them.
func (b *bench) promisedMedia(record *runner.PathRecord, op *specs.Operation, status int) (media []specs.Media, own bool) {
	if op != nil {
		if r := op.Response(status); r != nil && len(r.Media) > 0 {
			return r.Media, true
		}
	}
	var path *specs.Path
	if record != nil {
		path = record.Path
	}
	return b.record.Plan.ErrorMedia(path, status), false
}

// schemasFor are the schemas that content of a media type may be held to: the
// operation's, else, for an error, those of the document's errors.
func (p *promise) schemasFor(mediaType string) []*specs.Schema {
	if p.read && p.forType == mediaType {
		return p.schemas
	}
	p.read, p.forType, p.schemas = true, mediaType, nil
	if !p.own && !isError(p.status) {
		return nil
	}
	for _, m := range p.media {
		if m.Schema != nil && inRange(mediaType, m.Type) {
			p.schemas = append(p.schemas, m.Schema)
		}
	}
	return p.schemas
}
