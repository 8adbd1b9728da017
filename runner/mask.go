package runner

import (
	"bytes"
	"slices"
	"strconv"
	"sync/atomic"
)

// mask takes secrets out of what is recorded. A nil mask has none to take out.
type mask struct {
	patterns []pattern
	short    []secret // masked in fields only
	learned  atomic.Pointer[lesson]
	sent     map[Field]Field // the fields of the run, as they are recorded
}

// pattern is one way in which a secret is written down.
type pattern struct {
	text, cover string
	// spread says that what stands around the text, as far as it is base64, goes
	// with it.
	spread bool
}

// newMask makes a mask of secrets. The fields are those of every request, which
// are masked beforehand.
func newMask(secrets []secret, fields []Field) *mask {
	m := &mask{sent: map[Field]Field{}}
	for _, s := range unlike(secrets) {
		switch {
		case s.value == "":
		case len(s.value) < shortSecret:
			m.short = append(m.short, s)
		default:
			m.patterns = append(m.patterns, patternsOf(s)...)
		}
	}
	if len(m.patterns)+len(m.short) == 0 {
		return nil
	}
	for _, f := range fields {
		m.sent[f] = m.field(f)
	}
	return m
}

// lesson is what a mask covers since it learned more: all of it.
type lesson struct {
	patterns []pattern
	short    []secret
}

// learn has the mask cover more secrets. One caller at a time.
func (m *mask) learn(secrets []secret) {
	patterns, short := m.known()
	next := &lesson{slices.Clone(patterns), slices.Clone(short)}
	for _, s := range secrets {
		switch {
		case s.value == "":
		case len(s.value) < shortSecret:
			next.short = append(next.short, s)
		default:
			next.patterns = append(next.patterns, patternsOf(s)...)
		}
	}
	m.learned.Store(next)
}

// known is what the mask covers now.
func (m *mask) known() ([]pattern, []secret) {
	if l := m.learned.Load(); l != nil {
		return l.patterns, l.short
	}
	return m.patterns, m.short
}

func patternsOf(s secret) []pattern {
	var out []pattern
	cover := "[secret:" + s.name + "]"
	for _, text := range forms(s.value) {
		out = append(out, pattern{text, cover, false})
	}
	for _, text := range inBase64(s.value) {
		out = append(out, pattern{text, cover, true})
	}
	return out
}

// text masks the secrets in s.
func (m *mask) text(s string) string {
	if m == nil {
		return s
	}
	return cover(s, m.find(s))
}

// bytes masks the secrets in b, and says whether there were any. It returns b
// itself where there is nothing to do. Where b was cut out of something longer,
// what may be a part of a secret at that end is left out.
func (m *mask) bytes(b []byte, cut ends) (masked []byte, found bool) {
	if m == nil || len(b) == 0 {
		return b, false
	}
	s := string(b)
	places := m.find(s)
	found = len(places) > 0
	if cut&atEnd != 0 {
		places = append(places, span{start: len(s) - m.partAtEnd(s), end: len(s)})
	}
	if cut&atStart != 0 {
		places = append(places, span{start: 0, end: m.partAtStart(s)})
	}
	if len(places) == 0 {
		return b, false
	}
	return []byte(cover(s, places)), found
}

// ends say where a text was cut off.
type ends int

const (
	atStart ends = 1 << iota
	atEnd
)

// field masks a field; in fields that can hold credentials short ones too.
func (m *mask) field(f Field) Field {
	f = Field{m.text(f.Name), m.text(f.Value)}
	_, short := m.known()
	if len(short) == 0 || isHarmless(f.Name) {
		return f
	}
	var found []span
	for _, s := range short {
		found = append(found, words(f.Value, s)...)
	}
	return Field{f.Name, cover(f.Value, found)}
}

// fields masks fields. It returns the same slice where nothing is masked: the
// fields of a probe are shared.
func (m *mask) fields(fields []Field, mask func(Field) Field) []Field {
	out := fields
	for i, f := range fields {
		g, known := m.sent[f]
		if !known {
			g = mask(f)
		}
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

// clean reports whether there is no secret in an exchange, but for the fields
// of the run. All of it is gone through at once, which is faster.
func (m *mask) clean(x *Exchange) bool {
	patterns, short := m.known()
	if len(short) > 0 {
		return false
	}
	b := make([]byte, 0, 2<<10)
	for _, s := range []string{x.Method, x.Target, x.Reason, x.Trouble} {
		b = append(append(b, s...), '\n')
	}
	for _, fields := range [][]Field{x.Request, x.Header, x.Trailer} {
		for _, f := range fields {
			if _, known := m.sent[f]; !known {
				b = append(append(append(append(b, f.Name...), '\n'), f.Value...), '\n')
			}
		}
	}
	b = append(append(append(b, x.Content...), '\n'), x.Residue...)
	for _, p := range patterns {
		if bytes.Contains(b, []byte(p.text)) {
			return false
		}
	}
	return len(x.Residue)+len(x.Raw)+len(x.Received)+len(x.Interim) == 0
}

// exchange masks everything of an exchange but its content, which is masked
// where it is interned.
func (m *mask) exchange(x *Exchange) {
	if m == nil {
		return
	}
	if m.clean(x) {
		x.Request = m.fields(x.Request, func(f Field) Field { return f })
		return
	}
	x.Method, x.Target = m.text(x.Method), m.text(x.Target)
	x.Reason, x.Trouble = m.text(x.Reason), m.text(x.Trouble)
	x.Request, x.Header, x.Trailer = m.fields(x.Request, m.field), m.fields(x.Header, m.field), m.fields(x.Trailer, m.field)
	x.Content, _ = m.bytes(x.Content, 0)
	var rawCut ends
	if x.RawLength > len(x.Raw) {
		rawCut = atEnd
	}
	x.Raw, _ = m.bytes(x.Raw, rawCut)
	for i := range x.Interim {
		in := &x.Interim[i]
		in.Reason, in.Header = m.text(in.Reason), m.fields(in.Header, m.field)
	}
	m.received(x)
	m.residue(x)
}

// residue masks what came after the message.
func (m *mask) residue(x *Exchange) {
	var cut ends
	if x.Length > 0 {
		cut = atStart
	}
	if len(x.Residue) >= keepResidue {
		cut |= atEnd
	}
	x.Residue, _ = m.bytes(x.Residue, cut)
}

// quote prints bytes as a Go string, secrets masked and then cut short.
func (m *mask) quote(b []byte) string {
	b, _ = m.bytes(b, atEnd)
	if len(b) > 60 {
		return strconv.Quote(string(b[:60])) + "..."
	}
	return strconv.Quote(string(b))
}
