package rules

import (
	"regexp"
	"strings"
)

// lineKind is what of a line is wrong: which rule tells it.
type lineKind int

const (
	lineStatus  lineKind = iota // a status line
	lineEnd                     // how a line ends
	lineName                    // the name of a field
	lineFold                    // that it goes on in the next line
	lineControl                 // a control character in it
	lineChunk                   // the line of a chunk
)

// lineFault is one thing that is wrong with an answer's lines, be it once or often.
type lineFault struct {
	kind         lineKind
	detail, what string
	shown        string // the first such line
	times        int
	mild         bool // few clients fail on it
}

const detailNoSpace = "no-space"

// faultsOf is what is wrong with lines that are written in an odd way. Most of what is
// odd is legal.
func faultsOf(lines []string, chunked bool) []lineFault {
	var out faults
	for _, line := range lines {
		// What has no end was cut off, and may have gone on in any way. A mask is no
		// part of what was received.
		if text := maskedText.ReplaceAllString(line, "x"); strings.HasSuffix(line, "\n") {
			out.ofLine(line, text, chunked)
		}
	}
	return out
}

var maskedText = regexp.MustCompile(`\[secret:[^\]]*\]`)

type faults []lineFault

// add notes a fault of a line, once for all lines that have it.
func (f *faults) add(fault lineFault, line string) {
	for i := range *f {
		if known := &(*f)[i]; known.kind == fault.kind && known.detail == fault.detail {
			known.times++
			return
		}
	}
	fault.shown, fault.times = quotedAround(line, controlAt(line)), 1
	*f = append(*f, fault)
}

// ofLine looks at a line and those that are folded behind it. The text is that without
// masks.
func (f *faults) ofLine(line, text string, chunked bool) {
	var parts []string
	for part := range strings.Lines(text) {
		plain, whole := strings.CutSuffix(part, "\r\n")
		if !whole {
			plain = strings.TrimSuffix(part, "\n")
			f.add(lineFault{kind: lineEnd, detail: "lf", what: "a line that ends with LF alone"}, line)
		}
		parts = append(parts, plain)
	}
	fold := lineFault{kind: lineFold, detail: "leading", what: "white space before its first field"}
	switch name, value, isField := strings.Cut(parts[0], ":"); {
	case strings.HasPrefix(parts[0], "HTTP/"):
		f.ofStatus(line, parts[0])
	case chunked && chunkLine.MatchString(parts[0]):
		f.ofChunk(line, parts[0])
	case isField:
		f.ofName(line, name)
		f.ofControls(line, value)
		fold = lineFault{kind: lineFold, detail: "folded", what: "a folded field"}
	}
	if folded := parts[1:]; len(folded) > 0 {
		f.add(fold, line)
		f.ofControls(line, strings.Join(folded, ""))
	}
}

// statusLineForm is one that a tolerant client understands.
var statusLineForm = regexp.MustCompile(`(?s)^HTTP/(\d)\.\d( +)\d{3}(.*)$`)

func (f *faults) ofStatus(line, text string) {
	m := statusLineForm.FindStringSubmatch(text)
	if m == nil {
		return
	}
	major, spaces, rest := m[1], m[2], m[3]
	if spaces != " " {
		f.add(lineFault{kind: lineStatus, detail: "spaces", what: "more than one space before the status"}, line)
	}
	if rest == "" {
		f.add(lineFault{kind: lineStatus, detail: detailNoSpace, what: "no space behind the status"}, line)
	}
	if major != "1" {
		f.add(lineFault{kind: lineStatus, detail: "version", what: "a version that is not HTTP/1", mild: true}, line)
	}
	if strings.Contains(rest, "\r") {
		f.ofControls(line, rest)
	} else if hasControl(rest) {
		f.add(lineFault{kind: lineControl, detail: "reason", what: "a control character in its reason phrase", mild: true}, line)
	}
}

func (f *faults) ofName(line, name string) {
	switch plain := strings.TrimRight(name, " \t"); {
	case !isToken(plain):
		f.add(lineFault{kind: lineName, detail: "name", what: "a field whose name is no token"}, line)
	case plain != name:
		f.add(lineFault{kind: lineName, detail: "space", what: "white space between the name of a field and its colon"}, line)
	}
}

// chunkLine is the line of a chunk as a tolerant client takes it. In that of a field
// there is a colon where it has a semicolon or ends.
var chunkLine = regexp.MustCompile(`(?s)^([0-9A-Fa-f]+)([ \t]*)(;.*)?$`)

// chunkExtensions are those of RFC 9112 section 7.1.1, less the white space that a
// recipient must bear and a sender must not write (RFC 9110 section 5.6.3).
var chunkExtensions = regexp.MustCompile("(?s)^(;" + tokenForm + "(=(" + tokenForm + `|"([^"\\]|\\.)*"))?)*$`)

const tokenForm = "[0-9A-Za-z!#$%&'*+.^_`|~-]+"

func (f *faults) ofChunk(line, text string) {
	m := chunkLine.FindStringSubmatch(text)
	blank, extensions := m[2], m[3]
	switch {
	case hasControl(extensions):
		f.ofControls(line, extensions)
	case blank != "":
		f.add(lineFault{kind: lineChunk, detail: "padded", what: "white space behind the size of a chunk"}, line)
	case !chunkExtensions.MatchString(extensions):
		f.add(lineFault{kind: lineChunk, detail: "extension", what: "a chunk extension out of grammar"}, line)
	}
}

// ofControls looks for control characters in what stands in a line. A line feed does
// not: it ends the line.
func (f *faults) ofControls(line, text string) {
	switch {
	case strings.Contains(text, "\r"):
		f.add(lineFault{kind: lineControl, detail: "cr", what: "a CR that ends no line"}, line)
	case strings.Contains(text, "\x00"):
		f.add(lineFault{kind: lineControl, detail: "nul", what: "a NUL in a field"}, line)
	case hasControl(text):
		f.add(lineFault{kind: lineControl, detail: "control", what: "a control character in a field"}, line)
	}
}

func hasControl(text string) bool { return strings.IndexFunc(text, isControl) >= 0 }

// withoutControls is a value less the control characters in it.
func withoutControls(text string) string {
	return strings.Map(func(c rune) rune {
		if isControl(c) {
			return -1
		}
		return c
	}, text)
}

func isControl(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f }

// controlAt is the place of the first control character in a line that is no part of a
// line end; 0 where there is none.
func controlAt(line string) int {
	for i, c := range line {
		if isControl(c) && c != '\n' && !strings.HasPrefix(line[i:], "\r\n") {
			return i
		}
	}
	return 0
}
