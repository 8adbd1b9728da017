package statuses_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs/statuses"
)

// telling are the statuses that Proverb's questions are about, or that its
// users meet beside them.
var telling = []int{
	200, 204, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 417, 421, 422,
	426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 511,
}

func TestStatusesAreWhole(t *testing.T) {
	t.Parallel()
	before := 99
	for _, s := range statuses.All() {
		if s.Code <= before || s.Name == "" || !strings.HasPrefix(s.Ref, "RFC ") && s.Code != 104 || s.Meaning == "" {
			t.Errorf("%d is out of order or not filled in", s.Code)
		}
		before = s.Code
		if name := http.StatusText(s.Code); name != "" && s.Code < 400 && s.Name != name && s.Code != 203 {
			t.Errorf("%d is %s, and %s in net/http", s.Code, s.Name, name)
		}
		effects := s.Effects()
		if n := len(effects); n != 0 && n != 5 || slices.Contains(telling, s.Code) && n == 0 {
			t.Errorf("%d says %d of 5 things", s.Code, n)
		}
		for _, e := range append(effects, statuses.Effect{On: "Senders", Text: s.Senders}) {
			if !strings.HasSuffix(e.Text, ".") {
				t.Errorf("%d, %s: %q is no sentence", s.Code, e.On, e.Text)
			}
		}
	}
}

func TestEveryRegisteredStatusIsThere(t *testing.T) {
	t.Parallel()
	for code := range 1000 {
		s, ok := statuses.Of(code)
		if http.StatusText(code) != "" && !ok {
			t.Errorf("%d is registered and not here", code)
		}
		if ok && s.Code != code {
			t.Errorf("Of(%d) is %d", code, s.Code)
		}
	}
}

func TestWhatNobodyRegisteredIsToldByItsClass(t *testing.T) {
	t.Parallel()
	if s, ok := statuses.Unregistered(299); !ok || !strings.Contains(s, "here 200") {
		t.Errorf("299: %q, %t", s, ok)
	}
	for _, code := range []int{0, 42, 600, 999} {
		if s, ok := statuses.Unregistered(code); ok {
			t.Errorf("%d is no status: %q", code, s)
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
		s, ok := statuses.Of(code)
		if !ok {
			t.Fatal(code)
		}
		if got := strings.Contains(s.Caches, "kept by a cache's own choice") || strings.Contains(s.Caches, "for a time that the cache chooses"); got != slices.Contains(heuristic, code) {
			t.Errorf("%d may be kept by a cache's own choice: %t", code, got)
		}
		if got := s.Caches == "Must not keep it."; got != slices.Contains(never, code) {
			t.Errorf("%d must not be kept: %t", code, got)
		}
	}
}
