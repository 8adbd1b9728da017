package browsertest

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// attack is what a server sends that would like to be more than text.
const attack = "</script><script>window.owned=1</script>\"'><img src=x onerror=window.owned=2><svg onload=window.owned=3>" +
	"<a href=\"javascript:window.owned=4\">x</a>[x](javascript:window.owned=13)`<script>window.owned=14</script>`|\\`<script>window.owned=15</script>]]>{{.}}${owned}\x1b[2J\x1b]0;owned\x07\u202egnp.exe\u2066\xff\xfe\xc0\x80%00"

// breakout is what ends a block of code, a comment and a workflow command.
const breakout = "\n```\n~~~~\n`````\n</pre></code>-->\n<script>window.owned=16</script>\n\n[x](javascript:window.owned=17)\n::error::owned\n-- fail: owned --\n"

const document = `openapi: 3.1.0
info: {title: "</script><script>window.owned=5</script>\u202e", version: "<b>1</b>"}
paths:
  /a:
    get:
      summary: "<img src=x onerror=window.owned=6>"
      tags: ["</testsuite>&<>"]
      responses: {"200": {description: "javascript:window.owned=7", content: {application/json: {schema: {type: object}}}}}
    post: {requestBody: {required: true, content: {application/json: {schema: {type: object}}}}, responses: {"201": {description: made}}}
  "/<script>window.owned=8</script>/{id}":
    get: {parameters: [{name: id, in: path, required: true, schema: {type: string}, example: "\"><script>window.owned=9</script>"}], responses: {"200": {description: ok}}}
`

// hostileServer answers with the attack in its reason, fields and content.
func hostileServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				go attackAll(c)
			}
		}
	}()
	return "http://" + l.Addr().String()
}

// attackAll answers one request of a connection, and closes it.
func attackAll(c net.Conn) {
	defer c.Close()
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return
	}
	io.Copy(io.Discard, r.Body)
	status := map[string]string{"GET": "200", "HEAD": "200", "DELETE": "405"}[r.Method]
	if status == "" {
		status = "500"
	}
	body := attack + breakout + r.Method
	if r.Method == "HEAD" {
		body = ""
	}
	io.WriteString(c, "HTTP/1.1 "+status+" "+attack+"\r\nServer: "+attack+"\r\nAllow: GET, "+attack+"\r\nLocation: javascript:window.owned=10\r\nX-A: "+attack+
		"\r\nSet-Cookie: a="+attack+"\r\nRetry-After: "+attack+"\r\nContent-Type: application/json; x=\""+attack+"\"\r\nConnection: close\r\n\r\n"+body)
}

// auditHostile audits the hostile server, and is what the command says.
func auditHostile(t *testing.T, folder string, args ...string) (said []byte) {
	t.Helper()
	file := filepath.Join(folder, "api.yaml")
	if err := os.WriteFile(file, []byte(document), 0o644); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"audit", file, "--url", hostileServer(t), "--safety", "guarded", "--quiet"}, args...)
	said, err := exec.Command(command(t), args...).CombinedOutput()
	if failed := new(exec.ExitError); !errors.As(err, &failed) || failed.ExitCode() != 1 {
		t.Fatalf("the audit was to find something: %v\n%s", err, said)
	}
	return said
}

func TestHostileServer(t *testing.T) {
	folder := t.TempDir()
	formats := map[string]string{"html": "html", "json": "json", "junit": "xml", "sarif": "sarif", "har": "har", "ctrf": "ctrf", "markdown": "md", "tap": "tap", "ndjson": "ndjson", "codequality": "cq", "github": "gh", "text": "txt", "junit-strict": "strict.xml"}
	args := []string{"--report", "html-dir=" + filepath.Join(folder, "pages")}
	for format, ext := range formats {
		args = append(args, "--report", format+"="+filepath.Join(folder, "out."+ext))
	}
	inert(t, "text", auditHostile(t, folder, args...))
	for format, ext := range formats {
		text, err := os.ReadFile(filepath.Join(folder, "out."+ext))
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, format, text)
	}
	pages, err := filepath.Glob(filepath.Join(folder, "pages", "*.html"))
	if err != nil || len(pages) < 3 {
		t.Fatalf("the folder has %q (%v)", pages, err)
	}
	for _, page := range pages {
		inert(t, filepath.Base(page), []byte(text(t, page)))
		harmless(t, filepath.Base(page), text(t, page))
	}
	browser := newBrowser(t)
	for _, address := range []string{"", "#/x/1", "#/c/GET/a", "#/c/DELETE/a", "#/?q=%3Cscript%3E", "#/c/<img src=x onerror=window.owned=11>", "#/r/<script>window.owned=12</script>"} {
		b := open(t, browser, filepath.Join(folder, "out.html"), address)
		if address == "" {
			js[bool](b, `(async () => { for (const c of D.cells) { openCell(c); for (const id of c.sent) await recall(id); await new Promise(r => setTimeout(r, 5)); } for (const r of D.rules) openRule(r.id); return true; })()`)
			js[bool](b, `(async () => { for (const id of D.asked.ids) { openExchange(id); await recall(id); await new Promise(r => setTimeout(r, 5)); } return true; })()`)
		}
		time.Sleep(50 * time.Millisecond) // what was to run would have
		if js[bool](b, `"owned" in window`) {
			t.Errorf("%s: something that the server sent was run", address)
		}
		if links := js[int](b, `[...document.querySelectorAll("a[href], img, iframe, object, embed, form")].filter(a => a.tagName !== "A" || !/^(#|https:\/\/www\.rfc-editor\.org\/|https:\/\/)/.test(a.getAttribute("href"))).length`); links != 0 {
			t.Errorf("%s: %d elements lead where the server would like", address, links)
		}
		b.calm()
	}
}

func contains(text string, all ...string) bool {
	for _, part := range all {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}
