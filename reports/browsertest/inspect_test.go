package browsertest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// tooWide are the first elements that reach over the edge of the window.
const tooWide = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 4).map(e => e.outerHTML.slice(0, 120))`

// TestThePageOfAnAddress is what proverb inspect writes of a server that means harm:
// nothing of it runs, leads where the server would like, or is wider than a phone, and
// axe finds nothing.
func TestThePageOfAnAddress(t *testing.T) {
	axe := text(t, packed(t, "axe-core@4.14.1"), "axe.min.js")
	file := filepath.Join(t.TempDir(), "inspect.html")
	out, err := exec.Command(command(t), "inspect", hostileServer(t)+"/a", "--method", "GET,HEAD,OPTIONS,DELETE,PATCH,UNKNOWN", "--safety", "full", "--report", "html="+file).CombinedOutput()
	if _, missing := os.Stat(file); missing != nil {
		t.Fatalf("no page was written: %v\n%s", err, out)
	}
	inert(t, "text", out)
	b := show(t, newBrowser(t), file, "")
	js[bool](b, `document.querySelectorAll("details").forEach(d => d.open = true) || true`)
	if js[bool](b, `"owned" in window`) {
		t.Error("something that the server sent was run")
	}
	if links := js[int](b, `[...document.querySelectorAll("a[href], img, iframe, object, embed, form, script")].filter(a => a.tagName !== "A" || !/^(#|https:\/\/www\.rfc-editor\.org\/)/.test(a.getAttribute("href"))).length`); links != 0 {
		t.Errorf("%d elements lead where the server would like", links)
	}
	do(b, chromedp.Evaluate[chromedp.Void](axe))
	for _, l := range looks {
		b.as(l)
		for _, v := range js[[]string](b, violations) {
			t.Errorf("%s: %s", l.name, v)
		}
		if wide := js[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
			t.Errorf("%s: the page is %d pixels too wide: %v", l.name, wide, js[[]string](b, tooWide))
		}
		b.keepScreenshot("inspect-" + l.name)
	}
	b.calm()
}
