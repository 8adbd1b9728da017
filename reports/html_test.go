package reports

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"html"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
)

// between is the text between two markers, which must be there.
func between(t *testing.T, text, from, to string) string {
	t.Helper()
	_, after, ok := strings.Cut(text, from)
	inside, _, found := strings.Cut(after, to)
	if !ok || !found {
		t.Fatalf("nothing stands between %q and %q", from, to)
	}
	return inside
}

var packedPart = regexp.MustCompile(`<script type="application/gzip\+base64" (?:id="data"|class="part")>([^<]*)</script>`)

// unpacked reads one of the page's compressed parts into a value.
func unpacked(t *testing.T, part string, into any) {
	t.Helper()
	zipped, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(part)))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(zipped).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// unpack is the data of the page, and its exchanges, as its script reads them.
func unpack(t *testing.T, page string) (d pageData, exchanges []pageExchange) {
	t.Helper()
	parts := packedPart.FindAllStringSubmatch(page, -1)
	if len(parts) == 0 {
		t.Fatal("the page has no data")
	}
	unpacked(t, parts[0][1], &d)
	for _, part := range parts[1:] {
		var some []pageExchange
		unpacked(t, part[1], &some)
		exchanges = append(exchanges, some...)
	}
	return d, exchanges
}

// The golden is what is read without JavaScript.
func TestNoRunTakesNoTime(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{0: "under 100ms", 99 * time.Millisecond: "under 100ms", 130 * time.Millisecond: "100ms", 6240 * time.Millisecond: "6.2s"} {
		if got := tookOf(d); got != want {
			t.Errorf("%v is told as %s, want %s", d, got, want)
		}
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	page := render(t, HTML, fixture())
	page = packedPart.ReplaceAllString(page, "")
	page = strings.Replace(page, style, "", 1)
	page = strings.Replace(page, script, "", 1)
	page = regexp.MustCompile(`sha256-[^&]+(&#43;[^&]+)*`).ReplaceAllString(page, "sha256-")
	golden(t, "report.html", []byte(page))
}

func TestHTMLHoldsTheReport(t *testing.T) {
	t.Parallel()
	r := fixture()
	d, exchanges := unpack(t, render(t, HTML, r))
	for _, x := range exchanges {
		if !strings.Contains(x.Curl, "curl ") {
			t.Errorf("exchange %d has no curl line: %q", x.ID, x.Curl)
		}
		d.Report.Exchanges = append(d.Report.Exchanges, *x.Exchange)
	}
	if !reflect.DeepEqual(d.Report, r) {
		t.Error("the data in the page are not the report")
	}
}

// Passes that differ in nothing but what differs from request to request are
// kept once; any other difference keeps both.
func TestHTMLKeepsOneOfThoseAlike(t *testing.T) {
	t.Parallel()
	base := Exchange{
		ID: 1, Kind: "elsewhere", Name: "DELETE", Method: "DELETE", Path: "/books/{id}", Target: "/v1/books/b-1", Outcome: "answered", Verdict: "pass", Layer: "app",
		Request: Request{Headers: [][2]string{{"Host", "a"}, {"X-Request-Id", "0f8fad5b-d9cb-469f-a165-70867728950e"}}},
		Response: &Response{Proto: "HTTP/1.1", Status: 405, Headers: [][2]string{{"Date", "Mon"}, {"Allow", "GET"}, {"X-Trace-Id", "4bf92f3577b34da6"}, {"Content-Length", "40"}, {"X-Build", "20261124-7f3a"}},
			Body: `{"instance":"/v1/books/b-1","id":"b-1","trace":"4bf92f3577b34da6","n":123456}`},
	}
	likes := func(change func(*Exchange)) int {
		other, answer := base, *base.Response
		answer.Headers = append([][2]string{}, answer.Headers...)
		other.ID, other.Response = 2, &answer
		change(&other)
		kin := newKin(newView(&Report{}))
		if kin.of(&base) != 0 {
			t.Error("the first is like another")
		}
		return kin.of(&other)
	}
	for name, same := range map[string]func(*Exchange){
		"date": func(x *Exchange) { x.Response.Headers[0][1] = "Tue" },
		"id": func(x *Exchange) {
			x.Request.Headers[1] = [2]string{"X-Request-Id", "7c9e6679-7425-40de-944b-e07fc1f90ae7"}
		},
		"length": func(x *Exchange) { x.Response.Headers[3][1] = "41" },
		"trace": func(x *Exchange) {
			x.Response.Headers[2][1] = "00f067aa0ba902b7"
			x.Response.Body = strings.ReplaceAll(x.Response.Body, "4bf92f3577b34da6", "00f067aa0ba902b7")
		},
		"address": func(x *Exchange) {
			x.Target = "/v1/books/b-22"
			x.Response.Body = strings.ReplaceAll(x.Response.Body, "b-1", "b-22")
		},
	} {
		if likes(same) != 1 {
			t.Errorf("%s: exchanges that differ in it alone are kept twice", name)
		}
	}
	for name, other := range map[string]func(*Exchange){
		"status":   func(x *Exchange) { x.Response.Status = 404 },
		"field":    func(x *Exchange) { x.Response.Headers[1][1] = "GET, PUT" },
		"body":     func(x *Exchange) { x.Response.Body = `{"instance":"/v1/books/b-1"}` },
		"method":   func(x *Exchange) { x.Name, x.Method = "PUT", "PUT" },
		"verdict":  func(x *Exchange) { x.Verdict = "fail" },
		"charset":  func(x *Exchange) { x.Response.Headers[4][1] = "iso-8859-1" },
		"received": func(x *Exchange) { x.Received = "HTTP/1.1 405 No\n" },
		"written":  func(x *Exchange) { x.ReceivedLength = 99 },
		"chunks":   func(x *Exchange) { x.Response.Chunks = []int64{1, 2} },
		"interim":  func(x *Exchange) { x.Response.InterimResponses = []Interim{{Status: 103}} },
		"residue":  func(x *Exchange) { x.Response.Residue = "AA==" },
		"number":   func(x *Exchange) { x.Response.Body = strings.ReplaceAll(x.Response.Body, "123456", "654321") },
		"word":     func(x *Exchange) { x.Response.Headers[4][1] = "20261124-0c11" },
		"other id": func(x *Exchange) { x.Response.Body = strings.ReplaceAll(x.Response.Body, `"id":"b-1"`, `"id":"b-12"`) },
	} {
		if likes(other) != 0 {
			t.Errorf("%s: exchanges that differ in it are taken for one", name)
		}
	}
	base.Response.Body = "" // what HEAD says of the length is all there is to compare
	if likes(func(x *Exchange) { x.Response.Headers[3][1] = "41" }) != 0 {
		t.Error("lengths of content that did not come are taken for one")
	}
}

func TestHTMLCells(t *testing.T) {
	t.Parallel()
	d, _ := unpack(t, render(t, HTML, fixture()))
	got := map[string]string{}
	for _, c := range d.Cells {
		got[c.Method+" "+d.Report.Paths[c.Path].Path] = strings.TrimSpace(c.State + " " + c.Shown + " " + c.Reason)
	}
	want := map[string]string{
		"GET /books": "pass 200", "POST /books": "pass 400", "DELETE /books": "fail 405", "UNKNOWN /books": "pass 405",
		"TRACE /books": "skip-ed  safety", "GET /books/{bookId}": "pass 200", "HEAD /books/{bookId}": "pass 200",
		"POST /books/{bookId}": "fail 201", "DELETE /books/{bookId}": "warn 404", "UNKNOWN /books/{bookId}": "fail 405",
		"PROPFIND /books/{bookId}": "skip-ed  stopped-after-2xx", "GET /orders/{orderId}": "ask 404 not-live",
		"UNKNOWN /orders/{orderId}": "ask dropped no-answer", "POST /orders/{orderId}": "skip-ed  no-refusable-form",
		"TRACE /orders/{orderId}": "skip-ed  safety", "PUT /orders/{orderId}": "skip-ed  safety",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the cells are %q", got)
	}
	var columns []string
	for _, c := range d.Columns {
		columns = append(columns, c.Method)
	}
	if got := strings.Join(columns, " "); got != "GET HEAD POST DELETE PUT TRACE PROPFIND UNKNOWN" {
		t.Errorf("the columns are %s: known methods first, unknown ones last", got)
	}
}

func TestHTMLPolicyMatchesThePage(t *testing.T) {
	t.Parallel()
	page := render(t, HTML, fixture())
	csp := html.UnescapeString(between(t, page, `Content-Security-Policy" content="`, `"`))
	if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		t.Errorf("the policy is not strict: %s", csp)
	}
	if want := "style-src '" + sourceHash(between(t, page, "<style>", "</style>")) + "'"; !strings.Contains(csp, want) {
		t.Errorf("the browser would refuse the style: %s is not in %s", want, csp)
	}
	if want := "script-src '" + sourceHash(between(t, page, "<script>", "</script>")) + "'"; !strings.Contains(csp, want) {
		t.Errorf("the browser would refuse the script: %s is not in %s", want, csp)
	}
	if n := strings.Count(packedPart.ReplaceAllString(page, ""), "<script"); n != 1 {
		t.Errorf("%d script elements beside the data, not one", n)
	}
	if regexp.MustCompile(`\s(style|on[a-z]+)="`).MatchString(strings.Replace(page, script, "", 1)) {
		t.Error("a style or an event handler stands in an attribute, where the policy forbids it")
	}
}

func TestHTMLLoadsNothing(t *testing.T) {
	t.Parallel()
	page := render(t, HTML, fixture())
	for _, m := range regexp.MustCompile(`<(\w+)[^>]*\s(?:src|href|action|data|poster)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		element, address := m[1], m[2]
		inside := strings.HasPrefix(address, "#") || address == "data:,"
		if !inside && (element != "a" || !strings.HasPrefix(address, "https://www.rfc-editor.org/")) {
			t.Errorf("<%s> leads to %s", element, address)
		}
	}
	for _, word := range []string{"@import", "url(", "fetch(", "XMLHttpRequest", "import(", "sendBeacon", "EventSource", "WebSocket"} {
		if strings.Contains(style+script, word) {
			t.Errorf("the style or the script says %s", word)
		}
	}
}

// Everything a server, or a document, can choose is text in the page.
func TestHTMLTakesNoMarkupFromAServer(t *testing.T) {
	t.Parallel()
	r := fixture()
	for _, s := range []*string{&r.Document.Title, &r.Document.File, &r.Document.Version, &r.Target, &r.Because, &r.Hint, &r.Server.Because, &r.Server.Product} {
		*s = hostile
	}
	for i := range r.Causes {
		r.Causes[i].Summary = hostile
	}
	for i := range r.Findings {
		r.Findings[i].Problem = hostile
		r.Findings[i].Path = hostile
		r.Findings[i].Method = hostile
	}
	for i := range r.Rules {
		r.Rules[i].Title, r.Rules[i].Why = hostile, hostile
	}
	for i := range r.Exchanges {
		r.Exchanges[i].Target, r.Exchanges[i].Method, r.Exchanges[i].Trouble = hostile, hostile, hostile
	}
	page := render(t, HTML, r)
	for _, raw := range []string{"<script>alert", "<img src", "\x1b", "\u202e"} {
		if strings.Contains(page, raw) {
			t.Errorf("%q stands in the page as it was sent", raw)
		}
	}
	for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser", "createContextualFragment"} {
		if strings.Contains(script, word) {
			t.Errorf("the script says %s, which takes markup", word)
		}
	}
}

func TestHTMLOfAnEmptyRun(t *testing.T) {
	t.Parallel()
	r := &Report{Schema: Schema, Verdict: "undecided", Because: "The server never answered."}
	page := render(t, HTML, r)
	for _, want := range []string{"Undecided", "The server never answered.", "Nothing was judged"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestRefURL(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]string{
		"RFC 9110 section 15.5.6":               "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
		"RFC 9110 section 15.5.6.":              "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6",
		"RFC 9457":                              "https://www.rfc-editor.org/rfc/rfc9457",
		"OpenAPI 3.1 section 4.8.16":            "",
		"RFC 9111 section 4.2.1 and RFC 9213 s": "https://www.rfc-editor.org/rfc/rfc9111#section-4.2.1",
	} {
		if got := refURL(ref); got != want {
			t.Errorf("%s: %q, not %q", ref, got, want)
		}
	}
}
