package rules_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

const notImplemented = pagesFolder + "/not-implemented.md"

// rowOfRule is a row of the first table in not-implemented.md: the id and why.
var rowOfRule = regexp.MustCompile("(?m)^\\| `([a-z]+/[a-z0-9-]+)` \\| ([^|]*) \\|\n")

// TestRulePagesForgetNoRule holds the catalogue to the list of rules that it was
// planned with: each is implemented, or docs/rules/not-implemented.md says why it
// is not. PROVERB_UPDATE=1 takes out the rows of those that are by now.
func TestRulePagesForgetNoRule(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("planned.txt")
	if err != nil {
		t.Fatal(err)
	}
	planned := strings.Fields(string(list))
	text, err := os.ReadFile(notImplemented)
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]string{}
	kept := rowOfRule.ReplaceAllStringFunc(string(text), func(row string) string {
		m := rowOfRule.FindStringSubmatch(row)
		reasons[m[1]] = m[2]
		if isImplemented(m[1]) {
			return ""
		}
		return row
	})
	for _, id := range planned {
		if !isImplemented(id) && len(reasons[id]) < 20 {
			t.Errorf("%s is not implemented, and docs/rules/not-implemented.md does not say why", id)
		}
	}
	for id := range reasons {
		if !slices.Contains(planned, id) {
			t.Errorf("docs/rules/not-implemented.md speaks of %s, which was never planned", id)
		}
	}
	if kept == string(text) {
		return
	}
	if os.Getenv("PROVERB_UPDATE") == "" {
		t.Errorf("docs/rules/not-implemented.md speaks of rules that are implemented: run %s", howPages)
	} else if err := os.WriteFile(notImplemented, []byte(kept), 0o644); err != nil {
		t.Fatal(err)
	}
}

func isImplemented(id string) bool {
	return slices.ContainsFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == id })
}
