package runner

import (
	"cmp"
	"slices"
	"strings"
)

// span is a place to cover.
type span struct {
	start, end int
	cover      string
}

// find is the places of all patterns in s, also of those that overlap.
func (m *mask) find(s string) []span {
	var out []span
	patterns, _ := m.known()
	for _, p := range patterns {
		for from := 0; ; {
			i := strings.Index(s[from:], p.text)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(p.text)
			from = start + 1
			if p.spread {
				start, end = base64Run(s, start, end)
				from = end
			}
			out = append(out, span{start, end, p.cover})
		}
	}
	return out
}

// base64Run widens a place to the whole run of base64 that it is in.
func base64Run(s string, start, end int) (int, int) {
	for start > 0 && isBase64(s[start-1]) {
		start--
	}
	for end < len(s) && (isBase64(s[end]) || s[end] == '=') {
		end++
	}
	return start, end
}

func isBase64(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || isDigit(c) || c == '+' || c == '/' || c == '-' || c == '_'
}

// cover replaces the places found. Where they overlap they are one.
func cover(s string, found []span) string {
	if len(found) == 0 {
		return s
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	var b strings.Builder
	done := 0
	for _, f := range found {
		if f.start >= done {
			b.WriteString(s[done:f.start])
			b.WriteString(f.cover)
		}
		done = max(done, f.end)
	}
	b.WriteString(s[done:])
	return b.String()
}

// partAtEnd is the length of the longest end of s that a secret begins with.
func (m *mask) partAtEnd(s string) int {
	longest := 0
	patterns, _ := m.known()
	for _, p := range patterns {
		for n := min(len(p.text)-1, len(s)); n > longest; n-- {
			if strings.HasSuffix(s, p.text[:n]) {
				longest = n
			}
		}
	}
	return longest
}

// partAtStart is the length of the longest beginning of s that a secret ends with.
func (m *mask) partAtStart(s string) int {
	longest := 0
	patterns, _ := m.known()
	for _, p := range patterns {
		for n := min(len(p.text)-1, len(s)); n > longest; n-- {
			if strings.HasPrefix(s, p.text[len(p.text)-n:]) {
				longest = n
			}
		}
	}
	return longest
}

// words are the places where a short secret stands by itself.
func words(v string, s secret) []span {
	const between = " \t=;,:\""
	var out []span
	for from := 0; from <= len(v); {
		i := strings.Index(v[from:], s.value)
		if i < 0 {
			break
		}
		start, end := from+i, from+i+len(s.value)
		before := start == 0 || strings.IndexByte(between, v[start-1]) >= 0
		after := end == len(v) || strings.IndexByte(between, v[end]) >= 0
		if before && after {
			out = append(out, span{start, end, "[secret:" + s.name + "]"})
		}
		from = start + 1
	}
	return out
}
