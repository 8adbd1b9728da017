package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// where names what was asked: PUT /books.
func (b *bench) where(x *runner.Exchange) string {
	if p := b.pathOf(x); p != nil {
		return x.Probe.Name() + " " + p.Path.Template
	}
	return x.Probe.Name() + " " + x.Target
}

// there is where without the path, when that was just named.
func (b *bench) there(x, named *runner.Exchange) string {
	if b.pathOf(x) == b.pathOf(named) {
		return x.Probe.Name()
	}
	return b.where(x)
}

// parserName says whose parser refused a request, after "the HTTP parser".
func (b *bench) parserName(x *runner.Exchange) string {
	of, s := "", b.signature(x)
	if b.layer(x) == LayerProxy {
		of = " of the proxy"
	}
	if s != nil && (s.layer == LayerParser || of != "") {
		return of + " (" + s.product + ")"
	}
	return of
}

// whyNot says in what way the two kinds of methods are not told apart; wrong of
// all answers to the unknown method are not 501.
func (b *bench) whyNot(s *Server, all, wrong int) string {
	some := ""
	if wrong < all {
		some = fmt.Sprintf(" (on %d of %s)", wrong, counted(all, "live path"))
	}
	u, k := s.Unrecognised, s.Known
	not := ""
	if u.Status != 501 {
		not = ", not 501"
	}
	switch {
	case k == nil:
		return fmt.Sprintf("%s, a method that no server knows, is answered %d%s%s.", b.where(u), u.Status, not, some)
	case k.Status == u.Status && b.pathOf(k) == b.pathOf(u):
		return fmt.Sprintf("%s is answered %d, and so is %s, a method that no server knows%s.", b.where(k), u.Status, u.Probe.Name(), some)
	case k.Status == 405:
		return fmt.Sprintf("%s is answered 405, and %s, a method that no server knows, %d%s%s.", b.where(k), b.there(u, k), u.Status, not, some)
	}
	what := ", implemented elsewhere,"
	if k.Probe.Kind == specs.KindRegistered {
		what = ""
	}
	return fmt.Sprintf("%s%s is answered %d, not 405, and %s, a method that no server knows, %d%s%s.",
		b.where(k), what, k.Status, b.there(u, k), u.Status, not, some)
}

// undecidedUnknown is for a run in which no answer to the unknown method tells
// anything.
func (b *bench) undecidedUnknown(s *Server, a sides) {
	if len(a.failed) > 0 {
		s.Distinguishes, s.Unrecognised = No, a.failed[0]
		s.Because = fmt.Sprintf("%s, a method that no server knows, is answered %d, not 501.", b.where(a.failed[0]), a.failed[0].Status)
		return
	}
	s.Distinguishes = Undecided
	if len(a.hidden) == 0 {
		s.Reason = cmp.Or(b.unsent(specs.KindUnknown), specs.ReasonExcluded)
		s.Because = "No live path was asked with a method that no server knows: " + s.Reason.Text() + "."
		return
	}
	s.Reason, s.Because = b.hiding(a.hidden[0])
}

// undecidedKnown is for a run in which the unknown method is answered 501, or refused
// by the parser, and nothing shows whether 405 is ever said.
func (b *bench) undecidedKnown(s *Server, a sides) {
	s.Distinguishes = Undecided
	if len(a.hiddenKnown) > 0 {
		s.Reason, s.Because = b.hiding(a.hiddenKnown[0])
		return
	}
	if len(a.nowhere) > 0 {
		s.Reason, s.Known = specs.ReasonNoneKnown, a.nowhere[0]
		s.Because = fmt.Sprintf("%s is answered 501 also where the document declares it, so no method is known that could be refused with 405.", s.Known.Probe.Name())
		return
	}
	switch s.Reason = b.unsent(specs.KindElsewhere); s.Reason {
	case "":
		// The document gives no occasion for 405, so this leaves no run undecided.
		s.Reason = specs.ReasonNoneKnown
		s.Because = "Every method of the document is declared on every live path, so none could be refused with 405; " + b.unknownIs(a) + "."
	case specs.ReasonSafety:
		s.Because = fmt.Sprintf("At level %s no method was asked that the document declares on another path only; --safety guarded asks unsafe ones too.", b.record.Plan.Safety)
	default:
		s.Because = "No method was asked that the document declares on another path only: " + s.Reason.Text() + "."
	}
}

// unknownIs says what becomes of the unknown method where it is not answered wrongly.
func (b *bench) unknownIs(a sides) string {
	if len(a.rejected) == 0 {
		return "a method that no server knows is answered 501"
	}
	return fmt.Sprintf("a method that no server knows is refused with 400 by the HTTP parser%s, before the application is asked", b.parserName(a.rejected[0]))
}

// unsent is why probes of a kind were not sent; empty when none was planned.
func (b *bench) unsent(kind specs.Kind) specs.Reason {
	for _, p := range b.record.Paths {
		for _, n := range p.NotSent {
			if n.Probe.Kind == kind {
				return n.Reason
			}
		}
	}
	return ""
}

// hiding says why an answer hides how the server treats the method, with the
// flag that helps.
func (b *bench) hiding(x *runner.Exchange) (specs.Reason, string) {
	reason := b.masked(x)
	text := fmt.Sprintf("%s %s", b.where(x), outcomeIs(x))
	switch {
	case reason == "" && isRedirect(x.Status):
		reason = specs.ReasonRedirected
		text += ", a redirect, which does not tell how the method is treated"
	case reason == "":
		reason = specs.ReasonNoAnswer
		text += ", a failure, which does not tell how the method is treated"
	case reason == specs.ReasonAuthFirst && strings.EqualFold(x.Method, "TRACE") && b.record.Authenticated:
		text += ", and TRACE never carries credentials"
	case reason == specs.ReasonImpossibleID:
		return reason, text + " for an id that does not exist, which does not tell how the method is treated."
	default:
		text += ", which does not tell how the method is treated"
	}
	if help := helpFor(reason, x.Outcome == runner.Timeout); help != "" && !isRedirect(x.Status) && !isBreakdown(x.Status) {
		text += ": " + help
	}
	return reason, text + "."
}

func outcomeIs(x *runner.Exchange) string {
	if x.Outcome != runner.Answered {
		return fmt.Sprintf("got no answer (%s)", x.Outcome)
	}
	return fmt.Sprintf("is answered %d", x.Status)
}

// whyNothingIsLive says why no target is known to exist, with the flag that
// would help.
func (b *bench) whyNothingIsLive() string {
	r := b.record
	statuses := b.statusesOfDeclared()
	status := commonest(statuses)
	switch {
	case len(r.Paths) == 0:
		return "The document has no path to ask about."
	case r.Hint != "":
		return r.Hint
	case r.Server.CatchAll:
		return fmt.Sprintf("No path is known to exist: one that does not is answered %d as well; see that --url is the API's own address.", r.Server.NotFound.Status)
	case len(statuses) == 0:
		return "No path is known to exist: nothing was answered."
	case demandsCredentials(status) && r.Authenticated:
		return fmt.Sprintf("No path is known to exist: the document's operations are answered %d with the credentials given; give others with -H or --auth.", status)
	case demandsCredentials(status):
		return fmt.Sprintf("No path is known to exist: the document's operations are answered %d; give credentials with -H 'Authorization: ...' or --auth.", status)
	case status == 404 || status == 410:
		return fmt.Sprintf("No path is known to exist: the document's operations are answered %d; %s.", status, b.whereToLook())
	}
	return fmt.Sprintf("No path is known to exist: the document's operations are answered %d.", status)
}

// whereToLook is what helps against 404: ids where all paths have parameters,
// otherwise also another base path.
func (b *bench) whereToLook() string {
	base := "give another base path with --url"
	for _, p := range b.record.Paths {
		names := p.Path.Parameters()
		if len(names) == 0 {
			return base
		}
		base = "give ids that exist with --param " + names[0] + "=VALUE, or another base path with --url"
	}
	return base
}

// statusesOfDeclared counts the answers to what the document declares, the
// search for live targets included.
func (b *bench) statusesOfDeclared() map[int]int {
	out := map[int]int{}
	for _, x := range b.everywhere.ofKind(specs.KindDeclared) {
		out[x.Status]++
	}
	for _, x := range b.record.Controls {
		if x.Control == runner.ControlLive && x.Outcome == runner.Answered {
			out[x.Status]++
		}
	}
	return out
}

func commonest(counts map[int]int) int {
	best := 0
	for _, status := range slices.Sorted(maps.Keys(counts)) {
		if counts[status] > counts[best] {
			best = status
		}
	}
	return best
}

// product is what the server says it is, or what a page of its own gives away. Where
// something stands before an application, its errors and its parser's say nothing of
// who answers otherwise: Caddy names itself in its own 502 alone, and is told as what it is.
func (b *bench) product(fronts []Stack) string {
	var succeeded, said, page string
	success := false
	for x := range b.everyDifferent() {
		fields := saysOfItself(x)
		said = cmp.Or(said, fields)
		if x.Method == "GET" && isSuccess(x.Status) {
			success, succeeded = true, cmp.Or(succeeded, fields)
		}
		if s := b.signature(x); page == "" && s != nil {
			page = s.product
		}
		if succeeded != "" {
			return succeeded
		}
	}
	if success && len(fronts) > 0 {
		return ""
	}
	return cmp.Or(said, page)
}

// saysOfItself are the fields in which products name themselves.
func saysOfItself(x *runner.Exchange) string {
	fields := strings.TrimPrefix(x.Value("Server")+", "+x.Value("X-Powered-By"), ", ")
	return strings.TrimSuffix(fields, ", ")
}
