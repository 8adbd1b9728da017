package reports

import (
	"crypto/sha256"
	"io"
	"slices"
	"strconv"
	"strings"
)

// kin finds exchanges that passed and are alike but for dates, ids, the token of
// an unknown method and the address: in a page one of them stands for all.
type kin struct {
	cited map[int]bool // exchanges that a finding speaks of
	first map[[sha256.Size]byte]int
}

func newKin(v *view) *kin {
	k := &kin{cited: map[int]bool{}, first: map[[sha256.Size]byte]int{}}
	for i := range v.Findings {
		for _, id := range v.Findings[i].Exchanges {
			k.cited[id] = true
		}
	}
	return k
}

// of is the id of an earlier exchange like this one, or 0. It is to be asked
// about each exchange in turn.
func (k *kin) of(x *Exchange) int {
	if x.Verdict != "pass" || x.Response == nil || x.Outcome != "answered" || x.Again || k.cited[x.ID] {
		return 0
	}
	key := likeness(x)
	if id, known := k.first[key]; known {
		return id
	}
	k.first[key] = x.ID
	return 0
}

// likeness is the same for exchanges that are alike.
func likeness(x *Exchange) [sha256.Size]byte {
	r := x.Response
	own := func(s string) string { return withoutIDs(withoutOwn(s, x)) }
	h := sha256.New()
	put := func(texts ...string) {
		for _, s := range texts {
			io.WriteString(h, s) // a hash's Write returns no error
			io.WriteString(h, "\x00")
		}
	}
	put(x.Name, x.Kind, x.Form, x.Layer, x.Request.Body, x.Request.BodyBase64, x.Request.RawBase64)
	putFields(put, own, x.Request.Headers)
	put(r.Proto, strconv.Itoa(r.Status), r.Reason, r.Framing, strconv.FormatBool(r.Closed), strconv.FormatBool(r.Truncated), r.Residue)
	for _, status := range r.Interim {
		put(strconv.Itoa(status))
	}
	putFields(put, own, r.Headers)
	putFields(put, own, r.Trailers)
	put(own(r.Body), r.BodyBase64)
	return [sha256.Size]byte(h.Sum(nil))
}

func putFields(put func(...string), own func(string) string, fields [][2]string) {
	put(strconv.Itoa(len(fields)))
	for _, f := range fields {
		value := ""
		if !strings.EqualFold(f[0], "Date") {
			value = own(f[1])
		}
		put(f[0], value)
	}
}

// withoutOwn is a text without the address and the method that were asked.
func withoutOwn(s string, x *Exchange) string {
	if x.Target != "" {
		s = strings.ReplaceAll(s, x.Target, "\x01")
	}
	if x.Method != x.Name && x.Method != "" {
		s = strings.ReplaceAll(s, x.Method, "\x02")
	}
	return s
}

// withoutIDs is a text with a mark in place of each word that is an id, a time or
// a number drawn at random: 6 digits, or 10 characters with digits among them.
func withoutIDs(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := strings.IndexFunc(s, isWordEnd)
		switch {
		case n < 0:
			n = len(s)
		case n == 0:
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		if isID(s[:n]) {
			b.WriteByte(3)
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

func isWordEnd(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_' && r != ':' && r < 0x80
}

func isID(word string) bool {
	digits := 0
	for _, c := range []byte(word) {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	return digits == len(word) && len(word) >= 6 || digits >= 2 && len(word) >= 10 && !slices.Contains(sayings, word)
}

// sayings are words of protocols that look like ids and are none.
var sayings = []string{"iso-8859-1", "iso-8859-15"}
