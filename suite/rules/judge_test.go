package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// recordOf is the record of exchanges in the notation.
func recordOf(t testing.TB, text string) *runner.Record {
	t.Helper()
	examples, err := rules.ParseExamples([]byte("-- pass: record --\n" + text))
	if err != nil {
		t.Fatal(err)
	}
	return examples[0].Record
}

// teapots is a rule that is broken by every 418.
func teapots(change ...func(*rules.Rule)) rules.Rule {
	r := rules.Rule{
		ID: "test/teapot", Severity: rules.Warning, Strict: rules.Error, Scope: rules.ScopeExchange,
		When: func(c *rules.Context) bool { return c.Status() != 0 },
		Check: func(c *rules.Context) []rules.Problem {
			if c.Status() != 418 {
				return nil
			}
			return []rules.Problem{{Text: c.X.Method + " is a teapot"}}
		},
	}
	for _, f := range change {
		f(&r)
	}
	return r
}

func judge(t testing.TB, text string, some ...rules.Rule) *rules.Judgement {
	t.Helper()
	return rules.Judge(recordOf(t, text), rules.Profile{Rules: some})
}

// told are findings as severity, rule, method, path and text.
func told(j *rules.Judgement) []string {
	var out []string
	for _, f := range j.Findings {
		template := "-"
		if f.Path != nil {
			template = f.Path.Path.Template
		}
		out = append(out, strings.Join([]string{string(f.Severity), f.Rule.ID, f.Method, template, f.Text}, "|"))
	}
	return out
}

func demand(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

const twoTeapots = `
> GET /tea (declared, live, declared: GET; server: GET HEAD)
< 200 OK
> PATCH /tea (registered, live, declared: GET; server: GET HEAD)
< 418 I'm a teapot
> GET /no-such-path (control: not-found)
< 418 I'm a teapot
> PUT /coffee (registered, live, declared: GET; server: GET HEAD)
< (dropped: the connection was closed before a status line)
`

func TestExchangeRulesSeeProbesAndTheNotFoundControl(t *testing.T) {
	t.Parallel()
	j := judge(t, twoTeapots, teapots())
	demand(t, told(j), "warning|test/teapot||-|GET is a teapot", "warning|test/teapot|PATCH|/tea|PATCH is a teapot")
	if got, want := j.Tallies[0], (rules.Tally{Rule: j.Tallies[0].Rule, Applied: 3, Failed: 2}); got != want {
		t.Errorf("the tally is %+v, want %+v", got, want)
	}
	if f := j.Findings[1]; f.Kind != specs.KindRegistered || f.Exchanges[0].Method != "PATCH" || f.At.File != "openapi.yaml" {
		t.Errorf("the finding is %+v", f)
	}
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	info := func(r *rules.Rule) {
		r.Check = func(*rules.Context) []rules.Problem { return []rules.Problem{{Severity: rules.Info}} }
	}
	bare := func(r *rules.Rule) { r.Severity, r.Strict = "", "" }
	tests := []struct {
		name   string
		rule   rules.Rule
		strict bool
		want   rules.Severity
	}{
		{"the rule's", teapots(), false, rules.Warning},
		{"the rule's strict one", teapots(), true, rules.Error},
		{"the case's", teapots(info), false, rules.Info},
		{"the case's is final", teapots(info), true, rules.Info},
		{"none is error", teapots(bare), false, rules.Error},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			record := recordOf(t, "> GET /tea (declared, live)\n< 418 I'm a teapot\n")
			j := rules.Judge(record, rules.Profile{Rules: []rules.Rule{test.rule}, Strict: test.strict})
			if got := j.Findings[0].Severity; got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestProfileChoosesRules(t *testing.T) {
	t.Parallel()
	named := func(id string) rules.Rule { return teapots(func(r *rules.Rule) { r.ID = id }) }
	all := []rules.Rule{named("a/one"), named("a/two"), named("ab/three")}
	tests := []struct {
		name         string
		only, except []string
		want         string
	}{
		{"all", nil, nil, "a/one a/two ab/three"},
		{"a topic", []string{"a/"}, nil, "a/one a/two"},
		{"a topic without its slash", []string{"a"}, nil, "a/one a/two"},
		{"one of two", []string{"a"}, []string{"a/one"}, "a/two"},
		{"all but a topic", nil, []string{"a/"}, "ab/three"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			record := recordOf(t, "> GET /tea (declared, live)\n< 200 OK\n")
			j := rules.Judge(record, rules.Profile{Rules: all, Only: test.only, Except: test.except})
			var got []string
			for _, tally := range j.Tallies {
				got = append(got, tally.Rule.ID)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}

func TestNilRulesAreTheCatalogue(t *testing.T) {
	t.Parallel()
	j := rules.Judge(recordOf(t, twoTeapots), rules.Profile{})
	if len(j.Tallies) != len(rules.Rules) {
		t.Errorf("%d rules were applied, the catalogue has %d", len(j.Tallies), len(rules.Rules))
	}
}

func TestFindingsOfOneFingerprintAreOne(t *testing.T) {
	t.Parallel()
	j := judge(t, `
> POST /tea (declared, live, form: malformed, declared: POST; server: GET HEAD POST)
< 418 I'm a teapot
> POST /tea (declared, live, form: valid, declared: POST; server: GET HEAD POST)
< 418 I'm a teapot
`, teapots())
	demand(t, told(j), "warning|test/teapot|POST|/tea|POST is a teapot")
	if n := len(j.Findings[0].Exchanges); n != 2 {
		t.Errorf("the evidence is %d exchanges, want both", n)
	}
}

// What a failure hid is judged; of two answers that the server meant, each is, and
// what it breaks is told as a warning, with both.
func TestAnAnswerThatChangesIsTold(t *testing.T) {
	t.Parallel()
	j := judge(t, `
> PUT /tea (elsewhere, live, declared: GET; server: GET HEAD PUT)
< 418 I'm a teapot
> PUT /tea (elsewhere, again, live, declared: GET; server: GET HEAD PUT)
< 405 Method Not Allowed
> PATCH /tea (registered, live, declared: GET; server: GET HEAD PUT)
< 500 Internal Server Error
> PATCH /tea (registered, again, live, declared: GET; server: GET HEAD PUT)
< 418 I'm a teapot
`, teapots())
	demand(t, told(j), "warning|test/teapot|PATCH|/tea|PATCH is a teapot",
		"warning|test/teapot|PUT|/tea|PUT is a teapot; another time the same request was answered 405")
	for _, f := range j.Findings {
		if !f.Flaky {
			t.Errorf("%s: the answers differ, and the finding is not flaky", f.Text)
		}
	}
	if both := j.Findings[1].Exchanges; len(both) != 2 || both[0].Status != 418 || both[1].Status != 405 {
		t.Errorf("the evidence is %v, want both answers", both)
	}
	if j.Counts.Sent != 2 {
		t.Errorf("%d probes were sent, want 2: one that was asked again is one", j.Counts.Sent)
	}
}

func TestPathAndServerScope(t *testing.T) {
	t.Parallel()
	rule := func(id string, s rules.Scope) rules.Rule {
		return rules.Rule{ID: id, Scope: s, Severity: rules.Error, Check: func(c *rules.Context) []rules.Problem {
			xs := c.AllExchanges(specs.KindDeclared)
			if c.Path != nil {
				xs = c.PathExchanges(specs.KindDeclared)
			}
			return []rules.Problem{{Text: "told", Exchanges: xs}}
		}}
	}
	j := judge(t, `
> GET /a (declared, live, declared: GET)
< 200 OK
> GET /b (declared, live, declared: GET)
< 200 OK
`, rule("test/path", rules.ScopePath), rule("test/server", rules.ScopeServer), rule("test/document", rules.ScopeDocument))
	demand(t, told(j),
		"error|test/path||/a|told", "error|test/path||/b|told", "error|test/server||-|told", "error|test/document||-|told")
	if n := len(j.Findings[2].Exchanges); n != 2 {
		t.Errorf("the server has %d declared exchanges, want 2", n)
	}
}

// TestASuccessThatStopsItsKindIsJudged: the control that showed an unregistered
// method to succeed is all there is to tell it from.
func TestASuccessThatStopsItsKindIsJudged(t *testing.T) {
	t.Parallel()
	record := recordOf(t, `
> GET /tea (declared, live, declared: GET)
< 200 OK
> PROVERBQWERTY /tea (control: unknown, path: /tea, declared: GET)
< 200 OK
`)
	p := record.Paths[0]
	unknown := &specs.Probe{Path: p.Path, Kind: specs.KindUnknown, Method: "PROVERBQWERTY"}
	p.NotSent = []runner.NotSent{{Probe: unknown, Reason: specs.ReasonStopped, See: record.Controls[0]}}
	j := rules.Judge(record, rules.Profile{Only: []string{"method/undeclared-not-accepted"}})
	demand(t, told(j), "error|method/undeclared-not-accepted|UNKNOWN|/tea|UNKNOWN is not declared on this path and was answered 200")
	if j.Server.Distinguishes != rules.No || j.Server.Unknown[200] != 1 {
		t.Errorf("the server is told as %+v", j.Server)
	}
	if v := j.Exchanges.Of(record.Controls[0]).Verdict; v != rules.Fail {
		t.Errorf("the control's verdict is %s", v)
	}
}

func TestPositions(t *testing.T) {
	t.Parallel()
	const document = `-- openapi.yaml --
openapi: 3.0.3
info: {title: Tea, version: "1"}
paths:
  /tea:
    get:
      responses: {"200": {description: tea}}
    post:
      responses: {"201": {description: more tea}}
-- fail: teapots --
> POST /tea (declared, live, form: valid)
< 418 I'm a teapot
> PUT /tea (registered, live)
< 418 I'm a teapot
`
	examples, err := rules.ParseExamples([]byte(document))
	if err != nil {
		t.Fatal(err)
	}
	j := rules.Judge(examples[0].Record, rules.Profile{Rules: []rules.Rule{teapots()}})
	for i, want := range []int{7, 4} {
		if at := j.Findings[i].At; at.File != "openapi.yaml" || at.Line != want {
			t.Errorf("%s is told at %s line %d, want line %d", j.Findings[i].Method, at.File, at.Line, want)
		}
	}
}
