package browsertest

import (
	"path/filepath"
	"testing"
)

func TestRulesAreFiltered(t *testing.T) {
	browser := newBrowser(t)
	folder := demo(t)
	r := read(t, filepath.Join(folder, "report.json"))
	b := open(t, browser, filepath.Join(folder, "report.html"), "")
	js[bool](b, `(document.getElementById("rules").open = true)`)
	if got := js[int](b, `document.querySelectorAll("#rules tbody tr[data-state]").length`); got != len(r.Rules) {
		t.Errorf("%d rows for %d rules", got, len(r.Rules))
	}
	if first := js[string](b, `document.querySelector("#rules tbody tr[data-state]").dataset.state`); first != "failed" {
		t.Errorf("the first rule is one that %s", first)
	}
	left := func(query string) int {
		return js[int](b, `(q => { const box = document.getElementById("rules-q"); box.value = q; box.dispatchEvent(new Event("input"));
			return [...document.querySelectorAll("#rules tbody tr[data-state]")].filter(tr => tr.offsetHeight > 0).length; })(`+quote(query)+`)`)
	}
	failed := 0
	for _, rule := range r.Rules {
		if rule.Failed > 0 {
			failed++
		}
	}
	if got := left("failed"); got != failed {
		t.Errorf("%d rules are left, %d failed", got, failed)
	}
	if got := left("failed " + r.Causes[0].Rule); got != 1 {
		t.Errorf("%d rules are left of one", got)
	}
	if got := left("there is no such rule"); got != 0 || js[int](b, `document.querySelectorAll("#rules tbody:not([hidden])").length`) != 0 {
		t.Errorf("%d rules are left of none", got)
	}
	left("")
	for _, l := range looks {
		b.as(l)
		js[bool](b, `(document.getElementById("rules").scrollIntoView(), true)`)
		b.keepScreenshot("rules-" + l.name)
	}
	b.as(look{"paper", 1200, 1600, false, false})
	b.media("print")
	if got := left("failed"); got != len(r.Rules) {
		t.Errorf("paper has %d of %d rules: what is filtered out was to be on it too", got, len(r.Rules))
	}
	js[bool](b, `(document.getElementById("rules").scrollIntoView(), true)`)
	b.keepScreenshot("rules-paper")
	b.calm()
}
