package settings

import (
	"slices"
	"strings"
)

// prefix is what the names of all variables begin with that are read here.
const prefix = "PROVERB_"

// Variable is the environment variable of a flag: PROVERB_FAIL_ON of fail-on.
func Variable(flag string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Misspelt are the variables of an environment, as os.Environ has it, that nothing
// reads and that are all but one of those that are meant: each in a sentence, which
// does not have its value. What is known otherwise, and what is like nothing, may be
// somebody's own.
func Misspelt(environ, meant, known []string) []string {
	var out []string
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if value == "" || !strings.HasPrefix(name, prefix) || slices.Contains(meant, name) || slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, meant); near != "" {
			out = append(out, "nothing reads the variable "+name+"; did you mean "+near+"?")
		}
	}
	slices.Sort(out)
	return out
}

// nearest is the name that another is a slip away from: one letter for three that it
// has, and two at most.
func nearest(name string, of []string) string {
	best, least := "", min(2, (len(name)-len(prefix))/3)+1
	for _, other := range of {
		if d := Distance(name, other); d < least {
			best, least = other, d
		}
	}
	return best
}

// InTests are the variables that tests which use package suite read.
func InTests() []string { return []string{"PROVERB_REPORT", "PROVERB_UPDATE"} }

// Known are the variables that stand for a key of the file or are read by the tests
// that Proverb helps to write.
func Known() []string {
	out := []string{"PROVERB_BASE_PATH", "PROVERB_DOCUMENT", "PROVERB_UPDATE"}
	for _, k := range Keys() {
		out = append(out, Variable(k.Name))
	}
	return out
}

// Distance is the number of letters to insert, delete or replace (Levenshtein) to
// make b of a.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
