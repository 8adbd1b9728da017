package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// trial is what a run is made of: everything has been checked by now.
type trial struct {
	plan    *specs.Plan
	config  runner.Config
	profile rules.Profile
	loaded  time.Duration
	quiet   bool
	outs    []reports.Output
}

// outcome is what was made of a run. The record is not in it: with a large run
// the memory is needed while the reports are written.
type outcome struct {
	report *reports.Report
	code   int
	cut    string // why the run was cut short; empty when it was not
}

// patience is how long a finished run waits for the validation of its document.
const patience = 10 * time.Second

// conduct sends the plan and judges what comes back. Its error says that the run
// could not be made as asked.
func (a *app) conduct(ctx context.Context, t trial) (*outcome, error) {
	if !t.quiet {
		p := newProgress(a.stderr, a.getenv)
		p.watch()
		defer p.done()
		t.config.Progress = p.update
	}
	written, err := t.recordLive()
	if err != nil {
		return nil, err
	}
	defer written()
	probing := time.Now()
	validated := t.plan.Validate()
	record, err := runner.Run(ctx, t.plan, t.config)
	if err != nil {
		return nil, err
	}
	validated(patience)
	judging := time.Now()
	j := rules.Judge(record, t.profile)
	about := reports.About{
		ToolVersion: version(), Load: t.loaded,
		Probing: judging.Sub(probing), Judging: time.Since(judging),
	}
	out := &outcome{report: reports.New(j, about), code: exitCode(j)}
	if record.Cut != "" {
		out.cut = "the run was cut short: " + oneLine(record.CutText)
	}
	return out, nil
}

// deliver writes the reports and turns the verdict into an exit code.
func (a *app) deliver(out *destinations, run *outcome) error {
	code := run.code
	if err := out.write(run.report); err != nil {
		if code != exitInterrupted {
			code = exitUsage
		}
		return &exitError{code, err}
	}
	if run.cut != "" {
		fmt.Fprintln(a.stderr, "proverb:", run.cut)
	}
	if code == exitConforms {
		return nil
	}
	return &exitError{code: code}
}

// recordLive writes each exchange to the files of NDJSON reports as it ends, so
// that a run that is killed leaves what it heard. The report takes their place.
func (t *trial) recordLive() (done func(), err error) {
	var files []*os.File
	var lives []*reports.Live
	done = func() {
		for _, f := range files {
			f.Close()
		}
	}
	for _, o := range t.outs {
		if o.Format != "ndjson" || !o.Replaceable() {
			continue
		}
		f, err := o.Create()
		if err != nil {
			done()
			return nil, fmt.Errorf("report %s=%s: %w", o.Format, o.Path, err)
		}
		files = append(files, f)
		live, err := reports.NewLive(f, t.plan, shownURL(t.config.URL), reports.About{ToolVersion: version()})
		if err != nil {
			done()
			return nil, err
		}
		lives = append(lives, live)
	}
	if len(lives) > 0 {
		t.config.Heard = func(x *runner.Exchange) {
			for _, l := range lives {
				l.Add(x)
			}
		}
	}
	return done, nil
}
