package rules

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// recordOf makes of exchanges the record in which a run would have them. Without
// a plan one is made from the notes.
func recordOf(all []*written, plan *specs.Plan) (*runner.Record, error) {
	m := recorder{plan: plan, made: plan == nil, paths: map[*specs.Path]*runner.PathRecord{}}
	if m.made {
		m.plan = planOf(all)
	}
	m.record = &runner.Record{Plan: m.plan, Target: "http://127.0.0.1"}
	if !m.made {
		for _, p := range m.plan.Paths {
			m.addPath(p)
		}
	}
	for _, w := range all {
		m.record.Transport = m.record.Transport || w.control.IsRaw()
		if err := m.add(w); err != nil {
			return nil, fmt.Errorf("line %d: %w", w.line, err)
		}
	}
	for _, p := range m.record.Paths {
		m.settle(p)
	}
	m.record.Server = runner.ProfileOf(m.record.Controls)
	return m.record, nil
}

// planOf is the plan of a document that says what the notes say.
func planOf(all []*written) *specs.Plan {
	plan := &specs.Plan{Methods: []string{"GET", "HEAD"}, Unknown: "PROVERB", Safety: specs.Guarded}
	plan.Document = specs.Document{File: "openapi.yaml", OpenAPI: "3.0.3", MediaTypes: []string{"application/json"}}
	for _, w := range all {
		plan.Methods = append(append(plan.Methods, w.server...), w.declared...)
		if w.kind == specs.KindDeclared {
			plan.Methods = append(plan.Methods, w.exchange.Method)
		}
		if w.kind == specs.KindUnknown && !w.control.IsRaw() {
			plan.Unknown = w.exchange.Method
		}
		if w.form == specs.FormValid {
			plan.Safety = specs.Full
		}
		for _, t := range w.errors {
			plan.Document.ErrorMedia = append(plan.Document.ErrorMedia, specs.Media{Type: t})
		}
	}
	slices.Sort(plan.Methods)
	plan.Methods = slices.Compact(plan.Methods)
	return plan
}

// recorder puts a record together.
type recorder struct {
	plan    *specs.Plan
	made    bool // the plan was made from the notes
	record  *runner.Record
	paths   map[*specs.Path]*runner.PathRecord
	known   map[string]*specs.Path // of a made plan, by template
	notLive map[*runner.PathRecord]bool
}

func (m *recorder) addPath(p *specs.Path) *runner.PathRecord {
	out := &runner.PathRecord{Path: p, Values: map[string]runner.Chosen{}}
	m.paths[p] = out
	m.record.Paths = append(m.record.Paths, out)
	return out
}

func (m *recorder) add(w *written) error {
	x := w.whole()
	x.ID = 1 + len(m.record.Controls)
	for _, p := range m.record.Paths {
		x.ID += len(p.Exchanges)
	}
	if w.control == runner.ControlDirect {
		return m.addDirect(x)
	}
	m.record.Authenticated = m.record.Authenticated || w.authenticated || hasSecret(x)
	if w.inProcess {
		m.record.Target = inProcess
	}
	path, err := m.pathOf(w)
	if err != nil {
		return err
	}
	if w.control == "" && path == nil {
		return fmt.Errorf("%s is on no path of the document", w.exchange.Target)
	}
	if path != nil {
		m.note(w, path)
	}
	x.Probe = m.probe(w, x, path)
	siblings := &m.record.Controls
	if w.control == "" {
		siblings = &m.paths[path].Exchanges
	}
	if w.again {
		x.Again, x.First = true, firstOf(*siblings, x)
		if x.First != nil {
			x.Probe = x.First.Probe
		}
	}
	*siblings = append(*siblings, x)
	return nil
}

// addDirect adds what the origin answered to what was asked of the server before.
func (m *recorder) addDirect(x *runner.Exchange) error {
	var before []*runner.Exchange
	for _, p := range m.record.Paths {
		before = append(before, p.Exchanges...)
	}
	x.Control = ""
	first := firstOf(before, x)
	if first == nil {
		return fmt.Errorf("%s %s was not asked of the server before", x.Method, x.Target)
	}
	x.ID, x.Control, x.First, x.Probe = 0, runner.ControlDirect, first, first.Probe
	m.record.Direct = append(m.record.Direct, x)
	return nil
}

// hasSecret reports whether a request carried a credential, which a record has
// masked.
func hasSecret(x *runner.Exchange) bool {
	return slices.ContainsFunc(x.Request, func(f runner.Field) bool { return strings.Contains(f.Value, "[secret:") })
}

// firstOf is the exchange that was asked again.
func firstOf(before []*runner.Exchange, x *runner.Exchange) *runner.Exchange {
	for _, first := range slices.Backward(before) {
		if first.Method == x.Method && first.Target == x.Target && first.Control == x.Control {
			return first
		}
	}
	return nil
}

// note keeps what the notes say of the path.
func (m *recorder) note(w *written, path *specs.Path) {
	p := m.paths[path]
	p.Live = p.Live || w.live
	if w.notLive {
		if m.notLive == nil {
			m.notLive = map[*runner.PathRecord]bool{}
		}
		m.notLive[p] = true
	}
	if !m.made {
		return
	}
	declared := w.declared
	if w.kind == specs.KindDeclared {
		declared = append(slices.Clip(declared), w.exchange.Method)
	}
	for _, method := range declared {
		if !slices.Contains(path.Declared, method) {
			path.Declared = append(path.Declared, method)
			path.Operations = append(path.Operations, &specs.Operation{Method: method})
		}
	}
	slices.Sort(path.Declared)
	slices.SortFunc(path.Operations, func(a, b *specs.Operation) int { return strings.Compare(a.Method, b.Method) })
}

func (m *recorder) probe(w *written, x *runner.Exchange, path *specs.Path) *specs.Probe {
	p := &specs.Probe{Path: path, Kind: w.kind, Method: x.Method, Form: w.form, Header: http.Header{}, Body: x.Content}
	if p.Form == "" {
		p.Form = specs.FormPlain
	}
	if w.control == runner.ControlUnknown {
		p.Kind = specs.KindUnknown
	}
	for _, f := range x.Request {
		p.Header.Add(f.Name, f.Value)
	}
	if path == nil {
		return p
	}
	if p.Kind == "" && (w.control.IsQuestion() || w.control.IsRaw()) {
		p.Kind = kindOn(path, x.Method)
	}
	if p.Kind == specs.KindDeclared {
		p.Operation = path.DeclaredOn(x.Method)
	}
	if (w.control == "" || w.control.IsQuestion()) && isSentNowhere(p) {
		p.Values = impossibleValues(path, pathOnly(x.Target))
	}
	return p
}

// kindOn is the kind of a question's request, which no note says.
func kindOn(path *specs.Path, method string) specs.Kind {
	switch {
	case slices.Contains(path.Declared, method):
		return specs.KindDeclared
	case method == "OPTIONS", method == "HEAD":
		return specs.KindImplied
	}
	return specs.KindElsewhere
}

// settle says where the path's live target is, and whether there is one where
// the notes do not say.
func (m *recorder) settle(p *runner.PathRecord) {
	asked := slices.DeleteFunc(slices.Concat(p.Exchanges, m.record.Controls), func(x *runner.Exchange) bool {
		return x.Probe.Path != p.Path
	})
	onTarget := slices.DeleteFunc(slices.Clone(asked), func(x *runner.Exchange) bool { return isImpossible(x.Probe) })
	if told := slices.Concat(onTarget, asked); len(told) > 0 {
		p.Target = pathOnly(told[0].Target)
	}
	for name, value := range valuesIn(p.Path, p.Target) {
		p.Values[name] = runner.Chosen{Value: value, Source: specs.SourceExample}
	}
	if !m.notLive[p] {
		p.Live = p.Live || slices.ContainsFunc(onTarget, showsLive)
	}
}

// showsLive is the design's word for live, as far as an example needs it.
func showsLive(x *runner.Exchange) bool {
	asks := x.Control == runner.ControlLive || x.Control == "" && x.Probe.Kind == specs.KindDeclared
	return asks && specs.IsSafe(x.Method) && isSuccess(x.Status)
}
