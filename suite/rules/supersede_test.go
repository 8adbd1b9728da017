package rules_test

import (
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// at tells of every exchange with the status.
func at(id string, status int, supersedes ...string) rules.Rule {
	return rules.Rule{
		ID: id, Severity: rules.Error, Scope: rules.ScopeExchange, Supersedes: supersedes,
		Check: func(c *rules.Context) []rules.Problem {
			if c.Status() != status {
				return nil
			}
			return []rules.Problem{{Text: "told"}}
		},
	}
}

// once tells of the path or server, by the first unknown method.
func once(id string, s rules.Scope, supersedes ...string) rules.Rule {
	return rules.Rule{
		ID: id, Severity: rules.Error, Scope: s, Supersedes: supersedes,
		Check: func(c *rules.Context) []rules.Problem {
			xs := c.AllExchanges(specs.KindUnknown)
			if c.Path != nil {
				xs = c.PathExchanges(specs.KindUnknown)
			}
			if len(xs) == 0 {
				return nil
			}
			return []rules.Problem{{Text: "told", Exchanges: xs[:1]}}
		},
	}
}

func TestOneMistakeIsOneFinding(t *testing.T) {
	t.Parallel()
	const text = `
> PROVERBQWERTY /a (unknown, live, declared: GET; server: GET HEAD PUT)
< 500 Internal Server Error
> PUT /a (elsewhere, live, declared: GET; server: GET HEAD PUT)
< 500 Internal Server Error
> PUT /b (elsewhere, live, declared: GET; server: GET HEAD PUT)
< 500 Internal Server Error
`
	tests := []struct {
		name  string
		rules []rules.Rule
		want  []string
	}{
		{"on the same exchange", []rules.Rule{at("t/x", 500, "t/y"), at("t/y", 500)}, []string{
			"error|t/x|PUT|/a|told", "error|t/x|UNKNOWN|/a|told", "error|t/x|PUT|/b|told",
		}},
		{"not on another exchange", []rules.Rule{at("t/x", 404, "t/y"), at("t/y", 500)}, []string{
			"error|t/y|PUT|/a|told", "error|t/y|UNKNOWN|/a|told", "error|t/y|PUT|/b|told",
		}},
		{"on the same path", []rules.Rule{once("t/p", rules.ScopePath, "t/y"), at("t/y", 500)}, []string{
			"error|t/p||/a|told", "error|t/y|PUT|/b|told",
		}},
		{"on the whole server", []rules.Rule{at("t/y", 500), once("t/s", rules.ScopeServer, "t/y", "t/p"), once("t/p", rules.ScopePath)}, []string{
			"error|t/s||-|told",
		}},
		{"an exchange over the server that shows it", []rules.Rule{at("t/x", 500, "t/s"), once("t/s", rules.ScopeServer)}, []string{
			"error|t/x|PUT|/a|told", "error|t/x|UNKNOWN|/a|told", "error|t/x|PUT|/b|told",
		}},
		{"what gives way still supersedes", []rules.Rule{at("t/x", 500, "t/y"), at("t/y", 500, "t/z"), at("t/z", 500)}, []string{
			"error|t/x|PUT|/a|told", "error|t/x|UNKNOWN|/a|told", "error|t/x|PUT|/b|told",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			demand(t, told(judge(t, text, test.rules...)), test.want...)
		})
	}
}

func TestSupersededFindingsCount(t *testing.T) {
	t.Parallel()
	j := judge(t, `
> PUT /a (elsewhere, live, declared: GET; server: GET HEAD PUT)
< 500 Internal Server Error
`, at("t/x", 500, "t/y"), at("t/y", 500))
	if y := j.Tallies[1]; y.Applied != 1 || y.Failed != 1 {
		t.Errorf("the rule that gives way is counted as %+v", y)
	}
}

// TestACureIsNotSuperseded: a failure that did not come again says nothing
// about the answer that came instead.
func TestACureIsNotSuperseded(t *testing.T) {
	t.Parallel()
	first := at("t/first", 404, "t/y")
	first.Check = func(c *rules.Context) []rules.Problem {
		if c.X.First == nil {
			return nil
		}
		return []rules.Problem{{Text: "first", Exchanges: []*runner.Exchange{c.X.First, c.X}}}
	}
	j := judge(t, `
> PUT /a (elsewhere, live, declared: GET; server: GET HEAD PUT)
< 500 Internal Server Error
> PUT /a (elsewhere, again, live, declared: GET; server: GET HEAD PUT)
< 404 Not Found
`, first, at("t/y", 404))
	demand(t, told(j), "error|t/first|PUT|/a|first", "error|t/y|PUT|/a|told")
}
