package suite

import (
	"fmt"
	"os"

	"github.com/proverb-dev/proverb/specs"
)

// Bazel's contract with a test that it divides: how many parts there are, and the
// file by which the test says that it knows.
const (
	bazelTotal  = "TEST_TOTAL_SHARDS"
	bazelStatus = "TEST_SHARD_STATUS_FILE"
)

// shardOf is the part of the paths that Config.Shard names, else the one that
// Bazel gives to this process.
func (c *Config) shardOf(getenv func(string) string) (specs.Shard, error) {
	if c.Shard != "" {
		s, err := namedShard(c.Shard, getenv)
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
	return specs.AutoShard(getenv)
}

func namedShard(name string, getenv func(string) string) (specs.Shard, error) {
	if name == "auto" {
		return specs.AutoShard(getenv)
	}
	return specs.ParseShard(name)
}

func touch(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	return f.Close()
}
