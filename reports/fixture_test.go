package reports

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// hostile is what a server sends that would like to be more than text.
const hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[2J\u202egnp.exe"

// bench builds a judgement by hand: a small bookshop with one of each.
type bench struct {
	j       *rules.Judgement
	plan    *specs.Plan
	catalog map[string]*rules.Rule
	next    int
}

func (b *bench) path(template, target string, line int, live bool, operations ...*specs.Operation) *runner.PathRecord {
	p := &specs.Path{Template: template, File: "api/openapi.yaml", Line: line, Operations: operations}
	for _, o := range operations {
		p.Declared = append(p.Declared, o.Method)
	}
	b.plan.Paths = append(b.plan.Paths, p)
	record := &runner.PathRecord{Path: p, Target: target, Live: live, Values: map[string]runner.Chosen{}}
	b.j.Record.Paths = append(b.j.Record.Paths, record)
	return record
}

func operation(method string, line int, tags ...string) *specs.Operation {
	return &specs.Operation{Method: method, Tags: tags, At: specs.Position{File: "api/openapi.yaml", Line: line}}
}

func (b *bench) exchange(p *runner.PathRecord, kind specs.Kind, method string) *runner.Exchange {
	b.next++
	return &runner.Exchange{
		ID: b.next, Method: method, Target: p.Target, Outcome: runner.Answered, Proto: "HTTP/1.1",
		Probe:   &specs.Probe{Path: p.Path, Kind: kind, Method: method, Form: specs.FormPlain},
		Request: []runner.Field{{Name: "Host", Value: "127.0.0.1:8080"}, {Name: "Authorization", Value: "Bearer [secret:auth]"}},
		Elapsed: time.Duration(b.next) * 1300 * time.Microsecond,
		Framing: runner.FramingLength,
	}
}

// answered puts an exchange on record with an answer.
func (b *bench) answered(p *runner.PathRecord, x *runner.Exchange, v rules.Verdict, status int, body string, header ...string) *runner.Exchange {
	x.Status, x.Reason = status, http.StatusText(status)
	for i := 0; i+1 < len(header); i += 2 {
		x.Header = append(x.Header, runner.Field{Name: header[i], Value: header[i+1]})
	}
	return b.put(p, x.WithBody([]byte(body), int64(len(body)), false), rules.ExchangeJudgement{Verdict: v, Layer: rules.LayerApp})
}

func (b *bench) put(p *runner.PathRecord, x *runner.Exchange, j rules.ExchangeJudgement) *runner.Exchange {
	p.Exchanges = append(p.Exchanges, x)
	b.j.Exchanges.Set(x, j)
	return x
}

func (b *bench) unsent(p *runner.PathRecord, kind specs.Kind, method string, reason specs.Reason, see *runner.Exchange) {
	probe := &specs.Probe{Path: p.Path, Kind: kind, Method: method, Form: specs.FormPlain}
	p.NotSent = append(p.NotSent, runner.NotSent{Probe: probe, Reason: reason, See: see})
}

func (b *bench) finding(rule string, s rules.Severity, detail, text string, p *runner.PathRecord, xs ...*runner.Exchange) *rules.Finding {
	f := rules.Finding{Rule: b.catalog[rule], Severity: s, Detail: detail, Text: text, Path: p, Layer: rules.LayerApp, Exchanges: xs}
	if p != nil && len(xs) > 0 {
		f.Method, f.Kind = xs[0].Probe.Name(), xs[0].Probe.Kind
	}
	b.j.Findings = append(b.j.Findings, f)
	return &b.j.Findings[len(b.j.Findings)-1]
}

var catalog = []rules.Rule{
	{ID: "method/known-unknown-distinct", Level: rules.Should, Severity: rules.Error, Ref: "RFC 9110 section 9.1",
		Title: "An unknown method gets another status than a known one that is not allowed.",
		Why:   "A client cannot tell a method that this resource refuses from one that the server has never heard of."},
	{ID: "method/undeclared-not-accepted", Level: rules.Contract, Severity: rules.Error, Ref: "RFC 9110 section 9.1",
		Title: "A method that the document does not declare is not carried out.", Why: "What is not in the document is not reviewed, not guarded, and found by those who look for it."},
	{ID: "allow/present-on-405", Level: rules.Must, Severity: rules.Error, Ref: "RFC 9110 section 15.5.6",
		Title: "A 405 response carries an Allow field.", Why: "Without Allow a client learns that it is wrong, but not what would be right."},
	{ID: "body/json-parseable", Level: rules.Must, Severity: rules.Warning, Ref: "RFC 8259 section 2",
		Title: "Content that is said to be JSON is JSON.", Why: "A client that parses the error fails on the error."},
	{ID: "cache/error-explicit", Level: rules.Advice, Severity: rules.Info, Ref: "RFC 9111 section 4.2.2",
		Title: "An error says whether it may be stored.", Why: "404 and 405 may be stored by default."},
	{ID: "retry/syntax", Level: rules.Must, Severity: rules.Warning, Ref: "RFC 9110 section 10.2.3", Title: "Retry-After is a date or a number of seconds."},
}

// judgement is one run with a cell of every kind: pass, fail, warning,
// inconclusive, not sent, no answer, asked again, two forms, binary content,
// bytes after the message, and a hostile body.
func judgement() *rules.Judgement {
	plan := &specs.Plan{
		Document: specs.Document{File: "api/openapi.yaml", Title: "Book.shop {API}", Version: "2.4.0", OpenAPI: "3.1.0", SHA256: "e29e7365dd04925d8f49b32a12b0ad8e73aeab1beec7378a6f7173f81e8ed9a5"},
		Methods:  []string{"DELETE", "GET", "HEAD", "POST"}, Unknown: "PROVERBXKQWTZ", Safety: specs.Guarded,
	}
	b := &bench{plan: plan, catalog: map[string]*rules.Rule{}, j: &rules.Judgement{
		Record: &runner.Record{
			Plan: plan, Target: "http://127.0.0.1:8080/v2", Authenticated: true,
			Started: time.Date(2026, 11, 20, 23, 34, 1, 0, time.UTC), Elapsed: 6240 * time.Millisecond,
		},
		Verdict: rules.Fails,
		Because: "4 findings reach error, the threshold of --fail-on.",
		Server: rules.Server{
			Distinguishes: rules.No, Because: "Unknown methods get 405, as known ones do that are not allowed.",
			Unknown: map[int]int{405: 2}, Elsewhere: map[int]int{405: 2, 201: 1}, NotFound: 404, Layer: rules.LayerApp, Product: "nginx",
		},
		Counts: rules.Counts{Paths: 3, LivePaths: 2, Planned: 19, Sent: 14, Judged: 12, Inconclusive: 2, Unsent: 5,
			Reasons: map[specs.Reason]int{specs.ReasonNotLive: 1, specs.ReasonNoAnswer: 1, specs.ReasonStopped: 1, specs.ReasonNoRefusableForm: 1, specs.ReasonSafety: 3}},
	}}
	for i := range catalog {
		b.catalog[catalog[i].ID] = &catalog[i]
		b.j.Tallies = append(b.j.Tallies, rules.Tally{Rule: &catalog[i], Applied: 12 - 2*i, Failed: max(0, 3-i)})
	}
	b.control()
	b.books()
	b.book()
	b.orders()
	return b.j
}

func (b *bench) control() {
	b.next++
	x := &runner.Exchange{
		ID: b.next, Control: runner.ControlNotFound, Method: "GET", Target: "/v2/proverb-nothing-here", Outcome: runner.Answered,
		Proto: "HTTP/1.1", Status: 404, Reason: "Not Found", Elapsed: 900 * time.Microsecond,
		Probe:  &specs.Probe{Method: "GET"},
		Header: []runner.Field{{Name: "Content-Type", Value: "text/plain"}},
	}
	x = x.WithBody([]byte("404 page not found\n"), 19, false)
	b.j.Record.Controls = append(b.j.Record.Controls, x)
	b.j.Exchanges.Set(x, rules.ExchangeJudgement{Verdict: rules.Pass, Layer: rules.LayerApp})
}

func (b *bench) books() {
	p := b.path("/books", "/v2/books", 31, true, operation("GET", 33, "Books & more"), operation("POST", 52, "Books & more"))
	unknown := b.answered(p, b.exchange(p, specs.KindUnknown, "PROVERBXKQWTZ"), rules.Fail, 405, "Method Not Allowed\n", "Content-Type", "text/plain", "Allow", "GET, POST")
	b.answered(p, b.exchange(p, specs.KindDeclared, "GET"), rules.Pass, 200, `{"items":[]}`, "Content-Type", "application/json")
	refused := b.answered(p, b.exchange(p, specs.KindElsewhere, "DELETE"), rules.Fail, 405, hostile, "Content-Type", "application/json", "X-Note", "caf\xe9 \x1b[31m")
	malformed := b.exchange(p, specs.KindDeclared, "POST")
	malformed.Probe.Form = specs.FormMalformed
	malformed.Content = []byte(`{"proverb`)
	malformed.Request = append(malformed.Request, runner.Field{Name: "Content-Type", Value: "application/json"})
	post := b.answered(p, malformed, rules.Pass, 400, `{"title":"Bad Request","status":400}`, "Content-Type", "application/problem+json")
	b.unsent(p, specs.KindRegistered, "TRACE", specs.ReasonSafety, nil)
	b.finding("method/known-unknown-distinct", rules.Error, "same-status", "PROVERBXKQWTZ and DELETE both get 405", nil, unknown, refused)
	b.finding("allow/present-on-405", rules.Error, "absent", "405 without Allow", p, refused)
	b.finding("body/json-parseable", rules.Warning, "syntax", "the content is not JSON: invalid character '<' at offset 0", p, refused)
	b.finding("cache/error-explicit", rules.Info, "", "400 without Cache-Control", p, post)
}

// writtenOddly gives an exchange what comes of an answer that its fields do not tell.
func writtenOddly(x *runner.Exchange) *runner.Exchange {
	x.Interim = []runner.Interim{{Proto: "HTTP/1.1", Status: 103, Reason: "Early Hints", Header: []runner.Field{{Name: "Link", Value: "</style.css>"}}}}
	x.Framing, x.Chunks = runner.FramingChunked, []int64{20, 1}
	x.Trailer = []runner.Field{{Name: "X-Sum", Value: "1f\u202e"}}
	x.Received = []byte("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Type: application/json\r\nLocation:\r\n /v2/books/proverb-0000\r\n\r\n" +
		"14;note=\x1b[2J\r\n\r\n01\n\n0\r\nX-Sum:1f\u202e\r\n\r\n")
	x.ReceivedLength = len(x.Received)
	return x
}

func (b *bench) book() {
	p := b.path("/books/{bookId}", "/v2/books/b-1042", 96, true, operation("DELETE", 120), operation("GET", 98))
	p.Values["bookId"] = runner.Chosen{Value: "b-1042", Source: specs.SourceExample}
	unknown := b.answered(p, b.exchange(p, specs.KindUnknown, "PROVERBXKQWTZ"), rules.Fail, 405, "")
	head := b.answered(p, b.exchange(p, specs.KindImplied, "HEAD"), rules.Pass, 200, "", "Content-Type", "image/png")
	head.Residue = []byte("\x89PNG\r\n")
	b.answered(p, b.exchange(p, specs.KindDeclared, "GET"), rules.Pass, 200, "\x89PNG\r\n\x1a\n\x00\xff", "Content-Type", "image/png")
	post := b.exchange(p, specs.KindElsewhere, "POST")
	post.Target = "/v2/books/proverb-0000"
	created := b.answered(p, writtenOddly(post), rules.Fail, 201, `{"id":"proverb-0000"}`, "Content-Type", "application/json", "Location", "/v2/books/proverb-0000")
	first := b.answered(p, b.exchange(p, specs.KindDeclared, "DELETE"), rules.Pass, 503, "", "Retry-After", "soon")
	second := b.exchange(p, specs.KindDeclared, "DELETE")
	second.Again, second.First = true, first
	again := b.answered(p, second, rules.Pass, 404, "", "Retry-After", "soon")
	b.unsent(p, specs.KindRegistered, "PROPFIND", specs.ReasonStopped, created)
	b.finding("method/undeclared-not-accepted", rules.Error, "2xx", "POST is not declared here and was answered 201 Created", p, created)
	b.finding("allow/present-on-405", rules.Error, "absent", "405 without Allow", p, unknown)
	b.finding("retry/syntax", rules.Warning, "", `Retry-After is "soon"`, p, again).Flaky = true
}

func (b *bench) orders() {
	p := b.path("/orders/{orderId}", "/v2/orders/o-1", 140, false, operation("GET", 141))
	b.next++
	lost := b.exchange(p, specs.KindUnknown, "PROVERBXKQWTZ")
	lost.Outcome, lost.Proto, lost.Trouble = runner.Dropped, "", "the connection was closed before a status line"
	b.put(p, lost, rules.ExchangeJudgement{Verdict: rules.Inconclusive, Reason: specs.ReasonNoAnswer, Layer: rules.LayerUnknown})
	get := b.answered(p, b.exchange(p, specs.KindDeclared, "GET"), rules.Inconclusive, 404, `{"title":"Not Found"}`, "Content-Type", "application/problem+json")
	b.j.Exchanges.Set(get, rules.ExchangeJudgement{Verdict: rules.Inconclusive, Reason: specs.ReasonNotLive, Layer: rules.LayerApp})
	b.unsent(p, specs.KindElsewhere, "POST", specs.ReasonNoRefusableForm, nil)
	b.unsent(p, specs.KindRegistered, "TRACE", specs.ReasonSafety, nil)
	b.unsent(p, specs.KindRegistered, "PUT", specs.ReasonSafety, nil)
}

// fixture is the report of that run.
func fixture() *Report {
	r := New(judgement(), About{ToolVersion: "0.1.0", Load: 12 * time.Millisecond, Probing: 6 * time.Second, Judging: 3 * time.Millisecond})
	r.Timings.ReportingMS = 0 // the only time that is measured here
	return r
}

// golden compares with a file of testdata; PROVERB_UPDATE=1 rewrites it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("PROVERB_UPDATE") != "" {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	was, now := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range max(len(was), len(now)) {
		if i >= len(was) || i >= len(now) || was[i] != now[i] {
			t.Fatalf("%s is not what it was from line %d on; PROVERB_UPDATE=1 rewrites it. Now:\n%s", name, i+1, strings.Join(now[min(i, len(now)):min(i+5, len(now))], "\n"))
		}
	}
}
