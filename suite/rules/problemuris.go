package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// problemURIRules are about what problem details are known by: their media type
// and the references in them.
var problemURIRules = []Rule{
	{
		ID: "problem/media-type", Level: Definition, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 3",
		Title: "An error that has the members of problem details is labelled application/problem+json.",
		Why: "A client or gateway that knows problem details finds them by the media type. Labelled as plain JSON, type, title and detail are members like any other, and the client shows a general message in place of the one that was sent. " +
			"Set Content-Type: application/problem+json where the object is written; helpers that write JSON usually set application/json by themselves.",
		When: func(c *Context) bool {
			return errorContent(c) && c.mediaType() == "application/json" && readableJSON(c.X)
		},
		Check: checkProblemLabel,
	},
	{
		ID: "problem/type-uri", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 3.1.1",
		Title: "The type of problem details is a URI reference, and does not depend on where it was read.",
		Why: "The type is what a client's code compares to know which problem it has. A library that reads it as a URI fails on spaces and the like, and a bare word is another URI on every path, as it is resolved against the address of the answer. " +
			"Write an absolute URI of your own (it need not lead anywhere), or leave the member out.",
		When:  isProblem,
		Check: checkProblemType,
	},
	{
		ID: "problem/instance-uri", Level: Definition, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9457 section 3.1.5",
		Title: "The instance of problem details is a URI reference to this occurrence of the problem.",
		Why: "The instance is what a caller quotes when asking for help. A library that reads it as a URI fails on spaces and the like; a bare word is another URI on every path; the address of the request, which caller and log have anyway, is the same for every failure. " +
			"Write something that leads to the one entry in the log, such as urn:uuid: and an id, or leave the member out.",
		Suspects: hasInstance,
		When:     isProblem,
		Check:    checkProblemInstance,
	},
}

func checkProblemLabel(c *Context) []Problem {
	have := c.OfContent("problem members", c.X, func() string { return problemMembers(c.X) })
	if have == "" {
		return nil
	}
	p := problem("", "%d is application/json and has the members of problem details: %s%s", c.Status(), have, by(c, c.X))
	if documentedBody(c) {
		return at(advisory(c), p) // clients made from the document expect no more than JSON
	}
	return ownOnly(c, p)
}

// problemMembers are the standard members of what is meant as problem details:
// two at least, a type or a detail among them, and each as the standard has it. A
// title and a status alone have many formats of their own (Dancer's has a message
// beside them).
func problemMembers(x *runner.Exchange) string {
	var have []string
	telling := false
	for key, value := range members(x) {
		if memberKind(key) == "" {
			continue
		}
		if isMistyped(key, value) || key == "type" && !strings.ContainsAny(unquoted(value), ":/") {
			return "" // another format that has a name in common
		}
		have = append(have, key)
		telling = telling || key == "detail" || key == "type"
	}
	if len(have) < 2 || !telling || !slices.ContainsFunc(have, func(key string) bool { return key == "title" || key == "type" }) {
		return ""
	}
	return listed(have)
}

func checkProblemType(c *Context) []Problem { return checkReference(c, "type", "reference type") }

func checkProblemInstance(c *Context) []Problem {
	if out := checkReference(c, "instance", "reference instance"); out != nil {
		return out
	}
	said := c.OfContent("instance", c.X, func() string { return stringMember(c.X, "instance") })
	if said == "" || said != pathOnly(c.X.Target) && said != c.X.Target {
		return nil
	}
	return at(Info, problem("request-path", "%d with problem details whose instance is the target of the request, %s%s", c.Status(), quoted(said), by(c, c.X)))
}

// hasInstance reports whether problem details have the member instance.
func hasInstance(c *Context) bool {
	for key := range members(c.X) {
		if key == "instance" {
			return true
		}
	}
	return false
}

// checkReference holds a member to being a URI reference that means the same
// wherever it is read. work is the name of that for OfContent.
func checkReference(c *Context, member, work string) []Problem {
	fault := c.OfContent(work, c.X, func() string { return referenceFault(c.X, member) })
	detail, said, _ := strings.Cut(fault, " ")
	switch detail {
	case "malformed":
		return problem(detail, "%d with problem details whose %s is %s, which is no URI reference%s", c.Status(), member, quoted(said), by(c, c.X))
	case "relative":
		return at(Info, problem(detail, "%d with problem details whose %s is %s, which is another URI on every path%s", c.Status(), member, quoted(said), by(c, c.X)))
	}
	return nil
}

// referenceFault is what is wrong with a member as a reference, and after it
// the member; empty where nothing is.
func referenceFault(x *runner.Exchange, member string) string {
	for key, value := range members(x) {
		if key != member || jsonKind(value) != "a string" {
			continue
		}
		said := unquoted(value)
		switch {
		case strings.Contains(said, "[secret:"):
			return "" // as it was sent it had no brackets
		case !isURIReference(said):
			return "malformed " + said
		case !isAbsoluteURI(said) && !strings.HasPrefix(said, "/"):
			return "relative " + said
		}
	}
	return ""
}

// stringMember is a member that is a string; empty where there is none.
func stringMember(x *runner.Exchange, name string) string {
	for key, value := range members(x) {
		if key == name && jsonKind(value) == "a string" {
			return unquoted(value)
		}
	}
	return ""
}
