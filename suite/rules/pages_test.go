package rules_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

const (
	pagesFolder = "../../docs/rules"
	// howPages is how the pages are written again.
	howPages = "PROVERB_UPDATE=1 go test ./suite/rules"
)

// handWritten are the files of the folder that are not made from the catalogue.
var handWritten = []string{"writing.md", "not-implemented.md"}

// TestRulePages keeps the page of each rule, and their index, what the catalogue
// is. PROVERB_UPDATE=1 writes them, and takes away those of rules that are gone.
func TestRulePages(t *testing.T) {
	t.Parallel()
	want := map[string]string{"README.md": pageIndex()}
	for i := range rules.Rules {
		want[rules.Rules[i].ID+".md"] = rulePage(t, &rules.Rules[i])
	}
	have := pages(t)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if have[name] != want[name] {
			settlePage(t, name, want[name])
		}
	}
	for name := range have {
		if _, known := want[name]; !known && !slices.Contains(handWritten, name) {
			removePage(t, name)
		}
	}
}

// pages are the files of the folder as they are.
func pages(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(pagesFolder, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		name, _ := filepath.Rel(pagesFolder, file)
		out[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func settlePage(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join(pagesFolder, filepath.FromSlash(name))
	if os.Getenv("PROVERB_UPDATE") == "" {
		t.Errorf("docs/rules/%s is not what the catalogue is: run %s", name, howPages)
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func removePage(t *testing.T, name string) {
	t.Helper()
	if os.Getenv("PROVERB_UPDATE") == "" {
		t.Errorf("docs/rules/%s is of no rule: run %s", name, howPages)
		return
	}
	if err := os.Remove(filepath.Join(pagesFolder, filepath.FromSlash(name))); err != nil {
		t.Fatal(err)
	}
}

func pageIndex() string {
	var b strings.Builder
	b.WriteString("<!-- made by " + howPages + " -->\n# Rules\n\nA page for each, by topic. " +
		"[What is not implemented, and why](not-implemented.md). [Writing a rule](writing.md). [Profiles](../profiles.md), which change severities.\n")
	topic := ""
	for _, name := range topicsOf() {
		for _, r := range rules.Rules {
			own, slug, _ := strings.Cut(r.ID, "/")
			if own != name {
				continue
			}
			if topic != own {
				topic = own
				fmt.Fprintf(&b, "\n## %s\n\n| rule | severity | requirement |\n|---|---|---|\n", topic)
			}
			fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s |\n", slug, r.ID, r.Severity, cell(r.Title))
		}
	}
	return b.String()
}

// topicsOf are the topics, in the order of the catalogue.
func topicsOf() []string {
	var out []string
	for _, r := range rules.Rules {
		if topic, _, _ := strings.Cut(r.ID, "/"); !slices.Contains(out, topic) {
			out = append(out, topic)
		}
	}
	return out
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func rulePage(t *testing.T, r *rules.Rule) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- made by %s -->\n# %s\n\n%s\n\n", howPages, r.ID, r.Title)
	fmt.Fprintf(&b, "| level | severity | with `--strict` | about | reference |\n|---|---|---|---|---|\n| %s | %s | %s | %s | %s |\n",
		r.Level, r.Severity, r.Strict, r.Scope, r.Ref)
	pageCases(t, &b, r)
	fmt.Fprintf(&b, "\n## Why\n\n%s\n", r.Why)
	if len(r.Supersedes) > 0 {
		b.WriteString("\nWhere it is told, these are not told of the same answer: ")
		for i, id := range r.Supersedes {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "[%s](../%s.md)", id, id)
		}
		b.WriteString(".\n")
	}
	pageProfiles(t, &b, r)
	pageFixes(&b, r)
	fmt.Fprintf(&b, "\n## Examples\n\nIn the notation of [writing a rule](../writing.md): `!` begins what is told.\n\n````\n%s\n````\n",
		strings.TrimSpace(examplesOf(t, *r)))
	return b.String()
}

// pageCases says which cases are told with another severity.
func pageCases(t *testing.T, b *strings.Builder, r *rules.Rule) {
	t.Helper()
	cases, err := rules.CasesOf(r)
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) > 0 {
		b.WriteString("\nBy case, as the examples show:\n\n")
	}
	for _, c := range cases {
		fmt.Fprintf(b, "- %s: %s\n", strings.ReplaceAll(c.Words(r), "--strict", "`--strict`"), strings.Join(c.Examples, "; "))
	}
}

// pageFixes has the code of the page's own, and says where the recipes are.
func pageFixes(b *strings.Builder, r *rules.Rule) {
	var recipes []string
	for _, f := range r.Fixes {
		if f.Name != "" {
			recipes = append(recipes, fmt.Sprintf("[%s](../../../examples/%s)", f.For, f.Name))
			continue
		}
		fmt.Fprintf(b, "\n## To mend it in %s\n\n```\n%s\n```\n", f.For, strings.Trim(f.Code, "\n"))
	}
	if len(recipes) > 0 {
		fmt.Fprintf(b, "\n## Recipes\n\nThe few lines that mend it, tried on the real server: %s.\n", strings.Join(recipes, ", "))
	}
}

// pageProfiles says which profiles speak of the rule.
func pageProfiles(t *testing.T, b *strings.Builder, r *rules.Rule) {
	t.Helper()
	rows := ""
	for _, name := range rules.PolicyNames() {
		p, err := rules.PolicyNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		if e := p.Entry(r.ID); e != nil {
			cite := e.Cite
			if cite != "" {
				cite = p.Source + ", " + cite
			}
			rows += fmt.Sprintf("| `%s` | %s | %s | %s |\n", name, p.SeverityOf(r), cell(e.Says), cell(cite))
		}
	}
	if rows != "" {
		b.WriteString("\n## Profiles\n\n| profile | severity | because | source |\n|---|---|---|---|\n" + rows)
	}
}
