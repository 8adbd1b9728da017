package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var negotiationRules = []Rule{
	{
		ID: "neg/malformed-content-refused", Level: Contract, Severity: Error, Strict: Error, Scope: ScopeExchange,
		Ref:   "RFC 9110 section 15.5.1, OpenAPI Request Body Object",
		Title: "Content that is not the JSON that the document requires is refused, with 400 or 422.",
		Why: "The content was cut off in the middle of an object, so whatever the server acted on is not what a client meant; a client whose request broke on the way is told that all went well. " +
			"Decode the content before anything else, check the error that decoding gives, and answer 400 (or 422) where there is one.",
		Supersedes: []string{"spec/status-conformance"},
		When:       malformedJSON,
		Check:      checkMalformedContent,
	},
	{
		ID: "neg/415-unsupported-type", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 15.5.16",
		Title: "Content of a media type that the document does not have is refused, best with 415.",
		Why: "Content of an unknown type cannot have been understood: frameworks that skip what they cannot parse hand an empty object to the handler, which stores it. " +
			"A server that takes JSON under any name also takes it from a form on a foreign web page, which a browser sends without asking. Compare Content-Type with what the operation takes, and answer 415.",
		When: func(c *Context) bool {
			return answered(c) && isAsked(c, runner.ControlUnsupportedType, runner.ControlMislabelled)
		},
		Check: checkUnsupportedType,
	},
	{
		ID: "neg/415-accept", Level: Should, Severity: Info, Strict: Info, Scope: ScopeQuestion,
		Ref:   "RFC 5789 section 2.2, RFC 9110 section 15.5.16",
		Title: "A PATCH that is refused for its media type is told, in Accept-Patch, which types there are.",
		Why: "PATCH has no format of its own: JSON Patch, JSON Merge Patch and what else an API makes up all look like JSON. A client that guessed wrong can only learn the right one from Accept-Patch. " +
			"Send Accept-Patch with the 415, and with OPTIONS.",
		When: func(c *Context) bool {
			return answered(c) && c.X.Method == "PATCH" && c.X.Status == 415 && isAsked(c, runner.ControlUnsupportedType)
		},
		Check: checkAcceptPatch415,
	},
	{
		ID: "neg/415-no-accept-encoding", Level: Must, Severity: Error, Strict: Error, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 12.5.3",
		Title: "A 415 that has nothing to do with a content coding carries no Accept-Encoding.",
		Why: "Accept-Encoding in a 415 says that the coding was the trouble. A client compresses its content otherwise and sends it again, and is refused again, as the media type was the trouble. " +
			"Send Accept-Encoding with a 415 for Content-Encoding alone.",
		When: func(c *Context) bool {
			return answered(c) && c.X.Status == 415 && isAsked(c, runner.ControlUnsupportedType, runner.ControlMislabelled)
		},
		Check: func(c *Context) []Problem {
			if !c.X.Has("Accept-Encoding") {
				return nil
			}
			return problem("", "415 for the media type with Accept-Encoding: %s%s", quoted(c.X.Value("Accept-Encoding")), by(c, c.X))
		},
	},
	{
		ID: "neg/coding-unsupported-415", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeQuestion,
		Ref:   "RFC 9110 section 8.4, RFC 9110 section 15.5.16",
		Title: "Content in a coding that the server does not know is refused, best with 415.",
		Why: "A server that does not look at Content-Encoding takes compressed bytes for the content itself. JSON is then merely refused as malformed; an upload is stored compressed, and comes back broken. " +
			"Refuse every Content-Encoding but those that are decoded.",
		When:  func(c *Context) bool { return answered(c) && isAsked(c, runner.ControlUnsupportedCoding) },
		Check: checkUnsupportedCoding,
	},
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
		When:  func(c *Context) bool { return errorContent(c) && c.Path != nil && acceptsJSONAlone(c.X) },
		Check: checkAcceptHonoured,
	},
	{
		ID: "neg/options-accept-patch", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeExchange,
		Ref:   "RFC 5789 section 3.1",
		Title: "OPTIONS of a resource that has PATCH names the patch formats in Accept-Patch.",
		Why: "PATCH has no format of its own, and a client that asks OPTIONS what it may do learns that PATCH is there and not how to use it. " +
			"Send Accept-Patch with the media types that PATCH takes.",
		When: func(c *Context) bool {
			return answered(c) && c.X.Method == "OPTIONS" && isSuccess(c.X.Status) && c.Path != nil && slices.Contains(c.Path.Path.Declared, "PATCH")
		},
		Check: func(c *Context) []Problem {
			if c.X.Has("Accept-Patch") || c.Masked(c.X) != "" {
				return nil
			}
			return problem("", "%d to OPTIONS without Accept-Patch, where PATCH is declared%s", c.X.Status, by(c, c.X))
		},
	},
	{
		ID: "neg/accept-query-syntax", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: AllInAnswer,
		Ref:   "RFC 10008 section 3, RFC 9651 section 3.1",
		Title: "Accept-Query is a structured field: a list of media ranges.",
		Why: "Accept-Query tells a client in which formats it may ask. A structured field that cannot be parsed is ignored as a whole, so the client learns nothing. " +
			`Write the media types as tokens or strings with commas between them: application/sql, "application/jsonpath".`,
		When: func(c *Context) bool { return answered(c) && c.X.Has("Accept-Query") },
		Check: func(c *Context) []Problem {
			if namesMediaRanges(c.X, "Accept-Query") {
				return nil
			}
			return problem("", "Accept-Query is no list of media ranges: %s%s", quoted(c.X.Value("Accept-Query")), by(c, c.X))
		},
	},
}

// isAsked reports whether the exchange in question is one of these questions.
func isAsked(c *Context, controls ...runner.Control) bool {
	return c.X != nil && slices.Contains(controls, c.X.Control)
}

// malformedJSON is the occasion of a declared operation that got content which
// is none of the JSON that it takes. One that takes any type may take that.
func malformedJSON(c *Context) bool {
	return answered(c) && c.Kind() == specs.KindDeclared && c.X.Probe.Form == specs.FormMalformed &&
		len(c.X.Content) > 0 && !c.X.Probe.Operation.TakesAnyType()
}

func checkMalformedContent(c *Context) []Problem {
	if !isSuccess(c.X.Status) {
		return nil
	}
	if reason := c.Masked(c.X); reason != "" {
		return undecided(reason)
	}
	return problem("", "%s with content that is no JSON was answered %d%s", name(c), c.X.Status, by(c, c.X))
}

func checkUnsupportedType(c *Context) []Problem {
	if !isSuccess(c.X.Status) || c.Masked(c.X) != "" {
		return nil
	}
	mediaType := c.X.RequestValue("Content-Type")
	if c.X.Control == runner.ControlMislabelled {
		// Most JSON libraries never look at the type.
		return at(unlessStrict(c, Warning), problem("mislabelled", "%s with valid JSON as %s was answered %d%s", c.X.Probe.Name(), mediaType, c.X.Status, by(c, c.X)))
	}
	return problem("", "%s with content of %s was answered %d%s", c.X.Probe.Name(), mediaType, c.X.Status, by(c, c.X))
}

func checkAcceptPatch415(c *Context) []Problem {
	if c.X.Has("Accept-Patch") || c.X.Has("Accept-Encoding") {
		return nil
	}
	p := problem("", "415 to PATCH without Accept-Patch%s", by(c, c.X))
	if c.Strict {
		return at(Error, p)
	}
	return at(Warning, p)
}

func checkUnsupportedCoding(c *Context) []Problem {
	if !isSuccess(c.X.Status) || c.Masked(c.X) != "" {
		return nil
	}
	return problem("", "%s with Content-Encoding: %s was answered %d%s", c.X.Probe.Name(), c.X.RequestValue("Content-Encoding"), c.X.Status, by(c, c.X))
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

// namesMediaRanges reports whether a field is a structured list of media ranges,
// each a token or a string.
func namesMediaRanges(x *runner.Exchange, field string) bool {
	list, err := structuredList(x, field)
	if err != nil {
		return false
	}
	for _, member := range list {
		item, ok := member.(httpsfv.Item)
		if !ok {
			return false
		}
		text := fmt.Sprint(item.Value)
		essence, _, _ := strings.Cut(text, ";")
		kind, subtype, ok := strings.Cut(strings.TrimSpace(essence), "/")
		if !ok || !isToken(kind) || !isToken(subtype) {
			return false
		}
	}
	return true
}
