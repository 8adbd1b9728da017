package specs

import (
	"cmp"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// What a document made to be hostile could make of us. Real ones stay far below:
// GitHub's 13 MB have a quarter of a million values, and are nested 26 levels deep.
const (
	mostValues = 4 << 20 // values of all kinds: each takes some 200 bytes once read
	mostNested = 400     // levels: the time the library takes grows with their square
	mostWork   = 20_000  // schemas that one value is held to at one place
	mostProbes = 50      // for each of the paths that are planned for: of the whole registry
)

// DefaultMaxPaths is how many paths are planned for where nobody says: no document
// known has half as many. The library takes 12 kB and more for an operation while it
// reads, and we keep 250 bytes for each probe: some 20 kB a path in all.
const DefaultMaxPaths = 25_000

func (o *Options) maxPaths() int { return cmp.Or(o.MaxPaths, DefaultMaxPaths) }

var (
	tooMany = fmt.Sprintf("the document has more than %d million values, which is not read; leave out what is not to be probed", mostValues>>20)
	tooDeep = fmt.Sprintf("the document is nested more than %d levels deep, which is not read; use $ref", mostNested)
)

// crowd says that a document has more than so many paths, or twice as many
// operations; empty where it has not.
func (o *outline) crowd(paths int) string {
	operations := 0
	for _, p := range o.paths {
		operations += len(p.operations)
	}
	needed := max(len(o.paths), (operations+1)/2)
	if needed <= paths {
		return ""
	}
	n, most, what := len(o.paths), paths, "paths"
	if n <= most {
		n, most, what = operations, 2*paths, "operations"
	}
	return fmt.Sprintf("the document has %d %s, and more than %d are not planned for, which would take some %d MB of memory; divide it, or give --max-paths %d",
		n, what, most, needed/50, needed)
}

func tooManyProbes(n, most int) string {
	return fmt.Sprintf("the plan would have %d probes, and more than %d are not made; ask of fewer methods (without --methods all), divide the document, or give --max-paths %d",
		n, most, (n+mostProbes-1)/mostProbes)
}

// work says how many schemas a value is held to, alternatives and allOf multiplied
// out, of a schema and of all that can be reached from it the most. It is more
// than mostWork for a schema that asks for itself at the same place.
type work map[*openapi3.Schema]int

func (w work) of(s *openapi3.Schema) int {
	if s == nil {
		return 0
	}
	if n, ok := w[s]; ok {
		return n
	}
	w[s] = mostWork + 1 // what comes back here goes round in a circle
	n := 1
	for _, list := range []openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf, {s.Not, s.If, s.Then, s.Else}} {
		for _, ref := range list {
			if ref != nil && n <= mostWork {
				n += w.of(ref.Value)
			}
		}
	}
	w[s] = n
	return n
}
