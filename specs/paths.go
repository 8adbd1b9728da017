package specs

import (
	"slices"
	"strings"
)

// Fill puts values into the template, each percent-encoded as one segment's
// part, and Base before it. A parameter without a value is left as it is.
func (p *Path) Fill(values map[string]string) string {
	return p.Base + p.parsed().fill(values)
}

// Parameters are the names of the template's parameters in their order.
func (p *Path) Parameters() []string { return slices.Clone(p.parsed().names) }

// Matches reports whether the template matches a path without Base and query:
// no parameter matches a "/" or nothing.
func (p *Path) Matches(path string) bool { return p.parsed().matches(path) }

// parsed does not keep what it parses: paths made by hand are read by several
// goroutines too.
func (p *Path) parsed() *template {
	if p.template != nil {
		return p.template
	}
	return parseTemplate(p.Template)
}

// DeclaringElsewhere returns another path of the plan that matches what the
// template of path becomes with these values and that declares method; nil
// when there is none.
func (p *Plan) DeclaringElsewhere(path *Path, values map[string]string, method string) *Path {
	target := path.Fill(values)
	if p.overlaps == nil || p.overlaps.indexed != len(p.Paths) {
		return p.scan(path, target, method)
	}
	for _, i := range p.overlaps.owners(target, method) {
		if other := p.Paths[i]; other != path && other.owns(target) {
			return other
		}
	}
	return nil
}

// Overlaps reports whether another path of the plan matches what the template becomes
// with these values, whatever its methods are.
func (p *Plan) Overlaps(path *Path, values map[string]string) bool {
	target := path.Fill(values)
	matches := func(other *Path) bool { return other != path && other.owns(target) }
	if p.overlaps == nil || p.overlaps.indexed != len(p.Paths) {
		return slices.ContainsFunc(p.Paths, matches)
	}
	return slices.ContainsFunc(p.overlaps.owners(target, anyMethod), func(i int) bool { return matches(p.Paths[i]) })
}

// scan is for plans made by hand, which have no index.
func (p *Plan) scan(path *Path, target, method string) *Path {
	for _, other := range p.Paths {
		if other != path && slices.Contains(other.Declared, method) && other.owns(target) {
			return other
		}
	}
	return nil
}

// owns reports whether a target, Base included, is one the path can become.
func (p *Path) owns(target string) bool {
	rest, ok := strings.CutPrefix(target, p.Base)
	return ok && strings.HasPrefix(rest, "/") && p.Matches(rest)
}
