package suite

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/reports"
)

// outputs are the reports that a Config and PROVERB_REPORT ask for. Files of the
// variable carry the name of the test, because it holds for every Run of a
// package.
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
		o.Path = named(o.Path, test)
		all = append(all, o)
	}
	return all, reports.Check(all)
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
