package reports

import (
	"fmt"
	"slices"
	"strings"
)

// sameCaches is an answer before this one that caches treat alike, for the same
// reasons; nil where there is none.
func (t *inspectionText) sameCaches(n int) *InspectedAnswer {
	a := &t.Answers[n]
	for m := range t.Answers[:n] {
		b := &t.Answers[m]
		if a.Shared.Text == b.Shared.Text && slices.Equal(a.Shared.Reasons, b.Shared.Reasons) &&
			slices.Equal(a.Private.Reasons, b.Private.Reasons) && slices.Equal(a.Notes, b.Notes) {
			return b
		}
	}
	return nil
}

// caches tells what caches may do. Where that has another reason for each of several
// methods, none is told.
func (t *inspectionText) caches(alike []int) {
	n := alike[0]
	a := &t.Answers[n]
	if slices.ContainsFunc(alike, func(m int) bool { return !slices.Equal(t.Answers[m].Shared.Reasons, a.Shared.Reasons) }) {
		t.entry("Caches", capital(a.Shared.Text)+".")
		return
	}
	if same := t.sameCaches(n); same != nil {
		t.entry("Caches", fmt.Sprintf("%s, as with %s.", capital(a.Shared.Text), same.Method))
		return
	}
	if a.cachesAgree() {
		t.entry("Caches", capital(a.Shared.Text)+".")
		t.reasons(a.Shared.Reasons)
	} else {
		t.entry("Shared caches", capital(a.Shared.Text)+".")
		t.reasons(a.Shared.Reasons)
		t.entry("Browsers", capital(a.Private.Text)+".")
		t.reasons(a.Private.Reasons)
	}
	t.reasons(a.Notes)
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (t *inspectionText) reasons(all []InspectedWhy) {
	for _, r := range all {
		t.quiet(beside, fmt.Sprintf("%s (%s)", r.Text, r.Ref))
	}
}
