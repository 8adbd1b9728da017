package reports

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// folderOf is a report as a folder, by file.
func folderOf(t *testing.T, r *Report) map[string]string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "pages")
	if err := Write(r, []Output{{Format: "html-dir", Path: folder}}, nil); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Base(file)] = string(text)
	}
	return pages
}

func TestHTMLFolder(t *testing.T) {
	t.Parallel()
	r := fixture()
	pages := folderOf(t, r)
	if want := len(r.Causes) + 1 + len(r.Paths) + 1; len(pages) != want {
		t.Errorf("%d files, not %d: an index, the style, a page for each cause and each path", len(pages), want)
	}
	golden(t, "folder-index.html", []byte(pages["index.html"]))
	golden(t, "folder-cause.html", []byte(pages["cause-0001.html"]))
	golden(t, "folder-paths.html", []byte(pages["paths-0002.html"]))
}

// Every page stands without a script, and every link leads to what is there.
func TestHTMLFolderIsWhole(t *testing.T) {
	t.Parallel()
	pages := folderOf(t, fixture())
	for name, page := range pages {
		if name == "style.css" {
			continue
		}
		if strings.Contains(page, "<script") || regexp.MustCompile(`\s(style|on[a-z]+)="`).MatchString(page) {
			t.Errorf("%s has a script, or a style in an attribute", name)
		}
		if !strings.Contains(page, "default-src &#39;none&#39;; style-src &#39;self&#39;") {
			t.Errorf("%s has no strict policy", name)
		}
		for _, m := range regexp.MustCompile(`href="([^"#]*)(?:#([^"]*))?"`).FindAllStringSubmatch(page, -1) {
			if strings.HasPrefix(m[1], "https://www.rfc-editor.org/") {
				continue
			}
			other, there := pages[m[1]]
			if !there || m[2] != "" && !strings.Contains(other, `id="`+m[2]+`"`) {
				t.Errorf("%s leads to %s, which is not there", name, m[0])
			}
		}
	}
}

func TestHTMLFolderTakesNoMarkupFromAServer(t *testing.T) {
	t.Parallel()
	for name, page := range folderOf(t, hostileReport()) {
		for _, raw := range []string{"<script", "<img src", "\x1b", "\u202e"} {
			if strings.Contains(page, raw) {
				t.Errorf("%q stands in %s as it was sent", raw, name)
			}
		}
	}
}

// A large document does not make a file for each path.
func TestHTMLFolderDealsPathsOut(t *testing.T) {
	t.Parallel()
	if pages := folderOf(t, large(20_000)); len(pages) > pathPages+10 {
		t.Errorf("%d files", len(pages))
	}
}

func TestHTMLFolderIsAFolder(t *testing.T) {
	t.Parallel()
	if _, err := ParseOutput("html-dir=-"); err == nil {
		t.Error("a folder goes to standard output")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Check([]Output{{Format: "html-dir", Path: file}}); err == nil {
		t.Error("a folder is to be written where a file is")
	}
	if err := Check([]Output{{Format: "html-dir", Path: t.TempDir()}}); err != nil {
		t.Errorf("a folder that is there cannot be written into: %v", err)
	}
}

// What a recipe asks for besides is told with it.
func TestAFolderHasTheNoteOfAFix(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Server.Stacks = []string{"Frame"}
	rule := &r.Rules[slices.IndexFunc(r.Rules, func(x Rule) bool { return x.ID == r.Causes[0].Rule })]
	rule.Fixes = []Fix{{For: "Frame", Code: "the lines that mend it", Suits: []string{"Frame"}, Note: "Change the document, too."}}
	if page := folderOf(t, r)["cause-0001.html"]; !strings.Contains(page, "<summary>Frame</summary><p>Change the document, too.</p><pre") {
		t.Errorf("the note is not there:\n%s", page)
	}
}
