package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// problem is the one problem of a rule, of the rule's own severity.
func problem(detail, format string, args ...any) []Problem {
	return []Problem{{Detail: detail, Text: fmt.Sprintf(format, args...)}}
}

// at gives problems a severity of their own.
func at(s Severity, problems []Problem) []Problem {
	for i := range problems {
		problems[i].Severity = s
	}
	return problems
}

// undecided says that a rule had occasion and could not decide.
func undecided(reason specs.Reason) []Problem {
	return []Problem{{Inconclusive: true, Reason: reason}}
}

// masked is undecided where the answer in question hides how the server treats
// the method, else nothing.
func masked(c *Context) []Problem {
	if reason := c.Masked(c.X); reason != "" {
		return undecided(reason)
	}
	return nil
}

// unlessStrict is a severity below the rule's that --strict does not grant.
func unlessStrict(c *Context, s Severity) Severity {
	if c.Strict {
		return ""
	}
	return s
}

// advisory is the severity of what is worth knowing, and a warning with
// --strict only.
func advisory(c *Context) Severity {
	if c.Strict {
		return Warning
	}
	return Info
}

// foreign reports whether an answer was not made by the application, so that
// its team can mend it only by configuration, if at all.
func foreign(c *Context, x *runner.Exchange) bool {
	l := c.Layer(x)
	return l == LayerParser || l == LayerProxy
}

// by names who answered where it was not the application.
func by(c *Context, x *runner.Exchange) string {
	switch c.Layer(x) {
	case LayerParser:
		return ", by the HTTP parser before the application"
	case LayerProxy:
		return ", by a proxy before the application"
	}
	return ""
}

// name is the method in question as people know it.
func name(c *Context) string {
	if c.X.Control.IsQuestion() {
		return c.X.Probe.Name() + ", " + c.X.Control.Asks() + ","
	}
	return c.X.Probe.Name()
}

// slug is a status as a detail: the telling ones by themselves.
func slug(status int) string {
	switch {
	case slices.Contains([]int{400, 401, 403, 404, 405, 415, 422, 501}, status):
		return strconv.Itoa(status)
	case status/100 == 4:
		return "other"
	}
	return strconv.Itoa(status/100) + "xx"
}

// listed joins words for a sentence: "GET, HEAD and POST".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// counted is a number with its noun: "1 path", "3 paths".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// quoted is text of the server's for a sentence, bounded. Several spaces are written
// so that a report which wraps its lines, or a browser, shows all of them.
func quoted(s string) string {
	const most = 80
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return spaces.ReplaceAllStringFunc(strconv.Quote(s), func(run string) string { return strings.Repeat(`\x20`, len(run)) })
}

// quotedAround is quoted of what stands around a place.
func quotedAround(s string, at int) string {
	const before = 40
	begin := ""
	if at > before {
		begin, s = "...", strings.ToValidUTF8(s[at-before:], "")
	}
	return begin + quoted(s)
}

var spaces = regexp.MustCompile("  +")
