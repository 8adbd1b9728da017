package suite_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/suite"
	"github.com/proverb-dev/proverb/suite/rules"
)

// What Run does to a test that fails, skips or ends cannot be seen from inside
// that test. So the tests of Run start this test binary again, to run TestChild
// alone, and read what it prints.

const (
	bookshop    = "../specs/samples/bookshop.yaml"
	scenarioEnv = "PROVERB_SUITE_SCENARIO"
	folderEnv   = "PROVERB_SUITE_FOLDER" // where a child may write
	failOnEnv   = "PROVERB_SUITE_FAIL_ON"
	canary      = "canary-5up3r-s3cr3t"
)

func TestChild(t *testing.T) {
	name := os.Getenv(scenarioEnv)
	if name == "" {
		t.Skip("other tests start this one in a process of its own")
	}
	scenarios[name](t)
}

var scenarios = map[string]func(*testing.T){
	"conforms": func(t *testing.T) { suite.Run(t, suite.Config{Document: bookshop, Handler: newSimulator(t)}) },
	"fails":    func(t *testing.T) { suite.Run(t, faulty(t)) },
	"undecided": func(t *testing.T) {
		suite.Run(t, suite.Config{Document: bookshop, Handler: newSimulator(t, "401-everywhere")})
	},
	"drops": func(t *testing.T) {
		suite.Run(t, suite.Config{Document: bookshop, Handler: newSimulator(t, "dropped@/orders"), FailOn: os.Getenv(failOnEnv)})
	},
	"lenient": func(t *testing.T) {
		c := faulty(t)
		c.FailOn = "never"
		suite.Run(t, c)
	},
	"parallel": parallelRuns,
	"reports":  writesReports,
	"secrets":  keepsSecrets,
	"setup":    badConfigs,
	"dead": func(t *testing.T) {
		suite.Run(t, suite.Config{Document: bookshop, URL: closedServer(t), Timeout: time.Second})
	},
	"routed":  routed,
	"accepts": acceptsFindings,
	"shard":   runsAShard,
	"file":    readsAFile,
	"hangs": func(t *testing.T) {
		suite.Run(t, suite.Config{Document: bookshop, Handler: http.HandlerFunc(
			func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })})
	},
	"own rule": func(t *testing.T) {
		suite.Run(t, suite.Config{Document: bookshop, Handler: newSimulator(t), Rules: []rules.Rule{sayTeapot}})
	},
}

// faulty breaks a MUST at one path, and some advice nearly everywhere.
func faulty(t *testing.T) suite.Config {
	return suite.Config{Document: bookshop, Handler: newSimulator(t, "no-allow@/authors", "cache-error-explicit")}
}

var sayTeapot = rules.Rule{
	ID: "house/teapot", Level: rules.Advice, Severity: rules.Error, Scope: rules.ScopeExchange,
	Ref: "the house style, page 1", Title: "GET /health says teapot", Why: "We like tea.",
	When: func(c *rules.Context) bool {
		return c.X.Method == "GET" && c.X.Probe.Template() == "/health" && c.X.Control == ""
	},
	Check: func(*rules.Context) []rules.Problem { return []rules.Problem{{Text: "no teapot"}} },
}

func parallelRuns(t *testing.T) {
	for _, name := range []string{"one", "two/half", "three"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			suite.Run(t, suite.Config{Document: bookshop, Handler: newSimulator(t)})
		})
	}
}

func writesReports(t *testing.T) {
	c := faulty(t)
	folder := os.Getenv(folderEnv)
	c.Reports = map[string]string{"html": folder + "/new/report.html", "json": folder + "/report.json", "text": "-"}
	suite.Run(t, c)
}

// keepsSecrets has a server that gives away in every answer what it was sent.
func keepsSecrets(t *testing.T) {
	folder := os.Getenv(folderEnv)
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("X-Api-Key"))
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintln(w, r.Header, r.Header.Get("Authorization"))
	})
	suite.Run(t, suite.Config{
		Document: bookshop, Handler: echo,
		Header:  http.Header{"X-Api-Key": {canary}},
		Auth:    "user:" + canary,
		Reports: map[string]string{"html": folder + "/r.html", "json": folder + "/r.json", "junit": folder + "/r.xml", "text": "-"},
	})
}

func badConfigs(t *testing.T) {
	h := http.NotFoundHandler()
	for name, c := range map[string]suite.Config{
		"no document":       {Handler: h},
		"no such document":  {Document: "nowhere.yaml", Handler: h},
		"no server":         {Document: bookshop},
		"two servers":       {Document: bookshop, Handler: h, URL: "http://127.0.0.1:1"},
		"no scheme":         {Document: bookshop, URL: "127.0.0.1:8080"},
		"secret in the URL": {Document: bookshop, URL: "ftp://user:" + canary + "@127.0.0.1/"},
		"safety":            {Document: bookshop, Handler: h, Safety: "reckless"},
		"profile":           {Document: bookshop, Handler: h, Profile: "lax"},
		"fail on":           {Document: bookshop, Handler: h, FailOn: "errors"},
		"base path":         {Document: bookshop, Handler: h, BasePath: "v1"},
		"base path twice":   {Document: bookshop, URL: "http://127.0.0.1:1/v1", BasePath: "/v2"},
		"parameter":         {Document: bookshop, Handler: h, Params: map[string]string{"/books/{bookId}": "b-1"}},
		"parameter file":    {Document: bookshop, Handler: h, ParamFiles: []string{"nowhere.yaml"}},
		"report format":     {Document: bookshop, Handler: h, Reports: map[string]string{"pdf": "r.pdf"}},
		"report path":       {Document: bookshop, Handler: h, Reports: map[string]string{"html": "/dev/null/r.html"}},
		"auth":              {Document: bookshop, Handler: h, Auth: canary},
		"rule":              {Document: bookshop, Handler: h, Rules: []rules.Rule{{ID: "allow/syntax"}}},
		"start":             {Document: bookshop, Start: func() (string, func(), error) { return "", nil, os.ErrPermission }},
		"remote":            {Document: bookshop, URL: "http://192.0.2.1", Safety: "guarded"},
	} {
		t.Run(name, func(t *testing.T) { suite.Run(t, c) })
	}
}

// closedServer is the URL of a server that is gone.
func closedServer(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	return s.URL
}

// result is what became of a child.
type result struct {
	output string
	code   int
	took   time.Duration
}

// child runs a scenario in a process of its own. Arguments are those of a test
// binary: -test.run=..., where TestChild is the test; NAME=VALUE adds to the
// environment.
func child(t *testing.T, scenario string, args ...string) result {
	t.Helper()
	run := []string{"-test.run=^TestChild$", "-test.v"}
	env := []string{scenarioEnv + "=" + scenario}
	for _, a := range args {
		if strings.HasPrefix(a, "-") {
			run = append(run, a)
		} else {
			env = append(env, a)
		}
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], run...)
	cmd.Env = append(withoutProverb(os.Environ()), env...)
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatalf("starting the test binary again: %v", err)
	}
	return result{string(out), cmd.ProcessState.ExitCode(), time.Since(began)}
}

// withoutProverb is an environment without what the developer has set for Proverb.
func withoutProverb(env []string) []string {
	var out []string
	for _, v := range env {
		if !strings.HasPrefix(v, "PROVERB_") {
			out = append(out, v)
		}
	}
	return out
}

// verdicts are the names of a child's tests, without "TestChild", by what became
// of them: PASS, FAIL or SKIP.
func (r result) verdicts() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(r.output) {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "--- ")
		verdict, rest, found := strings.Cut(rest, ": TestChild")
		if name, _, timed := strings.Cut(rest, " ("); ok && found && timed {
			out[verdict] = append(out[verdict], strings.TrimPrefix(name, "/"))
		}
	}
	return out
}

// section is what a child's subtest logged.
func (r result) section(name string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(r.output) {
		if begin, ok := strings.CutPrefix(line, "=== "); ok {
			_, at, _ := strings.Cut(strings.TrimSpace(begin), "TestChild")
			inside = strings.TrimPrefix(at, "/") == name
			continue
		}
		if strings.HasPrefix(line, "---") {
			inside = false
		}
		if inside {
			b.WriteString(line)
		}
	}
	return b.String()
}

func (r result) wants(t *testing.T, code int, parts ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, not %d", r.code, code)
	}
	for _, p := range parts {
		if !strings.Contains(r.output, p) {
			t.Errorf("the output does not have %q", p)
		}
	}
	if t.Failed() {
		t.Logf("output:\n%s", r.output)
	}
}
