package browsertest

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/reports"
)

// large is the report of a run of 100,000 exchanges: 15 methods on each path, a
// quarter of them with a finding and a body of their own, the others like what
// servers answer when all is well.
func large(exchanges int) *reports.Report {
	r := &reports.Report{
		Schema: reports.Schema, Verdict: "fails", Because: "25000 findings reach error.", FailOn: "error", Safety: "guarded",
		Target: "http://127.0.0.1:8080", Started: time.Date(2026, 11, 20, 23, 34, 1, 0, time.UTC), Document: reports.Document{Title: "Large", Version: "1", File: "api.yaml", OpenAPI: "3.1.0"},
		Server: reports.Server{Distinguishes: "yes", Because: "Unknown methods get 501.", Methods: []string{"DELETE", "GET", "HEAD", "POST", "PUT"}},
		Rules:  []reports.Rule{{ID: "allow/present-on-405", Level: "MUST", Severity: "error", Ref: "RFC 9110 section 15.5.6", Title: "A 405 response carries an Allow field.", Applied: exchanges, Failed: exchanges / 4}},
	}
	methods := []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "LOCK", "COPY", "MOVE", "UNKNOWN", "REPORT"}
	cause := reports.Cause{Rule: "allow/present-on-405", Severity: "error", Summary: "405 without Allow", Layer: "app"}
	for id := 1; id <= exchanges; id++ {
		n := (id - 1) / len(methods)
		path, target, method := fmt.Sprintf("/area%d/things%d/{id}", n%40, n), fmt.Sprintf("/area%d/things%d/t-%d", n%40, n, n), methods[(id-1)%len(methods)]
		if (id-1)%len(methods) == 0 {
			r.Paths = append(r.Paths, reports.Path{Path: path, Declared: []string{"GET", "PUT"}, File: "api.yaml", Line: 10 * n, Tag: fmt.Sprintf("area%d", n%40), Target: target, Live: true})
		}
		x := exchange(id, method, path, target)
		if id%4 == 0 {
			x.Verdict = "fail"
			x.Response.Headers = append(x.Response.Headers, [2]string{"X-Trace", fmt.Sprintf("%016x", uint64(id)*0x9E3779B97F4A7C15)})
			x.Response.Body += fmt.Sprintf("%x", uint64(id)*0x9E3779B97F4A7C15)
			f := reports.Finding{Rule: cause.Rule, Severity: "error", Level: "MUST", Kind: x.Kind, Method: method, Path: path, Target: target, Problem: "405 without Allow",
				Layer: "app", File: "api.yaml", Line: 10 * n, Exchange: id, Exchanges: []int{id}, Fingerprint: fmt.Sprintf("f%011x", uint64(id)*0x9E3779B97F4A7C15>>20)}
			r.Findings = append(r.Findings, f)
			cause.Findings, cause.Count = append(cause.Findings, f.Fingerprint), cause.Count+1
		}
		r.Exchanges = append(r.Exchanges, x)
	}
	r.Causes = []reports.Cause{cause}
	r.Coverage = reports.Coverage{Paths: len(r.Paths), LivePaths: len(r.Paths), Planned: exchanges, Sent: exchanges, Judged: exchanges}
	return r
}

func exchange(id int, method, path, target string) reports.Exchange {
	kind, status, body := "registered", 405, `{"type":"about:blank","title":"Method Not Allowed","status":405,"instance":"`+target+`"}`
	token := method
	switch method {
	case "GET", "PUT":
		kind, status, body = "declared", 200, fmt.Sprintf(`{"id":"t-%d","name":"thing %d","price":%d}`, id, id*7919%1000, id*104729%10000)
	case "UNKNOWN":
		kind, status, token = "unknown", 501, "PROVERBXKQWTZ"
	case "POST", "DELETE":
		kind = "elsewhere"
	}
	return reports.Exchange{
		ID: id, Kind: kind, Method: token, Name: method, Path: path, Target: target, Outcome: "answered", Verdict: "pass", Layer: "app", ElapsedUS: int64(400 + id%900),
		Request: reports.Request{Headers: [][2]string{{"Host", "127.0.0.1:8080"}, {"User-Agent", "proverb/0.1"}, {"Accept", "application/json"}, {"Authorization", "Bearer [secret:TOKEN]"}}},
		Response: &reports.Response{
			Proto: "HTTP/1.1", Status: status, Reason: "Reason", Framing: "length", Body: body, BodyLength: int64(len(body)),
			Headers: [][2]string{{"Date", fmt.Sprintf("Fri, 20 Nov 2026 23:%02d:%02d GMT", id/60%60, id%60)}, {"Content-Type", "application/problem+json"}, {"X-Request-Id", fmt.Sprintf("%016x", uint64(id)*0xD1B54A32D192ED03)}},
		},
	}
}

func TestLarge(t *testing.T) {
	const exchanges, sizeLimit, nodeLimit = 100_000, 12_000_000, 8_000
	browser := newBrowser(t)
	file := write(t, large(exchanges))
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	b := open(t, browser, file, "")
	opened := time.Since(began)
	nodes := js[int](b, `document.querySelectorAll("*").length`)
	filtering := js[float64](b, `(() => { const t = performance.now(); setQuery("s:fail path:/area7/"); return performance.now() - t; })()`)
	t.Logf("%d exchanges: %.1f MB, usable after %v, %d elements, filtered in %.0f ms", exchanges, float64(info.Size())/1e6, opened.Round(time.Millisecond), nodes, filtering)
	if info.Size() > sizeLimit {
		t.Errorf("the report has %d bytes, more than %d", info.Size(), sizeLimit)
	}
	// The clock of a busy machine proves little; the work done does.
	if nodes > nodeLimit {
		t.Errorf("the page has %d elements, more than %d", nodes, nodeLimit)
	}
	if opened > 20*time.Second {
		t.Errorf("the page was usable after %v", opened)
	}
	if got := js[int](b, `filter.matching.size`); got == 0 || got > exchanges/40 {
		t.Errorf("the filter left %d cells", got)
	}
	t.Run("rows come as they are scrolled to", func(t *testing.T) {
		js[bool](b, `(setQuery(""), document.querySelector(".scroll").scrollTop = 100000, true)`)
		b.until(`document.querySelector(".mx tbody tr:nth-child(20)").getAttribute("aria-rowindex") > 1000`)
		if n := js[int](b, `document.querySelectorAll(".mx tbody tr").length`); n > 120 {
			t.Errorf("%d rows are in the page", n)
		}
		js[bool](b, `(document.querySelector(".mx [tabindex='0']").focus(), document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "End", ctrlKey: true, bubbles: true})), true)`)
		b.until(`document.activeElement.dataset.at && document.activeElement.dataset.at.startsWith(D.paths.length + ",")`)
	})
	t.Run("the last exchange, and one like another", func(t *testing.T) {
		js[bool](b, fmt.Sprintf(`(location.hash = "#/x/%d", true)`, exchanges))
		b.evidence()
		js[bool](b, fmt.Sprintf(`(location.hash = "#/x/%d", true)`, exchanges-1))
		b.until(`document.querySelector("#panel .like")`)
		if text := js[string](b, `document.getElementById("panel").textContent`); !contains(text, "the fields Date, X-Request-Id and these values where the content repeats them; the address and the values in it", "$TOKEN", "things") {
			t.Errorf("the drawer does not say that the answer is another's: %s", text)
		}
	})
	t.Run("all exchanges in a list", func(t *testing.T) {
		js[bool](b, `(document.getElementById("asked").open = true)`)
		b.until(`document.querySelectorAll("#asked tbody tr").length > 10`)
		if n := js[int](b, `document.querySelectorAll("#asked tbody tr").length`); n > 120 {
			t.Errorf("%d rows of the list are in the page", n)
		}
	})
	b.keepScreenshot("large")
	b.calm()
}
