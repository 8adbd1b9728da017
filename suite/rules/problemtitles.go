package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// problemTitleRules are about what problem details say to people.
var problemTitleRules = []Rule{
	{
		ID: "problem/about-blank-title", Level: Should, Severity: Info, Strict: Warning, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 4.2.1",
		Title: "Problem details without a type of their own have the phrase of the status as title.",
		Why: "A type of about:blank, or none, says that there is nothing to know but the status. A title that says more suggests a kind of problem that a client could tell apart, and gives it nothing to tell it by. " +
			"Give the problem a type, or say it in detail and leave the title to the status: Not Found.",
		When:  isProblem,
		Check: checkBlankTitle,
	},
	{
		ID: "problem/title-stable", Level: Should, Severity: Warning, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9457 section 3.1.3",
		Title: "Problems of one type have one title.",
		Why: "The title is the name of the type, by which people group and search what went wrong; one that changes with the request cannot be grouped, translated or looked up. " +
			"Keep the title fixed, and put what is particular to the request into detail.",
		Check: checkTitleStable,
	},
	{
		ID: "problem/extension-names", Level: Should, Severity: Info, Strict: Info, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 4",
		Title: "Further members of problem details have names of three characters or more, letters, digits and _, a letter first.",
		Why: "Other names cannot be written in the other formats of problem details, such as XML, and in some languages not as the name of a field either, so generated clients drop or rename them. " +
			"Name such a member in plain letters, such as schema in place of $schema.",
		When:  isProblem,
		Check: checkExtensionNames,
	},
}

func checkBlankTitle(c *Context) []Problem {
	title := c.OfContent("blank title", c.X, func() string { return blankTitle(c.X) })
	switch {
	case title == "" || phrases[c.Status()] == "" || isPhrase(title, c.Status()):
		return nil
	case isTranslated(c.X, title):
		return nil
	}
	phrase, _, _ := strings.Cut(phrases[c.Status()], "|")
	return problem("", "%d with problem details of no type whose title is %s, not %s%s", c.Status(), quoted(title), phrase, by(c, c.X))
}

// blankTitle is the title of problem details whose type says nothing.
func blankTitle(x *runner.Exchange) string {
	for key, value := range members(x) {
		if key == "type" && (jsonKind(value) != "a string" || unquoted(value) != "about:blank") {
			return ""
		}
	}
	return stringMember(x, "title")
}

// isTranslated: a title may be in another language, which was not asked for.
func isTranslated(x *runner.Exchange, title string) bool {
	language := strings.ToLower(x.Value("Content-Language"))
	return language != "" && !strings.HasPrefix(language, "en") ||
		strings.ContainsFunc(title, func(r rune) bool { return r > 0x7f })
}

func checkTitleStable(c *Context) []Problem {
	type titled struct {
		title string
		by    *runner.Exchange
	}
	first := map[string]titled{}
	for _, x := range slices.Concat(notFoundAnswers(c.Record.Controls), c.different()) {
		if c.bench.mediaType(x) != "application/problem+json" || x.Length == 0 {
			continue
		}
		name := c.OfContent("type and title", x, func() string { return typeAndTitle(x) })
		kind, title, ok := strings.Cut(name, "\n")
		if !ok {
			continue
		}
		language := x.Value("Content-Language")
		before, known := first[kind+"\n"+language]
		switch {
		case !known:
			first[kind+"\n"+language] = titled{title, x}
		case before.title != title:
			p := problem("", "problems of the type %s have the title %s in one answer and %s in another", quoted(kind), quoted(before.title), quoted(title))
			p[0].Exchanges = []*runner.Exchange{x, before.by}
			return p
		}
	}
	return nil
}

// typeAndTitle are both, on a line each, of problem details that have a type of
// their own.
func typeAndTitle(x *runner.Exchange) string {
	kind, title := stringMember(x, "type"), stringMember(x, "title")
	if kind == "" || kind == "about:blank" || title == "" {
		return ""
	}
	return kind + "\n" + title
}

func checkExtensionNames(c *Context) []Problem {
	odd := c.OfContent("extension names", c.X, func() string { return oddExtension(c.X) })
	detail, member, found := strings.Cut(odd, " ")
	if !found {
		return nil
	}
	return problem(detail, "%d with problem details that have the member %s%s", c.Status(), quoted(member), by(c, c.X))
}

// oddExtension is the first further member with an unfit name, after a word that
// says why.
func oddExtension(x *runner.Exchange) string {
	for key := range members(x) {
		switch {
		case memberKind(key) != "":
		case !isPlainName(key):
			return "characters " + key
		case len(key) < 3:
			return "short " + key
		}
	}
	return ""
}

func isPlainName(name string) bool {
	for i := range len(name) {
		c := name[i] | 0x20
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || name[i] != '_' && !isDigits(name[i:i+1])) {
			return false
		}
	}
	return name != ""
}
