package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// TestHelpCallsValuesByName: no help has a type of Go for what a flag takes, and no
// name that the flag's own words do not have.
func TestHelpCallsValuesByName(t *testing.T) {
	t.Parallel()
	types := regexp.MustCompile(`(?m)^ +(-., )?--\S+ (stringArray|strings|stringSlice|int|float|float64|duration|uint)\b`)
	named := map[string]bool{}
	for _, c := range family((&app{}).rootCommand()) {
		var out bytes.Buffer
		c.SetOut(&out)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		help := out.String()
		if line := types.FindString(help); line != "" {
			t.Errorf("%s --help: %s", c.CommandPath(), line)
		}
		if strings.Contains(c.Flags().FlagUsages(), "`") {
			t.Errorf("%s --help has a backquote", c.CommandPath())
		}
		for flag, name := range valueNames() {
			named[flag] = named[flag] || strings.Contains(help, "--"+flag+" "+name+" ")
		}
	}
	for flag, ok := range named {
		if !ok {
			t.Errorf("no help calls what --%s takes %s", flag, valueNames()[flag])
		}
	}
}
