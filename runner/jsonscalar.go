package runner

import (
	"strings"
	"unicode/utf8"
)

func (s *jsonScanner) scalar() bool {
	if s.i >= len(s.b) {
		return s.unexpected()
	}
	switch c := s.b[s.i]; {
	case c == '"':
		return s.string()
	case c == '-' || isDigit(c):
		return s.number()
	case c == 't':
		return s.literal("true")
	case c == 'f':
		return s.literal("false")
	case c == 'n':
		return s.literal("null")
	}
	return s.unexpected()
}

func (s *jsonScanner) literal(word string) bool {
	for i := range len(word) {
		if !s.eat(word[i]) {
			return s.unexpected()
		}
	}
	return true
}

func (s *jsonScanner) digits() bool {
	start := s.i
	for s.i < len(s.b) && isDigit(s.b[s.i]) {
		s.i++
	}
	return s.i > start || s.unexpected()
}

func (s *jsonScanner) number() bool {
	s.eat('-')
	if !s.eat('0') {
		if !s.digits() {
			return false
		}
	} else if s.i < len(s.b) && isDigit(s.b[s.i]) {
		return s.unexpected()
	}
	if s.eat('.') && !s.digits() {
		return false
	}
	if s.eat('e') || s.eat('E') {
		if !s.eat('+') {
			s.eat('-')
		}
		return s.digits()
	}
	return true
}

func (s *jsonScanner) string() bool {
	for s.i++; s.i < len(s.b); {
		switch c := s.b[s.i]; {
		case c == '"':
			s.i++
			return true
		case c == '\\':
			if !s.escape() {
				return false
			}
		case c < ' ':
			return s.unexpected()
		case c < utf8.RuneSelf:
			s.i++
		default:
			r, size := utf8.DecodeRune(s.b[s.i:])
			if r == utf8.RuneError && size == 1 {
				return s.unexpected()
			}
			s.i += size
		}
	}
	return s.unexpected()
}

func (s *jsonScanner) escape() bool {
	s.i++
	if !s.eat('u') {
		if s.i < len(s.b) && strings.IndexByte(`"\/bfnrt`, s.b[s.i]) >= 0 {
			s.i++
			return true
		}
		return s.unexpected()
	}
	for range 4 {
		if s.i >= len(s.b) || strings.IndexByte("0123456789abcdefABCDEF", s.b[s.i]) < 0 {
			return s.unexpected()
		}
		s.i++
	}
	return true
}
