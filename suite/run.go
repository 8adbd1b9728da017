package suite

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"runtime/debug"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// Run puts a server to the test of its OpenAPI document: it asks everything,
// writes the reports, and then makes each METHOD and path a subtest of t, and
// the server as a whole one more. What it returns is what the reports tell.
//
// A configuration, document or server that cannot be used ends t at once.
func Run(t *testing.T, c Config) *reports.Report {
	t.Helper()
	s, err := settle(c, t.Name(), os.Getenv("PROVERB_REPORT"))
	if err != nil {
		t.Fatalf("suite.Run: %v", err)
	}
	ctx, cancel := beforeDeadline(t)
	defer cancel()
	o, err := s.conduct(ctx, nil)
	if err != nil {
		t.Fatalf("suite.Run: %s", s.inWordsOfConfig(err.Error()))
	}
	if err := reports.Write(o.report, s.outputs, t.Output()); err != nil {
		t.Errorf("suite.Run: %v", err)
	}
	o.tell(t)
	return o.report
}

// beforeDeadline ends early enough for what was found to be told: after its
// deadline a test binary is killed with nothing but stack traces.
func beforeDeadline(t *testing.T) (context.Context, context.CancelFunc) {
	deadline, ok := t.Deadline()
	if !ok {
		return context.WithCancel(t.Context())
	}
	spare := min(time.Until(deadline)/4, 10*time.Second)
	return context.WithDeadline(t.Context(), deadline.Add(-spare))
}

// outcome is a run and what was made of it.
type outcome struct {
	settings  *settings
	judgement *rules.Judgement
	report    *reports.Report
	mending   *mending
}

// conduct loads, asks and judges; a plan that is made already is taken if it is of
// the level of the server. Its error says that this could not be done as asked.
func (s *settings) conduct(ctx context.Context, made *specs.Plan) (*outcome, error) {
	stop, err := s.startServer()
	if err != nil {
		return nil, err
	}
	defer stop()
	started := time.Now()
	plan, err := s.plan(made)
	if err != nil {
		return nil, err
	}
	loaded := time.Now()
	validated := plan.Validate()
	record, err := runner.Run(ctx, plan, s.config)
	if err != nil {
		return nil, err
	}
	validated(10 * time.Second)
	probed := time.Now()
	j := rules.Judge(record, s.profile)
	about := reports.About{
		ToolVersion: version(), Load: loaded.Sub(started), Probing: probed.Sub(loaded), Judging: time.Since(probed),
	}
	if j, err = s.renew(j, about); err != nil {
		return nil, err
	}
	return &outcome{s, j, reports.New(j, about), newMending()}, nil
}

// startServer calls Config.Start, if there is one.
func (s *settings) startServer() (stop func(), err error) {
	nothing := func() {}
	if s.start == nil {
		return nothing, nil
	}
	base, stop, err := s.start()
	if stop == nil {
		stop = nothing
	}
	if err == nil {
		s.config.URL = base
		s.config, err = based(s.config, s.basePath)
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("starting the server: %w", err)
	}
	return stop, nil
}

// plan loads the document, unless there is a plan of the right level already.
func (s *settings) plan(made *specs.Plan) (*specs.Plan, error) {
	o := s.options
	level, err := runner.DefaultSafety(s.config)
	if err != nil {
		return nil, err
	}
	if o.Safety == "" {
		o.Safety = level
	}
	if made != nil && made.Safety == o.Safety {
		return made, nil
	}
	return specs.Load(s.document, o)
}

// version is that of the module Proverb is built from; devel for a checkout.
func version() string {
	const module = "github.com/proverb-dev/proverb"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	for _, m := range info.Deps {
		if m.Path == module && m.Version != "" && m.Replace == nil {
			return m.Version
		}
	}
	return "devel"
}

// origin is the scheme and authority of a URL.
func origin(target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	return u.Scheme + "://" + u.Host
}
