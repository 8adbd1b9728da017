package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// askedRules are told from further questions and belong to no topic that has
// more of them.
var askedRules = []Rule{
	{
		ID: "method/options-asterisk", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 9.3.7, RFC 9112 section 3.2.4",
		Title: "OPTIONS * is about the server as a whole, and is not looked for among the paths.",
		Why: "Monitors and proxies send OPTIONS * to see whether a server is there. A 404 says that a path of that name is missing, and an error that the server is broken. " +
			"Answer 2xx, or refuse it with 400, 405 or 501.",
		When:  func(c *Context) bool { return answered(c) && isAsked(c, runner.ControlAsterisk) },
		Check: checkAsterisk,
	},
	{
		ID: "method/query-content-type", Level: Must, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "RFC 10008 section 2",
		Title: "A QUERY whose Content-Type is missing, or is not what its content is, fails.",
		Why: "The content of a QUERY is the question. A server that guesses what is meant may answer another one, and caches keep the answer under it. " +
			"Refuse a QUERY without Content-Type with 400, and content that is not of its type with 400 or 422.",
		When: func(c *Context) bool {
			return answered(c) && isAsked(c, runner.ControlQueryUntyped, runner.ControlQueryMistyped)
		},
		Check: checkQuery,
	},
	{
		ID: "method/override-ignored", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 9.1, CWE 650",
		Title: "A field or parameter does not turn a request into one of another method.",
		Why: "Proxies, firewalls and access rules look at the method that is sent. Where X-HTTP-Method-Override or _method is obeyed, what they forbid gets through as a POST, or even as a GET that a link can cause. " +
			"Take the override middleware out, or keep it to POST from clients that need it, and put the parameter into the document.",
		When: func(c *Context) bool {
			return answered(c) && isAsked(c, runner.ControlOverride, runner.ControlOverrideGet)
		},
		Check: checkOverride,
	},
	{
		ID: "auth/undeclared-not-bypass", Level: Contract, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true,
		Ref:   "OpenAPI Security Requirement Object, CWE 650",
		Title: "What GET needs credentials for is not open by another method.",
		Why: "Access rules that are written for a list of methods leave the others open: HEAD runs the handler of GET, and so does what a router takes for it. " +
			"Check credentials for the path, whatever the method.",
		Supersedes: []string{"method/undeclared-not-accepted"},
		Among: func(c *Context) bool {
			return c.X.Method != "GET" && c.X.Method != "OPTIONS" && c.Kind() != specs.KindDeclared
		},
		Suspects: func(c *Context) bool { return isSuccess(c.Status()) },
		When:     isAnonymous,
		Check:    checkBypass,
	},
	{
		ID: "cache/probe-poisoning", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "RFC 9111 section 4",
		Title: "A request that provokes an error does not spoil the answer of the next client.",
		Why: "A cache before the server looks at the URL, the server at fields as well. Who sends a field that makes the server fail has the cache keep the failure for everybody. " +
			"Let no cache keep errors (Cache-Control: no-store), and let the cache refuse or forward what the server would refuse.",
		When:  func(c *Context) bool { return answered(c) && isAsked(c, runner.ControlPoisoned) && c.Path != nil },
		Check: checkPoisoned,
	},
	{
		ID: "corr/id-echo", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 17.4, RFC 9110 section 17.5",
		Title: "A request id that a client makes up is not repeated whatever it is.",
		Why: "Who looks for a request id pastes it into a search or a page. One of any length and any characters is a way to write into logs, dashboards and answers. " +
			"Take over an id of up to 128 letters, digits, - and _, and make a new one otherwise.",
		When:  func(c *Context) bool { return answered(c) && isAsked(c, runner.ControlRequestID) },
		Check: checkIDEcho,
	},
}

// allAsked are the answers to questions of the whole record.
func (b *bench) allAsked(control runner.Control) []*runner.Exchange {
	var out []*runner.Exchange
	for _, p := range b.record.Paths {
		for _, x := range b.of(p).questions {
			if x.Control == control && x.Outcome == runner.Answered {
				out = append(out, x)
			}
		}
	}
	return out
}

func checkAsterisk(c *Context) []Problem {
	if isSuccess(c.X.Status) || breakdown(c.X) != "" || slices.Contains([]int{400, 401, 403, 405, 429, 501, 503}, c.X.Status) {
		return nil
	}
	return problem(slug(c.X.Status), "OPTIONS * was answered %d%s", c.X.Status, by(c, c.X))
}

func checkQuery(c *Context) []Problem {
	if !isSuccess(c.X.Status) || c.Masked(c.X) != "" {
		return nil
	}
	if c.X.Control == runner.ControlQueryUntyped {
		return problem("missing", "QUERY without Content-Type was answered %d%s", c.X.Status, by(c, c.X))
	}
	return problem("inconsistent", "QUERY with content that is not %s was answered %d%s", quoted(c.X.RequestValue("Content-Type")), c.X.Status, by(c, c.X))
}

// checkOverride: the method that the request asks to be taken for was refused
// when it was sent itself, so a refusal shows that the server obeys, where the
// request without the fields is answered otherwise.
func checkOverride(c *Context) []Problem {
	method := c.X.RequestValue("X-HTTP-Method-Override")
	itself, without := false, false
	for _, x := range c.PathExchanges() {
		itself = itself || x.Method == method && x.Status == c.X.Status
		without = without || x.Method == c.X.Method && isSuccess(x.Status)
	}
	if !rejects(c.X.Status) || !itself || !without {
		return nil
	}
	return problem("", "%s with X-HTTP-Method-Override: %s and its like was answered %d, as %s is%s", c.X.Probe.Name(), method, c.X.Status, method, by(c, c.X))
}

// isAnonymous is the occasion of an answer to a request without credentials for
// what GET needs them for.
func isAnonymous(c *Context) bool {
	if !answered(c) || c.Path == nil || c.X.Method == "GET" || c.Kind() == specs.KindDeclared || c.X.Method == "OPTIONS" {
		return false
	}
	if c.Record.Authenticated && !isAsked(c, runner.ControlAnonymousHead) {
		return false
	}
	return refusedAnonymously(c) != nil
}

// refusedAnonymously is the answer to the declared GET without credentials that
// asks for them; nil where there is none.
func refusedAnonymously(c *Context) *runner.Exchange {
	for _, x := range c.anonymousRefusals() {
		if sameTarget(x, c.X) {
			return x
		}
	}
	return nil
}

// anonymousRefusals are such answers of the path in question, whatever the target.
func (c *Context) anonymousRefusals() []*runner.Exchange {
	f := c.path()
	if f.refusalsRead {
		return f.refusals
	}
	f.refusalsRead = true
	gets := c.Asked(runner.ControlAnonymous)
	if !c.Record.Authenticated {
		gets = c.PathExchanges(specs.KindDeclared)
	}
	for _, x := range gets {
		if (x.Status == 401 || x.Status == 403) && x.Method == "GET" && len(operationSecurity(x)) > 0 {
			f.refusals = append(f.refusals, x)
		}
	}
	return f.refusals
}

func operationSecurity(x *runner.Exchange) [][]string {
	if x.Probe.Operation == nil {
		return nil
	}
	return x.Probe.Operation.Security
}

func checkBypass(c *Context) []Problem {
	if !isSuccess(c.X.Status) || c.Masked(c.X) != "" {
		return nil
	}
	get := refusedAnonymously(c)
	p := problem("", "%s without credentials was answered %d, where GET is %d%s", c.X.Probe.Name(), c.X.Status, get.Status, by(c, c.X))
	p[0].Exchanges = []*runner.Exchange{c.X, get}
	return p
}

// checkPoisoned: an error alone could be the server's; one that a cache gave is
// what was provoked before.
func checkPoisoned(c *Context) []Problem {
	if !isError(c.X.Status) || c.X.Status == 429 || !fromCache(c.X) {
		return nil
	}
	poison := c.Asked(runner.ControlPoison)
	well := slices.ContainsFunc(c.PathExchanges(specs.KindDeclared), func(x *runner.Exchange) bool { return x.Method == "GET" && isSuccess(x.Status) })
	if !well || len(poison) == 0 || poison[0].Status != c.X.Status {
		return nil
	}
	p := problem("", "a plain GET got %d from a cache, which another request had provoked%s", c.X.Status, by(c, c.X))
	p[0].Exchanges = []*runner.Exchange{c.X, poison[0]}
	return p
}

// checkIDEcho looks for the id in all the fields of the answer: what it is called
// there is the server's choice.
func checkIDEcho(c *Context) []Problem {
	id := c.X.RequestValue("X-Request-Id")
	for _, f := range c.X.Header {
		if id != "" && f.Value == id {
			return problem("", "%s repeats an id of %d characters that the client made up: %s%s", f.Name, len(id), quoted(id), by(c, c.X))
		}
	}
	return nil
}
