package rules_test

import (
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// acceptedRun judges a server whose PATCH of /a is a teapot, which fails it.
func acceptedRun(t *testing.T, p rules.Profile, change func(*runner.Record), entries ...rules.Acceptance) *rules.Judgement {
	t.Helper()
	record := recordOf(t, answers("< 200 OK", "< 405 No", "< 501 No")+"> PATCH /a (registered)\n< 418 I'm a teapot\n")
	if change != nil {
		change(record)
	}
	p.FailOn, p.Rules = rules.Warning, []rules.Rule{teapots()}
	p.Accept.Entries, p.Accept.Now = entries, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	return rules.Judge(record, p)
}

func TestAcceptance(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 7, d, 0, 0, 0, 0, time.UTC) }
	yesterday := time.Date(2026, 6, 30, 0, 0, 0, 0, time.UTC)
	finding := acceptedRun(t, rules.Profile{}, nil).Findings[0]
	tests := []struct {
		name           string
		entry          rules.Acceptance
		want           rules.RunVerdict
		expired, stale int
	}{
		{"by rule", rules.Acceptance{Rule: "test/teapot"}, rules.Conforms, 0, 0},
		{"by fingerprint", rules.Acceptance{Fingerprint: finding.Fingerprint(), Rule: "test/teapot"}, rules.Conforms, 0, 0},
		{"by method", rules.Acceptance{Rule: "test/teapot", Method: "patch"}, rules.Conforms, 0, 0},
		{"by glob", rules.Acceptance{Rule: "test/teapot", Path: "/*"}, rules.Conforms, 0, 0},
		{"its last day", rules.Acceptance{Rule: "test/teapot", Expires: day(1)}, rules.Conforms, 0, 0},
		{"the day after", rules.Acceptance{Rule: "test/teapot", Expires: yesterday}, rules.Fails, 1, 0},
		{"another method", rules.Acceptance{Rule: "test/teapot", Path: "/a", Method: "POST"}, rules.Fails, 0, 1},
		{"a path that is gone", rules.Acceptance{Rule: "test/teapot", Path: "/gone"}, rules.Fails, 0, 1},
		{"another fingerprint", rules.Acceptance{Fingerprint: "aaaaaaaaaaaa", Rule: "test/teapot", Path: "/a", Method: "PATCH"}, rules.Fails, 0, 1},
	}
	for _, test := range tests {
		j := acceptedRun(t, rules.Profile{}, nil, test.entry)
		if j.Verdict != test.want || len(j.Expired) != test.expired || len(j.Stale) != test.stale {
			t.Errorf("%s: %s (%s), %d expired, %d stale", test.name, j.Verdict, j.Because, len(j.Expired), len(j.Stale))
		}
	}
}

// The run is on the 1st of July at noon.
func TestAnEntryIsToldTwoWeeksBeforeItsEnd(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]int{"2026-06-30": 0, "2026-07-01": 1, "2026-07-15": 1, "2026-07-16": 0, "2999-01-01": 0, "": 0} {
		entry := rules.Acceptance{Rule: "test/teapot"}
		if day != "" {
			entry.Expires, _ = time.Parse(time.DateOnly, day)
		}
		j := acceptedRun(t, rules.Profile{}, nil, entry)
		if len(j.Expiring) != want {
			t.Errorf("until %q: %d entries are told, not %d", day, len(j.Expiring), want)
		}
		entry.Path = "/gone"
		if j = acceptedRun(t, rules.Profile{}, nil, entry); len(j.Expiring) != 0 {
			t.Errorf("until %q: an entry that accepts nothing is told", day)
		}
	}
}

func TestAnEntryIsStaleOnlyWhereTheRunAsked(t *testing.T) {
	t.Parallel()
	mended := func(r *runner.Record) { r.Paths[0].Exchanges[len(r.Paths[0].Exchanges)-1].Status = 405 }
	entry := rules.Acceptance{Rule: "test/teapot", Path: "/a", Method: "PATCH"}
	tests := []struct {
		name    string
		profile rules.Profile
		change  func(*runner.Record)
		want    int
	}{
		{"asked", rules.Profile{}, mended, 1},
		{"nothing is to be said", rules.Profile{Accept: rules.Acceptances{Stale: rules.StaleOff}}, mended, 0},
		{"the rule was left out", rules.Profile{Except: []string{"test"}}, mended, 0},
		{"cut short", rules.Profile{}, func(r *runner.Record) { mended(r); r.Cut = runner.CutDied }, 0},
		{"not sent", rules.Profile{}, func(r *runner.Record) {
			p := r.Paths[0]
			last := p.Exchanges[len(p.Exchanges)-1]
			p.Exchanges = p.Exchanges[:len(p.Exchanges)-1]
			p.NotSent = append(p.NotSent, runner.NotSent{Probe: last.Probe, Reason: specs.ReasonExcluded})
		}, 0},
	}
	for _, test := range tests {
		if j := acceptedRun(t, test.profile, test.change, entry); len(j.Stale) != test.want {
			t.Errorf("%s: %d stale, want %d", test.name, len(j.Stale), test.want)
		}
	}
	strict := rules.Profile{Accept: rules.Acceptances{Stale: rules.StaleError}}
	if j := acceptedRun(t, strict, mended, entry); j.Verdict != rules.Fails {
		t.Errorf("a stale entry that fails the run leaves it %s: %s", j.Verdict, j.Because)
	}
}
