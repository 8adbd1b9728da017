package suite_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite"
	"github.com/proverb-dev/proverb/suite/rules"
)

// TestOverHTTP2 holds a whole audit over HTTP/2 against the same over HTTP/1.1:
// methods, Allow and bodies mean the same in both.
func TestOverHTTP2(t *testing.T) {
	t.Parallel()
	for _, faults := range [][]string{nil, {"no-allow"}, {"405-for-unknown"}} {
		told := map[string][]string{}
		for _, version := range []string{runner.HTTP1, runner.HTTP2} {
			plan, err := specs.Parse(simulator.Document(faults...), "bookshop.yaml", specs.Options{Safety: specs.Guarded})
			if err != nil {
				t.Fatal(err)
			}
			record, err := runner.Run(t.Context(), plan, runner.Config{Handler: newSimulator(t, faults...), HTTP: version})
			if err != nil {
				t.Fatal(err)
			}
			j := rules.Judge(record, rules.Profile{})
			if j.Verdict == rules.RunUndecided {
				t.Errorf("%v over HTTP/%s: undecided: %s", faults, version, j.Because)
			}
			told[version] = unique(j)
		}
		if one, two := told[runner.HTTP1], told[runner.HTTP2]; !slices.Equal(one, two) {
			t.Errorf("%v: over HTTP/1.1 %v, over HTTP/2 %v", faults, one, two)
		}
	}
}

// unique are the ids of the rules told, each once, in order.
func unique(j *rules.Judgement) []string {
	all := ids(j)
	slices.Sort(all)
	return slices.Compact(all)
}

// TestAMatcherOfAnAnswerOverHTTP2: its evidence is what was received, and the curl line
// speaks the same version.
func TestAMatcherOfAnAnswerOverHTTP2(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusMethodNotAllowed)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	answer, err := server.Client().Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	matcher := suite.RefuseMethod()
	if ok, err := matcher.Match(answer); ok || err != nil {
		t.Fatal(ok, err)
	}
	said := matcher.FailureMessage(answer)
	if !strings.Contains(said, "< HTTP/2 405\n") || !strings.Contains(said, "$ curl -i -X GET --http2 ") {
		t.Error(said)
	}
}
