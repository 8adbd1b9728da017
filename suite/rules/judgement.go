package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// Profile says by which rules a record is judged, and how hard.
type Profile struct {
	Name string // of Policy; for the report
	// Policy holds the severities; nil is the catalogue's.
	Policy *Policy
	Strict bool // severities are the rules' Strict ones, where Policy says nothing
	// Rules are the rules to judge by; nil is the whole catalogue, Rules.
	Rules []Rule
	// Only keeps the rules it names, by id or by topic ("allow/"), when it names
	// any; Except takes away those it names.
	Only, Except []string
	// FailOn is the severity that makes a run fail; "" is Error.
	FailOn Severity
	// MinJudged is the share of sent probes, 0 to 1, under which a run is
	// undecided; 0 is one half, and a negative one asks for none.
	MinJudged float64
	// Accept are the findings that were accepted.
	Accept Acceptances
}

// Judgement is what the rules say of a record.
type Judgement struct {
	Record  *runner.Record
	Profile Profile
	// Findings are sorted: severity, rule, path in the document's order, method.
	// What is superseded is not among them.
	Findings []Finding
	// Exchanges holds the judgement of every exchange of the record, controls
	// included.
	Exchanges Judged
	// Tallies has one entry for each rule judged by, in the order of the catalogue.
	Tallies []Tally
	Server  Server
	Counts  Counts
	// Verdict of the run, and why, in a sentence that names the flag that would
	// help where one would.
	Verdict RunVerdict
	Because string
	// Stale are the acceptances that cover no finding though the run asked, and
	// Expired those that would cover some, and whose last day is over. Expiring
	// still accept some, for two more weeks at the most.
	Stale, Expired, Expiring []Acceptance
}

// Finding is one rule broken by one exchange, path, server or document.
type Finding struct {
	Rule     *Rule
	Severity Severity
	Detail   string
	Text     string
	// Path and Method are empty for a finding about the whole server or the
	// document; Method alone for one about a path. Method is Probe.Name.
	Path   *runner.PathRecord
	Method string
	Kind   specs.Kind
	Layer  Layer
	// Owner is who can mend it, in words that go after "in": the application, or
	// what answered before it was asked, by its product where that is known.
	Owner string
	At    specs.Position
	// Exchanges are the evidence, the telling one first; never empty but for
	// findings about the document.
	Exchanges []*runner.Exchange
	// Flaky: asked again, the server answered otherwise.
	Flaky bool
	// Accepted is the reason for which it was accepted; empty when it was not.
	Accepted string
}

// ExchangeJudgement is what is said of one exchange.
type ExchangeJudgement struct {
	Verdict Verdict
	Reason  specs.Reason // why it is inconclusive
	Layer   Layer
	// Product is whose own page the answer is; empty where that is not known.
	Product string
}

// Verdict is the verdict of a probe. Not-sent probes have none of these: they
// are in the record's NotSent.
type Verdict string

// The verdicts of an exchange. A failing one has a finding that reaches the
// profile's FailOn.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive"
)

// Tally counts what a rule did.
type Tally struct {
	Rule *Rule
	// Applied counts the calls in which the rule had occasion; Failed those with
	// a problem (superseded ones too); Inconclusive those it could not decide.
	Applied, Failed, Inconclusive int
}

// Server is the answer to: does the server keep 405 apart from 501?
type Server struct {
	Distinguishes Distinguishes
	// Because says it in a sentence; where undecided, with the flag that would
	// decide it.
	Because string
	// Unknown and Elsewhere count statuses by kind, on live targets; status 0 is
	// no answer.
	Unknown, Elsewhere map[int]int
	NotFound           int // the status of a path that does not exist
	Layer              Layer
	Product            string // from Server, X-Powered-By or a known page; "" unknown
	// Stacks are what the application may be made with, Fronts what stands before
	// it: one where it was recognised, several where nothing that was answered tells
	// them apart.
	Stacks, Fronts []Stack
	// Known and Unrecognised are the pair of answers that the answer is drawn
	// from: to a method that the server knows, and to one that no server does.
	// Either is nil where no such answer tells anything.
	Known, Unrecognised *runner.Exchange
	// Reason is why it is undecided; empty otherwise.
	Reason specs.Reason

	refuses    bool // whether some known method is answered 405
	toldByPath bool // whether Known is a mistake by itself, see bench.toldByPath
}

// Distinguishes is the answer to the headline question.
type Distinguishes string

// The answers.
const (
	Yes             Distinguishes = "yes"
	No              Distinguishes = "no"
	RefusedByParser Distinguishes = "refused-by-parser"
	Undecided       Distinguishes = "undecided"
)

// RunVerdict is the verdict of a run.
type RunVerdict string

// The verdicts of a run.
const (
	Conforms     RunVerdict = "conforms"
	Fails        RunVerdict = "fails"
	RunUndecided RunVerdict = "undecided"
)

// Counts are the numbers of a run. Sent and those below count probes, not
// exchanges: one that was asked again is one.
type Counts struct {
	Paths, LivePaths                            int
	Planned, Sent, Judged, Inconclusive, Unsent int
	Reasons                                     map[specs.Reason]int // of inconclusive and unsent ones
	// Questions counts the further questions put, Unasked those held back.
	Questions, Unasked int
}
