package browsertest

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// violations are what axe finds serious or critical on a page, in a line each.
const violations = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.filter(v => ["serious", "critical"].includes(v.impact))
	.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")))`

func TestAccessibility(t *testing.T) {
	axe := text(t, packed(t, "axe-core@4.14.1"), "axe.min.js")
	folder := demo(t)
	file := filepath.Join(folder, "report.html")
	r := read(t, filepath.Join(folder, "report.json"))
	browser := newBrowser(t)
	states := map[string]string{
		"page": "", "finding": "#/c/" + finding(t, r).Fingerprint, "rule": "#/r/" + r.Causes[0].Rule, "filter": "#/?q=s:fail", "none": "#/c/none",
	}
	for name, address := range states {
		b := open(t, browser, file, address)
		b.until(`!document.querySelector("#panel [aria-busy]")`)
		do(b, chromedp.Evaluate[chromedp.Void](axe))
		for _, l := range looks {
			b.as(l)
			for _, v := range js[[]string](b, violations) {
				t.Errorf("%s, %s: %s", name, l.name, v)
			}
			b.keepScreenshot(name + "-" + l.name)
		}
		b.calm()
	}
}
