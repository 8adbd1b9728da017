package reports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// causeKey is what findings of one cause have in common.
type causeKey struct{ rule, detail, layer string }

// newCauses groups findings into what there is to mend, the worst first and
// then the most frequent.
func newCauses(findings []Finding) []Cause {
	groups := map[causeKey][]*Finding{}
	var order []causeKey
	for i := range findings {
		f := &findings[i]
		key := causeKey{f.Rule, f.Detail, f.Layer}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], f)
	}
	causes := []Cause{}
	for _, key := range order {
		causes = append(causes, newCause(groups[key]))
	}
	slices.SortStableFunc(causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(gravity(b.Severity), gravity(a.Severity)), cmp.Compare(b.Count, a.Count))
	})
	return causes
}

func newCause(of []*Finding) Cause {
	first := of[0]
	c := Cause{
		Rule: first.Rule, Severity: first.Severity, Detail: first.Detail, Layer: first.Layer, Owner: first.Owner,
		Count: len(of), Summary: summary(of), Findings: []string{},
	}
	told := map[string]bool{}
	for _, f := range of {
		if f.Suppressed != "" {
			c.Accepted++
		}
		if gravity(f.Severity) > gravity(c.Severity) {
			c.Severity = f.Severity
		}
		if !told[f.Fingerprint] {
			told[f.Fingerprint] = true
			c.Findings = append(c.Findings, f.Fingerprint)
		}
	}
	return c
}

func gravity(severity string) int {
	return slices.Index([]string{"info", "warning", "error"}, severity)
}

// summary is a sentence that is true of every finding: their common text and
// where, else the first one's and how many there are like it.
func summary(of []*Finding) string {
	first := unended(of[0].Problem)
	switch {
	case len(of) == 1:
		return first
	case slices.ContainsFunc(of, func(f *Finding) bool { return f.Problem != of[0].Problem }):
		return fmt.Sprintf("%s; %d more like it%s%s", first, len(of)-1, reach(of), shares(of))
	}
	return first + reach(of) + shares(of)
}

// unended is a sentence without its full stop, so that it can go on. The dots of
// a text that was cut off are not one.
func unended(sentence string) string {
	if strings.HasSuffix(sentence, "...") {
		return sentence
	}
	return strings.TrimSuffix(sentence, ".")
}

// shares says how many findings have which severity, where they have not all the
// same: a cause is told under the worst, which may be that of a few.
func shares(of []*Finding) string {
	counts := map[string]int{}
	for _, f := range of {
		counts[f.Severity]++
	}
	if len(counts) < 2 {
		return ""
	}
	var parts []string
	for _, severity := range []string{"error", "warning"} {
		if n := counts[severity]; n > 0 {
			parts = append(parts, counted(n, severity))
		}
	}
	if n := counts["info"]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d info", n))
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// reach says where findings are, as the end of a sentence.
func reach(of []*Finding) string {
	methods, paths, absent := map[string]bool{}, map[string]bool{}, false
	for _, f := range of {
		methods[f.Method] = true
		absent = absent || f.Path == ""
		if f.Path != "" {
			paths[f.Path] = true
		}
	}
	switch {
	case len(paths) == 0:
		return fmt.Sprintf(", %d times", len(of))
	case absent:
		return fmt.Sprintf(", on %s and on one that does not exist", counted(len(paths), "path"))
	case len(paths) == 1 && len(methods) > 1:
		return fmt.Sprintf(", on %d methods of %s", len(methods), of[0].Path)
	case len(methods) == 1 && of[0].Method != "":
		return fmt.Sprintf(", on %s of %s", of[0].Method, counted(len(paths), "path"))
	}
	return ", on " + counted(len(paths), "path")
}

// counted is a number with its noun: "1 path", "3 paths".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
