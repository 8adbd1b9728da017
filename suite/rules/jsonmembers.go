package rules

import (
	"bytes"
	"encoding/json"
	"iter"

	"github.com/proverb-dev/proverb/runner"
)

// isJSON reports whether a media type is JSON: application/json or +json.
func isJSON(mediaType string) bool {
	const suffix = "+json"
	n := len(mediaType) - len(suffix)
	return mediaType == "application/json" || n > 0 && mediaType[n:] == suffix
}

// readableJSON reports whether the content kept of an answer is one JSON value,
// as far as it can be read: a repeated name does not stop a reader.
func readableJSON(x *runner.Exchange) bool {
	b := x.BodyInfo()
	return !isCoded(x) && !b.Truncated && (b.JSON.Kind == "" || b.JSON.Kind == "duplicate-name")
}

// members are the names and values of the JSON object that an answer's content
// is; none when it is something else. It does not decode what it passes over,
// so that looking at every answer of a large run costs little.
func members(x *runner.Exchange) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if !readableJSON(x) {
			return
		}
		s := scanner{rest: bytes.TrimSpace(x.Body())}
		if !s.skip('{') {
			return
		}
		for s.more() {
			key := s.value()
			s.skip(':')
			value := s.value()
			if len(key) == 0 || len(value) == 0 || !yield(memberName(key), value) {
				return
			}
			s.skip(',')
		}
	}
}

// memberName is unquoted, without a string of its own for the names that most errors
// have.
func memberName(key []byte) string {
	for _, name := range commonNames {
		if len(key) == len(name)+2 && string(key[1:len(key)-1]) == name {
			return name
		}
	}
	return unquoted(key)
}

var commonNames = []string{"type", "title", "status", "detail", "instance", "message", "error", "code"}

func unquoted(key []byte) string {
	if bytes.IndexByte(key, '\\') < 0 && len(key) >= 2 {
		return string(key[1 : len(key)-1])
	}
	var s string
	if json.Unmarshal(key, &s) != nil {
		return string(key)
	}
	return s
}

// scanner walks over a JSON text that is known to be valid.
type scanner struct{ rest []byte }

func (s *scanner) space() {
	for len(s.rest) > 0 && isSpace(s.rest[0]) {
		s.rest = s.rest[1:]
	}
}

// isSpace: white space of JSON (RFC 8259 section 2).
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// skip passes one structural character, and reports whether it was there.
func (s *scanner) skip(c byte) bool {
	s.space()
	if len(s.rest) == 0 || s.rest[0] != c {
		return false
	}
	s.rest = s.rest[1:]
	return true
}

// more reports whether another member follows.
func (s *scanner) more() bool {
	s.space()
	return len(s.rest) > 0 && s.rest[0] == '"'
}

// value passes one value and returns its text.
func (s *scanner) value() []byte {
	s.space()
	n := valueLength(s.rest)
	v := s.rest[:n]
	s.rest = s.rest[n:]
	return v
}

func valueLength(text []byte) int {
	if len(text) == 0 {
		return 0
	}
	switch text[0] {
	case '"':
		return stringLength(text)
	case '{', '[':
		return nestedLength(text)
	}
	if n := bytes.IndexAny(text, ",]} \t\r\n"); n >= 0 {
		return n
	}
	return len(text)
}

func stringLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

func nestedLength(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += stringLength(text[i:]) - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}
