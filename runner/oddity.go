package runner

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Oddities are the lines of Received, with their ends, that are written otherwise
// than nearly all servers do; one that is folded is one line. It is what a rule about
// how an answer is written points at.
func (x *Exchange) Oddities() []string {
	var out []string
	for rest := string(x.Received); rest != ""; {
		line := rest[:lineLength(rest)]
		rest = rest[len(line):]
		if !isUsualLine(line) {
			out = append(out, line)
		}
	}
	return out
}

// isUsualLine reports whether a line of a head, of chunks or of a trailer is
// written as nearly all servers do.
func isUsualLine(line string) bool {
	text, whole := strings.CutSuffix(line, "\r\n")
	switch {
	case !whole || !utf8.ValidString(text) || strings.Contains(text, "\n"):
		return false
	case text == "":
		return true
	case strings.HasPrefix(text, "HTTP/"):
		proto, rest, _ := strings.Cut(text, " ")
		code, reason, _ := strings.Cut(rest, " ")
		return len(code) == 3 && isUsualStatus([]byte(text), proto, code, reason)
	}
	if name, value, ok := strings.Cut(text, ":"); ok {
		return isUsualField(name, value)
	}
	return isUsualSize(text)
}

// writeReceived prints the odd lines of what was received. What is left out is
// counted.
func writeReceived(b *strings.Builder, x *Exchange) {
	left, more := shownContent, x.ReceivedLength-len(x.Received)
	for _, line := range x.Oddities() {
		shown := wholeRunes([]byte(line[:min(left, len(line))]))
		if more += len(line) - len(shown); len(shown) > 0 {
			fmt.Fprintf(b, "<=%s\n", strconv.Quote(string(shown)))
		}
		left -= len(shown)
	}
	if more > 0 {
		fmt.Fprintf(b, "<=(%d more octets)\n", more)
	}
}
