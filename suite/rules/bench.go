package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// bench is what judging works out once for a record.
type bench struct {
	record   *runner.Record
	paths    map[*specs.Path]*runner.PathRecord
	last     map[*runner.PathRecord][]*runner.Exchange // of each probe, answered or not
	answered map[*runner.PathRecord][]*runner.Exchange // those of them that were answered
	all      []*runner.Exchange                        // answered, of every path
	byKind   map[specs.Kind][]*runner.Exchange         // the same by kind
	stoppers map[*runner.Exchange]*runner.PathRecord   // controls that stand for a path's probe
	// questions are the last exchanges of the further questions, by path; under nil
	// those to the server as a whole.
	questions map[*runner.PathRecord][]*runner.Exchange
	jsonAPI   bool
	// jsonErrors says whether some error is JSON.
	jsonErrors answer
	traits     traits
	server     *Server
	gets       map[string][]*runner.Exchange // see controlGets

	// numbered has the facts of exchanges by their number in the record; facts has
	// those of records made by hand, whose numbers are not all different.
	numbered []facts
	facts    map[*runner.Exchange]*facts
	pages    map[*runner.Body]signatureSet
	media    map[mediaKey][]specs.Media
	schemas  map[schemaKey][]specs.SchemaProblem
	contents map[contentKey]*contentFacts
	allows   map[string]*allowField                    // by the lines of the field
	allowing map[*runner.PathRecord][]*runner.Exchange // see allowAnswers
	shapes   map[string]*headerShape                   // by the names of the fields, a line each
	names    []byte                                    // where such a key is put together

	direct  map[*runner.Exchange]*runner.Exchange // what the origin answered in place of an exchange
	settled map[likeness]Layer                    // what that tells of answers alike
}

func newBench(record *runner.Record) *bench {
	size := len(record.Controls)
	for _, p := range record.Paths {
		size += len(p.Exchanges)
	}
	b := &bench{
		record:    record,
		paths:     map[*specs.Path]*runner.PathRecord{},
		last:      map[*runner.PathRecord][]*runner.Exchange{},
		answered:  map[*runner.PathRecord][]*runner.Exchange{},
		all:       make([]*runner.Exchange, 0, size),
		byKind:    map[specs.Kind][]*runner.Exchange{},
		stoppers:  map[*runner.Exchange]*runner.PathRecord{},
		questions: map[*runner.PathRecord][]*runner.Exchange{},
		numbered:  make([]facts, size+1),
		facts:     map[*runner.Exchange]*facts{},
		pages:     map[*runner.Body]signatureSet{},
		media:     map[mediaKey][]specs.Media{},
		schemas:   map[schemaKey][]specs.SchemaProblem{},
		contents:  map[contentKey]*contentFacts{},
		allows:    map[string]*allowField{},
		allowing:  map[*runner.PathRecord][]*runner.Exchange{},
		shapes:    map[string]*headerShape{},
		direct:    map[*runner.Exchange]*runner.Exchange{},
		settled:   map[likeness]Layer{},
	}
	for _, p := range record.Paths {
		b.paths[p.Path] = p
	}
	for _, p := range record.Paths {
		b.addPath(p)
	}
	b.addQuestions()
	b.jsonAPI = isJSONAPI(record.Plan.Document.MediaTypes)
	b.traits = b.findTraits()
	b.addDirect()
	return b
}

func (b *bench) addPath(p *runner.PathRecord) {
	last := append(b.stopped(p), lastOfEach(p.Exchanges)...)
	b.last[p] = last
	from := len(b.all)
	for _, x := range last {
		if x.Outcome == runner.Answered {
			b.all = append(b.all, x)
			b.byKind[x.Probe.Kind] = append(b.byKind[x.Probe.Kind], x)
		}
	}
	b.answered[p] = slices.Clip(b.all[from:])
}

// addQuestions deals out the questions. One of a path that is another shard's is
// judged there.
func (b *bench) addQuestions() {
	for _, x := range lastOfEach(b.record.Controls) {
		if !x.Control.IsQuestion() || x.Probe == nil {
			continue
		}
		if p := b.paths[x.Probe.Path]; p != nil || x.Probe.Path == nil {
			b.questions[p] = append(b.questions[p], x)
		}
	}
}

// stopped are the controls that were answered in place of a probe of the path:
// a fresh unregistered token that succeeds stops its kind for the run, and the
// success would be told nowhere.
func (b *bench) stopped(p *runner.PathRecord) []*runner.Exchange {
	var out []*runner.Exchange
	for _, n := range p.NotSent {
		see := n.See
		if n.Reason != specs.ReasonStopped || see == nil || see.Control == "" || see.Probe == nil || see.Probe.Path != p.Path {
			continue
		}
		if b.stoppers[see] == nil && see.Probe.Kind == n.Probe.Kind {
			b.stoppers[see] = p
			out = append(out, see)
		}
	}
	return out
}

// lastOfEach leaves out what was asked again.
func lastOfEach(exchanges []*runner.Exchange) []*runner.Exchange {
	var asked map[*runner.Exchange]bool
	for _, x := range exchanges {
		if x.Again && x.First != nil {
			if asked == nil {
				asked = map[*runner.Exchange]bool{}
			}
			asked[x.First] = true
		}
	}
	out := make([]*runner.Exchange, 0, len(exchanges))
	for _, x := range exchanges {
		if !asked[x] {
			out = append(out, x)
		}
	}
	return out
}

func isJSONAPI(types []string) bool {
	for _, t := range types {
		essence, _, _ := strings.Cut(t, ";")
		if !isJSON(strings.TrimSpace(essence)) {
			return false
		}
	}
	return len(types) > 0
}

func (b *bench) pathOf(x *runner.Exchange) *runner.PathRecord {
	switch {
	case x.Probe == nil:
		return nil
	case x.Control != "" && !x.Control.IsQuestion():
		return b.stoppers[x]
	}
	return b.paths[x.Probe.Path]
}

// controlGets are the answers that controls got to GET of a target. There is
// one for each path at least, so they are not looked through for every path.
func (b *bench) controlGets(target string) []*runner.Exchange {
	if b.gets == nil {
		b.gets = map[string][]*runner.Exchange{}
		for _, x := range b.record.Controls {
			if x.Method == "GET" && !x.Control.IsQuestion() && !x.Control.IsRaw() && x.Outcome == runner.Answered {
				b.gets[pathOnly(x.Target)] = append(b.gets[pathOnly(x.Target)], x)
			}
		}
	}
	return b.gets[target]
}
