package runner

import (
	"iter"
	"slices"

	"github.com/proverb-dev/proverb/specs"
)

// question is something asked of a path, or of the server, beside the plain
// probes: one of them sent otherwise, to learn what its answer then is. Its
// exchanges are controls, so that no rule about plain probes judges them.
type question struct {
	control Control
	// asks says in a clause what is asked.
	asks string
	// base is the plain probe that is sent otherwise, nil where the path has none
	// to ask this of. What keeps the base from being sent keeps the question too.
	base func(*specs.Path) *specs.Probe
	// level is the lowest safety level; empty is that of the base.
	level specs.Safety
	// levelOn is the same for a path; nil is level.
	levelOn func(*specs.Path) specs.Safety
	// live: only where the target is known to exist.
	live bool
	// most bounds the paths that are asked, the first of the document; 0 is all.
	most int
	// offPath, where it is set, is the target of a question to the server as a
	// whole; it is asked once.
	offPath func(known) string
	// when and suits say what the answers so far decide: whether the question is
	// asked at all, and of a path. Nil is always. note says it before the run.
	when  func(*run) bool
	suits func(*run, *PathRecord) bool
	note  string
	// alter makes the base the question.
	alter func(*specs.Probe, known)
	// anonymous leaves out the credentials and fields of the run.
	anonymous bool
	// changes: asked after all else, when what changes the server has been sent.
	changes bool

	settled bool // in a run: whether its turn has come and gone
}

// known is what questions are put together from.
type known struct {
	origin string // of the pages that the API's CORS lets in, else a made-up one
	base   string // the base path
	mark   string // letters that no name of the API has
	nonce  string // letters that no run had before
}

// Question is a question as the plan has it: what would be asked, of which paths.
type Question struct {
	Control Control
	// Asks says in a clause what is asked; Note what the answers decide, empty
	// where nothing does.
	Asks, Note string
	// Most is of how many paths it is asked at most; 0 is all.
	Most int
	// Probes are the requests, each a plain probe changed; a probe to the server as
	// a whole has no Path. NotSent says why one is not sent.
	Probes []*specs.Probe
	// Target is the target of a question to the server as a whole; else empty.
	Target string
}

// Questions are the further questions of a plan, in the order in which they are
// asked.
func Questions(plan *specs.Plan) []Question { return slices.Collect(EachQuestion(plan)) }

// EachQuestion makes each of Questions in turn: each has a request a path.
func EachQuestion(plan *specs.Plan) iter.Seq[Question] {
	k := known{origin: madeUpOrigin, mark: plan.Document.Mark(), nonce: "NONCE"}
	if len(plan.Paths) > 0 {
		k.base = plan.Paths[0].Base
	}
	return func(yield func(Question) bool) {
		for _, q := range questions() {
			planned := q.planned(plan, k)
			if len(planned.Probes) > 0 && !yield(planned) {
				return
			}
		}
	}
}

func (q *question) planned(plan *specs.Plan, k known) Question {
	planned := Question{Control: q.control, Asks: q.asks, Note: q.noteText(), Most: q.most}
	if q.offPath != nil {
		planned.Target = q.offPath(k)
	}
	for _, p := range q.paths(plan) {
		planned.Probes = append(planned.Probes, q.probe(plan, p, k))
	}
	return planned
}

func (q *question) noteText() string {
	switch {
	case q.note == "" && q.live:
		return "only where the target is live"
	case q.live:
		return q.note + ", and the target is live"
	}
	return q.note
}

// paths are those that the question could be asked of. One to the server as a
// whole is asked once: it goes with the first path that lets it be sent.
func (q *question) paths(plan *specs.Plan) []*specs.Path {
	var out []*specs.Path
	for _, p := range plan.Paths {
		if q.base(p) != nil {
			out = append(out, p)
		}
	}
	if q.offPath != nil && len(out) > 0 {
		first := max(0, slices.IndexFunc(out, func(p *specs.Path) bool { return q.base(p).NotSent == "" }))
		return out[first : first+1]
	}
	return out
}

// probe is the question as a request: a copy of the base, changed.
func (q *question) probe(plan *specs.Plan, p *specs.Path, k known) *specs.Probe {
	probe := *q.base(p)
	probe.Header = probe.Header.Clone()
	if q.offPath != nil {
		probe.Path, probe.Operation, probe.Values, probe.Query = nil, nil, nil, ""
	}
	if level := q.levelAt(p); level != "" {
		probe.Safety = level
		if probe.NotSent == "" && !plan.Safety.Allows(level) {
			probe.NotSent = specs.ReasonSafety
		}
	}
	q.alter(&probe, k)
	return &probe
}

// OfServer reports whether a question is put to the server as a whole, and to no
// path of the document.
func (c Control) OfServer() bool {
	q := questionOf(c)
	return q != nil && q.offPath != nil
}

// anonymous reports whether a question leaves out the credentials of the run.
func (c Control) anonymous() bool {
	q := questionOf(c)
	return q != nil && q.anonymous
}

// Asks is what sets a question's request apart from the plain one, as a clause
// that can stand behind the method; empty for other controls.
func (c Control) Asks() string {
	if q := questionOf(c); q != nil {
		return q.asks
	}
	return ""
}

func questionOf(c Control) *question {
	for i := range table {
		if table[i].control == c {
			return &table[i]
		}
	}
	return nil
}

func (q *question) levelAt(p *specs.Path) specs.Safety {
	if q.levelOn != nil {
		return q.levelOn(p)
	}
	return q.level
}

// IsQuestion reports whether a control is a further question: its exchanges show
// how the server answers it and nothing of how it answers plain requests.
func (c Control) IsQuestion() bool { return slices.Contains(controls[firstQuestion:], c) }
