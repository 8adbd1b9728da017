package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/proverb-dev/proverb/reports/settings"
)

// tellMisspelt warns of variables that were meant for a flag and are passed over.
func (a *app) tellMisspelt(root *cobra.Command) {
	for _, text := range settings.Misspelt(a.environ, flagVariables(root), settings.Known()) {
		fmt.Fprintln(a.stderr, "proverb:", text)
	}
}

// flagVariables are the variables of the flags of a command and all under it: what is
// meant for one command is no slip to another.
func flagVariables(c *cobra.Command) []string {
	var out []string
	c.Flags().VisitAll(func(f *pflag.Flag) { out = append(out, settings.Variable(f.Name)) })
	for _, sub := range c.Commands() {
		out = append(out, flagVariables(sub)...)
	}
	return out
}
