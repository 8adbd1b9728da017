package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// bench is what judging works out once for a record.
type bench struct {
	record *runner.Record
	paths  map[*specs.Path]*runner.PathRecord
	byPath map[*runner.PathRecord]*pathFacts
	all    []*runner.Exchange // answered, of every path
	// ones are the first exchanges of each different answer, of all; begun are those
	// of the controls that everyAnswer gives.
	ones, begun []*runner.Exchange
	everywhere  pathFacts                               // all of them as if they were one path's
	stoppers    map[*runner.Exchange]*runner.PathRecord // controls that stand for a path's probe
	jsonAPI     bool
	// jsonErrors says whether some error is JSON.
	jsonErrors answer
	traits     traits
	server     *Server
	gets       map[string][]*runner.Exchange // see controlGets

	// numbered has the facts of exchanges by their number in the record; facts has
	// those of records made by hand, whose numbers are not all different.
	numbered []facts
	facts    map[*runner.Exchange]*facts
	reasons  map[*runner.Exchange]specs.Reason // why they are masked
	pages    map[*runner.Body][]*signature
	schemas  map[schemaKey][]specs.SchemaProblem
	contents map[contentKey]*contentFacts
	allows   map[string]*allowField  // by the lines of the field
	shapes   map[string]*headerShape // by the names of the fields, a line each
	replies  map[replyKey]*reply
	promises map[promiseKey]*promise
	scratch  []byte                // where such keys are put together
	faults   map[*byte][]lineFault // of the lines that are received in an odd way, which a record has once

	direct  map[*runner.Exchange]*runner.Exchange // what the origin answered in place of an exchange
	settled map[likeness]Layer                    // what that tells of answers alike

	wordings []wording // and of answers in the same words
}

func newBench(record *runner.Record) *bench {
	size := exchangesIn(record)
	b := &bench{
		record:   record,
		paths:    make(map[*specs.Path]*runner.PathRecord, len(record.Paths)),
		byPath:   make(map[*runner.PathRecord]*pathFacts, len(record.Paths)+1),
		all:      make([]*runner.Exchange, 0, size),
		stoppers: map[*runner.Exchange]*runner.PathRecord{},
		numbered: make([]facts, size+1),
		facts:    map[*runner.Exchange]*facts{},
		reasons:  map[*runner.Exchange]specs.Reason{},
		pages:    map[*runner.Body][]*signature{},
		schemas:  map[schemaKey][]specs.SchemaProblem{},
		contents: map[contentKey]*contentFacts{},
		allows:   map[string]*allowField{},
		shapes:   map[string]*headerShape{},
		replies:  map[replyKey]*reply{},
		promises: map[promiseKey]*promise{},
		faults:   map[*byte][]lineFault{},
		direct:   map[*runner.Exchange]*runner.Exchange{},
		settled:  map[likeness]Layer{},
	}
	for _, p := range record.Paths {
		b.paths[p.Path] = p
	}
	for _, p := range record.Paths {
		b.addPath(p)
	}
	b.byPath[nil] = &pathFacts{}
	b.everywhere.answered = b.all
	b.addQuestions()
	// A control that stands for a probe is among the probes' alone.
	b.ones = b.oneOfEach(b.all)
	b.begun = b.oneOfEach(b.controlAnswers())
	b.jsonAPI = isJSONAPI(record.Plan.Document.MediaTypes)
	b.traits = b.findTraits()
	b.addDirect()
	return b
}

func exchangesIn(record *runner.Record) int {
	n := len(record.Controls)
	for _, p := range record.Paths {
		n += len(p.Exchanges)
	}
	return n
}

// addQuestions deals out the questions. One of a path that is another shard's is
// judged there.
func (b *bench) addQuestions() {
	for _, x := range lastOfEach(b.record.Controls) {
		if !x.Control.IsQuestion() || x.Probe == nil {
			continue
		}
		if p := b.paths[x.Probe.Path]; p != nil || x.Probe.Path == nil {
			f := b.of(p)
			f.questions = append(f.questions, x)
		}
	}
}

// lastOfEach leaves out what was asked again. It is not to be written to.
func lastOfEach(exchanges []*runner.Exchange) []*runner.Exchange {
	if !slices.ContainsFunc(exchanges, asksAgain) {
		return exchanges
	}
	asked := map[*runner.Exchange]bool{}
	for _, x := range exchanges {
		if asksAgain(x) {
			asked[x.First] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(exchanges), func(x *runner.Exchange) bool { return asked[x] })
}

func asksAgain(x *runner.Exchange) bool { return x.Again && x.First != nil }

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
	if f := b.fact(x).path; f != nil {
		return f.record
	}
	switch {
	case x.Probe == nil:
		return nil
	case x.Control != "" && !x.Control.IsQuestion():
		return b.stoppers[x]
	}
	return b.paths[x.Probe.Path]
}

// pathFactsOf are the facts of the path that an exchange belongs to; those of the
// server as a whole for a control.
func (b *bench) pathFactsOf(x *runner.Exchange) *pathFacts {
	if f := b.fact(x).path; f != nil {
		return f
	}
	return b.of(b.pathOf(x))
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
