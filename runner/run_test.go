package runner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

const shop = `
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /books:
    get: {responses: {"200": {description: all, content: {application/json: {schema: {type: array}}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}}}
      responses: {"201": {description: made}}
  /books/{bookId}:
    parameters: [{name: bookId, in: path, required: true, schema: {type: string}, example: b-9}]
    get: {responses: {"200": {description: one}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses: {"200": {description: changed}}
    delete: {responses: {"204": {description: gone}}}
  /reset:
    post: {responses: {"204": {description: done}}}
`

// request is one request as a handler saw it.
type request struct {
	Method, Path, Body, Authorization string
	From, To                          time.Time
}

// log records what reaches a handler.
type log struct {
	mu   sync.Mutex
	seen []request
}

func (l *log) wrap(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := request{Method: r.Method, Path: r.URL.Path, Authorization: r.Header.Get("Authorization"), From: time.Now()}
		body, _ := io.ReadAll(r.Body)
		s.Body = string(body)
		r.Body = io.NopCloser(strings.NewReader(s.Body))
		h.ServeHTTP(w, r)
		s.To = time.Now()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.seen = append(l.seen, s)
	})
}

func (l *log) of(method string) []request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.seen), func(s request) bool { return s.Method != method })
}

func planOf(t *testing.T, document string, safety specs.Safety) *specs.Plan {
	t.Helper()
	plan, err := specs.Parse([]byte(document), "openapi.yaml", specs.Options{Safety: safety})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func runOf(t *testing.T, plan *specs.Plan, c runner.Config) *runner.Record {
	t.Helper()
	record, err := runner.Run(t.Context(), plan, c)
	if err != nil {
		t.Fatal(err)
	}
	everyProbeAccountedFor(t, record)
	return record
}

// everyProbeAccountedFor holds for every run: a probe was asked once (or once
// more) or it is told why it was not.
func everyProbeAccountedFor(t *testing.T, record *runner.Record) {
	t.Helper()
	for _, p := range record.Paths {
		count := map[*specs.Probe]int{}
		for _, x := range p.Exchanges {
			if !x.Again {
				count[x.Probe]++
			}
		}
		for _, n := range p.NotSent {
			count[n.Probe]++
		}
		for i := range p.Path.Probes {
			if probe := &p.Path.Probes[i]; count[probe] != 1 {
				t.Errorf("%s %s (%s) is accounted for %d times", probe.Name(), p.Path.Template, probe.Form, count[probe])
			}
		}
	}
}

func pathOf(t *testing.T, record *runner.Record, template string) *runner.PathRecord {
	t.Helper()
	for _, p := range record.Paths {
		if p.Path.Template == template {
			return p
		}
	}
	t.Fatalf("no path %s", template)
	return nil
}

func notSent(p *runner.PathRecord, method string) specs.Reason {
	for _, n := range p.NotSent {
		if n.Probe.Method == method {
			return n.Reason
		}
	}
	return ""
}

// books is a small API that answers as a careful one does. Its changes are
// counted by the handlers that embed it.
func books(w http.ResponseWriter, r *http.Request) {
	allow := map[string]string{"/books": "GET, HEAD, POST", "/reset": "POST"}[r.URL.Path]
	if strings.HasPrefix(r.URL.Path, "/books/") {
		allow = "GET, HEAD, PUT, DELETE"
	}
	known := slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}, r.Method)
	switch {
	case !known:
		w.WriteHeader(http.StatusNotImplemented)
	case allow == "":
		w.WriteHeader(http.StatusNotFound)
	case !slices.Contains(strings.Split(allow, ", "), r.Method):
		w.Header().Set("Allow", allow)
		w.WriteHeader(http.StatusMethodNotAllowed)
	case r.URL.Path == "/books" && r.Method != "POST":
		fmt.Fprint(w, `[{"id":"b-1","title":"Emma"},{"id":"b-2","title":"Momo"}]`)
	case r.URL.Path == "/books":
		if body, _ := io.ReadAll(r.Body); !json.Valid(body) {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		w.Header().Set("Location", "/books/b-77")
		w.WriteHeader(http.StatusCreated)
	case !slices.Contains([]string{"b-1", "b-2", "b-77"}, strings.TrimPrefix(r.URL.Path, "/books/")):
		w.WriteHeader(http.StatusNotFound)
	case r.Method == "DELETE":
		w.WriteHeader(http.StatusNoContent)
	default:
		fmt.Fprint(w, `{"id":"b-1"}`)
	}
}

func TestRunFindsALiveTargetByHarvesting(t *testing.T) {
	t.Parallel()
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: http.HandlerFunc(books)})
	book := pathOf(t, record, "/books/{bookId}")
	if !book.Live || book.Target != "/books/b-1" {
		t.Fatalf("live %v at %s, want /books/b-1", book.Live, book.Target)
	}
	if got := book.Values["bookId"].Source; got != specs.SourceHarvested {
		t.Errorf("the value is from %q, want harvested: the example b-9 does not exist", got)
	}
	if !pathOf(t, record, "/reset").Live {
		t.Error("GET /reset is answered 405 where a path that does not exist is answered 404, yet /reset is not live")
	}
}

func TestGuardedSendsDeclaredUnsafeOnesOnlyInAFormMeantToBeRefused(t *testing.T) {
	t.Parallel()
	var seen log
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: seen.wrap(http.HandlerFunc(books))})
	for _, s := range slices.Concat(seen.of("POST"), seen.of("PUT"), seen.of("PATCH")) {
		if s.Body != "" && json.Valid([]byte(s.Body)) {
			t.Errorf("%s %s carried valid JSON: %s", s.Method, s.Path, s.Body)
		}
	}
	for _, s := range slices.Concat(seen.of("PUT"), seen.of("DELETE")) {
		if s.Path == "/books/b-1" || s.Path == "/books/b-2" || s.Path == "/books/b-9" {
			t.Errorf("%s went to a resource that exists: %s", s.Method, s.Path)
		}
	}
	if len(seen.of("DELETE")) == 0 || len(seen.of("POST")) == 0 {
		t.Error("guarded sent no DELETE or no POST at all")
	}
	if got := notSent(pathOf(t, record, "/reset"), "POST"); got != specs.ReasonNoRefusableForm {
		t.Errorf("POST /reset: %q, want no-refusable-form", got)
	}
	for _, s := range seen.of("POST") {
		if s.Path == "/reset" {
			t.Error("POST /reset was sent, and is the valid request")
		}
	}
}

func TestReadOnlySendsSafeMethodsAndUnregisteredTokensOnly(t *testing.T) {
	t.Parallel()
	var seen log
	plan := planOf(t, shop, specs.ReadOnly)
	record := runOf(t, plan, runner.Config{Handler: seen.wrap(http.HandlerFunc(books))})
	for _, s := range seen.seen {
		if !specs.IsSafe(s.Method) && s.Method != "get" && !strings.HasPrefix(s.Method, "PROVERB") {
			t.Errorf("%s %s was sent at read-only", s.Method, s.Path)
		}
	}
	if len(seen.of(plan.Unknown)) < len(plan.Paths) {
		t.Error("the unregistered token did not reach every path")
	}
	if got := notSent(pathOf(t, record, "/books"), "DELETE"); got != specs.ReasonSafety {
		t.Errorf("DELETE /books: %q, want safety", got)
	}
}

func TestASuccessStopsAnUndeclaredMethodForTheRun(t *testing.T) {
	t.Parallel()
	var seen log
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
		Handler: seen.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "PATCH" {
				return
			}
			books(w, r)
		})),
		Concurrency: 8,
	})
	if n := len(seen.of("PATCH")); n != 1 {
		t.Fatalf("PATCH was sent %d times after it had succeeded, want 1 in all", n)
	}
	stopped := 0
	for _, p := range record.Paths {
		for _, n := range p.NotSent {
			if n.Reason == specs.ReasonStopped && n.Probe.Method == "PATCH" && n.See != nil && n.See.Status == 200 {
				stopped++
			}
		}
	}
	if stopped != 2 {
		t.Errorf("%d probes are told to be stopped by that 200, want 2", stopped)
	}
}

func TestASuccessOfAnUnregisteredTokenStopsItsKind(t *testing.T) {
	t.Parallel()
	var seen log
	plan := planOf(t, shop, specs.Guarded)
	runOf(t, plan, runner.Config{Handler: seen.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Method, "PROVERB") {
			return
		}
		books(w, r)
	}))})
	tokens := 0
	for _, s := range seen.seen {
		if strings.HasPrefix(s.Method, "PROVERB") {
			tokens++
		}
	}
	if tokens > 2 {
		t.Errorf("%d unregistered tokens were sent after the first had succeeded", tokens)
	}
}

func TestTheFirstOfAnUnsafeMethodIsSentAlone(t *testing.T) {
	t.Parallel()
	var seen log
	runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
		Handler: seen.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(5 * time.Millisecond)
			books(w, r)
		})),
		Concurrency: 8,
	})
	for _, method := range []string{"PATCH", "PROPFIND", "PUT"} {
		all := seen.of(method)
		slices.SortFunc(all, func(a, b request) int { return a.From.Compare(b.From) })
		if len(all) < 2 {
			t.Fatalf("%s was sent %d times", method, len(all))
		}
		if all[1].From.Before(all[0].To) {
			t.Errorf("the second %s began before the first was answered", method)
		}
	}
}

func TestAnUndeclaredMethodThatAllowListsIsNotSent(t *testing.T) {
	t.Parallel()
	var seen log
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
		Handler: seen.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == "OPTIONS" && r.URL.Path == "/books" {
				w.Header().Add("Allow", "GET, POST")
				w.Header().Add("Allow", "PATCH")
				return
			}
			books(w, r)
		})),
	})
	if got := notSent(pathOf(t, record, "/books"), "PATCH"); got != specs.ReasonToldFromAllow {
		t.Errorf("PATCH /books: %q, want told-from-allow", got)
	}
	for _, s := range seen.of("PATCH") {
		if s.Path == "/books" {
			t.Error("PATCH /books was sent")
		}
	}
}

func TestAnUndeclaredDeleteOfACollectionWaitsForAnAllowWithoutIt(t *testing.T) {
	t.Parallel()
	var seen log
	bare := func(w http.ResponseWriter, r *http.Request) { // never an Allow
		allowless := httptest.NewRecorder()
		books(allowless, r)
		w.WriteHeader(allowless.Code)
		_, _ = w.Write(allowless.Body.Bytes())
	}
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: seen.wrap(http.HandlerFunc(bare))})
	if got := notSent(pathOf(t, record, "/books"), "DELETE"); got != specs.ReasonDeleteNoAllow {
		t.Errorf("without any Allow: %q, want delete-without-allow", got)
	}
	record = runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: http.HandlerFunc(books)})
	if got := notSent(pathOf(t, record, "/books"), "DELETE"); got != "" {
		t.Errorf("with an Allow that leaves DELETE out: %q, want it sent", got)
	}
}

func TestAnUndeclaredUnsafeMethodOfAnOverlappingPathIsNotSent(t *testing.T) {
	t.Parallel()
	document := `
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets/mine: {get: {responses: {"200": {description: ok}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}, example: rex}]
    get: {responses: {"200": {description: ok}}}
    delete: {responses: {"204": {description: ok}}}
`
	var seen log
	record := runOf(t, planOf(t, document, specs.Guarded), runner.Config{
		Handler: seen.wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != "GET" {
				w.Header().Set("Allow", "GET")
				w.WriteHeader(405)
			}
		})),
	})
	if got := notSent(pathOf(t, record, "/pets/mine"), "DELETE"); got != specs.ReasonOverlap {
		t.Errorf("DELETE /pets/mine: %q, want overlap", got)
	}
}

func TestACatchAllIsNotLive(t *testing.T) {
	t.Parallel()
	record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<html><div id=app></div></html>")
		}),
	})
	if !record.Server.CatchAll {
		t.Error("a server that answers 200 to a path that does not exist is not known as a catch-all")
	}
	for _, p := range record.Paths {
		if p.Live {
			t.Errorf("%s is live by an answer that any path gets", p.Path.Template)
		}
	}
}

func TestAnswersThatLookLikeAccidentsAreAskedAgainOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	failed := false
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			first := r.Method == "PATCH" && !failed
			failed = failed || first
			mu.Unlock()
			if first {
				w.WriteHeader(500)
				return
			}
			books(w, r)
		}),
	})
	var again []*runner.Exchange
	for _, p := range record.Paths {
		for _, x := range p.Exchanges {
			if x.Again {
				again = append(again, x)
			}
		}
	}
	if len(again) != 1 || again[0].First == nil || again[0].First.Status != 500 || again[0].Status != 501 {
		t.Fatalf("asked again: %v, want the PATCH that was 500 and is 501", again)
	}
}

func TestWhereEverythingFailsNothingIsAskedAgain(t *testing.T) {
	t.Parallel()
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) }),
	})
	for _, p := range record.Paths {
		for _, x := range p.Exchanges {
			if x.Again {
				t.Fatalf("%s %s was asked again, though a path that does not exist is 502 as well", x.Method, x.Target)
			}
		}
	}
}

func TestTraceCarriesNoCredentials(t *testing.T) {
	t.Parallel()
	var seen log
	runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{
		Handler: seen.wrap(http.HandlerFunc(books)),
		Header:  http.Header{"Authorization": {"Bearer canary-canary"}},
	})
	if len(seen.of("TRACE")) == 0 || len(seen.of("GET")) == 0 {
		t.Fatal("no TRACE or no GET was sent")
	}
	for _, s := range seen.of("TRACE") {
		if s.Authorization != "" {
			t.Errorf("TRACE %s carried %q", s.Path, s.Authorization)
		}
	}
	with := 0
	for _, s := range seen.of("GET") {
		if s.Authorization == "Bearer canary-canary" {
			with++
		}
	}
	if with == 0 {
		t.Error("no GET carried the credentials")
	}
}

func TestFullCreatesBeforeItChangesBeforeItDeletes(t *testing.T) {
	t.Parallel()
	var seen log
	runOf(t, planOf(t, shop, specs.Full), runner.Config{Handler: seen.wrap(http.HandlerFunc(books)), NoQuestions: true})
	var order []string
	for _, s := range seen.seen {
		valid := s.Method == "POST" && json.Valid([]byte(s.Body)) && s.Path == "/books" ||
			s.Path == "/books/b-77" && (s.Method == "PUT" || s.Method == "DELETE") || s.Path == "/reset" && s.Method == "POST"
		if valid {
			order = append(order, s.Method+" "+s.Path)
		}
	}
	want := []string{"POST /books", "POST /reset", "PUT /books/b-77", "DELETE /books/b-77"}
	if !slices.Equal(order, want) {
		t.Errorf("the valid requests were %q, want %q", order, want)
	}
}

func TestAHostOffLoopbackMustBeConfirmedAboveReadOnly(t *testing.T) {
	t.Parallel()
	// 192.0.2.0/24 is reserved for documentation (RFC 5737); nothing is sent.
	_, err := runner.Run(t.Context(), planOf(t, shop, specs.Guarded), runner.Config{URL: "http://192.0.2.1"})
	if err == nil || !strings.Contains(err.Error(), "--confirm-host 192.0.2.1") {
		t.Fatalf("error %v, want one that names --confirm-host 192.0.2.1", err)
	}
	safety, err := runner.DefaultSafety(runner.Config{URL: "http://192.0.2.1"})
	if err != nil || safety != specs.ReadOnly {
		t.Errorf("default level %q, %v, want read-only", safety, err)
	}
	safety, err = runner.DefaultSafety(runner.Config{URL: "http://127.0.0.1:1"})
	if err != nil || safety != specs.Guarded {
		t.Errorf("default level on loopback %q, %v, want guarded", safety, err)
	}
}

func TestADeadServerCutsTheRun(t *testing.T) {
	t.Parallel()
	const address = "127.0.0.1:1" // the port of tcpmux, where nothing listens
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{URL: "http://" + address, Timeout: time.Second})
	if record.Cut != runner.CutUnreachable || !strings.Contains(record.CutText, address) {
		t.Errorf("cut %q (%s), want unreachable with the address", record.Cut, record.CutText)
	}
}

// TestWhatEndedAServerIsNamed: what was asked when it died is told, and not only what
// was to be asked when nobody was there any more.
func TestWhatEndedAServerIsNamed(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(nil)
	var dead atomic.Bool
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodTrace {
			dead.Store(true)
			server.Listener.Close()
		}
		if dead.Load() {
			panic(http.ErrAbortHandler)
		}
		books(w, r)
	})
	server.Start()
	defer server.Close()
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{URL: server.URL, Timeout: time.Second, Concurrency: 2})
	if record.Cut != runner.CutDied || !strings.Contains(record.CutText, "TRACE /") || !strings.Contains(record.CutText, "refused") {
		t.Errorf("cut %q, %q: TRACE ended it", record.Cut, record.CutText)
	}
}

func TestAServerThatDiesLeavesWhatWasHeard(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(nil)
	var mu sync.Mutex
	left := 20
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		left--
		dying, dead := left == 0, left <= 0
		mu.Unlock()
		if dying {
			go server.Listener.Close()
		}
		if dead {
			panic(http.ErrAbortHandler)
		}
		books(w, r)
	})
	server.Start()
	defer server.Close()
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{URL: server.URL, Timeout: time.Second, Concurrency: 2})
	if record.Cut != runner.CutDied {
		t.Fatalf("cut %q (%s), want died", record.Cut, record.CutText)
	}
	heard, unsent := 0, 0
	for _, p := range record.Paths {
		heard += len(p.Exchanges)
		for _, n := range p.NotSent {
			if n.Reason == specs.ReasonCutShort {
				unsent++
			}
		}
	}
	if heard == 0 || unsent == 0 {
		t.Errorf("heard %d, cut short %d, want some of both", heard, unsent)
	}
}

func TestAnInterruptedRunReturnsWhatWasHeard(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	probed := 0
	record, err := runner.Run(ctx, planOf(t, shop, specs.Guarded), runner.Config{
		Handler: http.HandlerFunc(books),
		Progress: func(p runner.Progress) {
			if p.Phase == "probing" {
				if probed++; probed == 5 {
					cancel()
				}
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	everyProbeAccountedFor(t, record)
	if record.Cut != runner.CutInterrupted {
		t.Errorf("cut %q, want interrupted", record.Cut)
	}
}

// A run whose rate leaves no time for another request has not come to its end.
func TestARateThatTheTimeEndsBefore(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	record, err := runner.Run(ctx, planOf(t, shop, specs.Guarded), runner.Config{Handler: http.HandlerFunc(books), Rate: 0.001})
	if err != nil {
		t.Fatal(err)
	}
	everyProbeAccountedFor(t, record)
	if record.Cut != runner.CutInterrupted || !strings.Contains(record.CutText, "the time given to the run") {
		t.Errorf("cut %q, %q", record.Cut, record.CutText)
	}
}

func TestWhereOnlyAnotherBaseIsLiveTheFlagIsNamed(t *testing.T) {
	t.Parallel()
	document := strings.Replace(shop, "paths:", "servers: [{url: 'https://api.example.com/v2'}]\npaths:", 1)
	server := httptest.NewServer(http.HandlerFunc(books))
	defer server.Close()
	record := runOf(t, planOf(t, document, specs.ReadOnly), runner.Config{URL: server.URL})
	if !strings.Contains(record.Hint, "--url "+server.URL+"/") {
		t.Errorf("hint %q, want it to name --url %s/", record.Hint, server.URL)
	}
	record = runOf(t, planOf(t, document, specs.ReadOnly), runner.Config{URL: server.URL + "/"})
	if !pathOf(t, record, "/books").Live {
		t.Error("with the flag of the hint, /books is not live")
	}
}

func TestNumbersOfExchangesDoNotDependOnTheirOrder(t *testing.T) {
	t.Parallel()
	ids := func() (out []string) {
		record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: http.HandlerFunc(books), Concurrency: 8})
		for _, x := range record.Controls {
			out = append(out, fmt.Sprint(x.ID, x.Control, x.Probe.Name(), x.Probe.Template(), x.Status))
		}
		for _, p := range record.Paths {
			for _, x := range p.Exchanges {
				out = append(out, fmt.Sprint(x.ID, x.Probe.Name(), x.Target[:6], x.Status))
			}
		}
		return out
	}
	if first, second := ids(), ids(); !slices.Equal(first, second) {
		t.Errorf("two runs numbered otherwise:\n%q\n%q", first, second)
	}
}
