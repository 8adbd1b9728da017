package suite_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite"
)

// docProjects are the files in docs/go-test.md: those that are code with their
// name in the first line.
func docProjects(t *testing.T) map[string]string {
	t.Helper()
	block := regexp.MustCompile("(?s)```(?:go|yaml)\n(?:#|//) (\\S+)\n(.*?)```")
	files := map[string]string{}
	for _, m := range block.FindAllStringSubmatch(read(t, "..", "docs/go-test.md"), -1) {
		files[m[1]] = m[2]
	}
	return files
}

// The projects of the documentation are built of its text, each with a router
// fetched as anybody fetches it, and pass.
func TestTheProjectsOfTheDocs(t *testing.T) {
	t.Parallel()
	all := docProjects(t)
	for _, c := range []struct{ router, module, line, without, rule string }{
		{"nethttp.go", "", `implementing(mux, "GET", "HEAD", "POST")`, `mux`, "method/known-unknown-distinct"},
		{"chi.go", "github.com/go-chi/chi/v5@v5.2.3", `router.Use(middleware.GetHead)`, `_ = middleware.GetHead`, "method/head-supported"},
		{"gin.go", "github.com/gin-gonic/gin@v1.10.1", `router.HEAD(path, handler)`, `_ = path`, "method/head-supported"},
		{"echo.go", "github.com/labstack/echo/v4@v4.13.4", `http.MethodGet, http.MethodHead`, `http.MethodGet`, "method/head-supported"},
	} {
		t.Run(c.router, func(t *testing.T) {
			if c.module != "" && testing.Short() {
				t.Skip("fetches and builds a router")
			}
			t.Parallel()
			files := map[string]string{c.router: all[c.router]}
			for _, name := range []string{"openapi.yaml", "api_test.go", "methods.go", "teapot.go", "teapot_test.go"} {
				files[name] = all[name]
			}
			for name, text := range files {
				if text == "" {
					t.Fatalf("docs/go-test.md has no %s", name)
				}
			}
			p := newProject(t, files)
			p.fetch(t, c.module)
			p.passesAsItStands(t)
			p.asksFor(t, c.router, c.line, c.without, c.rule)
			if c.router == "chi.go" { // which answers without content, and so is not recognised from without
				p.asksFor(t, c.router, `implementing(router, "GET", "HEAD", "POST")`, "router", "method/known-unknown-distinct")
			}
		})
	}
}

func (p project) passesAsItStands(t *testing.T) {
	t.Helper()
	r := p.run(t, "", "test", "-count=1", "-json")
	events := ended(t, r)
	for _, test := range []string{"TestConformance", "TestConformance/server", "TestConformance/POST_books·{bookId}", "TestNoTeapot", "TestConformanceWithoutTeapots"} {
		if events[event{"pass", test}] != 1 {
			t.Errorf("%s does not pass", test)
		}
	}
	if r.code != 0 {
		t.Errorf("exit code %d", r.code)
	}
}

// asksFor: what the page says a router needs, it is asked for; and a first run that
// fails prints the way on. A HEAD that the document does not declare is a warning.
func (p project) asksFor(t *testing.T, file, line, without, rule string) {
	t.Helper()
	text := strings.Replace(read(t, p.dir, file), line, without, 1)
	if !strings.Contains(text, without) {
		t.Fatalf("%s has no %s", file, line)
	}
	if err := os.WriteFile(filepath.Join(p.dir, file), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := p.run(t, "", "test", "-count=1", "-v")
	if rule != "method/known-unknown-distinct" {
		r.wants(t, 0, "warning: "+rule)
		return
	}
	r.wants(t, 1, "error: "+rule, "To mend it in Go net/http:", "func Implementing(",
		"to postpone the first, in a .proverb.yaml that Config.File names:", "- rule: ", "PROVERB_UPDATE=1 go test writes it")
}

// fetch adds a module at a version, through the module proxy.
func (p project) fetch(t *testing.T, module string) {
	t.Helper()
	if module == "" {
		return
	}
	cmd := exec.CommandContext(t.Context(), "go", "get", module)
	cmd.Dir = p.dir
	cmd.Env = append(withoutProverb(os.Environ()), "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		missing(t, "the module proxy has to be within reach: go get "+module+": "+string(out))
	}
}

// A field of Config that the page does not tell of is one that nobody finds.
func TestTheTableOfConfigIsComplete(t *testing.T) {
	t.Parallel()
	page := read(t, "..", "docs/go-test.md")
	_, table, _ := strings.Cut(page, "| field | meaning")
	table, _, _ = strings.Cut(table, "\n\n")
	var told, there []string
	for line := range strings.Lines(table) {
		if first, _, ok := strings.Cut(strings.TrimPrefix(line, "| "), " | "); ok {
			for _, m := range regexp.MustCompile("`([A-Za-z0-9]+)`").FindAllStringSubmatch(first, -1) {
				told = append(told, m[1])
			}
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[suite.Config]()) {
		if f.IsExported() {
			there = append(there, f.Name)
		}
	}
	slices.Sort(told)
	slices.Sort(there)
	if !slices.Equal(told, there) {
		t.Errorf("docs/go-test.md has the fields\n%q, Config has\n%q", told, there)
	}
}
