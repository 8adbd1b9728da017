package rules

import (
	"fmt"
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// sides are the answers on live paths that tell how the server treats methods:
// those it implements elsewhere, and those that no server knows.
type sides struct {
	known, unknown   []*runner.Exchange
	rejected, failed []*runner.Exchange // unknown ones: by the parser; by breaking down
	hidden           []*runner.Exchange // unknown ones that tell nothing
	hiddenKnown      []*runner.Exchange
	// nowhere are 501 to known methods that are answered 501 also where they are
	// declared: there it is told, here it is the truth.
	nowhere []*runner.Exchange
	// absent are 404 to registered methods that no path declares: they stand for the
	// known ones where none of those was answered, as behind ids that do not exist.
	absent []*runner.Exchange
}

// either are the answers to the unknown method that were rejected by the parser,
// or, where there are none, the others.
func (s *sides) either() []*runner.Exchange {
	if len(s.rejected) > 0 {
		return s.rejected
	}
	return s.unknown
}

// serverAnswer answers the headline question, once for a record.
func (b *bench) serverAnswer() Server {
	if b.server == nil {
		s := Server{NotFound: b.record.Server.NotFound.Status}
		s.Stacks, s.Fronts = b.recognise()
		s.Product = b.product(s.Fronts)
		sides := b.sides()
		s.Unknown, s.Elsewhere = b.tally()
		b.decide(&s, sides)
		if s.Distinguishes == Undecided && b.record.Cut != "" {
			s.Because = "The run was cut short before this could be told."
		}
		s.Layer = b.layerOf(s)
		s.refuses, s.toldByPath = len(statusIs(sides.known, 405)) > 0, b.toldByPath(s.Known)
		b.server = &s
	}
	return *b.server
}

// toldByPath reports whether the answer to a method that is known and not allowed is
// a finding of its own, at least as bad as that unknown ones are answered alike. Such
// are 404 (route/404-vs-405), success (method/undeclared-not-accepted), and what blames
// the request (method/known-405): 400 above all.
func (b *bench) toldByPath(known *runner.Exchange) bool {
	if known == nil || rejects(known.Status) {
		return false
	}
	if known.Status == 404 || isSuccess(known.Status) {
		return true
	}
	c := &Context{Record: b.record, Path: b.pathOf(known), X: known, bench: b}
	milder := slices.Contains([]int{401, 403, 412, 428}, known.Status) || foreign(c, known)
	return isError(known.Status) && !milder && overlap(c) == nil
}

// tally counts the statuses of each kind on live targets.
func (b *bench) tally() (unknown, elsewhere map[int]int) {
	unknown, elsewhere = map[int]int{}, map[int]int{}
	for _, p := range b.record.Paths {
		if !p.Live {
			continue
		}
		for _, x := range b.of(p).last {
			out := unknown
			switch x.Probe.Kind {
			case specs.KindUnknown:
			case specs.KindElsewhere:
				out = elsewhere
			default:
				continue
			}
			if b.masked(x) != specs.ReasonImpossibleID {
				out[statusOf(x)]++
			}
		}
	}
	return unknown, elsewhere
}

func statusOf(x *runner.Exchange) int {
	if x.Outcome != runner.Answered {
		return 0
	}
	return x.Status
}

func (b *bench) sides() sides {
	s := sides{known: make([]*runner.Exchange, 0, len(b.all)/2)}
	for _, p := range b.record.Paths {
		if !p.Live {
			continue
		}
		for _, x := range b.of(p).last {
			switch x.Probe.Kind {
			case specs.KindUnknown:
				b.addUnknown(&s, x)
			case specs.KindElsewhere:
				if x.Status == 501 && b.nowhere(x.Method) {
					s.nowhere = append(s.nowhere, x)
					continue
				}
				b.addKnown(&s, x)
			case specs.KindRegistered:
				switch {
				case x.Status == 405:
					b.addKnown(&s, x)
				case x.Status == 404 && b.masked(x) == "":
					s.absent = append(s.absent, x)
				}
			}
		}
	}
	// Where 501 is said, 404 to a method that nothing declares shows nothing of 405.
	if len(s.known)+len(s.nowhere) == 0 && len(without501(s.unknown)) == len(s.unknown) {
		s.known = append(slices.DeleteFunc(slices.Clone(s.absent), isStrange), slices.DeleteFunc(slices.Clone(s.absent), isFamiliar)...)
	}
	return s
}

func isStrange(x *runner.Exchange) bool { return !isFamiliar(x) }

// nowhere reports whether every path that declares a method answers it 501.
func (b *bench) nowhere(method string) bool {
	declared := false
	for _, p := range b.record.Paths {
		if p.Path.DeclaredOn(method) == nil {
			continue
		}
		if !never(p, method) {
			return false
		}
		declared = true
	}
	return declared
}

func (b *bench) addUnknown(s *sides, x *runner.Exchange) {
	switch {
	case b.masked(x) != "" || isRedirect(x.Status):
		s.hidden = append(s.hidden, x)
	case isBreakdown(x.Status):
		s.failed = append(s.failed, x)
	case b.parserReject(x):
		s.rejected = append(s.rejected, x)
	default:
		s.unknown = append(s.unknown, x)
	}
}

func (b *bench) addKnown(s *sides, x *runner.Exchange) {
	if b.masked(x) != "" || isRedirect(x.Status) || isBreakdown(x.Status) {
		s.hiddenKnown = append(s.hiddenKnown, x)
		return
	}
	s.known = append(s.known, x)
}

// decide draws the answer. An unknown method that gets anything but 501, or a
// refusal by the parser, is "no" whatever the known ones get.
func (b *bench) decide(s *Server, a sides) {
	wrong := without501(a.unknown)
	refused := statusIs(a.known, 405)
	switch {
	case b.live() == 0:
		s.Distinguishes, s.Reason, s.Because = Undecided, specs.ReasonNotLive, b.whyNothingIsLive()
	case len(wrong) > 0:
		s.Distinguishes = No
		s.Known, s.Unrecognised = b.pair(a.known, wrong, true)
		s.Because = b.whyNot(s, len(a.unknown)+len(a.rejected), len(wrong))
	case len(a.unknown)+len(a.rejected) == 0:
		b.undecidedUnknown(s, a)
	case len(refused) > 0 && len(a.rejected) > 0:
		s.Distinguishes = RefusedByParser
		s.Known, s.Unrecognised = b.pair(refused, a.rejected, false)
		s.Because = fmt.Sprintf("%s is answered 405; %s is refused with 400 by the HTTP parser%s, before the application is asked.",
			b.where(s.Known), b.there(s.Unrecognised, s.Known), b.parserName(s.Unrecognised))
	case len(refused) > 0:
		s.Distinguishes = Yes
		s.Known, s.Unrecognised = b.pair(refused, a.unknown, false)
		s.Because = fmt.Sprintf("%s is answered 405, and %s, a method that no server knows, 501.",
			b.where(s.Known), b.there(s.Unrecognised, s.Known))
	case len(a.known) > 0:
		s.Distinguishes = No
		s.Known, s.Unrecognised = b.pair(a.known, a.either(), true)
		s.Because = b.whyNot(s, 0, 0)
	default:
		b.undecidedKnown(s, a)
	}
}

func without501(all []*runner.Exchange) []*runner.Exchange {
	return slices.DeleteFunc(slices.Clone(all), func(x *runner.Exchange) bool { return x.Status == 501 })
}

func statusIs(all []*runner.Exchange, status int) []*runner.Exchange {
	return slices.DeleteFunc(slices.Clone(all), func(x *runner.Exchange) bool { return x.Status != status })
}

func (b *bench) live() int {
	n := 0
	for _, p := range b.record.Paths {
		if p.Live {
			n++
		}
	}
	return n
}

// pair chooses the two answers to show: on one path if there is one with both,
// and where they are not told apart, two of the same status, 405 above all.
func (b *bench) pair(known, unknown []*runner.Exchange, alike bool) (k, u *runner.Exchange) {
	best := 0
	i, j := 0, 0 // both are in the order of the paths
	for _, p := range b.record.Paths {
		from := i
		for i < len(known) && b.pathOf(known[i]) == p {
			i++
		}
		for ; j < len(unknown) && b.pathOf(unknown[j]) == p; j++ {
			for _, x := range known[from:i] {
				if v := pairValue(x, unknown[j], alike); v > best {
					best, k, u = v, x, unknown[j]
				}
			}
		}
	}
	if best > 0 {
		return k, u
	}
	if len(known) > 0 {
		k = known[0]
		if at405 := statusIs(known, 405); len(at405) > 0 {
			k = at405[0]
		}
	}
	return k, unknown[0]
}

func pairValue(k, u *runner.Exchange, alike bool) int {
	value := 1
	if k.Status == 405 {
		value += 2
	}
	if alike && k.Status == u.Status && !isSuccess(k.Status) {
		value += 4
	}
	if k.Probe.Kind == specs.KindElsewhere && !isImpossible(k.Probe) {
		value++
	}
	return value
}

// layerOf is who answers the unknown method, which is what the answer is about.
func (b *bench) layerOf(s Server) Layer {
	if s.Unrecognised != nil {
		return b.layer(s.Unrecognised)
	}
	for _, x := range b.everywhere.ofKind(specs.KindUnknown) {
		return b.layer(x)
	}
	for _, x := range notFoundAnswers(b.record.Controls) {
		return b.layer(x)
	}
	return LayerUnknown
}
