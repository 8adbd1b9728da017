//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// command is the test binary as the command itself, in a process of its own:
// the only one that can be sent signals.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, self)
	c.Args = append([]string{"proverb"}, args...)
	c.Dir = t.TempDir()
	// Flags of whoever runs the tests are not for this one.
	c.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "PROVERB_") })
	return c
}

func codeOf(t *testing.T, err error) int {
	t.Helper()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	t.Fatal(err)
	return -1
}

// TestInterruptedRunIsReported: what was found until Ctrl-C is written, and the
// exit code is the shell's for it. timeout(1) signals the process and then its
// group, so that the process is told twice.
func TestInterruptedRunIsReported(t *testing.T) {
	t.Parallel()
	for name, signals := range map[string][]os.Signal{
		"SIGINT": {os.Interrupt}, "SIGTERM": {syscall.SIGTERM}, "timeout": {syscall.SIGTERM, syscall.SIGTERM},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, stuck := stuckServer(t)
			c := command(t, "audit", thingsFile(t), "--url", url, "--timeout", "20s", "--report", "json=r.json", "--report", "junit=r.xml")
			var stdout, stderr bytes.Buffer
			c.Stdout, c.Stderr = &stdout, &stderr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			<-stuck
			for _, signal := range signals {
				if err := c.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
					t.Fatal(err)
				}
				time.Sleep(time.Millisecond)
			}
			if code := codeOf(t, c.Wait()); code != exitInterrupted {
				t.Errorf("exit code %d, want %d\n%s", code, exitInterrupted, stderr.String())
			}
			report, err := os.ReadFile(filepath.Join(c.Dir, "r.json"))
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{`"cut": ?"interrupted"`, `"status": ?200`} {
				if !regexp.MustCompile(want).Match(report) {
					t.Errorf("no %s in the report", want)
				}
			}
			if _, err := os.Stat(filepath.Join(c.Dir, "r.xml")); err != nil {
				t.Error(err)
			}
			if !strings.Contains(stderr.String(), "the run was interrupted") {
				t.Errorf("standard error: %s", stderr.String())
			}
		})
	}
}

// TestAKilledRunLeavesWhatItHeard kills the command at moments of every kind. The
// JSON report is not there at all; the record in lines can be told.
func TestAKilledRunLeavesWhatItHeard(t *testing.T) {
	t.Parallel()
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(2 * time.Millisecond)
		plainServer().ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)
	document := thingsFile(t)
	heard := 0
	for i := range 8 {
		c := command(t, "audit", document, "--url", slow.URL, "-q", "-c", "1", "--report", "json=r.json", "--report", "ndjson=r.ndjson")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		record := filepath.Join(c.Dir, "r.ndjson")
		waitFor(t, record, i*900)
		c.Process.Kill()
		c.Wait()
		whole, err := os.ReadFile(filepath.Join(c.Dir, "r.json"))
		if err == nil {
			if !strings.HasSuffix(strings.TrimSpace(string(whole)), "}") {
				t.Errorf("r.json is there in part: %.100s", whole)
			}
			continue // the run was faster than the signal
		}
		var out, fault bytes.Buffer
		code := run([]string{"report", record}, nil, &out, &fault, func(string) string { return "" })
		if code != exitUndecided || !strings.Contains(strings.Join(strings.Fields(out.String()), " "), "The run ended before it was judged") {
			t.Errorf("after %d bytes: exit code %d\n%s%s", i*900, code, out.String(), fault.String())
		}
		heard++
	}
	if heard == 0 {
		t.Error("every run was over before it could be killed")
	}
}

// waitFor waits until a file has a size.
func waitFor(t *testing.T, file string, size int) {
	t.Helper()
	for range 5000 {
		if info, err := os.Stat(file); err == nil && info.Size() > int64(size) {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%s never had %d bytes", file, size)
}

// stuckServer answers as plainServer does until nothing comes any more; then it
// closes the channel.
func stuckServer(t *testing.T) (string, <-chan struct{}) {
	t.Helper()
	plain := plainServer()
	stuck := make(chan struct{})
	var asked atomic.Int64
	var once sync.Once
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= 20 {
			plain.ServeHTTP(w, r)
			return
		}
		once.Do(func() { close(stuck) })
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}))
	t.Cleanup(func() {
		close(release)
		s.Close()
	})
	return s.URL, stuck
}

// TestServe starts the simulator, takes its document, and audits it by the
// command line it prints.
func TestServe(t *testing.T) {
	t.Parallel()
	c := command(t, "serve", "--addr", "127.0.0.1:0", "--fault", "no-allow")
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	var told []string
	for len(told) < 3 && lines.Scan() {
		told = append(told, lines.Text())
	}
	match := regexp.MustCompile(`curl -s (\S+) \| proverb audit - --url (\S+)$`).FindStringSubmatch(strings.Join(told, "\n"))
	if match == nil {
		t.Fatalf("no command line in %q", told)
	}
	document := fetch(t, match[1])
	if !strings.Contains(document, "title: Bookshop") {
		t.Errorf("the document is %.200s", document)
	}
	var out, fault bytes.Buffer
	code := run([]string{"audit", "-", "--url", match[2], "-q"}, strings.NewReader(document), &out, &fault, func(string) string { return "" })
	if code != exitFails || !strings.Contains(out.String(), "allow/present-on-405") {
		t.Errorf("exit code %d\n%s%s", code, out.String(), fault.String())
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := codeOf(t, c.Wait()); code != 0 {
		t.Errorf("exit code %d after SIGINT", code)
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(fmt.Errorf("%s: %s, %w", url, r.Status, err))
	}
	return string(text)
}
