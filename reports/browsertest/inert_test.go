package browsertest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	markup "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"
)

// inert has no character in it that steers a terminal or turns the writing.
func inert(t *testing.T, format string, text []byte) {
	t.Helper()
	if !utf8.Valid(text) {
		t.Errorf("%s is not UTF-8", format)
	}
	for _, c := range string(text) {
		// A word joiner is ours: it keeps Markdown from making links.
		if c != '\n' && c != '\t' && c != '\u2060' && unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Errorf("%s holds %U as it was sent", format, c)
			return
		}
	}
}

// wellFormed reads a format back, as its reader does.
func wellFormed(t *testing.T, format string, text []byte) {
	t.Helper()
	switch format {
	case "json", "har", "ctrf", "codequality", "sarif":
		if !json.Valid(text) || !utf8.Valid(text) {
			t.Errorf("%s is not JSON", format)
		}
		if format == "sarif" && bytes.Contains(text, []byte("](javascript:")) {
			t.Error("a message of sarif has a link of the server's")
		}
	case "ndjson":
		for line := range bytes.Lines(text) {
			if !json.Valid(line) {
				t.Errorf("a line of ndjson is not JSON: %s", line)
			}
		}
	case "junit", "junit-strict":
		inert(t, format, text)
		wellFormedXML(t, format, text)
	case "markdown":
		inert(t, format, text)
		harmless(t, format, rendered(t, text))
	case "github":
		inert(t, format, text)
		commands(t, string(text))
	default:
		inert(t, format, text)
	}
}

func wellFormedXML(t *testing.T, format string, text []byte) {
	t.Helper()
	known := []string{"testsuites", "testsuite", "testcase", "properties", "property", "failure", "error", "skipped", "system-out"}
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s is not XML: %v", format, err)
		}
		if e, ok := token.(xml.StartElement); ok && !slices.Contains(known, e.Name.Local) {
			t.Errorf("%s has an element %s", format, e.Name.Local)
		}
	}
}

// commands are annotations, and no other commands of a workflow.
func commands(t *testing.T, text string) {
	t.Helper()
	annotation := regexp.MustCompile(`^::(error|warning|notice) file=[^,:]*api\.yaml,line=\d+,title=[^:]*::.`)
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range lines {
		if !annotation.MatchString(line) {
			t.Errorf("no annotation of ours: %s", line)
		}
	}
	if len(lines) < 2 || len(lines) > 10 {
		t.Errorf("%d annotations", len(lines))
	}
}

// rendered is Markdown as HTML, with markup in it taken for markup: code hosts
// take out what is dangerous, but a reader elsewhere may not.
func rendered(t *testing.T, text []byte) string {
	t.Helper()
	var out bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(markup.WithUnsafe())).Convert(text, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// harmless has no element that runs, loads or leads elsewhere than to the documents
// that rules cite, to other pages beside it or within it.
func harmless(t *testing.T, name, page string) {
	t.Helper()
	leads := regexp.MustCompile(`^(#[^:]*|[a-z0-9-]+\.(html|css)(#[^:]*)?|https://www\.rfc-editor\.org/rfc/rfc\d+(#section-[\d.]+)?)$`)
	never := []string{"script", "img", "svg", "iframe", "object", "embed", "form", "base", "style", "video", "audio"}
	words := 0
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		if kind == html.TextToken && strings.Contains(token.Data, "window.owned") {
			words++
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		if slices.Contains(never, token.Data) {
			t.Errorf("%s has an element %s", name, token)
		}
		for _, a := range token.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" && !leads.MatchString(a.Val) {
				t.Errorf("%s has %s", name, token)
			}
		}
	}
	if name == "markdown" && words == 0 {
		t.Error("the attack is nowhere in the Markdown: nothing was tried")
	}
}
