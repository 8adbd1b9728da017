package rules

import (
	"html"
	"regexp"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var leakRules = []Rule{
	{
		ID: "leak/stack-trace", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeExchange, Questions: true, InAnswer: AllInAnswer,
		Ref:   "RFC 9457 section 5",
		Title: "An error shows no stack trace.",
		Why: "A trace tells strangers which files, libraries and versions the server is made of, and where it breaks. " +
			"Turn the framework's debug mode off (NODE_ENV=production, DEBUG = False, RACK_ENV=production, MOJO_MODE=production, spring.web.error.include-stacktrace=never, which was server.error before Spring Boot 4; showReport=false of Tomcat's ErrorReportValve), write the trace to the log and an id of the log entry to the client.",
		Supersedes: []string{"problem/detail-not-debug"},
		When:       errorContent,
		Check:      checkStackTrace,
	},
}

// traces are what stack traces look like: each pattern holds a file and a line,
// so that no error is taken for a trace for a word in it. Before are texts one
// of which every match has, looked for first as it costs little.
var traces = []struct {
	detail  string
	before  []string
	pattern *regexp.Regexp
}{
	{"django", []string{"DEBUG = True"}, regexp.MustCompile(`<code>DEBUG = True</code> in\s+your\s+Django settings`)},
	{"sinatra", []string{"show_exceptions"}, regexp.MustCompile(`because you have\s+enabled the <code>show_exceptions</code> setting`)},
	{"rack", []string{"Rack::ShowExceptions"}, regexp.MustCompile(`because you use\s+<code>Rack::ShowExceptions</code>`)},
	{"mojolicious", []string{"(development mode)"}, regexp.MustCompile(`<title>(?:Page Not Found|Server Error) \(development mode\)</title>`)},
	{"java", []string{".java:", ".kt:", ".scala:", ".groovy:"}, regexp.MustCompile(`(?m)(?:\bat |^[ \t]+)(?:[\w$<>.]+/)?[\w$<>.]+\([\w$-]+\.(?:java|kt|scala|groovy):\d+\)`)},
	{"python", []string{"File "}, regexp.MustCompile(`File "[^"\n]+", line \d+, in \S+`)},
	{"go", []string{".go:"}, regexp.MustCompile(`[\w./@-]+\.go:\d+ \+0x[0-9a-f]+`)},
	{"node", []string{"at file:", "at node:", "at /", "(file:", "(node:", "(/", `:\`}, regexp.MustCompile(`\bat (?:[^\n()]{1,200} \()?(?:file://|node:|/|[A-Za-z]:\\)[^\s()]+:\d+:\d+\)?`)},
	{"php", []string{".php"}, regexp.MustCompile(`#\d+ [^\s()]+\.php\(\d+\)|in [^\s<>]+\.php(?::\d+| on line \d+)`)},
	{"ruby", []string{".rb:"}, regexp.MustCompile("[\\w./-]+\\.rb:\\d+:in [`'][^'\n]+'")},
	{"dotnet", []string{":line "}, regexp.MustCompile(`\bat [\w.<>` + "`" + `\[\],]+\([^()\n]*\) in \S.*\.(?:cs|fs|vb):line \d+`)},
	{"rust", []string{".rs:"}, regexp.MustCompile(`\bat [\w./-]+\.rs:\d+:\d+|panicked at [^\n]*\.rs:\d+:\d+`)},
}

// debugPages are pages that are known by what they say of themselves, and what they show.
var debugPages = map[string]string{
	"django":      "Django's debug page, which shows its URL patterns and settings",
	"mojolicious": "Mojolicious's debug page, which shows its routes and the request",
	"sinatra":     "Sinatra's debug page, which shows its source and environment",
	"rack":        "the debug page of Rack::ShowExceptions, which shows source and environment",
}

func checkStackTrace(c *Context) []Problem {
	trace := c.OfContent("trace", c.X, func() string { return traceIn(readable(c.X)) })
	if trace == "" {
		return nil
	}
	detail, found, _ := strings.Cut(trace, " ")
	if page := debugPages[detail]; page != "" {
		return problem(detail, "%d with %s%s", c.Status(), page, by(c, c.X))
	}
	return problem(detail, "%d with a stack trace: %s%s", c.Status(), quoted(found), by(c, c.X))
}

// traceIn is what looks like a stack trace, after a word that says of what
// language; empty when nothing does.
func traceIn(text string) string {
	for _, t := range traces {
		if !containsAny(text, t.before) {
			continue
		}
		if found := t.pattern.FindString(text); found != "" {
			return t.detail + " " + strings.TrimSpace(found)
		}
	}
	return ""
}

// readable is content as a person sees it: HTML's character references and
// JSON's escapes resolved, as traces stand in pages and in strings.
func readable(x *runner.Exchange) string {
	text := string(x.Body())
	if strings.Contains(text, "&") {
		text = strings.ReplaceAll(html.UnescapeString(text), "\u00a0", " ")
	}
	if isJSON(x.MediaType()) && strings.Contains(text, `\`) {
		text = jsonEscapes.Replace(text)
	}
	return text
}

var jsonEscapes = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\r`, "\r", `\"`, `"`, `\/`, "/", `\\`, `\`, `\u003c`, "<", `\u003e`, ">", `\u0026`, "&")
