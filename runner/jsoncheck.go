package runner

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// checkJSON says whether b is exactly one JSON value in UTF-8 (RFC 8259). It
// takes time in proportion to b, and nesting costs no stack.
func checkJSON(b []byte) JSONFault {
	s := jsonScanner{b: b}
	bom := bytes.HasPrefix(b, []byte("\xef\xbb\xbf"))
	if bom {
		s.i = 3
	}
	s.space()
	if s.i == len(b) && !bom {
		if len(b) == 0 {
			return noBody.JSON
		}
		return JSONFault{"empty", "there is nothing but white space"}
	}
	switch s.text(); {
	case s.fault.Kind != "":
		return s.fault
	case bom:
		return JSONFault{"bom", "it begins with a byte order mark"}
	}
	return s.repeated
}

// jsonScanner goes over a JSON text once. The first fault ends it; a repeated
// name does not, since worse may follow.
type jsonScanner struct {
	b        []byte
	i        int
	open     []jsonLevel
	fault    JSONFault
	repeated JSONFault
}

// jsonLevel is an object or an array that is not closed yet.
type jsonLevel struct {
	object bool
	names  map[string]bool
}

func (s *jsonScanner) fail(kind, format string, args ...any) bool {
	s.fault = JSONFault{kind, fmt.Sprintf(format, args...)}
	return false
}

// unexpected is the fault at the place where the scanner is.
func (s *jsonScanner) unexpected() bool {
	if s.i >= len(s.b) {
		return s.fail("syntax", "it ends at offset %d, before its value does", len(s.b))
	}
	r, size := utf8.DecodeRune(s.b[s.i:])
	if r == utf8.RuneError && size == 1 {
		return s.fail("utf-8", "it is not UTF-8 at offset %d", s.i)
	}
	return s.fail("syntax", "invalid character %q at offset %d", r, s.i)
}

func (s *jsonScanner) space() {
	for s.i < len(s.b) && strings.IndexByte(" \t\r\n", s.b[s.i]) >= 0 {
		s.i++
	}
}

func (s *jsonScanner) eat(c byte) bool {
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

// text scans values until the outermost one has ended, and what follows it.
func (s *jsonScanner) text() bool {
	for {
		if !s.value() {
			return false
		}
		more, ok := s.after()
		if !ok {
			return false
		}
		if !more {
			break
		}
	}
	if s.i < len(s.b) {
		return s.fail("trailing", "there is more after the value, from offset %d", s.i)
	}
	return true
}

// value scans the beginning of a value, down to the first scalar or empty
// object or array in it.
func (s *jsonScanner) value() bool {
	for {
		s.space()
		switch {
		case s.eat('{'):
			s.open = append(s.open, jsonLevel{object: true})
			if s.space(); s.i < len(s.b) && s.b[s.i] == '}' {
				return true
			}
			if !s.name() {
				return false
			}
		case s.eat('['):
			s.open = append(s.open, jsonLevel{})
			if s.space(); s.i < len(s.b) && s.b[s.i] == ']' {
				return true
			}
		default:
			return s.scalar()
		}
	}
}

// after scans what follows a value: ends of objects and arrays, and the comma
// before the next value, which more says there is.
func (s *jsonScanner) after() (more, ok bool) {
	for {
		s.space()
		if len(s.open) == 0 {
			return false, true
		}
		top := s.open[len(s.open)-1]
		switch {
		case s.eat(','):
			if top.object {
				return true, s.name()
			}
			return true, true
		case top.object && s.eat('}'), !top.object && s.eat(']'):
			s.open = s.open[:len(s.open)-1]
		default:
			return false, s.unexpected()
		}
	}
}

// name scans the name of a member and the colon.
func (s *jsonScanner) name() bool {
	s.space()
	start := s.i
	if s.i >= len(s.b) || s.b[s.i] != '"' {
		return s.unexpected()
	}
	if !s.string() {
		return false
	}
	s.note(s.b[start:s.i], start)
	if s.space(); !s.eat(':') {
		return s.unexpected()
	}
	return true
}

// note remembers a name of the innermost object, and whether it was there before.
func (s *jsonScanner) note(quoted []byte, at int) {
	name := string(quoted[1 : len(quoted)-1])
	if strings.IndexByte(name, '\\') >= 0 {
		json.Unmarshal(quoted, &name)
	}
	top := &s.open[len(s.open)-1]
	if top.names == nil {
		top.names = map[string]bool{}
	}
	if top.names[name] && s.repeated.Kind == "" {
		shown := "a name"
		if len(name) <= 40 {
			shown = fmt.Sprintf("the name %q", name)
		}
		s.repeated = JSONFault{"duplicate-name", fmt.Sprintf("%s is repeated at offset %d", shown, at)}
	}
	top.names[name] = true
}
