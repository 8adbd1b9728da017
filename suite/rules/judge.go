package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// Judge holds a record to the rules of a profile. It reads the record and
// writes nothing.
func Judge(record *runner.Record, p Profile) *Judgement {
	j := newJudging(record, p)
	for _, path := range record.Paths {
		for _, x := range j.bench.of(path).last {
			j.applyToAnswer(path, x)
			j.applyToFirst(path, x)
		}
		j.applyToQuestions(path)
		j.apply(ScopePath, path, nil)
	}
	j.applyToQuestions(nil)
	for _, x := range notFoundAnswers(record.Controls) {
		j.applyToAnswer(nil, x)
	}
	j.countKept()
	j.apply(ScopeServer, nil, nil)
	j.apply(ScopeDocument, nil, nil)
	return j.judgement()
}

// judging is a judgement under way.
type judging struct {
	bench   *bench
	profile Profile
	policy  *Policy
	rules   []Rule
	byScope map[Scope][]turn
	context Context // of the rule that is asked; none keeps it
	lesson  *lesson // of the answer that the rules are asked about for the first time
	lessons map[string]*lesson
	page    lesson // the last one as it was taken down, for the next to be written over
	tallies []Tally
	told    []*complaint
	// open is why a rule could not decide about an exchange.
	open map[*runner.Exchange]specs.Reason
	// second holds, by the first of two different answers, the other.
	second map[*runner.Exchange]*runner.Exchange
}

// turn is what is needed of a rule to ask it, close together: it is asked for
// every exchange.
type turn struct {
	when   func(*Context) bool
	check  func(*Context) []Problem // nil where it is known to say nothing
	strict bool
	// promised says that it is told by the answer and what is promised of it.
	promised bool
	rule     int
}

// complaint is one problem as it was told, before those that tell of one mistake are
// put together.
type complaint struct {
	Finding
	rule       int
	leaveTo    string // the rule that may tell the same; empty is none
	superseded bool
}

func newJudging(record *runner.Record, p Profile) *judging {
	j := &judging{
		bench:   newBench(record),
		profile: p,
		policy:  p.policyOf(),
		rules:   p.selected(),
		byScope: map[Scope][]turn{},
		lessons: map[string]*lesson{},
		open:    map[*runner.Exchange]specs.Reason{},
	}
	j.tallies = make([]Tally, len(j.rules))
	for i := range j.rules {
		j.tallies[i].Rule = &j.rules[i]
		r := &j.rules[i]
		t := turn{when: r.When, check: r.Check, strict: j.policy.strictOn(r), promised: r.InAnswer == AllInPromise, rule: i}
		j.byScope[r.Scope] = append(j.byScope[r.Scope], t)
		if r.Questions {
			j.byScope[ScopeQuestion] = append(j.byScope[ScopeQuestion], t)
		}
	}
	return j
}

// selected are the rules of the profile, in their order.
func (p Profile) selected() []Rule {
	all := p.Rules
	if all == nil {
		all = Rules
	}
	policy := p.policyOf()
	var out []Rule
	for _, r := range all {
		wanted := len(p.Only) == 0 || slices.ContainsFunc(p.Only, r.isNamed)
		if wanted && !slices.ContainsFunc(p.Except, r.isNamed) && r.Check != nil && policy.SeverityOf(&r) != Off {
			out = append(out, r)
		}
	}
	return out
}

// isNamed reports whether a name is the rule's id, or its topic with or without
// the slash.
func (r *Rule) isNamed(name string) bool {
	return r.ID == name || strings.HasPrefix(r.ID, strings.TrimSuffix(name, "/")+"/")
}

// notFoundAnswers are the last answers to GET of paths that do not exist.
func notFoundAnswers(controls []*runner.Exchange) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range lastOfEach(controls) {
		if x.Control == runner.ControlNotFound && x.Method == "GET" {
			out = append(out, x)
		}
	}
	return out
}

// applyToQuestions asks the rules about the answers to the questions that were
// put to a path; nil is the server as a whole.
func (j *judging) applyToQuestions(path *runner.PathRecord) {
	for _, x := range j.bench.of(path).questions {
		j.apply(ScopeQuestion, path, x)
	}
}

// apply asks the rules of a scope.
func (j *judging) apply(s Scope, path *runner.PathRecord, x *runner.Exchange) {
	j.askAll(j.byScope[s], path, x)
}

func (j *judging) askAll(some []turn, path *runner.PathRecord, x *runner.Exchange) {
	j.context = Context{Record: j.bench.record, Path: path, X: x, bench: j.bench, facts: j.context.facts}
	for left := some; len(left) > 0; {
		left = j.ask(left, &j.context)
	}
}

// ask asks rules until one breaks down, which is told in place of what it would
// have said, and returns those that are left.
func (j *judging) ask(some []turn, c *Context) (left []turn) {
	at := 0
	defer func() {
		if broken := recover(); broken != nil {
			left = some[at+1:]
			broke := brokenDown(&j.rules[some[at].rule], c, broken)
			j.hear(some[at].rule, c, broke)
			j.learn(&some[at], c, true, broke)
		}
	}()
	for at = range some {
		t := &some[at]
		c.Strict = t.strict
		switch {
		case !j.concerns(t, c), t.promised && j.isQuiet(t, c):
		case t.when != nil && !t.when(c):
			j.learn(t, c, false, nil)
		case t.check == nil:
			j.tallies[t.rule].Applied++
		default:
			problems := t.check(c)
			j.hear(t.rule, c, problems)
			j.learn(t, c, true, problems)
			j.hush(t, c, problems)
		}
	}
	return nil
}

// brokenDown is what is told of a rule that panicked. Nobody knows what it would
// have said, so it is an error; the server is not to blame for it.
func brokenDown(r *Rule, c *Context, why any) []Problem {
	p := Problem{
		Detail: "panic", Severity: Error, Layer: LayerUnknown,
		Text: fmt.Sprintf("the rule %s broke down while it judged this (%v), which is its own fault and not the server's", r.ID, why),
	}
	var about []*runner.Exchange
	switch {
	case c.X != nil || r.Scope == ScopeDocument:
	case c.Path != nil:
		about = c.path().last
	default:
		about = c.AllExchanges()
	}
	p.Exchanges = about[:min(1, len(about))]
	return []Problem{p}
}

// hear takes down what a rule says of one thing.
func (j *judging) hear(i int, c *Context, problems []Problem) {
	t := &j.tallies[i]
	t.Applied++
	failed, open := false, false
	for _, p := range problems {
		if p.Inconclusive {
			open = true
			j.leaveOpen(c.X, p.Reason)
			continue
		}
		failed = true
		j.told = append(j.told, &complaint{Finding: j.finding(i, c, p), rule: i, leaveTo: p.LeaveTo})
	}
	switch {
	case failed:
		t.Failed++
	case open:
		t.Inconclusive++
	}
}

// leaveOpen notes the first reason for which a rule could not decide about an exchange.
func (j *judging) leaveOpen(x *runner.Exchange, why specs.Reason) {
	if x == nil {
		return
	}
	if j.open[x] == "" {
		j.open[x] = why
	}
}

// finding is a problem with its place. One with an exchange of a path is the
// method's; one of a control is the server's.
func (j *judging) finding(i int, c *Context, p Problem) Finding {
	f := Finding{
		Rule: &j.rules[i], Severity: j.severity(i, p), Detail: p.Detail, Text: p.Text,
		Path: c.Path, At: p.At, Exchanges: p.Exchanges,
	}
	if c.X != nil {
		f.Kind = c.Kind()
		if c.Path != nil {
			f.Method = c.X.Probe.Name()
		}
		if len(f.Exchanges) == 0 {
			f.Exchanges = []*runner.Exchange{c.X}
		}
	}
	if f.At == (specs.Position{}) {
		f.At = place(c)
	}
	if len(f.Exchanges) > 0 {
		f.Layer = cmp.Or(p.Layer, j.bench.layer(f.Exchanges[0]))
		f.Owner = j.bench.owner(f.Layer, f.Exchanges[0])
		if f.Rule.OfParser && f.Layer == LayerApp {
			f.Owner = j.bench.parser()
		}
		j.noteFlaky(&f)
	}
	return f
}

// severity is how bad a problem is. A rule knows whether the profile is strict,
// so what it says of a case stands, bounded by what the policy says of the rule;
// where it says nothing the policy decides.
func (j *judging) severity(i int, p Problem) Severity {
	r := &j.rules[i]
	if p.Severity != "" {
		return j.policy.cap(r, p.Severity)
	}
	return j.policy.SeverityOf(r)
}

// place is where the document speaks of what is in question.
func place(c *Context) specs.Position {
	if c.X != nil && c.X.Probe != nil && c.X.Probe.Operation != nil && c.X.Probe.Operation.At.Line > 0 {
		return c.X.Probe.Operation.At
	}
	if c.Path != nil {
		return specs.Position{File: c.Path.Path.File, Line: c.Path.Path.Line}
	}
	return specs.Position{}
}
