package specs

import (
	"fmt"
	"slices"
	"strings"
)

// checkParams refuses a value for a parameter that the document does not have:
// it would be left aside without a word.
func (p *Plan) checkParams(params []Param) error {
	for _, given := range params {
		if !slices.ContainsFunc(p.Paths, func(path *Path) bool { return path.takes(given) }) {
			return fmt.Errorf("%s: the document has no such parameter%s; it has %s",
				given.given(), given.where(), strings.Join(p.parameterNames(), ", "))
		}
	}
	return nil
}

// takes reports whether a user's value is for a parameter of the path.
func (p *Path) takes(given Param) bool {
	if given.Path != "" && given.Path != p.Template && !slices.Contains(p.Aliases, given.Path) {
		return false
	}
	return slices.Contains(p.names(), given.Name)
}

func (p *Path) names() []string {
	names := p.Parameters()
	for _, o := range p.Operations {
		for _, q := range o.Parameters {
			names = append(names, q.Name)
		}
	}
	return names
}

func (p *Plan) parameterNames() []string {
	var names []string
	for _, path := range p.Paths {
		names = append(names, path.names()...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) == 0 {
		return []string{"none"}
	}
	return names
}

func (p Param) where() string {
	if p.Path == "" {
		return ""
	}
	return " on " + p.Path
}
