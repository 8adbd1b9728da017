package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// judgedByAll judges an example of exchanges by the whole catalogue.
func judgedByAll(t *testing.T, exchanges string) *rules.Judgement {
	t.Helper()
	examples, err := rules.ParseExamples([]byte("-- pass: it --\n" + exchanges))
	if err != nil {
		t.Fatal(err)
	}
	return rules.Judge(examples[0].Record, rules.Profile{})
}

func found(j *rules.Judgement, id string) *rules.Finding {
	i := slices.IndexFunc(j.Findings, func(f rules.Finding) bool { return f.Rule.ID == id })
	if i < 0 {
		return nil
	}
	return &j.Findings[i]
}

// An answer that changes is told with both, whichever of them was the wrong one,
// and is no error of the one.
func TestAWrongAnswerThatCameOnceIsTold(t *testing.T) {
	t.Parallel()
	const get = "> GET /items (declared, live, declared: GET; server: GET HEAD PUT)\n< 200 OK\n"
	const wrong = "> PUT /items (elsewhere, live, declared: GET; server: GET HEAD PUT)\n< 404 Not Found\n"
	const right = "> PUT /items (elsewhere, live, declared: GET; server: GET HEAD PUT)\n< 405 Method Not Allowed\n< Allow: GET\n"
	again := func(s string) string { return strings.Replace(s, "(elsewhere,", "(elsewhere, again,", 1) }
	for name, exchanges := range map[string]string{"first": get + wrong + again(right), "second": get + right + again(wrong)} {
		f := found(judgedByAll(t, exchanges), "route/404-vs-405")
		if f == nil || !f.Flaky || f.Severity != rules.Warning || len(f.Exchanges) < 2 {
			t.Fatalf("the wrong answer came %s: %+v, want a flaky warning with both exchanges", name, f)
		}
		if !strings.HasSuffix(f.Text, "; another time the same request was answered 405") {
			t.Errorf("the wrong answer came %s: %s", name, f.Text)
		}
	}
	if f := found(judgedByAll(t, get+wrong+again(wrong)), "route/404-vs-405"); f == nil || f.Flaky || f.Severity != rules.Error {
		t.Errorf("twice the same: %+v, want an error that is not flaky", f)
	}
}

// A server that was too busy at first has not changed its mind.
func TestAnAnswerAfter429IsNotFlaky(t *testing.T) {
	t.Parallel()
	j := judgedByAll(t, `> GET /items (declared, live, declared: GET; server: GET HEAD PUT)
< 200 OK
> PUT /items (elsewhere, live, declared: GET; server: GET HEAD PUT)
< 429 Too Many Requests
> PUT /items (elsewhere, again, live, declared: GET; server: GET HEAD PUT)
< 404 Not Found
`)
	if f := found(j, "route/404-vs-405"); f == nil || f.Flaky || f.Severity != rules.Error {
		t.Errorf("%+v, want an error that is not flaky", f)
	}
}
