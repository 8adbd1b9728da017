package suite_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// userModule is a project of somebody who uses Proverb: its own test beside one
// line of ours.
var userModule = map[string]string{
	"openapi.yaml": `openapi: 3.1.0
info: {title: Hello, version: 1.0.0}
paths:
  /hello:
    get:
      responses:
        '200': {description: A greeting.}
`,
	"hello_test.go": `package hello

import (
	"net/http"
	"testing"

	"github.com/proverb-dev/proverb/suite"
)

func newHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("hello")) })
	return mux
}

func TestConformance(t *testing.T) {
	suite.Run(t, suite.Config{Document: "openapi.yaml", Handler: newHandler()})
}

func TestAddition(t *testing.T) {
	if 1+1 != 2 {
		t.Error("no")
	}
}
`,
}

// event is a line of go test -json.
type event struct{ Action, Test string }

func TestAPlainProjectUsesIt(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		missing(t, "go is not in PATH")
	}
	dir := newUserModule(t)
	cmd := exec.CommandContext(t.Context(), "go", "test", "-json", "-count=2", "-parallel=4", "-shuffle=on", "./...")
	cmd.Dir = dir
	cmd.Env = append(withoutProverb(os.Environ()), "GOWORK=off", "PROVERB_REPORT=json=out.json")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if _, failed := err.(*exec.ExitError); !failed {
		t.Fatalf("http.ServeMux answers 405 to everything, so the test has to fail: %v", err)
	}
	ended := map[event]int{}
	for line := range bytes.Lines(out) {
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("go test -json: %v\n%s\n%s", err, line, stderr.String())
		}
		if slices.Contains([]string{"pass", "fail", "skip"}, e.Action) {
			ended[e]++
		}
	}
	for _, want := range []event{
		{"pass", "TestAddition"}, {"fail", "TestConformance"}, {"fail", "TestConformance/server"},
		{"pass", "TestConformance/GET_hello"}, {"pass", "TestConformance/HEAD_hello"},
	} {
		if ended[want] != 2 { // -count=2
			t.Errorf("%s of %s: %d times, not 2", want.Action, want.Test, ended[want])
		}
	}
	if !strings.Contains(string(out), "To mend it in Go net/http:") || !strings.Contains(string(out), "func Implementing(") {
		t.Error("the way to mend it is not shown")
	}
	if t.Failed() {
		t.Logf("%s\n%s", out, stderr.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "out.json")); err != nil {
		t.Errorf("a relative report path does not start from the package: %v", err)
	}
}

// newUserModule makes the project in a folder of its own, with this checkout in
// place of the module. It asks for the versions that this module asks for.
func newUserModule(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	ours := read(t, root, "go.mod")
	_, required, _ := strings.Cut(ours, "\nrequire ")
	files := map[string]string{
		"go.mod": "module example.com/hello\n\ngo 1.26.0\n\nrequire github.com/proverb-dev/proverb v0.0.0\n\nreplace github.com/proverb-dev/proverb => " +
			root + "\n\nrequire " + required,
		"go.sum": read(t, root, "go.sum"),
	}
	for name, text := range userModule {
		files[name] = text
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// missing skips for want of a tool, where CI does not demand that it is there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("PROVERB_CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}
