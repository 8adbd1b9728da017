package suite_test

import (
	"encoding/json"
	"os"
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
	for _, c := range []struct {
		mode    string
		times   int
		options []string
	}{
		{"passing", 1, []string{"-count=1"}},
		{"failing", 2, []string{"-count=2", "-parallel=4", "-shuffle=on"}},
		{"undecided", 1, []string{"-count=1", "-parallel=4"}},
	} {
		r := p.run(t, c.mode, append([]string{"test", "-json"}, c.options...)...)
		p.hasCases(t, c.mode, r, c.times)
		if c.mode == "failing" && !(strings.Contains(r.output, "To mend it in Go net/http:") && strings.Contains(r.output, "to postpone the first, in a .proverb.yaml")) {
			t.Error("the way on is not shown")
		}
	}
	if _, err := os.Stat(filepath.Join(p.dir, "out.json")); err != nil {
		t.Errorf("a relative report path does not start from the package: %v", err)
	}
}

// ends is how a run against each server ends, and the cases that fail.
var ends = map[string]struct {
	code int
	fail []string
}{
	"passing":   {0, nil},
	"failing":   {1, []string{"server"}},
	"undecided": {1, []string{"server"}},
}

// hasCases holds the events of a plain project to the exit code, to the cases of
// the document, by name and number, and to their own test.
func (p project) hasCases(t *testing.T, mode string, r result, times int) {
	t.Helper()
	names, want := p.cases(t, true), ends[mode]
	if r.code != want.code {
		t.Errorf("%s: exit code %d", mode, r.code)
	}
	events := ended(t, r)
	if events[event{"pass", "TestAddition"}] != times {
		t.Errorf("%s: their own test passes %d times", mode, events[event{"pass", "TestAddition"}])
	}
	var cases, failed []string
	for e, n := range events {
		if name, ok := strings.CutPrefix(e.Test, "TestConformance/"); ok {
			name = strings.ReplaceAll(name, "_", " ")
			cases = append(cases, name)
			if e.Action == "fail" {
				failed = append(failed, name)
			}
			if n != times {
				t.Errorf("%s: %s of %s %d times, not %d", mode, e.Action, name, n, times)
			}
		}
	}
	slices.Sort(cases)
	if !slices.Equal(cases, names) || !slices.Equal(failed, want.fail) {
		t.Errorf("%s: %d cases, not the %d of the document; failing: %q", mode, len(cases), len(names), failed)
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
	command := []string{"run", "github.com/onsi/ginkgo/v2/ginkgo", "-p", "--procs=4", "--json-report=report.json"}
	for _, c := range []struct {
		mode string
		args []string
	}{
		{"passing", []string{"test", "-count=1", "-shuffle=on", ".", "-ginkgo.json-report=report.json"}},
		{"failing", []string{"test", "-json", "-count=1", ".", "-ginkgo.json-report=report.json"}},
		{"passing", command},
		{"failing", command},
		{"undecided", append(command, "--randomize-all")},
	} {
		r := p.run(t, c.mode, c.args...)
		p.hasIts(t, c.mode, r)
		if c.mode == "failing" && !(strings.Contains(r.output, "To mend it in Go net/http:") && strings.Contains(r.output, "to postpone the first, in a .proverb.yaml")) {
			t.Error("the way on is not shown")
		}
	}
}

// hasIts holds Ginkgo's report of a project to the exit code, to the cases of the
// document, by name and number, and to their own Its.
func (p project) hasIts(t *testing.T, mode string, r result) {
	t.Helper()
	names, want := p.cases(t, false), ends[mode]
	cases, failed, theirs := p.ginkgoCases(t, "report.json")
	if r.code != want.code || !slices.Equal(cases, names) || !slices.Equal(failed, want.fail) || theirs != 4 {
		t.Errorf("%s: exit code %d; %d cases, not the %d of the document; failing: %q; %d of their own pass",
			mode, r.code, len(cases), len(names), failed, theirs)
	}
	if reports, _ := filepath.Glob(filepath.Join(p.dir, "out*.json")); len(reports) != 1 {
		t.Errorf("%s: reports: %q", mode, reports)
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
