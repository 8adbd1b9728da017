package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/suite/rules"
)

// choices are what a shell offers for a flag, by the flag's name: whatever
// command has it takes the same.
func choices() map[string][]string {
	return map[string][]string{
		"fail-on":       {"error", "warning", "info", "never"},
		"profile":       rules.PolicyNames(),
		"safety":        {"read-only", "guarded", "full"},
		"stale":         {"error", "warn", "off"},
		"color":         {"auto", "always", "never"},
		"http":          {"1.1", "2"},
		"methods":       {"default", "all"},
		"questions":     {"default", "none"},
		"shard":         {"auto"},
		"output":        {"text", "json"},
		"topic":         topics(),
		"rules":         append(ruleIDs(), topics()...),
		"exclude-rules": append(ruleIDs(), topics()...),
		"fault":         faultNames(),
	}
}

// complete tells shells what the flags and arguments of every command can be.
func complete(root *cobra.Command) {
	for _, c := range root.Commands() {
		complete(c)
	}
	known := choices()
	if root.Name() == "inspect" {
		known["output"] = append(known["output"], "html")
		known["method"] = append([]string{"all", runner.MethodUnknown}, methodNames()...)
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		completeFlag(root, name, offer(known[name]))
	}
	completeFlag(root, "report", offerReports(reportNames(root.Name())))
	switch root.Name() {
	case "audit", "plan":
		root.ValidArgsFunction = files("yaml", "yml", "json")
	case "report", "create", "update", "prune":
		root.ValidArgsFunction = files("json", "ndjson")
	case "inspect", "lab", "serve":
		root.ValidArgsFunction = offer(nil)
	case "explain":
		root.ValidArgsFunction = offer(append(append(ruleIDs(), topics()...), "405", "501"))
	}
}

func completeFlag(c *cobra.Command, name string, with cobra.CompletionFunc) {
	if c.LocalFlags().Lookup(name) == nil {
		return
	}
	if err := c.RegisterFlagCompletionFunc(name, with); err != nil {
		panic("proverb: " + err.Error()) // registered twice: a mistake in this file
	}
}

// offer completes the last of a list with commas, as --rules takes.
func offer(words []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndex(typed, ",")+1]
		var out []string
		for _, w := range words {
			if strings.HasPrefix(before+w, typed) {
				out = append(out, before+w)
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// reportNames are the formats that a command writes.
func reportNames(command string) []string {
	if command == "inspect" {
		return slices.Sorted(maps.Keys(reports.InspectionFormats))
	}
	return reports.FormatNames()
}

// offerReports completes FORMAT=, and leaves the path to the shell.
func offerReports(names []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		if strings.Contains(typed, "=") {
			return nil, cobra.ShellCompDirectiveDefault
		}
		var out []string
		for _, name := range names {
			if strings.HasPrefix(name, typed) {
				out = append(out, name+"=")
			}
		}
		return out, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	}
}

// methodNames are the registered methods that an address can be asked by.
func methodNames() []string { return everyMethod()[1:] }

// files completes the names of files with one of these extensions.
func files(extensions ...string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return extensions, cobra.ShellCompDirectiveFilterFileExt
	}
}

func ruleIDs() []string {
	var out []string
	for _, r := range rules.Rules {
		out = append(out, r.ID)
	}
	return out
}

func faultNames() []string {
	var out []string
	for _, f := range simulator.Faults() {
		out = append(out, f.Name)
	}
	return out
}
