package rules

import (
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
)

// exchangeIn is the last exchange written in a text.
func exchangeIn(t *testing.T, text string) *runner.Exchange {
	t.Helper()
	all, err := ParseExamples([]byte("-- n/a: an exchange --\n" + text + "\n"))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	p := all[0].Record.Paths[0]
	x := p.Exchanges[len(p.Exchanges)-1]
	x.Sent = time.Date(2026, 11, 29, 6, 0, 0, 0, time.UTC)
	return x
}

const (
	keepNot   = "may not keep it"
	keepAsk   = "may keep it, and has to ask the server before each use"
	keepGuess = "may keep it and use it for a time of its own choosing"
)

func keepFor(time string) string { return "may keep it and use it for " + time }

// TestWhatCachesMayDo has the cases of RFC 9111, sections 3 and 4.2, and those of
// the texts that add to them. ref is where the deciding reason for shared caches
// stands.
func TestWhatCachesMayDo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, shared, private, ref string }{
		"a lifetime": {"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60",
			keepFor("60 seconds"), keepFor("60 seconds"), "RFC 9111 section 4.2.1"},
		"one for shared caches": {"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60, s-maxage=3600",
			keepFor("1 hour"), keepFor("60 seconds"), "RFC 9111 section 4.2.1"},
		"an age": {"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60\n< Age: 20",
			keepFor("40 seconds") + " more (60 seconds less an age of 20 seconds)", keepFor("40 seconds") + " more (60 seconds less an age of 20 seconds)", "RFC 9111 section 4.2.1"},
		"older than its life": {"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60\n< Age: 90", keepAsk, keepAsk, "RFC 9111 section 4.2.1"},
		"Expires": {"> GET /x (declared)\n< 200 OK\n< Date: Sun, 29 Nov 2026 06:00:00 GMT\n< Expires: Sun, 29 Nov 2026 07:00:00 GMT",
			keepFor("1 hour"), keepFor("1 hour"), "RFC 9111 section 4.2.1"},
		"Expires: 0":      {"> GET /x (declared)\n< 200 OK\n< Expires: 0", keepAsk, keepAsk, "RFC 9111 section 5.3"},
		"no-store":        {"> GET /x (declared)\n< 200 OK\n< Cache-Control: no-store, max-age=60", keepNot, keepNot, "RFC 9111 section 5.2.2.5"},
		"must-understand": {"> GET /x (declared)\n< 200 OK\n< Cache-Control: must-understand, no-store, max-age=60", keepFor("60 seconds"), keepFor("60 seconds"), "RFC 9111 section 4.2.1"},
		"no-cache":        {"> GET /x (declared)\n< 200 OK\n< Cache-Control: no-cache", keepAsk, keepAsk, "RFC 9111 section 5.2.2.4"},
		"private":         {"> GET /x (declared)\n< 200 OK\n< Cache-Control: private, max-age=60", keepNot, keepFor("60 seconds"), "RFC 9111 section 5.2.2.7"},
		"private for a field": {"> GET /x (declared)\n< 200 OK\n< Cache-Control: private=\"set-cookie\", max-age=60",
			keepFor("60 seconds"), keepFor("60 seconds"), "RFC 9111 section 4.2.1"},
		"credentials": {"> GET /x (declared)\n> Authorization: [secret:token]\n< 200 OK\n< Cache-Control: max-age=60", keepNot, keepFor("60 seconds"), "RFC 9111 section 3.5"},
		"credentials, public": {"> GET /x (declared)\n> Authorization: [secret:token]\n< 200 OK\n< Cache-Control: public, max-age=60",
			keepFor("60 seconds"), keepFor("60 seconds"), "RFC 9111 section 4.2.1"},
		"nothing said of 200":          {"> GET /x (declared)\n< 200 OK", keepGuess, keepGuess, "RFC 9111 section 4.2.2"},
		"nothing said of 404":          {"> GET /x (declared)\n< 404 Not Found", keepGuess, keepGuess, "RFC 9111 section 4.2.2"},
		"nothing said of 405":          {"> GET /x (declared)\n< 405 Method Not Allowed", keepGuess, keepGuess, "RFC 9111 section 4.2.2"},
		"nothing said of 501":          {"> GET /x (declared)\n< 501 Not Implemented", keepGuess, keepGuess, "RFC 9111 section 4.2.2"},
		"nothing said of 451":          {"> GET /x (declared)\n< 451 Unavailable For Legal Reasons", keepGuess, keepGuess, "RFC 9111 section 4.2.2"},
		"nothing said of 500":          {"> GET /x (declared)\n< 500 Internal Server Error", keepNot, keepNot, "RFC 9111 section 3"},
		"nothing said of 302":          {"> GET /x (declared)\n< 302 Found\n< Location: /y", keepNot, keepNot, "RFC 9111 section 3"},
		"a lifetime for 500":           {"> GET /x (declared)\n< 500 Internal Server Error\n< Cache-Control: max-age=86400", keepFor("1 day"), keepFor("1 day"), "RFC 9111 section 4.2.1"},
		"no-cache alone does not keep": {"> GET /x (declared)\n< 400 Bad Request\n< Cache-Control: no-cache", keepNot, keepNot, "RFC 9111 section 3"},
		"public 400":                   {"> GET /x (declared)\n< 400 Bad Request\n< Cache-Control: public", keepGuess, keepGuess, "RFC 9111 section 4.2.2"},
		"private 400":                  {"> GET /x (declared)\n< 400 Bad Request\n< Cache-Control: private", keepNot, keepAsk, "RFC 9111 section 5.2.2.7"},
		"429, whatever it says":        {"> GET /x (declared)\n< 429 Too Many Requests\n< Cache-Control: max-age=60", keepNot, keepNot, "RFC 6585"},
		"304":                          {"> GET /x (declared)\n< 304 Not Modified\n< Cache-Control: max-age=60", keepNot, keepNot, "RFC 9111 section 4.3.4"},
		"Vary: *":                      {"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60\n< Vary: *", keepAsk, keepAsk, "RFC 9111 section 4.1"},
		"a lifetime that is none":      {"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60s", keepAsk, keepAsk, "RFC 9111 section 4.2.1"},
		"DELETE":                       {"> DELETE /x (declared)\n< 405 Method Not Allowed\n< Cache-Control: max-age=60", keepNot, keepNot, "RFC 9110 section 9.3.5"},
		"OPTIONS":                      {"> OPTIONS /x (implied)\n< 204 No Content\n< Cache-Control: max-age=60", keepNot, keepNot, "RFC 9110 section 9.3.7"},
		"POST":                         {"> POST /x (declared)\n< 200 OK\n< Cache-Control: max-age=60", keepNot, keepNot, "RFC 9110 section 9.3.3"},
		"POST that shows the target": {"> POST /x (declared)\n< 200 OK\n< Cache-Control: max-age=60\n< Content-Location: /x",
			keepFor("60 seconds"), keepFor("60 seconds"), "RFC 9111 section 4.2.1"},
		"a method that no cache knows": {"> PROVERBABCDEF /x (unknown)\n< 501 Not Implemented", keepNot, keepNot, "RFC 9111 section 3"},
		"no answer":                    {"> GET /x (declared)\n< (dropped: the connection was closed)", keepNot, keepNot, "RFC 9111 section 3"},
	} {
		s := StoringOf(exchangeIn(t, c.text))
		if got := s.Shared.InShort(); got != c.shared {
			t.Errorf("%s: shared: %s, want %s", name, got, c.shared)
		}
		if got := s.Private.InShort(); got != c.private {
			t.Errorf("%s: private: %s, want %s", name, got, c.private)
		}
		if got := s.Shared.Reasons[0].Ref; got != c.ref {
			t.Errorf("%s: decided by %s, want %s", name, got, c.ref)
		}
	}
}

func TestWhatElseMattersToCaches(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60\n< Set-Cookie: a=b":                     "Set-Cookie keeps no cache",
		"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=60\n< Vary: Accept, Origin":                "same accept and origin.",
		"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=1, stale-if-error=86400":                   "for 1 day more where the server fails",
		"> GET /x (declared)\n< 200 OK\n< Cache-Control: max-age=1, stale-while-revalidate=7":               "for 7 seconds more while",
		"> PUT /x (declared)\n< 204 No Content":                                                             "drop what they have",
		"> GET /x (declared)\n< 200 OK\n< Pragma: no-cache":                                                 "Pragma says nothing",
		"> GET /x (declared)\n< 200 OK\n< CDN-Cache-Control: max-age=9":                                     "in place of Cache-Control",
		"> GET /x (declared)\n< 206 Partial Content\n< Content-Range: bytes 0-1/9\n< Cache-Control: public": "206 is a part",
	} {
		var said []string
		for _, n := range StoringOf(exchangeIn(t, text)).Notes {
			said = append(said, n.Text)
		}
		if all := strings.Join(said, "\n"); !strings.Contains(all, want) {
			t.Errorf("%s\nhas no note %q:\n%s", text, want, all)
		}
	}
	if notes := StoringOf(exchangeIn(t, "> PUT /x (elsewhere)\n< 405 Method Not Allowed\n< Set-Cookie: a=b")).Notes; len(notes) > 0 {
		t.Errorf("a refusal that nobody stores has notes: %v", notes)
	}
}

func TestTheTimeThatACacheIsLikelyToChoose(t *testing.T) {
	t.Parallel()
	x := exchangeIn(t, "> GET /x (declared)\n< 200 OK\n< Date: Sun, 29 Nov 2026 06:00:00 GMT\n< Last-Modified: Thu, 19 Nov 2026 06:00:00 GMT")
	if got := StoringOf(x).Shared.Reasons[0].Text; !strings.Contains(got, "here about 24 hours") {
		t.Errorf("a tenth of ten days: %s", got)
	}
}

// TestWhetherToAskAgain has the methods by what they promise (RFC 9110 section
// 9.2.2) and the statuses by what they say was done.
func TestWhetherToAskAgain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Again{
		"> GET /x (declared)\n< 200 OK":                                                    AgainDone,
		"> GET /x (declared)\n< 304 Not Modified":                                          AgainDone,
		"> GET /x (declared)\n< 301 Moved\n< Location: /y":                                 AgainFollow,
		"> GET /x (declared)\n< 404 Not Found":                                             AgainNever,
		"> DELETE /x (elsewhere)\n< 405 Method Not Allowed\n< Retry-After: 5":              AgainNever,
		"> GET /x (declared)\n< 501 Not Implemented":                                       AgainNever,
		"> GET /x (declared)\n< 400 Bad Request":                                           AgainChanged,
		"> GET /x (declared)\n< 401 Unauthorized":                                          AgainChanged,
		"> GET /x (declared)\n< 505 HTTP Version Not Supported":                            AgainChanged,
		"> POST /x (declared)\n< 429 Too Many Requests\n< Retry-After: 30":                 AgainItself,
		"> POST /x (declared)\n< 421 Misdirected Request":                                  AgainItself,
		"> POST /x (declared)\n< 413 Content Too Large":                                    AgainChanged,
		"> POST /x (declared)\n< 413 Content Too Large\n< Retry-After: 60":                 AgainItself,
		"> GET /x (declared)\n< 503 Service Unavailable":                                   AgainItself,
		"> PUT /x (declared)\n< 503 Service Unavailable":                                   AgainItself,
		"> POST /x (declared)\n< 503 Service Unavailable\n< Retry-After: 1":                AgainUncertain,
		"> PATCH /x (declared)\n< 500 Internal Server Error":                               AgainUncertain,
		"> GET /x (declared)\n< 520 Web Server Returned an Unknown Error":                  AgainItself,
		"> PROVERBABCDEF /x (unknown)\n< 500 Internal Server Error":                        AgainUncertain,
		"> POST /x (declared)\n< (dropped: the connection was closed before the response)": AgainUncertain,
		"> DELETE /x (declared)\n< (timeout: no answer within 10s)":                        AgainItself,
		"> POST /x (declared)\n< (refused: connection refused)":                            AgainItself,
	} {
		if got := RetryAdviceOf(exchangeIn(t, text)); got.Again != want || got.Text == "" || got.Ref == "" {
			t.Errorf("%s\nis %q (%s), want %q", text, got.Again, got.Text, want)
		}
	}
}

func TestTheAdviceSaysHowLongToWait(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"> GET /x (declared)\n< 503 Service Unavailable\n< Retry-After: 120":                                                                  "after 2 minutes, as Retry-After says",
		"> GET /x (declared)\n< 503 Service Unavailable\n< Date: Sun, 29 Nov 2026 06:00:00 GMT\n< Retry-After: Sun, 29 Nov 2026 06:00:45 GMT": "after 45 seconds",
		"> GET /x (declared)\n< 503 Service Unavailable\n< Retry-After: soon":                                                                 "with growing pauses",
		"> GET /x (declared)\n< 503 Service Unavailable":                                                                                      "with growing pauses",
		"> POST /x (declared)\n< 302 Found\n< Location: /y":                                                                                   "turn POST into GET",
		"> POST /x (declared)\n< 307 Temporary Redirect\n< Location: /y":                                                                      "with the same content",
		"> GET /x (declared)\n< 302 Found":                                                                                                    "nowhere to go",
		"> GET /x (declared)\n< 405 Method Not Allowed\n< Retry-After: 5":                                                                     "does not change it",
	} {
		if got := RetryAdviceOf(exchangeIn(t, text)).Text; !strings.Contains(got, want) {
			t.Errorf("%s\nis told %q, which has no %q", text, got, want)
		}
	}
}

func TestWhatFieldsSay(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"Content-Type: application/problem+json":    "problem details",
		"Content-Type: text/html; charset=utf-8":    "a page, for people",
		"Cache-Control: private, max-age=120":       "for one user's cache alone; fresh for 2 minutes",
		"Cache-Control: max-age=60s":                "nothing that caches know",
		"Allow:":                                    "takes no method",
		"Retry-After: 120":                          "come back in 2 minutes",
		"Retry-After: soon":                         "neither seconds nor a date",
		"Age: 7":                                    "from a cache",
		"Date: Sun, 29 Nov 2026 05:00:00 GMT":       "60 minutes ago",
		"Date: Sun, 29 Nov 2026 06:00:00 GMT":       "now",
		"Expires: tomorrow":                         "no date",
		"Access-Control-Allow-Origin: *":            "any origin",
		"Access-Control-Allow-Origin: https://a, b": "no page",
		"ETag: W/\"1\"":                             "weak",
	} {
		notes := FieldNotesOf(exchangeIn(t, "> GET /x (declared)\n< 200 OK\n< "+line))
		if len(notes) != 1 || !strings.Contains(notes[0].Says, want) {
			t.Errorf("%s: %v, want %q", line, notes, want)
		}
	}
}
