package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// codingRules are about how content is transferred, and what comes behind it.
var codingRules = []Rule{
	{
		ID: "transport/answer-transfer-coding", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9112 section 6.1, RFC 9112 section 7, RFC 9110 section 10.1.4",
		Title: "The transfer coding of an answer is chunked, once and over HTTP/1.1, unless the request asked for another.",
		Why: "Go and HAProxy refuse an answer that is chunked twice, and one with identity, which was a coding long ago; in an answer of HTTP/1.0 Go takes the lines of chunks for content. A coding that was not asked for is undone by next to nobody. " +
			"A second Transfer-Encoding comes from code that copies all fields of another server's answer into its own, so that the server adds one more: leave out Transfer-Encoding and Connection. " +
			"Never set the field by hand; compress with Content-Encoding.",
		When:     hasTransferCoding,
		Suspects: func(c *Context) bool { return !isPlainlyChunked(c.X) },
		Check:    checkTransferCoding,
	},
	{
		ID: "transport/answer-trailers", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 6.5.1",
		Title: "A trailer has no field that must be known before the content.",
		Why: "Where content ends, what it is, who may have it and how long it may be kept is settled by the time a trailer comes: most clients throw such a field away, and one that puts it among the others has been told two things. Node.js fails on a Content-Length there, which proxies pass on. " +
			"It happens where fields are set after the head was sent, and the framework makes trailers of them: set them before the first octet of content is written.",
		When:  func(c *Context) bool { return answered(c) && len(c.X.Trailer) > 0 },
		Check: checkTrailers,
	},
}

// hasTransferCoding leaves out a 204, of which body/forbidden-content tells.
func hasTransferCoding(c *Context) bool {
	return isHTTP1(c) && c.X.Status != 204 && c.X.Has("Transfer-Encoding")
}

func isPlainlyChunked(x *runner.Exchange) bool {
	return strings.EqualFold(x.Value("Transfer-Encoding"), "chunked") && x.Proto != "HTTP/1.0"
}

func checkTransferCoding(c *Context) []Problem {
	x := c.X
	said := x.Value("Transfer-Encoding")
	chunked, other := 0, ""
	for coding := range strings.SplitSeq(said, ",") {
		name, _, _ := strings.Cut(coding, ";")
		switch name = strings.ToLower(strings.TrimSpace(name)); {
		case name == "chunked":
			chunked++
		case name == "identity" || other == "" && !asksForCoding(x, name):
			other = name
		}
	}
	switch {
	case strings.TrimSpace(said) == "":
		return problem("empty", "%d with a Transfer-Encoding that names no coding%s", x.Status, by(c, x))
	case chunked > 1:
		return problem("twice", "%d is chunked twice: Transfer-Encoding: %s%s", x.Status, said, by(c, x))
	case other == "identity":
		return problem("identity", "%d with Transfer-Encoding: %s, and identity is no transfer coding%s", x.Status, said, by(c, x))
	case other != "":
		return problem("unasked", "%d in a transfer coding that the request did not ask for: Transfer-Encoding: %s%s", x.Status, said, by(c, x))
	case x.Proto == "HTTP/1.0":
		return problem("version", "%d of HTTP/1.0 with Transfer-Encoding: %s%s", x.Status, said, by(c, x))
	}
	return nil
}

// asksForCoding reports whether a request names a coding in TE.
func asksForCoding(x *runner.Exchange, coding string) bool {
	for asked := range strings.SplitSeq(x.RequestValue("TE"), ",") {
		if name, _, _ := strings.Cut(asked, ";"); strings.EqualFold(strings.TrimSpace(name), coding) {
			return true
		}
	}
	return false
}

// isIdentity reports whether identity is all that an answer says of its coding.
func isIdentity(x *runner.Exchange) bool {
	return strings.EqualFold(x.Value("Transfer-Encoding"), "identity")
}

// frames are fields that say where content ends, or what becomes of the connection.
var frames = []string{"connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade"}

// settles are fields on authentication, on what to do with the answer and on what its
// content is (RFC 9110 section 6.5.1), whose definitions allow no trailer. ETag,
// Accept-Ranges, Authentication-Info and fields of later standards have theirs.
var settles = []string{
	"age", "allow", "cache-control", "content-encoding", "content-range", "content-type", "expires", "location", "pragma",
	"proxy-authenticate", "retry-after", "set-cookie", "vary", "www-authenticate",
}

func checkTrailers(c *Context) []Problem {
	var framing, others []string
	for _, f := range c.X.Trailer {
		switch name := strings.ToLower(strings.TrimSpace(f.Name)); {
		case slices.Contains(frames, name):
			framing = append(framing, f.Name+": "+f.Value)
		case slices.Contains(settles, name):
			others = append(others, f.Name+": "+f.Value)
		}
	}
	var out []Problem
	if len(framing) > 0 {
		out = problem("framing", "%d with a field on its framing in the trailer: %s%s", c.X.Status, quoted(strings.Join(framing, "\n")), by(c, c.X))
	}
	if len(others) > 0 {
		p := problem("late", "%d with a field in the trailer that comes too late there: %s%s", c.X.Status, quoted(strings.Join(others, "\n")), by(c, c.X))
		out = append(out, at(unlessStrict(c, Warning), p)...)
	}
	return out
}
