package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

var unknownRules = []Rule{
	{
		ID: "method/unregistered-501", Level: Should, Severity: Warning, Strict: Error, Scope: ScopeServer,
		Ref:   "RFC 9110 section 9.1, RFC 9110 section 15.6.2",
		Title: "A method that the server does not recognise is answered 501.",
		Why: "501 tells a client that it has the wrong server or the wrong version of it; 405 claims that the method is known, and 404 or 400 blame the address or the syntax. " +
			"Routers cannot say it, as no single route knows what the whole server implements: a few lines before the router that answer 501 to a method that no route has do. " +
			"Where the HTTP parser refuses the method with 400 the application is never asked, and only another parser or its setting mends it.",
		Fixes: tell501,
		When:  asksUnknown,
		Check: checkUnregistered,
	},
	{
		ID: "method/known-unknown-distinct", Level: Should, Severity: Error, Strict: Error, Scope: ScopeServer,
		Ref:   "RFC 9110 section 9.1, RFC 9110 section 15.5.6, RFC 9110 section 15.6.2",
		Title: "An unknown method is told apart from one that is known and not allowed.",
		Why: "405 says: I know this method, not here, see Allow. 501 says: nothing on this server has it. With one status for both, a client cannot tell a wrong address from a missing feature, and neither can whoever reads the logs. " +
			"The document lists every method that the server implements; answer 501, before routing, to any other.",
		Fixes:      tell501,
		Supersedes: []string{"method/unregistered-501"},
		When:       asksUnknown,
		Check:      checkDistinct,
	},
	{
		ID: "method/unregistered-uniform", Level: Definition, Severity: Info, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9110 section 15.6.2",
		Title: "An unregistered method is answered alike on every path.",
		Why: "501 is a statement about the whole server, so it cannot depend on the path. Answers that differ come from different routers, frameworks or backends behind one address, " +
			"or from a check that only some routes pass. Decide on the method before routing.",
		When:  asksUnknown,
		Check: checkUniform,
	},
	{
		ID: "method/case-sensitive", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.1",
		Title: "Method tokens are case-sensitive: get is not GET.",
		Why: "Proxies, firewalls and access rules compare methods exactly; a server that takes get for GET lets a request pass them by under another name. " +
			"Compare the method as it came, and answer 501 to one that is not known. Some servers under the application (gunicorn before 22, squid) change it to upper case.",
		Suspects: func(c *Context) bool { return isSuccess(c.Status()) },
		When:     ofKind(specs.KindVariant),
		Check:    checkVariant,
	},
}

// tell501 makes a server answer 501 to a method that no resource of it has: in Go
// it is one function, and the recipes do it among other things.
var tell501 = append([]Fix{{For: "Go net/http", Code: fixes.NetHTTP()}}, recipes...)

func asksUnknown(c *Context) bool { return len(c.AllExchanges(specs.KindUnknown)) > 0 }

// answers are exchanges with the same status.
type answers struct {
	status    int
	exchanges []*runner.Exchange
}

// unknownAnswers are the answers to the unknown method that tell how the
// server treats it, the commonest status first, and why others do not.
func unknownAnswers(c *Context) (told []answers, hidden specs.Reason) {
	for _, x := range c.AllExchanges(specs.KindUnknown) {
		reason := hides(c, x)
		if reason != "" {
			hidden = reason
			continue
		}
		told = counting(told, x)
	}
	slices.SortStableFunc(told, func(a, b answers) int { return len(b.exchanges) - len(a.exchanges) })
	return told, hidden
}

// hides is why an answer to the unknown method is no answer to the question
// whether it is known. What other rules tell by path, failures and success, is
// left to them.
func hides(c *Context, x *runner.Exchange) specs.Reason {
	switch {
	case isSuccess(x.Status):
		return specs.ReasonBlind
	case isRedirect(x.Status):
		return specs.ReasonRedirected
	case isBreakdown(x.Status):
		return specs.ReasonFailed
	case x.Status == 503:
		return specs.ReasonBusy
	}
	return c.Masked(x)
}

func counting(all []answers, x *runner.Exchange) []answers {
	i := slices.IndexFunc(all, func(a answers) bool { return a.status == x.Status })
	if i < 0 {
		return append(all, answers{x.Status, []*runner.Exchange{x}})
	}
	all[i].exchanges = append(all[i].exchanges, x)
	return all
}

// profile says how often each status came: "405 on 10 paths and 404 on 1 path".
func profile(all []answers) string {
	words := make([]string, len(all))
	for i, a := range all {
		words[i] = fmt.Sprintf("%d on %s", a.status, counted(len(a.exchanges), "path"))
	}
	return listed(words)
}

func checkUnregistered(c *Context) []Problem {
	told, hidden := unknownAnswers(c)
	wrong := slices.DeleteFunc(slices.Clone(told), func(a answers) bool { return a.status == 501 })
	if len(wrong) == 0 {
		if len(told) == 0 {
			return undecided(hidden)
		}
		return nil
	}
	first := wrong[0].exchanges[0]
	if likeKnown(c, first.Status) {
		return undecided(specs.ReasonBlind)
	}
	detail := unknownDetail(c, first)
	p := problem(detail, "UNKNOWN was answered %s%s", profile(told), by(c, first))
	p[0].Exchanges = []*runner.Exchange{first}
	if detail == "400-parser" {
		return at(advisory(c), p)
	}
	return p
}

// unknownDetail tells by whom and how an unknown method was refused.
func unknownDetail(c *Context, x *runner.Exchange) string {
	parser := c.ParserReject(x) || c.Layer(x) == LayerParser
	switch {
	case x.Status == 400 && parser:
		return "400-parser"
	case x.Status == 403, x.Status == 404, x.Status == 405:
		return strconv.Itoa(x.Status)
	}
	return "other"
}

func checkDistinct(c *Context) []Problem {
	s := c.ServerAnswer()
	if s.Distinguishes == Undecided {
		return undecided(s.Reason)
	}
	known, unknown := s.Known, s.Unrecognised
	if s.Distinguishes != No || known == nil || unknown == nil || known.Status != unknown.Status || s.toldByPath {
		return nil
	}
	p := problem(fmt.Sprintf("%d-%d", known.Status, unknown.Status), "UNKNOWN was answered %d on %s, and so was %s%s%s",
		unknown.Status, unknown.Probe.Template(), known.Probe.Name(), elsewhere(known, unknown), by(c, unknown))
	p[0].Exchanges = []*runner.Exchange{unknown, known}
	return p
}

func elsewhere(known, unknown *runner.Exchange) string {
	if known.Probe.Path == unknown.Probe.Path {
		return ""
	}
	return " on " + known.Probe.Template()
}

// likeKnown reports whether a status is the one with which the server answers every
// method that is not allowed, known or not, such as 404, as if the resource were not
// there, or 400. That is one mistake, which is told of the known ones, or of registered
// ones where no other was asked.
func likeKnown(c *Context, status int) bool {
	s := c.ServerAnswer()
	return isError(status) && s.toldByPath && s.Known.Status == status && !s.refuses
}

func checkUniform(c *Context) []Problem {
	byBase := map[string][]answers{}
	var bases []string
	for _, x := range c.AllExchanges(specs.KindUnknown) {
		p := c.PathOf(x)
		if p == nil || !p.Live || hides(c, x) != "" {
			continue
		}
		base := p.Path.Base
		if byBase[base] == nil {
			bases = append(bases, base)
		}
		byBase[base] = counting(byBase[base], x)
	}
	for _, base := range bases {
		if len(byBase[base]) > 1 {
			return notUniform(base, byBase[base])
		}
	}
	return nil
}

// notUniform shows the rarest answer beside the commonest.
func notUniform(base string, all []answers) []Problem {
	slices.SortStableFunc(all, func(a, b answers) int { return len(b.exchanges) - len(a.exchanges) })
	p := problem("", "UNKNOWN was answered %s%s", profile(all), under(base))
	p[0].Exchanges = []*runner.Exchange{all[len(all)-1].exchanges[0], all[0].exchanges[0]}
	return p
}

func under(base string) string {
	if strings.Trim(base, "/") == "" {
		return ""
	}
	return " under " + base
}

func checkVariant(c *Context) []Problem {
	if !isSuccess(c.Status()) {
		return nil
	}
	if p := masked(c); p != nil {
		return p
	}
	for _, x := range c.PathExchanges(specs.KindUnknown) {
		if isSuccess(x.Status) {
			return undecided(specs.ReasonBlind)
		}
	}
	text := "%s was answered %d%s"
	if get := getOf(c); get != nil && get.Status == c.Status() {
		text = "%s was answered %d, as GET was%s"
	}
	p := problem("", text, c.X.Method, c.Status(), by(c, c.X))
	if c.X.Method == "get" {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}
