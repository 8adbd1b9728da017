package suite_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/suite"
)

func TestAConformingServerPasses(t *testing.T) {
	t.Parallel()
	r := child(t, "conforms")
	r.wants(t, 0, "405 apart from 501: yes")
	v := r.verdicts()
	if len(v["FAIL"]) > 0 {
		t.Errorf("failing: %q", v["FAIL"])
	}
	for _, name := range []string{"server", "GET_books", "POST_books", "UNKNOWN_books", "get_books", "DELETE_authors", "PROPFIND_books", "GET_books·{bookId}"} {
		if !slices.Contains(v["PASS"], name) {
			t.Errorf("%s does not pass", name)
		}
	}
	for _, name := range slices.Concat(v["PASS"], v["SKIP"]) {
		if strings.ContainsAny(name, "/#") {
			t.Errorf("the name %q cannot be chosen with -run, or is not unique", name)
		}
	}
	if got := r.section("GET_books"); got != "" {
		t.Errorf("a pass says: %s", got)
	}
}

func TestSkipsSayWhy(t *testing.T) {
	t.Parallel()
	r := child(t, "fails")
	for name, why := range map[string]string{
		"DELETE_authors":        "not sent: delete-without-allow: ",
		"DELETE_books·{bookId}": "inconclusive: impossible-id: ",
	} {
		if !slices.Contains(r.verdicts()["SKIP"], name) || !strings.Contains(r.section(name), why) {
			t.Errorf("%s is not skipped with %q: %s", name, why, r.section(name))
		}
	}
}

func TestAFindingFailsItsSubtest(t *testing.T) {
	t.Parallel()
	r := child(t, "fails")
	r.wants(t, 1)
	v := r.verdicts()
	if !slices.Contains(v["FAIL"], "PUT_authors") {
		t.Errorf("failing: %q", v["FAIL"])
	}
	for _, name := range []string{"GET_books", "PUT_books"} {
		if !slices.Contains(v["PASS"], name) {
			t.Errorf("%s does not pass", name)
		}
	}
	told := r.section("PUT_authors")
	for _, part := range []string{
		"error: allow/present-on-405: ", "RFC 9110 section 15.5.6", "(MUST)", "bookshop.yaml:",
		"> PUT /authors (elsewhere, live, declared: GET, server: ", "< HTTP/1.1 405 Method Not Allowed",
		"$ curl ", "# in process", "child_test.go:",
	} {
		if !strings.Contains(told, part) {
			t.Errorf("the failure does not have %q", part)
		}
	}
	if t.Failed() {
		t.Log(r.output)
	}
	if strings.Contains(r.output, "tell.go:") || strings.Contains(r.output, "run.go:") {
		t.Error("a line is said to come from Proverb's own code, not from the call of Run")
	}
}

func TestWhatIsBelowFailOnIsLogged(t *testing.T) {
	t.Parallel()
	r := child(t, "lenient")
	r.wants(t, 0, "error: allow/present-on-405: ", "--- PASS: TestChild/PUT_authors")
}

func TestTheCausesAreToldOnce(t *testing.T) {
	t.Parallel()
	r := child(t, "fails")
	parent := r.section("")
	if n := strings.Count(parent, "error: allow/present-on-405"); n != 1 {
		t.Errorf("the parent test tells one cause %d times:\n%s", n, parent)
	}
	if !strings.Contains(parent, "fails") {
		t.Errorf("the parent test does not tell the verdict:\n%s", parent)
	}
}

func TestAnUndecidedRunFails(t *testing.T) {
	t.Parallel()
	r := child(t, "undecided")
	r.wants(t, 1, "undecided: ")
	if fail := r.verdicts()["FAIL"]; !slices.Equal(slices.Sorted(slices.Values(fail)), []string{"", "server"}) {
		t.Errorf("failing: %q", fail)
	}
	chosen := child(t, "undecided", "-test.run=^TestChild$/^GET_books$")
	chosen.wants(t, 1, "undecided: ")
	if strings.Contains(r.output, "--auth") || strings.Contains(r.output, "--header") {
		t.Errorf("a test is told of flags that it does not have:\n%s", r.section("server"))
	}
}

func TestNoAnswerFails(t *testing.T) {
	t.Parallel()
	r := child(t, "drops")
	r.wants(t, 1, "error: method/no-server-error: ", "< (dropped: ")
	if strings.Contains(r.output, "no answer (dropped): ") {
		t.Error("what a finding tells is told a second time")
	}
	r = child(t, "drops", failOnEnv+"=never")
	r.wants(t, 1, "no answer (dropped): ", "< (dropped: ")
}

func TestRunChoosesSubtests(t *testing.T) {
	t.Parallel()
	r := child(t, "fails", "-test.run=^TestChild$/^GET_books·{bookId}$")
	r.wants(t, 0)
	if got := r.verdicts()["PASS"]; !slices.Equal(slices.Sorted(slices.Values(got)), []string{"", "GET_books·{bookId}"}) {
		t.Errorf("chosen: %q", got)
	}
	if r := child(t, "fails", "-test.run=^TestChild$/^PUT_authors$"); r.code != 1 {
		t.Errorf("exit code %d where the chosen subtest fails", r.code)
	}
}

func TestManyRunsAtOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := child(t, "parallel", "-test.count=2", "-test.parallel=4", "-test.shuffle=on", "-test.cpu=1,2",
		"PROVERB_REPORT=json="+folder+"/out.json, junit="+folder+"/x-{test}.xml")
	r.wants(t, 0)
	if n := strings.Count(r.output, "--- PASS: TestChild ("); n != 4 {
		t.Errorf("%d passes, not 4", n)
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	named := []string{"x-TestChild-one.xml", "x-TestChild-three.xml", "x-TestChild-two-half.xml"}
	// Which of the three has out.json itself is the shuffle's to say.
	if len(names) != 6 || !slices.Contains(names, "out.json") || !slices.Equal(names[3:], named) {
		t.Errorf("files: %q", names)
	}
}

func TestReportsAreWritten(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := child(t, "reports", folderEnv+"="+folder, "PROVERB_REPORT=junit="+folder+"/more.xml")
	r.wants(t, 1, filepath.Join(folder, "report.json"))
	var told struct{ Schema, Verdict string }
	if err := json.Unmarshal([]byte(read(t, folder, "report.json")), &told); err != nil {
		t.Fatal(err)
	}
	if told.Schema != "proverb.report/1" || told.Verdict != "fails" {
		t.Errorf("report.json: %+v", told)
	}
	for file, begins := range map[string]string{"new/report.html": "<!doctype html>", "more.xml": "<?xml"} {
		text := read(t, folder, file)
		if !strings.HasPrefix(strings.ToLower(text), begins) {
			t.Errorf("%s begins %.40q", file, text)
		}
	}
}

func TestSecretsAreNotTold(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := child(t, "secrets", folderEnv+"="+folder)
	r.wants(t, 1, "[secret:")
	if strings.Contains(r.output, canary) {
		t.Error("the log tells a secret")
	}
	for _, file := range []string{"r.html", "r.json", "r.xml"} {
		if strings.Contains(read(t, folder, file), canary) {
			t.Errorf("%s tells a secret", file)
		}
	}
}

func TestBadConfigsEndInOneLine(t *testing.T) {
	t.Parallel()
	r := child(t, "setup")
	r.wants(t, 1)
	for name, part := range map[string]string{
		"no_document": "Config.Document is empty", "no_such_document": "nowhere.yaml",
		"no_server": "Handler, URL and Start", "two_servers": "more than one server",
		"no_scheme": "127.0.0.1:8080", "secret_in_the_URL": "ftp",
		"safety": `"reckless"`, "profile": `"lax"`, "fail_on": `"errors"`,
		"base_path": `"v1"`, "base_path_twice": "/v2", "parameter": "/books/{bookId}", "parameter_file": "Config.ParamFiles: nowhere.yaml",
		"report_format": "pdf", "report_path": "/dev/null/r.html", "auth": "Config.Auth",
		"rule": "allow/syntax", "start": "permission denied", "remote": "Config.ConfirmHost 192.0.2.1",
	} {
		told := r.section(name)
		if strings.Count(told, "\n") != 1 || !strings.Contains(told, part) || !strings.Contains(told, "child_test.go:") {
			t.Errorf("%s: not one line with %q: %q", name, part, told)
		}
	}
	if got := len(r.verdicts()["FAIL"]); got != 20 { // 19 and their parent
		t.Errorf("%d failures", got)
	}
	if strings.Contains(r.output, canary) {
		t.Error("a message tells a secret")
	}
}

func TestADeadServerIsUndecidedSoon(t *testing.T) {
	t.Parallel()
	r := child(t, "dead")
	r.wants(t, 1, "undecided: ")
	if r.took > 10*time.Second {
		t.Errorf("it took %v", r.took)
	}
}

func TestTheDeadlineOfTheTestIsKept(t *testing.T) {
	t.Parallel()
	r := child(t, "hangs", "-test.timeout=4s")
	r.wants(t, 1, "undecided: ")
	if strings.Contains(r.output, "test timed out") {
		t.Errorf("the test binary was killed, and told nothing:\n%s", r.output)
	}
}

func TestRulesOfOnesOwn(t *testing.T) {
	t.Parallel()
	r := child(t, "own rule")
	r.wants(t, 1, "error: house/teapot: no teapot", "the house style, page 1")
	if fail := r.verdicts()["FAIL"]; !slices.Equal(slices.Sorted(slices.Values(fail)), []string{"", "GET_health"}) {
		t.Errorf("failing: %q", fail)
	}
}

func TestRunReturnsTheReport(t *testing.T) {
	t.Parallel()
	r := suite.Run(t, suite.Config{Document: bookshop, Handler: newSimulator(t)})
	if r.Verdict != "conforms" || r.Safety != "guarded" || len(r.Exchanges) < 50 {
		t.Errorf("%s at %s with %d exchanges", r.Verdict, r.Safety, len(r.Exchanges))
	}
}

func TestURL(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSimulator(t))
	defer server.Close()
	r := suite.Run(t, suite.Config{Document: bookshop, URL: server.URL, Profile: "strict", Safety: "read-only"})
	if r.Target != server.URL || r.Profile != "strict" || r.Safety != "read-only" {
		t.Errorf("target %s, profile %s, safety %s", r.Target, r.Profile, r.Safety)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(newSimulator(t))
	defer server.Close()
	trusting := server.Client().Transport.(*http.Transport).TLSClientConfig
	suite.Run(t, suite.Config{Document: bookshop, URL: server.URL, TLS: trusting})
}

func TestStart(t *testing.T) {
	t.Parallel()
	var started, stopped int
	start := func() (string, func(), error) {
		started++
		server := httptest.NewServer(http.StripPrefix("/api", newSimulator(t)))
		return server.URL, func() { stopped++; server.Close() }, nil
	}
	r := suite.Run(t, suite.Config{Document: bookshop, Start: start, BasePath: "/api"})
	if started != 1 || stopped != 1 {
		t.Errorf("started %d times, stopped %d times", started, stopped)
	}
	if r.Coverage.LivePaths == 0 {
		t.Error("nothing is live below the base path")
	}
}

// listener remembers what a handler was asked.
type listener struct {
	http.Handler
	mu    sync.Mutex
	asked []*http.Request
}

func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.asked = append(l.asked, r)
	l.mu.Unlock()
	l.Handler.ServeHTTP(w, r)
}

func TestParamsAndFieldsAreSent(t *testing.T) {
	t.Parallel()
	l := &listener{Handler: http.StripPrefix("/v9", newSimulator(t))}
	suite.Run(t, suite.Config{
		Document: bookshop, Handler: l, BasePath: "/v9",
		Header: http.Header{"x-tenant": {"acme-tenant"}}, Auth: "me:pass",
		Params: map[string]string{"get /books/{bookId}:bookId": "b-2"},
		FailOn: "never",
	})
	var own, fields, auth bool
	for _, r := range l.asked {
		own = own || r.Method == "GET" && r.URL.Path == "/v9/books/b-2"
		user, password, _ := r.BasicAuth()
		auth = auth || user == "me" && password == "pass"
		fields = fields || r.Header.Get("X-Tenant") == "acme-tenant"
	}
	if !own || !fields || !auth {
		t.Errorf("of %d requests, one with the parameter: %t, the field: %t, the credentials: %t", len(l.asked), own, fields, auth)
	}
}

func TestParamFilesAndRemoteRefs(t *testing.T) {
	t.Parallel()
	remote := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "get: {responses: {}}\n")
	}))
	t.Cleanup(remote.Close)
	folder := t.TempDir()
	document, params := filepath.Join(folder, "openapi.yaml"), filepath.Join(folder, "params.yaml")
	for file, text := range map[string]string{
		document: "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /books/{bookId}: {get: {parameters: [{name: bookId, in: path, required: true, schema: {type: string}}], responses: {}}}\n" +
			"  /far: {$ref: '" + remote.URL + "/far.yaml'}\n",
		params: "bookId: b-2\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l := &listener{Handler: newSimulator(t)}
	suite.Run(t, suite.Config{Document: document, Handler: l, ParamFiles: []string{params}, AllowRemoteRefs: true, FailOn: "never"})
	for _, path := range []string{"/books/b-2", "/far"} {
		if !slices.ContainsFunc(l.asked, func(r *http.Request) bool { return r.Method == "GET" && r.URL.Path == path }) {
			t.Errorf("GET %s was not asked", path)
		}
	}
}

func TestInProcessTheWholeRegistryIsAsked(t *testing.T) {
	t.Parallel()
	l := &listener{Handler: newSimulator(t)}
	suite.Run(t, suite.Config{Document: bookshop, Handler: l})
	if !slices.ContainsFunc(l.asked, func(r *http.Request) bool { return r.Method == "VERSION-CONTROL" }) {
		t.Error("VERSION-CONTROL was not asked")
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
