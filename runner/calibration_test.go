package runner_test

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// counted answers by the number of the request, from 1.
func counted(answer func(n int, w http.ResponseWriter, r *http.Request)) http.Handler {
	var mu sync.Mutex
	n := 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		n++
		answer(n, w, r)
	})
}

// gone refuses wrong methods with 404, and loses its books once it has been asked
// for one with a method that is not there.
func gone(lost bool) http.Handler {
	asked := false
	return counted(func(_ int, w http.ResponseWriter, r *http.Request) {
		one := strings.HasPrefix(r.URL.Path, "/books/")
		switch {
		case one && lost && asked, one && r.Method == "PROPFIND":
			asked = asked || r.Method == "PROPFIND"
			w.WriteHeader(404)
		default:
			books(w, r)
		}
	})
}

func TestATargetThatIsGoneAtTheEndIsNotLive(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{Handler: gone(lost)})
		if p := pathOf(t, record, "/books/{bookId}"); p.Live == lost {
			t.Errorf("lost %t: live %t", lost, p.Live)
		}
		if !slices.ContainsFunc(record.Controls, func(x *runner.Exchange) bool { return x.Control == runner.ControlRecheck }) {
			t.Errorf("lost %t: it was not asked for again", lost)
		}
	}
}

// A server that has had enough of a client refuses whatever it asks.
func TestABanInTheMiddleIsNoWordAboutMethods(t *testing.T) {
	t.Parallel()
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
		Header: http.Header{"Authorization": {"Bearer open-sesame"}},
		Handler: counted(func(n int, w http.ResponseWriter, r *http.Request) {
			if n > 20 {
				w.WriteHeader(403)
				return
			}
			books(w, r)
		}),
	})
	for _, p := range record.Paths {
		banned := slices.ContainsFunc(p.Exchanges, func(x *runner.Exchange) bool {
			return x.Status == 403 && x.Probe.Kind != specs.KindDeclared // to a declared one 403 may be meant
		})
		if banned && p.Live && len(p.Path.Declared) > 1 {
			t.Errorf("%s was refused with 403 to the end and is live", p.Path.Template)
		}
	}
}

func TestARateLimitIsHonoured(t *testing.T) {
	t.Parallel()
	var until time.Time
	early := 0
	record := runOf(t, planOf(t, shop, specs.Guarded), runner.Config{
		Concurrency: 1,
		Handler: counted(func(n int, w http.ResponseWriter, r *http.Request) {
			now := time.Now()
			if now.Before(until) {
				early++
			}
			if n == 3 || n == 15 { // a control, and a probe
				until = now.Add(900 * time.Millisecond)
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(429)
				return
			}
			books(w, r)
		}),
	})
	if early > 0 {
		t.Errorf("%d requests came before the time that the server asked for", early)
	}
	answers := slices.Clone(record.Controls)
	for _, p := range record.Paths {
		answers = append(answers, p.Exchanges...)
	}
	again := 0
	for _, x := range answers {
		if x.Again && x.First.Status == 429 && x.Status != 429 {
			again++
		}
	}
	if again != 2 {
		t.Errorf("%d answers were asked for again after a 429, want both", again)
	}
	if p := pathOf(t, record, "/books"); !p.Live {
		t.Error("/books is not live, as a control was answered 429")
	}
}

// A server that asks for more than a run has does not stop it.
func TestARunDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	handler := counted(func(n int, w http.ResponseWriter, r *http.Request) {
		if n > 1 {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(429)
			return
		}
		books(w, r)
	})
	record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{Handler: handler, NoQuestions: true})
	if record.Cut != "" {
		t.Errorf("the run was cut: %s", record.CutText)
	}
}

func TestAnAnswerFromACacheIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"Age: 75", "Cache-Status: Edge; fwd=uri-miss, Near; hit; ttl=30"} {
		name, value, _ := strings.Cut(field, ": ")
		record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{
			Handler: counted(func(n int, w http.ResponseWriter, r *http.Request) {
				if n == 1 {
					w.Header().Set(name, value)
				}
				books(w, r)
			}),
		})
		if x := record.Controls[1]; !x.Again || x.First != record.Controls[0] || x.Has(name) {
			t.Errorf("%s: the second control is %s", field, x)
		}
	}
}
