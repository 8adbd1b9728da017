package specs

import (
	"fmt"
	"strconv"
	"strings"
)

// divider is how a system that divides jobs tells a job which part it is.
type divider struct {
	name, index, total string // total is the variable of how many there are
	first              int    // what the first part is counted as
}

// dividers are in the order in which they are looked for: who runs within another
// comes before it, as Bazel does.
var dividers = []divider{
	{"Bazel", "TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0},
	{"a Kubernetes Indexed Job", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", 0},
	{"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", 1},
	{"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0},
	{"Buildkite", "BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0},
}

// AutoShard is the shard that a build system gives to this process, by the
// variables of Bazel, of a Kubernetes Indexed Job (which does not tell how many
// there are: JOB_COMPLETIONS is for the manifest to set), GitLab, CircleCI and
// Buildkite. The error names what was looked for.
func AutoShard(getenv func(string) string) (Shard, error) {
	var looked []string
	for _, d := range dividers {
		index, total := getenv(d.index), getenv(d.total)
		if index != "" || total != "" {
			return d.shard(index, total)
		}
		looked = append(looked, fmt.Sprintf("%s and %s (%s)", d.index, d.total, d.name))
	}
	return Shard{}, fmt.Errorf("shard auto: nothing divides this run: none is set of %s", strings.Join(looked, ", "))
}

func (d divider) shard(index, total string) (Shard, error) {
	// GitLab numbers no job that is alone.
	if index == "" && total == "1" {
		return Shard{1, 1}, nil
	}
	i, err := strconv.Atoi(index)
	if err != nil {
		return Shard{}, fmt.Errorf("shard auto: %s is %q, not a number from %d (%s)", d.index, index, d.first, d.name)
	}
	s, err := ParseShard(fmt.Sprintf("%d/%s", i-d.first+1, total))
	if err != nil {
		return s, fmt.Errorf("shard auto: %s=%s, %s=%s (%s): %w", d.index, index, d.total, total, d.name, err)
	}
	return s, nil
}
