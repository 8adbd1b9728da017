package proverb_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/proverb-dev/proverb"

// imports says what a folder may import of this module, beside itself and what
// is under it: the design's line, which knowledge runs along in one direction.
var imports = map[string][]string{
	"specs":       {},
	"runner":      {"specs"},
	"suite/rules": {"specs", "runner"},
	"reports":     {"specs", "runner", "suite/rules"},
	"cmd/proverb": {"specs", "runner", "suite/rules", "reports"},
	"suite":       {"specs", "runner", "suite/rules", "reports"},
	"examples":    {"suite", "suite/rules"}, // the recipes that are shown are those that are tried
}

// source is a Go file of the module.
type source struct {
	file   string // with slashes, from the root
	folder string // the longest key of imports that it is under; "" is none
	test   bool
	syntax *ast.File
}

func TestImportsFormALine(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, imported := range s.imports(t) {
			within, ours := strings.CutPrefix(imported, module+"/")
			if !ours || s.folder == "" {
				continue
			}
			to := folderOf(within)
			if to != s.folder && !slices.Contains(imports[s.folder], to) {
				t.Errorf("%s imports %s: the line is specs <- runner <- suite/rules <- reports <- cmd/proverb and suite", s.file, imported)
			}
		}
	}
}

func TestEveryPackageHasItsPlaceInTheLine(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.folder == "" && s.file != "architecture_test.go" {
			t.Errorf("%s is in no folder of the design", s.file)
		}
	}
}

func TestWhoMayKnowWhat(t *testing.T) {
	t.Parallel()
	frameworks := []string{"suite"}
	knowledge := map[string][]string{ // the folders that may import it
		"github.com/getkin/kin-openapi": {"specs"},
		"github.com/onsi/ginkgo":        frameworks,
		"github.com/onsi/gomega":        frameworks,
		"github.com/spf13/cobra":        {"cmd/proverb"},
	}
	for _, s := range sources(t) {
		for _, imported := range s.imports(t) {
			for known, by := range knowledge {
				if (imported == known || strings.HasPrefix(imported, known+"/")) && !slices.Contains(by, s.folder) {
					t.Errorf("%s imports %s, which is for %s", s.file, imported, strings.Join(by, ", "))
				}
			}
		}
	}
}

func TestTheNetworkIsTheRunnersAlone(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || s.folder == "examples" {
			continue
		}
		for _, imported := range s.imports(t) {
			if imported == "net" && s.folder != "runner" && s.folder != "cmd/proverb" {
				t.Errorf("%s imports net", s.file)
			}
		}
		for _, name := range s.clients() {
			if filepath.ToSlash(s.file) == "runner/token.go" {
				continue // the OAuth library takes a client; what it asks is not judged, and it follows nothing
			}
			t.Errorf("%s uses http.%s, which follows, re-sends and hides", s.file, name)
		}
	}
}

// TestRulesArePure: a judgement is made of a record and of nothing else, so that
// it is the same tomorrow and on another machine.
func TestRulesArePure(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.folder != "suite/rules" || s.test {
			continue
		}
		for _, imported := range s.imports(t) {
			if slices.Contains([]string{"net", "os", "os/exec", "syscall", "math/rand", "math/rand/v2", "crypto/rand"}, imported) {
				t.Errorf("%s imports %s", s.file, imported)
			}
		}
		for _, name := range s.uses("time", "Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker") {
			t.Errorf("%s uses time.%s", s.file, name)
		}
	}
}

// clients are the uses of Go's own HTTP client in a file.
func (s source) clients() []string {
	return s.uses("http", "Client", "DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm")
}

// uses are those of some names of a package in a file.
func (s source) uses(of string, names ...string) []string {
	var found []string
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		if use, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := use.X.(*ast.Ident); ok && pkg.Name == of && slices.Contains(names, use.Sel.Name) {
				found = append(found, use.Sel.Name)
			}
		}
		return true
	})
	return found
}

func TestTheCommandLinksNoTestFramework(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("go"); err != nil {
		missing(t, "go is not in PATH")
	}
	out, err := exec.Command("go", "list", "-deps", "./cmd/proverb").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	deps := strings.Fields(string(out))
	if !slices.Contains(deps, module+"/runner") {
		t.Fatalf("go list does not tell what the command is made of:\n%s", out)
	}
	for _, dep := range deps {
		if dep == "testing" || strings.HasPrefix(dep, "github.com/onsi/") {
			t.Errorf("cmd/proverb links %s", dep)
		}
	}
}

func TestTheRootHoldsWhatTheDesignSays(t *testing.T) {
	t.Parallel()
	design := []string{"specs", "suite", "runner", "reports", "cmd", "examples", "docs",
		"go.mod", "go.sum", "README.md", "LICENSE", "CHANGELOG.md", "architecture_test.go"}
	ignored := ignoredNames(t)
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		known := strings.HasPrefix(e.Name(), ".") || slices.Contains(design, e.Name())
		if !known && !slices.ContainsFunc(ignored, func(glob string) bool { ok, _ := path.Match(glob, e.Name()); return ok }) {
			t.Errorf("%s has no place at the root", e.Name())
		}
	}
}

func TestNoFolderIsACatchAll(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, part := range strings.Split(path.Dir(s.file), "/") {
			switch part {
			case "utils", "util", "helpers", "common", "lib", "internal", "pkg":
				t.Errorf("%s: %s says nothing about what is in it", s.file, part)
			}
		}
	}
}

// ignoredNames are the patterns of .gitignore, which are for this folder or all.
func ignoredNames(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(".gitignore")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var globs []string
	for line := range strings.Lines(string(text)) {
		globs = append(globs, strings.Trim(strings.TrimSpace(line), "/"))
	}
	return globs
}

// missing skips for want of a tool, where CI does not demand that it is there.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("PROVERB_CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// sources are all Go files of the module, but for testdata and modules of their
// own.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(file string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			return skipped(file, e.Name())
		}
		if path.Ext(file) != ".go" {
			return nil
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		slashed := filepath.ToSlash(file)
		all = append(all, source{slashed, folderOf(path.Dir(slashed)), strings.HasSuffix(file, "_test.go"), syntax})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d Go files found: the test does not run at the root of the module", len(all))
	}
	return all
}

// skipped is fs.SkipDir for folders that hold no code of this module.
func skipped(file, name string) error {
	_, err := os.Stat(filepath.Join(file, "go.mod"))
	ownModule := err == nil && file != "."
	if name == "testdata" || ownModule || (strings.HasPrefix(name, ".") && name != ".") {
		return fs.SkipDir
	}
	return nil
}

// folderOf is the longest folder of the line that holds a path.
func folderOf(within string) string {
	longest := ""
	for folder := range imports {
		if (within == folder || strings.HasPrefix(within, folder+"/")) && len(folder) > len(longest) {
			longest = folder
		}
	}
	return longest
}

func (s source) imports(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, spec := range s.syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatalf("%s: %v", s.file, err)
		}
		out = append(out, imported)
	}
	return out
}
