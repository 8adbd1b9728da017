package runner_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// asked are the questions of a record, as METHOD, path and control.
func asked(record *runner.Record) []string {
	var out []string
	for _, x := range record.Controls {
		if x.Control.IsQuestion() {
			out = append(out, strings.TrimSpace(x.Probe.Name()+" "+x.Probe.Template()+" "+string(x.Control)))
		}
	}
	return out
}

// open lets pages of all origins in.
func open(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		next(w, r)
	})
}

func TestPreflightsGoOnlyToAnAPIThatLetsPagesIn(t *testing.T) {
	t.Parallel()
	closed := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: http.HandlerFunc(books)})
	let := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: open(books)})
	preflight := func(s string) bool { return strings.HasSuffix(s, " preflight") }
	if slices.ContainsFunc(asked(closed), preflight) {
		t.Errorf("without CORS: %q", asked(closed))
	}
	if !slices.ContainsFunc(asked(let), preflight) {
		t.Errorf("with CORS: %q", asked(let))
	}
	everyProbeAccountedFor(t, let)
}

func TestQuestionsAreLeftOut(t *testing.T) {
	t.Parallel()
	record := runOf(t, planOf(t, shop, specs.Full), runner.Config{Handler: open(books), NoQuestions: true})
	if got := asked(record); len(got) > 0 {
		t.Errorf("asked all the same: %q", got)
	}
}

func TestWhatKeepsTheProbeKeepsTheQuestion(t *testing.T) {
	t.Parallel()
	plan, err := specs.Parse([]byte(shop), "shop.yaml", specs.Options{Safety: specs.Guarded, Exclude: specs.Filter{Methods: []string{"OPTIONS"}}})
	if err != nil {
		t.Fatal(err)
	}
	record := runOf(t, plan, runner.Config{Handler: open(books)})
	for _, q := range asked(record) {
		if strings.HasPrefix(q, "OPTIONS") {
			t.Errorf("asked %q, though OPTIONS is excluded", q)
		}
	}
	held := slices.ContainsFunc(record.NotAsked, func(n runner.NotAsked) bool {
		return n.Control == runner.ControlPreflight && n.Reason == specs.ReasonExcluded
	})
	if !held {
		t.Errorf("nothing says that preflights were held back: %+v", record.NotAsked)
	}
}

func TestQuestionsAreInThePlan(t *testing.T) {
	t.Parallel()
	for _, level := range []specs.Safety{specs.ReadOnly, specs.Guarded, specs.Full} {
		plan := planOf(t, shop, level)
		planned := map[string]bool{}
		for _, q := range runner.Questions(plan) {
			for _, p := range q.Probes {
				if p.NotSent == "" {
					planned[p.Name()+" "+p.Template()+" "+string(q.Control)] = true
				}
				if p.NotSent == "" && !level.Allows(specs.Guarded) && !specs.IsSafe(p.Method) && p.Kind != specs.KindUnknown {
					t.Errorf("%s would send %s as %s", level, p.Method, q.Control)
				}
			}
		}
		done := 0
		record := runOf(t, plan, runner.Config{Handler: open(books), Progress: func(p runner.Progress) {
			if p.Done < done || p.Done > p.Total {
				t.Errorf("%s: progress went from %d to %d of %d", level, done, p.Done, p.Total)
			}
			done = p.Done
		}})
		for _, q := range record.Controls {
			if q.Control.IsQuestion() && q.Probe.Path != nil && !planned[q.Probe.Name()+" "+q.Probe.Template()+" "+string(q.Control)] {
				t.Errorf("%s: %s %s %s was asked and is not in the plan", level, q.Method, q.Target, q.Control)
			}
		}
	}
}

func TestACutRunSaysWhichQuestionsWereNotPut(t *testing.T) {
	t.Parallel()
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{URL: "http://127.0.0.1:1"})
	if len(record.NotAsked) == 0 || record.NotAsked[0].Reason != specs.ReasonCutShort {
		t.Errorf("not asked: %+v", record.NotAsked)
	}
}

func TestEveryQuestionHasWordsAndABound(t *testing.T) {
	t.Parallel()
	for _, q := range runner.Questions(planOf(t, shop, specs.Full)) {
		if q.Control.Asks() == "" || runner.ControlPlace(q.Control) < 0 || !q.Control.IsQuestion() {
			t.Errorf("question %s: %q", q.Control, q.Control.Asks())
		}
	}
	for _, c := range []runner.Control{"", runner.ControlLive, runner.ControlRecheck} {
		if c.IsQuestion() || c.Asks() != "" {
			t.Errorf("control %q is taken for a question", c)
		}
	}
}

// A body parser that passes over what it does not know hands an empty object to
// the handler, which stores it.
func TestBelowFullUnsafeQuestionsGoToNoResource(t *testing.T) {
	t.Parallel()
	unsafe := 0
	for _, level := range []specs.Safety{specs.ReadOnly, specs.Guarded} {
		record := runOf(t, planOf(t, shop, level), runner.Config{Handler: open(books)})
		for _, x := range record.Controls {
			if !x.Control.IsQuestion() || x.Control.OfServer() || specs.IsSafe(x.Method) || x.Probe.Kind == specs.KindUnknown {
				continue
			}
			unsafe++
			if len(x.Probe.Values) == 0 || x.Probe.Values[0].Source != specs.SourceImpossible {
				t.Errorf("%s: %s %s was asked as %s", level, x.Method, x.Target, x.Control)
			}
		}
	}
	if unsafe == 0 {
		t.Error("nothing unsafe was asked at all")
	}
}

func TestAMethodThatIsAskedWithoutCredentials(t *testing.T) {
	t.Parallel()
	document := strings.Replace(shop, "paths:", "components: {securitySchemes: {token: {type: http, scheme: bearer}}}\nsecurity: [{token: []}]\npaths:", 1)
	var seen log
	config := runner.Config{Handler: seen.wrap(open(books)), Header: http.Header{"Authorization": {"Bearer canary-canary"}}}
	record := runOf(t, planOf(t, document, specs.Guarded), config)
	found := 0
	for _, x := range record.Controls {
		if x.Control != runner.ControlAnonymousHead && x.Control != runner.ControlPreflight {
			continue
		}
		found++
		if x.RequestValue("Authorization") != "" {
			t.Errorf("%s %s (%s) carried the credentials", x.Method, x.Target, x.Control)
		}
	}
	if found < 2 {
		t.Errorf("%d were asked without credentials: %q", found, asked(record))
	}
}
