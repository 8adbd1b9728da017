package rules_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// TestOriginIsTheRequests: Access-Control-Allow-Origin: * beside credentials is wrong
// for the request that has an Origin, though the same answer to another was not.
func TestOriginIsTheRequests(t *testing.T) {
	t.Parallel()
	const answer = "< 200 OK\n< Access-Control-Allow-Origin: *\n< Access-Control-Allow-Credentials: true\n"
	j := judgedByAll(t, "> GET /a (declared, live, declared: GET)\n"+answer+"> GET /b (declared, live, declared: GET)\n> Origin: https://a.example\n"+answer)
	if f := found(j, "cors/acao-single"); f == nil || f.Path.Path.Template != "/b" {
		t.Errorf("told: %+v, want /b", f)
	}
}

// TestTheWordsOfOneTargetDoNotUnmaskAnother: the page that a server has for everything is
// left alone also where the first target is a word of it.
func TestTheWordsOfOneTargetDoNotUnmaskAnother(t *testing.T) {
	t.Parallel()
	const page = "< 200 OK\n< Content-Type: text/html\n<\n< our books\n"
	record := oneContent(t, "> PUT /books (elsewhere, live, declared: GET; server: GET PUT)\n"+page+
		"> PUT /shelf (elsewhere, live, declared: GET; server: GET PUT)\n"+page+"> GET /none (control: not-found)\n"+page)
	record.Server.CatchAll = true
	j := rules.Judge(record, rules.Profile{})
	if said := j.Exchanges.Of(record.Paths[1].Exchanges[0]); said.Reason != specs.ReasonCatchAll {
		t.Errorf("the page on /shelf: %+v, want %s", said, specs.ReasonCatchAll)
	}
}

// TestAControlInPlaceOfAProbeIsLookedAt: its answer is one of the answers to probes, for
// what is told of the server as well.
func TestAControlInPlaceOfAProbeIsLookedAt(t *testing.T) {
	t.Parallel()
	record := oneContent(t, "> GET /a (declared, live, declared: GET)\n< 200 OK\n< Date: Fri, 20 Nov 2026 23:36:31 GMT\n")
	p := record.Paths[0]
	probe := &specs.Probe{Path: p.Path, Method: "PROVERBXYZABC", Kind: specs.KindUnknown}
	stop := &runner.Exchange{
		ID: 9, Probe: probe, Control: runner.ControlUnknown, Method: probe.Method, Target: "/a", Outcome: runner.Answered, Proto: "HTTP/1.1", Status: 200,
		Header: []runner.Field{{Name: "X-Powered-By", Value: "PHP/8.1"}, {Name: "Date", Value: "Fri, 20 Nov 2026 23:36:31 GMT"}},
	}
	record.Controls = append(record.Controls, stop)
	p.NotSent = append(p.NotSent, runner.NotSent{Probe: probe, Reason: specs.ReasonStopped, See: stop})
	if found(rules.Judge(record, rules.Profile{}), "leak/tech-headers") == nil {
		t.Error("the field of the control that stands for a probe is not told")
	}
}

// TestCodedContentTeachesNothing: bytes that are compressed in one answer and as they are
// in another are read in the second.
func TestCodedContentTeachesNothing(t *testing.T) {
	t.Parallel()
	problem := func(title string) string {
		return "< 404 Not Found\n< Content-Type: application/problem+json\n<\n< {\"type\":\"https://a.example/p\",\"title\":\"" + title + "\"}\n"
	}
	record := oneContent(t, "> GET /a (declared, live, declared: GET)\n"+problem("One")+"> GET /b (declared, live, declared: GET)\n"+problem("One"))
	another, err := rules.ParseExamples([]byte("-- pass: it --\n> GET /c (declared, live, declared: GET)\n" + problem("Two")))
	if err != nil {
		t.Fatal(err)
	}
	record.Paths = append(record.Paths, another[0].Record.Paths...)
	first := record.Paths[0].Exchanges[0]
	first.Header = append(slices.Clone(first.Header), runner.Field{Name: "Content-Encoding", Value: "gzip"})
	if found(rules.Judge(record, rules.Profile{}), "problem/title-stable") == nil {
		t.Error("two titles of one type are not told")
	}
}

// TestATrailerIsNoResidue: what comes behind an answer is no part of it, be it written
// as its trailer would be.
func TestATrailerIsNoResidue(t *testing.T) {
	t.Parallel()
	const answer = "< 405 Method Not Allowed\n< Allow: GET\n< Transfer-Encoding: chunked\n"
	record := oneContent(t, "> PUT /a (elsewhere, live, declared: GET; server: GET PUT)\n"+answer+"> PUT /b (elsewhere, live, declared: GET; server: GET PUT)\n"+answer)
	record.Paths[0].Exchanges[0].Trailer = []runner.Field{{Name: "A", Value: "b"}}
	record.Paths[1].Exchanges[0].Residue = []byte("\nA:b\n")
	if f := found(rules.Judge(record, rules.Profile{}), "body/framing"); f == nil || f.Detail != "extra" || f.Path.Path.Template != "/b" {
		t.Errorf("told: %+v, want what follows the answer on /b", f)
	}
}

// TestWhatWasAskedBeforeIsLookedAt: the exchange before one is no part of its answer,
// also where a record made by hand does not say that it was asked again.
func TestWhatWasAskedBeforeIsLookedAt(t *testing.T) {
	t.Parallel()
	const answer = "< 200 OK\n"
	record := oneContent(t, "> GET /a (declared, live, declared: GET)\n"+answer+"> GET /b (declared, live, declared: GET)\n"+answer)
	x := record.Paths[1].Exchanges[0]
	first := *x
	first.Status = 500
	x.First = &first
	if f := found(rules.Judge(record, rules.Profile{}), "method/no-server-error"); f == nil || f.Path.Path.Template != "/b" {
		t.Errorf("told: %+v, want the failure on /b", f)
	}
}

// TestNumbersOfExchangesSayNothing judges records made by hand, whose exchanges have no
// numbers, all the same one or such as are in use nowhere.
func TestNumbersOfExchangesSayNothing(t *testing.T) {
	t.Parallel()
	plan := tellingPlan(t)
	for seed := range uint64(8) {
		record := tellingRecord(plan, rand.New(rand.NewPCG(seed, 5)))
		all := slices.Clone(record.Controls)
		for _, p := range record.Paths {
			all = append(all, p.Exchanges...)
		}
		want, said := judgedEach(t, record, all)
		for name, number := range map[string]func(int) int{
			"none": func(int) int { return 0 }, "one": func(int) int { return 1 }, "large": func(i int) int { return 1<<30 + i },
			"negative": func(i int) int { return -i }, "in pairs": func(i int) int { return i / 2 }, "backwards": func(i int) int { return len(all) - i },
		} {
			for i, x := range all {
				x.ID = number(i)
			}
			got, now := judgedEach(t, record, all)
			if !slices.EqualFunc(got.Findings, want.Findings, sameFinding) || !slices.Equal(now, said) {
				t.Errorf("seed %d, numbers %s: judged otherwise", seed, name)
			}
		}
	}
}

// judgedEach judges a record, and gives what is said of each of its exchanges.
func judgedEach(t *testing.T, record *runner.Record, all []*runner.Exchange) (*rules.Judgement, []rules.ExchangeJudgement) {
	t.Helper()
	j := rules.Judge(record, rules.Profile{})
	told := map[*runner.Exchange]rules.ExchangeJudgement{}
	for x, said := range j.Exchanges.All() {
		told[x] = said
	}
	var out []rules.ExchangeJudgement
	for _, x := range all {
		if told[x] != j.Exchanges.Of(x) {
			t.Errorf("%s %s is %+v among all, and %+v by itself", x.Method, x.Target, told[x], j.Exchanges.Of(x))
		}
		out = append(out, told[x])
	}
	if len(told) != len(all) {
		t.Errorf("%d exchanges are judged, of %d", len(told), len(all))
	}
	return j, out
}

// TestLinesAreLookedAtWhereTheyAreFaulty: the rules on lines are asked once of answers
// alike, unless one of them is written wrongly; what is odd and legal is not.
func TestLinesAreLookedAtWhereTheyAreFaulty(t *testing.T) {
	t.Parallel()
	for lines, want := range map[string]int{"": 1, "Allow:GET\r\n": 1, "Allow:GET\n": 3} {
		const answer = "< 405 Method Not Allowed\n< Allow: GET\n"
		record := oneContent(t, "> PUT /a (elsewhere, live, declared: GET; server: GET PUT)\n"+answer+
			"> PUT /b (elsewhere, live, declared: GET; server: GET PUT)\n"+answer+"> PUT /c (elsewhere, live, declared: GET; server: GET PUT)\n"+answer)
		for _, p := range record.Paths {
			p.Exchanges[0].Received, p.Exchanges[0].ReceivedLength = []byte(lines), len(lines)
		}
		at := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == "transport/answer-line-ends" })
		asked, rule := 0, rules.Rules[at]
		check := rule.Check
		rule.Check = func(c *rules.Context) []rules.Problem { asked++; return check(c) }
		j := rules.Judge(record, rules.Profile{Rules: []rules.Rule{rule}})
		if asked != want || j.Tallies[0].Applied != 3 {
			t.Errorf("%q: looked at %d times, want %d, and told to be %d", lines, asked, want, j.Tallies[0].Applied)
		}
	}
}
