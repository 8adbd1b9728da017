package suite_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
)

// manyThings has paths enough to see that one mistake is told once.
const manyThings = `
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things: {get: {responses: {"200": {description: all}}}}
  /others: {get: {responses: {"200": {description: all}}}}
  /rest: {get: {responses: {"200": {description: all}}}}
`

// lineRules are the rules on how an answer is written.
var lineRules = []string{
	"transport/answer-status-line", "transport/answer-line-ends", "transport/answer-field-names", "transport/answer-folded-fields",
	"transport/answer-control-characters", "transport/answer-chunk-lines", "transport/answer-transfer-coding", "transport/answer-trailers",
	"body/framing", "body/forbidden-content",
}

// handWritten are ways to write 405, each with the rule and the case that it breaks,
// none for legal ones, and with the line that shows it.
var handWritten = []struct{ name, answer, told, shown string }{
	{"as all do", "HTTP/1.1 405 No\r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "", ""},
	{"empty reason", "HTTP/1.1 405 \r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "", ""},
	{"legal white space", "HTTP/1.1 405  No \t\r\nAllow:\tGET \r\nX-Empty:\r\nContent-Length:2\r\n\r\n{}", "", ""},
	{"other letters", "HTTP/1.1 405 Nicht m\xf6glich\r\nAllow: GET\r\nX-Ort: K\u00f6ln\r\nContent-Length: 2\r\n\r\n{}", "", ""},
	{"legal chunks", "HTTP/1.1 405 No\r\nAllow: GET\r\nTransfer-Encoding: chunked\r\n\r\n002;a=\"b c\"\r\n{}\r\n0\r\nServer-Timing: db\r\n\r\n", "", ""},
	{"HTTP/1.0", "HTTP/1.0 405 No\r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "", ""},
	{"early hints", "HTTP/1.1 103 Early Hints\r\nLink:</a>\r\n\r\nHTTP/1.1 405 No\r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "", ""},
	{"no space", "HTTP/1.1 405\r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-status-line no-space", `HTTP/1.1 405\r\n`},
	{"two spaces", "HTTP/1.1  405 No\r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-status-line spaces", `HTTP/1.1  405 No\r\n`},
	{"version", "HTTP/2.0 405 No\r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-status-line version", `HTTP/2.0 405 No\r\n`},
	{"odd hints", "HTTP/1.1 103\r\nLink: </a>\r\n\r\nHTTP/1.1 405 No\r\nAllow: GET\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-status-line no-space", `HTTP/1.1 103\r\n`},
	{"line feeds", "HTTP/1.1 405 No\nAllow: GET\nContent-Length: 2\n\n{}", "transport/answer-line-ends lf", `HTTP/1.1 405 No\n`},
	{"one line feed", "HTTP/1.1 405 No\r\nAllow: GET\nX-Added: 1\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-line-ends lf", `Allow: GET\n`},
	{"space before colon", "HTTP/1.1 405 No\r\nAllow : GET\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-field-names space", `Allow : GET\r\n`},
	{"name", "HTTP/1.1 405 No\r\nAllow: GET\r\nRate Limit: 9\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-field-names name", `Rate Limit: 9\r\n`},
	{"fold", "HTTP/1.1 405 No\r\nAllow: GET\r\nX-Note: a\r\n b\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-folded-fields folded", `X-Note: a\r\n b\r\n`},
	{"carriage return", "HTTP/1.1 405 No\r\nAllow: GET\r\nX-Note: a\rb\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-control-characters cr", `X-Note: a\rb\r\n`},
	{"NUL", "HTTP/1.1 405 No\r\nAllow: GET\r\nX-Note: a\x00b\r\nContent-Length: 2\r\n\r\n{}", "transport/answer-control-characters nul", `X-Note: a\x00b\r\n`},
	{"padded chunk", "HTTP/1.1 405 No\r\nAllow: GET\r\nTransfer-Encoding: chunked\r\n\r\n2  \r\n{}\r\n0\r\n\r\n", "transport/answer-chunk-lines padded", `2  \r\n`},
	{"chunked twice", "HTTP/1.1 405 No\r\nAllow: GET\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", "transport/answer-transfer-coding twice", "Transfer-Encoding: chunked"},
	{"identity", "HTTP/1.1 405 No\r\nAllow: GET\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", "transport/answer-transfer-coding identity", "Transfer-Encoding: identity"},
	{"trailer", "HTTP/1.1 405 No\r\nAllow: GET\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nContent-Length: 2\r\n\r\n", "transport/answer-trailers framing", "Content-Length: 2"},
}

// writer is a server that answers 405 in one way to what is not GET.
func writer(t *testing.T, refusal string) string {
	t.Helper()
	return serveEach(t, func(c net.Conn) {
		defer c.Close()
		c.SetDeadline(time.Now().Add(time.Minute))
		in := bufio.NewReader(c)
		for {
			head := ""
			for !strings.HasSuffix(head, "\r\n\r\n") {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				head += line
			}
			method, rest, _ := strings.Cut(head, " ")
			const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
			answer := refusal
			switch {
			case method == "GET" && strings.HasPrefix(rest, "/proverb"):
				answer = strings.Replace(ok, "200 OK", "404 Not Found", 1)
			case method == "GET":
				answer = ok
			case method == "HEAD":
				answer = strings.TrimSuffix(ok, "{}")
			}
			if _, err := io.WriteString(c, answer); err != nil || strings.Contains(answer, "close") {
				return
			}
		}
	})
}

func TestHowAnAnswerIsWrittenIsTold(t *testing.T) {
	t.Parallel()
	for _, test := range handWritten {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			j := judgeRaw(t, manyThings, runner.Config{URL: writer(t, test.answer), Timeout: 10 * time.Second})
			report := reports.New(j, reports.About{})
			var told []string
			for _, c := range report.Causes {
				if slices.Contains(lineRules, c.Rule) {
					told = append(told, c.Rule+" "+c.Detail)
					if c.Count < 3 {
						t.Errorf("%s %s is told of %d answers, not of those of every path", c.Rule, c.Detail, c.Count)
					}
				}
			}
			if got := strings.Join(told, ", "); got != test.told {
				t.Fatalf("told: %q, want %q", got, test.told)
			}
			if test.told != "" {
				demandShown(t, report, test.shown)
			}
		})
	}
}

// TestWhatIsNoAnswerIsToldOnce: of what cannot be read the rules on lines say nothing.
func TestWhatIsNoAnswerIsToldOnce(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		"http/1.1 405 No\r\nAllow : GET\r\n\r\n", "HTTP/1.1\t405 No\r\nAllow : GET\r\n\r\n", "HTTP/1.1 45 No\r\nAllow : GET\r\n\r\n",
		"HTTP/1.1 405 No\r\nAllow : GET\r\nno field\r\n\r\n", "HTTP/1.1 405 No\r\n: GET\r\n\r\n",
	} {
		j := judgeRaw(t, manyThings, runner.Config{URL: writer(t, answer), Timeout: 10 * time.Second})
		told := map[string]bool{}
		for _, f := range j.Findings {
			told[f.Rule.ID] = true
			if slices.Contains(lineRules, f.Rule.ID) {
				t.Errorf("%q: %s", answer, tells(f))
			}
		}
		if !told["method/no-server-error"] {
			t.Errorf("%q is told by no rule: %v", answer, told)
		}
	}
}

// demandShown demands a line in reports as people and programs read them.
func demandShown(t *testing.T, report *reports.Report, line string) {
	t.Helper()
	quoted, err := json.Marshal(strings.NewReplacer(`\r`, "\r", `\n`, "\n", `\x00`, "\x00").Replace(line))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"text": line, "markdown": line, "json": strings.Trim(string(quoted), `"`), "html": spaced(line)} {
		var out bytes.Buffer
		if err := reports.Formats[name](&out, report); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s does not show %s", name, want)
		}
	}
}

// spaced is a line as a finding's sentence shows it, where several spaces would become one.
func spaced(line string) string { return strings.ReplaceAll(line, "  ", `\x20\x20`) }
