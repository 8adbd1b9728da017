package rules

import (
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var authRules = []Rule{
	{
		ID: "auth/401-challenge", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer,
		Ref:   "RFC 9110 section 15.5.2, RFC 9110 section 11.6.1",
		Title: "Every 401 says in WWW-Authenticate how to authenticate.",
		Why: "401 means: come back with credentials. WWW-Authenticate says with which; without it a client cannot know whether a token, a password or a certificate is asked for, and libraries that act on the challenge do nothing. " +
			"Send WWW-Authenticate: Bearer, or the scheme that you use. It is often left out so that browsers show no window: they do so for Basic, Digest and Negotiate only, and not for Bearer or a scheme of your own.",
		When:  func(c *Context) bool { return c.anyAnswer(isStatus(401)) },
		Check: checkChallenge,
	},
	{
		ID: "auth/challenge-syntax", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer,
		Ref:   "RFC 9110 section 11.3, RFC 9110 section 11.6.1",
		Title: "A challenge is a scheme with a token or with parameters, parted by commas.",
		Why: "Clients take the field apart to find a scheme that they know. One fault in it, such as a missing comma or text without quotes, and they find none, or the wrong realm. " +
			"Write WWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\"; several challenges may stand on one line or on several.",
		When:  func(c *Context) bool { return c.anyAnswer(hasChallenge) },
		Check: checkChallengeSyntax,
	},
	{
		ID: "auth/407-not-from-origin", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 15.5.8, RFC 9110 section 11.7.1",
		Title: "407 comes from a proxy, with Proxy-Authenticate.",
		Why: "407 asks for credentials for a proxy that the client chose, and clients answer it with the proxy's password or ask their user for that. " +
			"An API that wants credentials of its own answers 401 with WWW-Authenticate; a proxy that answers 407 says in Proxy-Authenticate how to authenticate.",
		When:  func(c *Context) bool { return answered(c) && c.X.Status == 407 },
		Check: check407,
	},
}

// checkChallenge looks at every 401 of the record, those of the controls too: a
// run with credentials may have no other. It is told once, as one piece of code
// makes them all.
func checkChallenge(c *Context) []Problem {
	var missing []*runner.Exchange
	for x := range c.bench.everyAnswer() {
		if x.Status != 401 {
			continue
		}
		if challenges, err := readChallenges(x.Values("WWW-Authenticate")); err == nil && len(challenges) == 0 {
			missing = append(missing, x)
		}
	}
	if missing == nil {
		return nil // auth/challenge-syntax tells what cannot be read
	}
	missing = ownFirst(c, missing)
	p := problem("", "401 without WWW-Authenticate%s", by(c, missing[0]))
	if missing[0].Has("WWW-Authenticate") {
		p = problem("empty", "401 with a WWW-Authenticate that has no challenge%s", by(c, missing[0]))
	}
	return milderIfForeign(c, witnessed(missing, p))
}

// milderIfForeign makes a warning of what another component than the application
// did.
func milderIfForeign(c *Context, p []Problem) []Problem {
	if foreign(c, p[0].Exchanges[0]) {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

var challengeFields = []string{"WWW-Authenticate", "Proxy-Authenticate"}

func hasChallenge(x *runner.Exchange) bool {
	return x.Has(challengeFields[0]) || x.Has(challengeFields[1])
}

func checkChallengeSyntax(c *Context) []Problem {
	for x := range c.bench.everyDifferent() {
		for _, field := range challengeFields {
			_, err := readChallenges(x.Values(field))
			// A mask where a credential was sent back is not what the server wrote.
			if err == nil || strings.Contains(x.Value(field), "[secret:") {
				continue
			}
			p := problem("", "%s is no list of challenges: %s%s", field, err, by(c, x))
			return milderIfForeign(c, witnessed([]*runner.Exchange{x}, p))
		}
	}
	return nil
}

func check407(c *Context) []Problem {
	switch {
	case !c.X.Has("Proxy-Authenticate"):
		return problem("no-challenge", "407 without Proxy-Authenticate%s", by(c, c.X))
	case c.Layer(c.X) == LayerApp:
		return at(Warning, problem("origin", "407, which is a proxy's, was answered by the application"))
	}
	return nil
}
