package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/reports/settings"
)

// TestNoVariableOfOursIsMisspelt: what the tests, the workflows and the documents of
// the project set is not taken for a slip, by the command or by a test.
func TestNoVariableOfOursIsMisspelt(t *testing.T) {
	t.Parallel()
	names := regexp.MustCompile(`\bPROVERB_[A-Z0-9_]+\b`)
	var environ []string
	err := filepath.WalkDir("../..", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "node_modules"}, d.Name()):
			return fs.SkipDir
		case d.IsDir() || !slices.Contains([]string{".go", ".md", ".yml", ".yaml", ".txtar", ".json", "", ".sh"}, filepath.Ext(file)):
			return nil
		}
		switch filepath.Base(file) { // they are about slips
		case "variables_test.go", "variables.txtar", "CHANGELOG.md", "readymade_test.go":
			return nil
		}
		text, err := os.ReadFile(file)
		for _, name := range names.FindAllString(string(text), -1) {
			environ = append(environ, name+"=x")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(environ) < 100 {
		t.Fatalf("%d variables were found: where are they?", len(environ))
	}
	slices.Sort(environ)
	environ = slices.Compact(environ)
	flags := flagVariables((&app{}).rootCommand())
	if told := settings.Misspelt(environ, flags, settings.Known()); len(told) > 0 {
		t.Errorf("the command says %q", told)
	}
	for _, name := range flags {
		environ = append(environ, name+"=x")
	}
	if told := settings.Misspelt(environ, settings.InTests(), settings.Known()); len(told) > 0 {
		t.Errorf("a test says %q", told)
	}
}
