package examples_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

// pages is where each row has a page for people.
var pages = filepath.Join("..", "docs", "frameworks")

const pageMark = "<!-- made by PROVERB_UPDATE=1 go test ./examples -->\n"

// TestFrameworkPages keeps docs/frameworks: a page for each row, made of its
// goldens, its version and the very recipe that reports and explain show.
func TestFrameworkPages(t *testing.T) {
	t.Parallel()
	names := []string{"README.md"}
	for _, r := range rows {
		holdTo(t, filepath.Join(pages, r.name+".md"), r.page(t))
		names = append(names, r.name+".md")
	}
	holdTo(t, filepath.Join(pages, "README.md"), indexPage(t))
	entries, err := os.ReadDir(pages)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(names, e.Name()) {
			t.Errorf("docs/frameworks/%s is of no row: remove it", e.Name())
		}
	}
}

func indexPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(pageMark + `# Frameworks and servers

What each answers as its own guide would have it written, the recipe that mends it, and what the recipe cannot reach. All of
it was found by auditing one small API, [openapi.yaml](../../examples/openapi.yaml), on the real thing: the tests of
[examples](../../examples/README.md) start each server and hold these pages to what it answers. ` + "`proverb explain RULE --for NAME`" + `
prints a recipe alone, and a report shows that of the server that it recognised.

| server | version | tells 405 from 501 | with the recipe | errors, warnings | with the recipe | name |
|---|---|---|---|---|---|---|
`)
	for _, r := range rows {
		before, after := r.golden(t, "before.txt"), r.golden(t, "after.txt")
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s | %s | %s | `%s` |\n",
			r.title, r.name, r.version(t), before.apart, after.apart, before.counts(), after.counts(), r.name)
	}
	return b.String()
}

func (r row) page(t *testing.T) string {
	t.Helper()
	before, after := r.golden(t, "before.txt"), r.golden(t, "after.txt")
	var b strings.Builder
	fmt.Fprintf(&b, "%s# %s\n\n", pageMark, r.title)
	fmt.Fprintf(&b, "Version %s, in [examples/%s](../../examples/%s): the application as its guide would have it written, and the same with the recipe.\n\n", r.version(t), r.name, r.name)
	fmt.Fprintf(&b, "## What it answers\n\nTells 405 from 501: %s as written, **%s** with the recipe. Each is asked of the first path of the document.\n\n", before.apart, after.apart)
	b.WriteString(answersTable(before, after))
	fmt.Fprintf(&b, "\n## What is found, as written\n\n%s", foundList(before))
	fmt.Fprintf(&b, "\n## The recipe\n\n%s", r.recipeText(t))
	fmt.Fprintf(&b, "\n## What remains\n\n%s", r.remainsText(t, before, after))
	return b.String()
}

// answersTable has the answers before and after, side by side.
func answersTable(before, after golden) string {
	var b strings.Builder
	b.WriteString("| asked | as written | with the recipe |\n|---|---|---|\n")
	for _, q := range questions {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", asked(q), shown(before.answers[q.name]), shown(after.answers[q.name]))
	}
	return b.String()
}

// asked is a question as a stranger understands it.
func asked(q question) string {
	words := map[string]string{
		"UNKNOWN": "UNKNOWN, a method that nobody knows", "get": "get, in lower case", "GET elsewhere": "GET of a path that does not exist", "POST malformed": "POST with content that is broken",
	}
	return cmp.Or(words[q.name], q.name)
}

// shown is an answer for a cell: the status, then the fields in code.
func shown(answer string) string {
	s := status(answer)
	for _, name := range []string{"Allow", "Content-Type", "Cache-Control"} {
		if v := value(answer, name); v != "" {
			s += fmt.Sprintf(", `%s: %s`", name, v)
		}
	}
	return s
}

func foundList(g golden) string {
	if len(g.found) == 0 {
		return "No error and no warning.\n"
	}
	var b strings.Builder
	for _, line := range g.found {
		severity, key, _ := strings.Cut(line, " ")
		fmt.Fprintf(&b, "- %s: %s\n", severity, linked(key))
	}
	return b.String()
}

// linked is a cause with a link to the page of its rule, and what that demands.
func linked(key string) string {
	id, rest, _ := strings.Cut(key, " ")
	i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == id })
	if i < 0 {
		return "`" + key + "`"
	}
	return fmt.Sprintf("[%s](../rules/%s.md) %s. %s", id, id, rest, rules.Rules[i].Title)
}

func (r row) recipeText(t *testing.T) string {
	t.Helper()
	i := slices.IndexFunc(fixes.Recipes, func(x fixes.Recipe) bool { return x.Name == r.name })
	if i < 0 {
		t.Fatalf("%s has no recipe in suite/rules/fixes", r.name)
	}
	recipe := fixes.Recipes[i]
	language := strings.TrimPrefix(filepath.Ext(recipe.File), ".")
	return fmt.Sprintf("[%s](../../examples/%s/%s), which `proverb explain allow/present-on-405 --for %s` prints:\n\n```%s\n%s\n```\n",
		recipe.File, r.name, recipe.File, r.name, cmp.Or(map[string]string{"py": "python", "conf": ""}[language], language), strings.TrimSpace(recipe.Code()))
}

// remainsText is what the recipe cannot reach: what remains.txt names, and the
// refusals that are as they were, being given before the application is asked.
func (r row) remainsText(t *testing.T, before, after golden) string {
	t.Helper()
	var b strings.Builder
	remains := r.remains(t)
	for _, line := range after.found {
		severity, key, _ := strings.Cut(line, " ")
		fmt.Fprintf(&b, "- %s: %s %s.\n", severity, linked(key), strings.TrimSuffix(remains[key], "."))
	}
	if len(after.found) == 0 {
		b.WriteString("No error and no warning is left.\n")
	}
	var early []string
	for _, q := range questions {
		answer := after.answers[q.name]
		if answer >= "400" && answer == before.answers[q.name] && value(answer, "Content-Type") != "application/problem+json" && status(answer) != "not sent" {
			early = append(early, fmt.Sprintf("- %s: %s\n", asked(q), shown(answer)))
		}
	}
	if len(early) > 0 {
		fmt.Fprintf(&b, "\nAnswered as before, by what is asked before the recipe is:\n\n%s", strings.Join(early, ""))
	}
	return b.String()
}

// golden is a golden, read.
type golden struct {
	apart   string            // whether it tells 405 from 501
	answers map[string]string // by the name of the question
	found   []string          // errors and warnings, a line each
}

func (r row) golden(t *testing.T, file string) golden {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(r.name, file))
	if err != nil {
		t.Fatal(err)
	}
	g := golden{answers: map[string]string{}}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if apart, is := strings.CutPrefix(line, "tells 405 from 501: "); is {
			g.apart = apart
			continue
		}
		if severity, _, _ := strings.Cut(line, " "); severity == "error" || severity == "warning" {
			g.found = append(g.found, line)
			continue
		}
		if len(line) > questionWidth {
			g.answers[strings.TrimSpace(line[:questionWidth])] = strings.TrimSpace(line[questionWidth:])
		}
	}
	return g
}

func (g golden) counts() string {
	n := map[bool]int{}
	for _, line := range g.found {
		n[strings.HasPrefix(line, "error")]++
	}
	return fmt.Sprintf("%d, %d", n[true], n[false])
}
