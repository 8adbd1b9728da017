package reports

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCTRFCountsAsJUnitDoes(t *testing.T) {
	t.Parallel()
	r := fixture()
	report := strictly[struct {
		ReportFormat, SpecVersion, GeneratedBy string
		Results                                struct {
			Tool    struct{ Name, Version string }
			Summary struct {
				Tests, Passed, Failed, Skipped, Pending, Other *int
				Start, Stop                                    *int64
			}
			Tests []struct {
				Name, Status, Message, Trace, RawStatus, FilePath string
				Duration                                          *int64
				Suite                                             []string
				Line                                              int
			}
			Extra map[string]any
		}
	}](t, render(t, CTRF, r))
	if report.ReportFormat != "CTRF" || !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(report.SpecVersion) {
		t.Errorf("%q %q", report.ReportFormat, report.SpecVersion)
	}
	counted := map[string]int{}
	for _, c := range report.Results.Tests {
		counted[c.Status]++
		if c.Name == "" || c.Duration == nil || len(c.Suite) == 0 || c.Status != "passed" && c.Message == "" {
			t.Errorf("%+v", c)
		}
	}
	all := newSuites(newView(r), false)
	s := report.Results.Summary
	if *s.Tests != all.Tests || *s.Failed != all.Failures+all.Errors || *s.Skipped != *all.Skipped {
		t.Errorf("%d tests, %d failed, %d skipped; JUnit has %+v", *s.Tests, *s.Failed, *s.Skipped, all)
	}
	if counted["failed"] != *s.Failed || counted["passed"] != *s.Passed || counted["skipped"] != *s.Skipped || *s.Pending+*s.Other != 0 {
		t.Errorf("the summary does not count the tests: %v", counted)
	}
	if *s.Stop-*s.Start != r.DurationMS {
		t.Errorf("it took %d ms", *s.Stop-*s.Start)
	}
}

func TestTAPIsCounted(t *testing.T) {
	t.Parallel()
	all := newSuites(newView(fixture()), false)
	text := render(t, TAP, fixture())
	points := regexp.MustCompile(`(?m)^(not )?ok (\d+) - .*$`).FindAllStringSubmatch(text, -1)
	bad, skipped := 0, 0
	for i, p := range points {
		if p[2] != fmt.Sprint(i+1) {
			t.Errorf("point %d is numbered %s", i+1, p[2])
		}
		if p[1] != "" {
			bad++
		}
		if strings.Contains(p[0], " # SKIP ") {
			skipped++
		}
	}
	if !strings.HasPrefix(text, fmt.Sprintf("TAP version 13\n1..%d\n", len(points))) || len(points) != all.Tests {
		t.Errorf("%d points", len(points))
	}
	if bad != all.Failures+all.Errors || skipped != *all.Skipped {
		t.Errorf("%d not ok, %d skipped; JUnit has %d, %d and %d", bad, skipped, all.Failures, all.Errors, *all.Skipped)
	}
}

// prove is the oldest reader there is: a run without a failure is one for it, too.
func TestProveReadsTAP(t *testing.T) {
	t.Parallel()
	prove, err := exec.LookPath("prove")
	if err != nil {
		t.Skip("there is no prove")
	}
	passes := fixture()
	passes.Findings, passes.Causes = nil, nil
	passes.Exchanges = slices.DeleteFunc(passes.Exchanges, func(x Exchange) bool { return x.Outcome != "answered" })
	for ends, r := range map[string]*Report{"Result: PASS": passes, "Result: FAIL": fixture()} {
		file := filepath.Join(t.TempDir(), "report.tap")
		if err := os.WriteFile(file, []byte(render(t, TAP, r)), 0o600); err != nil {
			t.Fatal(err)
		}
		said, _ := exec.CommandContext(t.Context(), prove, "-e", "cat", file).CombinedOutput()
		if !strings.Contains(string(said), ends) || strings.Contains(string(said), "Parse errors") {
			t.Errorf("not %s: prove says\n%s", ends, said)
		}
	}
}
