package rules_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

func TestPanicInARuleIsToldAndStopsNoOther(t *testing.T) {
	t.Parallel()
	record := twoTeapots
	broken := func(id string, s rules.Scope) rules.Rule {
		return rules.Rule{ID: id, Scope: s, Severity: rules.Info, Check: func(c *rules.Context) []rules.Problem {
			return []rules.Problem{{Text: c.PathExchanges()[99].Method}}
		}}
	}
	inWhen := broken("test/when", rules.ScopeServer)
	inWhen.When = func(*rules.Context) bool { panic("no occasion") }
	j := judge(t, record, broken("test/path", rules.ScopePath), inWhen, broken("test/exchange", rules.ScopeExchange), teapots())
	told := map[string]int{}
	for _, f := range j.Findings {
		told[f.Rule.ID]++
		if f.Rule.ID == "test/teapot" {
			continue
		}
		if f.Severity != rules.Error || f.Detail != "panic" || f.Owner != "" || !strings.Contains(f.Text, "the rule "+f.Rule.ID+" broke down") || len(f.Exchanges) == 0 {
			t.Errorf("told as %+v", f)
		}
	}
	if told["test/path"] != 2 || told["test/when"] != 1 || told["test/exchange"] == 0 || told["test/teapot"] != 2 {
		t.Errorf("told: %v", told)
	}
	if j.Verdict != rules.Fails {
		t.Errorf("the run %s", j.Verdict)
	}
}

// TestNoRuleBreaksDown judges what no server would say: answers put together at
// random of what rules look at.
func TestNoRuleBreaksDown(t *testing.T) {
	t.Parallel()
	plan := oddPlan(t)
	for seed := range uint64(60) {
		demandNoPanic(t, oddRecord(plan, rand.New(rand.NewPCG(seed, 0))), fmt.Sprintf("seed %d", seed))
	}
}

// FuzzJudge is the same with the fuzzer's choices.
func FuzzJudge(f *testing.F) {
	plan := oddPlan(f)
	f.Add([]byte("seed"), "Allow", "GET,", `{"title":`)
	f.Add([]byte{255, 0, 7}, "Cache-Control", "max-age=\"1, private", "<html>")
	f.Fuzz(func(t *testing.T, choices []byte, name, value, content string) {
		var seed uint64
		for _, c := range choices {
			seed = seed*257 + uint64(c)
		}
		record := oddRecord(plan, rand.New(rand.NewPCG(seed, 1)))
		for _, p := range record.Paths {
			for i, x := range p.Exchanges {
				x.Header = append(x.Header, runner.Field{Name: name, Value: value})
				p.Exchanges[i] = x.WithBody([]byte(content), int64(len(content)), false)
			}
		}
		demandNoPanic(t, record, "fuzzed")
	})
}

func demandNoPanic(t *testing.T, record *runner.Record, where string) {
	t.Helper()
	for _, f := range rules.Judge(record, rules.Profile{Strict: len(record.Controls)%2 == 0}).Findings {
		if f.Detail == "panic" {
			t.Errorf("%s: %s", where, f.Text)
		}
	}
}

func oddPlan(tb testing.TB) *specs.Plan {
	tb.Helper()
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.Full, AllMethods: true})
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

// oddRecord answers a third of the plan, and all questions, at random.
func oddRecord(plan *specs.Plan, r *rand.Rand) *runner.Record {
	record := &runner.Record{Plan: plan, Target: "http://127.0.0.1", Authenticated: r.IntN(2) == 0, Origin: "http://127.0.0.1:1"}
	id := 0
	add := func(to *[]*runner.Exchange, p *specs.Probe, control runner.Control, target string) *runner.Exchange {
		id++
		x := oddExchange(p, target, r)
		x.ID, x.Control = id*r.IntN(2), control
		if len(*to) > 0 && r.IntN(8) == 0 {
			x.First = (*to)[len(*to)-1]
			x.Again, x.Probe = true, x.First.Probe
		}
		*to = append(*to, x)
		return x
	}
	for _, c := range []runner.Control{runner.ControlNotFound, runner.ControlUnknown, runner.ControlParser, runner.ControlLive, runner.ControlAuth, runner.ControlBase, runner.ControlRecheck} {
		add(&record.Controls, &specs.Probe{Method: "GET", Kind: specs.KindElsewhere}, c, "/no-such-path")
	}
	for _, q := range runner.Questions(plan) {
		for _, p := range q.Probes {
			add(&record.Controls, p, q.Control, "/q")
		}
	}
	for _, path := range plan.Paths {
		p := &runner.PathRecord{Path: path, Target: path.Template, Live: r.IntN(4) > 0}
		for i := range path.Probes {
			if r.IntN(3) > 0 {
				continue
			}
			x := add(&p.Exchanges, &path.Probes[i], "", path.Template)
			if r.IntN(6) == 0 {
				d := oddExchange(x.Probe, x.Target, r)
				d.Control, d.First = runner.ControlDirect, x
				record.Direct = append(record.Direct, d)
			}
		}
		record.Paths = append(record.Paths, p)
	}
	record.Server = runner.ProfileOf(record.Controls)
	return record
}

func oddExchange(p *specs.Probe, target string, r *rand.Rand) *runner.Exchange {
	x := runner.Exchange{
		Probe: p, Method: p.Method, Target: target, Outcome: runner.Answered, Proto: oneOf(r, "HTTP/1.1", "HTTP/1.0", "HTTP/2", ""),
		Status: oneOf(r, 0, 99, 100, 200, 201, 204, 206, 301, 304, 400, 401, 403, 404, 405, 406, 407, 410, 413, 415, 417, 422, 428, 429, 431, 500, 501, 502, 503, 505, 511, 600, 999),
		Reason: oneOf(r, "", "OK", "\xff"), Closed: r.IntN(3) == 0, Framing: oneOf(r, runner.FramingNone, runner.FramingLength, runner.FramingChunked, runner.FramingClose),
	}
	for range r.IntN(8) {
		x.Header = append(x.Header, runner.Field{Name: oneOf(r, oddNames...), Value: oneOf(r, oddValues...)})
		x.Request = append(x.Request, runner.Field{Name: oneOf(r, oddNames...), Value: oneOf(r, oddValues...)})
	}
	if r.IntN(9) == 0 {
		x.Trailer, x.Interim, x.Residue = slices.Clone(x.Header), []runner.Interim{{Status: 100}, {Status: 103, Header: x.Header}}, []byte("HTTP/1.1 200")
		x.Chunks, x.Received, x.ReceivedLength = []int64{1, 2}, []byte("HTTP/1.1 200\n\xff : [secret:x]\n\n"), 99
	}
	if r.IntN(9) == 0 {
		x.Outcome, x.Trouble = oneOf(r, runner.Dropped, runner.Timeout, runner.Refused, runner.TLSFailed, runner.Malformed), "why"
	}
	content := oneOf(r, oddContents...)
	return x.WithBody([]byte(content), int64(len(content)+r.IntN(2)), r.IntN(9) == 0)
}

func oneOf[T any](r *rand.Rand, all ...T) T { return all[r.IntN(len(all))] }

var oddNames = []string{
	"Allow", "Content-Type", "Content-Length", "Content-Encoding", "Cache-Control", "CDN-Cache-Control", "Cache-Status", "Expires", "Date", "Age", "Vary",
	"Pragma", "Set-Cookie", "Retry-After", "WWW-Authenticate", "Proxy-Authenticate", "Proxy-Status", "Server", "Via", "X-Powered-By", "X-Request-Id", "Location",
	"Last-Modified", "ETag", "Accept-Patch", "Accept-Query", "Accept", "Accept-Encoding", "Access-Control-Allow-Origin", "Access-Control-Allow-Methods",
	"Access-Control-Allow-Credentials", "Access-Control-Allow-Headers", "Access-Control-Max-Age", "Origin", "Authorization", "Content-Language", "Connection",
	"Transfer-Encoding", "X-Content-Type-Options", "Link", "Prefer", "Upgrade", "Warning",
}

var oddValues = []string{
	"", ",", " ", "GET", "GET, HEAD,,POST", "\"GET\"", "get;x", "*", "application/json", "application/problem+json; charset=utf-8", "text/html", ";", "a/b;c=\"", "0", "-1", "1e9",
	"99999999999999999999", "max-age=0, no-store", "max-age=\"60", "private=\"set-cookie, max-age=3", "no-cache=, =", "Fri, 20 Nov 2026 23:36:31 GMT", "Fri, 99 Nov 2026 99:99:99 GMT",
	"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Basic realm=\"x", "Bearer", "Basic a=b, Digest c=\"d\"", "cache; hit; ttl=1", "(((", "?1;a=:b:", "https://proverb.example",
	"null", "true", "1.1 proxy", "Apache/2.4.71 (Debian) mod_ssl/1 OpenSSL/3", "\xff\x00", "[secret:TOKEN]", "a=b; Path=/; Expires=never", strings.Repeat("a,", 3000), "120, 120", "Accept, *",
}

var oddContents = []string{
	"", " ", "null", "{}", "[]", "{", `{"title":1,"status":"405","type":"::","detail":[],"instance":"%zz"}`, `{"title":"Not Found","status":404,"type":"about:blank"}`,
	`{"type":"","title":"","ok":true,"":0}`, "\xef\xbb\xbf{}", "<html><body>no</body></html>", "<", "<!DOCTYPE", "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", "\xff\xfe", "&#x;&nbsp",
	"at parse (/srv/app/x.js:1:2)", `{"id":"1","title":"a","authorId":"b"}`, `[{"id":1},null,[[[[[[]]]]]]]`, strings.Repeat("[", 5000), `{"a":1,"a":2}`, "Traceback (most recent call last):",
}
