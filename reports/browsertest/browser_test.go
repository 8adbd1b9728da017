// Package browsertest opens reports in Chromium, as a reader does.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	browserlog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium is the browser's command. Where there is none the tests have nothing
// to say, but in CI that is a failure.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	missing(t, "no Chromium is installed: apt-get install chromium")
	return ""
}

// tab is an open page.
type tab struct {
	context.Context
	t  *testing.T
	mu sync.Mutex
	// trouble is what the page said went wrong: exceptions, what the policy
	// refused, dialogs.
	trouble []string
}

// newBrowser starts a browser that speaks to nobody of itself.
func newBrowser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.ProxyServer("127.0.0.1:9"), chromedp.WSURLReadTimeout(90*time.Second))
	allocated, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	browser, stop := chromedp.NewContext(allocated)
	t.Cleanup(stop)
	if _, err := chromedp.Run(browser, chromedp.Title()); err != nil {
		t.Fatalf("starting the browser: %v", err)
	}
	return browser
}

// open shows a file at an address within it, and waits until the report is drawn.
func open(t *testing.T, browser context.Context, file, address string) *tab {
	t.Helper()
	b := show(t, browser, file, address)
	b.until(`!!document.querySelector("#matrix-b table, #matrix-b .empty")`)
	return b
}

// show shows a file at an address within it.
func show(t *testing.T, browser context.Context, file, address string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{Context: ctx, t: t}
	if _, err := chromedp.Run(ctx, chromedp.Title()); err != nil { // makes the tab, which lives as long as this context
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		t.Fatal(err)
	}
	path, err := filepath.Abs(file)
	if err != nil {
		t.Fatal(err)
	}
	do(b, chromedp.Navigate("file://"+path+address))
	return b
}

// hear keeps what the page says of itself.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		what := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			what += " " + e.ExceptionDetails.Exception.Description
		}
		b.trouble = append(b.trouble, what)
	case *browserlog.EventEntryAdded:
		if e.Entry.Level == "error" {
			b.trouble = append(b.trouble, e.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		b.trouble = append(b.trouble, "dialog: "+e.Message)
	}
}

func (b *tab) said() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return strings.Join(b.trouble, "\n")
}

func do[T any](b *tab, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b, time.Minute)
	defer cancel()
	out, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatalf("%v (the page said: %s)", err, b.said())
	}
	return out
}

// js is what an expression gives.
func js[T any](b *tab, expression string) T {
	b.t.Helper()
	return do(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// until waits for an expression to be true. The page's policy forbids the
// functions made of text that a poll in the page would be.
func (b *tab) until(expression string) {
	b.t.Helper()
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if js[bool](b, `!!(`+expression+`)`) {
			return
		}
	}
	b.t.Fatalf("never came true: %s (the page said: %s)", expression, b.said())
}

// evidence waits for the exchanges in the drawer.
func (b *tab) evidence() {
	b.t.Helper()
	b.until(`!document.querySelector("#panel").hidden && document.querySelector("#panel .body") && !document.querySelector("#panel [aria-busy]")`)
}

func (b *tab) filter(query string) {
	b.t.Helper()
	js[bool](b, `(q => { const box = document.getElementById("q"); box.value = q; box.dispatchEvent(new Event("input")); return true; })(`+quote(query)+`)`)
	b.until(`filter.query === ` + quote(strings.TrimSpace(query)))
}

func (b *tab) calm() {
	b.t.Helper()
	if said := b.said(); said != "" {
		b.t.Errorf("the page said: %s", said)
	}
}

// look is a window and the colours a reader prefers.
type look struct {
	name          string
	width, height int64
	dark, phone   bool
}

var looks = []look{
	{"wide-light", 1440, 1000, false, false}, {"wide-dark", 1440, 1000, true, false},
	{"phone-light", 390, 844, false, true}, {"phone-dark", 390, 844, true, true},
}

func (b *tab) as(l look) {
	b.t.Helper()
	scheme := map[bool]string{false: "light", true: "dark"}[l.dark]
	do(b, chromedp.EmulateViewport(l.width, l.height))
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	do(b, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, media)
		return chromedp.Void{}, err
	})
}

// media shows the page as on paper ("print") or on a screen.
func (b *tab) media(kind string) {
	b.t.Helper()
	do(b, func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind})
		return chromedp.Void{}, err
	})
}

// keepScreenshot writes a screenshot into PROVERB_SCREENSHOTS, where that is set.
func (b *tab) keepScreenshot(name string) {
	b.t.Helper()
	folder := os.Getenv("PROVERB_SCREENSHOTS")
	if folder == "" {
		return
	}
	png := do(b, chromedp.CaptureScreenshot())
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
