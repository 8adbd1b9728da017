package rules_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

func TestNotationIsRead(t *testing.T) {
	t.Parallel()
	record := recordOf(t, `# a comment
> GET /no-such-path (control: not-found)
< HTTP/1.1 404 Not Found
> POST /v1/books/b%201?full=1 (declared, not live, path: /books/{bookId}, form: malformed, authenticated; declared: GET POST, server: GET HEAD POST)
> Content-Type: application/json
>
> {"title":
>
> 1
< HTTP/1.1 103
< HTTP/1.1 400 Bad Request
< Content-Type: text/plain
< Connection: close
<
< one
<
<"\ntwo\x00"
<"\n"
<+"residue"
> HEAD /v1/books/b-1 (elsewhere, not live, path: /books/{bookId})
< 204 No Content
`)
	if len(record.Controls) != 1 || !record.Server.NotFound.Known || record.Server.NotFound.Status != 404 {
		t.Errorf("the control is %v, the profile %+v", record.Controls, record.Server)
	}
	if !record.Authenticated || !slices.Equal(record.Plan.Methods, []string{"GET", "HEAD", "POST"}) {
		t.Errorf("authenticated %v, methods %v", record.Authenticated, record.Plan.Methods)
	}
	p := record.Paths[0]
	if p.Path.Template != "/books/{bookId}" || p.Path.Base != "/v1" || p.Live || p.Target != "/v1/books/b-1" || p.Values["bookId"].Value != "b-1" {
		t.Errorf("the path is %+v", p)
	}
	if !slices.Equal(p.Path.Declared, []string{"GET", "POST"}) || p.Path.DeclaredOn("GET") == nil {
		t.Errorf("declared are %v", p.Path.Declared)
	}
	x := p.Exchanges[0]
	if x.Probe.Operation == nil || x.Probe.Form != specs.FormMalformed || x.Probe.Values[0].Candidates[0] != "b 1" {
		t.Errorf("the probe is %+v", x.Probe)
	}
	if string(x.Content) != "{\"title\":\n\n1" || x.RequestValue("content-type") != "application/json" {
		t.Errorf("sent %q with %v", x.Content, x.Request)
	}
	if string(x.Body()) != "one\n\ntwo\x00\n" || x.Length != 10 || string(x.Residue) != "residue" || !x.Closed || len(x.Interim) != 1 || x.Interim[0].Status != 103 {
		t.Errorf("received %q (%d), residue %q, closed %v, interim %v", x.Body(), x.Length, x.Residue, x.Closed, x.Interim)
	}
	if y := p.Exchanges[1]; y.Proto != "HTTP/1.1" || y.Status != 204 || y.Reason != "No Content" || y.Probe.Values != nil {
		t.Errorf("the second is %+v", y)
	}
}

// TestWhatComesBesideAnAnswer: what stands before and behind an answer, and how a
// server wrote it down, is read as it is printed.
func TestWhatComesBesideAnAnswer(t *testing.T) {
	t.Parallel()
	const text = `> GET /a (declared, live)
< HTTP/1.1 100 Continue
< HTTP/1.1 103 Early Hints
< Link: </a>; rel=preload
< HTTP/1.1 200 OK
< Transfer-Encoding: chunked
<
< one
<~ X-Sum: 1
<="HTTP/1.1  200 OK\r\n"
<="003;a=\"b\"\r\n"
<=(12 more octets)
<+"residue"
`
	x := recordOf(t, text).Paths[0].Exchanges[0]
	if got := x.Notation("declared", "live"); got != text {
		t.Errorf("printed again it is\n%s", got)
	}
	if len(x.Interim) != 2 || x.Interim[1].Status != 103 || len(x.Interim[1].Header) != 1 || len(x.Header) != 1 || len(x.Trailer) != 1 {
		t.Errorf("%+v, %v, %v", x.Interim, x.Header, x.Trailer)
	}
	if string(x.Received) != "HTTP/1.1  200 OK\r\n003;a=\"b\"\r\n" || x.ReceivedLength != len(x.Received)+12 {
		t.Errorf("received %q (%d)", x.Received, x.ReceivedLength)
	}
}

func TestNotationSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"no exchange", "# nothing\n", "there is no exchange"},
		{"no answer", "> GET /a (declared)\n", "line 1: the request has no answer"},
		{"two requests", "> GET /a (declared)\n>\n> x\n<\n", `"" is no status line`},
		{"an unknown note", "> GET /a (declard)\n< 200 OK\n", `line 1: "declard" is no note`},
		{"no status line", "> GET /a (declared)\n< OK\n", `line 2: "OK" is no status line`},
		{"no field line", "> GET /a (declared)\n< 200 OK\n< nonsense\n", `line 3: "nonsense" is no field line`},
		{"no Go string", "> GET /a (declared)\n< 200 OK\n<\n<\"x\n", "line 4: \"x is no Go string"},
		{"no Go string of what was received", "> GET /a (declared)\n< 200 OK\n<=x\n", "line 3: x is no Go string"},
		{"another line", "> GET /a (declared)\n< 200 OK\nx\n", `line 3: "x" begins with none of`},
		{"an answer to nothing", "< 200 OK\n", `line 1: "< 200 OK" begins with none of`},
		{"a target off its path", "> GET /a (declared, path: /b)\n< 200 OK\n", "line 1: /a is not on path /b"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := rules.ParseExamples([]byte("-- fail: it --\n" + test.text))
			if err == nil || !strings.HasPrefix(err.Error(), "fail: it: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestExamplesNameWhatTheyShow(t *testing.T) {
	t.Parallel()
	_, err := rules.ParseExamples([]byte("-- broken: it --\n> GET /a (declared)\n< 200 OK\n"))
	if err == nil || !strings.Contains(err.Error(), "fail:, pass:") {
		t.Errorf("got %v", err)
	}
	const brokenDocument = "-- openapi.yaml --\nopenapi: [\n-- fail: it --\n> GET /a (declared)\n< 200 OK\n"
	if _, err = rules.ParseExamples([]byte(brokenDocument)); err == nil || !strings.HasPrefix(err.Error(), "openapi.yaml") {
		t.Errorf("got %v", err)
	}
	const otherPath = "-- openapi.yaml --\nopenapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/b: {get: {responses: {'200': {description: b}}}}}\n" +
		"-- fail: it --\n> GET /a (declared)\n< 200 OK\n"
	if _, err = rules.ParseExamples([]byte(otherPath)); err == nil || !strings.Contains(err.Error(), "/a is on no path of the document") {
		t.Errorf("got %v", err)
	}
}

func TestExampleCheck(t *testing.T) {
	t.Parallel()
	broken := "> PUT /a (registered, live)\n< 418 No\n"
	tests := []struct{ name, text, want string }{
		{"as told", "-- fail: it --\n" + broken + "! PUT is a teapot\n", ""},
		{"other words", "-- fail: it --\n" + broken + "! DELETE is a teapot\n", "the problems are\n! PUT is a teapot\nand are to be\n! DELETE is a teapot"},
		{"no words", "-- fail: it --\n" + broken, "and are to be"},
		{"kept after all", "-- pass: it --\n" + broken, "pass: it: it is fail\n! PUT is a teapot"},
		{"kept", "-- pass: it --\n> PUT /a (registered, live)\n< 405 No\n", ""},
		{"no occasion", "-- n/a: it --\n> PUT /a (registered, live)\n< (dropped: it was)\n", ""},
		{"no occasion after all", "-- pass: it --\n> PUT /a (registered, live)\n< (dropped: it was)\n", "it is n/a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			examples, err := rules.ParseExamples([]byte(test.text))
			if err != nil {
				t.Fatal(err)
			}
			err = examples[0].Check(teapots())
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestNotationRoundTrip prints the exchanges of every example as a report does,
// reads them again, and demands the same judgement of the whole catalogue.
func TestNotationRoundTrip(t *testing.T) {
	t.Parallel()
	for _, r := range rules.Rules {
		text := []byte(rules.ExamplesOf(r.ID))
		examples, err := rules.ParseExamples(text)
		if err != nil {
			t.Fatalf("%s: %v", r.ID, err)
		}
		documents := documentsOf(text)
		for i, e := range examples {
			again, err := rules.ParseExamples([]byte(printed(documents[i], e)))
			if err != nil {
				t.Fatalf("%s: %s: %v", r.ID, e.Name, err)
			}
			want := told(rules.Judge(e.Record, rules.Profile{}))
			got := told(rules.Judge(again[len(again)-1].Record, rules.Profile{}))
			if !slices.Equal(got, want) {
				t.Errorf("%s: %s: got\n%s\nwant\n%s", r.ID, e.Name, strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		}
	}
}

// documentsOf are the documents of a file's examples, each as the file has it.
func documentsOf(text []byte) []string {
	var documents []string
	document := ""
	for _, f := range txtar.Parse(text).Files {
		if strings.HasPrefix(f.Name, "openapi.") {
			document = "-- " + f.Name + " --\n" + string(f.Data)
			continue
		}
		documents = append(documents, document)
	}
	return documents
}

func printed(document string, e rules.Example) string {
	var b strings.Builder
	b.WriteString(document)
	b.WriteString("-- fail: again --\n")
	for _, x := range e.Record.Controls {
		b.WriteString(x.Notation(notesOf(e.Record, x)...))
	}
	for _, p := range e.Record.Paths {
		for _, x := range p.Exchanges {
			b.WriteString(x.Notation(notesOf(e.Record, x)...))
		}
	}
	for _, x := range e.Record.Direct {
		b.WriteString(x.Notation())
	}
	return b.String()
}

func notesOf(record *runner.Record, x *runner.Exchange) []string {
	notes := x.Notes()
	if x.Closed {
		notes = append(notes, "closed")
	}
	if record.Authenticated {
		notes = append(notes, "authenticated")
	}
	if record.Target == "http://in-process" {
		notes = append(notes, "in process")
	}
	for _, p := range record.Paths {
		if x.Probe.Path == p.Path {
			live := "not live"
			if p.Live {
				live = "live"
			}
			notes = append(notes, live, "path: "+p.Path.Template, "declared: "+strings.Join(p.Path.Declared, " "))
		}
	}
	return append(notes, "server: "+strings.Join(record.Plan.Methods, " "))
}
