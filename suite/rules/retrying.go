package rules

import (
	"slices"
	"strconv"
	"time"
)

var retryingRules = []Rule{
	{
		ID: "retry/503", Level: May, Severity: Info, Strict: Info, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 15.6.4, RFC 9110 section 10.2.3",
		Title: "503 says when to come back.",
		Why: "503 says that the server will be there again, and clients come back after a time of their own: all at once, often within a second, which is when it can least be borne. " +
			"Send Retry-After with the seconds that a restart or a pause takes, also from the page that the gateway shows meanwhile.",
		When:  hasStatus(503),
		Check: checkDelayGiven,
	},
	{
		ID: "retry/429", Level: May, Severity: Info, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 6585 section 4, RFC 9110 section 10.2.3",
		Title: "429 says when to come back.",
		Why: "A client that was too fast has to guess how long to wait: it waits too long, or comes back at once and is refused again, and the requests that are refused count as well. " +
			"Send Retry-After with the seconds until the limit is over; whoever keeps count knows them.",
		When:  hasStatus(429),
		Check: checkLimitDelay,
	},
	{
		ID: "retry/413", Level: Should, Severity: Info, Strict: Info, Scope: ScopeExchange,
		Ref:   "RFC 9110 section 15.5.14",
		Title: "413 says when to come back, where the document says that it does.",
		Why: "Content that is too large now may be taken later, when space is free again, and Retry-After is how a client knows that trying again makes sense. The document describes the field for this answer, so clients were written to look for it. " +
			"Send it, or take it out of the document where the limit is a fixed one.",
		Among: withStatus(413),
		When: func(c *Context) bool {
			if c.Status() != 413 || c.X.Probe == nil || c.X.Probe.Operation == nil {
				return false
			}
			r := c.X.Probe.Operation.Response(413)
			return r != nil && r.Status == "413" && r.Describes("Retry-After")
		},
		Check: checkDelayGiven,
	},
	{
		ID: "retry/not-on-permanent", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 10.2.3",
		Title: "404, 405, 410 and 501 do not ask to come back later.",
		Why: "Retry-After tells a client to send the same request again, and these answers say that it will not do better: libraries that retry by themselves do so in vain, for as long as they are told. " +
			"Set the field with the statuses that pass, 429 and 503, and not for all errors.",
		When:  hasRetryAfter,
		Check: checkPermanent,
	},
	{
		ID: "retry/sane", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 10.2.3",
		Title: "Retry-After is later than now, and within a day.",
		Why: "A delay of zero or a time that is over asks every client to come back at once, which is what the field was to prevent; one of days keeps clients away that nobody tells when the service is back. " +
			"Send the seconds that are left. Milliseconds written as seconds, and a clock or time zone that is wrong, are usual causes.",
		When:  func(c *Context) bool { return hasRetryAfter(c) && len(c.X.Values("Retry-After")) == 1 },
		Check: checkSaneDelay,
	},
}

func hasStatus(status int) func(*Context) bool {
	return func(c *Context) bool { return c.Status() == status }
}

func hasRetryAfter(c *Context) bool { return answered(c) && c.X.Has("Retry-After") }

func checkDelayGiven(c *Context) []Problem {
	if c.X.Has("Retry-After") {
		return nil
	}
	return problem("", "%d without Retry-After%s", c.Status(), by(c, c.X))
}

// checkLimitDelay takes the fields that many APIs have in place of Retry-After.
func checkLimitDelay(c *Context) []Problem {
	for _, name := range []string{"RateLimit", "RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"} {
		if c.X.Has(name) {
			return nil
		}
	}
	return ownOnly(c, checkDelayGiven(c))
}

func checkPermanent(c *Context) []Problem {
	if !slices.Contains([]int{404, 405, 410, 501}, c.Status()) {
		return nil
	}
	return ownOnly(c, problem("", "%d with Retry-After: %s%s", c.Status(), c.X.Value("Retry-After"), by(c, c.X)))
}

const longestDelay = 24 * time.Hour

func checkSaneDelay(c *Context) []Problem {
	value := c.X.Value("Retry-After")
	delay, ok := retryDelay(c, value)
	switch {
	case !ok:
		return nil // retry/syntax tells it
	case delay <= 0 && isDigits(value):
		return problem("zero", "%d with Retry-After: %s, so at once%s", c.Status(), value, by(c, c.X))
	case delay <= 0:
		return problem("past", "%d with Retry-After: %s, which is over%s", c.Status(), value, by(c, c.X))
	case delay > longestDelay:
		return problem("long", "%d with Retry-After: %s, which is more than a day%s", c.Status(), value, by(c, c.X))
	}
	return nil
}

// retryDelay is how long a client is to wait from when the answer was written.
// Without Date that is when it was received, by the clock of the run.
func retryDelay(c *Context, value string) (time.Duration, bool) {
	if isDigits(value) {
		n, err := strconv.Atoi(value)
		if err != nil || n > mostSeconds {
			n = mostSeconds
		}
		return time.Duration(n) * time.Second, true
	}
	until, ok := httpDate(value)
	now, dated := httpDate(c.X.Value("Date"))
	if !dated {
		now = c.X.Sent
	}
	return until.Sub(now), ok && !now.IsZero()
}
