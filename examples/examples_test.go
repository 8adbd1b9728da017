// Package examples_test starts real servers, audits each as its framework's own
// guide would write it and as its recipe mends it, and holds what was found to
// the goldens of its folder.
package examples_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// row is one server: a folder of its name that holds app, recipe and goldens.
type row struct {
	name string
	// title is what people call it.
	title string
	// pin is where its version stands.
	pin pin
	// needs are the commands without which the row is skipped.
	needs []tool
	// prepare makes in a folder of its own what start needs.
	prepare func(t *testing.T, r row) (folder string)
	// start is the command that serves on PORT of 127.0.0.1; part is app or recipe.
	start func(folder, part string) []string
	// document is the OpenAPI document; empty is the bookshop that all share.
	document string
	// before is the server that a proxy stands before; nil of any other.
	before *row
}

// tool is a command and how to get it.
type tool struct{ command, get string }

func TestExamples(t *testing.T) {
	t.Parallel()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			r.require(t)
			folder := r.prepare(t, r)
			before := r.audit(t, folder, "app")
			after := r.audit(t, folder, "recipe")
			holdTo(t, filepath.Join(r.name, "before.txt"), before.golden())
			r.holdRecognised(t, before)
			holdTo(t, filepath.Join(r.name, "after.txt"), after.golden())
			r.holdRemains(t, after)
			switch {
			case r.goesBehind():
				r.holdBehind(t, folder, after)
			case r.before != nil:
				holdTo(t, filepath.Join(r.name, "gone.txt"), r.gone(t, folder, "app")+r.gone(t, folder, "recipe"))
			}
		})
	}
}

// TestEveryFolderIsARow: an example that no test starts proves nothing.
func TestEveryFolderIsARow(t *testing.T) {
	t.Parallel()
	names := map[string]bool{"independent": true} // servers of others, with a test of their own
	for _, r := range rows {
		names[r.name] = true
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() && !names[e.Name()] {
			t.Errorf("no row starts %s", e.Name())
		}
		delete(names, e.Name())
	}
	if len(names) > 0 {
		t.Errorf("rows without a folder: %v", slices.Sorted(maps.Keys(names)))
	}
}

// require skips the row where its toolchain is not there; in CI that is a failure. A
// short test installs and starts nothing.
func (r row) require(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: the servers of the examples are neither installed nor started")
	}
	for _, n := range r.needs {
		if n.there() {
			continue
		}
		if os.Getenv("PROVERB_CI") != "" {
			t.Fatalf("%s is not there: %s", n.command, n.get)
		}
		t.Skipf("%s is not there: %s", n.command, n.get)
	}
}
