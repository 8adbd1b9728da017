package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// textWidth is how wide prose is set.
const textWidth = 80

// wrap sets prose in lines, each after the margin. Empty lines part paragraphs;
// lines that begin with a space or a tab (code) are kept as they are.
func wrap(text, margin string) string { return wrapTo(textWidth, text, margin) }

// wrapTo is wrap for lines of another width.
func wrapTo(width int, text, margin string) string {
	var out []string
	line := ""
	flush := func() {
		if line != "" {
			out = append(out, line)
			line = ""
		}
	}
	for _, given := range strings.Split(text, "\n") {
		if given == "" || given[0] == ' ' || given[0] == '\t' {
			flush()
			out = append(out, strings.TrimRight(margin+given, " \t"))
			continue
		}
		for _, word := range strings.Fields(given) {
			switch {
			case line == "":
				line = margin + word
			case len([]rune(line))+1+len([]rune(word)) > width:
				flush()
				line = margin + word
			default:
				line += " " + word
			}
		}
	}
	flush()
	return strings.Join(out, "\n")
}

// notice tells on standard error what is being done, set in lines of which the
// further ones are indented.
func (a *app) notice(text string) {
	fmt.Fprintln(a.stderr, hanging("proverb: "+text, "  "))
}

// hanging sets prose in lines, the margin before all but the first.
func hanging(text, margin string) string {
	return strings.TrimPrefix(wrap(text, margin), margin)
}

// indent puts the margin before every line that is not empty.
func indent(text, margin string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(margin)
		}
		b.WriteString(line)
	}
	if !strings.HasSuffix(text, "\n") {
		b.WriteByte('\n')
	}
	return b.String()
}

// fit sets the help of all commands in lines that a terminal shows whole. A command
// that has others under it does nothing by itself, so that no usage of it is told.
func fit(root *cobra.Command) {
	root.SetUsageTemplate(strings.NewReplacer(
		"Flags.FlagUsages |", fmt.Sprintf("Flags.FlagUsagesWrapped %d |", textWidth),
		"{{if .Runnable}}", "{{if and .Runnable (not .HasAvailableSubCommands)}}",
	).Replace(root.UsageTemplate()))
	nameValues(root)
	setLong(root)
}

// setLong wraps what a command and those under it say of themselves.
func setLong(c *cobra.Command) {
	c.Long = wrap(strings.ReplaceAll(c.Long, "#### ", ""), "") // as the library writes headings
	for _, sub := range c.Commands() {
		setLong(sub)
	}
}
