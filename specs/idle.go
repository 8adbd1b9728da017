package specs

import (
	"slices"
	"strings"
)

// Idle is a word of a filter that is of nothing in the document: whoever misspells
// what is to be left out does not expect it to be sent.
type Idle struct {
	By   string // path, method, tag or operation-id
	Word string
	Of   string // what it was looked for among: path, probe or operation
}

// String says it behind the name of the filter's part: "/thigns matches no path of
// the document".
func (i Idle) String() string { return i.Word + " matches no " + i.Of + " of the document" }

// Idle has the words of a filter that match nothing of the plan, in the order of the
// filter.
func (p *Plan) Idle(f Filter) []Idle {
	var out []Idle
	for _, part := range []struct {
		by, of string
		words  []string
		isOf   func(*Path, string) bool
	}{
		{"path", "path", f.Paths, (*Path).MatchesGlob},
		{"method", "probe", f.Methods, (*Path).hasProbe},
		{"tag", "operation", f.Tags, (*Path).hasTag},
		{"operation-id", "operation", f.OperationIDs, (*Path).hasOperation},
	} {
		for _, word := range part.words {
			if !slices.ContainsFunc(p.Paths, func(p *Path) bool { return part.isOf(p, word) }) {
				out = append(out, Idle{part.by, word, part.of})
			}
		}
	}
	return out
}

func (p *Path) hasProbe(method string) bool {
	return slices.ContainsFunc(p.Probes, func(p Probe) bool { return strings.EqualFold(p.Name(), method) })
}

func (p *Path) hasTag(tag string) bool {
	return slices.ContainsFunc(p.Operations, func(o *Operation) bool { return slices.Contains(o.Tags, tag) })
}

func (p *Path) hasOperation(id string) bool {
	return slices.ContainsFunc(p.Operations, func(o *Operation) bool { return o.ID == id })
}
