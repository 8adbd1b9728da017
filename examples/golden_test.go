package examples_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// holdTo compares with a golden, or rewrites it where PROVERB_UPDATE is set.
func holdTo(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("PROVERB_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what was found now (PROVERB_UPDATE=1 rewrites it):\n-- it says\n%s\n-- found\n%s", file, want, got)
	}
}

// holdRemains: after the recipe no error and no warning is left but those that
// remains.txt names, and those are left.
func (r row) holdRemains(t *testing.T, after *report) {
	t.Helper()
	r.holdLeft(t, after, r.remains(t))
}

// holdRemainsBehind is that of a proxy before an application with a recipe of its own:
// nothing is left of what is the application's to mend.
func (r row) holdRemainsBehind(t *testing.T, after *report) {
	t.Helper()
	remains := r.remains(t)
	maps.DeleteFunc(remains, func(key, _ string) bool { return strings.HasSuffix(key, "(app)") })
	r.holdLeft(t, after, remains)
}

func (r row) holdLeft(t *testing.T, after *report, remains map[string]string) {
	t.Helper()
	left := map[string]bool{}
	for _, c := range after.Causes {
		if c.Severity != "info" {
			left[c.key()] = true
		}
	}
	for key, why := range remains {
		if !left[key] {
			t.Errorf("%s: remains.txt has %q, which is not found any more", r.name, key)
		}
		if why == "" {
			t.Errorf("%s: remains.txt does not say why %q is beyond the recipe", r.name, key)
		}
		delete(left, key)
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		t.Errorf("%s: the recipe leaves %s", r.name, key)
	}
}

// remains are the causes that remains.txt names, each with the reason. A line is
// "rule detail (layer): reason"; one that begins with # is a comment.
func (r row) remains(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(r.name, "remains.txt"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	all := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if key, why, _ := strings.Cut(strings.TrimSpace(line), "): "); key != "" && key[0] != '#' {
			all[key+")"] = why
		}
	}
	return all
}
