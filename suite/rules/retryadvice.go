package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// RetryAdvice is whether a client may send the request of an answer again.
type RetryAdvice struct {
	Again Again
	// Wait is how long Retry-After asks to wait; Asked says that it does.
	Wait  time.Duration
	Asked bool
	Text  string // a sentence or two, about this method and this answer
	Ref   string
}

// Again is what a client may do after an answer, in a word.
type Again string

// What a client may do.
const (
	AgainDone      Again = "done"      // nothing is left to do
	AgainFollow    Again = "follow"    // the request belongs to another address
	AgainChanged   Again = "changed"   // only if the request is another
	AgainNever     Again = "never"     // not by this method
	AgainItself    Again = "by-itself" // a program may send it again without asking anybody
	AgainUncertain Again = "uncertain" // it may have been done already: only where the API says how
)

// RetryAdviceOf works out what a client may do after an answer, or after none.
func RetryAdviceOf(x *runner.Exchange) RetryAdvice {
	a := RetryAdvice{Ref: "RFC 9110 section 9.2.2"}
	if x.Outcome != runner.Answered {
		return a.unanswered(x)
	}
	a.Wait, a.Asked = retryDelay(&Context{X: x}, x.Value("Retry-After"))
	a.Asked = a.Asked && x.Has("Retry-After")
	status := x.Status
	switch {
	case isSuccess(status) || status == 304:
		a.Again, a.Text = AgainDone, "There is nothing to send again: it is done."
	case isRedirect(status):
		a.Again, a.Text, a.Ref = AgainFollow, follow(x), "RFC 9110 section 15.4"
	case slices.Contains(permanent, status):
		a.Again, a.Text = AgainNever, fmt.Sprintf("Do not send %s there again: waiting does not mend %d.", methodOf(x), status)
		if a.Asked {
			a.Text += " That the answer has Retry-After does not change it."
		}
	case refusedUndone(status) || status == 413 && a.Asked:
		a.Again = AgainItself
		a.Text = fmt.Sprintf("%d says that nothing was done, so %s may be sent again%s, whatever the method.", status, methodOf(x), a.pause(status))
	case status/100 == 5 && !slices.Contains(hopeless, status):
		a.repeat(x, fmt.Sprintf("%d does not say whether anything was done", status))
	default:
		a.Again, a.Text = AgainChanged, fmt.Sprintf("Not as it was: %d is about the request, so the next one has to be another.", status)
	}
	return a
}

// permanent are statuses that no waiting mends, and hopeless those among the 5xx
// that are about the request.
var (
	permanent = []int{404, 405, 410, 414, 451, 501, 508}
	hopeless  = []int{505, 506, 508, 510, 511}
)

// refusedUndone reports whether a status says that the request was refused before
// anything was done and may do better later.
func refusedUndone(status int) bool { return slices.Contains([]int{408, 421, 425, 429}, status) }

// unanswered is the advice where no whole answer came.
func (a RetryAdvice) unanswered(x *runner.Exchange) RetryAdvice {
	if x.Outcome == runner.Refused || x.Outcome == runner.TLSFailed {
		a.Again = AgainItself
		a.Text = fmt.Sprintf("Nothing was sent, so %s may be sent again, with growing pauses and an end.", methodOf(x))
		return a
	}
	a.repeat(x, "No whole answer came, so nobody knows whether the request was carried out")
	return a
}

// methodOf is the method as people know it: UNKNOWN for the token of a run.
func methodOf(x *runner.Exchange) string {
	if x.Probe != nil {
		return x.Probe.Name()
	}
	return x.Method
}

// repeat is the advice where it is open whether the request was carried out: what
// a method promises decides.
func (a *RetryAdvice) repeat(x *runner.Exchange, open string) {
	m, known := specs.Registered(x.Method)
	pause := a.pause(x.Status)
	switch {
	case known && m.Safe:
		a.Again, a.Text = AgainItself, fmt.Sprintf("%s, and %s is safe: a program may send it again%s.", open, x.Method, pause)
	case known && m.Idempotent:
		a.Again, a.Text = AgainItself, fmt.Sprintf("%s, and %s is idempotent: twice does what once does, so a program may send it again%s.", open, x.Method, pause)
	case known:
		a.Again, a.Text = AgainUncertain, fmt.Sprintf("%s, and %s is not idempotent: not by itself. First look whether it was done, or use what the API has for it (If-Match, Idempotency-Key).", open, x.Method)
	default:
		a.Again, a.Text = AgainUncertain, fmt.Sprintf("%s, and what %s does is not registered anywhere: not by itself.", open, methodOf(x))
	}
}

// pause is how long to wait, in words that follow "again".
func (a *RetryAdvice) pause(status int) string {
	switch {
	case status == 421:
		return " on a connection of its own"
	case status == 408:
		return " on a new connection"
	case status == 425:
		return " when the TLS handshake is done"
	case a.Asked && a.Wait > 0:
		return fmt.Sprintf(" after %s, as Retry-After says", span(int(a.Wait/time.Second)))
	}
	return ", with growing pauses and an end"
}

// follow is the advice for a redirect.
func follow(x *runner.Exchange) string {
	safe := x.Method == "GET" || x.Method == "HEAD"
	switch {
	case !x.Has("Location"):
		return fmt.Sprintf("%d without Location: there is nowhere to go.", x.Status)
	case x.Status == 303:
		return "Ask the address in Location by GET."
	case safe:
		return "Ask the address in Location, by the same method."
	case x.Status == 307 || x.Status == 308:
		return fmt.Sprintf("Send %s to the address in Location, with the same content, if the user agrees.", x.Method)
	}
	return fmt.Sprintf("Look before you follow: after %d many clients turn %s into GET, which then does something else than was asked.", x.Status, x.Method)
}
