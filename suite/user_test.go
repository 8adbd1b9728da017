package suite_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/onsi/ginkgo/v2/types"
)

// The projects of people who use Proverb are run as they run them.

func TestAPlainProjectUsesIt(t *testing.T) {
	t.Parallel()
	p := newProject(t, plainProject)
	names := p.cases(t, true)
	for _, c := range []struct {
		mode    string
		code    int
		times   int
		fail    []string
		options []string
	}{
		{"passing", 0, 1, nil, []string{"-count=1"}},
		{"failing", 1, 2, []string{"server"}, []string{"-count=2", "-parallel=4", "-shuffle=on"}},
		{"undecided", 1, 1, []string{"server"}, []string{"-count=1", "-parallel=4"}},
	} {
		r := p.run(t, c.mode, append([]string{"test", "-json"}, c.options...)...)
		if r.code != c.code {
			t.Errorf("%s: exit code %d", c.mode, r.code)
		}
		events := ended(t, r)
		if c.mode == "failing" && !strings.Contains(r.output, "To mend it in Go net/http:") {
			t.Error("the way to mend it is not shown")
		}
		if events[event{"pass", "TestAddition"}] != c.times {
			t.Errorf("%s: their own test passes %d times", c.mode, events[event{"pass", "TestAddition"}])
		}
		var cases, failed []string
		for e, times := range events {
			if name, ok := strings.CutPrefix(e.Test, "TestConformance/"); ok {
				name = strings.ReplaceAll(name, "_", " ")
				cases = append(cases, name)
				if e.Action == "fail" {
					failed = append(failed, name)
				}
				if times != c.times {
					t.Errorf("%s: %s of %s %d times, not %d", c.mode, e.Action, name, times, c.times)
				}
			}
		}
		slices.Sort(cases)
		if !slices.Equal(cases, names) || !slices.Equal(failed, c.fail) {
			t.Errorf("%s: %d cases, not the %d of the document; failing: %q", c.mode, len(cases), len(names), failed)
		}
	}
	if _, err := os.Stat(filepath.Join(p.dir, "out.json")); err != nil {
		t.Errorf("a relative report path does not start from the package: %v", err)
	}
}

// ginkgoCases are the names of the cases in Ginkgo's own report, and of those that
// fail, sorted; theirs is how many passing Its are not Proverb's.
func (p project) ginkgoCases(t *testing.T, file string) (cases, failed []string, theirs int) {
	t.Helper()
	var all []types.Report
	if err := json.Unmarshal([]byte(read(t, p.dir, file)), &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all[0].SpecReports {
		switch {
		case s.LeafNodeType != types.NodeTypeIt:
		case s.ContainerHierarchyTexts[0] == "addition" && s.State == types.SpecStatePassed:
			theirs++
		case s.ContainerHierarchyTexts[0] == "Proverb: openapi.yaml":
			cases = append(cases, s.LeafNodeText)
			if s.State == types.SpecStateFailed {
				failed = append(failed, s.LeafNodeText)
			}
		}
	}
	slices.Sort(cases)
	return cases, failed, theirs
}

func TestAGinkgoProjectUsesIt(t *testing.T) {
	t.Parallel()
	p := newProject(t, ginkgoProject)
	names := p.cases(t, false)
	command := []string{"run", "github.com/onsi/ginkgo/v2/ginkgo", "-p", "--procs=4", "--json-report=report.json"}
	for _, c := range []struct {
		mode string
		code int
		fail []string
		args []string
	}{
		{"passing", 0, nil, []string{"test", "-count=1", "-shuffle=on", ".", "-ginkgo.json-report=report.json"}},
		{"failing", 1, []string{"server"}, []string{"test", "-json", "-count=1", ".", "-ginkgo.json-report=report.json"}},
		{"passing", 0, nil, command},
		{"failing", 1, []string{"server"}, command},
		{"undecided", 1, []string{"server"}, append(command, "--randomize-all")},
	} {
		r := p.run(t, c.mode, c.args...)
		if r.code != c.code {
			t.Errorf("%s, %s: exit code %d", c.mode, c.args[0], r.code)
		}
		cases, failed, theirs := p.ginkgoCases(t, "report.json")
		if !slices.Equal(cases, names) || !slices.Equal(failed, c.fail) || theirs != 4 {
			t.Errorf("%s, %s: %d cases, not the %d of the document; failing: %q; %d of their own pass", c.mode, c.args[0], len(cases), len(names), failed, theirs)
		}
		if reports, _ := filepath.Glob(filepath.Join(p.dir, "out*.json")); len(reports) != 1 {
			t.Errorf("%s, %s: reports: %q", c.mode, c.args[0], reports)
		}
	}
}

// What the documentation says that Ginkgo refuses, it refuses.
func TestWhatGinkgoRefuses(t *testing.T) {
	t.Parallel()
	for _, flag := range []string{"-test.count=2", "-test.parallel=4"} {
		r := child(t, "describe conforms", "-test.run=^TestDescribed$", flag)
		r.wants(t, 1, "Ginkgo")
	}
}

// With -race the whole of Proverb is built a second time, which takes minutes where
// nothing is cached: -short leaves it out.
func TestTheirProjectsHaveNoRaces(t *testing.T) {
	if testing.Short() {
		t.Skip("builds everything once more")
	}
	t.Parallel()
	if _, err := exec.LookPath("gcc"); err != nil {
		missing(t, "gcc is not in PATH, and -race needs cgo")
	}
	for name, tests := range map[string]map[string]string{"plain": plainProject, "ginkgo": ginkgoProject} {
		r := newProject(t, tests).run(t, "passing", "test", "-race", "-count=1")
		if r.code != 0 || strings.Contains(r.output, "DATA RACE") {
			t.Errorf("%s: exit code %d", name, r.code)
		}
	}
}
