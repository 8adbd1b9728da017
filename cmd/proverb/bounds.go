package main

import (
	"crypto/rand"
	"encoding/hex"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner"
)

// boundsFlags say how a run names itself, and when it is ended early.
type boundsFlags struct {
	runID       string
	maxFailures int
}

func (s *boundsFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&s.runID, "run-id", "", "how the run names itself in the field Proverb-Run and in traceparent; none sends neither (default random)")
	f.IntVar(&s.maxFailures, "max-failures", 0, "end the run when so many exchanges failed: no answer, a 5xx but 501, or a 2xx to what is not declared (default no end)")
}

// put adds what the flags say to a configuration.
func (s *boundsFlags) put(c *runner.Config) error {
	if s.maxFailures < 0 {
		return usageError("--max-failures %d: it is a number of exchanges, above 0", s.maxFailures)
	}
	c.MaxFailures = s.maxFailures
	switch s.runID {
	case "none":
	case "":
		var id [8]byte
		_, _ = rand.Read(id[:]) // it never fails
		c.RunID = hex.EncodeToString(id[:])
	default:
		if !isToken(s.runID) || len(s.runID) > 64 {
			return usageError("--run-id %q: it is a word of at most 64 letters and digits, or none", s.runID)
		}
		c.RunID = s.runID
	}
	return nil
}
