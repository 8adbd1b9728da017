package independent_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// run runs a command to its end and returns what it says.
func run(t *testing.T, folder string, args ...string) string {
	t.Helper()
	c := exec.Command(args[0], args[1:]...)
	c.Dir = folder
	c.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	out, err := c.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			out = append(out, exit.Stderr...)
		}
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func absolute(t *testing.T, name ...string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(name...))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var installing sync.Mutex

// installPrism installs what the lock file pins, once, in a folder that is kept from
// run to run.
func installPrism(t *testing.T) string {
	t.Helper()
	installing.Lock()
	defer installing.Unlock()
	lock, err := os.ReadFile(filepath.Join("prism", "package-lock.json"))
	cache, noCache := os.UserCacheDir()
	if err := errors.Join(err, noCache); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(lock)
	folder := filepath.Join(cache, "proverb-examples", "prism-"+hex.EncodeToString(sum[:6]))
	whole := filepath.Join(folder, "installed")
	if _, err := os.Stat(whole); err == nil {
		return folder
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"package.json", "package-lock.json"} {
		text, err := os.ReadFile(filepath.Join("prism", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, name), string(text))
	}
	run(t, folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	write(t, whole, "")
	return folder
}

// moduleFolder is where the sources of a module are that another is made of.
func moduleFolder(t *testing.T, of, module string) string {
	t.Helper()
	return strings.TrimSpace(run(t, of, "go", "list", "-m", "-f", "{{.Dir}}", module))
}

// ofModule is a file in a version of a module, which need not be one that can be
// built.
func ofModule(module string, name ...string) func(*testing.T, string, string) string {
	return func(t *testing.T, folder, _ string) string {
		t.Helper()
		var download struct{ Dir string }
		if err := json.Unmarshal([]byte(run(t, folder, "go", "mod", "download", "-json", module)), &download); err != nil {
			t.Fatalf("%s: %v", module, err)
		}
		return filepath.Join(append([]string{download.Dir}, name...)...)
	}
}

// served is a document that the server itself serves.
func served(path string) func(*testing.T, string, string) string {
	return func(t *testing.T, folder, url string) string {
		t.Helper()
		answer, err := http.DefaultTransport.RoundTrip(request(url + path))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s is answered %d: %v\n%s", path, answer.StatusCode, err, text)
		}
		file := filepath.Join(folder, "openapi.json")
		write(t, file, string(text))
		return file
	}
}
