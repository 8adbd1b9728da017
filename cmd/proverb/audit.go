package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// auditFlags are all the flags of audit.
type auditFlags struct {
	questions  questionFlags
	connection connectionFlags
	credential credentialFlags
	bounds     boundsFlags
	judging    judgingFlags
	accept     acceptFlags
	shard      string
	compare    string
	output     outputFlags
}

const auditLong = `Audit puts a server to the test of its OpenAPI document (a file, or - for standard
input): it loads the document, plans, asks what it must know of the server, sends the
probes, judges, and prints what it found grouped by cause.

What is sent is decided by the safety level. read-only: safe methods and unknown
tokens. guarded: all methods, but declared unsafe ones only in a form meant to be
refused. full: also valid requests for every declared operation.

Only the origin of --url is contacted, and what --origin-url and credentials name.
--url may be left out only where the document's first server is this machine.`

const auditExample = `  proverb audit openapi.yaml --url http://127.0.0.1:8080
  proverb audit openapi.yaml --url https://staging.example.com --bearer-env TOKEN
  proverb audit openapi.yaml --url http://127.0.0.1:8080 --report junit=junit.xml --report html=report.html`

func (a *app) auditCommand() *cobra.Command {
	var f *auditFlags
	c := &cobra.Command{
		Use:     "audit DOCUMENT --url URL",
		Short:   "Probe a server, judge its answers, report",
		Long:    auditLong,
		Example: auditExample,
		Args:    oneDocument,
		RunE: func(c *cobra.Command, args []string) error {
			return a.audit(c.Context(), args[0], f)
		},
	}
	f = newAuditFlags(c)
	return c
}

// newAuditFlags registers all the flags of audit.
func newAuditFlags(c *cobra.Command) *auditFlags {
	f := &auditFlags{}
	f.questions.register(c)
	f.connection.register(c)
	f.credential.register(c)
	f.bounds.register(c)
	f.judging.register(c)
	f.accept.register(c)
	registerShard(c, &f.shard)
	c.Flags().StringVar(&f.compare, "compare", "", "the report of an earlier run, to say what has changed since")
	registerConfig(c)
	f.output.register(c)
	return f
}

// oneDocument wants the document and nothing else.
func oneDocument(c *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return usageError("%s needs the OpenAPI document: %s openapi.yaml --url http://127.0.0.1:8080", c.CommandPath(), c.CommandPath())
	}
	return usageError("%s takes one document, not %d; the server is given with --url", c.CommandPath(), len(args))
}

// audit checks all that can be checked before the first byte is sent.
func (a *app) audit(ctx context.Context, file string, f *auditFlags) error {
	out, err := f.output.destinations(a)
	if err != nil {
		return err
	}
	t, err := a.prepare(file, f)
	if err != nil {
		return err
	}
	earlier, err := a.earlier(f.compare)
	if err != nil {
		return err
	}
	if err := out.check(); err != nil {
		return err
	}
	if f.questions.safety == "" {
		a.announce(t.plan, t.config.URL, t.config)
	}
	if t.config.Transport && t.config.HTTP == runner.HTTP2 {
		a.notice("over HTTP/2 --pack transport compares with HTTP/1.1, and nothing more: its requests are written in HTTP/1.1, and sent without --http 2")
	}
	t.quiet, t.outs = f.output.quiet, out.outs
	run, err := a.conduct(ctx, t)
	if err != nil {
		return err
	}
	if earlier != nil {
		reports.Compare(run.report, earlier)
	}
	return a.deliver(out, run)
}

// prepare settles what is sent where, and how it is judged.
func (a *app) prepare(file string, f *auditFlags) (t trial, err error) {
	if t.profile, err = a.auditProfile(f); err != nil {
		return t, err
	}
	if t.config, err = a.auditConfig(f); err != nil {
		return t, err
	}
	loading := time.Now()
	if t.plan, t.config.URL, err = a.auditPlan(file, &f.questions, t.config); err != nil {
		return t, err
	}
	t.loaded = time.Since(loading)
	if err = somethingToSend(t.plan); err == nil {
		a.tellIdle(t.plan, &f.questions)
	}
	return t, err
}

// auditConfig is what is to be sent where, and with what, as far as flags say it.
func (a *app) auditConfig(f *auditFlags) (runner.Config, error) {
	config, err := f.connection.config(a.getenv)
	if err != nil {
		return config, err
	}
	if err = f.credential.put(&config, a.getenv); err != nil {
		return config, err
	}
	if err = f.bounds.put(&config); err != nil {
		return config, err
	}
	if config.Shard, err = shardOf(f.shard, a.getenv); err != nil {
		return config, err
	}
	if config.NoQuestions, err = f.questions.noQuestions(); err != nil {
		return config, err
	}
	if config.Transport, err = f.questions.transport(); err != nil {
		return config, err
	}
	config.URL = f.questions.url
	if config.URL == "" && config.UnixSocket != "" {
		config.URL = "http://localhost"
	}
	return config, nil
}

// auditProfile is how the answers are judged, and what is accepted of them.
func (a *app) auditProfile(f *auditFlags) (rules.Profile, error) {
	profile, err := f.judging.judgingProfile()
	if err != nil {
		return profile, err
	}
	profile.Accept, err = f.accept.acceptances(a)
	return profile, err
}

// auditPlan makes the plan, and settles which server it is put to and how much
// may be risked there: each of them may depend on the other.
func (a *app) auditPlan(file string, q *questionFlags, config runner.Config) (*specs.Plan, string, error) {
	o, err := q.options()
	if err != nil {
		return nil, "", err
	}
	if o.Safety, err = q.levelAt(config); err != nil {
		return nil, "", err
	}
	source, err := a.readDocument(file)
	if err != nil {
		return nil, "", err
	}
	plan, err := source.plan(o)
	if err != nil || config.URL != "" {
		return plan, config.URL, err
	}
	url, ok := loopbackServer(&plan.Document)
	if !ok {
		return nil, "", usageError("which server? give it with --url; the document's servers are not taken, unless the first is on this machine")
	}
	return plan, url, nil
}

// levelAt is the level the user named, else the default for the server. Without
// a server it is the one of this machine: no other can be meant.
func (q *questionFlags) levelAt(c runner.Config) (specs.Safety, error) {
	level, err := q.level()
	if err != nil {
		return "", err
	}
	if c.URL == "" {
		if level == "" {
			level = specs.Guarded
		}
		return level, nil
	}
	if err := checkURL(c.URL); err != nil {
		return "", err
	}
	if level != "" {
		return level, nil
	}
	return runner.DefaultSafety(runner.Config{URL: c.URL, Proxy: c.Proxy, UnixSocket: c.UnixSocket})
}

// somethingToSend refuses a plan that asks nothing: a filter that matches
// nothing would be green for the wrong reason.
func somethingToSend(plan *specs.Plan) error {
	for _, p := range plan.Paths {
		if slices.ContainsFunc(p.Probes, func(p specs.Probe) bool { return p.NotSent == "" }) {
			return nil
		}
	}
	return usageError("%s: there is nothing to send: the filters leave every probe out; see proverb plan %s",
		plan.Document.File, plan.Document.File)
}

// announce says what is about to happen to a server of this machine when nobody
// said how much may be risked: it may be the end of a port-forward.
func (a *app) announce(plan *specs.Plan, url string, config runner.Config) {
	if !plan.Safety.Allows(specs.Guarded) {
		return
	}
	a.notice(fmt.Sprintf("safety %s on %s: about %s, none in a form meant to succeed; --safety read-only leaves them out",
		plan.Safety, shownURL(url), count(unsafeRequests(plan, config), "unsafe request")))
}

// unsafeRequests is how many a run sends, as far as that can be known: answers decide
// what is left out, and what is asked again.
func unsafeRequests(plan *specs.Plan, config runner.Config) int {
	n := 0
	if !config.NoQuestions {
		n += unsafeQuestions(plan)
	}
	if config.Transport && config.HTTP != runner.HTTP2 {
		n += unsafeRaw(plan.Safety)
	}
	for _, p := range plan.Paths {
		for i := range p.Probes {
			if p.Probes[i].NotSent == "" && isUnsafe(&p.Probes[i]) && config.Shard.Has(p) {
				n++
			}
		}
	}
	return n
}

// isUnsafe reports whether a probe's method may change the server's state.
// Tokens that nobody registered are not counted.
func isUnsafe(p *specs.Probe) bool {
	return p.Kind != specs.KindUnknown && p.Kind != specs.KindVariant && !specs.IsSafe(p.Method)
}
