package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// supersede marks what is told better by another rule: a finding gives way to
// one whose rule supersedes its own and that is about the same telling exchange,
// about its path, or about the whole server.
func supersede(all []*complaint) {
	places := map[string]*reach{} // of what was told, by the id of the rule that gives way
	for i := range all {
		for _, id := range all[i].Rule.Supersedes {
			if places[id] == nil {
				places[id] = &reach{exchanges: map[*runner.Exchange]bool{}, paths: map[*runner.PathRecord]bool{}}
			}
			places[id].add(all[i])
		}
	}
	for i := range all {
		if r := places[all[i].Rule.ID]; r != nil {
			all[i].superseded = r.covers(all[i])
		}
	}
	leave(all)
}

// saying is what a rule has said of an exchange.
type saying struct {
	rule string
	of   *runner.Exchange
}

// leave marks the findings that say of an exchange what another rule says of it.
func leave(all []*complaint) {
	wanted := map[saying]bool{} // and whether it is said
	for _, f := range all {
		if f.leaveTo != "" {
			wanted[saying{f.leaveTo, f.Exchanges[0]}] = false
		}
	}
	if len(wanted) == 0 {
		return
	}
	for _, f := range all {
		if f.superseded || len(f.Exchanges) == 0 {
			continue
		}
		at := saying{f.Rule.ID, f.Exchanges[0]}
		if _, ok := wanted[at]; ok {
			wanted[at] = true
		}
	}
	for _, f := range all {
		if f.leaveTo != "" && wanted[saying{f.leaveTo, f.Exchanges[0]}] {
			f.superseded = true
		}
	}
}

// reach is where the findings that one rule gives way to are.
type reach struct {
	exchanges map[*runner.Exchange]bool
	paths     map[*runner.PathRecord]bool
	server    bool
}

func (r *reach) add(f *complaint) {
	switch f.Rule.Scope {
	case ScopePath:
		r.paths[f.Path] = true
	case ScopeServer, ScopeDocument:
		r.server = true
	default:
		r.exchanges[f.Exchanges[0]] = true
	}
}

func (r *reach) covers(f *complaint) bool {
	return r.server || f.Path != nil && r.paths[f.Path] || len(f.Exchanges) > 0 && r.exchanges[f.Exchanges[0]]
}

// fingerprint is what makes two findings one to a person: rule, place and
// detail. No status or text is in it.
type fingerprint struct {
	rule   int
	path   *runner.PathRecord
	method string
	detail string
}

// merged puts findings of one fingerprint together: the first tells, the worst
// severity counts, and the evidence of all is kept.
func merged(all []*complaint) []*complaint {
	out := make([]*complaint, 0, len(all))
	at := make(map[fingerprint]*complaint, len(all))
	for _, f := range all {
		if f.superseded {
			continue
		}
		key := fingerprint{f.rule, f.Path, f.Method, f.Detail}
		if first := at[key]; first != nil {
			first.join(&f.Finding)
			continue
		}
		at[key] = f
		out = append(out, f)
	}
	return out
}

func (f *Finding) join(other *Finding) {
	if other.Severity.rank() > f.Severity.rank() {
		f.Severity = other.Severity
	}
	f.Flaky = f.Flaky && other.Flaky
	f.Exchanges = slices.Clip(f.Exchanges)
	for _, x := range other.Exchanges {
		if !slices.Contains(f.Exchanges, x) {
			f.Exchanges = append(f.Exchanges, x)
		}
	}
}
