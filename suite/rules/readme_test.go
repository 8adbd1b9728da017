package rules_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// TestReadmeHasTheRuleTable keeps the table in the README what the catalogue
// is. PROVERB_UPDATE=1 writes it.
func TestReadmeHasTheRuleTable(t *testing.T) {
	const file = "../../README.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- rules: made by PROVERB_UPDATE=1 go test ./suite/rules -->\n", "<!-- end of rules -->"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has no place for the rule table", file)
	}
	want := before + begin + ruleTable() + end + after
	if string(text) == want {
		return
	}
	if os.Getenv("PROVERB_UPDATE") == "" {
		t.Fatalf("the rule table in %s is not what the catalogue is: run PROVERB_UPDATE=1 go test ./suite/rules", file)
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func ruleTable() string {
	var b strings.Builder
	b.WriteString("| rule | level | severity | strict | requirement | reference |\n|---|---|---|---|---|---|\n")
	for _, r := range rules.Rules {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", r.ID, r.Level, r.Severity, r.Strict,
			strings.ReplaceAll(r.Title, "|", `\|`), r.Ref)
	}
	return b.String()
}
