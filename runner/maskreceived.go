package runner

import (
	"slices"
	"strings"
)

// received masks what was received beside the content as the fields that were read
// from it are masked: a folded line is one, and what is short is masked by itself.
func (m *mask) received(x *Exchange) {
	before := len(x.Received)
	if before == 0 {
		return
	}
	raw := string(x.Received)
	cut := x.ReceivedLength > before || x.Outcome != Answered // perhaps within a line
	var found []span
	for start := 0; start < len(raw); {
		end := start + lineLength(raw[start:])
		found = append(found, m.inLine(raw[start:end], start, cut && raw[end-1] != '\n')...)
		start = end
	}
	if len(found) > 0 {
		x.Received = []byte(cover(raw, found))
		x.ReceivedLength += len(x.Received) - before
	}
}

// lineLength is the length of the line that s begins with, and of those that are
// folded behind it (RFC 9112 section 5.2).
func lineLength(s string) int {
	for n := 0; ; {
		i := strings.IndexByte(s[n:], '\n')
		if i < 0 {
			return len(s)
		}
		if n += i + 1; n == len(s) || s[n] != ' ' && s[n] != '\t' {
			return n
		}
	}
}

// inLine is the places to cover of a line that begins at a place. Of one that is
// cut off, also what may be a part of a secret at its end.
func (m *mask) inLine(line string, at int, cut bool) []span {
	flat, places := unfolded(line)
	found := m.find(flat)
	name, value, _ := strings.Cut(flat, ":")
	_, short := m.known()
	if len(short) > 0 && !isHarmless(name) {
		for _, s := range short {
			for _, w := range words(value, s) {
				shift := len(flat) - len(value)
				found = append(found, span{w.start + shift, w.end + shift, w.cover})
			}
		}
	}
	if cut {
		part := m.partAtEnd(flat)
		if len(short) > 0 {
			part = max(part, min(shortSecret-1, len(flat)))
		}
		found = append(found, span{start: len(flat) - part, end: len(flat)})
	}
	found = slices.DeleteFunc(found, func(f span) bool { return f.start == f.end })
	for i, f := range found {
		found[i].start, found[i].end = at+places[f.start], at+places[f.end-1]+1
	}
	return found
}

// unfolded is a line as its field is read, each fold one space and without its
// end, and where each octet of it stands.
func unfolded(line string) (flat string, places []int) {
	var b strings.Builder
	for i := 0; i < len(line); {
		blank := len(line) - i - len(strings.TrimLeft(line[i:], " \t\r\n"))
		if isFold(line[i : i+blank]) {
			b.WriteByte(' ')
			places = append(places, i)
			i += blank
			continue
		}
		for end := i + max(blank, 1); i < end; i++ {
			b.WriteByte(line[i])
			places = append(places, i)
		}
	}
	flat = strings.TrimRight(b.String(), "\r\n")
	return flat, places[:len(flat)]
}

// isFold reports whether white space has a line end in it, and does not end there.
func isFold(blank string) bool {
	end := strings.LastIndexByte(blank, '\n')
	return end >= 0 && end < len(blank)-1
}
