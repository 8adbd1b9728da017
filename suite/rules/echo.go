package rules

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// echoRules are about answers that give back what the request brought.
var echoRules = []Rule{
	{
		ID: "leak/credential-echo", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true,
		Ref:   "RFC 9110 section 17.16.1, RFC 9110 section 9.3.8",
		Title: "No answer holds the credentials of the request.",
		Why: "What an answer holds ends in logs, caches, error trackers and screenshots, and there the credential is anybody's. " +
			"Leave Authorization, Cookie and key fields out of error messages and of whatever echoes a request.",
		Among: func(c *Context) bool { return c.Record.Authenticated },
		When:  sentSecret,
		Check: checkCredentialEcho,
	},
	{
		ID: "leak/reflected-input", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9205 section 4.13",
		Title: "What the request brought stands in no HTML page as it came, and not in the reason phrase.",
		Why: "A link to the page then runs the script that its address holds, in the name of whoever follows it (cross-site scripting). " +
			"Use a template language that escapes by itself, or answer errors in JSON. A reason phrase is a constant: RFC 9112 section 4 lets any client ignore it.",
		Suspects: mayReflect,
		When:     errorAnswer,
		Check:    checkReflected,
	},
	{
		ID: "leak/nosniff", Level: Advice, Severity: Info, Strict: Info, Scope: ScopeServer,
		Ref:   "RFC 9205 section 4.13",
		Title: "An error that repeats what the request brought forbids browsers to guess its type.",
		Why: "A browser that guesses may take the repeated text for a page or a script. " +
			"Set X-Content-Type-Options: nosniff on every answer, in the middleware or at the proxy.",
		When:  func(c *Context) bool { return len(echoes(c)) > 0 },
		Check: checkNosniff,
	},
}

// secretMark is how a masked secret begins.
const secretMark = "[secret:"

// sentSecret is the occasion of rules about credentials: the request bore one.
func sentSecret(c *Context) bool {
	if !answered(c) || !c.Record.Authenticated {
		return false
	}
	for i := range c.X.Request {
		if strings.Contains(c.X.Request[i].Value, secretMark) {
			return true
		}
	}
	return strings.Contains(c.X.Target, secretMark)
}

// renewing are fields that are meant to hold what the client sent: a session
// that is prolonged, an address with its query.
var renewing = map[string]bool{"set-cookie": true, "location": true, "content-location": true, "link": true, "refresh": true}

func checkCredentialEcho(c *Context) []Problem {
	x := c.X
	switch {
	case x.BodyInfo().Masked:
		return problem("content", "%d to %s holds a credential of the request in its content%s", x.Status, name(c), by(c, x))
	case strings.Contains(x.Reason, secretMark) || bytes.Contains(x.Residue, []byte(secretMark)):
		return problem("message", "%d to %s holds a credential of the request beside its content%s", x.Status, name(c), by(c, x))
	}
	if f := echoField(x); f != nil {
		return problem("field", "%d to %s holds a credential of the request in %s%s", x.Status, name(c), f.Name, by(c, x))
	}
	return nil
}

// echoField is the first field that holds a credential and is not meant to, be it
// the answer's, its trailer's or that of an interim response before it.
func echoField(x *runner.Exchange) *runner.Field {
	sections := [][]runner.Field{x.Header, x.Trailer}
	for i := range x.Interim {
		sections = append(sections, x.Interim[i].Header)
	}
	for _, fields := range sections {
		for i := range fields {
			if f := &fields[i]; strings.Contains(f.Value, secretMark) && !renewing[strings.ToLower(f.Name)] {
				return f
			}
		}
	}
	return nil
}

// mayReflect reports whether an answer is one that could hold the client's words.
func mayReflect(c *Context) bool {
	return isHTML(c.mediaType()) || inReason(c) != ""
}

// inReason is what of the request the reason phrase repeats: a method or a path that
// was made up, so that no phrase has it of its own.
func inReason(c *Context) string {
	switch {
	case c.Kind() == specs.KindUnknown && strings.Contains(c.X.Reason, c.X.Method):
		return "method"
	case c.X.Control == runner.ControlCanary && strings.Contains(c.X.Reason, strings.Trim(runner.Canary, "<>")):
		return "path"
	}
	return ""
}

func checkReflected(c *Context) []Problem {
	if tag := reflectedTag(c); tag != "" {
		return problem("html", "%d is an HTML page that holds %s of the request as it came%s", c.Status(), quoted(tag), by(c, c.X))
	}
	if what := inReason(c); what != "" {
		return at(Info, problem("reason", "the reason phrase of %d repeats the %s%s", c.Status(), what, by(c, c.X)))
	}
	return nil
}

// reflectedTag is markup of the request that stands in an HTML page as it came.
// Letters alone prove nothing: escaped they are the same.
func reflectedTag(c *Context) string {
	if !isHTML(c.mediaType()) {
		return ""
	}
	for _, text := range markup(c.X) {
		if bytes.Contains(c.X.Body(), []byte(text)) {
			return text
		}
	}
	return ""
}

// markup is what the request brought that a browser takes for a tag.
func markup(x *runner.Exchange) []string {
	brought := []string{x.Target}
	if plain, err := url.PathUnescape(x.Target); err == nil && plain != x.Target {
		brought = append(brought, plain)
	}
	for i := range x.Request {
		brought = append(brought, x.Request[i].Value)
	}
	brought = append(brought, string(x.Content))
	var out []string
	for _, text := range brought {
		if tag := tagIn(text); tag != "" {
			out = append(out, tag)
		}
	}
	return out
}

// tagIn is the first tag in a text, from its < to its >; empty where there is none.
func tagIn(text string) string {
	for at := strings.IndexByte(text, '<'); at >= 0; {
		rest := text[at:]
		end := strings.IndexByte(rest, '>')
		if end > 1 && rest[1]|0x20 >= 'a' && rest[1]|0x20 <= 'z' {
			return rest[:end+1]
		}
		next := strings.IndexByte(rest[1:], '<')
		if next < 0 {
			return ""
		}
		at += 1 + next
	}
	return ""
}

// echoes are the errors of the application that repeat the method or target of
// their request, in a type that a browser might take for another.
func echoes(c *Context) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range c.AllExchanges() {
		if isError(x.Status) && x.Length > 0 && !isJSON(c.bench.mediaType(x)) && echoed(x) {
			out = append(out, x)
		}
	}
	return out
}

// shortTarget is the length up to which a target may well be a word of any page.
const shortTarget = 4

func echoed(x *runner.Exchange) bool {
	body := x.Body()
	if x.Probe.Kind == specs.KindUnknown && bytes.Contains(body, []byte(x.Method)) {
		return true
	}
	target := pathOnly(x.Target)
	return len(target) > shortTarget && bytes.Contains(body, []byte(target))
}

func checkNosniff(c *Context) []Problem {
	for _, x := range echoes(c) {
		if !strings.EqualFold(x.Value("X-Content-Type-Options"), "nosniff") {
			p := problem("", "%d to %s repeats the request, without X-Content-Type-Options: nosniff%s", x.Status, x.Probe.Name(), by(c, x))
			p[0].Exchanges = []*runner.Exchange{x}
			return p
		}
	}
	return nil
}
