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

	"github.com/onsi/ginkgo/v2/types"

	"github.com/proverb-dev/proverb/specs"
)

// These tests make projects of people who use Proverb, and run them as they do.

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
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "who are you?", 401) })
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
	maps.Copy(files, userAPI)
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
	cmd.Env = append(withoutProverb(os.Environ()), "GOWORK=off", "GOFLAGS=-mod=mod", "GOPROXY=off", "MODE="+mode, "PROVERB_REPORT=json=out.json")
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

func TestAPlainProjectUsesIt(t *testing.T) {
	t.Parallel()
	p := newProject(t, plainProject)
	names := p.cases(t, true)
	for _, c := range []struct {
		mode    string
		code    int
		times   int
		fail    []string
		options []string
	}{
		{"passing", 0, 1, nil, []string{"-count=1"}},
		{"failing", 1, 2, []string{"server"}, []string{"-count=2", "-parallel=4", "-shuffle=on"}},
		{"undecided", 1, 1, []string{"server"}, []string{"-count=1", "-parallel=4"}},
	} {
		r := p.run(t, c.mode, append([]string{"test", "-json"}, c.options...)...)
		if r.code != c.code {
			t.Errorf("%s: exit code %d", c.mode, r.code)
		}
		events := ended(t, r)
		if events[event{"pass", "TestAddition"}] != c.times {
			t.Errorf("%s: their own test passes %d times", c.mode, events[event{"pass", "TestAddition"}])
		}
		var cases, failed []string
		for e, times := range events {
			if name, ok := strings.CutPrefix(e.Test, "TestConformance/"); ok {
				name = strings.ReplaceAll(name, "_", " ")
				cases = append(cases, name)
				if e.Action == "fail" {
					failed = append(failed, name)
				}
				if times != c.times {
					t.Errorf("%s: %s of %s %d times, not %d", c.mode, e.Action, name, times, c.times)
				}
			}
		}
		slices.Sort(cases)
		if !slices.Equal(cases, names) || !slices.Equal(failed, c.fail) {
			t.Errorf("%s: %d cases, not the %d of the document; failing: %q", c.mode, len(cases), len(names), failed)
		}
	}
	if _, err := os.Stat(filepath.Join(p.dir, "out.json")); err != nil {
		t.Errorf("a relative report path does not start from the package: %v", err)
	}
}

// ginkgoCases are the names of the cases in Ginkgo's own report, and of those that
// fail, sorted; theirs is how many passing Its are not Proverb's.
func (p project) ginkgoCases(t *testing.T, file string) (cases, failed []string, theirs int) {
	t.Helper()
	var all []types.Report
	if err := json.Unmarshal([]byte(read(t, p.dir, file)), &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all[0].SpecReports {
		switch {
		case s.LeafNodeType != types.NodeTypeIt:
		case s.ContainerHierarchyTexts[0] == "addition" && s.State == types.SpecStatePassed:
			theirs++
		case s.ContainerHierarchyTexts[0] == "Proverb: openapi.yaml":
			cases = append(cases, s.LeafNodeText)
			if s.State == types.SpecStateFailed {
				failed = append(failed, s.LeafNodeText)
			}
		}
	}
	slices.Sort(cases)
	return cases, failed, theirs
}

func TestAGinkgoProjectUsesIt(t *testing.T) {
	t.Parallel()
	p := newProject(t, ginkgoProject)
	names := p.cases(t, false)
	command := []string{"run", "github.com/onsi/ginkgo/v2/ginkgo", "-p", "--procs=4", "--json-report=report.json"}
	for _, c := range []struct {
		mode string
		code int
		fail []string
		args []string
	}{
		{"passing", 0, nil, []string{"test", "-count=1", "-shuffle=on", ".", "-ginkgo.json-report=report.json"}},
		{"failing", 1, []string{"server"}, []string{"test", "-json", "-count=1", ".", "-ginkgo.json-report=report.json"}},
		{"passing", 0, nil, command},
		{"failing", 1, []string{"server"}, command},
		{"undecided", 1, []string{"server"}, append(command, "--randomize-all")},
	} {
		r := p.run(t, c.mode, c.args...)
		if r.code != c.code {
			t.Errorf("%s, %s: exit code %d", c.mode, c.args[0], r.code)
		}
		cases, failed, theirs := p.ginkgoCases(t, "report.json")
		if !slices.Equal(cases, names) || !slices.Equal(failed, c.fail) || theirs != 4 {
			t.Errorf("%s, %s: %d cases, not the %d of the document; failing: %q; %d of their own pass", c.mode, c.args[0], len(cases), len(names), failed, theirs)
		}
		if reports, _ := filepath.Glob(filepath.Join(p.dir, "out*.json")); len(reports) != 1 {
			t.Errorf("%s, %s: reports: %q", c.mode, c.args[0], reports)
		}
	}
}

// What the documentation says that Ginkgo refuses, it refuses.
func TestWhatGinkgoRefuses(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"-test.count=2", "-test.parallel=4"} {
		r := child(t, "describe conforms", "-test.run=^TestDescribed$", flag)
		r.wants(t, 1, "Ginkgo")
	}
}

// With -race the whole of Proverb is built a second time, which takes minutes where
// nothing is cached: -short leaves it out.
func TestTheirProjectsHaveNoRaces(t *testing.T) {
	if testing.Short() {
		t.Skip("builds everything once more")
	}
	t.Parallel()
	if _, err := exec.LookPath("gcc"); err != nil {
		missing(t, "gcc is not in PATH, and -race needs cgo")
	}
	for name, tests := range map[string]map[string]string{"plain": plainProject, "ginkgo": ginkgoProject} {
		r := newProject(t, tests).run(t, "passing", "test", "-race", "-count=1")
		if r.code != 0 || strings.Contains(r.output, "DATA RACE") {
			t.Errorf("%s: exit code %d", name, r.code)
		}
	}
}

// missing skips for want of a tool, where CI does not demand that it is there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("PROVERB_CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}
