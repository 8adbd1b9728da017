package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// About is what a report tells beside the judgement.
type About struct {
	ToolVersion            string
	Load, Probing, Judging time.Duration
}

// New tells a judgement flat.
func New(j *rules.Judgement, about About) *Report {
	began := time.Now()
	record, plan := j.Record, j.Record.Plan
	r := &Report{
		Schema:     Schema,
		Tool:       Tool{Name: "proverb", Version: about.ToolVersion},
		Document:   newDocument(plan.Document),
		Profile:    cmp.Or(j.Profile.Name, "rfc"),
		Safety:     string(plan.Safety),
		FailOn:     string(cmp.Or(j.Profile.FailOn, rules.Error)),
		Timings:    newTimings(about),
		Verdict:    string(j.Verdict),
		Because:    because(j),
		Unknown:    plan.Unknown,
		Server:     newServer(j),
		Coverage:   newCoverage(j.Counts),
		Rules:      newRules(j),
		Findings:   newFindings(j.Findings, plan.Unknown),
		Exchanges:  newExchanges(j),
		Stale:      newAcceptances(j.Stale),
		Expired:    newAcceptances(j.Expired),
		Expiring:   newAcceptances(j.Expiring),
		MinJudged:  j.Profile.MinJudged,
		StaleFails: j.Profile.Accept.Stale == rules.StaleError,
	}
	r.addRun(record)
	r.Origin = newOrigin(j)
	r.Causes = newCauses(r.Findings)
	r.Timings.ReportingMS = time.Since(began).Milliseconds()
	return r
}

// addRun tells what was run, however it was judged.
func (r *Report) addRun(record *runner.Record) {
	r.Target, r.Connection = legible(record.Target), newConnection(record.Connection)
	r.Started, r.DurationMS = record.Started.UTC(), record.Elapsed.Milliseconds()
	r.Run, r.Shard, r.Authenticated = record.RunID, newShard(record), record.Authenticated
	r.Hint, r.Cut = record.Hint, string(record.Cut)
	r.Paths, r.NotSent = newPaths(record.Paths), newNotSent(record.Paths)
	r.ErrorBodies = newErrorBodies(record)
}

// because is why the verdict is what it is. Where findings alone decide it, a
// run that was cut short is told as well: what was not found was not looked for.
func because(j *rules.Judgement) string {
	text := j.Record.CutText
	if text == "" || strings.Contains(j.Because, text) {
		return j.Because
	}
	return j.Because + " The run was cut short: " + text + "."
}

// newConnection is nil where the URL says it all.
func newConnection(c runner.Connection) *Connection {
	if c == (runner.Connection{}) {
		return nil
	}
	return &Connection{
		UnixSocket: legible(c.UnixSocket), Proxy: legible(c.Proxy), ProxyUser: c.ProxyUser, HTTP: c.HTTP,
		Insecure: c.Insecure, CACert: legible(c.CACert), Cert: legible(c.Cert), Key: legible(c.Key),
	}
}

// way is what newConnection told.
func (c *Connection) way() runner.Connection {
	if c == nil {
		return runner.Connection{}
	}
	return runner.Connection{
		UnixSocket: c.UnixSocket, Proxy: c.Proxy, ProxyUser: c.ProxyUser, HTTP: c.HTTP,
		Insecure: c.Insecure, CACert: c.CACert, Cert: c.Cert, Key: c.Key,
	}
}

// newOrigin is nil where no origin was given.
func newOrigin(j *rules.Judgement) *Origin {
	if j.Record.Origin == "" {
		return nil
	}
	o := &Origin{URL: legible(j.Record.Origin)}
	for _, x := range j.Record.Direct {
		if x.Outcome != runner.Answered {
			o.Trouble = cmp.Or(o.Trouble, legible(x.Trouble))
			continue
		}
		o.Answers++
		if j.Exchanges.Of(x.First).Layer == rules.LayerProxy {
			o.Unlike++
		}
	}
	return o
}

func newDocument(d specs.Document) Document {
	return Document{File: d.File, Title: d.Title, Version: d.Version, OpenAPI: d.OpenAPI, SHA256: d.SHA256}
}

func newTimings(a About) Timings {
	return Timings{LoadMS: a.Load.Milliseconds(), ProbingMS: a.Probing.Milliseconds(), JudgingMS: a.Judging.Milliseconds()}
}

func newServer(j *rules.Judgement) Server {
	s := j.Server
	return Server{
		Distinguishes: string(s.Distinguishes),
		Because:       s.Because,
		Methods:       list(j.Record.Plan.Methods),
		Product:       legible(s.Product),
		Stacks:        called(s.Stacks),
		Fronts:        called(s.Fronts),
		Unknown:       byStatus(s.Unknown),
		Elsewhere:     byStatus(s.Elsewhere),
		NotFound:      s.NotFound,
		Layer:         string(s.Layer),
	}
}

func byStatus(counts map[int]int) map[string]int {
	out := make(map[string]int, len(counts))
	for status, n := range counts {
		out[strconv.Itoa(status)] = n
	}
	return out
}

// list is a copy that is never nil, so that it is [] in JSON, not null.
func list[T any](from []T) []T { return append([]T{}, from...) }

func newPaths(records []*runner.PathRecord) []Path {
	paths := make([]Path, len(records))
	for i, p := range records {
		paths[i] = newPath(p)
	}
	return paths
}

func newPath(p *runner.PathRecord) Path {
	out := Path{
		Path:     p.Path.Template,
		Declared: list(p.Path.Declared),
		Tag:      tagOf(p.Path),
		Lines:    map[string]int{},
		File:     p.Path.File,
		Line:     p.Path.Line,
		Target:   legible(p.Target),
		Values:   map[string]Value{},
		Live:     p.Live,
	}
	for _, o := range p.Path.Operations {
		if o.At.File == p.Path.File {
			out.Lines[o.Method] = o.At.Line
		}
	}
	for name, v := range p.Values {
		out.Values[name] = Value{Value: legible(v.Value), Source: v.Source}
	}
	return out
}

// tagOf is what a path is grouped by: the first tag of its operations, else its
// first segment.
func tagOf(p *specs.Path) string {
	for _, o := range p.Operations {
		if len(o.Tags) > 0 {
			return o.Tags[0]
		}
	}
	segment, _, _ := strings.Cut(strings.TrimPrefix(p.Template, "/"), "/")
	return segment
}

func newNotSent(records []*runner.PathRecord) []NotSent {
	out := []NotSent{}
	for _, p := range records {
		for _, n := range p.NotSent {
			out = append(out, newUnsent(n))
		}
	}
	return out
}

func newUnsent(n runner.NotSent) NotSent {
	out := NotSent{
		Kind:   string(n.Probe.Kind),
		Form:   string(n.Probe.Form),
		Method: n.Probe.Name(),
		Path:   n.Probe.Template(),
		Reason: string(n.Reason),
		Text:   n.Reason.Text(),
	}
	if n.See != nil {
		out.See = n.See.ID
	}
	return out
}

func newCoverage(c rules.Counts) Coverage {
	reasons := make(map[string]int, len(c.Reasons))
	for reason, n := range c.Reasons {
		reasons[string(reason)] = n
	}
	return Coverage{
		Paths: c.Paths, LivePaths: c.LivePaths, Planned: c.Planned, Sent: c.Sent, Judged: c.Judged,
		Inconclusive: c.Inconclusive, NotSent: c.Unsent, Reasons: reasons,
		Questions: c.Questions, QuestionsNotSent: c.Unasked,
	}
}

func newRules(j *rules.Judgement) []Rule {
	out := make([]Rule, len(j.Tallies))
	note := ""
	if j.Record.Plan != nil {
		note = noteOfErrors(&j.Record.Plan.Document)
	}
	for i, t := range j.Tallies {
		out[i] = Rule{
			ID: t.Rule.ID, Level: string(t.Rule.Level), Severity: string(j.Profile.SeverityOf(t.Rule)),
			Ref: t.Rule.Ref, Title: t.Rule.Title, Why: t.Rule.Why, Fixes: newFixes(t.Rule.Fixes, &j.Server, note),
			Applied: t.Applied, Failed: t.Failed, Inconclusive: t.Inconclusive,
		}
	}
	return out
}

func newExchanges(j *rules.Judgement) []Exchange {
	all := slices.Clone(j.Record.Controls)
	for _, p := range j.Record.Paths {
		all = append(all, p.Exchanges...)
	}
	all = append(all, j.Record.Direct...)
	out := make([]Exchange, len(all))
	t := newBodyTexts(j.Findings, textLimit)
	for i, x := range all {
		out[i] = newExchange(x, j.Exchanges.Of(x), t)
	}
	slices.SortStableFunc(out, func(a, b Exchange) int { return cmp.Compare(a.ID, b.ID) })
	return out
}
