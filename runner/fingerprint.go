package runner

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fingerprint is what is alike in two answers of one origin to the same kind of
// fault: the status, the media type and the skeleton of the body.
type Fingerprint struct {
	Known    bool
	Status   int
	Type     string // media type
	Date     bool   // whether there was a Date field
	Closed   bool   // whether the connection was closed
	Skeleton string // the body with what varies (digits, quoted words, the target) taken out
}

// FingerprintOf takes the fingerprint of an answer. It is not known where there
// was none.
func FingerprintOf(x *Exchange) Fingerprint {
	if x.Outcome != Answered {
		return Fingerprint{}
	}
	return Fingerprint{
		Known: true, Status: x.Status, Type: x.MediaType(),
		Date: x.Has("Date"), Closed: x.Closed, Skeleton: skeletonOf(x),
	}
}

// Matches reports whether an answer is of the same make. Whether the connection
// was closed says nothing of it; a Date does: a parser that refuses a request
// sends none where the application behind it does. A response to HEAD has no
// body to compare.
func (f Fingerprint) Matches(x *Exchange) bool {
	if !f.Known || x.Outcome != Answered || f.Status != x.Status || f.Date != x.Has("Date") {
		return false
	}
	if x.Method == "HEAD" && x.MediaType() == "" {
		return true
	}
	if f.Type != x.MediaType() {
		return false
	}
	return x.Method == "HEAD" || alike(f.Skeleton, skeletonOf(x))
}

// alike reports whether two skeletons are equal, or so long that a few words do
// not count.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	const enough = 12
	p, q := strings.Fields(a), strings.Fields(b)
	if len(p) < enough || len(q) < enough {
		return false
	}
	count := map[string]int{}
	for _, w := range p {
		count[w]++
	}
	common := 0
	for _, w := range q {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	return common*10 >= max(len(p), len(q))*9
}

// skeletonSize is how much of a body a skeleton is made of.
const skeletonSize = 4 << 10

// skeletonOf is the words of a body that do not vary from answer to answer, and
// the brackets that show its shape.
func skeletonOf(x *Exchange) string {
	body := x.Body()
	s := skeleton{text: body[:min(len(body), skeletonSize)], own: ownWords(x)}
	s.out = make([]byte, 0, len(s.text))
	for s.i < len(s.text) {
		s.step()
	}
	return string(s.out)
}

// skeleton goes over a text once.
type skeleton struct {
	text []byte
	i    int
	own  []string // what the request brought
	out  []byte
}

func (s *skeleton) step() {
	c := s.text[s.i]
	switch {
	case isWord(c):
		s.word()
	case c == '"' || c == '`' || c == '\'' && (s.i == 0 || !isWord(s.text[s.i-1])):
		s.quoted(c)
	case strings.IndexByte("{}[]<>", c) >= 0:
		s.out = append(s.out, c, ' ')
		s.i++
	default:
		s.i++
	}
}

// word keeps a word, unless it varies or is a segment of a path.
func (s *skeleton) word() {
	start := s.i
	for s.i < len(s.text) && isWord(s.text[s.i]) {
		s.i++
	}
	segment := start > 0 && s.text[start-1] == '/' && (start == 1 || s.text[start-2] != '<')
	if w := string(s.text[start:s.i]); !segment && !s.varies(w) {
		s.out = append(append(s.out, w...), ' ')
	}
}

// quoted passes over a quoted word, which is a value. Where a colon follows it
// is the name of a member, and kept as it is. Quoted sentences are gone through like any
// other text.
func (s *skeleton) quoted(quote byte) {
	s.i++
	end := s.i
	for end < len(s.text) && s.text[end] > ' ' && s.text[end] != quote {
		end++
	}
	if end == len(s.text) || s.text[end] != quote {
		return
	}
	after := end + 1
	for after < len(s.text) && s.text[after] <= ' ' {
		after++
	}
	if quote == '"' && after < len(s.text) && s.text[after] == ':' {
		s.out = append(append(s.out, s.text[s.i:end]...), ": "...)
	}
	s.i = end + 1
}

func isWord(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || isDigit(c) || c == '_' || c == '-' || c == '%' || c >= utf8.RuneSelf
}

// varies reports whether a word is an id, a number, a part of a date, or was
// brought by the request.
func (s *skeleton) varies(w string) bool {
	hex := len(w) >= 8
	for i := 0; i < len(w); i++ {
		if isDigit(w[i]) {
			return true
		}
		hex = hex && ('a' <= w[i]|0x20 && w[i]|0x20 <= 'f' || w[i] == '-')
	}
	return hex || slices.Contains(s.own, w) || slices.Contains(dateWords, w)
}

// ownWords are the words of the request that an answer may repeat. Very short
// ones are words of any answer.
func ownWords(x *Exchange) []string {
	own := strings.FieldsFunc(x.Method, func(c rune) bool { return c < utf8.RuneSelf && !isWord(byte(c)) })
	add := func(s string) {
		for w := range strings.FieldsFuncSeq(s, func(c rune) bool { return c < utf8.RuneSelf && !isWord(byte(c)) }) {
			if len(w) > 2 {
				own = append(own, w)
			}
		}
	}
	add(x.Target)
	if plain, err := url.PathUnescape(x.Target); err == nil && plain != x.Target {
		add(plain)
	}
	add(x.RequestValue("Host"))
	return own
}

var dateWords = []string{
	"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
	"January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December",
	"GMT", "UTC", "AM", "PM",
}
