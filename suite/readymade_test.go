package suite_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// go test -count=2 runs the suite twice, though Ginkgo runs one a process, and fails
// as often as the suite does.
func TestTheReadyMadeSuiteTwice(t *testing.T) {
	t.Parallel()
	for code, env := range [][]string{nil, {"PROVERB_DOCUMENT=" + bookshop, "PROVERB_URL=" + closedServer(t)}} {
		r := child(t, "", append([]string{"-test.run=^TestConformance$", "-ginkgo.no-color", "-test.count=2"}, env...)...)
		told := []string{"SUCCESS!", "FAIL!"}[code]
		r.wants(t, code, told)
		if n := strings.Count(r.output, told); n != 2 {
			t.Errorf("%s is told %d times, not 2", told, n)
		}
	}
}

// go test -parallel=N is for the other tests of a package: Ginkgo refuses it.
func TestTheReadyMadeSuiteBesideParallelTests(t *testing.T) {
	t.Parallel()
	r := child(t, "", "-test.run=^TestConformance$", "-ginkgo.no-color", "-test.parallel=3", "-ginkgo.label-filter=server")
	r.wants(t, 0, "SUCCESS!", "Ran 1 of ")
}

// A variable that is misspelt is told, by the ready-made suite and by Run, once, without
// its value; the others of the project are not.
func TestMisspeltVariables(t *testing.T) {
	t.Parallel()
	r := child(t, "", "-test.run=^TestConformance$", "-ginkgo.no-color", "PROVERB_TIMOUT="+canary, "PROVERB_REPORTS="+canary,
		"PROVERB_SHARDS=1/2", "PROVERB_TIMEOUT=10s", "PROVERB_MAX_PATHS=3", faultsEnv+"=x", "PROVERB_CI=1")
	for _, want := range []string{"PROVERB_TIMOUT; did you mean PROVERB_TIMEOUT?", "PROVERB_REPORTS; did you mean PROVERB_REPORT?"} {
		if n := strings.Count(r.output, "proverb: nothing reads the variable "+want+"\n"); n != 1 {
			t.Errorf("%s is told %d times", want, n)
		}
	}
	if strings.Contains(r.output, canary) || strings.Count(r.output, "nothing reads") != 2 {
		t.Errorf("more is told:\n%s", r.output)
	}
	r = child(t, "parallel", "PROVERB_TIMOUT=x", "PROVERB_REPROT=x")
	if n := strings.Count(r.output, "nothing reads"); n != 1 || !strings.Contains(r.output, "PROVERB_REPROT; did you mean PROVERB_REPORT?") {
		t.Errorf("three Runs of a process tell %d:\n%s", n, r.output)
	}
}

// go test -c makes one file, which needs nothing beside it.
func TestTheReadyMadeSuiteIsPortable(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		told string
		env  []string
	}{
		{0, "SUCCESS!", nil},
		{1, "root of a module", []string{"PROVERB_DOCUMENT=openapi.yaml", "PROVERB_URL=http://127.0.0.1:1"}},
	} {
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestConformance$", "-ginkgo.no-color")
		cmd.Dir = t.TempDir()
		cmd.Env = append(withoutProverb(os.Environ()), c.env...)
		out, _ := cmd.CombinedOutput() // the exit code says it
		result{output: string(out), code: cmd.ProcessState.ExitCode()}.wants(t, c.code, c.told)
	}
}

func TestTheReadyMadeSuite(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSimulator(t))
	t.Cleanup(server.Close) // after the parallel subtests
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		code int
		args []string
		told []string
	}{
		"simulator":     {0, nil, []string{"SUCCESS!"}},
		"their server":  {0, []string{"PROVERB_DOCUMENT=" + bookshop, "PROVERB_URL=" + server.URL}, []string{"SUCCESS!"}},
		"from the root": {0, []string{"PROVERB_DOCUMENT=specs/samples/bookshop.yaml", "PROVERB_URL=" + server.URL}, []string{"SUCCESS!"}},
		"read-only": {0, []string{"PROVERB_DOCUMENT=" + bookshop, "PROVERB_URL=" + server.URL, "PROVERB_SAFETY=read-only"},
			[]string{"SUCCESS!"}},
		"no such file": {1, []string{"PROVERB_DOCUMENT=no.yaml", "PROVERB_URL=" + server.URL},
			[]string{filepath.Join(here, "no.yaml"), filepath.Join(filepath.Dir(here), "no.yaml")}},
		"no URL":      {1, []string{"PROVERB_DOCUMENT=" + bookshop}, []string{"PROVERB_URL is not"}},
		"no document": {1, []string{"PROVERB_URL=" + server.URL}, []string{"PROVERB_DOCUMENT is not"}},
		"gone":        {1, []string{"PROVERB_DOCUMENT=" + bookshop, "PROVERB_URL=" + closedServer(t)}, []string{"undecided: "}},
		"flags":       {0, []string{"-ginkgo.dry-run", "-ginkgo.v"}, []string{"GET books·{bookId}"}},
		"bad numbers": {1, []string{"PROVERB_TIMEOUT=soon", "PROVERB_RATE=fast", "PROVERB_PARAM=x", "PROVERB_HEADER=" + canary},
			[]string{"PROVERB_TIMEOUT: ", "PROVERB_RATE: ", "PROVERB_PARAM: ", "PROVERB_HEADER: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := child(t, "", append([]string{"-test.run=^TestConformance$", "-ginkgo.no-color"}, c.args...)...)
			r.wants(t, c.code, c.told...)
			if strings.Contains(r.output, canary) {
				t.Error("the output tells a secret")
			}
		})
	}
}
