package browsertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// packed is the folder of a package of npm, at one version. Nothing of it is run
// by npm, and nothing is kept.
func packed(t *testing.T, name string) string {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		missing(t, "npm is not installed: apt-get install npm")
	}
	folder := t.TempDir()
	pack := exec.Command(npm, "pack", "--silent", "--ignore-scripts", name)
	pack.Dir = folder
	if out, err := pack.CombinedOutput(); err != nil {
		missing(t, "npm pack "+name+": "+string(out))
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.tgz"))
	if err != nil || len(files) != 1 {
		t.Fatalf("npm pack %s made %q (%v)", name, files, err)
	}
	if out, err := exec.Command("tar", "-xzf", files[0], "-C", folder).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(folder, "package")
}

// missing skips, but in CI fails, for want of a tool.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("PROVERB_CI") != "" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func text(t *testing.T, file ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(file...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
