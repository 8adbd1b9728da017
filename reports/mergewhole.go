package reports

import (
	"cmp"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// order puts the exchanges into the order of one run and numbers them so: the
// controls, which all shards have, and then the probes by path.
func (m *merging) order() {
	controls := m.controls()
	for i := range controls {
		m.number(&controls[i])
	}
	m.orderOf("")
	m.orderOf(runner.ControlDirect)
}

// orderOf numbers the probes by path, or what was asked of the origin.
func (m *merging) orderOf(control runner.Control) {
	type probe struct {
		part int
		x    Exchange
	}
	var probes []probe
	for i, p := range m.parts {
		for _, x := range p.Exchanges {
			if x.Control == string(control) {
				probes = append(probes, probe{i, x})
			}
		}
	}
	slices.SortStableFunc(probes, func(a, b probe) int { return m.place[a.x.Path] - m.place[b.x.Path] })
	for _, p := range probes {
		m.number(&shared{x: p.x, of: []original{{p.part, p.x.ID}}})
	}
}

// original is an exchange of a part.
type original struct{ part, id int }

// shared is a control that several parts asked alike.
type shared struct {
	x  Exchange
	of []original
}

// number gives an exchange its place in the whole. One that was asked again
// comes after the first, whose number is known then.
func (m *merging) number(s *shared) {
	id := len(m.out.Exchanges) + 1
	for _, o := range s.of {
		m.ids[o.part][o.id] = id
	}
	s.x.ID, s.x.First = id, m.ids[s.of[0].part][s.x.First]
	m.out.Exchanges = append(m.out.Exchanges, s.x)
}

// controlKey is what makes controls of two parts the same question: what was
// asked, and for which time. The token of the kind unknown is another in each.
type controlKey struct {
	control, name, path, target string
	nth                         int
}

// controls are those of all parts, each once, in the order of one run.
func (m *merging) controls() []shared {
	var all []shared
	at := map[controlKey]int{}
	for i, p := range m.parts {
		seen := map[controlKey]int{}
		for _, x := range p.Exchanges {
			if x.Control == "" || x.Control == string(runner.ControlDirect) {
				continue
			}
			key := controlKey{control: x.Control, name: x.Name, path: x.Path, target: x.Target}
			if x.Path == "" {
				key.target = "" // it ends in letters of the part's own
			}
			if x.Control == string(runner.ControlUnknown) {
				key.name = "UNKNOWN"
			}
			seen[key]++
			key.nth = seen[key]
			if _, known := at[key]; !known {
				at[key] = len(all)
				all = append(all, shared{x: x})
			}
			all[at[key]].of = append(all[at[key]].of, original{i, x.ID})
		}
	}
	slices.SortStableFunc(all, func(a, b shared) int {
		return cmp.Or(runner.ControlPlace(runner.Control(a.x.Control))-runner.ControlPlace(runner.Control(b.x.Control)),
			m.place[a.x.Path]-m.place[b.x.Path])
	})
	return all
}

// judgeServer asks the rules about the server as a whole again, with the answers
// of all parts before them, and those that take their place.
func (m *merging) judgeServer() {
	var some []rules.Rule
	for _, r := range rules.Rules {
		if isServerRule(r.ID) || slices.ContainsFunc(r.Supersedes, isServerRule) {
			some = append(some, r)
		}
	}
	some = slices.DeleteFunc(some, func(r rules.Rule) bool {
		return !slices.ContainsFunc(m.out.Rules, func(judgedBy Rule) bool { return judgedBy.ID == r.ID })
	})
	m.judged = rules.Judge(m.record(), rules.Profile{
		Name: m.out.Profile, Policy: m.policy(), Rules: some, FailOn: rules.Severity(m.out.FailOn),
	})
	m.out.Server = newServer(m.judged)
	note := noteIn(m.out.Rules)
	for i := range m.out.Rules {
		m.out.Rules[i].Fixes = newFixes(catalogued(m.out.Rules[i].ID).Fixes, &m.judged.Server, note)
	}
	for _, t := range m.judged.Tallies {
		if isServerRule(t.Rule.ID) {
			i := slices.IndexFunc(m.out.Rules, func(r Rule) bool { return r.ID == t.Rule.ID })
			r := &m.out.Rules[i]
			r.Applied, r.Failed, r.Inconclusive = t.Applied, t.Failed, t.Inconclusive
		}
	}
}

// policy is the one that the parts were judged by: by its name where it ships with
// Proverb, else as far as the severities of the rules show it.
func (m *merging) policy() *rules.Policy {
	if p, err := rules.PolicyNamed(m.out.Profile); err == nil {
		return p
	}
	p := &rules.Policy{Name: m.out.Profile}
	for _, r := range m.out.Rules {
		p.Entries = append(p.Entries, rules.PolicyEntry{Rule: r.ID, Severity: rules.Severity(r.Severity)})
	}
	return p
}

// catalogued is a rule as it ships; empty where that has it no more.
func catalogued(id string) rules.Rule {
	i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == id })
	if i < 0 {
		return rules.Rule{}
	}
	return rules.Rules[i]
}

// isServerRule reports whether a rule of the catalogue is about the server as a
// whole.
func isServerRule(id string) bool {
	return catalogued(id).Scope == rules.ScopeServer
}

// record is what the runner would have recorded, as far as rules about the whole
// server look at it.
func (m *merging) record() *runner.Record {
	record := &runner.Record{
		Plan:   &specs.Plan{Methods: m.out.Server.Methods, Unknown: m.out.Unknown, Safety: specs.Safety(m.out.Safety)},
		Target: m.out.Target, Authenticated: m.out.Authenticated,
	}
	byPath := map[string]*runner.PathRecord{}
	for i := range m.out.Paths {
		p := &m.out.Paths[i]
		path := &specs.Path{Template: p.Path, Declared: p.Declared, File: p.File, Line: p.Line}
		byPath[p.Path] = &runner.PathRecord{Path: path, Target: p.Target, Live: p.Live}
		record.Plan.Paths = append(record.Plan.Paths, path)
		record.Paths = append(record.Paths, byPath[p.Path])
	}
	m.recordExchanges(record, byPath)
	for _, n := range m.out.NotSent {
		if p := byPath[n.Path]; p != nil {
			probe := &specs.Probe{Path: p.Path, Kind: specs.Kind(n.Kind), Method: n.Method, Form: specs.Form(n.Form)}
			p.NotSent = append(p.NotSent, runner.NotSent{Probe: probe, Reason: specs.Reason(n.Reason)})
		}
	}
	record.Server = runner.ProfileOf(record.Controls)
	return record
}

func (m *merging) recordExchanges(record *runner.Record, byPath map[string]*runner.PathRecord) {
	all := map[int]*runner.Exchange{}
	for i := range m.out.Exchanges {
		flat := &m.out.Exchanges[i]
		x := recorded(flat)
		all[x.ID] = x
		if first := all[flat.First]; x.Again && first != nil {
			x.First, x.Probe = first, first.Probe
		}
		p := byPath[flat.Path]
		if p != nil {
			x.Probe.Path = p.Path
			if path, _, _ := strings.Cut(x.Target, "?"); path != p.Target && flat.Control == "" {
				x.Probe.Values = []specs.Value{{Source: specs.SourceImpossible}}
			}
		}
		switch {
		case flat.Control == string(runner.ControlDirect):
			if x.First = all[flat.First]; x.First != nil {
				x.Probe = x.First.Probe
				record.Direct = append(record.Direct, x)
			}
		case flat.Control != "":
			record.Controls = append(record.Controls, x)
		case p != nil:
			p.Exchanges = append(p.Exchanges, x)
		}
	}
}

// acceptances are the entries that need somebody's hand. One that covers nothing
// in a part may cover something in another.
func (m *merging) acceptances() {
	seen := map[Acceptance]bool{}
	for _, p := range m.parts {
		m.out.Expired = appendUnseen(m.out.Expired, p.Expired, seen)
		m.out.Expiring = appendUnseen(m.out.Expiring, p.Expiring, seen)
	}
	for _, p := range m.parts {
		for _, a := range p.Stale {
			if !seen[a] && !slices.ContainsFunc(m.out.Findings, a.covers) {
				seen[a] = true
				m.out.Stale = append(m.out.Stale, a)
			}
		}
	}
}

func appendUnseen(to, from []Acceptance, seen map[Acceptance]bool) []Acceptance {
	for _, a := range from {
		if !seen[a] {
			seen[a] = true
			to = append(to, a)
		}
	}
	return to
}

// countQuestions counts those of the whole: what is asked of the server, or of a
// few paths, every part asks.
func (m *merging) countQuestions() {
	for i := range m.out.Exchanges {
		if x := &m.out.Exchanges[i]; runner.Control(x.Control).IsQuestion() && !x.Again {
			m.out.Coverage.Questions++
		}
	}
}
