package reports

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The goldens of the formats that have no test file of their own for it.
func TestFormatsAreWhatTheyWere(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"sarif": "report.sarif", "markdown": "report.md", "github": "github.txt", "codequality": "codequality.json",
		"har": "report.har", "ctrf": "ctrf.json", "tap": "report.tap", "ndjson": "report.ndjson",
	} {
		golden(t, file, []byte(render(t, Formats[name], fixture())))
	}
}

// attack is what a hostile server sends, in every form that some format takes
// for its own.
const attack = "</script><script>alert(1)</script>]]>\x1b[2J\x1b]0;x\x07\u202egnp\u2066|`*_[x](javascript:alert(1))\n::error::x\r\n%0A,: # SKIP\n...\n  ---\n\"'{0}\\\x00\xff\xfe\ufffe```\n</details>\n@all"

// hostileReport is a report in which everything that a server or a document
// chooses is an attack.
func hostileReport() *Report {
	r := fixture()
	r.Because, r.Hint, r.Server.Because, r.Server.Product, r.Target = attack, attack, attack, attack, attack
	r.Document = Document{File: attack, Title: attack, Version: attack, OpenAPI: attack, SHA256: attack}
	for i := range r.Paths {
		r.Paths[i].File, r.Paths[i].Tag, r.Paths[i].Target = attack, attack, attack
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Problem, f.Target, f.File = attack, attack, attack
	}
	r.Findings[0].Suppressed = attack
	r.Causes = newCauses(r.Findings)
	for i := range r.Exchanges {
		x := &r.Exchanges[i]
		x.Target, x.Trouble = "/"+attack, attack
		if x.Response != nil {
			x.Response.Reason, x.Response.Body, x.Response.BodyBase64 = attack, attack, ""
			x.Response.Headers = [][2]string{{"Content-Type", attack}, {"Set-Cookie", attack}, {attack, attack}}
		}
	}
	Compare(r, fixture())
	return r
}

// sound says, for each format, what makes a text of it one.
var sound = map[string]func(string) error{
	"text": steersNothing, "tap": soundTAP, "markdown": soundMarkdown, "github": soundCommands,
	"json": oneJSON, "sarif": oneJSON, "har": oneJSON, "ctrf": oneJSON, "codequality": oneJSON, "ndjson": linesOfJSON,
	"junit": wellFormed, "junit-strict": wellFormed, "html": noScriptOfTheirs,
}

func TestHostileBytesBreakNoFormat(t *testing.T) {
	t.Parallel()
	for name, format := range Formats {
		check := sound[name]
		if check == nil {
			t.Errorf("nothing says what makes a %s report a sound one", name)
			continue
		}
		for _, r := range []*Report{hostileReport(), {Schema: Schema}, {Schema: Schema, Verdict: "fails", Findings: []Finding{{Rule: "a/b"}}, Causes: []Cause{{Rule: "a/b"}}}} {
			var b bytes.Buffer
			if err := format(&b, r); err != nil {
				t.Errorf("%s: %v", name, err)
			} else if err := check(b.String()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func steersNothing(s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("it is not UTF-8")
	}
	for i, r := range s {
		if r != '\n' && r != '\t' && r != '\u2060' && !unicode.IsPrint(r) {
			return fmt.Errorf("%q is in it, behind %q", r, s[max(0, i-40):i])
		}
	}
	return nil
}

func soundTAP(s string) error {
	for l := range strings.Lines(s) {
		if !slices.ContainsFunc([]string{"TAP version 13", "1..", "ok ", "not ok ", "  ---\n", "  ...\n", "  rule: ", "  message: ", "  evidence: "},
			func(begin string) bool { return strings.HasPrefix(l, begin) }) {
			return fmt.Errorf("a line %q", l)
		}
	}
	return steersNothing(s)
}

func soundMarkdown(s string) error {
	fence := ""
	for l := range strings.Lines(s) {
		l = strings.TrimSuffix(l, "\n")
		switch {
		case fence != "":
			if l == fence {
				fence = ""
			}
		case strings.HasPrefix(l, "```"):
			fence = strings.TrimSuffix(l, "http")
		case strings.Contains(l, "<script") || strings.Contains(strings.ReplaceAll(l, `\]`, ""), "](") || strings.Contains(l, "@all"):
			return fmt.Errorf("the markup of another: %q", l)
		}
	}
	if fence != "" {
		return fmt.Errorf("a block of code without an end")
	}
	if open, shut := strings.Count(s, "\n<details>"), strings.Count(s, "\n</details>\n"); open > shut {
		return fmt.Errorf("%d details, %d ends", open, shut)
	}
	return steersNothing(s)
}

func soundCommands(s string) error {
	n := 0
	for l := range strings.Lines(s) {
		n++
		properties, _, ok := strings.Cut(strings.TrimPrefix(l, "::"), "::")
		_, keys, _ := strings.Cut(properties, " ")
		if !ok || strings.Count(keys, ",") != 2 || strings.Contains(keys, ":") {
			return fmt.Errorf("a line %q", l)
		}
	}
	if n > 8 {
		return fmt.Errorf("%d annotations", n)
	}
	return steersNothing(s)
}

func oneJSON(s string) error {
	if !json.Valid([]byte(s)) || !utf8.ValidString(s) {
		return fmt.Errorf("it is not JSON")
	}
	return nil
}

func linesOfJSON(s string) error {
	for l := range strings.Lines(s) {
		if err := oneJSON(l); err != nil {
			return fmt.Errorf("%w: %q", err, l)
		}
	}
	return nil
}

func wellFormed(s string) error {
	for d := xml.NewDecoder(strings.NewReader(s)); ; {
		if _, err := d.Token(); err == io.EOF {
			return steersNothing(s)
		} else if err != nil {
			return err
		}
	}
}

func noScriptOfTheirs(s string) error {
	if n := strings.Count(packedPart.ReplaceAllString(s, ""), "<script"); n != 1 {
		return fmt.Errorf("%d scripts beside the data, not 1", n)
	}
	return nil
}

func TestFormatNamesAreAll(t *testing.T) {
	t.Parallel()
	if got := FormatNames(); !slices.IsSorted(got) || len(got) != len(Formats)+len(folders) || len(got) != 14 {
		t.Errorf("%v", got)
	}
}
