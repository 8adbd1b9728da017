package reports

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/joshdk/go-junit"
)

func TestJUnitIsSplitByItsSize(t *testing.T) {
	t.Parallel()
	const limit = 60_000
	r := large(1200)
	path := filepath.Join(t.TempDir(), "junit.xml")
	if err := os.WriteFile(path, []byte("of an earlier run"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeJUnit(path, newView(r), false, limit); err != nil {
		t.Fatal(err)
	}
	files := Output{"junit", path}.Files()
	if len(files) < 5 || filepath.Base(files[0]) != "junit-001.xml" {
		t.Fatalf("%v", files)
	}
	var all junit.Totals
	seen, cut := map[string]bool{}, 0
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || info.Size() > limit {
			t.Errorf("%s has %d bytes (%v)", file, info.Size(), err)
		}
		suites, err := junit.IngestFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range suites {
			all.Tests, all.Failed = all.Tests+s.Totals.Tests, all.Failed+s.Totals.Failed
			if seen[s.Name] {
				cut++
			}
			seen[s.Name] = true
		}
	}
	whole := newSuites(newView(r), false)
	if all.Tests != whole.Tests || all.Failed != whole.Failures {
		t.Errorf("%d tests and %d failures, not %d and %d", all.Tests, all.Failed, whole.Tests, whole.Failures)
	}
	if cut != 0 || len(seen) != len(whole.Suites) {
		t.Errorf("%d suites of %d, %d of them in two files although they fit into one", len(seen), len(whole.Suites), cut)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file of an earlier run is still there")
	}
}

func TestASuiteLargerThanAFileGoesOnInTheNext(t *testing.T) {
	t.Parallel()
	r := large(300)
	for i := range r.Paths {
		r.Paths[i].Tag = "one"
	}
	v := newView(r)
	whole := newSuites(v, false)
	parts := whole.split(v, false, 20_000)
	n := 0
	for _, p := range parts {
		n += p.Tests
		for _, s := range p.Suites {
			if len(s.Cases) != s.Tests || len(s.Cases) == 0 {
				t.Errorf("%s has %d cases and says %d", s.Name, len(s.Cases), s.Tests)
			}
		}
	}
	if len(parts) < 3 || n != whole.Tests {
		t.Errorf("%d files with %d of %d tests", len(parts), n, whole.Tests)
	}
	if got := whole.split(v, false, fileLimit); len(got) != 1 || got[0].Tests != whole.Tests {
		t.Errorf("%d files where one will do", len(got))
	}
}

func TestOneJUnitFileIsNotNumbered(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "junit.xml")
	if err := writeJUnit(path, newView(fixture()), false, fileLimit); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != render(t, JUnit(false), fixture()) {
		t.Errorf("the file is not the report (%v)", err)
	}
	if files := (Output{"junit", path}).Files(); len(files) != 1 || files[0] != path {
		t.Errorf("%v", files)
	}
}
