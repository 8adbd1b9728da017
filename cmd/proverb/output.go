package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
)

// outputFlags say where the reports go, and what is told beside them.
type outputFlags struct {
	reports []string
	quiet   bool
	color   string
}

func (o *outputFlags) register(c *cobra.Command) {
	c.Flags().StringSliceVar(&o.reports, "report", nil,
		"a report to write, FORMAT=PATH, of "+strings.Join(reports.FormatNames(), ", ")+"; - is standard output (repeatable)")
	registerScreen(c, &o.quiet, &o.color)
}

// registerScreen adds the flags that say how much is told on a screen.
func registerScreen(c *cobra.Command, quiet *bool, color *string) {
	c.Flags().BoolVarP(quiet, "quiet", "q", false, "no progress, and no word of where the reports are")
	c.Flags().StringVar(color, "color", "auto", "colour: auto, always or never")
}

// destinations are where the reports of a run go.
type destinations struct {
	*app
	outs  []reports.Output
	text  bool // whether standard output has the text report
	color bool
	quiet bool
}

// destinations reads --report. The text goes to standard output, unless it was
// sent elsewhere or another format took the place.
func (o *outputFlags) destinations(a *app) (*destinations, error) {
	if !slices.Contains([]string{"auto", "always", "never"}, o.color) {
		return nil, usageError("--color %q: it is auto, always or never", o.color)
	}
	d := &destinations{app: a, text: true, color: colored(o.color, a.getenv, a.stdout), quiet: o.quiet}
	onStdout := ""
	for _, r := range o.reports {
		out, err := reports.ParseOutput(r)
		if err != nil {
			return nil, err
		}
		// Annotations are lines among others: the text has its place beside them.
		if out.Path == "-" && out.Format != "github" {
			if onStdout != "" {
				return nil, usageError("--report: %s and %s cannot both go to standard output", onStdout, out.Format)
			}
			onStdout = out.Format
		}
		d.text = d.text && out.Format != "text" && (out.Path != "-" || out.Format == "github")
		d.outs = append(d.outs, out)
	}
	// Text asked for on standard output is the text that is there anyway.
	if onStdout == "text" {
		d.text = true
		d.outs = slices.DeleteFunc(d.outs, func(o reports.Output) bool { return o.Path == "-" && o.Format == "text" })
	}
	return d, nil
}

// check finds out whether everything can be written.
func (d *destinations) check() error { return reports.Check(d.outs) }

// write writes the files first: what reads standard output may hang up.
func (d *destinations) write(r *reports.Report) error {
	err := reports.Write(r, d.outs, d.stdout)
	d.summarize(r)
	if d.text {
		if textErr := reports.Text(d.color)(d.stdout, r); textErr != nil && err == nil {
			err = fmt.Errorf("writing to standard output: %w", textErr)
		}
	}
	if err != nil || d.quiet {
		return err
	}
	for _, o := range d.outs {
		if o.Path != "-" {
			fmt.Fprintf(d.stderr, "proverb: the %s report is %s\n", o.Format, strings.Join(o.Files(), ", "))
		}
	}
	if !d.text {
		fmt.Fprintf(d.stderr, "proverb: %s: %s\n", r.Verdict, oneLine(r.Because))
	}
	return nil
}

// colored settles whether text is coloured: what the flag says, then what the
// environment says, then whether somebody is looking.
func colored(flag string, getenv func(string) string, out io.Writer) bool {
	force := func(name string) bool { v := getenv(name); return v != "" && v != "0" }
	switch {
	case flag != "auto":
		return flag == "always"
	case getenv("NO_COLOR") != "":
		return false
	case force("FORCE_COLOR"), force("CLICOLOR_FORCE"):
		return true
	case getenv("TERM") == "dumb":
		return false
	}
	return isTerminal(out)
}
