package suite_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite"
)

// BenchmarkDescribe is the budget: 10,000 Its of Describe, asked and judged in
// process, add under a second to what Ginkgo needs for as many empty Its. As a
// process has one RunSpecs, each suite runs in a process of its own. The time is the
// processor's: what else the machine does is no part of it.
func BenchmarkDescribe(b *testing.B) {
	var empty, audit time.Duration
	for b.Loop() {
		empty += timed(b, "bench empty")
		audit += timed(b, "bench describe")
	}
	added := (audit - empty).Seconds() / float64(b.N)
	if added >= 1 {
		b.Errorf("Describe adds %.2f s to %v of Ginkgo's own", added, empty/time.Duration(b.N))
	}
	b.ReportMetric(added, "cpu-s-added")
	b.ReportMetric(float64(audit)/float64(empty), "x-empty")
}

func timed(b *testing.B, scenario string) time.Duration {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestDescribedBench$", "-ginkgo.succinct", "-ginkgo.no-color")
	cmd.Env = append(withoutProverb(os.Environ()), scenarioEnv+"="+scenario)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
}

// TestDescribedBench is what BenchmarkDescribe starts.
func TestDescribedBench(t *testing.T) {
	switch os.Getenv(scenarioEnv) {
	case "bench empty":
		declareEmpty(t, wide(t))
	case "bench describe":
		suite.Describe(suite.Config{Document: wide(t), Handler: http.HandlerFunc(things)})
	default:
		t.Skip("BenchmarkDescribe starts this one in a process of its own")
	}
	ginkgo.RunSpecs(t, "wide")
}

// declareEmpty declares as many Its as Describe does, in as many containers, and
// nothing in them.
func declareEmpty(t *testing.T, document string) {
	t.Helper()
	plan, err := specs.Load(document, specs.Options{Safety: specs.Guarded, AllMethods: true})
	if err != nil {
		t.Fatal(err)
	}
	if its := len(plan.Paths) * len(plan.Paths[0].Probes); its < 9_000 {
		t.Fatalf("only %d Its", its)
	}
	for _, path := range plan.Paths {
		ginkgo.Describe(path.Template, func() {
			for i := range path.Probes {
				ginkgo.It(fmt.Sprint(path.Probes[i].Method, " ", path.Template), func() {})
			}
		})
	}
}
