package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/specs/samples"
	"github.com/proverb-dev/proverb/suite/rules"
)

const demoLong = `Demo starts the built-in simulator in process, a small bookshop, with several faults
planted; audits it; prints what it found; and writes report.html, junit.xml and
report.json. It needs no network and exits 0, whatever it finds.`

const demoExample = `  proverb demo
  proverb demo --fault none
  proverb demo --fault list
  proverb demo --fault no-allow@/authors`

// demoFlags are the flags of demo.
type demoFlags struct {
	faults []string
	out    string
	quiet  bool
	color  string
}

func (a *app) demoCommand() *cobra.Command {
	f := &demoFlags{}
	c := &cobra.Command{
		Use:     "demo",
		Short:   "Audit the built-in simulator: nothing to set up",
		Long:    demoLong,
		Example: demoExample,
		Args:    noArguments,
		RunE:    func(c *cobra.Command, _ []string) error { return a.demo(c.Context(), f) },
	}
	c.Flags().StringArrayVar(&f.faults, "fault", nil, "a fault to plant, none, or list to see which there are (repeatable)")
	c.Flags().StringVar(&f.out, "out", "proverb-report", "the folder for the reports")
	registerScreen(c, &f.quiet, &f.color)
	return c
}

func (a *app) demo(ctx context.Context, f *demoFlags) error {
	if slices.Contains(f.faults, "list") {
		return a.listFaults()
	}
	faults := demoFaults(f.faults)
	shop, err := simulator.New(faults...)
	if err != nil {
		return faultError("demo", faults, err)
	}
	loading := time.Now()
	plan, err := specs.Parse(simulator.Document(faults...), samples.Bookshop, specs.Options{Safety: specs.Guarded, AllMethods: true})
	if err != nil {
		return err
	}
	out, err := a.demoDestinations(f)
	if err != nil {
		return err
	}
	if !f.quiet {
		a.notice("auditing the built-in bookshop, in process, with " + planted(faults))
	}
	run, err := a.conduct(ctx, trial{
		plan: plan, config: runner.Config{Handler: shop}, profile: rules.Profile{Name: "rfc"},
		loaded: time.Since(loading), quiet: f.quiet,
	})
	if err != nil {
		return err
	}
	err = demoError(a.deliver(out, run), run)
	if err == nil && !f.quiet {
		a.notice("a server of your own: proverb audit openapi.yaml --url URL")
	}
	return err
}

// demoFaults are the faults to plant: those named, none, or the demo's own.
func demoFaults(named []string) []string {
	switch {
	case len(named) == 0:
		return simulator.DemoFaults()
	case slices.Contains(named, "none"):
		return nil
	}
	return named
}

// faultError is about faults that cannot be planted. There are too many to name
// them all on a screen, as the simulator does.
func faultError(command string, faults []string, err error) error {
	known := simulator.Faults()
	for _, f := range faults {
		name, _, _ := strings.Cut(f, "@")
		if !slices.ContainsFunc(known, func(k simulator.Fault) bool { return name != "" && (k.Name == name || k.Rule == name) }) {
			return usageError("--fault: there is no fault %q%s; see proverb %s --fault list", name, didYouMean(name, faultNames()), command)
		}
	}
	return usageError("--fault: %w; see proverb %s --fault list", err, command)
}

// planted says which faults a simulator has.
func planted(faults []string) string {
	if len(faults) == 0 {
		return "no fault planted"
	}
	return count(len(faults), "fault") + " planted: " + strings.Join(faults, ", ")
}

// demoDestinations are the demo's three files.
func (a *app) demoDestinations(f *demoFlags) (*destinations, error) {
	flags := outputFlags{color: f.color, quiet: f.quiet}
	for _, r := range [][2]string{{"html", "report.html"}, {"junit", "junit.xml"}, {"json", "report.json"}} {
		flags.reports = append(flags.reports, r[0]+"="+filepath.Join(f.out, r[1]))
	}
	out, err := flags.destinations(a)
	if err != nil {
		return nil, err
	}
	return out, out.check()
}

// demoError keeps of a run's exit code only that it was interrupted or could
// not be written: what the demo finds is what it is for.
func demoError(err error, run *outcome) error {
	if exit, ok := err.(*exitError); ok && exit.err == nil && run.code != exitInterrupted {
		return nil
	}
	return err
}

// listFaults prints the faults that can be planted.
func (a *app) listFaults() error {
	t := table{names: 2}
	t.add("FAULT", "BREAKS", "WHAT THE SERVER DOES")
	for _, f := range simulator.Faults() {
		t.add(f.Name, f.Rule, f.Title)
	}
	return t.print(a.stdout)
}
