package reports

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain is a string whose every character shows: control characters, the marks
// that turn the direction of writing and bytes that are not UTF-8 are written
// as Go writes them. Servers choose what reports print, so nothing of theirs may
// steer a terminal or make XML ill-formed. Line feeds and tabs stay.
func plain(s string) string {
	if isPlain(s) || strings.IndexFunc(s, hidden) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, width := 0, 0; i < len(s); i += width {
		var r rune
		r, width = utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && width == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case hidden(r):
			b.WriteString(escape(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isPlain reports whether a string is of ASCII that shows, as nearly all are.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < ' ' || c > '~') && c != '\n' && c != '\t' {
			return false
		}
	}
	return true
}

func hidden(r rune) bool {
	return r != '\n' && r != '\t' && !unicode.IsPrint(r)
}

func escape(r rune) string {
	switch {
	case r == '\r':
		return `\r`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// line is plain on one line.
func line(s string) string {
	if isPlain(s) && isLine(s) {
		return s
	}
	return strings.Join(strings.Fields(plain(s)), " ")
}

// isLine reports whether each space of a string has words on both sides, and
// nothing else in it is space.
func isLine(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		if s[i] == '\n' || s[i] == '\t' || s[i] == ' ' && before == ' ' {
			return false
		}
		before = s[i]
	}
	return s == "" || before != ' '
}

// wrap breaks a text at spaces so that no line is longer than width, if its
// words allow it, and puts indent before every line but the first.
func wrap(s string, width int, indent string) string {
	var b strings.Builder
	room := width - utf8.RuneCountInString(indent)
	at := 0
	for i, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > room:
			b.WriteString("\n" + indent)
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
