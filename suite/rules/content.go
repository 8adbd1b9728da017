package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// contentRules are about the content of requests that an operation does not take.
var contentRules = []Rule{
	{
		ID: "neg/malformed-content-refused", Level: Contract, Severity: Error, Strict: Error, Scope: ScopeExchange,
		Ref:   "RFC 9110 section 15.5.1, OpenAPI Request Body Object",
		Title: "Content that is not the JSON that the document requires is refused, with 400 or 422.",
		Why: "The content was cut off in the middle of an object, so whatever the server acted on is not what a client meant; a client whose request broke on the way is told that all went well. " +
			"Decode the content before anything else, check the error that decoding gives, and answer 400 (or 422) where there is one.",
		Supersedes: []string{"spec/status-conformance"},
		Among:      ofKind(specs.KindDeclared),
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
		ID: "neg/415-accept", Level: Should, Severity: Warning, Strict: Error, Scope: ScopeQuestion,
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
	return problem("", "415 to PATCH without Accept-Patch%s", by(c, c.X))
}

func checkUnsupportedCoding(c *Context) []Problem {
	if !isSuccess(c.X.Status) || c.Masked(c.X) != "" {
		return nil
	}
	return problem("", "%s with Content-Encoding: %s was answered %d%s", c.X.Probe.Name(), c.X.RequestValue("Content-Encoding"), c.X.Status, by(c, c.X))
}
