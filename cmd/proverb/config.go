package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/proverb-dev/proverb/reports/settings"
)

// configFlag names the configuration file, for the commands that take one.
const configFlag = "config"

func registerConfig(c *cobra.Command) {
	c.Flags().String(configFlag, "", "configuration file (default "+settings.Name+", where it is there)")
}

// configKeys are the keys of the file: the flags of audit, but for those that
// are about one call alone.
func (a *app) configKeys() []settings.Key {
	var keys []settings.Key
	a.auditCommand().Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == configFlag || f.Name == "help" {
			return
		}
		_, many := f.Value.(pflag.SliceValue)
		keys = append(keys, settings.Key{Name: f.Name, Many: many, Place: placeOf(f.Name)})
	})
	return keys
}

// placeOf says where the path of a file begins in the value of a flag.
func placeOf(flag string) func(string) (int, bool) {
	switch flag {
	case "baseline", "cacert", "cert", "key":
		return func(string) (int, bool) { return 0, true }
	case "report":
		return func(v string) (int, bool) {
			at := strings.Index(v, "=") + 1
			return at, at > 0
		}
	}
	return nil
}

// fromFile sets the flags that neither the command line nor the environment
// sets from the configuration file. Keys that the command has no flag for are
// those of audit.
func (a *app) fromFile(c *cobra.Command) error {
	named := c.Flags().Lookup(configFlag)
	if named == nil {
		return nil
	}
	file, err := settings.Load(named.Value.String(), a.configKeys(), a.getenv)
	if err != nil || file == nil {
		return err
	}
	a.file = file
	for _, v := range file.Values {
		f := c.Flags().Lookup(v.Key)
		if f == nil || f.Changed {
			continue
		}
		for _, one := range v.List {
			if c.Flags().Set(f.Name, one) != nil {
				// The value may be a secret: it is not repeated.
				return usageError("%s:%d: %s is not what --%s takes (%s)", file.Name, v.Line, v.Key, v.Key, f.Usage)
			}
		}
	}
	return nil
}
