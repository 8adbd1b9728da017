package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/proverb-dev/proverb/reports/settings"
)

// fromEnvironment sets the flags that the command line leaves alone from their
// variables: --fail-on from PROVERB_FAIL_ON.
func (a *app) fromEnvironment(c *cobra.Command, _ []string) error {
	var fault error
	a.tellMisspelt(c.Root())
	a.note(c, func(f *pflag.Flag) string { return "--" + f.Name })
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" || fault != nil {
			return
		}
		name := settings.Variable(f.Name)
		if value := a.getenv(name); value != "" && setFlag(c.Flags(), f, value) != nil {
			// What the variable holds may be a secret: it is not repeated.
			fault = usageError("the environment variable %s does not hold what --%s takes: %s", name, f.Name, wanted(f))
		}
	})
	if fault != nil {
		return fault
	}
	a.note(c, func(f *pflag.Flag) string { return settings.Variable(f.Name) })
	return a.fromFile(c)
}

// setFlag sets a flag to the value of its variable: one value a line where the
// flag can be repeated.
func setFlag(flags *pflag.FlagSet, f *pflag.Flag, value string) error {
	if _, many := f.Value.(pflag.SliceValue); !many {
		return flags.Set(f.Name, value)
	}
	for line := range strings.Lines(value) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if err := flags.Set(f.Name, line); err != nil {
			return err
		}
	}
	return nil
}

// flagError words what is wrong with a flag, without its value where that may
// be a secret.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &invalid):
		return usageError("--%s %q: it is %s; see %s --help", invalid.GetFlag().Name, invalid.GetValue(), wanted(invalid.GetFlag()), c.CommandPath())
	case !errors.As(err, &unknown):
		return usageError("%w; see %s --help", err, c.CommandPath())
	}
	name := unknown.GetSpecifiedName()
	if unknown.GetSpecifiedShortnames() != "" {
		return usageError("unknown flag -%s; see %s --help", name, c.CommandPath())
	}
	var known []string
	c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
	hint := didYouMean(name, known)
	return usageError("unknown flag --%s%s; see %s --help", name, strings.Replace(hint, `mean "`, `mean "--`, 1), c.CommandPath())
}

// wanted is what a flag takes, for those that do not take any text.
func wanted(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "duration":
		return "a time, as in 10s or 1m30s"
	case "int":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	}
	return f.Usage
}

// noArguments is for commands that are all flags.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usageError("%s takes no arguments; see %s --help", c.CommandPath(), c.CommandPath())
}
