package suite_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// recordings are answers of real servers, which are beside the checkout and not
// part of it. All of them served one small API.
const recordings = "../../shared/servers"

// TestRecordedServers audits real servers as they were recorded. What is told of
// each is in a file that somebody has read and found true; PROVERB_UPDATE=1
// writes them again.
func TestRecordedServers(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(recordings + "/*.json")
	if len(files) == 0 {
		t.Skip("the recordings of real servers are not here")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			server := readRecorded(t, file)
			holdGolden(t, filepath.Join("testdata", "recorded", server.Name+".txt"), causesOf(server.audit(t)))
		})
	}
}

func readRecorded(t *testing.T, file string) recorded {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var s recorded
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return s
}

func (s recorded) audit(t *testing.T) *reports.Report {
	t.Helper()
	url := s.serve(t)
	plan, err := specs.Load(filepath.Join("testdata", "recorded", "items.yaml"), specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plan.Paths {
		p.Probes = recordedProbes(p.Probes)
	}
	record, err := runner.Run(t.Context(), plan, runner.Config{URL: url, Timeout: 20 * time.Second, Concurrency: 1, NoQuestions: true})
	if err != nil {
		t.Fatal(err)
	}
	// The document is this test's, and is not what is judged here.
	return reports.New(rules.Judge(record, rules.Profile{Except: []string{"spec/error-slot"}}), reports.About{})
}

// recordedProbes are those whose like was asked of the servers. They were asked
// of the item that exists.
func recordedProbes(probes []specs.Probe) []specs.Probe {
	out := slices.DeleteFunc(slices.Clone(probes), func(p specs.Probe) bool { return p.Form == specs.FormImpossible })
	for i := range out {
		out[i].Values = nil
	}
	return out
}

// causesOf is what a report says there is to mend.
func causesOf(r *reports.Report) string {
	var out strings.Builder
	fmt.Fprintf(&out, "405 and 501 kept apart: %s (answered by %s)\n%s\nverdict: %s\n\n", r.Server.Distinguishes, r.Server.Layer, r.Server.Because, r.Verdict)
	for _, c := range r.Causes {
		fmt.Fprintf(&out, "%s %s [%s] %s %d\n\t%s\n\towner: %s\n", c.Severity, c.Rule, c.Detail, c.Layer, c.Count, c.Summary, cmp.Or(c.Owner, "not known"))
	}
	return out.String()
}

func holdGolden(t *testing.T, file, got string) {
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
	if string(want) != got {
		t.Errorf("%s is not what is told now; PROVERB_UPDATE=1 rewrites it. Now:\n%s", file, got)
	}
}
