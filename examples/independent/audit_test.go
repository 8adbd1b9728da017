package independent_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// proverb is the command, built once.
var proverb = sync.OnceValues(func() (string, error) {
	file := filepath.Join(commandFolder(), "proverb")
	out, err := exec.Command("go", "build", "-o", file, "../../cmd/proverb").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building proverb: %w\n%s", err, out)
	}
	return file, nil
})

// commandFolder is this process's alone.
func commandFolder() string {
	return filepath.Join(os.TempDir(), fmt.Sprint("proverb-independent-", os.Getpid()))
}

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(commandFolder())
	os.Exit(code)
}

// report is what is read of proverb.report/1.
type report struct {
	Verdict string `json:"verdict"`
	Because string `json:"because"`
	Server  struct {
		Distinguishes string `json:"distinguishes"`
	} `json:"server"`
	Coverage struct {
		Paths int `json:"paths"`
		Live  int `json:"live_paths"`
	} `json:"coverage"`
	Causes []struct{ Rule, Severity, Detail, Layer string } `json:"causes"`
}

// audit puts the server to the test of its document, as a user would, and tells the
// errors and warnings, one a line. What is for information changes with what is
// asked, and so do counts.
func (s server) audit(t *testing.T, document, url string) string {
	t.Helper()
	command, err := proverb()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(command, append([]string{"audit", document, "--url", url + s.base, "--quiet", "--safety", "guarded", "--timeout", "60s", "--report", "json=-"}, s.flags...)...)
	c.Env = append(os.Environ(), "PROVERB_TEST_TOKEN="+token)
	var text, log bytes.Buffer
	c.Stdout, c.Stderr = &text, &log
	failed := c.Run() // findings exit with 1, an undecided run with 3, and the report says so
	var r report
	if err := json.Unmarshal(text.Bytes(), &r); err != nil {
		t.Fatalf("%s: %v, %v\n%s", s.name, err, failed, log.String())
	}
	t.Logf("%s: %s %s", r.Verdict, r.Because, log.String())
	var causes []string
	for _, c := range r.Causes {
		if c.Severity != "info" {
			causes = append(causes, strings.Join(strings.Fields(c.Severity+" "+c.Rule+" "+c.Detail+" ("+c.Layer+")"), " ")+"\n")
		}
	}
	slices.Sort(causes)
	return fmt.Sprintf("verdict %s, tells 405 from 501: %s, %d of %d paths live\n%s", r.Verdict, r.Server.Distinguishes,
		r.Coverage.Live, r.Coverage.Paths, strings.Join(causes, ""))
}
