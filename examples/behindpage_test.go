package examples_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// behindColumns are the questions that have a column.
var behindColumns = []struct{ head, question string }{
	{"unknown method", "UNKNOWN"}, {"`get`", "get"}, {"TRACE", "TRACE"}, {"QUERY without content", "QUERY"}, {"HEAD", "HEAD"},
	{"405 and its Allow", "DELETE"}, {"404 and its caching", "GET elsewhere"},
}

// called is the name of a proxy alone.
func (r row) called() string {
	name, _, _ := strings.Cut(r.title, " before ")
	return name
}

// behindTable tells what proxies change, as their goldens have it.
func behindTable(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| proxy | |")
	for _, c := range behindColumns {
		b.WriteString(" " + c.head + " |")
	}
	b.WriteString(" not HTTP | fields | application gone | errors, warnings |\n|---|---|" + strings.Repeat("---|", len(behindColumns)+4) + "\n")
	for _, p := range proxies() {
		text, err := os.ReadFile(filepath.Join(p.name, "gone.txt"))
		if err != nil {
			t.Fatal(err)
		}
		gone, all := strings.Split(string(text), "\n"), p.changesOf(t)
		for i, setup := range []string{asWritten, withRecipe} {
			title := "[" + p.called() + "](" + p.name + ")"
			if i > 0 {
				title = ""
			}
			cells := []string{title, setup}
			for _, c := range behindColumns {
				cells = append(cells, all.cell(setup, c.question))
			}
			cells = append(cells, all.cell(setup, "GE(T"), all.fields(setup), gone[i], all.wrong(setup))
			fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
		}
	}
	return b.String()
}

// lines are those of a setup that some row has, each once.
func (c changes) lines(setup string) []string {
	var out []string
	for _, r := range rows {
		for line := range strings.Lines(c[setup][r.name]) {
			if line = strings.TrimSpace(line); !slices.Contains(out, line) {
				out = append(out, line)
			}
		}
	}
	return out
}

// cell is what a proxy does with a question: forwards it and the answer, answers
// itself, or gives the answer of the application in words of its own.
func (c changes) cell(setup, question string) string {
	var own []string
	kept := "kept"
	for _, line := range c.lines(setup) {
		if is, rest := cutQuestion(line, question); is {
			if answer, _, _ := strings.Cut(rest, " ("); !slices.Contains(own, answer) {
				own = append(own, answer)
			}
		}
		if _, names, found := strings.Cut(line, "alike, but by the proxy: "); found && slices.Contains(strings.Split(names, ", "), question) {
			kept = "alike, its own"
		}
	}
	return cmp.Or(strings.Join(own, " or "), kept)
}

// cutQuestion is the rest of a line that is about a question.
func cutQuestion(line, question string) (is bool, rest string) {
	if len(line) <= questionWidth || strings.TrimSpace(line[:questionWidth]) != question {
		return false, ""
	}
	return true, line[questionWidth:]
}

// fields are what a proxy adds to the answer to GET, and what it drops.
func (c changes) fields(setup string) string {
	var out []string
	for _, line := range c.lines(setup) {
		if strings.HasPrefix(line, "adds ") || strings.HasPrefix(line, "drops ") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "; ")
}

// wrong counts the errors and the warnings that some row has behind the proxy.
func (c changes) wrong(setup string) string {
	bad := map[string]int{}
	for _, line := range c.lines(setup) {
		severity, _, _ := strings.Cut(line, " ")
		bad[severity]++
	}
	return fmt.Sprintf("%d, %d", bad["error"], bad["warning"])
}
