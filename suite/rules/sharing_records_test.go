package rules_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// tellingDocument promises for errors what depends on path, operation and status, and
// asks for credentials here and there.
const tellingDocument = `
openapi: 3.1.0
info: {title: telling, version: "1"}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    Strict: {type: object, required: [code], properties: {code: {type: integer}}}
    Loose: {type: object, required: [message]}
  responses:
    Either:
      description: one of two
      content:
        application/json: {schema: {$ref: "#/components/schemas/Strict"}}
        application/*: {schema: {$ref: "#/components/schemas/Loose"}}
    Text: {description: text, content: {text/plain: {}}}
paths:
  /books:
    get: {security: [{key: []}], responses: {"200": {description: ok}, default: {$ref: "#/components/responses/Either"}}}
    patch:
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses:
        "200": {description: ok}
        "405": {$ref: "#/components/responses/Text"}
  /books/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {security: [{key: []}], responses: {"200": {description: ok}, "4XX": {description: error, content: {application/problem+json: {}}}}}
    delete: {responses: {"204": {description: gone}, "501": {description: not yet}}}
  /authors:
    get: {responses: {"200": {description: ok, content: {application/json: {}}}, "404": {$ref: "#/components/responses/Text"}}}
    put: {responses: {default: {$ref: "#/components/responses/Either"}}}
  /page:
    post: {responses: {"201": {description: made}}}
    get: {responses: {"200": {description: ok}}}
    patch:
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses: {"200": {description: ok}, "413": {description: too large, headers: {Retry-After: {schema: {type: integer}}}}}
  /shelf:
    get: {security: [{key: []}], responses: {"2XX": {description: ok, content: {application/json: {}}}}}
    put: {responses: {"405": {description: refused}}}
    delete: {responses: {"204": {description: gone}}}
`

func tellingPlan(tb testing.TB) *specs.Plan {
	tb.Helper()
	plan, err := specs.Parse([]byte(tellingDocument), "telling.yaml", specs.Options{Safety: specs.Full})
	if err != nil {
		tb.Fatal(err)
	}
	return plan
}

// tellingRecord has few answers between many requests, of which rules make different
// things by the request, the path and the rest of the record.
func tellingRecord(plan *specs.Plan, r *rand.Rand) *runner.Record {
	record := &runner.Record{
		Plan: plan, Target: oneOf(r, "http://127.0.0.1", "http://in-process"), Origin: "http://127.0.0.1:1",
		Authenticated: r.IntN(2) == 0, ByScheme: r.IntN(3) == 0, Inspected: r.IntN(4) == 0,
		Cut: oneOf(r, "", "", "", runner.CutBlocked, runner.CutDied),
	}
	var pool []*runner.Exchange
	usual := map[string]*runner.Exchange{} // by what is asked for
	for range 2 + r.IntN(3) {
		pool = append(pool, tellingAnswer(r))
	}
	n := 0
	ask := func(p *specs.Probe, control runner.Control, target string) *runner.Exchange {
		n++
		asked := tellingRequest(p, target, r)
		asked.ID, asked.Control = n, control
		answer := oneOf(r, pool...)
		if name := string(p.Kind) + p.Name(); usual[name] != nil && r.IntN(2) == 0 {
			answer = usual[name]
		} else {
			usual[name] = answer
		}
		x := alike(asked, answer, n, r)
		vary(&x, r)
		return &x
	}
	for _, c := range []runner.Control{runner.ControlNotFound, runner.ControlNotFound, runner.ControlUnknown, runner.ControlParser, runner.ControlLive} {
		record.Controls = append(record.Controls, ask(&specs.Probe{Method: "GET", Kind: specs.KindElsewhere}, c, "/none"))
	}
	for _, path := range plan.Paths {
		record.Paths = append(record.Paths, tellingPath(record, path, ask, r))
	}
	record.Server = runner.ProfileOf(record.Controls)
	if r.IntN(6) == 0 {
		record.Controls[0].Probe = nil // as one made by hand may be
	}
	record.Server.CatchAll = record.Server.CatchAll || r.IntN(4) == 0
	return record
}

// vary gives an answer other values of fields that change from one to the next.
func vary(x *runner.Exchange, r *rand.Rand) {
	for i := range x.Header {
		switch f := &x.Header[i]; f.Name {
		case "Location":
			f.Value = oneOf(r, "/authors", x.Target, "")
		case "ETag":
			f.Value = oneOf(r, `"1"`, `"2"`)
		}
	}
	rewrite(x, rand.New(rand.NewPCG(uint64(x.ID), uint64(len(x.Header)))))
}

// rewrite has an answer written in another way, or asked for with another coding.
func rewrite(x *runner.Exchange, r *rand.Rand) {
	if r.IntN(5) == 0 {
		x.Received = []byte(oneOf(r, tellingLines...))
		x.ReceivedLength = len(x.Received)
	}
	if r.IntN(5) == 0 {
		x.Request = append(slices.Clone(x.Request), runner.Field{Name: "TE", Value: "gzip"})
	}
}

// tellingLines are what an answer may be written in: the first is odd, and legal.
var tellingLines = []string{
	"Allow:GET\r\n", "HTTP/1.1 405\r\n", "HTTP/1.1  405 No\r\nAllow:GET\r\n", "Allow: GET\n", "Allow : GET\r\n", "Allow: GET,\r\n PUT\r\n", "Allow: G\x00\r\n", "0 \r\n",
	"Date: Sat, 21 Nov 2026 23:36:31 GMT\n", "Date: Sun, 22 Nov 2026 23:36:31 GMT\n",
}

// tellingPath asks a path some of its probes, now and then again, of the origin as well,
// or by a control in place of them.
func tellingPath(record *runner.Record, path *specs.Path, ask func(*specs.Probe, runner.Control, string) *runner.Exchange, r *rand.Rand) *runner.PathRecord {
	p := &runner.PathRecord{Path: path, Target: path.Template, Live: r.IntN(3) > 0}
	for i := range path.Probes {
		probe := &path.Probes[i]
		x := ask(probe, "", oneOf(r, path.Template, path.Template, "/srv/app/handlers/books.py", "/<b>page</b>"))
		p.Exchanges = append(p.Exchanges, x)
		switch r.IntN(8) {
		case 0:
			again := ask(probe, "", x.Target)
			again.Again, again.First, again.Probe, again.Method = r.IntN(4) > 0, x, x.Probe, x.Method
			p.Exchanges = append(p.Exchanges, again)
		case 1:
			d := ask(probe, runner.ControlDirect, x.Target)
			d.First, d.Probe = x, x.Probe
			record.Direct = append(record.Direct, d)
		case 2, 4:
			if probe.Method == "GET" && probe.Kind == specs.KindDeclared {
				record.Controls = append(record.Controls, ask(probe, runner.ControlAnonymous, x.Target), ask(probe, runner.ControlLive, x.Target))
			}
		case 3:
			stop := ask(probe, runner.ControlUnknown, x.Target)
			record.Controls = append(record.Controls, stop)
			p.NotSent = append(p.NotSent, runner.NotSent{Probe: probe, Reason: specs.ReasonStopped, See: stop})
		}
	}
	return p
}

func tellingRequest(p *specs.Probe, target string, r *rand.Rand) *runner.Exchange {
	x := &runner.Exchange{Probe: p, Method: p.Method, Target: target, Content: p.Body}
	for _, f := range []runner.Field{
		{Name: "Origin", Value: "https://proverb.example"}, {Name: "Authorization", Value: "Bearer [secret:TOKEN]"},
		{Name: "Accept", Value: oneOf(r, "application/json", "*/*")}, {Name: "Access-Control-Request-Method", Value: "PUT"},
		{Name: "Cookie", Value: oneOf(r, specs.TraceCookie, "a=<i>")},
	} {
		if r.IntN(2) == 0 {
			x.Request = append(x.Request, f)
		}
	}
	return x
}

// tellingAnswer is one that some rule or other has much to say of.
func tellingAnswer(r *rand.Rand) *runner.Exchange {
	x := &runner.Exchange{
		Outcome: runner.Answered, Proto: "HTTP/1.1", Framing: runner.FramingLength, Closed: r.IntN(3) == 0,
		Status: oneOf(r, 200, 200, 204, 301, 400, 401, 403, 404, 405, 405, 406, 407, 412, 413, 415, 429, 500, 501, 501, 503),
		Header: []runner.Field{{Name: "Content-Type", Value: oneOf(r, tellingTypes...)}},
	}
	for range r.IntN(4) {
		x.Header = append(x.Header, tellingFields[r.IntN(len(tellingFields))]...)
	}
	switch r.IntN(9) {
	case 0:
		x.Residue = []byte(oneOf(r, "0\r\n\r\n", "more", "HTTP/1.1 408 Request Timeout\r\n"))
	case 1:
		x.Trailer, x.Framing = []runner.Field{{Name: "Checked", Value: oneOf(r, "[secret:TOKEN]", "yes")}, {Name: "Vary", Value: "Accept"}}, runner.FramingChunked
	case 2:
		x.Interim = []runner.Interim{{Status: 103, Header: []runner.Field{{Name: "Link", Value: "</a>"}}}}
	}
	content := oneOf(r, tellingContents...)
	if r.IntN(3) == 0 {
		s := oneOf(r, tellingWhole...)
		x.Status, content, x.Header = s.status, s.content, []runner.Field{{Name: "Content-Type", Value: s.media}, {Name: s.field, Value: s.value}}
	}
	return x.WithBody([]byte(content), int64(len(content)), false)
}

// tellingWhole are answers of which a rule has something to say for one request and
// nothing for another, which chance seldom puts together.
var tellingWhole = []struct {
	status                       int
	media, content, field, value string
}{
	{200, "text/plain", "TRACE /shelf HTTP/1.1\r\nCookie: " + specs.TraceCookie + "\r\n", "Vary", "Origin"},
	{200, "text/plain", "books", "Content-Length", "3"},
	{404, "application/problem+json", `{"title":"Not Found","status":404,"instance":"/shelf"}`, "Server", "a"},
	{404, "text/plain", "no", "Expires", "Fri, 20 Nov 2026 23:56:31 GMT"},
	{407, "text/plain", "no", "Proxy-Authenticate", "Basic realm=\"a\""},
	{413, "text/plain", "no", "Server", "a"},
	{429, "text/plain", "no", "Expires", "Fri, 20 Nov 2026 23:56:31 GMT"},
	{500, "text/plain", "no", "Cache-Status", "cdn; detail=x"},
	{501, "application/json", `{"code":1}`, "Server", "a"},
	{200, "application/json", `{"code":1}`, "Server", "a"},
}

var tellingTypes = []string{"application/json", "application/json", "application/problem+json", "text/plain", "text/html", "message/http"}

var tellingFields = func() (out [][]runner.Field) {
	for _, f := range [][]string{
		{"Access-Control-Allow-Origin", "*", "Access-Control-Allow-Credentials", "true"}, {"Access-Control-Allow-Methods", "GET"},
		{"Cache-Control", "max-age=9, public"}, {"Cache-Control", "no-store", "CDN-Cache-Control", "max-age=60"}, {"Expires", "Fri, 20 Nov 2026 23:56:31 GMT"},
		{"Expires", "0"}, {"Set-Cookie", "a=b"}, {"Retry-After", "Fri, 20 Nov 2026 23:56:31 GMT"}, {"Retry-After", "soon"}, {"Location", "/authors"}, {"ETag", `"1"`}, {"Content-Length", "3"},
		{"Location", "/page", "Location", "/page"}, {"Cf-Mitigated", "challenge"}, {"Cache-Status", "cdn; detail=x"}, {"Proxy-Status", "(a)"}, {"Via", "1.1 a"},
		{"Content-Encoding", "gzip"}, {"Content-Language", "de"}, {"Connection", "close"}, {"Server", "nginx"}, {"X-Seen", "[secret:TOKEN]"}, {"Vary", "Accept, accept"},
		{"Proxy-Authenticate", "Basic"}, {"X-Powered-By", "PHP"}, {"Accept-Query", "???"}, {"Pragma", "no-cache"}, {"Transfer-Encoding", "gzip, chunked"},
	} {
		var fields []runner.Field
		for pair := range slices.Chunk(f, 2) {
			fields = append(fields, runner.Field{Name: pair[0], Value: pair[1]})
		}
		out = append(out, fields)
	}
	return out
}()

var tellingContents = []string{
	"", `{"code":1}`, `{"message":"no"}`, `{"code":"1","message":1}`, `{"title":"Not Found","status":404,"instance":"/shelf"}`,
	`{"type":"about:blank","title":"No","instance":"urn:x:1","detail":"org.acme.store.BookException"}`, `{"type":"a b","status":"405"}`,
	"<html><b>page</b></html>", "<html><i>authors</i></html>", "the page of books and authors", "no module at /srv/app/handlers/books.py",
	"TRACE /page HTTP/1.1\r\nHost: a\r\n", "TRACE /shelf HTTP/1.1\r\nCookie: " + specs.TraceCookie + "\r\n", "<hr><center>nginx</center>", "502 " + strconv.Quote("DB_PASSWORD=hunter22"),
}
