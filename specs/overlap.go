package specs

import (
	"net/url"
	"slices"
	"strings"
)

// overlaps finds the paths that a target may belong to without looking at all
// of them: it is asked for nearly every probe, and would be quadratic.
type overlaps struct {
	indexed int // how many paths
	byBase  map[string]*shapes
}

// shapes are paths by method and shape: the segments as plain text, "{}" for
// one with a parameter.
type shapes struct {
	masks map[int][]string // by the number of segments: which of them have parameters
	paths map[string][]int // places in Plan.Paths
}

func indexOverlaps(paths []*Path) *overlaps {
	o := &overlaps{len(paths), map[string]*shapes{}}
	for i, p := range paths {
		s := o.byBase[p.Base]
		if s == nil {
			s = &shapes{map[int][]string{}, map[string][]int{}}
			o.byBase[p.Base] = s
		}
		s.add(i, p)
	}
	return o
}

func (s *shapes) add(i int, p *Path) {
	segments := p.parsed().segments
	mask, texts := "", make([]string, len(segments))
	for n, segment := range segments {
		texts[n] = plainSegment(literalText(segment))
		if hasParameter(segment) {
			mask += "{"
		} else {
			mask += "-"
		}
	}
	if !slices.Contains(s.masks[len(mask)], mask) {
		s.masks[len(mask)] = append(s.masks[len(mask)], mask)
	}
	for _, method := range append(slices.Clip(p.Declared), anyMethod) {
		key := shapeKey(method, texts, mask)
		s.paths[key] = append(s.paths[key], i)
	}
}

// anyMethod stands for the methods of a path together; no method has this name.
const anyMethod = ""

func plainSegment(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

func shapeKey(method string, texts []string, mask string) string {
	var b strings.Builder
	b.WriteString(method)
	for i, text := range texts {
		b.WriteByte('/')
		if mask[i] == '{' {
			text = "{}"
		}
		b.WriteString(text)
	}
	return b.String()
}

// owners are the places in Plan.Paths, in order, of those that may match the
// target and that declare method.
func (o *overlaps) owners(target, method string) []int {
	var out []int
	for base, s := range o.byBase {
		rest, ok := strings.CutPrefix(target, base)
		if !ok || !strings.HasPrefix(rest, "/") {
			continue
		}
		texts := strings.Split(rest[1:], "/")
		for i := range texts {
			texts[i] = plainSegment(texts[i])
		}
		for _, mask := range s.masks[len(texts)] {
			out = append(out, s.paths[shapeKey(method, texts, mask)]...)
		}
	}
	slices.Sort(out)
	return out
}
