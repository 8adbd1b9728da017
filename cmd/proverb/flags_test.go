package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// TestEnvironment: a variable stands in for a flag, holds one value a line where
// the flag can be repeated, and gives way to the flag.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	var f auditFlags
	c := &cobra.Command{}
	f.questions.register(c)
	f.connection.register(c)
	f.judging.register(c)
	f.output.register(c)
	if err := c.ParseFlags([]string{"--header", "A: flag", "--url", "http://flag"}); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"PROVERB_URL": "http://variable", "PROVERB_HEADER": "B: variable",
		"PROVERB_PARAM": "id=1,2\n\n GET id=3 \n", "PROVERB_RULES": "cache,allow", "PROVERB_REPORT": "json=a.json,html=b.html",
		"PROVERB_INSECURE": "1", "PROVERB_MIN_JUDGED": "0.25", "PROVERB_EXCLUDE_OPERATION_ID": "a",
	}
	a := &app{getenv: func(name string) string { return env[name] }}
	if err := a.fromEnvironment(c, nil); err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		what      string
		got, want []string
	}{
		{"url", []string{f.questions.url}, []string{"http://flag"}},
		{"header", f.connection.headers, []string{"A: flag"}},
		{"param", f.questions.params, []string{"id=1,2", "GET id=3"}},
		{"rules", f.judging.only, []string{"cache", "allow"}},
		{"report", f.output.reports, []string{"json=a.json", "html=b.html"}},
		{"exclude-operation-id", f.questions.exclude.OperationIDs, []string{"a"}},
	} {
		if !slices.Equal(s.got, s.want) {
			t.Errorf("%s is %q, want %q", s.what, s.got, s.want)
		}
	}
	if !f.connection.insecure || f.judging.minJudged != 0.25 {
		t.Errorf("insecure %v, min-judged %v", f.connection.insecure, f.judging.minJudged)
	}
}

func TestColour(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		flag, env string
		want      bool
	}{
		{"always", "NO_COLOR=1", true},
		{"never", "FORCE_COLOR=1", false},
		{"auto", "", false}, // not a terminal
		{"auto", "FORCE_COLOR=1", true},
		{"auto", "FORCE_COLOR=0", false},
		{"auto", "CLICOLOR_FORCE=1 TERM=dumb", true},
		{"auto", "NO_COLOR=1 FORCE_COLOR=1", false},
	} {
		getenv := func(name string) string {
			for _, v := range strings.Fields(c.env) {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value
				}
			}
			return ""
		}
		if got := colored(c.flag, getenv, &bytes.Buffer{}); got != c.want {
			t.Errorf("--color %s with %q: %v", c.flag, c.env, got)
		}
	}
}

// TestHelpFitsATerminal: 80 columns, but for examples, which are there to be copied.
func TestHelpFitsATerminal(t *testing.T) {
	t.Parallel()
	a := &app{}
	for _, c := range family(a.rootCommand()) {
		help := strings.Replace(c.Long+"\n"+c.UsageString(), c.Example, "", 1)
		for line := range strings.Lines(help) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%s --help: %d columns: %s", c.CommandPath(), n, line)
			}
		}
	}
}

// family is a command and all under it.
func family(c *cobra.Command) []*cobra.Command {
	out := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		out = append(out, family(sub)...)
	}
	return out
}

// TestHelpOfEveryFlag keeps flags explained, and explained shortly.
func TestHelpOfEveryFlag(t *testing.T) {
	t.Parallel()
	a := &app{}
	for _, c := range a.rootCommand().Commands() {
		if c.Short == "" {
			t.Errorf("%s has no word of help", c.Name())
		}
		for line := range strings.Lines(c.Flags().FlagUsages()) {
			if fields := strings.Fields(line); len(fields) < 3 {
				t.Errorf("%s: a flag without help: %s", c.Name(), line)
			}
		}
	}
}
