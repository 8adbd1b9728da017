package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/proverb-dev/proverb/reports/settings"
)

const configLong = `Config is about ` + settings.Name + `: a YAML file with a key for every flag of audit, and
accept, the list of findings that are accepted. A flag wins over its variable
(--fail-on over PROVERB_FAIL_ON), the variable over the file, and the file over
the default.`

func (a *app) configCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "config", Short: "Show the configuration, and where each value is from", Long: configLong,
		Args: cobra.ArbitraryArgs, RunE: noSuchCommand,
	}
	c.AddCommand(a.configShowCommand(), &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of " + settings.Name, Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return a.configSchema() },
	})
	return c
}

// configShowCommand takes the flags of audit, to show what they would do.
func (a *app) configShowCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "show", Short: "Show each value an audit would have, and where it is from", Args: noArguments,
		Long:    "Show takes the flags of audit and prints what each of them would be, and where that is from:\nthe flag, its variable, a line of the file, or the default. Credentials are counted, not shown.",
		Example: "  proverb config show\n  proverb config show --config ci/proverb.yaml --strict",
		RunE:    func(c *cobra.Command, _ []string) error { return a.configShow(c) },
	}
	newAuditFlags(c)
	return c
}

// configShow leaves out what may be a secret.
func (a *app) configShow(c *cobra.Command) error {
	t := table{names: 1, short: true}
	t.add("KEY", "VALUE", "FROM")
	for _, f := range auditFlagList(c) {
		t.add(f.Name, shownValue(f), orElse(a.origins[f.Name], "default"))
	}
	if a.file != nil {
		for _, e := range a.file.Accept {
			t.add("accept", oneLine(e.Name()), e.From)
		}
	}
	return t.print(a.stdout)
}

// auditFlagList are the flags of audit that the file may hold.
func auditFlagList(c *cobra.Command) []*pflag.Flag {
	var all []*pflag.Flag
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name != configFlag && f.Name != "help" {
			all = append(all, f)
		}
	})
	return all
}

// shownValue is a flag's value for a screen. Credentials are counted.
func shownValue(f *pflag.Flag) string {
	values := []string{f.Value.String()}
	if many, ok := f.Value.(pflag.SliceValue); ok {
		values = many.GetSlice()
	}
	values = slices.DeleteFunc(values, func(v string) bool { return v == "" })
	switch {
	case len(values) == 0:
		return "-"
	case f.Name == "header" || f.Name == "auth":
		return fmt.Sprintf("(%s, not shown)", count(len(values), "value"))
	case f.Name == "url" || f.Name == "origin-url":
		return shownURL(values[0])
	}
	return oneLine(strings.Join(values, ", "))
}

// note remembers where the flags that are set by now, and were not before, have
// their values from.
func (a *app) note(c *cobra.Command, from func(f *pflag.Flag) string) {
	if a.origins == nil {
		a.origins = map[string]string{}
	}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed && a.origins[f.Name] == "" {
			a.origins[f.Name] = from(f)
		}
	})
}

// configSchema prints the schema made of the flags, so that it cannot lag behind
// them.
func (a *app) configSchema() error {
	properties := map[string]any{
		"version": map[string]any{"const": 1, "description": "of the format of this file"},
		"accept":  acceptSchema(),
	}
	for _, f := range auditFlagList(a.auditCommand()) {
		properties[f.Name] = flagSchema(f)
	}
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": settings.Name,
		"description": "The flags of proverb audit, and the findings that are accepted.",
		"type":        "object", "additionalProperties": false, "properties": properties,
	})
}

// flagSchema: every value may be written as text, which may hold variables.
func flagSchema(f *pflag.Flag) map[string]any {
	out := map[string]any{"description": f.Usage, "type": "string"}
	if _, many := f.Value.(pflag.SliceValue); many {
		out["type"] = []string{"string", "array"}
		out["items"] = map[string]any{"type": "string"}
		return out
	}
	switch f.Value.Type() {
	case "bool":
		out["type"] = []string{"boolean", "string"}
	case "int", "float64":
		out["type"] = []string{"number", "string"}
	}
	return out
}

func acceptSchema() map[string]any {
	text := func(s string) map[string]any { return map[string]any{"type": "string", "description": s} }
	return map[string]any{
		"type": "array", "description": "findings that are accepted: told, and no failure",
		"items": map[string]any{
			"type": "object", "additionalProperties": false, "required": []string{"rule", "reason"},
			"properties": map[string]any{
				"rule":    text("the id of a rule"),
				"path":    text("a glob over path templates; without it any path, and the server as a whole"),
				"method":  text("without it any method"),
				"reason":  text("why, for those who read the report"),
				"expires": map[string]any{"type": "string", "format": "date", "description": "the last day on which the entry holds, UTC"},
			},
		},
	}
}
