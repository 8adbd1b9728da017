package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

const inspectLong = `Inspect asks one address by several methods, and says what its answers mean: the
status and who mostly sends it, the fields, whether caches may keep the answer, for
how long and why, who answered, whether to send the request again, what pages of
another origin may do, and where redirects lead. It needs no document.

Without --method it asks by GET, HEAD, OPTIONS and a method that no server knows
(UNKNOWN). --method all asks by every registered method that the safety level lets
be sent. read-only, the default off this machine: safe methods and UNKNOWN. guarded,
the default here: also one that may change something, if an Allow of the address
leaves it out, so that it will be refused; OPTIONS is asked first for that. full: whatever was named, as it is.

Redirects are followed on the origin of the URL; elsewhere they are told, and
followed only with --confirm-host, without the fields and credentials of the run.

The exit code is 1 when a finding reaches --fail-on, 3 when a method got no answer.`

const inspectExample = `  proverb inspect http://127.0.0.1:8080/books
  proverb inspect https://example.com/ --method GET --method POST
  proverb inspect http://127.0.0.1:8080/books --method all --report html=books.html
  proverb inspect http://127.0.0.1:8080/books -o json`

// inspectFlags are the flags of inspect.
type inspectFlags struct {
	methods                    []string
	safety, pageOrigin, format string
	reports                    []string
	verbose                    bool
	color                      string
	connection                 connectionFlags
	judging                    judgingFlags
}

func (a *app) inspectCommand() *cobra.Command {
	f := &inspectFlags{}
	c := &cobra.Command{
		Use:     "inspect URL",
		Short:   "Ask one address, and say what its answers mean",
		Long:    inspectLong,
		Example: inspectExample,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("%s takes the URL of one address, as in %s http://127.0.0.1:8080/books", c.CommandPath(), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.inspect(c.Context(), args[0], f) },
	}
	f.connection.register(c)
	f.judging.register(c)
	l := c.Flags()
	for _, name := range []string{"origin-url", "concurrency", "min-judged"} { // they are about runs of many probes
		_ = l.MarkHidden(name) // it is there
	}
	for name, usage := range map[string]string{ // one request at a time, and an address that is no flag
		"header":       "a field to send with every request: 'Name: value' (repeatable)",
		"unix-socket":  "connect to this Unix socket; the URL then gives scheme, Host and path",
		"confirm-host": "a host off this machine that may be asked above read-only, or that redirects may lead to",
	} {
		l.Lookup(name).Usage = usage
	}
	l.StringSliceVar(&f.methods, "method", nil, "a method to ask by, UNKNOWN for one that no server knows, or all (repeatable; default GET, HEAD, OPTIONS, UNKNOWN)")
	l.StringVar(&f.safety, "safety", "", "read-only, guarded or full (default guarded on loopback, else read-only)")
	l.StringVar(&f.pageOrigin, "page-origin", "", "the origin of the page to ask as, scheme://host (default a made-up one)")
	l.StringVarP(&f.format, "output", "o", "text", "what to print: text, json or html")
	l.StringSliceVar(&f.reports, "report", nil, "a report to write, FORMAT=PATH, of html, json, text; - is standard output (repeatable)")
	l.BoolVarP(&f.verbose, "verbose", "v", false, "print each exchange as it was on the wire, with a curl line")
	l.StringVar(&f.color, "color", "auto", "colour: auto, always or never")
	return c
}

func (a *app) inspect(ctx context.Context, address string, f *inspectFlags) error {
	outs, err := f.destinations()
	if err != nil {
		return err
	}
	profile, err := f.judging.judgingProfile()
	if err != nil {
		return err
	}
	profile.Rules = rules.Undocumented()
	config, what, err := f.asked(a, address)
	if err != nil {
		return err
	}
	if err := reports.Check(outs); err != nil {
		return err
	}
	began := time.Now()
	found, err := runner.Inspect(ctx, what, config)
	if err != nil {
		return err
	}
	judging := time.Now()
	j := rules.Judge(found.Record, profile)
	i := reports.NewInspection(j, found.Hops, reports.About{ToolVersion: version(), Probing: judging.Sub(began), Judging: time.Since(judging)})
	if err := a.tellInspection(i, outs, f); err != nil {
		return &exitError{exitUsage, err}
	}
	return inspectExit(i, found.Record.Cut)
}

// inspectExit is the exit code of an inspection, as that of a run.
func inspectExit(i *reports.Inspection, cut runner.Cut) error {
	code := exitConforms
	switch {
	case cut == runner.CutInterrupted:
		code = exitInterrupted
	case cut != "":
		code = exitUndecided
	case i.Verdict == "fails":
		code = exitFails
	case i.Verdict == "undecided":
		code = exitUndecided
	}
	if code == exitConforms {
		return nil
	}
	return &exitError{code: code}
}

// destinations are the reports that were asked for.
func (f *inspectFlags) destinations() ([]reports.Output, error) {
	if !slices.Contains([]string{"auto", "always", "never"}, f.color) {
		return nil, usageError("--color %q: it is auto, always or never", f.color)
	}
	if reports.InspectionFormats[f.format] == nil {
		return nil, usageError("--output %q: it is text, json or html", f.format)
	}
	var outs []reports.Output
	for _, r := range f.reports {
		o, err := reports.ParseInspectionOutput(r)
		if err != nil {
			return nil, usageError("--%w", err)
		}
		if o.Path == "-" {
			f.format = o.Format
			continue
		}
		outs = append(outs, o)
	}
	return outs, nil
}

// tellInspection writes the files first: what reads standard output may hang up.
func (a *app) tellInspection(i *reports.Inspection, outs []reports.Output, f *inspectFlags) error {
	if err := reports.WriteInspection(i, outs, a.stdout); err != nil {
		return err
	}
	if f.format == "text" {
		return reports.InspectionText(colored(f.color, a.getenv, a.stdout), f.verbose)(a.stdout, i)
	}
	return reports.InspectionFormats[f.format](a.stdout, i)
}

// asked is what to ask, and how to reach the server.
func (f *inspectFlags) asked(a *app, address string) (runner.Config, runner.Inspection, error) {
	i := runner.Inspection{Origin: f.pageOrigin}
	config, err := f.connection.config(a.getenv)
	if err != nil {
		return config, i, err
	}
	if config.OriginURL != "" {
		return config, i, usageError("--origin-url is for audits; inspect that address by itself")
	}
	if config.URL, i.Path, i.Query, err = runner.SplitAddress(address); err != nil {
		return config, i, usageError("%w", err)
	}
	if i.Origin != "" && !isPageOrigin(i.Origin) {
		return config, i, usageError("--page-origin %q: it is a scheme and a host, as in https://app.example.com", i.Origin)
	}
	if i.Methods, err = inspectMethods(f.methods); err != nil {
		return config, i, err
	}
	questions := questionFlags{safety: f.safety}
	if i.Safety, err = questions.level(); err != nil || i.Safety != "" {
		return config, i, err
	}
	i.Safety, err = runner.DefaultSafety(config)
	return config, i, err
}

// isPageOrigin reports whether s is an origin as browsers send it.
func isPageOrigin(s string) bool {
	scheme, host, ok := strings.Cut(s, "://")
	return ok && isToken(scheme) && host != "" && !strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("/?#*,", r) })
}

// inspectMethods are the methods to ask by. A registered one may be written in
// lower case: servers are not, but people are.
func inspectMethods(named []string) ([]string, error) {
	if len(named) == 0 {
		return []string{"GET", "HEAD", "OPTIONS", runner.MethodUnknown}, nil
	}
	var out []string
	for _, m := range named {
		upper := strings.ToUpper(m)
		_, registered := specs.Registered(upper)
		switch {
		case upper == "ALL":
			out = append(out, everyMethod()...)
		case upper == "CONNECT" || upper == "PRI":
			return nil, usageError("--method %s: it is about the connection and not about an address", upper)
		case registered || upper == runner.MethodUnknown:
			out = append(out, upper)
		case isToken(m):
			out = append(out, m)
		default:
			return nil, usageError("--method %q: it is no token, as the name of a method is", m)
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(m string) bool {
		was := seen[m]
		seen[m] = true
		return was
	}), nil
}

// everyMethod is the whole registry, but for what is about the connection.
func everyMethod() []string {
	out := []string{runner.MethodUnknown}
	for _, m := range specs.Registry {
		if m.Name != "CONNECT" && m.Name != "PRI" {
			out = append(out, m.Name)
		}
	}
	return out
}
