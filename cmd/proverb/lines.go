package main

import (
	"bytes"
	"io"
	"strings"
)

// lines is a writer of lines. Those that a terminal has no room for are broken between
// words, and what is left of them is indented; to a file all are written as they are.
type lines struct {
	out   io.Writer
	width int    // of the terminal; 0 is none
	rest  []byte // of a line whose end is still to come
}

// linesOn is a writer of lines to a terminal or a file. It keeps back what is no whole
// line.
func linesOn(out io.Writer) *lines { return &lines{out: out, width: widthOf(out)} }

// Write implements io.Writer.
func (l *lines) Write(p []byte) (int, error) {
	if l.width == 0 {
		return l.out.Write(p)
	}
	l.rest = append(l.rest, p...)
	end := bytes.LastIndexByte(l.rest, '\n') + 1
	var whole strings.Builder
	for line := range strings.Lines(string(l.rest[:end])) {
		whole.WriteString(broken(strings.TrimSuffix(line, "\n"), l.width) + "\n")
	}
	l.rest = l.rest[end:]
	if _, err := io.WriteString(l.out, whole.String()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// broken is a line in lines of a width, the further ones indented more than the first.
// A word that is wider has a line to itself.
func broken(line string, width int) string {
	text := strings.TrimLeft(line, " ")
	margin := line[:len(line)-len(text)]
	out, further := "", margin+"    "
	for columns(margin+text) > width {
		at := breakBefore(text, width-len(margin))
		if at < 0 {
			break
		}
		out += margin + strings.TrimRight(text[:at], " ") + "\n"
		text, margin = strings.TrimLeft(text[at:], " "), further
	}
	return out + margin + text
}

// breakBefore is the last space before a column, the first one where the word there is
// wider than that, and below 0 where there is none.
func breakBefore(text string, column int) int {
	fits := cutTo(text, column+1)
	if at := strings.LastIndexByte(fits, ' '); at > 0 {
		return at
	}
	return strings.IndexByte(text, ' ')
}
