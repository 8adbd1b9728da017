package specs

import (
	"net/url"
	"slices"
	"strings"
)

// template is a path template taken apart. What stands after a ? or # in it is
// no part of a path, and is in rest.
type template struct {
	segments [][]part
	names    []string // of the parameters, each once, in their order
	rest     string
}

// part is a piece of a segment: literal text, or a parameter.
type part struct {
	literal   string
	name      string
	parameter bool
	delimited bool // the parameter's values hold delimiters: 1,2,3
}

// parseTemplate never fails: a brace without its fellow is literal text.
func parseTemplate(s string) *template {
	t := &template{}
	path := strings.TrimPrefix(cutRest(s, &t.rest), "/")
	segment := []part{}
	literal := func(text string) {
		for i, piece := range strings.Split(text, "/") {
			if i > 0 {
				t.segments = append(t.segments, segment)
				segment = []part{}
			}
			if piece != "" {
				segment = append(segment, part{literal: piece})
			}
		}
	}
	for path != "" {
		open, end := nextParameter(path)
		literal(path[:open])
		if open < end {
			name := path[open+1 : end-1]
			segment = append(segment, part{name: name, parameter: true})
			if !slices.Contains(t.names, name) {
				t.names = append(t.names, name)
			}
		}
		path = path[end:]
	}
	t.segments = append(t.segments, segment)
	return t
}

// cutRest cuts s at the first ? or # outside braces and puts what follows,
// with the mark, into rest.
func cutRest(s string, rest *string) string {
	from := 0
	for {
		open, end := nextParameter(s[from:])
		if i := strings.IndexAny(s[from:from+open], "?#"); i >= 0 {
			*rest = s[from+i:]
			return s[:from+i]
		}
		if open == end {
			return s
		}
		from += end
	}
}

// nextParameter is where the first {name} of s begins and ends; both are the
// end of s where there is none.
func nextParameter(s string) (open, end int) {
	for i := range len(s) {
		if s[i] != '{' {
			continue
		}
		next := strings.IndexAny(s[i+1:], "{}")
		if next >= 0 && s[i+1+next] == '}' {
			return i, i + 1 + next + 1
		}
	}
	return len(s), len(s)
}

// shape is the template with its parameters' names taken out: paths of the
// same shape are the same path.
func (t *template) shape() string { return shapeOf(t.segments) + t.rest }

func shapeOf(segments [][]part) string {
	var b strings.Builder
	for _, segment := range segments {
		b.WriteByte('/')
		for _, p := range segment {
			if p.parameter {
				b.WriteString("{}")
			} else {
				b.WriteString(p.literal)
			}
		}
	}
	return b.String()
}

// fill makes a path of the template; what has no value stays as it is.
func (t *template) fill(values map[string]string) string {
	var b strings.Builder
	for _, segment := range t.segments {
		b.WriteByte('/')
		for _, p := range segment {
			switch v, ok := values[p.name]; {
			case !p.parameter:
				b.WriteString(escapeLiteral(p.literal))
			case ok:
				b.WriteString(p.escapeFill(v))
			default:
				b.WriteString("{" + p.name + "}")
			}
		}
	}
	return b.String()
}

// escapeLiteral percent-encodes what may not stand in a path and leaves what is
// encoded already.
func escapeLiteral(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if isPathByte(c) || c == '%' && isEncoded(s[i:]) {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

// isPathByte: pchar of RFC 3986 section 3.3, but for percent signs.
func isPathByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		strings.IndexByte("-._~!$&'()*+,;=:@/", c) >= 0
}

func isEncoded(s string) bool {
	return len(s) >= 3 && isHex(s[1]) && isHex(s[2])
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// matches reports whether a path, percent-encoded, is one the template can
// become.
func (t *template) matches(path string) bool {
	path = strings.TrimPrefix(path, "/")
	for i, segment := range t.segments {
		piece, rest, more := strings.Cut(path, "/")
		if more != (i < len(t.segments)-1) || !matchSegment(segment, piece) {
			return false
		}
		path = rest
	}
	return true
}

func matchSegment(parts []part, s string) bool {
	if len(parts) == 1 && !parts[0].parameter && parts[0].literal == s {
		return true
	}
	if strings.Contains(s, "%") {
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
	}
	return matchParts(parts, s)
}

// matchParts tries every length of a parameter, the longest first; segments
// with more than two are rare.
func matchParts(parts []part, s string) bool {
	if len(parts) == 0 {
		return s == ""
	}
	if p := parts[0]; !p.parameter {
		literal := p.literal
		if plain, err := url.PathUnescape(literal); err == nil {
			literal = plain
		}
		return strings.HasPrefix(s, literal) && matchParts(parts[1:], s[len(literal):])
	}
	for n := len(s); n > 0; n-- {
		if matchParts(parts[1:], s[n:]) {
			return true
		}
	}
	return false
}
