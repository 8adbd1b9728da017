package main

import (
	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/specs"
)

func registerShard(c *cobra.Command, shard *string) {
	c.Flags().StringVar(shard, "shard", "", "send the probes of one part of the paths alone: i/n, as in 2/4, or auto, as CI says")
}

// shardOf reads --shard; empty is all of the paths.
func shardOf(flag string, getenv func(string) string) (s specs.Shard, err error) {
	switch flag {
	case "":
		return s, nil
	case "auto":
		s, err = specs.AutoShard(getenv)
	default:
		s, err = specs.ParseShard(flag)
	}
	if err != nil {
		return s, usageError("--%w", err)
	}
	return s, nil
}
