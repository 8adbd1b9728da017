package specs

import (
	"strings"
	"testing"
)

func TestAutoShard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  string
		want Shard
		told string // in the error
	}{
		{"TEST_SHARD_INDEX=0 TEST_TOTAL_SHARDS=3", Shard{1, 3}, ""},
		{"JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=4", Shard{4, 4}, ""},
		{"CI_NODE_INDEX=1 CI_NODE_TOTAL=4", Shard{1, 4}, ""},
		{"CI_NODE_INDEX=4 CI_NODE_TOTAL=4", Shard{4, 4}, ""},
		{"CI_NODE_TOTAL=1", Shard{1, 1}, ""},
		{"CIRCLE_NODE_INDEX=1 CIRCLE_NODE_TOTAL=2", Shard{2, 2}, ""},
		{"BUILDKITE_PARALLEL_JOB=0 BUILDKITE_PARALLEL_JOB_COUNT=2", Shard{1, 2}, ""},
		{"CIRCLE_NODE_INDEX=0 CIRCLE_NODE_TOTAL=1 TEST_SHARD_INDEX=1 TEST_TOTAL_SHARDS=2", Shard{2, 2}, ""},
		{"", Shard{}, "TEST_SHARD_INDEX and TEST_TOTAL_SHARDS (Bazel), JOB_COMPLETION_INDEX and JOB_COMPLETIONS"},
		{"", Shard{}, "CI_NODE_INDEX and CI_NODE_TOTAL (GitLab), CIRCLE_NODE_INDEX and CIRCLE_NODE_TOTAL"},
		{"", Shard{}, "BUILDKITE_PARALLEL_JOB and BUILDKITE_PARALLEL_JOB_COUNT (Buildkite)"},
		{"JOB_COMPLETION_INDEX=3", Shard{}, `JOB_COMPLETION_INDEX=3, JOB_COMPLETIONS= (a Kubernetes Indexed Job): shard "4/"`},
		{"CI_NODE_TOTAL=4", Shard{}, `CI_NODE_INDEX is "", not a number from 1`},
		{"CI_NODE_INDEX=0 CI_NODE_TOTAL=4", Shard{}, `CI_NODE_INDEX=0, CI_NODE_TOTAL=4 (GitLab): shard "0/4"`},
		{"TEST_SHARD_INDEX=3 TEST_TOTAL_SHARDS=3", Shard{}, "from 1/n to n/n"},
	} {
		env := map[string]string{}
		for _, pair := range strings.Fields(c.env) {
			name, value, _ := strings.Cut(pair, "=")
			env[name] = value
		}
		got, err := AutoShard(func(name string) string { return env[name] })
		if (err != nil) != (c.told != "") || err != nil && !strings.Contains(err.Error(), c.told) || got != c.want {
			t.Errorf("%q: %v, %v", c.env, got, err)
		}
	}
}
