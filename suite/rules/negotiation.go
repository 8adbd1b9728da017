package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// negotiationRules are about the format of answers.
var negotiationRules = []Rule{
	{
		ID: "neg/406-not-misused", Level: Definition, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 15.5.7",
		Title: "406 is not the answer to a client that accepts what the document says there is.",
		Why: "406 says that nothing the client accepts can be had. Where the document names a media type and the server refuses to send it, every client made from the document fails. " +
			"Let the document name the types that the operation sends, or let the operation send them.",
		When:  func(c *Context) bool { return answered(c) && c.Kind() == specs.KindDeclared && c.X.Status == 406 },
		Check: checkNotAcceptable,
	},
	{
		ID: "neg/406-optional", Level: Definition, Severity: Info, Strict: Info, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 12.4.1, RFC 9110 section 15.5.7",
		Title: "A client that accepts nothing of what there is gets 406, or what there is all the same.",
		Why: "Both are right, and the server may choose. Any other status blames the address, the content or the credentials for what is the doing of Accept alone, and the client mends the wrong thing. " +
			"Let the code that looks at Accept answer 406, or pass over what it does not know.",
		When: func(c *Context) bool {
			return answered(c) && isAsked(c, runner.ControlUnacceptable)
		},
		Check: checkUnacceptable,
	},
	{
		ID: "neg/406-body", Level: Should, Severity: Info, Strict: Warning, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 15.5.7",
		Title: "A 406 says in its content what there is to be had.",
		Why: "A client that is refused for what it accepts can only ask again if it is told what there is. " +
			"Name the media types of the resource in the content of the 406, or send one of them in spite of Accept, which is as right.",
		When: func(c *Context) bool {
			return answered(c) && c.X.Status == 406 && c.X.Method != "HEAD" && isAsked(c, runner.ControlUnacceptable)
		},
		Check: func(c *Context) []Problem {
			if c.X.Length > 0 {
				return nil
			}
			return problem("", "406 without content%s", by(c, c.X))
		},
	},
	{
		ID: "neg/vary-on-errors", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 12.5.5",
		Title: "An error that comes in another media type where Accept is another says so in Vary.",
		Why: "Caches keep a 404. Without Vary: Accept they give the page that a browser was sent to the next API client, which cannot read it, and the other way about. " +
			"Send Vary: Accept with every answer whose type depends on Accept, or Cache-Control: no-store with errors.",
		When:  func(c *Context) bool { return answered(c) && isAsked(c, runner.ControlHTMLError) },
		Check: checkVaryOnErrors,
	},
	{
		ID: "body/accept-honoured-on-errors", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeExchange,
		Ref:   "RFC 9110 section 12.4.1",
		Title: "An error is not sent in another format than JSON to a client that accepts JSON alone, by a server that has JSON errors.",
		Why: "Clients have one reader for the errors of an API. An error that comes in another format than its others is one that nobody planned: mostly the framework's own, sent before the API's error handling is reached. " +
			"Send all errors through one place, also those for a method or path that does not exist.",
		Among:    errorContent,
		Suspects: func(c *Context) bool { return !isJSON(c.mediaType()) },
		When:     func(c *Context) bool { return errorContent(c) && c.Path != nil && acceptsJSONAlone(c.X) },
		Check:    checkAcceptHonoured,
	},
}

// isAsked reports whether the exchange in question is one of these questions.
func isAsked(c *Context, controls ...runner.Control) bool {
	return c.X != nil && slices.Contains(controls, c.X.Control)
}

// checkUnacceptable goes by what the same request got with an Accept of what there
// is. Failures method/no-server-error tells.
func checkUnacceptable(c *Context) []Problem {
	status := c.X.Status
	if isSuccess(status) || status == 304 || status == 406 || breakdown(c.X) != "" {
		return nil
	}
	if p := masked(c); p != nil {
		return p
	}
	plain := getOf(c)
	if plain == nil || c.X.Method != "GET" || !isSuccess(plain.Status) || status == 503 {
		return undecided(specs.ReasonNotLive)
	}
	p := problem(slug(status), "GET with an Accept of what nobody has was answered %d, neither 406 nor %d as without it%s", status, plain.Status, by(c, c.X))
	return comparedWith(plain, c, p)
}

// checkNotAcceptable fails where Accept names all the types that the document
// gives for a success.
func checkNotAcceptable(c *Context) []Problem {
	accept := c.X.RequestValue("Accept")
	var types []string
	for _, r := range operationOf(c).Responses {
		if r.Status[0] != '2' {
			continue
		}
		for _, m := range r.Media {
			essence, _, _ := strings.Cut(m.Type, ";")
			if strings.Contains(essence, "*") || !strings.Contains(accept, essence) {
				return nil
			}
			types = append(types, essence)
		}
	}
	if len(types) == 0 {
		return nil
	}
	return problem("", "406 to %s, which accepts what the document has: %s%s", name(c), listed(types), by(c, c.X))
}

func operationOf(c *Context) *specs.Operation {
	if o := c.X.Probe.Operation; o != nil {
		return o
	}
	return &specs.Operation{}
}

// checkVaryOnErrors holds the answer to a browser against the one to a client
// that wants JSON.
func checkVaryOnErrors(c *Context) []Problem {
	for _, x := range notFoundControls(c) {
		one, other := c.bench.mediaType(x), c.bench.mediaType(c.X)
		if one == other || one == "" || other == "" || x.Status != c.X.Status || !isError(c.X.Status) {
			continue
		}
		if varies(c.X, "Accept") && varies(x, "Accept") || cacheControlOf(c.X).has("no-store") && cacheControlOf(x).has("no-store") {
			return nil
		}
		p := problem("", "%d is %s or %s, as Accept has it, without Vary: Accept%s", c.X.Status, one, other, by(c, c.X))
		p[0].Exchanges = []*runner.Exchange{c.X, x}
		return p
	}
	return nil
}

// varies reports whether Vary names a field (RFC 9110 section 12.5.5).
func varies(x *runner.Exchange, field string) bool {
	for member := range strings.SplitSeq(x.Value("Vary"), ",") {
		if member = strings.Trim(member, " \t"); member == "*" || strings.EqualFold(member, field) {
			return true
		}
	}
	return false
}

// acceptsJSONAlone reports whether a request accepts JSON of one kind or
// another and nothing else.
func acceptsJSONAlone(x *runner.Exchange) bool {
	accept := x.RequestValue("Accept")
	for member := range strings.SplitSeq(accept, ",") {
		essence, _, _ := strings.Cut(member, ";")
		if !isJSON(strings.ToLower(strings.Trim(essence, " \t"))) {
			return false
		}
	}
	return true
}

// checkAcceptHonoured: the application has shown that it has errors in JSON.
func checkAcceptHonoured(c *Context) []Problem {
	t := c.mediaType()
	if t == "" || isJSON(t) || foreign(c, c.X) || !c.bench.hasJSONErrors() {
		return nil
	}
	return problem("", "%d as %s to a client that accepts JSON alone, where other errors are JSON%s", c.X.Status, t, by(c, c.X))
}

// hasJSONErrors reports whether some error of the record is JSON.
func (b *bench) hasJSONErrors() bool {
	if b.jsonErrors == unasked {
		b.jsonErrors = answerOf(slices.ContainsFunc(b.all, func(x *runner.Exchange) bool {
			return isError(x.Status) && x.Length > 0 && isJSON(b.mediaType(x))
		}))
	}
	return b.jsonErrors == yes
}
