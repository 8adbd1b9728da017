package rules

import (
	"bytes"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var bodyRules = []Rule{
	{
		ID: "body/explains-error", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 15.5, RFC 9110 section 15.6",
		Title: "An error has content that explains it.",
		Why: "The status alone does not say what was wrong with the request; whoever reads the client's log has nothing to go by. " +
			"Write the error in the format that the API's other errors have, for 404 and 405 too, which routers often answer by themselves and without content.",
		When:  func(c *Context) bool { return errorAnswer(c) && c.X.Method != "HEAD" && !c.ParserReject(c.X) },
		Check: checkExplains,
	},
	{
		ID: "body/content-type-present", Level: Should, Severity: Warning, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 8.3",
		Title: "An error's content comes with Content-Type.",
		Why: "Without Content-Type a client has to guess what it got, and a browser may take it for HTML. " +
			"Set the field wherever content is written.",
		When:  errorContent,
		Check: checkTypePresent,
	},
	{
		ID: "body/content-type-valid", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 8.3.1, RFC 9110 section 5.3",
		Title: "Content-Type is one well-formed media type.",
		Why: "A client picks its parser by this field, and one it cannot read stops it before the content. " +
			"Two lines or a list usually come from a proxy or a middleware that adds the field instead of setting it.",
		When:  func(c *Context) bool { return errorAnswer(c) && c.X.Has("Content-Type") },
		Check: checkTypeValid,
	},
	{
		ID: "body/media-type-expected", Level: Contract, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInPromise,
		Ref:   "OpenAPI Responses Object",
		Title: "An error's media type is one that the document names for errors.",
		Fixes: recipes,
		Why: "A client made from the document parses errors as the document says and fails on anything else, often hiding the real error behind its own. " +
			"Answer every error in the documented format, those of the router (404, 405) too, or document the one that is sent. " +
			"For a method that the path does not declare OpenAPI has no place, so the document's other errors are the measure.",
		Supersedes: []string{"body/type-matches-bytes", "body/schema", "leak/default-page", "body/accept-honoured-on-errors", "body/consistent-shape", "problem/media-type"},
		Among:      typedContent,
		When:       func(c *Context) bool { return typedContent(c) && len(c.promise().media) > 0 },
		Check:      checkTypeExpected,
	},
	{
		ID: "body/json-parseable", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 8259 section 2, RFC 8259 section 8.1",
		Title: "Content labelled as JSON is one JSON value in UTF-8.",
		Why: "A client's parser throws, and the error that the server meant to report is lost. " +
			"Write the value with a JSON library and nothing after it; a second error page behind the first, or a plain text under a JSON label, is the usual cause.",
		Supersedes: []string{"body/schema", "body/consistent-shape"},
		When:       jsonContent,
		Check:      checkParseable,
	},
	{
		ID: "body/not-html", Level: Advice, Severity: Warning, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9205 section 4.6",
		Title: "An error of a JSON API is not an HTML page.",
		Fixes: recipes,
		Why: "A client of a JSON API parses the page as JSON, fails, and reports a syntax error in place of what went wrong. " +
			"Replace the framework's default error page for 404, 405 and 500 by the API's own error format.",
		Supersedes: []string{"body/media-type-expected", "body/type-matches-bytes", "body/schema", "leak/default-page", "body/accept-honoured-on-errors", "body/consistent-shape"},
		When:       func(c *Context) bool { return errorContent(c) && c.JSONAPI() },
		Check:      checkNotHTML,
	},
	{
		ID: "body/type-matches-bytes", Level: Advice, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 8.3",
		Title: "An error's content is what its Content-Type says.",
		Why: "A client trusts the label: JSON labelled as text is shown and not read, HTML labelled as text is shown as source. " +
			"Set Content-Type before the content is written; many libraries label what they write as text unless told otherwise.",
		Supersedes: []string{"body/consistent-shape"},
		When:       func(c *Context) bool { return typedContent(c) && !isCoded(c.X) },
		Check:      checkBytes,
	},
	{
		ID: "body/schema", Level: Contract, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInPromise,
		Ref:   "OpenAPI Media Type Object",
		Title: "Content validates against the schema that the document gives it.",
		Why: "A client made from the document expects the fields and types of the schema, and breaks on an error it was to understand. " +
			"Bring the answer and the schema together, whichever is right. For a method that the path does not declare the document's other errors are the measure.",
		Supersedes: []string{"body/consistent-shape"},
		Among:      func(c *Context) bool { return jsonContent(c) && readableJSON(c.X) },
		When:       func(c *Context) bool { return jsonContent(c) && readableJSON(c.X) && len(schemasFor(c)) > 0 },
		Check:      checkSchema,
	},
}

// typedContent is the occasion of rules about the media type of an error.
func typedContent(c *Context) bool { return errorContent(c) && c.mediaType() != "" }

// jsonContent is the occasion of rules about what is labelled as JSON.
func jsonContent(c *Context) bool {
	return answered(c) && c.X.Length > 0 && !isCoded(c.X) && !c.X.BodyInfo().Truncated && isJSON(c.mediaType())
}

// ownOnly lowers the problems of an answer that the application did not make.
func ownOnly(c *Context, p []Problem) []Problem {
	if len(p) > 0 && foreign(c, c.X) {
		return at(Info, p)
	}
	return p
}

func checkExplains(c *Context) []Problem {
	if c.X.Length > 0 {
		return nil
	}
	return ownOnly(c, problem("", "%d without content%s", c.Status(), by(c, c.X)))
}

func checkTypePresent(c *Context) []Problem {
	if c.X.Has("Content-Type") {
		return nil
	}
	return ownOnly(c, problem("", "%d with content and no Content-Type%s", c.Status(), by(c, c.X)))
}

func checkTypeValid(c *Context) []Problem {
	values := c.X.Values("Content-Type")
	switch {
	case len(values) > 1:
		return problem("repeated", "%d with Content-Type %d times: %s%s", c.Status(), len(values), quoted(strings.Join(values, ", ")), by(c, c.X))
	case !isMediaType(values[0]):
		p := problem("malformed", "%d with Content-Type %s, which is no media type%s", c.Status(), quoted(values[0]), by(c, c.X))
		return leavingControls(p, values[0], isMediaType)
	}
	return nil
}

func checkTypeExpected(c *Context) []Problem {
	have, own := c.mediaType(), documentedBody(c)
	var types []string
	for _, m := range c.promise().media {
		if inRange(have, m.Type) || !own && isJSON(have) && isJSON(m.Type) {
			return nil
		}
		types = append(types, m.Type)
	}
	if own {
		return ownOnly(c, problem("", "%d is %s, documented here as %s%s", c.Status(), have, either(types), by(c, c.X)))
	}
	p := at(unlessStrict(c, Warning), problem("", "%d is %s, and the document's errors are %s%s", c.Status(), have, either(types), by(c, c.X)))
	return ownOnly(c, p)
}

func either(words []string) string { return strings.Join(words, " or ") }

// documentedBody reports whether the document itself says what content the
// operation has in an answer of this status; otherwise its errors elsewhere are
// the measure.
func documentedBody(c *Context) bool {
	return c.promise().own
}

func checkParseable(c *Context) []Problem {
	fault := c.X.BodyInfo().JSON
	switch fault.Kind {
	case "":
		return nil
	case "duplicate-name":
		return at(Warning, problem(fault.Kind, "%d is %s with a repeated name: %s%s", c.Status(), c.mediaType(), fault.Text, by(c, c.X)))
	}
	return ownOnly(c, problem(fault.Kind, "%d is labelled %s and is not JSON: %s%s", c.Status(), c.mediaType(), fault.Text, by(c, c.X)))
}

func checkNotHTML(c *Context) []Problem {
	if isJSON(c.mediaType()) || !isPage(c.X) {
		return nil
	}
	if documentedBody(c) {
		// As much a broken promise as any other type, which media-type-expected
		// would tell as an error.
		p := problem("", "%d is an HTML page, documented here as %s%s", c.Status(), either(mediaTypes(c)), by(c, c.X))
		return ownOnly(c, at(Error, p))
	}
	return ownOnly(c, problem("", "%d is an HTML page%s", c.Status(), by(c, c.X)))
}

// mediaTypes are the types that the error in question may have.
func mediaTypes(c *Context) []string {
	var types []string
	for _, m := range c.promise().media {
		types = append(types, m.Type)
	}
	return types
}

// isPage reports whether content is an HTML page: by its label, unless the
// bytes are JSON, or by its first bytes.
func isPage(x *runner.Exchange) bool {
	return isHTML(x.MediaType()) && !holdsJSON(x) || startsAsPage(x.Body())
}

func startsAsPage(body []byte) bool {
	start := bytes.ToLower(bytes.TrimLeft(body[:min(len(body), 256)], " \t\r\n"))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
}

// holdsJSON reports whether content is a JSON object or array, whatever its
// label. A bare word or number is text as well.
func holdsJSON(x *runner.Exchange) bool {
	if !readableJSON(x) {
		return false
	}
	start := bytes.TrimLeft(x.Body(), " \t\r\n")
	return len(start) > 0 && (start[0] == '{' || start[0] == '[')
}

func checkBytes(c *Context) []Problem {
	label := c.mediaType()
	switch {
	case isJSON(label):
		return nil // body/json-parseable tells it
	case (label == "text/plain" || isHTML(label)) && holdsJSON(c.X):
		return ownOnly(c, problem("json", "%d is labelled %s and holds JSON%s", c.Status(), label, by(c, c.X)))
	case label == "text/plain" && startsAsPage(c.X.Body()):
		return ownOnly(c, problem("html", "%d is labelled %s and holds an HTML page%s", c.Status(), label, by(c, c.X)))
	}
	return nil
}
