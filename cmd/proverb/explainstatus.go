package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/specs/statuses"
	"github.com/proverb-dev/proverb/suite/rules"
)

func explainStatus(w io.Writer, code int) error {
	s, ok := statuses.Of(code)
	if !ok {
		return explainClass(w, code)
	}
	fmt.Fprintf(w, "%d %s\n\n%s\n\n  reference  %s\n", code, s.Name, wrap(s.Meaning, "  "), s.Ref)
	fmt.Fprintf(w, "\nMostly sent by\n%s\n", wrap(s.Senders, "  "))
	for _, e := range s.Effects() {
		fmt.Fprintf(w, "\n%s\n%s\n", e.On, wrap(e.Text, "  "))
	}
	about := rulesAbout(code, s.Ref)
	if len(about) == 0 {
		return nil
	}
	fmt.Fprintf(w, "\nRules about it\n")
	for _, r := range about {
		tellRule(w, r)
	}
	slices.SortStableFunc(about, func(a, b *rules.Rule) int { return named(b, code) - named(a, code) })
	for _, expect := range []rules.Expectation{rules.ExpectFail, rules.ExpectPass} {
		if r, e := exampleOf(about, code, expect); r != nil {
			fmt.Fprintf(w, "\nOf %s", r.ID)
			printExamples(w, []example{e})
		}
	}
	return nil
}

// named is 1 for a rule that has the status in its id, else 0.
func named(r *rules.Rule, code int) int {
	if hasWord(r.ID, strconv.Itoa(code)) {
		return 1
	}
	return 0
}

// exampleOf is the first example of an expectation in which the status is
// answered, of the first rule that has one.
func exampleOf(about []*rules.Rule, code int, expect rules.Expectation) (*rules.Rule, example) {
	for _, r := range about {
		for _, e := range parseExamples(rules.ExamplesOf(r.ID)) {
			if strings.HasPrefix(e.title, string(expect)+":") && answers(e.text, code) {
				return r, e
			}
		}
	}
	return nil, example{}
}

// answers reports whether an example has a status line with the status.
func answers(text string, code int) bool {
	for line := range strings.Lines(text) {
		rest, ok := strings.CutPrefix(line, "< ")
		rest = strings.TrimPrefix(rest, "HTTP/1.1 ")
		if ok && strings.HasPrefix(rest, strconv.Itoa(code)+" ") {
			return true
		}
	}
	return false
}

// explainClass is for a number that nobody registered: a client treats it as x00
// of its class (RFC 9110 section 15).
func explainClass(w io.Writer, code int) error {
	meaning, ok := statuses.Unregistered(code)
	if !ok {
		return usageError("explain: %d is no HTTP status; statuses are 100 to 599", code)
	}
	_, err := fmt.Fprintf(w, "%d\n\n%s\n\n  reference  RFC 9110 section 15\n", code, wrap(meaning, "  "))
	return err
}
