package browsertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
	return unpacked(t, folder, "*.tgz", "package")
}

// source is the folder of a package of Python as its authors publish it, with its
// tests: "name==version --hash=sha256:...". Nothing of it is installed.
func source(t *testing.T, pin string) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		missing(t, "python3 is not installed: apt-get install python3-venv")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "pin.txt"), []byte(pin), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{python, "-m", "venv", "venv"},
		{"venv/bin/python", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:", "--require-hashes", "-r", "pin.txt"},
	} {
		c := exec.Command(args[0], args[1:]...)
		c.Dir = folder
		if out, err := c.CombinedOutput(); err != nil {
			missing(t, strings.Join(args, " ")+": "+string(out))
		}
	}
	return unpacked(t, folder, "*.tar.gz", folderOf(pin))
}

// folderOf is what a package's archive unpacks to.
func folderOf(pin string) string {
	pinned, _, _ := strings.Cut(pin, " ")
	return strings.NewReplacer("==", "-", "-", "_").Replace(pinned)
}

// unpacked is the folder that the one archive in a folder holds.
func unpacked(t *testing.T, folder, archive, inside string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, archive))
	if err != nil || len(files) != 1 {
		t.Fatalf("%s has the archives %q (%v)", folder, files, err)
	}
	if out, err := exec.Command("tar", "-xzf", files[0], "-C", folder).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return filepath.Join(folder, inside)
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
