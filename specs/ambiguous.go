package specs

import (
	"fmt"
	"strings"
)

// mostMasks bounds the combinations that are looked at: a mask says which segments
// of a path have parameters. No document known has a tenth as many of one length.
const mostMasks = 200

// noteAmbiguous notes paths that match the same target and of which neither is the
// more concrete one: /a/{x}/b and /a/c/{y}. OpenAPI leaves it to the tool which one
// to take (Paths Object, Path Templating Matching).
func (b *builder) noteAmbiguous() {
	byMask := map[string][]*route{}
	var masks []string
	for _, r := range b.routes {
		m := r.Base + " " + maskOf(r.template)
		if byMask[m] == nil {
			masks = append(masks, m)
		}
		byMask[m] = append(byMask[m], r)
	}
	if len(masks) > mostMasks {
		return
	}
	for i, m := range masks {
		for _, n := range masks[:i] {
			if crossing(m, n) {
				b.noteCrossing(byMask[n], byMask[m], literalInBoth(m, n))
			}
		}
	}
}

// maskOf has a letter for each segment: p for one with a parameter, else l.
func maskOf(t *template) string {
	var mask strings.Builder
	for _, segment := range t.segments {
		if hasParameter(segment) {
			mask.WriteByte('p')
		} else {
			mask.WriteByte('l')
		}
	}
	return mask.String()
}

// crossing reports whether each of two masks of one base has a parameter where the
// other has none.
func crossing(m, n string) bool {
	if len(m) != len(n) || m[:strings.LastIndexByte(m, ' ')] != n[:strings.LastIndexByte(n, ' ')] {
		return false
	}
	first, second := false, false
	for i := strings.LastIndexByte(m, ' '); i < len(m); i++ {
		first = first || m[i] == 'p' && n[i] == 'l'
		second = second || m[i] == 'l' && n[i] == 'p'
	}
	return first && second
}

// literalInBoth are the segments that have no parameter in either mask.
func literalInBoth(m, n string) []int {
	from := strings.LastIndexByte(m, ' ') + 1
	var both []int
	for i := from; i < len(m); i++ {
		if m[i] == 'l' && n[i] == 'l' {
			both = append(both, i-from)
		}
	}
	return both
}

func (b *builder) noteCrossing(some, others []*route, both []int) {
	byText := map[string][]*route{}
	for _, r := range some {
		key := textsAt(r.template, both)
		byText[key] = append(byText[key], r)
	}
	for _, r := range others {
		found := byText[textsAt(r.template, both)]
		for _, other := range found[:min(len(found), mostCandidates)] {
			b.noteBoth(other, r)
		}
	}
}

func textsAt(t *template, places []int) string {
	var texts []string
	for _, i := range places {
		texts = append(texts, plainSegment(literalText(t.segments[i])))
	}
	return strings.Join(texts, "/")
}

// noteBoth tells of two paths, where a target shows it.
func (b *builder) noteBoth(x, y *route) {
	target := ""
	for i, segment := range x.template.segments {
		if hasParameter(segment) {
			segment = y.template.segments[i]
		}
		if hasParameter(segment) {
			segment = []part{{literal: "1"}}
		}
		target += "/" + literalText(segment)
	}
	if !x.template.matches(target) || !y.template.matches(target) {
		return
	}
	d := &b.plan.Document
	d.Findings = append(d.Findings, DocumentFinding{Code: "spec/path-collision", Detail: "ambiguous", At: y.at(),
		Text: fmt.Sprintf("the paths %s and %s both match %s, and neither is the more concrete one: tools differ in which they take", x.Template, y.Template, target)})
}

// at is where the route's first path item stands.
func (r *route) at() Position {
	if len(r.items) == 0 {
		return Position{File: r.File, Line: r.Line}
	}
	return r.items[0].key.at
}
