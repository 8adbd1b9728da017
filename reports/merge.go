package reports

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/suite/rules"
)

// MissingShardsError says that a run cannot be told whole.
type MissingShardsError struct {
	Total   int
	Missing []int
}

func (e *MissingShardsError) Error() string {
	names := make([]string, len(e.Missing))
	for i, n := range e.Missing {
		names[i] = fmt.Sprintf("%d/%d", n, e.Total)
	}
	word := "shard"
	if len(names) > 1 {
		word = "shards"
	}
	return fmt.Sprintf("%s %s missing: without it nothing can be said of the whole", word, strings.Join(names, ", "))
}

// Merge tells the shards of one run as the run it would have been without them.
// What is about the server as a whole is judged anew, on the answers of all. It
// refuses reports that are not of one run, and its error is a
// *MissingShardsError where one is not there.
func Merge(parts []*Report) (*Report, error) {
	if len(parts) == 0 {
		return nil, errors.New("merging: there is no report")
	}
	parts = slices.Clone(parts)
	for _, p := range parts {
		if err := belongs(parts[0], p); err != nil {
			return nil, fmt.Errorf("merging: %w", err)
		}
	}
	slices.SortStableFunc(parts, func(a, b *Report) int { return cmp.Compare(a.Shard.Index, b.Shard.Index) })
	if err := complete(parts); err != nil {
		return nil, err
	}
	m := newMerging(parts)
	m.order()
	m.tellAll()
	m.judgeServer()
	m.conclude()
	return m.out, nil
}

// belongs refuses a report of another run than the first.
func belongs(first, r *Report) error {
	if r.Shard == nil || first.Shard == nil {
		return errors.New("a report is of no shard: --shard i/n makes them")
	}
	if r.Shard.Index < 1 || r.Shard.Total > 10000 || r.Shard.Index > r.Shard.Total || len(r.Shard.Places) != len(r.Paths) {
		return fmt.Errorf("the report of shard %s does not agree with itself", r.Shard)
	}
	for _, c := range []struct{ what, a, b string }{
		{"documents", first.Document.SHA256, r.Document.SHA256},
		{"profiles", first.Profile, r.Profile},
		{"safety levels", first.Safety, r.Safety},
		{"thresholds", first.FailOn, r.FailOn},
		{"numbers of shards", fmt.Sprint(first.Shard.Total), fmt.Sprint(r.Shard.Total)},
		{"rules", ids(first), ids(r)},
		{"versions of Proverb", first.Tool.Version, r.Tool.Version},
	} {
		if c.a != c.b {
			return fmt.Errorf("shards %s and %s are of different %s: they are not parts of one run", first.Shard, r.Shard, c.what)
		}
	}
	return nil
}

func ids(r *Report) string {
	var all []string
	for i := range r.Rules {
		all = append(all, r.Rules[i].ID)
	}
	return strings.Join(all, " ")
}

// complete demands every shard once. The parts are sorted.
func complete(parts []*Report) error {
	there := map[int]bool{}
	for _, p := range parts {
		if there[p.Shard.Index] {
			return fmt.Errorf("merging: shard %s is there twice", p.Shard)
		}
		there[p.Shard.Index] = true
	}
	e := &MissingShardsError{Total: parts[0].Shard.Total}
	for i := 1; i <= e.Total; i++ {
		if !there[i] {
			e.Missing = append(e.Missing, i)
		}
	}
	if len(e.Missing) > 0 {
		return e
	}
	return nil
}

// mergedOrigin is what all shards together heard of the origin.
func mergedOrigin(parts []*Report) *Origin {
	var all *Origin
	for _, p := range parts {
		switch {
		case p.Origin == nil:
		case all == nil:
			one := *p.Origin
			all = &one
		default:
			all.Answers += p.Origin.Answers
			all.Unlike += p.Origin.Unlike
			all.Trouble = cmp.Or(all.Trouble, p.Origin.Trouble)
		}
	}
	return all
}

// merging is a report being put together.
type merging struct {
	parts  []*Report
	out    *Report
	place  map[string]int   // of a path in the document
	ids    []map[int]int    // the new number of an exchange, by part
	judged *rules.Judgement // of the server as a whole
}

func newMerging(parts []*Report) *merging {
	whole := *parts[0]
	whole.Shard = nil
	whole.Paths, whole.NotSent, whole.Findings, whole.Exchanges = []Path{}, []NotSent{}, []Finding{}, []Exchange{}
	whole.Stale, whole.Expired, whole.Expiring = nil, nil, nil
	whole.Origin = mergedOrigin(parts)
	whole.Coverage = Coverage{Reasons: map[string]int{}}
	whole.ErrorBodies = mergedErrorBodies(parts)
	whole.Rules = slices.Clone(whole.Rules)
	for i := range whole.Rules {
		whole.Rules[i].Applied, whole.Rules[i].Failed, whole.Rules[i].Inconclusive = 0, 0, 0
	}
	m := &merging{parts: parts, out: &whole, place: map[string]int{"": -1}}
	for _, p := range parts {
		for i := range p.Paths {
			m.place[p.Paths[i].Path] = p.Shard.Places[i]
		}
		m.ids = append(m.ids, map[int]int{})
	}
	return m
}

// tellAll adds up what the parts tell of their paths.
func (m *merging) tellAll() {
	for i, p := range m.parts {
		m.add(p)
		for _, n := range p.NotSent {
			n.See = m.ids[i][n.See]
			m.out.NotSent = append(m.out.NotSent, n)
		}
		m.out.Paths = append(m.out.Paths, p.Paths...)
	}
	byPlace := func(a, b string) int { return m.place[a] - m.place[b] }
	slices.SortStableFunc(m.out.Paths, func(a, b Path) int { return byPlace(a.Path, b.Path) })
	slices.SortStableFunc(m.out.NotSent, func(a, b NotSent) int { return byPlace(a.Path, b.Path) })
}

// add adds up what is counted.
func (m *merging) add(p *Report) {
	c, more := &m.out.Coverage, p.Coverage
	c.Paths, c.LivePaths = c.Paths+more.Paths, c.LivePaths+more.LivePaths
	c.Planned, c.Sent, c.Judged = c.Planned+more.Planned, c.Sent+more.Sent, c.Judged+more.Judged
	c.Inconclusive, c.NotSent = c.Inconclusive+more.Inconclusive, c.NotSent+more.NotSent
	c.QuestionsNotSent += more.QuestionsNotSent
	for slug, n := range more.Reasons {
		c.Reasons[slug] += n
	}
	for i, r := range p.Rules {
		sum := &m.out.Rules[i]
		sum.Applied, sum.Failed, sum.Inconclusive = sum.Applied+r.Applied, sum.Failed+r.Failed, sum.Inconclusive+r.Inconclusive
	}
	o := m.out
	if p.Cut != "" {
		o.Cut, o.Because = p.Cut, p.Because
	}
	if p.Started.Before(o.Started) {
		o.Started = p.Started
	}
	o.DurationMS = max(o.DurationMS, p.DurationMS)
	o.Authenticated = o.Authenticated || p.Authenticated
}

// conclude collects the findings, and draws the causes and the verdict.
func (m *merging) conclude() {
	m.countQuestions()
	m.findings()
	m.out.Causes = newCauses(m.out.Findings)
	m.acceptances()
	f := rules.Facts{
		FailOn: rules.Severity(m.out.FailOn), MinJudged: m.out.MinJudged, Server: m.judged.Server,
		Counts: rules.Counts{
			Paths: m.out.Coverage.Paths, LivePaths: m.out.Coverage.LivePaths,
			Sent: m.out.Coverage.Sent, Judged: m.out.Coverage.Judged,
		},
		NothingLive: "No path is live in any shard.", MostOften: "see the reports of the shards",
	}
	for i := range m.out.Findings {
		switch found := &m.out.Findings[i]; {
		case !rules.Severity(found.Severity).Reaches(f.FailOn):
		case found.Suppressed != "":
			f.Accepted++
		default:
			f.Reaching++
		}
	}
	if m.out.StaleFails && len(m.out.Stale) > 0 {
		f.Stale = fmt.Sprintf("%s no longer there.", counted(len(m.out.Stale), "accepted finding"))
	}
	if m.out.Cut != "" {
		f.Cut = "A shard was cut short: " + m.out.Because
	}
	verdict, because := f.Verdict()
	m.out.Verdict, m.out.Because = string(verdict), because
}
