package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
)

const reportLong = `Report tells a run again: it reads what audit wrote with --report json=FILE or
--report ndjson=FILE (- is standard input) and writes it in any format, without
asking the server anything.

Several files are the shards of one run (audit --shard i/n) and are told as the run it
would have been without them. A shard that is missing is exit code 3.

With --compare OLD the report says what is new, what is fixed, what is as before, and
what was found then and not looked at again.

The exit code is that of the verdict: 0 conforms, 1 fails, 3 cut short or undecided.`

const reportExample = `  proverb report report.json --report html=report.html --report sarif=proverb.sarif
  proverb report shard-*.ndjson --report junit=junit.xml
  proverb report report.json --compare main.json`

// reportFlags are the flags of report.
type reportFlags struct {
	compare string
	output  outputFlags
}

func (a *app) reportCommand() *cobra.Command {
	f := &reportFlags{}
	c := &cobra.Command{
		Use:     "report FILE...",
		Short:   "Tell a run again, merge shards, compare",
		Long:    reportLong,
		Example: reportExample,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("%s needs the report of a run: write one with proverb audit --report json=report.json", c.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.report(args, f) },
	}
	c.Flags().StringVar(&f.compare, "compare", "", "the report of an earlier run, to say what has changed since")
	f.output.register(c)
	return c
}

func (a *app) report(files []string, f *reportFlags) error {
	out, err := f.output.destinations(a)
	if err != nil {
		return err
	}
	var shards []*reports.Report
	for _, file := range files {
		r, err := a.readReport(file)
		if err != nil {
			return err
		}
		shards = append(shards, r)
	}
	r, err := oneRun(shards)
	if err != nil {
		return err
	}
	earlier, err := a.earlier(f.compare)
	if err != nil {
		return err
	}
	if earlier != nil {
		reports.Compare(r, earlier)
	}
	if err := out.check(); err != nil {
		return err
	}
	if err := out.write(r); err != nil {
		return err
	}
	return verdictError(r)
}

// earlier reads the report that is compared with; nil where none is named.
func (a *app) earlier(file string) (*reports.Report, error) {
	if file == "" {
		return nil, nil
	}
	r, err := a.readReport(file)
	if err != nil {
		return nil, usageError("--compare: %w", err)
	}
	return r, nil
}

// oneRun is a report as it is, and of several the run that they are shards of.
func oneRun(parts []*reports.Report) (*reports.Report, error) {
	if len(parts) == 1 {
		return parts[0], nil
	}
	r, err := reports.Merge(parts)
	var missing *reports.MissingShardsError
	switch {
	case errors.As(err, &missing):
		return nil, &exitError{code: exitUndecided, err: err}
	case err != nil:
		return nil, usageError("these files cannot be told as one run: %w", err)
	}
	return r, nil
}

// readReport reads a report from a file, or from standard input.
func (a *app) readReport(file string) (*reports.Report, error) {
	var from io.Reader = a.stdin
	if file != "-" {
		f, err := os.Open(file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usageError("there is no file %s: name a report that proverb audit wrote with --report json=FILE", file)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the report: %w", err)
		}
		defer f.Close()
		from = f
	}
	r, err := reports.Read(from)
	if err != nil {
		return nil, usageError("%s: %w; name a report that proverb audit wrote with --report json=FILE", file, err)
	}
	return r, nil
}

// verdictError is the exit code of a run that is told again. Who interrupted it
// did not interrupt the telling, so there is no 130.
func verdictError(r *reports.Report) error {
	switch {
	case r.Cut != "":
		return &exitError{code: exitUndecided}
	case r.Verdict == "fails":
		return &exitError{code: exitFails}
	case r.Verdict == "conforms":
		return nil
	}
	return &exitError{code: exitUndecided}
}
