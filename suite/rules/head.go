package rules

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var headRules = []Rule{
	{
		ID: "method/head-supported", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.1",
		Title: "HEAD works where GET does.",
		Why: "Link checkers, caches, monitors and download tools ask HEAD first and take a refusal for a broken resource. " +
			"Many routers do not derive HEAD from GET: register it beside each GET, or let a middleware run GET and leave the content out.",
		Suspects: func(c *Context) bool { return !succeeds(c) },
		When:     func(c *Context) bool { return isHead(c) && c.Kind() == specs.KindImplied },
		Check:    checkHeadSupported,
	},
	{
		ID: "method/head-no-content", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 9.3.2, RFC 9112 section 6.3",
		Title: "A response to HEAD carries no content.",
		Why: "A client does not read content after HEAD. On a connection that stays open the bytes are taken for the next response, and every later answer on it belongs to another request. " +
			"Let the server's library write the response, and do not write to the connection by hand.",
		When:  isHead,
		Check: checkHeadContent,
	},
	{
		ID: "method/head-mirrors-get", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.3.2",
		Title: "HEAD sends the header fields that GET sends.",
		Why: "HEAD is asked to learn about the content without fetching it, and caches update what they hold from its fields. " +
			"Fields that differ describe something GET does not send. Run the same handler for both and leave the content out.",
		Suspects: func(c *Context) bool { return isSuccess(c.Status()) },
		When:     isHead,
		Check:    checkHeadMirrors,
	},
	{
		ID: "method/head-content-length", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 8.6",
		Title: "Content-Length on HEAD is the length of what GET sends.",
		Why: "Download tools ask HEAD for the length, to show progress, to divide the work and to see whether they have all of it; with another length they stop early or report a file as broken. " +
			"Run the handler of GET for HEAD and leave the content out, or send no Content-Length where it is not known.",
		When:  isHead,
		Check: checkHeadLength,
	},
	{
		ID: "method/options-allow", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.3.7",
		Title: "A successful answer to OPTIONS names the methods of the resource in Allow.",
		Why: "A client asks OPTIONS to learn what it may do; success without Allow tells it nothing. " +
			"CORS handlers that answer every OPTIONS are the usual cause: let them answer preflights only, which carry Access-Control-Request-Method. Not supporting OPTIONS at all (405 or 501) is fine.",
		Supersedes: []string{"cors/preflight-fields-misplaced", "neg/options-accept-patch"},
		When:       func(c *Context) bool { return answered(c) && c.X.Method == "OPTIONS" && isSuccess(c.X.Status) },
		Check:      checkOptions,
	},
	{
		ID: "method/options-status", Level: Should, Severity: Info, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.3.7, RFC 9110 section 9.1",
		Title: "OPTIONS of a resource that exists is not answered 404, nor 5xx but 501.",
		Why: "OPTIONS asks what may be done with a resource. 404 says that it is not there, though GET finds it, and a 5xx that the question broke the server; tools that explore an API, and browsers that ask before they send, stop at either. " +
			"Answer 204 with Allow; a server without OPTIONS says 405 or 501.",
		Suspects: func(c *Context) bool { return c.Status() == 404 || c.Status() >= 500 && c.Status() != 501 },
		When:     func(c *Context) bool { return answered(c) && c.X.Method == "OPTIONS" && c.X.Control == "" },
		Check:    checkOptionsStatus,
	},
	{
		ID: "method/trace-disabled", Level: Advice, Severity: Warning, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9110 section 9.3.8",
		Title: "TRACE is not enabled.",
		Why: "TRACE sends the request back as it arrived, with what proxies added to it: internal addresses, and credentials that the client itself never saw. No API client needs it. " +
			"Turn it off in the server (TraceEnable off in Apache, a servlet's doTrace).",
		Supersedes: []string{"method/known-405", "method/registered-405-or-501"},
		When:       func(c *Context) bool { return undeclared(c) && c.X.Method == "TRACE" },
		Check:      checkTrace,
	},
	{
		ID: "method/trace-no-sensitive-echo", Level: Should, Severity: Error, Strict: Error, Scope: ScopeExchange,
		Ref:   "RFC 9110 section 9.3.8",
		Title: "TRACE leaves out of its echo the fields that are likely to hold secrets.",
		Why: "The echo shows a script, or whoever else can make a client send TRACE, the cookies and tokens that it may not read itself, and those that proxies add. " +
			"Turn TRACE off; a server that keeps it leaves Cookie, Authorization and Proxy-Authorization out of the echo.",
		Supersedes: []string{"method/trace-disabled"},
		Among:      func(c *Context) bool { return c.X.Method == "TRACE" && isSuccess(c.X.Status) },
		When: func(c *Context) bool {
			return answered(c) && c.X.Method == "TRACE" && isSuccess(c.X.Status) && c.X.RequestValue("Cookie") == specs.TraceCookie
		},
		Check: checkTraceEcho,
	},
}

func isHead(c *Context) bool { return answered(c) && c.X.Method == "HEAD" && c.X.Control == "" }

func checkHeadSupported(c *Context) []Problem {
	status := c.Status()
	if status == 501 {
		if get := getOf(c); get != nil && get.Status == 501 {
			return nil // HEAD is as much there as GET is
		}
		return problem("501", "HEAD was answered 501%s", by(c, c.X))
	}
	if status != 405 && status != 404 {
		return masked(c)
	}
	get := getOf(c)
	if get == nil || !isSuccess(get.Status) {
		return undecided(specs.ReasonNotLive)
	}
	return at(unlessStrict(c, Warning), problem(slug(status), "HEAD was answered %d, GET of the same target %d%s", status, get.Status, by(c, c.X)))
}

// lastChunk is what writers of chunks end a body with, also one of nothing.
const lastChunk = "0\r\n\r\n"

func checkHeadContent(c *Context) []Problem {
	n := len(c.X.Residue)
	// A second response (408 as a server gives up waiting) is no content.
	if n == 0 || bytes.HasPrefix(c.X.Residue, []byte("HTTP/1.")) {
		return nil
	}
	if string(c.X.Residue) == lastChunk {
		return problem("", "HEAD was answered %d with the last chunk of a chunked body (5 bytes)%s", c.Status(), by(c, c.X))
	}
	return problem("", "HEAD was answered %d with %s of content%s", c.Status(), counted(n, "byte"), by(c, c.X))
}

func checkHeadMirrors(c *Context) []Problem {
	gets := getSamples(c)
	if !isSuccess(c.Status()) || len(gets) == 0 {
		return nil
	}
	if want := gets[0].Status; want != c.Status() {
		return comparedWith(gets[0], c, problem("status", "HEAD was answered %d, GET of the same target %d", c.Status(), want))
	}
	var out []Problem
	for _, field := range []string{"Content-Type", "Cache-Control", "ETag", "Last-Modified"} {
		out = append(out, mirrored(c, gets, field)...)
	}
	return comparedWith(gets[0], c, out)
}

func comparedWith(get *runner.Exchange, c *Context, problems []Problem) []Problem {
	for i := range problems {
		problems[i].Exchanges = []*runner.Exchange{c.X, get}
	}
	return problems
}

// getSamples are the successful answers to GET of the target in question: the
// probe's, and those of the controls.
func getSamples(c *Context) []*runner.Exchange {
	get := getOf(c)
	if get == nil || !isSuccess(get.Status) {
		return nil
	}
	out := []*runner.Exchange{get}
	for _, x := range c.bench.controlGets(pathOnly(c.X.Target)) {
		if x.Status == get.Status {
			out = append(out, x)
		}
	}
	return out
}

// mirrored compares one field. Values that change from one GET to the next say
// nothing; a validator must have been seen twice to be known to be stable, and
// may be left out, as content is needed to make it.
func mirrored(c *Context, gets []*runner.Exchange, field string) []Problem {
	want, stable := stableValue(gets, field)
	have := c.X.Value(field)
	validator := field == "ETag" || field == "Last-Modified"
	if !stable || alike(want, have) || validator && (have == "" || len(gets) < 2) {
		return nil
	}
	return problem(strings.ToLower(field), "HEAD has %s, GET of the same target %s", fieldText(field, have), fieldText(field, want))
}

func stableValue(gets []*runner.Exchange, field string) (string, bool) {
	first := gets[0].Value(field)
	for _, x := range gets[1:] {
		if x.Value(field) != first {
			return "", false
		}
	}
	return first, true
}

// alike compares field values as people write them: case and blanks aside.
func alike(a, b string) bool {
	return a == b || strings.EqualFold(strings.ReplaceAll(a, " ", ""), strings.ReplaceAll(b, " ", ""))
}

func fieldText(field, value string) string {
	if value == "" {
		return "no " + field
	}
	return field + ": " + value
}

// checkHeadLength compares with GET where two answers to it had the same length:
// what differs from one GET to the next is no measure.
func checkHeadLength(c *Context) []Problem {
	gets := getSamples(c)
	have, err := strconv.ParseInt(c.X.Value("Content-Length"), 10, 64)
	if err != nil || len(gets) < 2 || gets[0].Status != c.Status() {
		return nil
	}
	want := gets[0].Length
	for _, x := range gets {
		// Content that changes from one GET to the next has no length to be held to.
		if x.Length != want || x.BodyInfo().Sum != gets[0].BodyInfo().Sum || x.Value("Content-Encoding") != c.X.Value("Content-Encoding") {
			return nil
		}
	}
	if have == want {
		return nil
	}
	return comparedWith(gets[0], c, problem("", "HEAD has Content-Length: %d, GET of the same target has %s of content%s",
		have, counted(int(want), "byte"), by(c, c.X)))
}

func checkOptionsStatus(c *Context) []Problem {
	status := c.Status()
	switch {
	case status == 503:
		return undecided(specs.ReasonBusy)
	case status != 404 && (status < 500 || status == 501):
		return nil
	case status == 404 && !c.Live():
		return undecided(specs.ReasonNotLive)
	}
	if p := masked(c); p != nil {
		return p
	}
	// Where 404 is the answer to any method that the path does not have,
	// route/404-vs-405 tells it.
	if status == 404 && slices.ContainsFunc(c.PathExchanges(specs.KindElsewhere), isStatus(404)) {
		return nil
	}
	return problem(slug(status), "OPTIONS was answered %d on a target that exists%s", status, by(c, c.X))
}

func isStatus(status int) func(*runner.Exchange) bool {
	return func(x *runner.Exchange) bool { return x.Status == status }
}

func checkOptions(c *Context) []Problem {
	if c.X.Has("Allow") {
		return nil
	}
	if p := masked(c); p != nil {
		return p
	}
	return problem("", "OPTIONS was answered %d without Allow%s", c.Status(), by(c, c.X))
}

func checkTrace(c *Context) []Problem {
	if !isSuccess(c.Status()) || !echoesRequest(c.X) {
		return nil
	}
	return problem("", "TRACE was answered %d with the request in it%s", c.Status(), by(c, c.X))
}

func checkTraceEcho(c *Context) []Problem {
	if !bytes.Contains(c.X.Body(), []byte(specs.TraceCookie)) {
		return nil
	}
	return problem("", "TRACE was answered %d with the cookie of the request in it%s", c.Status(), by(c, c.X))
}

// echoesRequest reports whether an answer to TRACE holds the request.
func echoesRequest(x *runner.Exchange) bool {
	if x.Method != "TRACE" {
		return false
	}
	return x.MediaType() == "message/http" || bytes.Contains(x.Body(), []byte("TRACE "+x.Target+" HTTP/"))
}
