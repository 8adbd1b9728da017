package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// shopPlan is what is asked of the simulator: a plan has a token and impossible
// ids of its own, which stand in findings.
func shopPlan(t *testing.T, faults ...string) *specs.Plan {
	t.Helper()
	plan, err := specs.Parse(simulator.Document(faults...), "bookshop.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// shopReport is the report of an audit of the simulator, or of a shard of one.
func shopReport(t *testing.T, plan *specs.Plan, shard specs.Shard, faults ...string) *Report {
	t.Helper()
	shop, err := simulator.New(faults...)
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), plan, runner.Config{Handler: shop, Shard: shard})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := JSON(&b, New(rules.Judge(record, rules.Profile{}), About{})); err != nil {
		t.Fatal(err)
	}
	r, err := Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func fourShards(t *testing.T, plan *specs.Plan, faults ...string) []*Report {
	t.Helper()
	var parts []*Report
	for _, i := range []int{3, 1, 4, 2} {
		parts = append(parts, shopReport(t, plan, specs.Shard{Index: i, Total: 4}, faults...))
	}
	return parts
}

func TestFourShardsMergedAreOneRun(t *testing.T) {
	t.Parallel()
	for _, faults := range [][]string{
		nil, simulator.DemoFaults(), {"no-allow@/authors"}, {"known-unknown-distinct"}, {"unregistered-501"},
		{"route-unknown-path-404"}, {"route-404-vs-405"}, {"no-server-error"}, {"401-everywhere"},
		{"cache-error-explicit", "body-not-html"}, {"implemented-not-501"}, {"known-405"},
	} {
		t.Run(strings.Join(faults, " "), func(t *testing.T) {
			t.Parallel()
			plan := shopPlan(t, faults...)
			whole := shopReport(t, plan, specs.Shard{}, faults...)
			merged, err := Merge(fourShards(t, plan, faults...))
			if err != nil {
				t.Fatal(err)
			}
			alike(t, "findings", whole.Findings, merged.Findings)
			alike(t, "causes", whole.Causes, merged.Causes)
			alike(t, "not_sent", whole.NotSent, merged.NotSent)
			alike(t, "coverage", whole.Coverage, merged.Coverage)
			alike(t, "server", whole.Server, merged.Server)
			alike(t, "error_bodies", whole.ErrorBodies, merged.ErrorBodies)
			alike(t, "paths", whole.Paths, merged.Paths)
			if whole.Verdict != merged.Verdict {
				t.Errorf("the verdict is %s (%s), not %s (%s)", merged.Verdict, merged.Because, whole.Verdict, whole.Because)
			}
		})
	}
}

// A shard knows as little as it asked of what is usual for the server. What is
// rare in the whole, and so asked again, may not be in the shard: the evidence
// of a finding then has another number.
func TestShardsOfAnUnevenServerFindTheSame(t *testing.T) {
	t.Parallel()
	plan := shopPlan(t, "unregistered-uniform")
	whole := shopReport(t, plan, specs.Shard{}, "unregistered-uniform")
	merged, err := Merge(fourShards(t, plan, "unregistered-uniform"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Report{whole, merged} {
		for i := range r.Findings {
			r.Findings[i].Exchange, r.Findings[i].Exchanges = 0, nil
		}
	}
	alike(t, "findings", whole.Findings, merged.Findings)
}

// alike compares what is told byte for byte, and shows the first difference.
func alike(t *testing.T, what string, want, got any) {
	t.Helper()
	var text [2][]string
	for i, v := range []any{want, got} {
		b, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		text[i] = strings.Split(string(b), "\n")
	}
	if slices.Equal(text[0], text[1]) {
		return
	}
	for i := range text[0] {
		if i >= len(text[1]) || text[0][i] != text[1][i] {
			t.Errorf("%s: line %d of %d:\n%s\nmerged, of %d:\n%s", what, i+1, len(text[0]), around(text[0], i), len(text[1]), around(text[1], i))
			return
		}
	}
	t.Errorf("%s: the merged have more: %s", what, around(text[1], len(text[0])))
}

func around(lines []string, i int) string {
	return strings.Join(lines[max(0, min(i-6, len(lines))):min(len(lines), i+6)], "\n")
}

func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	parts := func() []*Report { return fourShards(t, shopPlan(t)) }
	other := func(change func(*Report)) []*Report {
		all := parts()
		change(all[2])
		return all
	}
	for want, some := range map[string][]*Report{
		"there is no report":                 nil,
		"a report is of no shard":            {shopReport(t, shopPlan(t), specs.Shard{})},
		"shard 3/4 is there twice":           append(parts(), parts()[0]),
		"are of different documents":         other(func(r *Report) { r.Document.SHA256 = "another" }),
		"are of different profiles":          other(func(r *Report) { r.Profile = "strict" }),
		"are of different safety levels":     other(func(r *Report) { r.Safety = "full" }),
		"are of different rules":             other(func(r *Report) { r.Rules = r.Rules[1:] }),
		"are of different numbers of shards": other(func(r *Report) { r.Shard.Total = 5 }),
		"does not agree with itself":         other(func(r *Report) { r.Shard.Places = nil }),
	} {
		if _, err := Merge(some); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestMergeNamesMissingShards(t *testing.T) {
	t.Parallel()
	_, err := Merge(fourShards(t, shopPlan(t))[2:])
	var missing *MissingShardsError
	if !errors.As(err, &missing) || !slices.Equal(missing.Missing, []int{1, 3}) || !strings.Contains(err.Error(), "1/4, 3/4") {
		t.Errorf("%v", err)
	}
}
