package rules

import (
	"slices"
	"strconv"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var methodRules = []Rule{
	{
		ID: "method/declared-not-rejected", Level: Contract, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 15.5.6, RFC 9110 section 15.6.2",
		Title: "A declared operation is not answered 405 or 501.",
		Why: "The document promises the operation, and the server says that the method is not allowed here (405) or not implemented anywhere (501). " +
			"A client generated from the document fails on every call. Route the method, or take the operation out of the document. " +
			"Where a failure inside the operation was meant, answer 400, 404, 409 or 422: 501 tells clients never to send the method again.",
		Supersedes: []string{"method/registered-405-or-501"},
		Suspects:   func(c *Context) bool { return !succeeds(c) },
		When:       ofKind(specs.KindDeclared),
		Check:      checkDeclared,
	},
	{
		ID: "method/documented-501", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:      "RFC 9110 section 15.5.6, RFC 9110 section 15.6.2",
		Title:    "An operation that the document lists with 405 or 501 is answered so.",
		Why:      "The document itself says that the operation may be refused, so its answer breaks no promise. It is told because an operation that is only ever refused need not be declared.",
		Suspects: withStatus(405, 501),
		When:     ofKind(specs.KindDeclared),
		Check:    checkDocumented,
	},
	{
		ID: "method/undeclared-not-accepted", Level: Contract, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.1",
		Title: "A method that the document does not declare does not succeed.",
		Why: "A method that works and is not documented is neither reviewed, tested nor guarded as the documented ones are; an unknown method that works means that the method is not looked at. " +
			"Answer 405 with Allow, or declare the operation. A handler that is registered without a method is the usual cause.",
		Supersedes: []string{"method/known-405", "method/registered-405-or-501"},
		Suspects:   func(c *Context) bool { return !decidesMethod(c) },
		When:       undeclared,
		Check:      checkUndeclared,
	},
	{
		ID: "method/known-405", Level: Should, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.1, RFC 9110 section 15.5.6",
		Title: "A method that the server implements elsewhere and does not allow here is answered 405.",
		Why: "405 with Allow tells a client that the resource is there and which methods it takes. " +
			"Another status sends it looking for a wrong address, a wrong body or a missing credential. Let the router answer 405 for a path it knows, before anything looks at the request's content.",
		Suspects: func(c *Context) bool { return c.Status() != 405 },
		When:     ofKind(specs.KindElsewhere),
		Check:    checkKnown,
	},
	{
		ID: "method/implemented-not-501", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 15.6.2, RFC 9110 section 9.1",
		Title: "501 is not the answer to a method that the server supports on another resource.",
		Why: "501 says that no resource of the server supports the method, and caches and clients may remember it for all of them. " +
			"Where the method works elsewhere that is untrue; for GET and HEAD, which every server supports, it always is. Answer 405 with Allow.",
		Supersedes: []string{"method/known-405"},
		Suspects:   withStatus(501),
		When:       ofKind(specs.KindElsewhere),
		Check:      checkImplemented,
	},
	{
		ID: "method/registered-405-or-501", Level: Should, Severity: Warning, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.1",
		Title: "A registered method that no path declares is answered 405 or 501.",
		Why: "The standard leaves open whether a method that the server knows by name and uses nowhere is not allowed (405) or not implemented (501); both tell the client the truth. " +
			"Another status blames the address, the content or the credentials of a request whose method is at fault.",
		Suspects: func(c *Context) bool { return !rejects(c.Status()) },
		When:     ofKind(specs.KindRegistered),
		Check:    checkRegistered,
	},
}

func rejects(status int) bool { return status == 405 || status == 501 }

// lists reports whether the operation itself lists the status.
func lists(c *Context, status int) bool {
	op := c.X.Probe.Operation
	return op != nil && op.Lists(status)
}

func checkDeclared(c *Context) []Problem {
	status := c.Status()
	switch {
	case rejects(status) && lists(c, status):
		return nil
	case rejects(status):
		p := problem(slug(status), "%s is declared on this path and was answered %d%s", name(c), status, by(c, c.X))
		if c.Layer(c.X) == LayerProxy {
			return at(unlessStrict(c, Warning), p)
		}
		return p
	}
	return masked(c)
}

func checkDocumented(c *Context) []Problem {
	status := c.Status()
	if !rejects(status) || !lists(c, status) {
		return nil
	}
	return problem(slug(status), "%s is declared with a %d response and was answered %d", name(c), status, status)
}

func checkUndeclared(c *Context) []Problem {
	status := c.Status()
	if p := masked(c); p != nil {
		return p
	}
	switch {
	case isSuccess(status) && echoesRequest(c.X):
		return nil // method/trace-disabled tells it
	case isSuccess(status):
		return accepted(c)
	case status == 503:
		return undecided(specs.ReasonBusy)
	case status == 412 || status == 428:
		// Preconditions are evaluated only for a request that would otherwise
		// succeed (RFC 9110 section 13.2.1).
		return at(Warning, problem("method-evaluated", "%s is not declared on this path and was answered %d, an answer to a method that is allowed", name(c), status))
	}
	return nil
}

// accepted tells of an undeclared method that was answered 2xx.
func accepted(c *Context) []Problem {
	said := name(c) + " is not declared on this path and was answered " + strconv.Itoa(c.Status())
	if c.Record.Inspected {
		said = name(c) + ", which no server knows, was answered " + strconv.Itoa(c.Status())
	}
	if other := overlap(c); other != nil {
		return at(Warning, problem("overlap", "%s; %s, which matches the same target, declares it", said, other.Template))
	}
	if reportsError(c.X) {
		return problem("soft-error", "%s with content that reports an error%s", said, by(c, c.X))
	}
	return problem("", "%s", said+by(c, c.X))
}

// reportsError reports whether a successful answer's content says that the
// request failed: problem details, an "error" member, or a status of 400 or
// more in a member that is named for one.
func reportsError(x *runner.Exchange) bool {
	if x.MediaType() == "application/problem+json" {
		return true
	}
	for key, value := range members(x) {
		switch key {
		case "error", "errors":
			if !slices.Contains([]string{"null", "false", `""`, "[]", "{}"}, string(value)) {
				return true
			}
		case "status", "statusCode", "code":
			if n, err := strconv.Atoi(string(value)); err == nil && isError(n) {
				return true
			}
		}
	}
	return false
}

// notJudged is undecided where an answer to an undeclared method decides
// nothing: it is masked, redirects, says that the server is busy, or
// another path of the document owns the target too.
func notJudged(c *Context) []Problem {
	if p := masked(c); p != nil {
		return p
	}
	switch {
	case isRedirect(c.Status()):
		return undecided(specs.ReasonRedirected)
	case c.Status() == 503:
		return undecided(specs.ReasonBusy)
	case overlap(c) != nil:
		return undecided(specs.ReasonOverlap)
	}
	return nil
}

func checkKnown(c *Context) []Problem {
	status := c.Status()
	if status == 405 || status == 501 && (whoSupports(c) == "" || c.isMissing() || !isGetOrHead(c) && c.bench.allUnknown501()) {
		return nil
	}
	if p := notJudged(c); p != nil {
		return p
	}
	p := problem(slug(status), "%s is not declared on this path and was answered %d, not 405%s", name(c), status, by(c, c.X))
	if c.Record.Inspected {
		p = problem(slug(status), "%s was answered %d, not 405%s", name(c), status, by(c, c.X))
	}
	// Whether access is checked before the method is left to the server.
	if status == 401 || status == 403 || foreign(c, c.X) {
		return at(unlessStrict(c, Warning), p)
	}
	return p
}

func checkImplemented(c *Context) []Problem {
	if c.Status() != 501 {
		return nil
	}
	where := whoSupports(c)
	if where == "" || c.isMissing() {
		return nil
	}
	p := problem("", "%s was answered 501, and %s%s", name(c), where, by(c, c.X))
	if isGetOrHead(c) {
		return p
	}
	if c.bench.allUnknown501() {
		return nil // method/known-unknown-distinct tells it
	}
	return at(unlessStrict(c, Warning), p)
}

// isMissing reports whether a declared operation of the path is answered 501 as well:
// the whole of it is not there, which method/declared-not-rejected tells.
func (c *Context) isMissing() bool {
	return slices.ContainsFunc(c.PathExchanges(specs.KindDeclared), func(x *runner.Exchange) bool { return x.Status == 501 })
}

func isGetOrHead(c *Context) bool { return c.X.Method == "GET" || c.X.Method == "HEAD" }

// allUnknown501 reports whether the server says of methods that it has what it
// says of those that nobody has, which is told once for all of them.
func (b *bench) allUnknown501() bool {
	s := b.serverAnswer()
	return s.Distinguishes == No && s.Known != nil && s.Known.Status == 501
}

// whoSupports says where the method in question is implemented; empty where
// every operation that has it is answered 501 as well, so that nothing shows
// that it is. method/declared-not-rejected tells those.
func whoSupports(c *Context) string {
	m, declared := c.X.Method, false
	// The plan is of the whole document where the record is of a shard.
	for _, p := range c.Record.Plan.Paths {
		if !slices.Contains(p.Declared, m) {
			continue
		}
		if r := c.bench.paths[p]; r == nil || !never(r, m) {
			return p.Template + " declares it"
		}
		declared = true
	}
	switch {
	case m == "GET" || m == "HEAD":
		return "every server supports it"
	case declared:
		return ""
	}
	return "another path declares it"
}

// never reports whether a path's own operation was asked and only answered 501.
func never(p *runner.PathRecord, method string) bool {
	asked := false
	for _, x := range p.Exchanges {
		if x.Method != method || x.Probe.Kind != specs.KindDeclared || x.Outcome != runner.Answered {
			continue
		}
		if x.Status != 501 {
			return false
		}
		asked = true
	}
	return asked
}

func checkRegistered(c *Context) []Problem {
	status := c.Status()
	if rejects(status) || c.ParserReject(c.X) {
		return nil
	}
	if p := notJudged(c); p != nil {
		return p
	}
	if likeKnown(c, status) && c.ServerAnswer().Known.Probe.Kind != specs.KindRegistered {
		return undecided(specs.ReasonBlind)
	}
	if missesContent(c.X.Method, status) {
		return undecided(specs.ReasonNeedsContent)
	}
	if c.Record.Inspected {
		return problem(slug(status), "%s was answered %d, not 405 or 501%s", name(c), status, by(c, c.X))
	}
	return problem(slug(status), "%s is declared on no path and was answered %d, not 405 or 501%s", name(c), status, by(c, c.X))
}

// missesContent reports whether an answer may be about the content that a probe
// of QUERY does not have: its definition demands a Content-Type of every request,
// and frameworks that know the method (Fastify) check that before they route.
func missesContent(method string, status int) bool {
	return method == "QUERY" && (status == 400 || status == 411 || status == 415 || status == 422)
}
