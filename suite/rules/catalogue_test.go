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
		case r.Level == "" || r.Severity == "" || r.Strict == "" || r.Scope == "" || r.Check == nil:
			t.Errorf("%s lacks one of Level, Severity, Strict, Scope and Check", r.ID)
		case len(r.Why) < 100:
			t.Errorf("%s: Why has %d characters; what goes wrong, and how it is mended, takes 100 and more", r.ID, len(r.Why))
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

// deviation is a row of the table of severities in not-implemented.md.
var deviation = regexp.MustCompile("(?m)^\\| `([a-z]+/[a-z0-9-]+)` \\| ([a-z]+, strict [a-z]+) \\| ([a-z]+), strict ([a-z]+) \\| (.+) \\|$")

// TestSeveritiesAreTheCatalogues holds the rules to the table they were made
// from, which is beside the checkout and not part of it. Where they are not as they
// were planned, docs/rules/not-implemented.md says so, and why.
func TestSeveritiesAreTheCatalogues(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("../../../shared/reference/rules.tsv")
	if err != nil {
		t.Skip("the reference table is not here")
	}
	planned := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if cells := strings.Split(line, "\t"); len(cells) > 3 {
			planned[cells[1]] = cells[2] + ", strict " + cells[3]
		}
	}
	told := toldDeviations(t)
	for _, r := range Rules {
		is, plan := string(r.Severity)+", strict "+string(r.Strict), planned[r.ID]
		told, isTold := told[r.ID]
		switch {
		case isTold && told != [2]string{plan, is}:
			t.Errorf("%s is %s and was planned as %s, and not-implemented.md has %v", r.ID, is, plan, told)
		case !isTold && plan != "" && plan != is:
			t.Errorf("%s is %s and was planned as %s, which not-implemented.md does not say", r.ID, is, plan)
		}
	}
}

// toldDeviations are the severities that not-implemented.md has, as planned and as
// they are.
func toldDeviations(t *testing.T) map[string][2]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/rules/not-implemented.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][2]string{}
	for _, row := range deviation.FindAllStringSubmatch(string(text), -1) {
		out[row[1]] = [2]string{row[2], row[3] + ", strict " + row[4]}
	}
	if len(out) == 0 {
		t.Error("not-implemented.md has no table of severities")
	}
	return out
}
