package browsertest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/proverb-dev/proverb/reports"
)

func quote(s string) string {
	b, _ := json.Marshal(s) // a string is always JSON
	return string(b)
}

// built builds the command line, once for all tests.
var built = sync.OnceValues(func() (string, error) {
	file := filepath.Join(builtIn(), "proverb")
	build := exec.Command("go", "build", "-o", file, "./cmd/proverb")
	build.Dir = "../.." // in the module of the command
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the command: %w\n%s", err, out)
	}
	return file, nil
})

// builtIn is the folder of the command, this process's alone.
func builtIn() string {
	return filepath.Join(os.TempDir(), fmt.Sprint("proverb-browsertest-", os.Getpid()))
}

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(builtIn())
	os.Exit(code)
}

func command(t *testing.T) string {
	t.Helper()
	file, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// demo is the folder of the demo's reports.
func demo(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	// The demo fails on purpose, which is exit code 1.
	out, err := exec.Command(command(t), "demo", "--out", folder).CombinedOutput()
	if _, missing := os.Stat(filepath.Join(folder, "report.html")); missing != nil {
		t.Fatalf("the demo wrote no report: %v\n%s", err, out)
	}
	return folder
}

func read(t *testing.T, file string) *reports.Report {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := reports.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, r *reports.Report) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := reports.Write(r, []reports.Output{{Format: "html", Path: file}}, os.Stdout); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestDemo(t *testing.T) {
	browser := newBrowser(t)
	folder := demo(t)
	file := filepath.Join(folder, "report.html")
	r := read(t, filepath.Join(folder, "report.json"))
	b := open(t, browser, file, "")
	t.Run("matrix", func(t *testing.T) {
		if got := js[int](b, `document.querySelectorAll(".mx tbody tr").length`); got != len(r.Paths) {
			t.Errorf("%d rows for %d paths", got, len(r.Paths))
		}
	})
	t.Run("filter", func(t *testing.T) {
		method := js[string](b, `D.cells.find(c => c.state === "fail").method`)
		b.filter("s:fail m:" + method)
		want := js[int](b, `D.cells.filter(c => c.state === "fail" && c.method === `+quote(method)+`).length`)
		got := js[int](b, `document.querySelectorAll(".mx .cell:not(.off)").length`)
		if want == 0 || got != want {
			t.Errorf("%d cells are left, %d fail with %s", got, want, method)
		}
		b.filter("rule:" + r.Causes[0].Rule + " s:fail")
		if got := js[int](b, `document.querySelectorAll("tr[data-cause]:not([hidden])").length`); got == 0 || got == len(r.Causes) {
			t.Errorf("%d of %d causes are left", got, len(r.Causes))
		}
		b.filter("")
	})
	t.Run("drawer", func(t *testing.T) {
		js[bool](b, `(document.querySelector(".cell.fail").click(), true)`)
		b.evidence()
		text := js[string](b, `document.getElementById("panel").textContent`)
		for _, want := range []string{"Request as sent", "Response as received", "curl -i"} {
			if !strings.Contains(text, want) {
				t.Errorf("the drawer does not say %q", want)
			}
		}
		js[bool](b, `(document.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true})), true)`)
	})
	t.Run("marks", func(t *testing.T) {
		i := slices.IndexFunc(r.Findings, func(f reports.Finding) bool { return f.Rule == "allow/present-on-405" })
		js[bool](b, `(location.hash = "#/c/`+r.Findings[i].Fingerprint+`", true)`)
		b.evidence()
		if got := js[string](b, `[...document.querySelectorAll("#panel .mark.fail")].map(row => row.textContent).join()`); got != "Allowabsent" {
			t.Errorf("of a 405 without Allow the drawer marks %q", got)
		}
		i = slices.IndexFunc(r.Findings, func(f reports.Finding) bool { return f.Rule == "body/media-type-expected" })
		js[bool](b, `(location.hash = "#/c/`+r.Findings[i].Fingerprint+`", true)`)
		b.evidence()
		if got := js[string](b, `[...document.querySelectorAll("#panel .mark.fail")].map(row => row.textContent).join()`); !strings.HasPrefix(got, "Content-Typetext/plain") {
			t.Errorf("of a type that is not expected the drawer marks %q", got)
		}
	})
	t.Run("mending", func(t *testing.T) {
		js[bool](b, `(location.hash = "#/r/method/known-unknown-distinct", true)`)
		b.until(`!!document.querySelector("#panel details.fixes[open]")`)
		if got := js[string](b, `document.querySelector("#panel details.fixes[open]").textContent`); !contains(got, "Go net/http (recognised here)", "func Implementing") {
			t.Errorf("the rule's page shows the code %q", got)
		}
	})
	t.Run("print", func(t *testing.T) {
		js[bool](b, `(dispatchEvent(new Event("beforeprint")), true)`)
		if got := js[bool](b, `document.querySelector(".whys").open && !document.getElementById("rules").open`); !got {
			t.Error("on paper it does not say why something was not judged, or has all rules")
		}
		js[bool](b, `(dispatchEvent(new Event("afterprint")), true)`)
		if js[bool](b, `document.querySelector(".whys").open`) {
			t.Error("what was opened for paper stays open")
		}
	})
	t.Run("rule", func(t *testing.T) {
		js[bool](b, `(location.hash = "#/r/`+r.Causes[0].Rule+`", true)`)
		b.until(`document.getElementById("panel").textContent.includes("proverb explain ` + r.Causes[0].Rule + `")`)
		if got := js[int](b, `document.querySelectorAll("#panel .cells li").length`); got == 0 {
			t.Error("the rule's page lists no finding")
		}
		if text := js[string](b, `document.getElementById("panel").textContent`); !strings.Contains(text, "Examples") {
			t.Error("the rule's page has no example")
		}
	})
	t.Run("copy as curl", func(t *testing.T) {
		js[bool](b, `(navigator.clipboard.writeText = async text => { window.copied = text; }, location.hash = "#/x/`+"1"+`", true)`)
		b.evidence()
		js[bool](b, `([...document.querySelectorAll("#panel button")].find(x => x.textContent === "Copy as curl").click(), true)`)
		b.until(`(window.copied || "").includes("curl -i")`)
	})
	t.Run("byte for byte", func(t *testing.T) { byteForByte(t, browser, read(t, filepath.Join(folder, "report.json"))) })
	b.calm()
	t.Run("deep link", func(t *testing.T) {
		f := finding(t, r)
		linked := open(t, browser, file, "#/c/"+f.Fingerprint)
		linked.evidence()
		if got := js[string](linked, `document.querySelector("#panel .finding.hit").textContent`); !strings.Contains(got, f.Rule) {
			t.Errorf("the link to %s shows %q", f.Rule, got)
		}
		linked.calm()
	})
	t.Run("dark", func(t *testing.T) {
		js[bool](b, `(document.querySelector("#theme [value=dark]").click(), true)`)
		if got := js[string](b, `getComputedStyle(document.body).backgroundColor`); got != "rgb(21, 24, 28)" {
			t.Errorf("dark mode has the ground %s", got)
		}
		js[bool](b, `(document.querySelector("#theme [value=auto]").click(), true)`)
	})
	t.Run("keyboard", func(t *testing.T) { keyboard(t, open(t, browser, file, "")) })
}

// byteForByte: of a request that no field list tells the drawer shows what was sent, and
// no command where there is none.
func byteForByte(t *testing.T, browser context.Context, r *reports.Report) {
	x := &r.Exchanges[0]
	x.Request = reports.Request{RawBase64: base64.StdEncoding.EncodeToString([]byte("GET / HTTP/9.9\r\nX : \xff\r\r\n\n")), RawLength: 4096}
	b := open(t, browser, write(t, r), fmt.Sprint("#/x/", x.ID))
	b.evidence()
	text := js[string](b, `document.getElementById("panel").textContent`)
	if !contains(text, "GET / HTTP/9.9\\r\\n", `X : \xff\x0d\r\n`, "There were 4,096 bytes") || contains(text, "HTTP/1.1No content.") || contains(text, "To ask again") || contains(text, "Copy as curl") {
		t.Errorf("the drawer shows %q", text)
	}
	b.calm()
}

func finding(t *testing.T, r *reports.Report) reports.Finding {
	t.Helper()
	for _, f := range r.Findings {
		if f.Method != "" && f.Path != "" {
			return f
		}
	}
	t.Fatal("the demo has no finding about a METHOD and path")
	return reports.Finding{}
}

func keyboard(t *testing.T, b *tab) {
	press := func(key string) {
		js[bool](b, `(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "`+key+`", bubbles: true, cancelable: true})), true)`)
	}
	if stops := js[int](b, `document.querySelectorAll(".mx [tabindex='0']").length`); stops != 1 {
		t.Errorf("the grid has %d tab stops", stops)
	}
	js[bool](b, `(document.querySelector(".mx [tabindex='0']").focus(), true)`)
	before := js[string](b, `document.activeElement.dataset.at`)
	press("ArrowRight")
	press("ArrowDown")
	if after := js[string](b, `document.activeElement.dataset.at`); after == before {
		t.Errorf("the arrows do not move: still at %s", after)
	}
	press("n")
	if cell := js[string](b, `document.activeElement.className`); !strings.Contains(cell, "fail") && !strings.Contains(cell, "warn") {
		t.Errorf("n went to a cell that is %q", cell)
	}
	press("/")
	if id := js[string](b, `document.activeElement.id`); id != "q" {
		t.Errorf("/ went to %q", id)
	}
	b.calm()
}

func TestComparison(t *testing.T) {
	folder := demo(t)
	now, earlier := read(t, filepath.Join(folder, "report.json")), read(t, filepath.Join(folder, "report.json"))
	gone := finding(t, earlier)
	now.Findings = without(now.Findings, gone.Fingerprint)
	fresh := finding(t, now)
	earlier.Findings = without(earlier.Findings, fresh.Fingerprint)
	for i := range earlier.Exchanges {
		if x := &earlier.Exchanges[i]; x.Name == "GET" && x.Control == "" && x.Response != nil {
			x.Response.Status = 299
			break
		}
	}
	reports.Compare(now, earlier)
	b := open(t, newBrowser(t), write(t, now), "#/?q=is:new")
	if got := js[int](b, `document.querySelectorAll(".mx .cell:not(.off)").length`); got != 1 {
		t.Errorf("%d cells are new, not 1", got)
	}
	b.filter("is:fixed")
	if got := js[int](b, `filter.matching.size`); got != 1 {
		t.Errorf("%d cells are fixed, not 1", got)
	}
	b.filter("is:changed")
	if got := js[string](b, `document.querySelector(".mx .cell:not(.off)").getAttribute("aria-label")`); !strings.Contains(got, "was 299") {
		t.Errorf("the changed cell says %q", got)
	}
	b.filter("")
	b.keepScreenshot("comparison")
	js[bool](b, `(document.querySelector(".why a").click(), true)`)
	b.evidence()
	if got := js[string](b, `document.querySelector("#panel .finding.hit").textContent`); !strings.Contains(got, fresh.Rule) {
		t.Errorf("the link to what is new shows %q", got)
	}
	b.calm()
}

func without(findings []reports.Finding, print string) []reports.Finding {
	var out []reports.Finding
	for _, f := range findings {
		if f.Fingerprint != print {
			out = append(out, f)
		}
	}
	return out
}
