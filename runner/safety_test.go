package runner_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// store is a server with a state. Its careful face does what the document says and
// refuses the rest; the careless one obeys every method, whatever comes with it.
type store struct {
	mu       sync.Mutex
	careless func(method, path string) bool
	items    map[string]string
	log      []string // what changed it
	seen     []string // every request, in order
	header   []http.Header
}

const storeDocument = `
openapi: 3.0.3
info: {title: Store, version: "1"}
servers: [{url: https://production.invalid/}]
paths:
  /items:
    get: {operationId: list, responses: {"200": {description: all}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}
      responses: {"201": {description: made}}
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: one}}}
    put:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}}
      responses: {"200": {description: changed}}
    delete: {responses: {"204": {description: gone}}}
  /wipe:
    post: {x-proverb: {safety: never}, responses: {"204": {description: all gone}}}
  /admin:
    get: {tags: [internal], responses: {"200": {description: admin}}}
`

func newStore() *store {
	return &store{items: map[string]string{"a": `{"name":"first"}`, "b": `{"name":"second"}`}}
}

// state is all there is, as bytes.
func (s *store) state(t *testing.T) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := json.Marshal(s.items)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (s *store) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, r.Method+" "+r.URL.Path)
	s.header = append(s.header, r.Header.Clone())
	if s.careless != nil && s.careless(r.Method, r.URL.Path) {
		s.items[fmt.Sprintf("obeyed %s %s %d", r.Method, r.URL.Path, len(s.log))] = string(body)
		s.log = append(s.log, r.Method+" "+r.URL.Path)
		return
	}
	id, below := strings.CutPrefix(r.URL.Path, "/items/")
	allow := map[string]string{"/items": "GET, POST", "/wipe": "POST", "/admin": "GET"}[r.URL.Path]
	if below {
		allow = "GET, PUT, DELETE"
	}
	var sent map[string]any
	valid := json.Unmarshal(body, &sent) == nil && sent["name"] != nil
	_, there := s.items[id]
	switch {
	case allow == "":
		w.WriteHeader(404)
	case !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"}, r.Method):
		w.WriteHeader(501)
	case !slices.Contains(strings.Split(allow, ", "), r.Method):
		w.Header().Set("Allow", allow)
		w.WriteHeader(405)
	case r.URL.Path == "/wipe":
		s.change(r, func() { clear(s.items) })
		w.WriteHeader(204)
	case below && !there:
		w.WriteHeader(404)
	case (r.Method == "POST" || r.Method == "PUT") && !valid:
		w.WriteHeader(400)
	case r.Method == "POST":
		s.change(r, func() { s.items["made"] = string(body) })
		w.Header().Set("Location", "/items/made")
		w.WriteHeader(201)
		fmt.Fprint(w, `{"id": "made"}`)
	case r.Method == "PUT":
		s.change(r, func() { s.items[id] = string(body) })
	case r.Method == "DELETE":
		s.change(r, func() { delete(s.items, id) })
		w.WriteHeader(204)
	case below:
		fmt.Fprint(w, s.items[id])
	default:
		fmt.Fprint(w, `[{"id": "a"}, {"id": "b"}]`)
	}
}

func (s *store) change(r *http.Request, do func()) {
	s.log = append(s.log, r.Method+" "+r.URL.Path)
	do()
}

// unchanged fails where the state is another than before.
func (s *store) unchanged(t *testing.T, before string) {
	t.Helper()
	if now := s.state(t); now != before {
		t.Errorf("the state is %s, and was %s: %q changed it", now, before, s.log)
	}
}

// requests counts those whose method and path match.
func (s *store) requests(pattern string) int {
	n := 0
	for _, one := range s.seen {
		if regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString(one) {
			n++
		}
	}
	return n
}

// obeysUnsafe is the worst server there is: every method that is not safe changes
// it, with any content, on any path.
func obeysUnsafe(method, _ string) bool {
	return !specs.IsSafe(method) && method != "get" && !strings.HasPrefix(method, "PROVERB") && !strings.HasPrefix(method, "GE(")
}

func storePlan(t *testing.T, o specs.Options) *specs.Plan {
	t.Helper()
	plan, err := specs.Parse([]byte(storeDocument), "store.yaml", o)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func TestReadOnlyLeavesTheWorstServerAsItIs(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.careless = obeysUnsafe
	before := s.state(t)
	runOf(t, storePlan(t, specs.Options{Safety: specs.ReadOnly, AllMethods: true}), runner.Config{Handler: s, Transport: true})
	s.unchanged(t, before)
	if s.requests(`GET /items/a`) == 0 {
		t.Error("nothing was asked")
	}
}

func TestGuardedLeavesAServerThatLooksAtItsInputAsItIs(t *testing.T) {
	t.Parallel()
	s := newStore()
	before := s.state(t)
	runOf(t, storePlan(t, specs.Options{Safety: specs.Guarded, AllMethods: true}), runner.Config{Handler: s, Transport: true})
	s.unchanged(t, before)
	for _, want := range []string{`POST /items`, `PUT /items/.*`, `DELETE /items/.*`, `PATCH /items.*`} {
		if s.requests(want) == 0 {
			t.Errorf("guarded sent no %s", want)
		}
	}
}

func TestFullLeavesWhatWasThereBeforeIt(t *testing.T) {
	t.Parallel()
	s := newStore()
	before := s.state(t)
	runOf(t, storePlan(t, specs.Options{Safety: specs.Full}), runner.Config{Handler: s, NoQuestions: true})
	if want := []string{"POST /items", "PUT /items/made", "DELETE /items/made"}; !slices.Equal(s.log, want) {
		t.Errorf("changed by %q, want %q", s.log, want)
	}
	s.unchanged(t, before)

	// A question may make something more, and touches nothing else.
	s = newStore()
	runOf(t, storePlan(t, specs.Options{Safety: specs.Full}), runner.Config{Handler: s})
	delete(s.items, "made")
	s.unchanged(t, before)
}

func TestNeverBeatsFull(t *testing.T) {
	t.Parallel()
	s := newStore()
	runOf(t, storePlan(t, specs.Options{Safety: specs.Full}), runner.Config{Handler: s})
	if n := s.requests(`POST /wipe`); n != 0 {
		t.Errorf("POST /wipe was sent %d times; the document says never", n)
	}
}

// TestFiltersCoverWhatIsNotDeclared: nobody who leaves a path out expects any
// method there.
func TestFiltersCoverWhatIsNotDeclared(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options specs.Options
		never   string
	}{
		"exclude-path":   {specs.Options{Exclude: specs.Filter{Paths: []string{"/items/*"}}}, `\S+ /items/.*`},
		"include-path":   {specs.Options{Include: specs.Filter{Paths: []string{"/items"}}}, `\S+ /(items/.*|wipe|admin)`},
		"exclude-method": {specs.Options{Exclude: specs.Filter{Methods: []string{"PATCH", "DELETE"}}}, `(PATCH|DELETE) .*`},
		"include-method": {specs.Options{Include: specs.Filter{Methods: []string{"GET", "PUT"}}}, `(PATCH|DELETE|POST|TRACE|PROPFIND) .*`},
		"exclude-tag":    {specs.Options{Exclude: specs.Filter{Tags: []string{"internal"}}}, `\S+ /admin`},
		"exclude-id":     {specs.Options{Exclude: specs.Filter{OperationIDs: []string{"list"}}}, `(GET|HEAD|get) /items`},
	} {
		s := newStore()
		s.careless = obeysUnsafe
		c.options.Safety = specs.Full
		runOf(t, storePlan(t, c.options), runner.Config{Handler: s})
		if n := s.requests(c.never); n != 0 {
			t.Errorf("%s: %d requests that were left out", name, n)
		}
		if s.requests(`GET .*`) == 0 {
			t.Errorf("%s: nothing was asked", name)
		}
	}
}

func TestAServerThatObeysIsChangedOnceByEachMethod(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.careless = func(method, path string) bool { return method == "PATCH" || method == "PROPFIND" }
	runOf(t, storePlan(t, specs.Options{Safety: specs.Guarded}), runner.Config{Handler: s, Concurrency: 8})
	slices.Sort(s.log)
	methods := map[string]int{}
	for _, one := range s.log {
		method, _, _ := strings.Cut(one, " ")
		methods[method]++
	}
	if methods["PATCH"] != 1 || methods["PROPFIND"] != 1 {
		t.Errorf("changed by %q, want one PATCH and one PROPFIND", s.log)
	}
}

func TestTheLeastDangerousProbeComesFirst(t *testing.T) {
	t.Parallel()
	record := runOf(t, storePlan(t, specs.Options{Safety: specs.Guarded}), runner.Config{Handler: newStore(), Concurrency: 1, NoQuestions: true})
	rank := func(x *runner.Exchange) int {
		switch {
		case x.Probe.Kind == specs.KindUnknown:
			return 0
		case x.Probe.Kind == specs.KindVariant:
			return 1
		}
		at := slices.Index([]string{"OPTIONS", "HEAD", "GET", "PATCH", "PUT", "POST", "DELETE"}, x.Method)
		switch {
		case at >= 0 && at < 3:
			return 2 + at
		case specs.IsSafe(x.Method):
			return 5
		case at >= 0:
			return 6 + at
		}
		return 6 // other registered methods
	}
	for _, p := range record.Paths {
		last := -1
		for _, x := range p.Exchanges {
			if x.Again || !slices.Contains([]string{"OPTIONS", "HEAD", "GET", "PATCH", "PUT", "POST", "DELETE"}, x.Method) && !specs.IsSafe(x.Method) && x.Probe.Kind != specs.KindUnknown {
				continue
			}
			if rank(x) < last {
				t.Errorf("%s: %s came after something more dangerous", p.Path.Template, x.Method)
			}
			last = rank(x)
		}
	}
}

// far is a store that is not on this machine: one behind a proxy.
func far(t *testing.T, h http.Handler) runner.Config {
	t.Helper()
	proxy := httptest.NewServer(h)
	t.Cleanup(proxy.Close)
	return runner.Config{URL: "http://store.invalid", Proxy: proxy.URL, Rate: 10000}
}

func TestNothingIsSentToAHostThatWasNotConfirmed(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.careless = obeysUnsafe
	c := far(t, s)
	if level, err := runner.DefaultSafety(c); err != nil || level != specs.ReadOnly {
		t.Errorf("the default level is %q, %v", level, err)
	}
	for _, level := range []specs.Safety{specs.Guarded, specs.Full} {
		c.ConfirmHost = []string{"other.invalid", "127.0.0.1"}
		if _, err := runner.Run(t.Context(), storePlan(t, specs.Options{Safety: level}), c); err == nil || !strings.Contains(err.Error(), "--confirm-host store.invalid") {
			t.Errorf("%s: %v", level, err)
		}
	}
	if len(s.seen) > 0 {
		t.Errorf("%q came to a host that nobody confirmed", s.seen)
	}
	before := s.state(t)
	runOf(t, storePlan(t, specs.Options{Safety: specs.ReadOnly}), c)
	s.unchanged(t, before)
	c.ConfirmHost = []string{"store.invalid"}
	runOf(t, storePlan(t, specs.Options{Safety: specs.Guarded}), c)
	if len(s.log) == 0 {
		t.Error("a confirmed host was sent nothing unsafe")
	}
}

func TestTenRequestsASecondOffThisMachine(t *testing.T) {
	t.Parallel()
	s := newStore()
	c := far(t, s)
	c.Rate, c.NoQuestions = 0, true
	start := time.Now()
	o := specs.Options{Safety: specs.ReadOnly, Include: specs.Filter{Paths: []string{"/admin"}, Methods: []string{"GET"}}}
	runOf(t, storePlan(t, o), c)
	if least := time.Duration(len(s.seen)-1) * 95 * time.Millisecond; len(s.seen) < 3 || time.Since(start) < least {
		t.Errorf("%d requests in %v", len(s.seen), time.Since(start))
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := newStore()
	other := httptest.NewServer(elsewhere)
	t.Cleanup(other.Close)
	runOf(t, storePlan(t, specs.Options{Safety: specs.Full}), runner.Config{Handler: http.RedirectHandler(other.URL+"/items", http.StatusTemporaryRedirect)})
	if len(elsewhere.seen) > 0 {
		t.Errorf("a redirect was followed: %q", elsewhere.seen)
	}
}

func TestMaxFailuresEndsTheRun(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.Handler
		most    int
	}{
		"5xx":            {failing(func(w http.ResponseWriter) { w.WriteHeader(500) }), 3},
		"drops":          {failing(func(http.ResponseWriter) { panic(http.ErrAbortHandler) }), 2},
		"undeclared 2xx": {failing(func(w http.ResponseWriter) { w.WriteHeader(200) }), 1},
	} {
		var seen log
		record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
			Handler: seen.wrap(c.handler), MaxFailures: c.most, Concurrency: 1, NoQuestions: true,
		})
		if record.Cut != runner.CutFailures || !strings.Contains(record.CutText, "--max-failures") {
			t.Errorf("%s: cut %q (%s)", name, record.Cut, record.CutText)
		}
	}
	if record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: http.HandlerFunc(books), MaxFailures: 1}); record.Cut != "" {
		t.Errorf("405, 501 and 404 count as failures: %s", record.CutText)
	}
}

// failing answers PATCH otherwise than the shop does.
func failing(answer func(http.ResponseWriter)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "PATCH" || r.Method == "PUT" {
			answer(w)
			return
		}
		books(w, r)
	})
}

func TestABusyServerIsGivenTheTimeItAsksFor(t *testing.T) {
	t.Parallel()
	for _, after := range []string{"1", "date"} {
		var mu sync.Mutex
		var refused, again time.Time
		runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{NoQuestions: true, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.Method != "OPTIONS" || r.URL.Path != "/books" {
				books(w, r)
				return
			}
			if !refused.IsZero() {
				again = time.Now()
				books(w, r)
				return
			}
			refused = time.Now()
			if value := after; value == "date" {
				w.Header().Set("Retry-After", refused.Add(2*time.Second).UTC().Format(http.TimeFormat))
			} else {
				w.Header().Set("Retry-After", value)
			}
			w.WriteHeader(503)
		})})
		if again.IsZero() || again.Sub(refused) < 900*time.Millisecond {
			t.Errorf("Retry-After %s: asked again after %v", after, again.Sub(refused))
		}
	}
}

// TestAServerThatHangsIsLeftAlone: five exchanges without an answer and one look
// whether anything is left.
func TestAServerThatHangsIsLeftAlone(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	n, unanswered := 0, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n++
		hang := n > 12
		if hang {
			unanswered++
		}
		mu.Unlock()
		if hang {
			<-r.Context().Done()
			return
		}
		books(w, r)
	}))
	t.Cleanup(server.Close)
	record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{URL: server.URL, Timeout: 100 * time.Millisecond, Concurrency: 1})
	mu.Lock()
	defer mu.Unlock()
	if record.Cut != runner.CutDied || unanswered > 7 {
		t.Errorf("cut %q after %d requests without an answer", record.Cut, unanswered)
	}
}

func TestEveryRequestNamesToolAndRun(t *testing.T) {
	t.Parallel()
	traces := func() []string {
		s := newStore()
		record := runOf(t, storePlan(t, specs.Options{Safety: specs.Guarded}), runner.Config{Handler: s, RunID: "nightly-7", UserAgent: "proverb/1.2", Concurrency: 1})
		if record.RunID != "nightly-7" {
			t.Errorf("the record has the run %q", record.RunID)
		}
		var out []string
		for i, h := range s.header {
			trace := h.Get("Traceparent")
			if h.Get("User-Agent") != "proverb/1.2" || h.Get("Proverb-Run") != "nightly-7" || !regexp.MustCompile(`^00-[0-9a-f]{32}-[0-9a-f]{16}-01$`).MatchString(trace) {
				t.Errorf("%s carried %v", s.seen[i], h)
			}
			out = append(out, trace)
		}
		return out
	}
	first, second := traces(), traces()
	if !slices.Equal(first, second) {
		t.Error("two runs of one name have other traces")
	}
	slices.Sort(first)
	if len(slices.Compact(first)) != len(second) {
		t.Error("two requests of a run have one place in its trace")
	}
	s := newStore()
	record := runOf(t, storePlan(t, specs.Options{Safety: specs.ReadOnly}), runner.Config{Handler: s})
	for _, h := range s.header {
		if h.Get("Proverb-Run") != "" || h.Get("Traceparent") != "" {
			t.Fatal("a run without a name sent one")
		}
	}
	_ = record
}

func TestACurlLineIsOfNoRun(t *testing.T) {
	t.Parallel()
	record := runOf(t, storePlan(t, specs.Options{Safety: specs.ReadOnly}), runner.Config{Handler: newStore(), RunID: "nightly-7"})
	for _, p := range record.Paths {
		for _, x := range p.Exchanges {
			if curl := x.Curl("http://h", runner.Connection{}); strings.Contains(curl, "nightly-7") || strings.Contains(curl, "traceparent") {
				t.Fatal(curl)
			}
		}
	}
}

func TestANameOfARunIsAToken(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a b", "a\r\nX: y", strings.Repeat("a", 65)} {
		if _, err := runner.Run(t.Context(), planOf(t, shop, specs.ReadOnly), runner.Config{Handler: http.NotFoundHandler(), RunID: name}); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
}
