package rules_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// askedEachTime is the catalogue without the promises that some rules make: that
// they look at the answer alone, and that an answer is none of theirs.
func askedEachTime() []rules.Rule {
	all := slices.Clone(rules.Rules)
	for i := range all {
		all[i].InAnswer, all[i].Among, all[i].Suspects = rules.NothingInAnswer, nil, nil
	}
	return all
}

// TestWhatIsNotAskedAgainIsTold judges records whose exchanges have few answers
// between them: nothing may be lost by asking about each once.
func TestWhatIsNotAskedAgainIsTold(t *testing.T) {
	t.Parallel()
	plan, telling, each := oddPlan(t), tellingPlan(t), askedEachTime()
	for seed := range uint64(25) {
		demandSameJudgement(t, seed, fewAnswers(oddRecord(plan, rand.New(rand.NewPCG(seed, 2))), rand.New(rand.NewPCG(seed, 3))), each)
	}
	for seed := range uint64(100) {
		demandSameJudgement(t, 1000+seed, tellingRecord(telling, rand.New(rand.NewPCG(seed, 4))), each)
	}
}

// demandSameJudgement holds what is judged by short cuts to what is judged without.
func demandSameJudgement(t *testing.T, seed uint64, record *runner.Record, each []rules.Rule) {
	t.Helper()
	once := rules.Judge(record, rules.Profile{Strict: seed%2 == 0})
	again := rules.Judge(record, rules.Profile{Strict: seed%2 == 0, Rules: each})
	if len(once.Findings) != len(again.Findings) {
		t.Errorf("seed %d: %d findings, and %d where every rule is asked each time", seed, len(once.Findings), len(again.Findings))
	}
	for i := range min(len(once.Findings), len(again.Findings)) {
		if a, b := once.Findings[i], again.Findings[i]; !sameFinding(a, b) {
			t.Errorf("seed %d: %s: %s, and where every rule is asked each time %s: %s", seed, a.Rule.ID, a.Text, b.Rule.ID, b.Text)
			break
		}
	}
	for i, c := range once.Tallies {
		c.Rule, again.Tallies[i].Rule = nil, nil
		if c != again.Tallies[i] {
			t.Errorf("seed %d: %s: %+v, and %+v where every rule is asked each time", seed, rules.Rules[i].ID, c, again.Tallies[i])
		}
	}
	if !reflect.DeepEqual(once.Exchanges, again.Exchanges) || once.Verdict != again.Verdict {
		t.Errorf("seed %d: the verdicts of exchanges differ", seed)
	}
}

// sameFinding compares all that is told but where it stands.
func sameFinding(a, b rules.Finding) bool {
	return a.Rule.ID == b.Rule.ID && a.Detail == b.Detail && a.Text == b.Text && a.Severity == b.Severity && a.Layer == b.Layer && slices.Equal(a.Exchanges, b.Exchanges)
}

// fewAnswers gives every exchange of a record one of a dozen answers, which
// differ from each other only in what rules about the answer alone must not look
// at.
func fewAnswers(record *runner.Record, r *rand.Rand) *runner.Record {
	var all, pool []*runner.Exchange
	all = append(all, record.Controls...)
	for _, p := range record.Paths {
		all, pool = append(all, p.Exchanges...), append(pool, p.Exchanges...)
	}
	for _, x := range pool[:min(len(pool), 12)] {
		y := *x
		y.Outcome, y.Status = runner.Answered, oneOf(r, 200, 404, 405, 405, 501, 501, 302, 401, 403, 412, 413, 415, 422, 500, 503)
		if r.IntN(3) == 0 {
			y.Header = append(slices.Clone(y.Header), runner.Field{Name: "Expires", Value: "Fri, 20 Nov 2026 23:56:31 GMT"})
		}
		pool = append(pool, &y)
	}
	pool = pool[len(pool)-12:]
	for n, x := range all {
		*x = alike(x, pool[r.IntN(len(pool))], n, r)
	}
	return record
}

// alike is an answer to what was asked with x, with an id and a date of its own; an
// unknown method is one of its own, too.
func alike(x, answer *runner.Exchange, n int, r *rand.Rand) runner.Exchange {
	y := *answer
	y.ID, y.Probe, y.Control, y.Again, y.First = x.ID, x.Probe, x.Control, x.Again, x.First
	y.Method, y.Target, y.Request, y.Content = x.Method, x.Target, x.Request, x.Content
	if p := *x.Probe; p.Kind == specs.KindUnknown {
		p.Method += string(rune('A' + n%5))
		y.Method, y.Probe = p.Method, &p
	}
	if r.IntN(3) == 0 {
		y.Header = append(slices.Clone(y.Header), runner.Field{Name: "Allow", Value: oneOf(r, "GET, HEAD", x.Method+"C", y.Method)})
	}
	y.Header = append(slices.Clone(y.Header), runner.Field{Name: "X-Request-Id", Value: strconv.Itoa(n)},
		runner.Field{Name: "Date", Value: oneOf(r, "Fri, 20 Nov 2026 23:36:31 GMT", "Sat, 21 Nov 2026 23:36:31 GMT", "never")})
	return y
}

// TestTheSameAnswerIsHeldToItsRequest: what is said of an answer by the request that
// it came for is looked for each time, though the first time there was nothing.
func TestTheSameAnswerIsHeldToItsRequest(t *testing.T) {
	t.Parallel()
	const problem = "< 405 Method Not Allowed\n< Allow: GET\n< Content-Type: application/problem+json\n<\n" +
		`< {"title":"Method Not Allowed","instance":"/b"}` + "\n"
	const setting = "< 405 Method Not Allowed\n< Allow: GET\n< Content-Type: text/plain\n<\n< no method at /srv/app/handlers/books.py\n"
	tests := []struct{ rule, answer string }{{"problem/instance-uri", problem}, {"leak/sql-or-infra", setting}}
	for _, test := range tests {
		record := oneContent(t, "> PUT /srv/app/handlers/books.py (elsewhere, live, declared: GET; server: GET PUT)\n"+test.answer+
			"> PUT /b (elsewhere, live, declared: GET; server: GET PUT)\n"+test.answer)
		j := rules.Judge(record, rules.Profile{})
		var told []string
		for _, f := range j.Findings {
			if f.Rule.ID == test.rule {
				told = append(told, f.Path.Path.Template)
			}
		}
		if !slices.Equal(told, []string{"/b"}) {
			t.Errorf("%s is told of %q, not of /b alone", test.rule, told)
		}
	}
}

// oneContent is a record of exchanges whose answers have the same content, once, as a
// run records it.
func oneContent(t *testing.T, exchanges string) *runner.Record {
	t.Helper()
	examples, err := rules.ParseExamples([]byte("-- pass: it --\n" + exchanges))
	if err != nil {
		t.Fatal(err)
	}
	record := examples[0].Record
	first := record.Paths[0].Exchanges[0]
	for _, p := range record.Paths[1:] {
		x := p.Exchanges[0]
		y := *first
		y.ID, y.Probe, y.Method, y.Target = x.ID, x.Probe, x.Method, x.Target
		*x = y
	}
	return record
}

// TestOneTokenStandsForAllButWhereItIsRepeated: the same answer to two unknown
// methods says another thing of the one that it names.
func TestOneTokenStandsForAllButWhereItIsRepeated(t *testing.T) {
	t.Parallel()
	const answer = "< 405 Method Not Allowed\n< Allow: GET, PROVERBBBBBBB\n"
	j := judgedByAll(t, "> PROVERBAAAAAA /a (unknown, live, declared: GET; server: GET HEAD)\n"+answer+
		"> PROVERBBBBBBB /b (unknown, live, declared: GET; server: GET HEAD)\n"+answer)
	for _, f := range j.Findings {
		if f.Rule.ID == "allow/excludes-rejected" && f.Path.Path.Template == "/b" {
			return
		}
	}
	t.Error("an Allow that lists the very token is not told")
}
