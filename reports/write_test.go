package reports

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestParseOutput(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Output{
		"html=out.html":   {"html", "out.html"},
		"text":            {"text", "-"},
		"github":          {"github", "-"},
		"json=-":          {"json", "-"},
		"junit=a=b/c.xml": {"junit", "a=b/c.xml"},
	} {
		if got, err := ParseOutput(in); err != nil || got != want {
			t.Errorf("%q is %v, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"pdf=x":  "html, html-dir, json, junit, junit-strict, markdown",
		"html":   "html=PATH",
		"junit=": "junit=PATH",
		"":       "unknown format",
	} {
		if _, err := ParseOutput(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v does not say %q", in, err, want)
		}
	}
}

func TestCheckChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old := filepath.Join(dir, "old.json")
	if err := os.WriteFile(old, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	outs := []Output{{"json", old}, {"html", filepath.Join(dir, "new", "deep", "r.html")}, {"text", "-"}, {"junit", filepath.Join(dir, "j.xml")}}
	if err := Check(outs); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("the check leaves %v behind (%v)", entries, err)
	}
	if text, _ := os.ReadFile(old); string(text) != "old" {
		t.Errorf("the check made %q of an old report", text)
	}
}

func TestCheckNamesWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Join(file, "r.html"), filepath.Join(file, "deep", "r.html"), filepath.Join(dir, "nul\x00", "r.html")} {
		if err := Check([]Output{{"html", path}}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", path, err)
		}
	}
	same := []Output{{"html", file}, {"json", filepath.Join(dir, ".", "file")}}
	if err := Check(same); err == nil || !strings.Contains(err.Error(), "same file") {
		t.Errorf("two reports in one file: %v", err)
	}
}

func TestCheckRefusesWhatIsReadOnly(t *testing.T) {
	t.Parallel()
	if os.Geteuid() <= 0 {
		t.Skip("everything is writable to root")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := Check([]Output{{"html", filepath.Join(dir, "r.html")}}); err == nil {
		t.Error("a folder that is read-only passes")
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old := filepath.Join(dir, "old.json")
	if err := os.WriteFile(old, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	var stdout bytes.Buffer
	outs := []Output{{"text", "-"}, {"json", old}, {"html", filepath.Join(dir, "new", "r.html")}, {"junit", filepath.Join(dir, "j.xml")}}
	if err := Write(fixture(), outs, &stdout); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(stdout.String(), "405 apart from 501") {
		t.Errorf("standard output got %q", stdout.String())
	}
	f, err := os.Open(old)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := Read(f); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 3 {
		t.Errorf("something was left behind: %v", entries)
	}
}

func TestWriteGoesOnAfterAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "r.json")
	err := Write(fixture(), []Output{{"html", dir}, {"json", good}}, nil)
	if err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("the error does not name the path: %v", err)
	}
	if _, err := os.Stat(good); err != nil {
		t.Error(err)
	}
}

func TestWriteFollowsLinksAndSparesDevices(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege there")
	}
	dir := t.TempDir()
	link := filepath.Join(dir, "latest.json")
	if err := os.WriteFile(filepath.Join(dir, "real.json"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real.json", link); err != nil {
		t.Fatal(err)
	}
	outs := []Output{{"json", link}, {"json", os.DevNull}}
	if err := Check(outs); err != nil {
		t.Fatal(err)
	}
	if err := Write(fixture(), outs, nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is a link no more (%v)", err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("%s was replaced by a file (%v)", os.DevNull, err)
	}
}
