package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/suite/rules"
)

const baselineLong = `Baseline keeps the file of accepted findings, ` + reports.BaselineFile + `: findings that
are in it are told in every report and do not fail the run; others do. It works on
the JSON report of an audit (--report json=report.json) and sends nothing.

create writes the file; update adds what fails and is new, and takes away what the
report shows to be gone; prune only takes away; show lists it.`

const baselineExample = `  proverb audit openapi.yaml --url http://127.0.0.1:8080 --report json=report.json
  proverb baseline create report.json
  proverb baseline prune report.json --check`

func (a *app) baselineCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "baseline", Short: "Keep the file of accepted findings", Long: baselineLong, Example: baselineExample,
		Args: cobra.ArbitraryArgs, RunE: noSuchCommand,
	}
	c.AddCommand(
		a.baselineVerb("create", "Accept what a report finds", createBaseline),
		a.baselineVerb("update", "Accept what is new in a report, drop what is gone", updateBaseline),
		a.pruneCommand(), a.showCommand())
	return c
}

// verb makes the new entries of a baseline of a report and the old ones.
type verb func(file string, r *reports.Report, old []rules.Acceptance, found bool) ([]rules.Acceptance, error)

func (a *app) baselineVerb(name, short string, do verb) *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: name + " REPORT.json", Short: short, Args: oneReport,
		RunE: func(_ *cobra.Command, args []string) error { return a.keepBaseline(args[0], file, do) },
	}
	baselineFlag(c, &file)
	return c
}

func baselineFlag(c *cobra.Command, file *string) {
	c.Flags().StringVar(file, "baseline", reports.BaselineFile, "the file of accepted findings")
}

func oneReport(c *cobra.Command, args []string) error {
	if len(args) == 1 {
		return nil
	}
	return usageError("%s takes one report in JSON: proverb audit ... --report json=report.json writes it", c.CommandPath())
}

// keepBaseline does what a verb does to a file, and says what has changed.
func (a *app) keepBaseline(report, file string, do verb) error {
	r, old, found, err := a.readBoth(report, file)
	if err != nil {
		return err
	}
	now, err := do(file, r, old, found)
	if err != nil {
		return err
	}
	if err := reports.SaveBaseline(file, now); err != nil {
		return err
	}
	fmt.Fprintf(a.stderr, "proverb: %s: %s, %d added, %d taken away\n", file, count(len(now), "accepted finding"),
		len(reports.Without(now, old)), len(reports.Without(old, now)))
	return nil
}

func (a *app) readBoth(report, file string) (r *reports.Report, old []rules.Acceptance, found bool, err error) {
	if r, err = a.readReport(report); err != nil {
		return nil, nil, false, err
	}
	old, found, err = reports.LoadBaseline(file)
	return r, old, found, err
}

func createBaseline(file string, r *reports.Report, _ []rules.Acceptance, found bool) ([]rules.Acceptance, error) {
	if found {
		return nil, usageError("there is a %s already; proverb baseline update keeps its reasons", file)
	}
	return reports.Failing(r), nil
}

func updateBaseline(file string, r *reports.Report, old []rules.Acceptance, found bool) ([]rules.Acceptance, error) {
	if !found {
		return nil, usageError("there is no %s; proverb baseline create makes one", file)
	}
	return reports.Updated(r, old), nil
}

func (a *app) pruneCommand() *cobra.Command {
	var file string
	var check bool
	c := &cobra.Command{
		Use: "prune REPORT.json", Short: "Drop what a report shows to be gone", Args: oneReport,
		RunE: func(_ *cobra.Command, args []string) error { return a.prune(args[0], file, check) },
	}
	baselineFlag(c, &file)
	c.Flags().BoolVar(&check, "check", false, "change nothing; exit 1 where something is gone")
	return c
}

func (a *app) prune(report, file string, check bool) error {
	r, old, found, err := a.readBoth(report, file)
	if err != nil {
		return err
	}
	if !found {
		return usageError("there is no %s; proverb baseline create makes one", file)
	}
	gone := reports.Gone(r, old)
	for i := range gone {
		fmt.Fprintf(a.stdout, "%s: %s no longer occurs\n", gone[i].From, gone[i].Name())
	}
	switch {
	case check && len(gone) > 0:
		return &exitError{code: exitFails}
	case check || len(gone) == 0:
		return nil
	}
	return reports.SaveBaseline(file, reports.Without(old, gone))
}

func (a *app) showCommand() *cobra.Command {
	var file string
	c := &cobra.Command{
		Use: "show", Short: "List the accepted findings", Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return a.showBaseline(file) },
	}
	baselineFlag(c, &file)
	return c
}

func (a *app) showBaseline(file string) error {
	entries, found, err := reports.LoadBaseline(file)
	if err != nil {
		return err
	}
	if !found {
		return usageError("there is no %s; proverb baseline create makes one", file)
	}
	t := table{names: 3}
	t.add("FINGERPRINT", "RULE", "METHOD", "PATH", "EXPIRES", "REASON")
	for _, e := range entries {
		expires := ""
		if !e.Expires.IsZero() {
			expires = e.Expires.Format(time.DateOnly)
		}
		if e.Expired(time.Now()) {
			expires += " (over)"
		}
		t.add(e.Fingerprint, e.Rule, orElse(e.Method, "-"), orElse(e.Path, "-"), orElse(expires, "-"), orElse(oneLine(e.Reason), "-"))
	}
	return t.print(a.stdout)
}
