package runner

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// mask takes secrets out of what is recorded. A nil mask has none to take out.
type mask struct {
	patterns []pattern
	short    []secret // masked in fields only
}

// pattern is one way in which a secret is written down.
type pattern struct {
	text, cover string
	// spread says that what stands around the text, as far as it is base64, goes
	// with it.
	spread bool
}

func newMask(secrets []secret) *mask {
	m := &mask{}
	for _, s := range unlike(secrets) {
		cover := "[secret:" + s.name + "]"
		switch {
		case s.value == "":
			continue
		case len(s.value) < shortSecret:
			m.short = append(m.short, s)
			continue
		}
		for _, text := range forms(s.value) {
			m.patterns = append(m.patterns, pattern{text, cover, false})
		}
		for _, text := range inBase64(s.value) {
			m.patterns = append(m.patterns, pattern{text, cover, true})
		}
	}
	if len(m.patterns)+len(m.short) == 0 {
		return nil
	}
	return m
}

// span is a place to cover.
type span struct {
	start, end int
	cover      string
}

// text masks the secrets in s.
func (m *mask) text(s string) string {
	if m == nil {
		return s
	}
	return cover(s, m.find(s))
}

func (m *mask) find(s string) []span {
	var out []span
	for _, p := range m.patterns {
		for from := 0; ; {
			i := strings.Index(s[from:], p.text)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(p.text)
			from = end
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

// bytes masks the secrets in b. It returns b itself where there are none.
func (m *mask) bytes(b []byte) (masked []byte, found bool) {
	if m == nil || len(b) == 0 {
		return b, false
	}
	s := string(b)
	places := m.find(s)
	if len(places) == 0 {
		return b, false
	}
	return []byte(cover(s, places)), true
}

// field masks a field; in fields that can hold credentials short ones too.
func (m *mask) field(f Field) Field {
	f = Field{m.text(f.Name), m.text(f.Value)}
	if len(m.short) == 0 || isHarmless(f.Name) {
		return f
	}
	var found []span
	for _, s := range m.short {
		found = append(found, words(f.Value, s)...)
	}
	return Field{f.Name, cover(f.Value, found)}
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

// fields masks fields. It returns the same slice where nothing is masked: the
// fields of a probe are shared.
func (m *mask) fields(fields []Field) []Field {
	out := fields
	for i, f := range fields {
		g := m.field(f)
		if g == f {
			continue
		}
		if &out[0] == &fields[0] {
			out = slices.Clone(fields)
		}
		out[i] = g
	}
	return out
}

// exchange masks everything of an exchange but its content, which is masked
// where it is interned.
func (m *mask) exchange(x *Exchange) {
	if m == nil {
		return
	}
	x.Method, x.Target = m.text(x.Method), m.text(x.Target)
	x.Reason, x.Trouble = m.text(x.Reason), m.text(x.Trouble)
	x.Request, x.Header, x.Trailer = m.fields(x.Request), m.fields(x.Header), m.fields(x.Trailer)
	x.Content, _ = m.bytes(x.Content)
	if len(x.Residue) > 0 {
		cut := len(x.Residue) >= keepResidue
		x.Residue, _ = m.bytes(m.withoutEnd(x.Residue))
		if cut {
			x.Residue = m.withoutBeginning(x.Residue)
		}
	}
}

// withoutBeginning takes off the end of a text that was cut what may be the
// beginning of a secret.
func (m *mask) withoutBeginning(b []byte) []byte {
	if m == nil {
		return b
	}
	longest := 0
	for _, p := range m.patterns {
		for n := min(len(p.text)-1, len(b)); n > longest; n-- {
			if bytes.HasSuffix(b, []byte(p.text[:n])) {
				longest = n
			}
		}
	}
	return b[:len(b)-longest]
}

// withoutEnd takes off the beginning of bytes that came after the end of a
// message what may be the end of a secret that began in the message.
func (m *mask) withoutEnd(b []byte) []byte {
	longest := 0
	for _, p := range m.patterns {
		for n := min(len(p.text)-1, len(b)); n > longest; n-- {
			if bytes.HasPrefix(b, []byte(p.text[len(p.text)-n:])) {
				longest = n
			}
		}
	}
	return b[longest:]
}

// quote prints bytes as a Go string, secrets masked and then cut short.
func (m *mask) quote(b []byte) string {
	b, _ = m.bytes(m.withoutBeginning(b))
	if len(b) > 60 {
		return strconv.Quote(string(b[:60])) + "..."
	}
	return strconv.Quote(string(b))
}
