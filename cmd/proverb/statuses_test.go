package main

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// telling are the statuses that Proverb's questions are about, or that its
// users meet beside them.
var telling = []int{
	200, 204, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 417, 421, 422,
	426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 511,
}

func TestStatusesAreWhole(t *testing.T) {
	t.Parallel()
	all, err := statuses()
	if err != nil {
		t.Fatal(err)
	}
	before := 99
	for _, s := range all {
		if s.Code <= before || s.Name == "" || !strings.HasPrefix(s.Ref, "RFC ") || s.Meaning == "" {
			t.Errorf("%d is out of order or not filled in", s.Code)
		}
		before = s.Code
		if name := http.StatusText(s.Code); name != "" && s.Code < 400 && s.Name != name && s.Code != 203 {
			t.Errorf("%d is %s, and %s in net/http", s.Code, s.Name, name)
		}
		if n := len(s.effects()); n != 0 && n != 5 || slices.Contains(telling, s.Code) && n == 0 {
			t.Errorf("%d says %d of 5 things", s.Code, n)
		}
		for _, e := range s.effects() {
			if !strings.HasSuffix(e[1], ".") {
				t.Errorf("%d, %s: %q is no sentence", s.Code, e[0], e[1])
			}
		}
	}
	for code := 100; code < 600; code++ {
		s, err := statusOf(code)
		if err != nil {
			t.Fatal(err)
		}
		if http.StatusText(code) != "" && s == nil {
			t.Errorf("%d is registered and not here", code)
		}
	}
}

// Which statuses a cache may keep by its own choice is RFC 9110 section 15.1, and
// RFC 7725 for 451; which ones it must not is RFC 6585.
func TestStatusesAgreeWithTheCachingOfTheStandards(t *testing.T) {
	t.Parallel()
	heuristic := []int{200, 204, 301, 308, 404, 405, 410, 414, 451, 501}
	never := []int{428, 429, 431, 511}
	for _, code := range telling {
		s, err := statusOf(code)
		if err != nil || s == nil {
			t.Fatal(code, err)
		}
		if got := strings.Contains(s.Caches, "kept by a cache's own choice") || strings.Contains(s.Caches, "for a time that the cache chooses"); got != slices.Contains(heuristic, code) {
			t.Errorf("%d may be kept by a cache's own choice: %t", code, got)
		}
		if got := s.Caches == "Must not keep it."; got != slices.Contains(never, code) {
			t.Errorf("%d must not be kept: %t", code, got)
		}
	}
}

func TestExplainStatus(t *testing.T) {
	t.Parallel()
	for code, want := range map[int][]string{
		405: {"405 Method Not Allowed\n", "\nClients\n", "\nCaches\n", "\nCrawlers\n", "\nMonitors\n", "\nAsk again?\n", "  allow/present-on-405 ", "Example: fail:", "Example: pass:"},
		501: {"501 Not Implemented\n", "  method/unregistered-501 ", "Example: pass:"},
		511: {"RFC 6585 section 6\n", "Must not keep it."},
		299: {"299\n", "Not registered.", "here 200"},
		599: {"Not registered.", "an error of the server"},
	} {
		var b bytes.Buffer
		if err := explainStatus(&b, code); err != nil {
			t.Fatal(err)
		}
		for _, part := range want {
			if !strings.Contains(b.String(), part) {
				t.Errorf("%d has no %q:\n%s", code, part, b.String())
			}
		}
	}
}
