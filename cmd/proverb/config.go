package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports/settings"
)

// configFlag names the configuration file, for the commands that take one.
const configFlag = "config"

func registerConfig(c *cobra.Command) {
	c.Flags().String(configFlag, "", "configuration file (default "+settings.Name+", where it is there)")
}

// fromFile sets the flags that neither the command line nor the environment
// sets from the configuration file. Keys that the command has no flag for are
// those of audit.
func (a *app) fromFile(c *cobra.Command) error {
	named := c.Flags().Lookup(configFlag)
	if named == nil {
		return nil
	}
	file, err := settings.Load(named.Value.String(), settings.Keys(), a.getenv)
	if err != nil || file == nil {
		return err
	}
	a.file = file
	for _, v := range file.Values {
		f := c.Flags().Lookup(v.Key)
		if f == nil || f.Changed {
			continue
		}
		a.origins[f.Name] = fmt.Sprintf("%s:%d", file.Name, v.Line)
		for _, one := range v.List {
			if c.Flags().Set(f.Name, one) != nil {
				// The value may be a secret: it is not repeated.
				return usageError("%s:%d: %s is not what --%s takes: %s", file.Name, v.Line, v.Key, v.Key, wanted(f))
			}
		}
	}
	return nil
}
