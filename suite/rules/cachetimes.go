package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// cacheTimeRules are about the fields by which caches know how old an answer is.
var cacheTimeRules = []Rule{
	{
		ID: "cache/age-means-cached", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeServer,
		Ref:   "RFC 9111 section 5.1",
		Title: "What was answered from a cache is known as such; Age is a number of seconds.",
		Why: "An answer with an Age above 0 was written earlier, for another request, so what is told of it may be mended already, or be about a method that the application was never asked about. An Age that is no number counts as none, and the answer is kept for longer than was meant. " +
			"Run against the application itself, or with the cache's own switch to pass it by; and mend the component that writes the field.",
		Check: checkAge,
	},
	{
		ID: "cache/date-present", Level: Must, Severity: Warning, Strict: Error, Scope: ScopeServer,
		Ref:   "RFC 9110 section 6.6.1",
		Title: "Answers below 500 have Date.",
		Why: "Caches count the age of an answer, and what Expires leaves of its life, from Date; without it each cache starts anew when it receives the answer, and keeps it for longer than was meant. Clients that mend their clocks, or check a signature that is bound to a time, go by it as well. " +
			"Most servers send it by themselves; where one does not, add it in a middleware or in the proxy before it.",
		Check: checkDate,
	},
}

func checkAge(c *Context) []Problem {
	if !someAnswer("Age")(c) {
		return nil
	}
	var cached, malformed []*runner.Exchange
	for _, x := range c.AllExchanges() {
		switch value := x.Value("Age"); {
		case value == "" || value == "0" || strings.Contains(value, ","): // of several lines transport/single-field-lines tells
		case isDigits(value):
			cached = append(cached, x)
		default:
			malformed = append(malformed, x)
		}
	}
	out := toldOnce(malformed, func(x *runner.Exchange) []Problem {
		p := problem("malformed", "%d to %s with Age: %s, which is no number of seconds%s", x.Status, x.Probe.Name(), x.Value("Age"), by(c, x))
		return at(Error, p)
	})
	return append(out, toldOnce(cached, func(x *runner.Exchange) []Problem {
		return problem("", "%s of %d came from a cache: %s of %s is %s seconds old",
			counted(len(cached), "answer"), len(c.AllExchanges()), x.Probe.Name(), x.Target, x.Value("Age"))
	})...)
}

// toldOnce is the one problem that exchanges have in common, with the first few as
// evidence.
func toldOnce(about []*runner.Exchange, say func(first *runner.Exchange) []Problem) []Problem {
	if len(about) == 0 {
		return nil
	}
	const most = 5
	p := say(about[0])
	p[0].Exchanges = about[:min(len(about), most)]
	return p
}

// checkDate passes over what parsers and proxies write by themselves, which
// need not go through the part of a server that knows the time.
func checkDate(c *Context) []Problem {
	if !slices.ContainsFunc(c.different(), func(x *runner.Exchange) bool { return x.Status < 500 && !x.Has("Date") }) {
		return nil
	}
	var without []*runner.Exchange
	total := 0
	for _, x := range c.AllExchanges() {
		if x.Status >= 500 || foreign(c, x) {
			continue
		}
		total++
		if !x.Has("Date") {
			without = append(without, x)
		}
	}
	return toldOnce(without, func(x *runner.Exchange) []Problem {
		if len(without) == total {
			return problem("never", "Date is missing in all of the application's answers below 500 (%d)", total)
		}
		return problem("at-times", "Date is missing in %d of the application's %s below 500, such as %d to %s %s",
			len(without), counted(total, "answer"), x.Status, x.Probe.Name(), x.Target)
	})
}
