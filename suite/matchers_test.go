package suite_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite"
)

func TestMatchers(t *testing.T) {
	t.Parallel()
	for _, c := range matching {
		t.Run(c.name, func(t *testing.T) {
			before, _ := io.ReadAll(c.actual.Body)
			c.actual.Body = io.NopCloser(strings.NewReader(string(before)))
			got, err := c.matcher.Match(c.actual)
			if err != nil || got != (c.wrong == "") {
				t.Fatalf("it matches: %t, %v\n%s", got, err, c.matcher.FailureMessage(c.actual))
			}
			if said := c.matcher.FailureMessage(c.actual); !got {
				saysAll(t, said, c.wrong, "> "+c.actual.Request.Method+" /books?page=2 (", "$ curl ", "http://shop.example/books?page=2")
				if !strings.Contains(said, "RFC ") {
					t.Errorf("no reference:\n%s", said)
				}
			} else {
				saysAll(t, c.matcher.NegatedFailureMessage(c.actual), "Expected the answer not to", "< HTTP/1.1 ", "$ curl ")
			}
			if after, _ := io.ReadAll(c.actual.Body); string(after) != string(before) {
				t.Errorf("the body is %q afterwards, and was %q", after, before)
			}
			c.actual.Body = io.NopCloser(strings.NewReader(string(before))) // for -count=2
		})
	}
}

func saysAll(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in:\n%s", p, text)
		}
	}
}

// What a matcher says is required has to be true of the answer that it was given.
func TestMatchersSayWhatTheyAsk(t *testing.T) {
	t.Parallel()
	options := answerTo("OPTIONS", 204, "", "")
	m := suite.HaveAllow()
	if got, err := m.Match(options); got || err != nil {
		t.Fatal(got, err)
	}
	saysAll(t, m.FailureMessage(options), "204 without Allow", "The answer has an Allow field, as every 405 must.")

	refused := answerTo("PUT", 404, "", "")
	m = suite.RefuseMethod()
	if got, err := m.Match(refused); got || err != nil {
		t.Fatal(got, err)
	}
	saysAll(t, m.FailureMessage(refused), "> PUT /books?page=2 (elsewhere, live")
	if said := m.FailureMessage(refused); strings.Contains(said, "server: ") {
		t.Errorf("it tells what the server implements, which it does not know:\n%s", said)
	}

	whole := suite.Conform()
	fine := answerTo("GET", 404, problemType, `{"title":"Not Found"}`)
	if got, err := whole.Match(fine); !got || err != nil {
		t.Fatal(got, err, whole.FailureMessage(fine))
	}
	saysAll(t, whole.NegatedFailureMessage(fine), " rules: ", "body/json-parseable")
	if said := whole.NegatedFailureMessage(fine); strings.Count(said, "\n") > 15 {
		t.Errorf("that it conforms is told in %d lines", strings.Count(said, "\n"))
	}
}

func TestMatchersCompose(t *testing.T) {
	t.Parallel()
	g := gomega.NewWithT(t)
	handler := newSimulator(t)
	server := httptest.NewServer(handler)
	defer server.Close()
	asked := 0
	ask := func() (*http.Response, error) {
		if asked++; asked < 3 {
			return nil, errors.New("not up yet")
		}
		request, err := http.NewRequestWithContext(t.Context(), "PUT", server.URL+"/authors", nil)
		if err != nil {
			return nil, err
		}
		response, err := http.DefaultTransport.RoundTrip(request)
		if err == nil {
			t.Cleanup(func() { _ = response.Body.Close() })
		}
		return response, err
	}
	g.Eventually(ask).Should(gomega.And(
		suite.RefuseMethod("GET"), suite.HaveParseableErrorBody(), suite.HaveSaneCacheHeaders(),
		gomega.Not(suite.NotImplementMethod()), gomega.Not(gomega.BeNil())))

	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest("PUT", "/authors", nil))
	g.Expect(recorder).To(suite.RefuseMethod("GET"))
	g.Expect(recorder).To(suite.HaveProblem(gomega.HaveKey("title")))
	g.Expect(recorder).NotTo(suite.NotImplementMethod())
	g.Expect(recorder).To(gomega.HaveHTTPBody(gomega.ContainSubstring("Method Not Allowed")), "after the matchers have read it")
}

func TestMatchersTakeWhatAnAuditRecorded(t *testing.T) {
	t.Parallel()
	file, err := specs.Load(bookshop, specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), file, runner.Config{Handler: newSimulator(t, "no-allow@/authors")})
	if err != nil {
		t.Fatal(err)
	}
	g := gomega.NewWithT(t)
	for _, p := range record.Paths {
		for _, x := range p.Exchanges {
			before := x.String()
			switch {
			case x.Probe.Kind == specs.KindElsewhere && x.Status == 405 && p.Path.Template != "/authors":
				g.Expect(x).To(suite.RefuseMethod(p.Path.Declared...), p.Path.Template)
			case x.Probe.Kind == specs.KindElsewhere && x.Status == 405:
				g.Expect(x).NotTo(suite.Conform())
			case x.Probe.Kind == specs.KindUnknown:
				g.Expect(x).To(suite.NotImplementMethod())
			case x.Probe.Kind == specs.KindDeclared && x.Probe.Form == specs.FormPlain:
				g.Expect(x).To(suite.Conform("method/declared-not-rejected"))
			}
			g.Expect(x.String()).To(gomega.Equal(before))
		}
	}
}

func TestMatchersSayNoAnswer(t *testing.T) {
	t.Parallel()
	x := &runner.Exchange{Method: "PUT", Target: "/books", Outcome: runner.Dropped, Trouble: "the connection was closed"}
	for _, m := range allMatchers() {
		if got, err := m.Match(x); got || err != nil {
			t.Errorf("%T: %t, %v", m, got, err)
		}
		saysAll(t, m.FailureMessage(x), "no answer (dropped): the connection was closed")
	}
}

func allMatchers() []types.GomegaMatcher {
	return []types.GomegaMatcher{suite.RefuseMethod(), suite.NotImplementMethod(), suite.HaveAllow(), suite.HaveParseableErrorBody(),
		suite.HaveProblem(), suite.HaveSaneCacheHeaders(), suite.Conform()}
}

func TestMatchersNeverPanic(t *testing.T) {
	t.Parallel()
	var response *http.Response
	var recorder *httptest.ResponseRecorder
	var exchange *runner.Exchange
	for _, actual := range []any{nil, response, recorder, exchange, "text", 7, http.Response{}} {
		for _, m := range allMatchers() {
			if got, err := m.Match(actual); got || err == nil || !strings.Contains(err.Error(), "http.Response") {
				t.Errorf("%T given %T: %t, %v", m, actual, got, err)
			}
			_, _ = m.FailureMessage(actual), m.NegatedFailureMessage(actual)
		}
	}
	for _, actual := range []any{&http.Response{}, &http.Response{Request: &http.Request{}}, &httptest.ResponseRecorder{}, &runner.Exchange{}} {
		for _, m := range allMatchers() {
			_, _ = m.Match(actual)
			_, _ = m.FailureMessage(actual), m.NegatedFailureMessage(actual)
		}
	}
}

func TestWhatWouldAssertNothingIsAnError(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]string{
		"allow/present-on-405": "no occasion", "cache/no-such": "there is no rule", "method/known-405": "no occasion", "": "there is no rule",
	} {
		got, err := suite.Conform(name).Match(answerTo("GET", 200, jsonType, "{}"))
		if got || err == nil || !strings.Contains(err.Error(), told) {
			t.Errorf("Conform(%q): %t, %v", name, got, err)
		}
	}
}

func TestABodyThatBreaksOffIsPutBack(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	r := answerTo("GET", 404, jsonType, "")
	r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), &failing{broken}))
	if _, err := suite.HaveParseableErrorBody().Match(r); !errors.Is(err, broken) {
		t.Errorf("the error is %v", err)
	}
	if got, err := suite.HaveSaneCacheHeaders().Match(r); !got || err != nil {
		t.Errorf("a matcher of fields: %t, %v", got, err)
	}
	if content, err := io.ReadAll(r.Body); string(content) != "{" || !errors.Is(err, broken) {
		t.Errorf("left are %q, %v", content, err)
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestALargeBodyIsPutBack(t *testing.T) {
	t.Parallel()
	whole := strings.Repeat("long ", 1<<20)
	r := answerTo("GET", 404, "Content-Type: text/plain", whole)
	for range 2 {
		if got, err := suite.HaveParseableErrorBody().Match(r); !got || err != nil {
			t.Fatalf("%t, %v", got, err)
		}
	}
	if content, err := io.ReadAll(r.Body); string(content) != whole || err != nil {
		t.Errorf("left are %d bytes of %d, %v", len(content), len(whole), err)
	}
}

func TestMatchersTellNoSecret(t *testing.T) {
	t.Parallel()
	r := answerTo("DELETE", 405, "X-Echo: "+canary, "you are "+canary)
	r.Request.Header.Set("Authorization", "Bearer "+canary)
	r.Request.Header.Set("X-Api-Key", canary)
	m := suite.RefuseMethod()
	if got, err := m.Match(r); got || err != nil {
		t.Fatal(got, err)
	}
	if said := m.FailureMessage(r); strings.Contains(said, canary) || !strings.Contains(said, "$AUTHORIZATION") {
		t.Errorf("the message:\n%s", said)
	}
}
