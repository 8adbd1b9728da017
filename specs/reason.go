package specs

// Reason is why a probe was not sent or could not be judged: a slug that
// reports group by. Text has the sentence for it.
type Reason string

// Why a probe is not sent.
const (
	ReasonSafety          Reason = "safety"
	ReasonNever           Reason = "safety-never"
	ReasonNoRefusableForm Reason = "no-refusable-form"
	ReasonExcluded        Reason = "excluded"
	ReasonOverlap         Reason = "overlap"
	ReasonStopped         Reason = "stopped-after-2xx"
	ReasonToldFromAllow   Reason = "told-from-allow"
	ReasonDeleteNoAllow   Reason = "delete-without-allow"
	ReasonNoAllow         Reason = "no-allow"
	ReasonCutShort        Reason = "cut-short"
)

// Why an exchange is inconclusive.
const (
	ReasonNotLive      Reason = "not-live"
	ReasonImpossibleID Reason = "impossible-id"
	ReasonLikeAbsent   Reason = "like-not-found"
	ReasonAuthFirst    Reason = "auth-first"
	ReasonThrottled    Reason = "throttled"
	ReasonBlocked      Reason = "blocked"
	ReasonCatchAll     Reason = "catch-all"
	ReasonNoAnswer     Reason = "no-answer"
	ReasonForbidden    Reason = "forbidden"
	ReasonRedirected   Reason = "redirected"
	ReasonBlind        Reason = "not-told-apart"
	ReasonFailed       Reason = "server-failed"
	ReasonBusy         Reason = "busy"
	ReasonNeedsContent Reason = "needs-content"
	ReasonNoneKnown    Reason = "no-method-elsewhere"
	ReasonAnyHost      Reason = "any-host"
)

var reasons = map[Reason]string{
	ReasonSafety:          "the safety level does not allow this method",
	ReasonNever:           "the document says x-proverb: {safety: never}",
	ReasonNoRefusableForm: "there is neither a required body to malform nor a path parameter to make impossible, so the request would be the valid one",
	ReasonExcluded:        "left out by a filter",
	ReasonOverlap:         "another path of the document matches the same target and declares the method",
	ReasonStopped:         "an undeclared probe of the same method or kind was answered 2xx on another path, so it was sent no further",
	ReasonToldFromAllow:   "an Allow field of this path already lists the method, which is told from that",
	ReasonDeleteNoAllow:   "an undeclared DELETE on a path without parameters is sent only where an Allow field leaves DELETE out",
	ReasonNoAllow:         "the method may change something, and no Allow field of this address leaves it out",
	ReasonCutShort:        "the run ended before its turn",
	ReasonNotLive:         "404, and no target of the path is known to exist",
	ReasonImpossibleID:    "404 to an id that was chosen not to exist",
	ReasonLikeAbsent:      "answered as a path that does not exist is, and no target of the path is known to exist",
	ReasonAuthFirst:       "401 or 403 without credentials, which TRACE never carries: access may be checked before the method",
	ReasonThrottled:       "429: the server limits the rate",
	ReasonBlocked:         "a firewall or a bot challenge answered in place of the server",
	ReasonCatchAll:        "the server answers a path that does not exist as it answers this one",
	ReasonNoAnswer:        "no answer came",
	ReasonForbidden:       "the credentials of the run are not accepted here",
	ReasonRedirected:      "redirected elsewhere",
	ReasonBlind:           "methods are not told apart on this path",
	ReasonFailed:          "the server failed",
	ReasonBusy:            "503: the server says that it is busy",
	ReasonNeedsContent:    "the method requires content, which the probe does not have",
	ReasonAnyHost:         "the server answers requests without a Host, or with any, so that the answer does not show how it reads the line that has it",
	ReasonNoneKnown:       "no method of the document was asked where it is not declared",
}

// Text is the reason as a clause that can follow "not sent:" or "inconclusive:".
func (r Reason) Text() string {
	if t, ok := reasons[r]; ok {
		return t
	}
	return string(r)
}
