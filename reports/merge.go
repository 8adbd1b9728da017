package reports

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Merge makes one report of the reports of shards: runs of one document at one
// level and profile, each over other paths. It changes none of them. A merged
// run is no better decided than its worst shard.
func Merge(shards []*Report) (*Report, error) {
	if len(shards) == 0 {
		return nil, errors.New("there is no report to merge")
	}
	owner, err := owners(shards)
	if err != nil {
		return nil, err
	}
	out := *shards[0]
	if len(shards) == 1 {
		return &out, nil
	}
	m := merging{Report: &out, owner: owner, rules: map[string]int{}}
	m.Paths, m.NotSent, m.Rules = []Path{}, []NotSent{}, []Rule{}
	m.Findings, m.Exchanges, m.Compare = []Finding{}, []Exchange{}, nil
	m.Coverage, m.Timings = Coverage{Reasons: map[string]int{}}, Timings{}
	m.Server.Unknown, m.Server.Elsewhere = map[string]int{}, map[string]int{}
	for i, s := range shards {
		m.add(i, s)
	}
	m.finish(shards)
	return m.Report, nil
}

// merging is a report in the making.
type merging struct {
	*Report
	owner  map[string]int
	rules  map[string]int // places in Rules
	offset int            // what the exchanges of the next shard are numbered from
}

// mine reports whether a shard is the one to tell of a path: the first, where no
// shard asked.
func (m *merging) mine(shard int, path string) bool { return m.owner[path] == shard }

func (m *merging) add(shard int, s *Report) {
	m.addCoverage(&s.Coverage)
	for _, p := range s.Paths {
		if m.mine(shard, p.Path) {
			m.Paths = append(m.Paths, p)
		}
	}
	for _, n := range s.NotSent {
		m.addNotSent(shard, n)
	}
	for _, r := range s.Rules {
		m.addRule(r)
	}
	for _, f := range s.Findings {
		m.addFinding(f)
	}
	highest := m.offset
	for _, x := range s.Exchanges {
		x.ID, x.First = m.moved(x.ID), m.moved(x.First)
		highest = max(highest, x.ID)
		m.Exchanges = append(m.Exchanges, x)
	}
	m.offset = highest
	m.addServer(&s.Server)
	m.addTimes(s)
}

// moved is an exchange's number in the merged report; 0 is no exchange.
func (m *merging) moved(id int) int {
	if id == 0 {
		return 0
	}
	return id + m.offset
}

func (m *merging) addCoverage(c *Coverage) {
	m.Coverage.Planned += c.Planned
	m.Coverage.Sent += c.Sent
	m.Coverage.Judged += c.Judged
	m.Coverage.Inconclusive += c.Inconclusive
	m.Coverage.NotSent += c.NotSent
	for reason, n := range c.Reasons {
		m.Coverage.Reasons[reason] += n
	}
}

// addNotSent takes a probe that was not sent, and out of the count what another
// shard tells of.
func (m *merging) addNotSent(shard int, n NotSent) {
	if m.mine(shard, n.Path) {
		n.See = m.moved(n.See)
		m.NotSent = append(m.NotSent, n)
		return
	}
	m.Coverage.Planned--
	m.Coverage.NotSent--
	if m.Coverage.Reasons[n.Reason]--; m.Coverage.Reasons[n.Reason] <= 0 {
		delete(m.Coverage.Reasons, n.Reason)
	}
}

func (m *merging) addRule(r Rule) {
	at, known := m.rules[r.ID]
	if !known {
		m.rules[r.ID] = len(m.Rules)
		m.Rules = append(m.Rules, r)
		return
	}
	m.Rules[at].Applied += r.Applied
	m.Rules[at].Failed += r.Failed
	m.Rules[at].Inconclusive += r.Inconclusive
}

// addFinding takes a finding. What is about the server or the document, every
// shard found: it is told once.
func (m *merging) addFinding(f Finding) {
	known := func(g Finding) bool { return g.Path == "" && g.Fingerprint == f.Fingerprint }
	if f.Path == "" && slices.ContainsFunc(m.Findings, known) {
		return
	}
	f.Exchange = m.moved(f.Exchange)
	f.Exchanges = list(f.Exchanges)
	for i, id := range f.Exchanges {
		f.Exchanges[i] = m.moved(id)
	}
	m.Findings = append(m.Findings, f)
}

// answers ranks the answers to the headline question: one server that fails to
// keep the statuses apart somewhere does not keep them apart, and one that was
// seen to do it somewhere does.
var answers = []string{"undecided", "refused-by-parser", "yes", "no"}

func (m *merging) addServer(s *Server) {
	if slices.Index(answers, s.Distinguishes) > slices.Index(answers, m.Server.Distinguishes) {
		m.Server.Distinguishes, m.Server.Because, m.Server.Layer = s.Distinguishes, s.Because, s.Layer
	}
	m.Server.Product = cmp.Or(m.Server.Product, s.Product)
	m.Server.NotFound = cmp.Or(m.Server.NotFound, s.NotFound)
	for status, n := range s.Unknown {
		m.Server.Unknown[status] += n
	}
	for status, n := range s.Elsewhere {
		m.Server.Elsewhere[status] += n
	}
	methods := append(list(m.Server.Methods), s.Methods...)
	slices.Sort(methods)
	m.Server.Methods = slices.Compact(methods)
}

// addTimes makes the run last from the first shard's start to the last one's
// end.
func (m *merging) addTimes(s *Report) {
	end := func(r *Report) time.Time { return r.Started.Add(time.Duration(r.DurationMS) * time.Millisecond) }
	last := end(m.Report)
	if end(s).After(last) {
		last = end(s)
	}
	if s.Started.Before(m.Started) {
		m.Started = s.Started
	}
	m.DurationMS = last.Sub(m.Started).Milliseconds()
	m.Timings.LoadMS += s.Timings.LoadMS
	m.Timings.ProbingMS += s.Timings.ProbingMS
	m.Timings.JudgingMS += s.Timings.JudgingMS
	m.Timings.ReportingMS += s.Timings.ReportingMS
	m.Hint, m.Cut = cmp.Or(m.Hint, s.Hint), cmp.Or(m.Cut, s.Cut)
	m.Authenticated = m.Authenticated || s.Authenticated
}

func (m *merging) finish(shards []*Report) {
	slices.SortStableFunc(m.Paths, func(a, b Path) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	m.Coverage.Paths = len(m.Paths)
	place := map[string]int{"": -1}
	for i, p := range m.Paths {
		place[p.Path] = i
		if p.Live {
			m.Coverage.LivePaths++
		}
	}
	slices.SortStableFunc(m.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(gravity(b.Severity), gravity(a.Severity)), cmp.Compare(m.rules[a.Rule], m.rules[b.Rule]),
			cmp.Compare(place[a.Path], place[b.Path]), cmp.Compare(a.Method, b.Method))
	})
	m.Causes = newCauses(m.Findings)
	m.decide(shards)
}

// decide takes the worst verdict of the shards, with what they say of it.
func (m *merging) decide(shards []*Report) {
	for _, verdict := range []string{"fails", "undecided", "conforms"} {
		var because []string
		n := 0
		for _, s := range shards {
			if s.Verdict == verdict {
				n++
				if !slices.Contains(because, s.Because) {
					because = append(because, s.Because)
				}
			}
		}
		if n > 0 {
			m.Verdict = verdict
			m.Because = fmt.Sprintf("%d of %d runs: %s", n, len(shards), strings.Join(because, " "))
			return
		}
	}
}
