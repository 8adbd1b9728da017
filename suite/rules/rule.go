// Package rules holds the requirements that Proverb judges by: recorded
// exchanges in, findings out. It is pure: it reads a record and writes nothing.
package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// Rule is one requirement on what a server answers. Its documentation is its
// fields; its judgement is Check.
type Rule struct {
	ID string // topic/slug, never reused
	// Level is the word of the cited text.
	Level Level
	// Severity is how bad breaking it is by default; Strict with --strict.
	Severity, Strict Severity
	// Scope says what one call of Check is about.
	Scope Scope
	// Ref is where the requirement stands: "RFC 9110 section 15.5.6".
	Ref string
	// Title is the requirement in one sentence.
	Title string
	// Why says in plain words what goes wrong for a client when it is broken, and
	// what to do about it.
	Why string
	// Pack names the pack that the rule's questions belong to: it has occasion only
	// where that was asked for. Empty for nearly all.
	Pack string
	// OfParser says that what breaks the rule is the HTTP parser's to mend, also where
	// the application answered: what it was handed was to be refused before.
	OfParser bool
	// Fixes are ways to mend it, by framework. Each is tested code.
	Fixes []Fix
	// Supersedes names the rules whose findings on the same exchange, path or
	// server are not told when this one is: one mistake, one finding.
	Supersedes []string
	// Questions says that a rule about exchanges judges the answers to further
	// questions as well: it holds for any request.
	Questions bool
	// InAnswer says how much of a rule about exchanges shows in the answer alone, so
	// that it need not be asked again about an answer that came before.
	InAnswer Extent
	// Among and Suspects are short cuts for what is asked about every exchange: to
	// which answers the rule may apply at all, and which may break it, as far as that
	// shows in the answer alone. What they leave out, When or Check would leave out,
	// too; nil leaves out nothing.
	Among, Suspects func(*Context) bool
	// When says whether the rule has anything to say here; nil is always. Apart
	// from Check, so that a report can tell which rules never had occasion.
	When func(*Context) bool
	// Check says what is wrong; nothing is conformance.
	Check func(*Context) []Problem
}

// Level is the strength of a requirement in the text that makes it.
type Level string

// The levels.
const (
	Must       Level = "MUST"
	Should     Level = "SHOULD"
	May        Level = "MAY"
	Definition Level = "definition" // what a term of the standard means
	Contract   Level = "contract"   // the API's own OpenAPI document
	Advice     Level = "advice"     // ours, or the field's
)

// Severity is how bad a finding is.
type Severity string

// The severities, and Off, which a finding can never have.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
	Never   Severity = "never" // as a threshold: nothing reaches it
)

// Reaches reports whether a finding of severity s counts where the threshold
// is t.
func (s Severity) Reaches(t Severity) bool { return s.rank() >= t.rank() }

func (s Severity) rank() int {
	switch s {
	case Info:
		return 1
	case Warning:
		return 2
	case Error:
		return 3
	}
	return 4
}

// Scope is what one call of a rule's Check is about.
type Scope string

// The scopes.
const (
	ScopeExchange Scope = "exchange" // one probe's last exchange, or a not-found control
	ScopeQuestion Scope = "question" // one further question's last exchange (runner.Question)
	ScopePath     Scope = "path"     // a path with all its exchanges
	ScopeServer   Scope = "server"   // the whole record
	ScopeDocument Scope = "document" // the OpenAPI document
)

// Extent is how much of a rule shows in the answer alone: in its status, fields and
// content, in the name and kind of the method, and in what is true of the whole
// record. What does looks neither at the path nor at the rest of the request, nor
// at the value of a field that changes from one answer to the next, such as Date.
type Extent int

// The extents.
const (
	NothingInAnswer  Extent = iota
	OccasionInAnswer        // whether it has occasion, which is When
	AllInAnswer             // also whether it is kept, which is Check
	// AllInPromise: the same, together with what the document promises of the content
	// of such an answer.
	AllInPromise
)

// Problem is one way in which a rule is broken.
type Problem struct {
	// Detail is a fixed slug: it tells cases of one rule apart in causes and in
	// fingerprints. Empty where a rule can be broken in one way only.
	Detail string
	// Text is a sentence with the values: "405 without Allow".
	Text string
	// Severity overrides the rule's by case; empty keeps it. It is final: a rule
	// whose case is worse with --strict looks at Context.Strict.
	Severity Severity
	// Inconclusive says that the rule had occasion and could not decide; Reason
	// says why. It is counted, and is no finding.
	Inconclusive bool
	Reason       specs.Reason
	// Exchanges are the evidence, the telling one first; empty in an exchange
	// rule means the exchange itself.
	Exchanges []*runner.Exchange
	// Layer is whose fault it is, where that is not who produced the first of
	// Exchanges; empty is who did.
	Layer Layer
	// LeaveTo is the id of a rule that tells the very same of the first of Exchanges:
	// where it does, this is not told once more. Empty is none.
	LeaveTo string
	// At is the place in the document; the zero value means the operation's or
	// path's own.
	At specs.Position
}

// Context is what a rule is asked about, and what is known beside it. X and
// Path are nil where the scope has none; Path is nil for a control.
type Context struct {
	Record *runner.Record
	Path   *runner.PathRecord
	X      *runner.Exchange
	// Strict is set with --strict, and where the policy wants the rule worse than
	// the catalogue does.
	Strict bool

	bench    *bench     // what is worked out once for a record
	facts    *pathFacts // the same for Path, see path
	promised *promise   // the same for X, see promise
}

// Layer is the component that produced an answer.
type Layer string

// The layers.
const (
	LayerApp     Layer = "app"     // the application
	LayerParser  Layer = "parser"  // the HTTP parser or server under it
	LayerProxy   Layer = "proxy"   // something before it
	LayerUnknown Layer = "unknown" // cannot be told
)
