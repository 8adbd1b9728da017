package examples_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPage keeps the tables of README.md: the versions as they are pinned, and
// how each stack answers and what proxies change as the goldens have it.
func TestPage(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	page := replaceTable(t, string(text), "versions", versions(t))
	page = replaceTable(t, page, "answers", answers(t))
	holdTo(t, "README.md", replaceTable(t, page, "behind", behindTable(t)))
}

// replaceTable puts a table between the two comments that name it.
func replaceTable(t *testing.T, page, name, table string) string {
	t.Helper()
	begin, end := "<!-- begin "+name+" -->\n", "<!-- end "+name+" -->"
	before, rest, found := strings.Cut(page, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("README.md has no place for %s", name)
	}
	return before + begin + table + end + after
}

// pin says where a version stands: after mark, in a file of the row.
type pin struct{ file, mark string }

func (r row) version(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(r.name, r.pin.file))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), r.pin.mark)
	if r.pin.mark == " v" { // Go's own library
		_, rest, found = strings.Cut(string(text), "\ngo ")
	}
	version := strings.FieldsFunc(rest, func(c rune) bool { return strings.ContainsRune("\n\"',;<", c) })
	if !found || len(version) == 0 {
		t.Fatalf("%s: no version after %q in %s", r.name, r.pin.mark, r.pin.file)
	}
	return version[0]
}

func versions(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| server | version | folder | needs |\n|---|---|---|---|\n")
	for _, r := range rows {
		needs := make([]string, len(r.needs))
		for i, n := range r.needs {
			needs[i] = n.command
		}
		fmt.Fprintf(&b, "| %s | %s | [%s](%s) | %s |\n", r.title, r.version(t), r.name, r.name, strings.Join(needs, ", "))
	}
	return b.String()
}

func answers(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| server | | tells 405 from 501 | known method | unknown method | not found | HEAD | OPTIONS | type of errors | caching of errors | errors, warnings |\n")
	b.WriteString("|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		for _, file := range []string{"before.txt", "after.txt"} {
			text, err := os.ReadFile(filepath.Join(r.name, file))
			if err != nil {
				t.Fatal(err)
			}
			title, when := r.title, "as written"
			if file == "after.txt" {
				title, when = "", "with its recipe"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", title, when, strings.Join(cells(string(text)), " | "))
		}
	}
	return b.String()
}

// cells are the cells of a golden's line, as the head of the table names them.
func cells(golden string) []string {
	facts, bad := map[string]string{}, map[string]int{}
	for line := range strings.Lines(golden) {
		if name, is := strings.CutPrefix(line, "tells 405 from 501: "); is {
			facts["distinct"] = strings.TrimSpace(name)
		}
		if len(line) > questionWidth {
			facts[strings.TrimSpace(line[:questionWidth])] = strings.TrimSpace(line[questionWidth:])
		}
		severity, _, _ := strings.Cut(line, " ")
		bad[severity]++
	}
	// An undeclared DELETE is not sent where nothing says that it would be refused.
	known := facts["DELETE"]
	if known == "not sent" {
		known = facts["PATCH"]
	}
	missing := facts["GET elsewhere"]
	return []string{facts["distinct"], withAllow(known), withAllow(facts["UNKNOWN"]), status(missing), status(facts["HEAD"]), withAllow(facts["OPTIONS"]),
		cmp.Or(value(missing, "Content-Type"), "none"), cmp.Or(value(missing, "Cache-Control"), "not said"),
		fmt.Sprintf("%d, %d", bad["error"], bad["warning"])}
}

func status(answer string) string {
	s, _, _ := strings.Cut(answer, ";")
	return s
}

// withAllow is the status of an answer, and its Allow in code.
func withAllow(answer string) string {
	if allow := value(answer, "Allow"); allow != "" {
		return status(answer) + " `" + allow + "`"
	}
	if status(answer) == "405" {
		return "405 without Allow"
	}
	return status(answer)
}

// value is a field of an answer as a golden has it. The parameters of a media
// type are left out: they too stand after a semicolon.
func value(answer, name string) string {
	for _, part := range strings.Split(answer, "; ") {
		if v, is := strings.CutPrefix(part, name+": "); is {
			return v
		}
	}
	return ""
}
