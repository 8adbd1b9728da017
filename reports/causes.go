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
func newCauses(findings []Finding, rules []Rule) []Cause {
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
		causes = append(causes, newCause(groups[key], titleOf(rules, key.rule)))
	}
	slices.SortStableFunc(causes, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(gravity(b.Severity), gravity(a.Severity)), cmp.Compare(b.Count, a.Count))
	})
	return causes
}

func newCause(of []*Finding, title string) Cause {
	first := of[0]
	c := Cause{
		Rule: first.Rule, Severity: first.Severity, Detail: first.Detail, Layer: first.Layer,
		Count: len(of), Summary: summary(of, title), Findings: []string{},
	}
	for _, f := range of {
		if gravity(f.Severity) > gravity(c.Severity) {
			c.Severity = f.Severity
		}
		if !slices.Contains(c.Findings, f.Fingerprint) {
			c.Findings = append(c.Findings, f.Fingerprint)
		}
	}
	return c
}

func titleOf(rules []Rule, id string) string {
	for _, r := range rules {
		if r.ID == id {
			return r.Title
		}
	}
	return id
}

func gravity(severity string) int {
	return slices.Index([]string{"info", "warning", "error"}, severity)
}

// summary is a sentence that is true of every finding: their common text, else
// what their texts share, else the requirement that none of them keeps.
func summary(of []*Finding, title string) string {
	texts := make([]string, len(of))
	for i, f := range of {
		texts[i] = strings.TrimSuffix(f.Problem, ".")
	}
	if len(of) == 1 {
		return texts[0]
	}
	text, ok := shared(texts)
	if !ok {
		text = "Not kept: " + strings.TrimSuffix(title, ".")
	}
	return text + reach(of)
}

// shared is what all texts say, with an ellipsis for what differs. It reports
// false when that is less than half of the shortest.
func shared(texts []string) (string, bool) {
	first := strings.Fields(texts[0])
	head, tail, shortest := len(first), len(first), len(first)
	for _, text := range texts[1:] {
		words := strings.Fields(text)
		shortest = min(shortest, len(words))
		head = min(head, alike(first, words))
		tail = min(tail, alike(backwards(first), backwards(words)))
	}
	if head == len(first) && head == shortest && tail == head {
		return texts[0], true
	}
	tail = min(tail, shortest-head)
	if 2*(head+tail) < shortest {
		return "", false
	}
	words := append(append(slices.Clone(first[:head]), "…"), first[len(first)-tail:]...)
	return strings.Join(words, " "), true
}

// alike counts the words that two texts begin with in common.
func alike(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func backwards(words []string) []string {
	words = slices.Clone(words)
	slices.Reverse(words)
	return words
}

// reach says where findings are, as the end of a sentence.
func reach(of []*Finding) string {
	methods, paths := map[string]bool{}, map[string]bool{}
	for _, f := range of {
		methods[f.Method] = true
		paths[f.Path] = true
	}
	first := of[0]
	switch {
	case len(paths) == 1 && first.Path == "":
		return fmt.Sprintf(", %d times", len(of))
	case len(methods) == 1 && first.Method == "":
		return fmt.Sprintf(", on %d paths", len(paths))
	case len(methods) == 1 && len(paths) == 1:
		return fmt.Sprintf(", on %s %s, %d times", first.Method, first.Path, len(of))
	case len(methods) == 1:
		return fmt.Sprintf(", on %s of %d paths", first.Method, len(paths))
	case len(paths) == 1:
		return fmt.Sprintf(", on %d methods of %s", len(methods), first.Path)
	}
	return fmt.Sprintf(", %d times on %d paths", len(of), len(paths))
}
