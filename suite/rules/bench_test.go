package rules_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

const benchPaths = 8000

// largeRecord is a record of 100,000 exchanges and more, of which 5% have
// content of their own, as of a large document's API with a common error format.
func largeRecord(b *testing.B, version string) *runner.Record {
	b.Helper()
	plan, err := specs.Parse([]byte(largeDocument(version)), "openapi.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		b.Fatal(err)
	}
	a := answerer{shared: map[string]*runner.Exchange{}}
	notFound := a.exchange(&specs.Probe{Method: "GET"}, "/none", 404)
	notFound.Control = runner.ControlNotFound
	record := &runner.Record{Plan: plan, Target: "http://127.0.0.1", Controls: []*runner.Exchange{notFound}}
	record.Server = runner.ProfileOf(record.Controls)
	for _, path := range plan.Paths {
		p := &runner.PathRecord{Path: path, Target: path.Template, Live: true}
		for i := range path.Probes {
			probe := &path.Probes[i]
			p.Exchanges = append(p.Exchanges, a.exchange(probe, path.Template, statusFor(probe)))
		}
		record.Paths = append(record.Paths, p)
	}
	return record
}

func largeDocument(version string) string {
	var b strings.Builder
	b.WriteString("openapi: " + version + "\ninfo: {title: Large, version: '1'}\npaths:\n")
	for i := range benchPaths {
		fmt.Fprintf(&b, "  /items%d:\n    get: {responses: {'200': {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}, default: {$ref: '#/components/responses/Error'}}}\n", i)
		if i == 0 {
			b.WriteString("    put: {responses: {'200': {description: one}, default: {$ref: '#/components/responses/Error'}}}\n")
		}
	}
	b.WriteString(`components:
  schemas:
    Item: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
    Problem: {type: object, required: [title], properties: {title: {type: string}, status: {type: integer}, detail: {type: string}}}
  responses:
    Error: {description: any error, content: {application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}}}
`)
	return b.String()
}

func statusFor(p *specs.Probe) int {
	switch p.Kind {
	case specs.KindDeclared:
		return 200
	case specs.KindUnknown, specs.KindVariant:
		return 501
	}
	if p.Method == "HEAD" {
		return 200
	}
	return 405
}

// answerer shares bodies between exchanges as a run does.
type answerer struct {
	n      int
	shared map[string]*runner.Exchange
}

func (a *answerer) exchange(p *specs.Probe, target string, status int) *runner.Exchange {
	a.n++
	body := fmt.Sprintf(`{"title":%q,"status":%d,"detail":"The method is not allowed on this resource; see Allow for those that are."}`, http.StatusText(status), status)
	media := "application/problem+json"
	if status == 200 {
		body, media = `{"id":1,"name":"one"}`, "application/json"
	}
	if a.n%20 == 0 {
		body = strings.Replace(body, `"}`, fmt.Sprintf(` %d"}`, a.n), 1)
	}
	if p.Method == "HEAD" {
		body = ""
	}
	if a.shared[body] == nil {
		a.shared[body] = (runner.Exchange{}).WithBody([]byte(body), int64(len(body)), false)
	}
	x := *a.shared[body]
	x.ID, x.Probe, x.Method, x.Target, x.Outcome, x.Proto, x.Status = a.n, p, p.Method, target, runner.Answered, "HTTP/1.1", status
	x.Header = []runner.Field{
		{Name: "Date", Value: "Fri, 20 Nov 2026 23:36:31 GMT"}, {Name: "Content-Type", Value: media},
		{Name: "Cache-Control", Value: "no-store"}, {Name: "Allow", Value: "GET, HEAD, OPTIONS, PUT"}, {Name: "Content-Length", Value: "100"},
	}
	return &x
}

// BenchmarkJudge reports the time an exchange takes, by the clock and of the
// processors, the collector's work included. The budget is 5 µs of either.
func BenchmarkJudge(b *testing.B) {
	for _, version := range []string{"3.0.3", "3.1.0"} {
		b.Run(version, func(b *testing.B) {
			record := largeRecord(b, version)
			n, before := 0, cpuTime(b)
			for b.Loop() {
				n += rules.Judge(record, rules.Profile{}).Counts.Sent + len(record.Controls)
			}
			b.ReportMetric(float64((cpuTime(b)-before).Nanoseconds())/float64(n), "cpu-ns/exchange")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/exchange")
			b.ReportMetric(float64(n)/float64(b.N), "exchanges")
		})
	}
}
