package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// signature is how a product answers by itself. A Server field alone is none:
// nginx, Apache and Cloudflare write theirs on what they forward, too.
type signature struct {
	product string
	layer   Layer
	// origin says that the product also serves content of its own, so that its
	// page proves a proxy only where something else answers besides.
	origin bool
	status int // 0 is any error
	// has are fields the answer must have ("name" or "name: part of the value"),
	// lacks those it must not have.
	has, lacks []string
	// elsewhere is a field that some other answer of the record must have, written as
	// has: that a proxy adds to what it forwards, so that its absence here tells
	// something, or that tells two products apart that refuse alike.
	elsewhere string
	// nowhere is a field that no answer of the record may have, likewise.
	nowhere string
	// content holds texts of which one must be in the content; with whole, be it.
	content []string
	whole   bool
	closed  bool   // the connection must have been closed
	proto   string // the version that must stand in the status line; "" is any
	// under is how the Server field of some success begins, in lower case; "" is that a
	// success has none. It parts those whose refusals have the same bytes.
	under []string
	// source is where this is known from.
	source string
}

// pageSize is how much of a content signatures are looked for in.
const pageSize = 8 << 10

// signature finds whose page an error answer is; nil when it is nobody's that
// is known. What a content matches is worked out once for it.
func (b *bench) signature(x *runner.Exchange) *signature {
	if x.Status < 400 || x.Outcome != runner.Answered {
		return nil
	}
	r := b.reply(x)
	if !r.known {
		r.known, r.signature = true, b.findSignature(x)
	}
	return r.signature
}

func (b *bench) findSignature(x *runner.Exchange) *signature {
	body := x.BodyInfo()
	owners, known := b.pages[body]
	if !known {
		owners = ownersOf(body.Bytes())
		b.pages[body] = owners
	}
	for _, s := range owners {
		if s.fits(x, &b.traits) {
			return s
		}
	}
	return nil
}

// onlyMarked says of each signature that all its pages have markup: they are not
// looked for in what has none.
var onlyMarked = func() []bool {
	out := make([]bool, len(signatures))
	for i := range signatures {
		out[i] = allOf(signatures[i].content, func(text string) bool { return strings.Contains(text, "<") })
	}
	return out
}()

// ownersOf are the signatures whose page a content may be; most contents are nobody's.
func ownersOf(content []byte) []*signature {
	page := string(content[:min(len(content), pageSize)])
	trimmed, marked := strings.TrimSpace(page), strings.Contains(page, "<")
	var owners []*signature
	for i := range signatures {
		if (marked || !onlyMarked[i]) && signatures[i].isIn(page, trimmed) {
			owners = append(owners, &signatures[i])
		}
	}
	return owners
}

func (s *signature) isIn(page, trimmed string) bool {
	for _, text := range s.content {
		if s.whole && trimmed == text || !s.whole && strings.Contains(page, text) {
			return true
		}
	}
	return false
}

// fits holds the fields of an answer to the signature; its content fits already.
func (s *signature) fits(x *runner.Exchange, t *traits) bool {
	if s.status != 0 && s.status != x.Status || s.closed && !x.Closed || s.proto != "" && s.proto != x.Proto {
		return false
	}
	if s.elsewhere != "" && !t.seen[s.elsewhere] || t.seen[s.nowhere] || len(s.under) > 0 && !t.under(s.under) {
		return false
	}
	if s.layer == LayerParser && x.Status == 500 && !asksParser(x) {
		return false
	}
	unlike := func(field string) bool { return !hasField(x, field) }
	return allOf(s.lacks, unlike) && !slices.ContainsFunc(s.has, unlike)
}

// asksParser reports whether something is wrong with the request itself. A server's
// own page of 500 to any other request is what it makes of an application that failed,
// which is the application's to mend.
func asksParser(x *runner.Exchange) bool {
	return x.Control.IsRaw() || x.Control == runner.ControlParser
}

// under reports whether the Server field of some success begins with one of the names.
func (t *traits) under(names []string) bool {
	return slices.ContainsFunc(t.servers, func(server string) bool {
		return slices.ContainsFunc(names, func(name string) bool {
			return name == "" && server == "" || name != "" && strings.HasPrefix(strings.ToLower(server), name)
		})
	})
}

// hasField reports whether an answer has a field, written "name" or "name:
// part of the value" in lower case.
func hasField(x *runner.Exchange, field string) bool {
	name, part, _ := strings.Cut(field, ": ")
	for _, f := range x.Header {
		if strings.EqualFold(f.Name, name) && strings.Contains(strings.ToLower(f.Value), part) {
			return true
		}
	}
	return false
}
