package suite_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Every way to run a project is run against every server. What go test would build
// anew for each is built once: the flags are those of the test binary.

var servers = []string{"passing", "failing", "undecided"}

// build makes the test binary of a project, as go test does.
func (p project) build(t *testing.T, flags ...string) string {
	t.Helper()
	const name = "project.test"
	args := append([]string{"test", "-c", "-o", name}, flags...)
	if r := p.run(t, "", args...); r.code != 0 {
		t.Fatalf("go %s: exit code %d", strings.Join(args, " "), r.code)
	}
	return filepath.Join(p.dir, name)
}

// binary runs a test binary, with the events of go test -json.
func (p project) binary(t *testing.T, mode, file string, flags ...string) result {
	t.Helper()
	return p.run(t, mode, append([]string{"tool", "test2json", "-t", file, "-test.v=test2json"}, flags...)...)
}

func TestEveryWayToRunAPlainProject(t *testing.T) {
	t.Parallel()
	p := newProject(t, plainProject)
	file := p.build(t)
	for _, mode := range servers {
		p.tellsFailuresAlone(t, mode, p.run(t, mode, "test", "-count=1"))
		for flag, times := range map[string]int{
			"-test.count=1": 1, "-test.count=2": 2, "-test.parallel=4": 1, "-test.shuffle=on": 1,
		} {
			p.hasCases(t, mode, p.binary(t, mode, file, flag), times)
		}
	}
}

// tellsFailuresAlone: go test without -v names what fails, and nothing else.
func (p project) tellsFailuresAlone(t *testing.T, mode string, r result) {
	t.Helper()
	told := strings.Count(r.output, "--- FAIL: TestConformance/")
	if want := ends[mode]; r.code != want.code || told != len(want.fail) || strings.Contains(r.output, "--- PASS") {
		t.Errorf("go test, %s: exit code %d, %d cases fail", mode, r.code, told)
	}
}

func TestEveryWayToRunAGinkgoProject(t *testing.T) {
	t.Parallel()
	p := newProject(t, ginkgoProject)
	file := p.build(t)
	for _, mode := range servers {
		for _, flag := range []string{"-test.count=1", "-test.shuffle=on", "-ginkgo.randomize-all"} {
			r := p.binary(t, mode, file, flag, "-ginkgo.json-report=report.json")
			p.hasIts(t, mode, r)
			if action := map[int]string{0: "pass", 1: "fail"}[r.code]; ended(t, r)[event{action, "TestHello"}] != 1 {
				t.Errorf("%s, %s: go test -json does not have the %s of TestHello", mode, flag, action)
			}
		}
	}
	// Ginkgo refuses these whatever the server; docs/ginkgo.md says so.
	for _, flag := range []string{"-test.count=2", "-test.parallel=4"} {
		if r := p.binary(t, "passing", file, flag); r.code != 1 || !strings.Contains(r.output, "Ginkgo") {
			t.Errorf("%s: exit code %d, and not Ginkgo's refusal", flag, r.code)
		}
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
	plain, described := newProject(t, plainProject), newProject(t, ginkgoProject)
	plainFile, describedFile := plain.build(t, "-race"), described.build(t, "-race")
	for _, mode := range servers {
		r := plain.binary(t, mode, plainFile)
		plain.hasCases(t, mode, r, 1)
		g := described.binary(t, mode, describedFile, "-ginkgo.json-report=report.json")
		described.hasIts(t, mode, g)
		if strings.Contains(r.output+g.output, "DATA RACE") {
			t.Errorf("%s: a race", mode)
		}
	}
}
