package reports

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// kin finds exchanges that passed and are alike but for what differs from request
// to request: Date, the fields of requestIDs and the content where it repeats one,
// the address with the values in it, the token of an unknown method, and the
// length of what these are in. In a page one of them stands for all.
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

// requestIDs are the fields that name one request, one answer or one state of it,
// so that their values differ where nothing else does.
var requestIDs = []string{
	"ETag", "X-Request-Id", "Request-Id", "X-Correlation-Id", "Correlation-Id", "Traceparent", "X-Trace-Id", "X-B3-TraceId", "X-B3-SpanId",
	"X-Cloud-Trace-Context", "X-Amzn-RequestId", "X-Amzn-Trace-Id", "X-Amz-Request-Id", "X-Amz-Id-2", "X-Amz-Cf-Id", "X-Ms-Request-Id", "CF-Ray",
}

func isRequestID(name string) bool {
	return slices.ContainsFunc(requestIDs, func(id string) bool { return strings.EqualFold(id, name) })
}

// likeness is the same for exchanges that are alike.
func likeness(x *Exchange) [sha256.Size]byte {
	r, own := x.Response, ownOf(x)
	h := sha256.New()
	put := func(texts ...string) {
		for _, s := range texts {
			io.WriteString(h, s) // a hash's Write returns no error
			io.WriteString(h, "\x00")
		}
	}
	put(x.Name, x.Kind, x.Form, x.Layer, x.Request.Body, x.Request.BodyBase64, x.Request.RawBase64)
	own.putFields(put, x.Request.Headers, x.Request.Body != "")
	put(r.Proto, strconv.Itoa(r.Status), own.without(r.Reason), r.Framing, strconv.FormatBool(r.Closed), strconv.FormatBool(r.Truncated), r.Residue)
	put(fmt.Sprint(r.Interim, r.Chunks, x.ReceivedLength > 0), own.without(x.Received), x.ReceivedBase64)
	for _, in := range r.InterimResponses {
		put(in.Proto, own.without(in.Reason))
		own.putFields(put, in.Headers, false)
	}
	own.putFields(put, r.Headers, r.Body != "" && !r.Truncated)
	own.putFields(put, r.Trailers, false)
	put(own.without(r.Body), r.BodyBase64)
	return [sha256.Size]byte(h.Sum(nil))
}

// own are the words that only one exchange has, the longest first.
type own []string

// ownOf are the address of an exchange, the values in it, its method where that is
// a token drawn for the run, and the values of its requestIDs.
func ownOf(x *Exchange) own {
	out := append(own{x.Target}, valuesIn(x.Target, x.Path)...)
	if x.Method != x.Name {
		out = append(out, x.Method)
	}
	const short = 8 // shorter ones are found in other words
	for _, fields := range [][][2]string{x.Request.Headers, x.Response.Headers, x.Response.Trailers} {
		for _, f := range fields {
			if len(f[1]) >= short && isRequestID(f[0]) {
				out = append(out, f[1])
			}
		}
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" || s == "/" })
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return slices.Compact(out)
}

// valuesIn are what stands in a target for the parameters of a path, as it is sent
// and as it is meant. A document's base path is before what the path is about.
func valuesIn(target, path string) []string {
	target, _, _ = strings.Cut(target, "?")
	parts, names := strings.Split(target, "/"), strings.Split(path, "/")
	var out []string
	for i, name := range names {
		at := len(parts) - len(names) + i
		if at < 0 || !strings.Contains(name, "{") {
			continue
		}
		out = append(out, parts[at])
		if meant, err := url.PathUnescape(parts[at]); err == nil && meant != parts[at] {
			out = append(out, meant)
		}
	}
	return out
}

// without is a text with a mark in place of each word that is its exchange's own.
func (o own) without(s string) string {
	for _, word := range o {
		if strings.Contains(s, word) {
			s = withoutWord(s, word)
		}
	}
	return s
}

// withoutWord is a text with a mark in place of a word, not of a part of another.
func withoutWord(s, word string) string {
	var b strings.Builder
	for from := 0; ; {
		i := strings.Index(s[from:], word)
		if i < 0 {
			return b.String() + s[from:]
		}
		i += from
		end := i + len(word)
		if i > 0 && isWord(s[i-1]) && isWord(word[0]) || end < len(s) && isWord(s[end]) && isWord(s[end-1]) {
			b.WriteString(s[from:end])
		} else {
			b.WriteString(s[from:i] + "\x01")
		}
		from = end
	}
}

func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// putFields puts fields without what is own. With follows, the length is that of
// content which is compared itself.
func (o own) putFields(put func(...string), fields [][2]string, follows bool) {
	put(strconv.Itoa(len(fields)))
	for _, f := range fields {
		value := ""
		if !strings.EqualFold(f[0], "Date") && !isRequestID(f[0]) && !(follows && strings.EqualFold(f[0], "Content-Length")) {
			value = o.without(f[1])
		}
		put(f[0], value)
	}
}
