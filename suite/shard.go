package suite

import (
	"fmt"
	"os"
	"strconv"

	"github.com/proverb-dev/proverb/specs"
)

// Bazel's contract with a test that it divides: which part it is, from 0, of how
// many, and the file by which the test says that it knows.
const (
	bazelTotal  = "TEST_TOTAL_SHARDS"
	bazelIndex  = "TEST_SHARD_INDEX"
	bazelStatus = "TEST_SHARD_STATUS_FILE"
)

// shardOf is the part of the paths that Config.Shard names, else the one that
// Bazel gives to this process.
func (c *Config) shardOf(getenv func(string) string) (specs.Shard, error) {
	if c.Shard != "" {
		s, err := specs.ParseShard(c.Shard)
		if err != nil {
			return s, fmt.Errorf("Config.Shard: %w", err)
		}
		return s, nil
	}
	if getenv(bazelTotal) == "" {
		return specs.Shard{}, nil
	}
	if file := getenv(bazelStatus); file != "" {
		if err := touch(file); err != nil {
			return specs.Shard{}, fmt.Errorf("%s: %w", bazelStatus, err)
		}
	}
	return bazelShard(getenv(bazelIndex), getenv(bazelTotal))
}

func bazelShard(index, total string) (specs.Shard, error) {
	i, err := strconv.Atoi(index)
	if err != nil {
		return specs.Shard{}, fmt.Errorf("%s is %q, not a number from 0", bazelIndex, index)
	}
	s, err := specs.ParseShard(fmt.Sprintf("%d/%s", i+1, total))
	if err != nil {
		return s, fmt.Errorf("%s=%s, %s=%s: %w", bazelIndex, index, bazelTotal, total, err)
	}
	return s, nil
}

func touch(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	return f.Close()
}
