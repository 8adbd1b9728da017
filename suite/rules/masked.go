package rules

import (
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// reasonForbidden is why an answer of 401 or 403 tells nothing although the run
// has credentials: the path's own operations are not answered either.
const reasonForbidden = specs.ReasonForbidden

// masked is why an answer cannot tell how the server treats the method.
func (b *bench) masked(x *runner.Exchange) specs.Reason {
	if rejects(x.Status) && x.Outcome == runner.Answered && b.record.Cut != runner.CutBlocked {
		return "" // as below; for most answers of most servers
	}
	f := b.fact(x)
	if f.mask == unasked {
		why := b.reasonMasked(x)
		if f.mask = answerOf(why != ""); why != "" {
			b.reasons[x] = why
		}
	}
	if f.mask == no {
		return ""
	}
	return b.reasons[x]
}

func (b *bench) reasonMasked(x *runner.Exchange) specs.Reason {
	switch {
	case x.Outcome != runner.Answered:
		return specs.ReasonNoAnswer
	case b.record.Cut == runner.CutBlocked && x.Challenge() != "":
		return specs.ReasonBlocked
	case rejects(x.Status):
		return "" // 405 and 501 are about the method, wherever they are said
	case b.record.Server.CatchAll && b.likeNotFound(x):
		return specs.ReasonCatchAll
	case isSuccess(x.Status):
		return ""
	case b.barrier(x) != "":
		return specs.ReasonBlocked
	case x.Status == 429:
		return specs.ReasonThrottled
	case demandsCredentials(x.Status):
		return b.reasonDenied(x)
	}
	return b.reasonAbsent(x)
}

func demandsCredentials(status int) bool { return status == 401 || status == 403 || status == 407 }

// reasonDenied tells an access check that comes before the method from a
// refusal of the method by 403. TRACE never carries credentials.
func (b *bench) reasonDenied(x *runner.Exchange) specs.Reason {
	p := b.pathOf(x)
	switch {
	case p == nil:
		return ""
	case !b.record.Authenticated, strings.EqualFold(x.Method, "TRACE"):
		return specs.ReasonAuthFirst
	case b.record.ByScheme && !x.SentCredentials():
		return specs.ReasonAuthFirst // there is none for this one
	case !p.Live:
		return reasonForbidden
	}
	return ""
}

// reasonAbsent tells a target that is not there from a method that is refused
// by 404.
func (b *bench) reasonAbsent(x *runner.Exchange) specs.Reason {
	p := b.pathOf(x)
	plain := x.Status == 404 || x.Status == 410
	absent := plain || b.likeNotFound(x)
	switch {
	case p == nil || !absent:
		return ""
	case !p.Live && x.Status >= 500:
		return reasonBroken(x.Status) // a dead backend's page is the fingerprint of not-found as well
	case !p.Live && !plain:
		return specs.ReasonLikeAbsent
	case isImpossible(x.Probe):
		return specs.ReasonImpossibleID
	case !p.Live:
		return specs.ReasonNotLive
	}
	return ""
}

func reasonBroken(status int) specs.Reason {
	if status == 503 {
		return specs.ReasonBusy
	}
	return specs.ReasonFailed
}

// isImpossible reports whether a probe is sent to an id that was chosen not to
// exist.
func isImpossible(p *specs.Probe) bool {
	for _, v := range p.Values {
		if v.Source == specs.SourceImpossible {
			return true
		}
	}
	return false
}
