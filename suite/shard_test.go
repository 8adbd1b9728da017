package suite_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/proverb-dev/proverb/suite"
)

const shardEnv = "PROVERB_SUITE_SHARD"

func runsAShard(t *testing.T) {
	suite.Run(t, suite.Config{Document: bookshop, Handler: newSimulator(t), Shard: os.Getenv(shardEnv)})
}

// Bazel starts the same test three times; together they are one run.
func TestBazelsShards(t *testing.T) {
	t.Parallel()
	whole := child(t, "conforms").verdicts()
	var got []string
	for i := range 3 {
		status := filepath.Join(t.TempDir(), "status")
		r := child(t, "shard", "TEST_TOTAL_SHARDS=3", "TEST_SHARD_INDEX="+strconv.Itoa(i), "TEST_SHARD_STATUS_FILE="+status)
		r.wants(t, 0)
		if _, err := os.Stat(status); err != nil {
			t.Errorf("shard %d does not say that it knows: %v", i, err)
		}
		got = append(got, slices.DeleteFunc(r.verdicts()["PASS"], isNoMethod)...)
	}
	want := slices.DeleteFunc(whole["PASS"], isNoMethod)
	slices.Sort(got)
	slices.Sort(want)
	if len(want) < 20 || !slices.Equal(got, want) {
		t.Errorf("three shards pass %v, one run %v", got, want)
	}
}

// isNoMethod is true of the names that every shard has.
func isNoMethod(name string) bool { return name == "" || name == "server" }

func TestABadShardIsRefused(t *testing.T) {
	t.Parallel()
	child(t, "shard", shardEnv+"=4/3").wants(t, 1, `Config.Shard: shard "4/3": it is i/n`)
	child(t, "shard", "TEST_TOTAL_SHARDS=3", "TEST_SHARD_INDEX=3").wants(t, 1, "TEST_SHARD_INDEX=3, TEST_TOTAL_SHARDS=3")
	child(t, "shard", "TEST_TOTAL_SHARDS=3").wants(t, 1, "TEST_SHARD_INDEX is \"\", not a number from 0")
}
