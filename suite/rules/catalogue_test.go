package rules

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	ruleID  = regexp.MustCompile(`^[a-z]+/[a-z0-9-]+$`)
	ruleRef = regexp.MustCompile(`^((RFC \d+ section [\d.]+|OpenAPI [A-Z][A-Za-z ]+ Object|Fetch section [A-Za-z -]+|CWE \d+)(, |$))+$`)
)

func TestRulesAreWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range Rules {
		switch {
		case !ruleID.MatchString(r.ID):
			t.Errorf("%s is no id", r.ID)
		case seen[r.ID]:
			t.Errorf("%s is there twice", r.ID)
		case !ruleRef.MatchString(r.Ref):
			t.Errorf("%s has the reference %q", r.ID, r.Ref)
		case !strings.HasSuffix(r.Title, ".") || strings.ContainsRune(r.Title, '!'):
			t.Errorf("%s has the title %q", r.ID, r.Title)
		case len(r.Why) < 100:
			t.Errorf("%s does not say why", r.ID)
		case r.Level == "" || r.Severity == "" || r.Strict == "" || r.Scope == "" || r.Check == nil:
			t.Errorf("%s is not filled in", r.ID)
		case r.Strict.rank() < r.Severity.rank():
			t.Errorf("%s is milder with --strict", r.ID)
		}
		seen[r.ID] = true
	}
}

func TestSupersededRulesExist(t *testing.T) {
	t.Parallel()
	for _, r := range Rules {
		for _, id := range r.Supersedes {
			if id == r.ID || !slices.ContainsFunc(Rules, func(o Rule) bool { return o.ID == id }) {
				t.Errorf("%s supersedes %s", r.ID, id)
			}
		}
	}
}

// TestSeveritiesAreTheCatalogues holds the rules to the table they were made
// from, which is beside the checkout and not part of it.
func TestSeveritiesAreTheCatalogues(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../shared/reference/rules.tsv")
	if err != nil {
		t.Skip("the reference table is not here")
	}
	table := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "\t"); len(cells) > 3 {
			table[cells[1]] = cells[2:4]
		}
	}
	// The table has this one milder with --strict, which no rule is.
	table["auth/407-not-from-origin"] = []string{"error", "error"}
	// Large documents in use have such paths, and their servers work.
	table["spec/path-collision"] = []string{"warning", "error"}
	for _, r := range Rules {
		want := table[r.ID]
		if want != nil && Severity(want[1]).rank() < Severity(want[0]).rank() {
			want[1] = want[0] // --strict makes nothing milder
		}
		if want != nil && (string(r.Severity) != want[0] || string(r.Strict) != want[1]) {
			t.Errorf("%s is %s and %s, the table has %v", r.ID, r.Severity, r.Strict, want)
		}
	}
}
