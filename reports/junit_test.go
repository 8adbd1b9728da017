package reports

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/joshdk/go-junit"
)

func TestJUnit(t *testing.T) {
	t.Parallel()
	golden(t, "junit.xml", []byte(render(t, JUnit(false), fixture())))
}

// ingest reads JUnit with somebody else's parser.
func ingest(t *testing.T, f Format, r *Report) map[string]junit.Test {
	t.Helper()
	suites, err := junit.Ingest([]byte(render(t, f, r)))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]junit.Test{}
	for _, s := range suites {
		for _, c := range s.Tests {
			if _, twice := tests[c.Name]; twice {
				t.Errorf("%s is there twice", c.Name)
			}
			tests[c.Name] = c
		}
	}
	return tests
}

func TestJUnitSaysWhatTheReportSays(t *testing.T) {
	t.Parallel()
	for _, strict := range []bool{false, true} {
		tests := ingest(t, JUnit(strict), fixture())
		if want := len(newView(fixture()).cells) + 1; len(tests) != want {
			t.Errorf("%d cases, not %d: one a METHOD and path and one for the server", len(tests), want)
		}
		for name, want := range map[string]junit.Status{
			"405 and 501":               junit.StatusFailed,
			"GET /books":                junit.StatusPassed,
			"POST /books":               junit.StatusPassed, // told something below --fail-on
			"DELETE /books":             junit.StatusFailed,
			"TRACE /books":              junit.StatusSkipped,
			"POST /books/{bookId}":      junit.StatusFailed,
			"DELETE /books/{bookId}":    junit.StatusPassed,
			"UNKNOWN /orders/{orderId}": junit.StatusError,
			"GET /orders/{orderId}":     junit.StatusSkipped,
		} {
			if got := tests[name].Status; got != want {
				t.Errorf("%s: %s, not %s", name, got, want)
			}
		}
	}
}

func TestJUnitFailureIsEnoughAlone(t *testing.T) {
	t.Parallel()
	c := ingest(t, JUnit(false), fixture())["DELETE /books"]
	failure, ok := c.Error.(junit.Error)
	if !ok {
		t.Fatalf("no failure: %v", c.Error)
	}
	if failure.Type != "allow/present-on-405" || !strings.HasPrefix(failure.Body, failure.Message) {
		t.Errorf("the type is not the worst rule, or the body does not begin with the message: %+v", failure)
	}
	for _, want := range []string{"body/json-parseable", "RFC 9110 section 15.5.6", "> DELETE /v2/books", "< HTTP/1.1 405", "curl "} {
		if !strings.Contains(failure.Body, want) {
			t.Errorf("the body does not tell %q:\n%s", want, failure.Body)
		}
	}
	if c := ingest(t, JUnit(false), fixture())["POST /books"]; !strings.Contains(c.SystemOut, "cache/error-explicit") {
		t.Errorf("what is below --fail-on is not told: %q", c.SystemOut)
	}
}

func TestJUnitTellsTheReason(t *testing.T) {
	t.Parallel()
	tests := ingest(t, JUnit(false), fixture())
	for name, want := range map[string]string{
		"TRACE /books":              "not sent (safety)",
		"GET /orders/{orderId}":     "inconclusive (not-live)",
		"UNKNOWN /orders/{orderId}": "no answer: dropped",
	} {
		if got := tests[name].Message; !strings.Contains(got, want) {
			t.Errorf("%s: %q does not say %q", name, got, want)
		}
	}
	for _, want := range []string{"405 apart from 501: no", "3 safety", "5 not sent"} {
		if out := tests["405 and 501"].SystemOut; !strings.Contains(out, want) {
			t.Errorf("the case of the server does not say %q:\n%s", want, out)
		}
	}
}

func TestJUnitFailOnAndAcceptance(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.FailOn = "never"
	for name, c := range ingest(t, JUnit(false), r) {
		if c.Status == junit.StatusFailed {
			t.Errorf("%s fails where nothing is to fail", name)
		}
	}
	r.FailOn = "warning"
	if got := ingest(t, JUnit(false), r)["DELETE /books/{bookId}"].Status; got != junit.StatusFailed {
		t.Errorf("a warning is %s where warnings are to fail", got)
	}
	for i := range r.Findings {
		r.Findings[i].Suppressed = "until the rewrite"
	}
	c := ingest(t, JUnit(false), r)["DELETE /books/{bookId}"]
	if c.Status != junit.StatusSkipped || !strings.Contains(c.Message, "accepted (retry/syntax): until the rewrite") {
		t.Errorf("an accepted finding is %s: %q", c.Status, c.Message)
	}
}

func TestJUnitOfAnUndecidedRun(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Findings, r.Causes = nil, nil
	r.Verdict, r.Because = "undecided", "No path is live; --param bookId=... would help."
	c := ingest(t, JUnit(false), r)["405 and 501"]
	if c.Status != junit.StatusError || !strings.Contains(c.Message, "--param") {
		t.Errorf("the case of the server is %s: %q", c.Status, c.Message)
	}
}

// A METHOD and path with several forms is one case: the worst of them is told.
func TestJUnitTellsTheWorstForm(t *testing.T) {
	t.Parallel()
	r := fixture()
	x := *newView(r).exchanges[5] // POST /books, malformed, passes
	x.ID, x.Form, x.Outcome, x.Response, x.Verdict = 900, "valid", "timeout", nil, "inconclusive"
	r.Exchanges = append(r.Exchanges, x)
	if got := ingest(t, JUnit(false), r)["POST /books"].Status; got != junit.StatusError {
		t.Errorf("one form without an answer makes the case %s", got)
	}
	r.Findings = append(r.Findings, Finding{Rule: "a/b", Severity: "error", Method: "POST", Path: "/books"})
	if got := ingest(t, JUnit(false), r)["POST /books"].Status; got != junit.StatusFailed {
		t.Errorf("a failing form beside one without an answer makes the case %s", got)
	}
}

func TestJUnitKeepsItsBudget(t *testing.T) {
	t.Parallel()
	r := fixture()
	for i := range r.Findings {
		r.Findings[i].Problem = strings.Repeat("ü long text ", 200)
	}
	for i := range r.Exchanges {
		if r.Exchanges[i].Response != nil {
			r.Exchanges[i].Response.Body = strings.Repeat("ä line\n", 900)
		}
	}
	for name, c := range ingest(t, JUnit(false), r) {
		if f, ok := c.Error.(junit.Error); ok && (len(f.Body) > bodyLimit || len(f.Message) > messageLimit) {
			t.Errorf("%s: %d bytes of text, %d of message", name, len(f.Body), len(f.Message))
		}
	}
}

// shape is what the schema of Jenkins' xUnit plugin allows: elements with
// their attributes and children.
var shape = map[string][2][]string{
	"testsuites": {{"name", "time", "tests", "failures", "errors"}, {"testsuite"}},
	"testsuite":  {{"name", "tests", "failures", "errors", "time", "skipped", "timestamp", "hostname", "id"}, {"properties", "testcase"}},
	"properties": {nil, {"property"}},
	"property":   {{"name", "value"}, nil},
	"testcase":   {{"name", "time", "classname"}, {"skipped", "error", "failure", "system-out", "system-err"}},
	"failure":    {{"type", "message"}, nil},
	"error":      {{"type", "message"}, nil},
	"skipped":    {{"type", "message"}, nil},
	"system-out": {nil, nil},
}

func TestStrictJUnitHasTheShapeOfTheSchema(t *testing.T) {
	t.Parallel()
	d := xml.NewDecoder(strings.NewReader(render(t, JUnit(true), fixture())))
	parents := []string{""}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			checkElement(t, parents[len(parents)-1], e)
			parents = append(parents, e.Name.Local)
		case xml.EndElement:
			parents = parents[:len(parents)-1]
		}
	}
}

func checkElement(t *testing.T, parent string, e xml.StartElement) {
	t.Helper()
	name := e.Name.Local
	allowed, ok := shape[name]
	if !ok || parent != "" && !slices.Contains(shape[parent][1], name) {
		t.Errorf("<%s> in <%s>", name, parent)
	}
	for _, a := range e.Attr {
		if !slices.Contains(allowed[0], a.Name.Local) {
			t.Errorf("<%s> has the attribute %s", name, a.Name.Local)
		}
		if a.Name.Local == "time" && !regexp.MustCompile(`^\d+\.\d{3}$`).MatchString(a.Value) {
			t.Errorf("<%s> has the time %q", name, a.Value)
		}
	}
}

func TestClassNamesAreSafe(t *testing.T) {
	t.Parallel()
	for _, c := range ingest(t, JUnit(false), fixture()) {
		if !regexp.MustCompile(`^[\p{L}\p{N}_-]+\.[\p{L}\p{N}_-]+$`).MatchString(c.Classname) {
			t.Errorf("the class name %q", c.Classname)
		}
	}
	if got := slug("{.}/", "api"); got != "api" {
		t.Errorf("a title of signs only gives %q", got)
	}
}
