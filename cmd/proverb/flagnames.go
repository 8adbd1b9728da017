package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// valueNames are what help calls the values of flags: words of what the flags say of
// themselves, where the library has types of Go.
func valueNames() map[string]string {
	return map[string]string{
		"concurrency": "connections", "confirm-host": "host", "credential": "credential", "fault": "fault", "header": "field",
		"max-failures": "exchanges", "max-paths": "paths", "method": "method", "min-judged": "share", "oauth2": "client",
		"pack": "pack", "param": "name=value", "param-file": "file", "rate": "requests", "report": "FORMAT=PATH", "timeout": "time",
		"include-path": "glob", "include-method": "methods", "include-tag": "tags", "include-operation-id": "ids", "rules": "rules",
		"exclude-path": "glob", "exclude-method": "methods", "exclude-tag": "tags", "exclude-operation-id": "ids", "exclude-rules": "rules",
	}
}

// nameValues has help call the values of flags by names. The library takes these from
// backquotes in what a flag says of itself, which completion and the schema show as it
// stands: they are there for help alone.
func nameValues(root *cobra.Command) {
	help, names := root.HelpFunc(), valueNames()
	root.SetHelpFunc(func(c *cobra.Command, args []string) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if name := names[f.Name]; name != "" && !strings.Contains(f.Usage, "`") {
				f.Usage = strings.Replace(f.Usage, name, "`"+name+"`", 1)
			}
		})
		help(c, args)
	})
}
