package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var problemDetailRules = []Rule{
	{
		ID: "problem/detail-not-debug", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 3.1.4, RFC 9457 section 5",
		Title: "The detail of a problem helps the client, and shows nothing of how the server is made.",
		Why: "An exception's own words mean nothing to a caller, and tell strangers which database, libraries and files the server is made of. They also change with every update, and break clients that came to read them. " +
			"Catch the error where it is answered, log it with an id, and say in detail what is wrong with the request.",
		When:  isProblem,
		Check: checkDebugDetail,
	},
}

// debug are the words of programs, not of people. Each pattern is one that
// does not come up in a sentence about a request. What a database says, and
// files of the server, leak/sql-or-infra tells wherever they stand. Before are
// texts one of which every match has, looked for first as it costs little.
var debug = []struct {
	detail, what string
	before       []string
	pattern      *regexp.Regexp
}{
	{"exception", "an exception", []string{"Exception", "Error"}, regexp.MustCompile(`\b(?:[a-z_]\w*\.){2,}[A-Z]\w*(?:Exception|Error)\b|\bSystem\.[\w.]*Exception\b`)},
	{"crash", "a crash", []string{"error: ", "pointer", "goroutine", "Traceback", "Error: "}, regexp.MustCompile(`\bruntime error: |nil pointer dereference|goroutine \d+ \[|Traceback \(most recent call last\)|\b(?:Type|Reference)Error: Cannot read`)},
	{"type", "a type of the program", []string{"Go ", "deserialize"}, regexp.MustCompile(`\bGo (?:struct field|value of type) \w|\bCannot deserialize (?:value|instance) of (?:type )?` + "[`\"]" + `?[a-z]+\.[a-z.]+`)},
}

func checkDebugDetail(c *Context) []Problem {
	found := c.OfContent("debug", c.X, func() string { return debugIn(c.X) })
	if found == "" {
		return nil
	}
	detail, rest, _ := strings.Cut(found, "\n")
	what, text, _ := strings.Cut(rest, "\n")
	p := problem(detail, "%d with problem details whose detail shows %s: %s%s", c.Status(), what, quoted(text), by(c, c.X))
	if detail == "type" {
		return at(unlessStrict(c, Warning), p) // the name of a type gives little away
	}
	return p
}

// debugIn is what the detail of a problem shows, line by line: a word for it,
// what it is, and the text from there on; empty where it shows nothing.
func debugIn(x *runner.Exchange) string {
	detail := stringMember(x, "detail")
	if detail == "" {
		return ""
	}
	for _, d := range debug {
		if !containsAny(detail, d.before) {
			continue
		}
		if found := d.pattern.FindStringIndex(detail); found != nil {
			return d.detail + "\n" + d.what + "\n" + detail[found[0]:]
		}
	}
	return ""
}

func containsAny(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}
