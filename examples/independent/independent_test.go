// Package independent_test audits servers that others wrote, as they are and by
// documents of their own, and holds what was found to goldens whose every line was
// confirmed by hand: see docs/independent.md.
package independent_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// server is somebody else's server.
type server struct {
	name  string
	needs []tool
	// prepare makes in a folder what the server needs to start.
	prepare func(t *testing.T, folder string)
	// start is the command that serves on a port of 127.0.0.1.
	start func(t *testing.T, folder, port string) []string
	// ready is a path that is answered once the server is there; "" is /.
	ready string
	// document is the server's own, once it runs at a URL.
	document func(t *testing.T, folder, url string) string
	// base is the base path of the audit, where it is not the document's.
	base  string
	flags []string
}

// tool is a command, how to get it, and the version that the golden is of with the
// arguments that tell it; "" is any.
type tool struct {
	command, get, version string
	asks                  []string
}

// atOnce bounds the servers that run side by side: Prism takes a processor to itself
// while it reads its document, and what waits for one answers nothing in time.
var atOnce = make(chan struct{}, 2)

func TestIndependentServers(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("-short: no server is installed or started")
	}
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, n := range s.needs {
				n.require(t)
			}
			folder := t.TempDir()
			s.prepare(t, folder)
			atOnce <- struct{}{}
			defer func() { <-atOnce }()
			url := s.serve(t, folder)
			holdTo(t, filepath.Join("causes", s.name+".txt"), s.audit(t, s.document(t, folder, url), url))
		})
	}
}

// TestEveryGoldenIsOfAServer: one that nothing is compared with proves nothing.
func TestEveryGoldenIsOfAServer(t *testing.T) {
	t.Parallel()
	left := map[string]bool{}
	files, err := filepath.Glob(filepath.Join("causes", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		left[strings.TrimSuffix(filepath.Base(file), ".txt")] = true
	}
	for _, s := range servers {
		if !left[s.name] {
			t.Errorf("%s has no golden", s.name)
		}
		delete(left, s.name)
	}
	for name := range left {
		t.Errorf("no server is called %s", name)
	}
}

// require skips where a tool or its version is not there; in CI that is a failure.
func (n tool) require(t *testing.T) {
	t.Helper()
	give := t.Skipf
	if os.Getenv("PROVERB_CI") != "" {
		give = t.Fatalf
	}
	if _, err := exec.LookPath(n.command); err != nil {
		give("%s is not there: %s", n.command, n.get)
	}
	if n.version == "" {
		return
	}
	if out, _ := exec.Command(n.command, n.asks...).CombinedOutput(); !strings.Contains(string(out), n.version) {
		give("%s is not of version %s, which the golden is of: %s", n.command, n.version, out)
	}
}

// holdTo compares with a golden, or rewrites it where PROVERB_UPDATE is set: by hand,
// with curl, goes before that.
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
		t.Errorf("%s is not what was found now; confirm it with curl before PROVERB_UPDATE=1:\n-- it says\n%s\n-- found\n%s", file, want, got)
	}
}
