package specs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCorpus plans for real documents: what no rule of these tests thought of
// is in them.
func TestCorpus(t *testing.T) {
	t.Parallel()
	root := corpusFile(t, ".")
	err := filepath.WalkDir(root, func(file string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(root, file)
			t.Run(strings.ReplaceAll(filepath.ToSlash(name), "/", "·"), func(t *testing.T) { checkDocument(t, file) })
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkDocument(t *testing.T, file string) {
	t.Parallel()
	if testing.Short() && strings.HasSuffix(file, "github.json") {
		t.Skip("13 MB")
	}
	plan, err := Load(file, Options{Safety: Full, AllMethods: true, Unknown: "PROVERBABCDEF"})
	if err != nil {
		if strings.Contains(err.Error(), "Swagger 2.0 is not read yet") || strings.Contains(err.Error(), "no paths") {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	last := 0
	for _, path := range plan.Paths {
		checkPath(t, plan, path)
		if path.Line < last {
			t.Errorf("%s at line %d comes after line %d", path.Template, path.Line, last)
		}
		last = path.Line
	}
}

func checkPath(t *testing.T, plan *Plan, path *Path) {
	t.Helper()
	if path.Line == 0 || path.File == "" {
		t.Errorf("%s has no place", path.Template)
	}
	for _, o := range path.Operations {
		if o.At.Line < path.Line {
			t.Errorf("%s %s at %+v", o.Method, path.Template, o.At)
		}
	}
	if len(path.Probes) < 30 {
		t.Errorf("%s has %d probes", path.Template, len(path.Probes))
	}
	for name, values := range map[string][]Value{"values": path.Values, "impossible": path.Impossible} {
		checkTarget(t, plan, path, name, values)
	}
}

func checkTarget(t *testing.T, plan *Plan, path *Path, name string, values []Value) {
	t.Helper()
	filled := map[string]string{}
	for _, v := range values {
		for _, c := range v.Candidates {
			if !isSegment(c) {
				t.Errorf("%s: %s: %s cannot be %q", path.Template, name, v.Name, c)
			}
			if _, ok := filled[v.Name]; !ok {
				filled[v.Name] = c
			}
		}
	}
	target := path.Fill(filled)
	if strings.ContainsAny(target, "{}? #") || !strings.HasPrefix(target, "/") {
		t.Errorf("%s: %s: target %s", path.Template, name, target)
	}
	if !path.Matches(strings.TrimPrefix(target, path.Base)) {
		t.Errorf("%s: %s: target %s is not of it", path.Template, name, target)
	}
	for _, other := range plan.Paths {
		if other != path && other.Base == path.Base && len(other.Parameters()) == 0 && other.Fill(nil) == target {
			t.Errorf("%s: %s: target %s is %s", path.Template, name, target, other.Template)
		}
	}
}
