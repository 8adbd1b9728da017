package suite_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/proverb-dev/proverb/suite"
)

// What the scenario of acceptances is made of: the server's faults, the files,
// and what stale entries do.
const (
	faultsEnv   = "PROVERB_SUITE_FAULTS"
	baselineEnv = "PROVERB_SUITE_BASELINE"
	staleEnv    = "PROVERB_SUITE_STALE"
)

func accepting(t *testing.T) suite.Config {
	return suite.Config{
		Document: bookshop, Handler: newSimulator(t, strings.Fields(os.Getenv(faultsEnv))...),
		Baseline: os.Getenv(baselineEnv), Stale: os.Getenv(staleEnv),
	}
}

func acceptsFindings(t *testing.T) { suite.Run(t, accepting(t)) }

// A finding is accepted, fixed, comes back, and its acceptance ends; each step
// is a process of its own, as in CI.
func TestAFindingIsAcceptedFixedBackAndExpired(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "baseline.yaml")
	run := func(faults string, more ...string) result {
		return child(t, "accepts", append(more, faultsEnv+"="+faults, baselineEnv+"="+file)...)
	}
	const fault, name = "no-allow@/authors", "PUT_authors"

	child(t, "fails").wants(t, 1, `Config.Baseline = ".proverb-baseline.yaml", and PROVERB_UPDATE=1 go test writes it`)
	run(fault).wants(t, 1, "there is no "+file+"; PROVERB_UPDATE=1 go test writes it")
	run(fault, "PROVERB_UPDATE=1").wants(t, 0)
	accepted := run(fault)
	accepted.wants(t, 0, "accepted: allow/present-on-405: in the baseline")
	if !slices.Contains(accepted.verdicts()["SKIP"], name) {
		t.Errorf("%s is not skipped: %v", name, accepted.verdicts()["SKIP"])
	}
	run(fault+" known-405").wants(t, 1, "method/known-405")

	run("").wants(t, 0, "accepted, and no longer there: allow/present-on-405")
	run("", staleEnv+"=error").wants(t, 1, "accepted, and no longer there: allow/present-on-405")
	run("", "PROVERB_UPDATE=1").wants(t, 0)
	run("", staleEnv+"=error").wants(t, 0)

	run(fault).wants(t, 1, "allow/present-on-405")
	run(fault, "PROVERB_UPDATE=1").wants(t, 0)
	expire(t, file, "2999-12-31")
	run(fault).wants(t, 0, "in the baseline, until 2999-12-31")
	soon := time.Now().UTC().AddDate(0, 0, 7).Format(time.DateOnly)
	expire(t, file, soon)
	run(fault).wants(t, 0, "accepted until "+soon+", which is soon: allow/present-on-405")
	expire(t, file, "2020-01-31")
	run(fault).wants(t, 1, "accepted until 2020-01-31, and back: allow/present-on-405")

	run(fault, staleEnv+"=never").wants(t, 1, `Config.Stale "never": it is error, warn or off`)
}

// The same under Ginkgo: an accepted finding skips its It with the reason, and
// whatever the run as a whole has to say fails the It server.
func TestAFindingIsAcceptedFixedBackAndExpiredUnderGinkgo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "baseline.yaml")
	run := func(faults string, more ...string) ginkgoRun {
		return describing(t, "accepts", append(more, faultsEnv+"="+faults, baselineEnv+"="+file)...)
	}
	const fault, name = "no-allow@/authors", "PUT authors"

	run(fault).wants(t, 1, "there is no "+file+"; PROVERB_UPDATE=1 go test writes it")
	run(fault, "PROVERB_UPDATE=1").wants(t, 0)
	accepted := run(fault)
	accepted.wants(t, 0)
	if s := accepted.specs[name]; s.State != types.SpecStateSkipped || !strings.Contains(s.Failure.Message, "accepted: allow/present-on-405: in the baseline") {
		t.Errorf("%s is %s: %s", name, s.State, s.Failure.Message)
	}
	run(fault+" known-405").wants(t, 1, "method/known-405")

	run("").wants(t, 0)
	stale := run("", staleEnv+"=error")
	stale.wants(t, 1, "accepted, and no longer there: allow/present-on-405")
	if failed := stale.in(types.SpecStateFailed); !slices.Equal(failed, []string{"server"}) {
		t.Errorf("failing: %q", failed)
	}

	expire(t, file, "2999-12-31")
	run(fault).wants(t, 0)
	expire(t, file, "2020-01-31")
	run(fault).wants(t, 1, "accepted until 2020-01-31, and back: allow/present-on-405")
}

// expire gives every entry of a baseline a last day.
func expire(t *testing.T, file, day string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(data), "\n")
	for i, l := range lines {
		if entry, ok := strings.CutSuffix(l, "}"); ok {
			entry, _, _ = strings.Cut(entry, ", expires:")
			lines[i] = entry + ", expires: " + day + "}"
		}
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
}
