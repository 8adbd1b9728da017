package rules

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

//go:embed testdata
var examples embed.FS

// ExamplesOf returns the examples of a rule of the catalogue as text, in the
// form that ParseExamples reads; empty when there are none.
func ExamplesOf(id string) string {
	text, err := examples.ReadFile("testdata/" + id + ".txtar")
	if err != nil {
		return ""
	}
	return string(text)
}

// Expectation is what an example shows of a rule.
type Expectation string

// The expectations, as the names of examples begin.
const (
	ExpectFail         Expectation = "fail"         // the rule is broken
	ExpectPass         Expectation = "pass"         // the rule had occasion and is kept
	ExpectNotApplied   Expectation = "n/a"          // the rule has no occasion
	ExpectInconclusive Expectation = "inconclusive" // the rule had occasion and cannot decide
)

var expectations = []Expectation{ExpectFail, ExpectPass, ExpectNotApplied, ExpectInconclusive}

// Example is a record written by hand, or pasted from a report, and what a rule
// is to make of it.
type Example struct {
	Name   string // what stands after the expectation and its colon
	Expect Expectation
	Record *runner.Record
	// Want are the texts of the problems to be told, in any order: the lines that
	// begin with "! ".
	Want []string
}

// ParseExamples reads examples from a txtar archive: a comment, then perhaps
// openapi.yaml or openapi.json, the document of the examples up to the next one, then a section
// for each example, named "fail: what it shows" (or pass, n/a, inconclusive).
// In it stand exchanges in curl's notation, as reports print them, lines "! "
// with the problems to be told, and lines "# " with comments.
//
// Without a document the notes behind each request say what must be known:
//
//	> DELETE /books (elsewhere, live, declared: GET POST; server: GET POST DELETE)
//	< 405 Method Not Allowed
//	! 405 without Allow
//
// Notes are the probe's kind or "control: NAME", "live" or "not live", "again",
// "resent" (after a connection that was dead),
// "form: FORM", "authenticated", "closed" (the server closed the connection),
// "in process" (nothing stands before the server),
// "path: TEMPLATE" where the target does not tell it, and lists: "declared:" on
// the path, "server:" on any path, "errors:" (media types of the document's
// errors). Without a document all its media types are application/json. What no
// note says of a path's being live is drawn from its answers.
func ParseExamples(data []byte) ([]Example, error) {
	archive := txtar.Parse(data)
	var plan *specs.Plan
	var out []Example
	for _, f := range archive.Files {
		if isDocument(f.Name) {
			var err error
			plan, err = specs.Parse(f.Data, f.Name, specs.Options{Safety: specs.Full, AllMethods: true})
			if err != nil {
				return nil, err
			}
			continue
		}
		e, err := parseExample(f, plan)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		out = append(out, e)
	}
	return out, nil
}

func isDocument(name string) bool { return name == "openapi.yaml" || name == "openapi.json" }

func parseExample(f txtar.File, plan *specs.Plan) (Example, error) {
	expect, name, _ := strings.Cut(f.Name, ":")
	e := Example{Name: strings.TrimSpace(name), Expect: Expectation(strings.TrimSpace(expect))}
	if !slices.Contains(expectations, e.Expect) {
		return e, errors.New("the name begins with neither fail:, pass:, n/a: nor inconclusive: and what it shows")
	}
	n := notation{}
	if err := n.read(string(f.Data)); err != nil {
		return e, err
	}
	e.Want = n.want
	var err error
	e.Record, err = recordOf(n.exchanges, plan)
	return e, err
}

// Judge asks one rule about the example: what it tells, with what it could not
// decide, and whether it had occasion at all.
func (e Example) Judge(r Rule) (problems []Problem, applied bool) { return e.judge(r, Profile{}) }

func (e Example) judge(r Rule, by Profile) (problems []Problem, applied bool) {
	check := r.Check
	r.Check = func(c *Context) []Problem {
		told := check(c)
		problems = append(problems, told...)
		return told
	}
	by.Rules = []Rule{r}
	j := Judge(e.Record, by)
	return problems, len(j.Tallies) > 0 && j.Tallies[0].Applied > 0
}

// Check says in what a rule does not do what the example shows; nil when it
// does. A failing example must have a line "! " for each problem.
func (e Example) Check(r Rule) error {
	problems, applied := e.Judge(r)
	var texts []string
	open := false
	for _, p := range problems {
		if p.Inconclusive {
			open = true
			continue
		}
		texts = append(texts, p.Text)
	}
	got := ExpectPass
	switch {
	case len(texts) > 0:
		got = ExpectFail
	case open:
		got = ExpectInconclusive
	case !applied:
		got = ExpectNotApplied
	}
	if got != e.Expect {
		return fmt.Errorf("%s: %s: it is %s%s", e.Expect, e.Name, got, lines(texts))
	}
	if !sameWords(texts, e.Want) {
		return fmt.Errorf("%s: %s: the problems are%s\nand are to be%s", e.Expect, e.Name, lines(texts), lines(e.Want))
	}
	return nil
}

func lines(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return "\n! " + strings.Join(texts, "\n! ")
}

func sameWords(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
