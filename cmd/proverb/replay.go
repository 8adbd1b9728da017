package main

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

const replayLong = `Replay sends the request of one finding again and says whether the rule is still
broken. FINGERPRINT is the finding's in the report: the JSON and the HTML report,
SARIF and the Markdown summary have it.

The method, target, fields and content are those of the report; credentials are not
in it and are given again. Off this machine a method that may change something needs
--confirm-host, whatever the level of the run was.

The exit code is 1 when the rule is still broken, 0 when the answer keeps it, and 3
when that one answer cannot tell.`

const replayExample = `  proverb replay azcqcvzwb3jw --from report.json --url http://127.0.0.1:8080
  proverb replay azcqcvzwb3jw --from report.json --url https://staging.example.com --bearer-env TOKEN`

// replayFlags are the flags of replay.
type replayFlags struct {
	from, url  string
	connection connectionFlags
}

func (a *app) replayCommand() *cobra.Command {
	f := &replayFlags{}
	c := &cobra.Command{
		Use:     "replay FINGERPRINT --from report.json --url URL",
		Short:   "Send the request of one finding again",
		Long:    replayLong,
		Example: replayExample,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("%s takes the fingerprint of one finding, as in %s azcqcvzwb3jw --from report.json", c.CommandPath(), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.replay(c.Context(), args[0], f) },
	}
	c.Flags().StringVar(&f.from, "from", "", "the report that has the finding, JSON or NDJSON")
	c.Flags().StringVar(&f.url, "url", "", "the server to ask")
	f.connection.register(c)
	for _, name := range []string{"origin-url", "concurrency", "rate"} { // they are about many requests
		_ = c.Flags().MarkHidden(name) // it is there
	}
	f.connection.http = ""
	c.Flags().Lookup("http").DefValue = ""
	for name, usage := range map[string]string{
		"http":         "the version of HTTP to speak: 1.1 or 2 (default the one that the report has the request in)",
		"header":       "a field to send beside those of the report: 'Name: value' (repeatable)",
		"confirm-host": "a host off this machine that a method may be sent to which may change something",
	} {
		c.Flags().Lookup(name).Usage = usage
	}
	return c
}

func (a *app) replay(ctx context.Context, fingerprint string, f *replayFlags) error {
	config, err := f.config(a)
	if err != nil {
		return err
	}
	report, err := a.readReport(f.from)
	if err != nil {
		return err
	}
	evidence, err := report.Evidence(fingerprint)
	if err != nil {
		return usageError("%s: %w%s", f.from, err, didYouMean(fingerprint, fingerprintsOf(report)))
	}
	if err := hasBase(f.url, evidence.Exchange.Target); err != nil {
		return err
	}
	config.HTTP = cmp.Or(config.HTTP, evidence.HTTP())
	x, err := runner.Replay(ctx, evidence.Exchange, config)
	switch {
	case ctx.Err() != nil:
		return &exitError{code: exitInterrupted}
	case err != nil:
		return err
	}
	said := judgeAgain(evidence, x)
	a.showReplay(evidence, x, config, said)
	return said.exit()
}

func (f *replayFlags) config(a *app) (runner.Config, error) {
	switch {
	case f.from == "":
		return runner.Config{}, usageError("which report has the finding? give it with --from report.json")
	case f.url == "":
		return runner.Config{}, usageError("which server? give it with --url")
	}
	if err := checkURL(f.url); err != nil {
		return runner.Config{}, err
	}
	c, err := f.connection.config(a.getenv)
	c.URL = f.url
	return c, err
}

func fingerprintsOf(r *reports.Report) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Fingerprint)
	}
	return out
}

// hasBase refuses a base path that the recorded target does not have: the target
// is sent as it was.
func hasBase(base, target string) error {
	u, err := url.Parse(base)
	if err != nil {
		return usageError("--url %s: it is no URL", shownURL(base))
	}
	if path := strings.TrimRight(u.EscapedPath(), "/"); path != "" && !strings.HasPrefix(target, path+"/") && target != path {
		return usageError("--url %s: the request was sent to %s, which is not below %s; give the URL without a path", shownURL(base), oneLine(target), path)
	}
	return nil
}

// said is what an answer says about a rule.
type said struct {
	code int
	text string
}

func (s said) exit() error {
	if s.code == exitConforms {
		return nil
	}
	return &exitError{code: s.code}
}

// judgeAgain holds the new answer to the rule. Some rules look at more than one
// exchange, or into the document; those do not find the recorded one at fault
// either when it stands alone, and then the new one alone says nothing.
func judgeAgain(e *reports.Evidence, x *runner.Exchange) said {
	f := e.Finding
	at := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == f.Rule })
	if at < 0 {
		return said{exitUndecided, "UNDECIDED: this version of Proverb has no rule " + f.Rule}
	}
	before, _, err := judgeAlone(rules.Rules[at], e.Notation(e.Exchange))
	if err != nil || !slices.ContainsFunc(before, isProblem) {
		return said{exitUndecided, "UNDECIDED: " + f.Rule + " looks at more than one exchange, or into the document; only an audit can tell"}
	}
	if x.Outcome != runner.Answered && e.Exchange.Outcome == runner.Answered {
		return said{exitUndecided, "UNDECIDED: no answer came: " + string(x.Outcome) + ", " + x.Trouble}
	}
	now, applied, err := judgeAlone(rules.Rules[at], e.Notation(x))
	if i := slices.IndexFunc(now, isProblem); err == nil && i >= 0 {
		return said{exitFails, "STILL FAILS: " + now[i].Text}
	}
	if err != nil || !applied || len(now) > 0 {
		return said{exitUndecided, "UNDECIDED: the finding is gone, but this answer gives the rule no occasion; only an audit can tell"}
	}
	return said{exitConforms, "MENDED: this answer keeps the rule"}
}

func isProblem(p rules.Problem) bool { return !p.Inconclusive }

// judgeAlone asks one rule about one exchange, as an example of the rule.
func judgeAlone(r rules.Rule, notation string) ([]rules.Problem, bool, error) {
	examples, err := rules.ParseExamples([]byte("-- fail: replayed --\n" + notation + "\n"))
	if err != nil || len(examples) != 1 {
		return nil, false, fmt.Errorf("reading the exchange: %w", err)
	}
	problems, applied := examples[0].Judge(r)
	return problems, applied, nil
}

func (a *app) showReplay(e *reports.Evidence, x *runner.Exchange, c runner.Config, s said) {
	fmt.Fprintf(a.stdout, "%s\n\n", e.Finding.InShort())
	fmt.Fprintf(a.stdout, "%s\n\n$ %s\n\n", strings.TrimRight(indent(e.Show(x), "  "), "\n"), e.Curl(x, originOf(c.URL), c.Connection()))
	fmt.Fprintln(a.stdout, reports.Line(s.text))
}

// originOf is the scheme and authority of a URL, without user information.
func originOf(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return shownURL(base)
	}
	return u.Scheme + "://" + u.Host
}
