package rules

import (
	"regexp"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var infrastructureRules = []Rule{
	{
		ID: "leak/sql-or-infra", Level: Advice, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9457 section 5",
		Title: "An error shows no database message, no setting, no file path and no address of the network behind the server.",
		Why: "A database's message helps to write the query that takes its data, a setting may be the password itself, paths and addresses are the map for the next step. " +
			"Write the cause to the log and an id of the log entry to the client; catch errors of drivers where they are called, and let none through as text.",
		Supersedes: []string{"problem/detail-not-debug"},
		Suspects:   func(c *Context) bool { return behindApplication(c) != "" },
		When:       errorContent,
		Check:      checkInfrastructure,
	},
}

// revealing is a way in which errors show what is behind the server. Each
// pattern is a whole phrase, with code, address or file, so that no error is
// taken for one for a word in it. Before is text without which there is no
// match, looked for first as it costs little; what is told is all of the match,
// or its first group.
type revealing struct {
	detail, before string
	pattern        *regexp.Regexp
}

// revealings are in the order in which they are told: one answer, one problem.
var revealings = []revealing{
	{"setting", "=", regexp.MustCompile(`(?:^|[\s"'>;&])((?:DATABASE_URL|DB_PASS(?:WORD)?|AWS_(?:SECRET_ACCESS_KEY|ACCESS_KEY_ID|SESSION_TOKEN)|SECRET_KEY(?:_BASE)?|(?:POSTGRES|MYSQL(?:_ROOT)?|REDIS|PG)_?PASSWORD|JWT_SECRET|API_SECRET|CLIENT_SECRET|PRIVATE_KEY))=[^\s"'<;]{4,}`)},
	{"setting", `_`, regexp.MustCompile(`"(DATABASE_URL|DB_PASS(?:WORD)?|AWS_(?:SECRET_ACCESS_KEY|SESSION_TOKEN)|SECRET_KEY_BASE|(?:POSTGRES|MYSQL(?:_ROOT)?|REDIS)_PASSWORD|JWT_SECRET)"\s*:\s*"[^"]{4,}"`)},
	{"setting", "://", regexp.MustCompile(`\b((?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|sqlserver)://)[^\s:@/"']*:[^\s@/"'*]+@[\w.-]+`)},

	{"sql", "SQLSTATE", regexp.MustCompile(`SQLSTATE[\[:= (]+"?[0-9A-Z]{5}\b`)},
	{"sql", "SQL syntax", regexp.MustCompile(`You have an error in your SQL syntax`)},
	{"sql", "ORA-", regexp.MustCompile(`\bORA-\d{5}: \S+`)},
	{"sql", "constraint", regexp.MustCompile(`(?:duplicate key value violates unique constraint|violates (?:foreign key|not-null|check|exclusion) constraint|(?:UNIQUE|FOREIGN KEY|NOT NULL|CHECK) constraint failed:|a foreign key constraint fails \()`)},
	{"sql", "ERROR:", regexp.MustCompile(`ERROR:\s+(?:relation|column|function|type) "[^"\n]+" does not exist`)},
	{"sql", "pq: ", regexp.MustCompile(`\bpq: (?:syntax error|duplicate key|relation|column|null value|invalid input syntax|password authentication|permission denied)`)},
	{"sql", "ql", regexp.MustCompile(`\b(?:org\.postgresql\.util\.PSQLException|com\.mysql\.(?:cj\.)?jdbc\.\w+|java\.sql\.SQL\w*Exception|psycopg2?\.(?:errors\.)?\w+|sqlalchemy\.exc\.\w+|sqlite3\.\w*Error|mysql\.connector\.errors\.\w+|System\.Data\.SqlClient\.\w+|Microsoft\.Data\.SqlClient\.\w+|Npgsql\.\w*Exception|PG::[A-Z]\w+|Mysql2::Error|SQLite3::\w*Exception|QueryFailedError:|PrismaClient\w*Error|SequelizeDatabaseError)`)},
	{"sql", "Error 1", regexp.MustCompile(`\bError 1\d{3}(?: \([0-9A-Z]{5}\))?: (?:Duplicate entry|Table|Unknown column|Cannot|Column|Data too long|Access denied|You have)`)},
	{"sql", "ER_", regexp.MustCompile(`\bER_(?:DUP_ENTRY|PARSE_ERROR|NO_SUCH_TABLE|BAD_FIELD_ERROR|ACCESS_DENIED_ERROR|NO_REFERENCED_ROW_?2?|BAD_NULL_ERROR|DATA_TOO_LONG)\b`)},
	{"sql", "SQLITE_", regexp.MustCompile(`\bSQLITE_(?:ERROR|CONSTRAINT\w*|BUSY|LOCKED|READONLY|CORRUPT)\b`)},
	{"sql", "syntax", regexp.MustCompile(`(?:near "[^"\n]{1,60}": syntax error|Incorrect syntax near '|Unclosed quotation mark after the character string|syntax error at or near ")`)},
	{"sql", "E11000", regexp.MustCompile(`\bE11000 duplicate key error collection: \S+`)},

	{"host", "dial ", regexp.MustCompile(`\bdial (?:tcp|udp)[46]? [\w.\[\]:-]+: (?:connect|lookup|i/o)[^\n"]{0,60}`)},
	{"host", "dial ", regexp.MustCompile(`\bdial (?:tcp|udp)[46]?: lookup [\w.-]+`)},
	{"host", "ECONNREFUSED", regexp.MustCompile(`\bECONNREFUSED [\w.:\[\]-]+:\d+`)},
	{"host", "ENOTFOUND", regexp.MustCompile(`\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN) [\w.-]+`)},
	{"host", ".svc", regexp.MustCompile(`\b[\w-]+\.[\w-]+\.svc(?:\.cluster\.local)?(?::\d+|\b)`)},
	{"host", ".internal", regexp.MustCompile(`\b[\w-]+(?:\.[\w-]+)+\.internal\b`)},

	{"path", "/", regexp.MustCompile(`(?:^|[\s"'(=:>\[` + "`" + `])(/(?:home|Users|root)/[\w.-]+/[\w.@/-]*[\w-]|/(?:var/(?:www|lib|log|task)|usr/(?:local|src|lib|share)|opt|srv|app|etc|workspace|tmp)/(?:[\w.@-]+/)*[\w.@-]+\.(?:go|py|rb|[cm]?js|tsx?|php|phtml|java|jar|war|class|kt|cs|dll|pl|pm|rs|exs?|erl|lua|conf|cnf|ini|ya?ml|toml|env|properties|sock|log|db|sqlite3?|so|tmpl|ejs|erb|twig|pug))(?:[^\w/.-]|\.?$|\.\s)`)},
	{"path", `:\`, regexp.MustCompile(`\b([A-Za-z]:\\(?:[\w .()-]+\\)+[\w.-]+)`)},
}

// addresses are those of private networks (RFC 1918 section 3), not as part of
// a version, a longer number or a network.
var addresses = regexp.MustCompile(`(?:^|[^\w.=/-])((?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3})(?:[^\w./-]|\.?$|\.\s)`)

// behindApplication is what content tells of what is behind the application, a line
// each.
func behindApplication(c *Context) string {
	return c.OfContent("infrastructure", c.X, func() string { return infrastructureIn(readable(c.X)) })
}

func checkInfrastructure(c *Context) []Problem {
	for line := range strings.Lines(behindApplication(c)) {
		detail, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if repeats(c.X, text) || aboutTarget(c, text) {
			continue // the client's own words
		}
		p := problem(detail, "%d with %s: %s%s", c.Status(), revealed[detail], quoted(text), by(c, c.X))
		if detail == "sql" || detail == "setting" {
			return p
		}
		return at(Warning, p)
	}
	return nil
}

// revealed says what was found, by detail.
var revealed = map[string]string{
	"setting": "a setting of the server, whose value is left out here",
	"sql":     "a message of the database",
	"host":    "the name of a machine behind the server",
	"path":    "a path of the server's file system",
	"address": "an address of a private network",
}

// infrastructureIn is what a text shows of the server's inside, a line for each
// kind: its detail and what was found. The paths of a stack trace are told with
// the trace.
func infrastructureIn(text string) string {
	var out strings.Builder
	told := map[string]bool{}
	if traceIn(text) != "" {
		told["path"] = true
	}
	for i := range revealings {
		r := &revealings[i]
		if told[r.detail] || !strings.Contains(text, r.before) {
			continue
		}
		if m := r.pattern.FindStringSubmatch(text); m != nil {
			told[r.detail] = true
			out.WriteString(r.detail + " " + oneLine(m[len(m)-1]) + "\n")
		}
	}
	if ip := privateAddress(text); ip != "" {
		out.WriteString("address " + ip + "\n")
	}
	return out.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func privateAddress(text string) string {
	if !strings.Contains(text, "10.") && !strings.Contains(text, "192.168.") && !strings.Contains(text, "172.") {
		return ""
	}
	for _, at := range addresses.FindAllStringSubmatchIndex(text, -1) {
		before := strings.ToLower(text[max(0, at[2]-12):at[2]])
		if !strings.Contains(before, "version") {
			return text[at[2]:at[3]]
		}
	}
	return ""
}

// repeats reports whether the request brought the text itself.
func repeats(x *runner.Exchange, text string) bool {
	if strings.Contains(x.Target, text) || strings.Contains(string(x.Content), text) {
		return true
	}
	for _, f := range x.Request {
		if strings.Contains(f.Value, text) {
			return true
		}
	}
	return false
}

// aboutTarget reports whether the text is of the address that the run itself
// was sent to.
func aboutTarget(c *Context, text string) bool {
	return strings.Contains(c.Record.Target, "//"+text)
}
