package suite

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/proverb-dev/proverb/reports"
	files "github.com/proverb-dev/proverb/reports/settings"
)

// claimed are the files of PROVERB_REPORT by path, with the test that has each.
// It is all that the Runs of a process share: the variable holds for every one
// of them, and the second must not overwrite what the first has written, nor say
// once more what the first has said.
var claimed sync.Map

// tellMisspelt warns of variables that were meant for a test and are passed over: on
// standard error, once for all tests of a process.
func tellMisspelt(environ []string) {
	for _, text := range files.Misspelt(environ, files.InTests(), files.Known()) {
		if _, told := claimed.LoadOrStore("the words "+text, ""); !told {
			fmt.Fprintln(os.Stderr, "proverb:", text)
		}
	}
}

// outputs are the reports that a Config and PROVERB_REPORT ask for.
func outputs(configured map[string]string, env, test string) ([]reports.Output, error) {
	var all []reports.Output
	for _, format := range slices.Sorted(maps.Keys(configured)) {
		o, err := reports.ParseOutput(format + "=" + configured[format])
		if err != nil {
			return nil, fmt.Errorf("Config.Reports: %w", err)
		}
		all = append(all, o)
	}
	for _, part := range strings.FieldsFunc(env, func(r rune) bool { return r == ',' }) {
		o, err := reports.ParseOutput(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("PROVERB_REPORT: %w", err)
		}
		o.Path = claim(o.Path, test)
		all = append(all, o)
	}
	return all, reports.Check(all)
}

// claim is the path itself for the first test that asks for it, and for every
// other one the path with its name in it.
func claim(path, test string) string {
	if path == "-" || strings.Contains(path, "{test}") {
		return named(path, test)
	}
	if owner, taken := claimed.LoadOrStore(path, test); taken && owner != test {
		return named(path, test)
	}
	return path
}

// named puts the name of a test into the path of a file.
func named(path, test string) string {
	if path == "-" {
		return path
	}
	test = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>| `, r) {
			return '-'
		}
		return r
	}, test)
	if strings.Contains(path, "{test}") {
		return strings.ReplaceAll(path, "{test}", test)
	}
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "." + test + ext
}
