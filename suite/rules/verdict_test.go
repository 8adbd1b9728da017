package rules_test

import (
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

func notSent(p *specs.Path, k specs.Kind, method string, why specs.Reason) runner.NotSent {
	return runner.NotSent{Probe: &specs.Probe{Path: p, Kind: k, Method: method}, Reason: why}
}

func atLevel(level specs.Safety) func(*runner.Record) {
	return func(r *runner.Record) { r.Plan.Safety = level }
}

func TestVerdictOfARun(t *testing.T) {
	t.Parallel()
	good := answers("< 200 OK", "< 405 No", "< 501 No")
	teapot := good + "> PATCH /a (registered)\n< 418 I'm a teapot\n"
	masked := good + "> POST /a (registered)\n< 429 No\n> PATCH /a (registered)\n< 429 No\n> TRACE /a (registered)\n< 429 No\n> QUERY /a (registered)\n< 429 No\n"
	nowhere := good + "> PATCH /b/9 (registered, live, path: /b/{id})\n< 404 No\n> PUT /b/9 (registered, live, path: /b/{id})\n< 404 No\n"
	deleted := "> DELETE /b/9 (declared, form: impossible, live, path: /b/{id})\n< 404 No\n"
	guarded, full := atLevel(specs.Guarded), atLevel(specs.Full)
	cut := func(r *runner.Record) { r.Cut, r.CutText = runner.CutDied, "the server stopped answering" }
	tests := []struct {
		name    string
		text    string
		profile rules.Profile
		change  func(*runner.Record)
		want    rules.RunVerdict
		because string
	}{
		{"conforms", good, rules.Profile{}, nil, rules.Conforms, "No finding reaches error; 3 of 3 sent probes were judged."},
		{"a warning does not fail", teapot, rules.Profile{}, nil, rules.Conforms, "No finding reaches error; 4 of 4 sent probes were judged."},
		{"unless asked to", teapot, rules.Profile{FailOn: rules.Warning}, nil, rules.Fails, "1 finding reaches warning, the threshold of --fail-on."},
		{"or strict", teapot, rules.Profile{Strict: true}, nil, rules.Fails, "1 finding reaches error, the threshold of --fail-on."},
		{"never", teapot, rules.Profile{Strict: true, FailOn: rules.Never}, nil, rules.Conforms, "No finding fails the run, as --fail-on is never; 4 of 4 sent probes were judged."},
		{"cut short", good, rules.Profile{}, cut, rules.RunUndecided, "The run was cut short: the server stopped answering."},
		{"a finding before the cut", teapot, rules.Profile{FailOn: rules.Warning}, cut, rules.Fails, "1 finding reaches warning, the threshold of --fail-on."},
		{
			"405 and 501 undecided", answers("< 200 OK", "< 405 No", "< 429 No"), rules.Profile{}, nil, rules.RunUndecided,
			"Whether 405 is kept apart from 501 is not decided: UNKNOWN /a is answered 429, which does not tell how the method is treated: ask more slowly with --rate.",
		},
		{
			"every path 401", answers("< 401 No", "< 401 No", "< 401 No"), rules.Profile{}, nil, rules.RunUndecided,
			"No path is known to exist: the document's operations are answered 401; give credentials with -H 'Authorization: ...' or --auth.",
		},
		{
			"under half judged", masked, rules.Profile{}, nil, rules.RunUndecided,
			"Only 3 of 7 sent probes could be judged, under the 50% of --min-judged; most often: 429: the server limits the rate (ask more slowly with --rate).",
		},
		{
			"ids that do not exist, of undeclared methods", nowhere, rules.Profile{MinJudged: 0.9}, nil, rules.RunUndecided,
			"Only 3 of 5 sent probes could be judged, under the 90% of --min-judged; most often: 404 to an id that was chosen not to exist (undeclared methods that may change something get no other at any level; take less with --min-judged).",
		},
		{
			"and of declared ones", nowhere + deleted, rules.Profile{MinJudged: 0.9}, guarded, rules.RunUndecided,
			"Only 3 of 6 sent probes could be judged, under the 90% of --min-judged; most often: 404 to an id that was chosen not to exist (--safety full, on a server that may be changed, asks declared methods of ids that exist; or take less with --min-judged).",
		},
		{
			"which has been done", nowhere + deleted, rules.Profile{MinJudged: 0.9}, full, rules.RunUndecided,
			"Only 3 of 6 sent probes could be judged, under the 90% of --min-judged; most often: 404 to an id that was chosen not to exist (undeclared methods that may change something get no other at any level; take less with --min-judged).",
		},
		{
			"a document that gives 405 no occasion", answers("< 200 OK", "", "< 501 No") + "> PATCH /a (registered)\n< 501 No\n",
			rules.Profile{}, nil, rules.Conforms, "No finding reaches error; 3 of 3 sent probes were judged.",
		},
		{"a lower share", masked, rules.Profile{MinJudged: 0.4}, nil, rules.Conforms, "No finding reaches error; 3 of 7 sent probes were judged."},
		{"no share", masked, rules.Profile{MinJudged: -1}, nil, rules.Conforms, "No finding reaches error; 3 of 7 sent probes were judged."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			record := recordOf(t, test.text)
			if test.change != nil {
				test.change(record)
			}
			test.profile.Rules = []rules.Rule{teapots()}
			j := rules.Judge(record, test.profile)
			if j.Verdict != test.want || j.Because != test.because {
				t.Errorf("got  %s: %s\nwant %s: %s", j.Verdict, j.Because, test.want, test.because)
			}
		})
	}
}

func TestVerdictOfAnExchange(t *testing.T) {
	t.Parallel()
	open := rules.Rule{ID: "test/open", Scope: rules.ScopeExchange, Check: func(c *rules.Context) []rules.Problem {
		return []rules.Problem{{Inconclusive: true, Reason: "not for this rule to say"}}
	}}
	tests := []struct {
		name, text string
		rules      []rules.Rule
		want       rules.Verdict
		reason     specs.Reason
	}{
		{"a finding", "> PATCH /a (registered, live)\n< 418 No\n", []rules.Rule{at("t/x", 418)}, rules.Fail, ""},
		{"a finding on a masked answer", "> PATCH /a (registered, not live)\n< 404 No\n", []rules.Rule{at("t/x", 404)}, rules.Fail, ""},
		{"nothing to tell", "> PATCH /a (registered, live)\n< 400 No\n", []rules.Rule{teapots()}, rules.Pass, ""},
		{"405 where nothing is live", "> PATCH /a (registered, not live)\n< 405 No\n", []rules.Rule{open}, rules.Pass, ""},
		{"501 where nothing is live", "> PATCH /a (registered, not live)\n< 501 No\n", []rules.Rule{open}, rules.Pass, ""},
		{"a rule that cannot say", "> PATCH /a (registered, live)\n< 302 No\n", []rules.Rule{open}, rules.Inconclusive, "not for this rule to say"},
		{"404, not live", "> GET /a/1 (declared, not live, path: /a/{id})\n< 404 No\n", nil, rules.Inconclusive, specs.ReasonNotLive},
		{"a dead backend, which is no 404", "> GET /no (control: not-found)\n< 503 No\n> GET /a/1 (declared, not live, path: /a/{id})\n< 503 No\n", nil, rules.Inconclusive, specs.ReasonBusy},
		{"404 on a live target", "> PATCH /a (registered, live)\n< 404 No\n", nil, rules.Pass, ""},
		{"404 to an impossible id", "> PATCH /a/9 (registered, live, path: /a/{id})\n< 404 No\n", nil, rules.Inconclusive, specs.ReasonImpossibleID},
		{"405 to an impossible id", "> PATCH /a/9 (registered, live, path: /a/{id})\n< 405 No\n", nil, rules.Pass, ""},
		{"401 without credentials", "> PATCH /a (registered, live)\n< 401 No\n", nil, rules.Inconclusive, specs.ReasonAuthFirst},
		{"403 without credentials", "> GET /a (declared, live)\n< 403 No\n", nil, rules.Inconclusive, specs.ReasonAuthFirst},
		{"403 with credentials", "> PATCH /a (registered, live, authenticated)\n< 403 No\n", nil, rules.Pass, ""},
		{"403 to TRACE, which carries none", "> TRACE /a (registered, live, authenticated)\n< 403 No\n", nil, rules.Inconclusive, specs.ReasonAuthFirst},
		{"credentials that are not accepted", "> GET /a (declared, not live, authenticated)\n< 401 No\n", nil, rules.Inconclusive, specs.ReasonForbidden},
		{"429", "> PATCH /a (registered, live)\n< 429 No\n", nil, rules.Inconclusive, specs.ReasonThrottled},
		{"no answer", "> PATCH /a (registered, live)\n< (dropped: the connection was reset)\n", nil, rules.Inconclusive, specs.ReasonNoAnswer},
		{"a catch-all", "> PATCH /a (registered, live)\n< 200 OK\n> GET /no (control: not-found)\n< 200 OK\n", nil, rules.Inconclusive, specs.ReasonCatchAll},
		{"a success unlike the catch-all's", "> PATCH /a (registered, live)\n< 201 OK\n> GET /no (control: not-found)\n< 200 OK\n", nil, rules.Pass, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if test.rules == nil {
				test.rules = []rules.Rule{teapots()}
			}
			j := judge(t, test.text, test.rules...)
			got := j.Exchanges.Of(j.Record.Paths[0].Exchanges[0])
			if got.Verdict != test.want || got.Reason != test.reason {
				t.Errorf("got %s (%s), want %s (%s)", got.Verdict, got.Reason, test.want, test.reason)
			}
			if inconclusive := j.Counts.Inconclusive == 1 && j.Counts.Judged == 0 && j.Counts.Reasons[test.reason] == 1; inconclusive != (test.want == rules.Inconclusive) {
				t.Errorf("it is counted as %+v", j.Counts)
			}
		})
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	record := recordOf(t, answers("< 200 OK", "< 405 No", "< 429 No")+"> PROVERBQWERTY /a (unknown, again)\n< 429 No\n")
	p := record.Paths[0]
	p.NotSent = []runner.NotSent{
		notSent(p.Path, specs.KindRegistered, "DELETE", specs.ReasonDeleteNoAllow),
		notSent(p.Path, specs.KindRegistered, "POST", specs.ReasonSafety),
	}
	c := rules.Judge(record, rules.Profile{Rules: []rules.Rule{teapots()}}).Counts
	if c.Paths != 1 || c.LivePaths != 1 || c.Planned != 5 || c.Sent != 3 || c.Judged != 2 || c.Inconclusive != 1 || c.Unsent != 2 {
		t.Errorf("got %+v", c)
	}
	if c.Reasons[specs.ReasonThrottled] != 1 || c.Reasons[specs.ReasonSafety] != 1 || c.Reasons[specs.ReasonDeleteNoAllow] != 1 {
		t.Errorf("got the reasons %v", c.Reasons)
	}
}
