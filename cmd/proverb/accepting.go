package main

import (
	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/suite/rules"
)

// acceptFlags say which findings are accepted.
type acceptFlags struct {
	baseline, stale string
}

func (f *acceptFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.baseline, "baseline", "", "file of accepted findings (default "+reports.BaselineFile+", where it is there)")
	c.Flags().StringVar(&f.stale, "stale", string(rules.StaleWarn), "an accepted finding that no longer occurs: error, warn or off")
}

// acceptances are the entries of the configuration file and of the baseline.
func (f *acceptFlags) acceptances(a *app) (rules.Acceptances, error) {
	if err := a.file.KnownRules(rules.Rules); err != nil {
		return rules.Acceptances{}, err
	}
	entries, found, err := reports.LoadBaseline(orElse(f.baseline, reports.BaselineFile))
	if err != nil {
		return rules.Acceptances{}, err
	}
	if f.baseline != "" && !found {
		return rules.Acceptances{}, usageError("--baseline: there is no file %s; proverb baseline create makes one of a JSON report", f.baseline)
	}
	var configured []rules.Acceptance
	if a.file != nil {
		configured = a.file.Accept
	}
	out, err := reports.Accepting(configured, entries, f.stale)
	if err != nil {
		return out, usageError("--stale %w", err)
	}
	return out, nil
}
