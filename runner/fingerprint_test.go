package runner

import (
	"strings"
	"testing"
)

func page(method, target string, status int, media, body string) *Exchange {
	x := Exchange{
		Method: method, Target: target, Outcome: Answered, Status: status,
		Request: []Field{{"Host", "shop.example:8080"}},
		Header:  []Field{{"Content-Type", media}, {"Date", "Sat, 21 Nov 2026 02:00:00 GMT"}},
	}
	return x.WithBody([]byte(body), int64(len(body)), false)
}

const (
	nginx404 = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	spring   = `{"timestamp":"2026-11-21T02:00:00.123+00:00","status":404,"error":"Not Found","path":"/no-such-path-abc"}`
)

func TestFingerprintsOfOneMake(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]*Exchange{
		"the target in a sentence": {
			page("GET", "/no-such-path-abcdef", 404, "text/html; charset=utf-8", "<pre>Cannot GET /no-such-path-abcdef</pre>"),
			page("PROVERBXYZABC", "/books/blue/reviews?x=y", 404, "text/html", "<pre>Cannot PROVERBXYZABC /books/blue/reviews</pre>"),
		},
		"times and paths in JSON": {
			page("GET", "/no-such-path-abc", 404, "application/json", spring),
			page("PUT", "/books/b-1", 404, "application/json",
				`{"timestamp":"2027-01-02T12:59:59.9+00:00","status":404,"error":"Not Found","path":"/books/b-1"}`),
		},
		"ids and dates": {
			page("GET", "/a", 404, "text/plain", "Not found. Request 1f0a-22bd, Thu, 19 Nov 2026 08:00:00 GMT"),
			page("GET", "/b", 404, "text/plain", "Not found. Request deadbeef, Fri, 1 Jan 2027 23:59:59 GMT"),
		},
		"quoted words": {
			page("GET", "/a", 404, "text/plain", "no route for 'alpha' here"),
			page("GET", "/b", 404, "text/plain", "no route for 'beta' here"),
		},
		"a method that is no token, in the request line that is repeated": {
			page("GE(T", "/", 400, "text/plain", "Invalid method encountered:\n\n  b'GE(T / HTTP/1.1'\n      ^"),
			page("PROVERBXYZABC", "/hello", 400, "text/plain", "Invalid method encountered:\n\n  b'PROVERBXYZABC /hello HTTP/1.1'\n       ^"),
		},
		"the escaped target": {
			page("GET", "/caf%C3%A9", 404, "text/plain", "nothing at /café"),
			page("GET", "/x", 404, "text/plain", "nothing at /x"),
		},
		"no body at all": {page("GET", "/a", 404, "", ""), page("GET", "/b", 404, "", "")},
		"HEAD":           {page("GET", "/a", 404, "text/html", nginx404), page("HEAD", "/b", 404, "text/html", "")},
		"long, a few words apart": {
			page("GET", "/a", 404, "text/html", strings.Repeat("the usual words of a page ", 20)+"alpha"),
			page("GET", "/b", 404, "text/html", strings.Repeat("the usual words of a page ", 20)+"beta gamma"),
		},
	} {
		for _, p := range [][2]*Exchange{pair, {pair[1], pair[0]}} {
			if f := FingerprintOf(p[0]); p[0].Method != "HEAD" && !f.Matches(p[1]) {
				t.Errorf("%s: %+v does not match %q", name, f, skeletonOf(p[1]))
			}
		}
	}
}

func TestFingerprintsOfDifferentMakes(t *testing.T) {
	t.Parallel()
	noDate := page("GET", "/a", 404, "text/html", nginx404)
	noDate.Header = noDate.Header[:1]
	dropped := page("GET", "/a", 404, "text/html", nginx404)
	dropped.Outcome = Dropped
	all := map[string]*Exchange{
		"nginx":    page("GET", "/a", 404, "text/html", nginx404),
		"no date":  noDate,
		"405":      page("GET", "/a", 405, "text/html", strings.ReplaceAll(nginx404, "404 Not Found", "405 Not Allowed")),
		"spring":   page("GET", "/a", 404, "application/json", spring),
		"problem":  page("GET", "/a", 404, "application/problem+json", `{"type":"about:blank","title":"Not Found","status":404}`),
		"json":     page("GET", "/a", 404, "application/json", `{"message":"no Route matched with those values"}`),
		"express":  page("GET", "/a", 404, "text/html", "<!DOCTYPE html>\n<html lang=\"en\">\n<pre>Cannot GET /a</pre>"),
		"go":       page("GET", "/a", 404, "text/plain", "404 page not found\n"),
		"nothing":  page("GET", "/a", 404, "text/html", ""),
		"no media": page("GET", "/a", 404, "", ""),
	}
	for a, x := range all {
		for b, y := range all {
			if got := FingerprintOf(x).Matches(y); got != (a == b) {
				t.Errorf("%s matches %s: %v", a, b, got)
			}
		}
	}
	if f := FingerprintOf(dropped); f.Known || f.Matches(dropped) {
		t.Error("no answer has a fingerprint")
	}
}

func BenchmarkMatches(b *testing.B) {
	x := page("GET", "/books/b-1", 404, "application/json", spring)
	f := FingerprintOf(x)
	b.ReportAllocs()
	for b.Loop() {
		f.Matches(x)
	}
}
