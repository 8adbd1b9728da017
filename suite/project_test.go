package suite_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

// userAPI is their server: how it answers is in the variable MODE.
var userAPI = map[string]string{
	"openapi.yaml": `openapi: 3.1.0
info: {title: Hello, version: 1.0.0}
paths:
  /hello:
    get:
      responses:
        '200': {description: A greeting.}
`,
	"hello.go": `package hello

import (
	"net/http"
	"os"
	"slices"
)

func newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("hello")) })
	switch os.Getenv("MODE") {
	case "passing":
		return implementing(mux)
	case "undecided":
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "who are you?", 401)
		})
	}
	return mux
}

func implementing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, r.Method) {
			http.Error(w, "not implemented", 501)
			return
		}
		next.ServeHTTP(w, r)
	})
}
`,
}

var plainProject = map[string]string{
	"hello_test.go": `package hello

import (
	"testing"

	"github.com/proverb-dev/proverb/suite"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	suite.Run(t, suite.Config{Document: "openapi.yaml", Handler: newHandler()})
}

func TestAddition(t *testing.T) {
	if 1+1 != 2 {
		t.Error("no")
	}
}
`,
}

var ginkgoProject = map[string]string{
	"hello_suite_test.go": `package hello

import (
	"net/http"
	"net/http/httptest"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/proverb-dev/proverb/suite"
)

func TestHello(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Hello")
}

var server *httptest.Server

var _ = BeforeSuite(func() { server = httptest.NewServer(newHandler()) })
var _ = AfterSuite(func() { server.Close() })

var _ = suite.Describe(suite.Config{
	Document: "openapi.yaml",
	Start:    func() (string, func(), error) { return server.URL, nil, nil },
})

var _ = Describe("addition", func() {
	for _, name := range []string{"one", "two", "three"} {
		It("adds "+name, func() { Expect(1 + 1).To(Equal(2)) })
	}
	It("is refused", func() {
		r, err := http.Post(server.URL+"/hello", "text/plain", nil)
		Expect(err).NotTo(HaveOccurred())
		defer r.Body.Close()
		Expect(r).To(Or(suite.RefuseMethod("GET"), HaveHTTPStatus(401)))
	})
})
`,
}

// project is one of theirs in a folder of its own.
type project struct{ dir string }

// newProject has this checkout in place of the module. It asks for the versions that
// this module asks for.
func newProject(t *testing.T, tests map[string]string) project {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		missing(t, "go is not in PATH")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	_, required, _ := strings.Cut(read(t, root, "go.mod"), "\nrequire ")
	files := map[string]string{
		"go.mod": "module example.com/hello\n\ngo 1.26.0\n\nrequire github.com/proverb-dev/proverb v0.0.0\n\nreplace github.com/proverb-dev/proverb => " +
			root + "\n\nrequire " + required,
		"go.sum": read(t, root, "go.sum"),
	}
	if tests["openapi.yaml"] == "" { // it has no server of its own
		maps.Copy(files, userAPI)
	}
	maps.Copy(files, tests)
	p := project{t.TempDir()}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(p.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// run runs go in the project. What it prints on stderr is shown if the test fails.
func (p project) run(t *testing.T, mode string, args ...string) result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = p.dir
	cmd.Env = append(withoutProverb(os.Environ()), "GOWORK=off", "MODE="+mode, "PROVERB_REPORT=json=out.json")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("go %s with the %s server:\n%s\n%s", strings.Join(args, " "), mode, out, stderr.String())
		}
	})
	return result{output: string(out) + stderr.String(), code: cmd.ProcessState.ExitCode()}
}

// cases are the names of the cases that the document makes, sorted.
func (p project) cases(t *testing.T, all bool) []string {
	t.Helper()
	plan, err := specs.Load(filepath.Join(p.dir, "openapi.yaml"), specs.Options{Safety: specs.Guarded, AllMethods: all})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"server"}
	for _, path := range plan.Paths {
		for i := range path.Probes {
			names = append(names, path.Probes[i].Name()+" hello")
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// event is a line of go test -json.
type event struct{ Action, Test string }

// ended are the events with which tests end, with how often each came.
func ended(t *testing.T, r result) map[event]int {
	t.Helper()
	out := map[event]int{}
	for line := range strings.Lines(r.output) {
		var e event
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("go test -json: %v\n%s", err, line)
		}
		if slices.Contains([]string{"pass", "fail", "skip"}, e.Action) {
			out[e]++
		}
	}
	return out
}

// missing skips for want of a tool, where CI does not demand that it is there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("PROVERB_CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}
