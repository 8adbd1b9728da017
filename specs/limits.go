package specs

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// What a document made to be hostile could make of us. Real ones stay far below:
// GitHub's 13 MB have a quarter of a million values, and are nested 26 levels deep.
const (
	mostValues = 4 << 20 // values of all kinds: each takes some 200 bytes once read
	mostNested = 400     // levels: the time the library takes grows with their square
	mostWork   = 20_000  // schemas that one value is held to at one place
	// The library takes 12 kB and more for an operation while it reads, and we keep
	// 250 bytes for each probe. No document known has half as many.
	mostPaths      = 25_000
	mostOperations = 50_000
	mostProbes     = 1_250_000 // of the whole registry for each path
)

var (
	tooMany = fmt.Sprintf("the document has more than %d million values, which is not read; leave out what is not to be probed", mostValues>>20)
	tooDeep = fmt.Sprintf("the document is nested more than %d levels deep, which is not read; use $ref", mostNested)
)

// crowd says that a document has more paths or operations than are planned for;
// empty where it has not.
func (o *outline) crowd() string {
	operations := 0
	for _, p := range o.paths {
		operations += len(p.operations)
	}
	n, most, what := len(o.paths), mostPaths, "paths"
	if operations > mostOperations {
		n, most, what = operations, mostOperations, "operations"
	}
	if n <= most {
		return ""
	}
	return fmt.Sprintf("the document has %d %s, and more than %d are not planned for; divide it into documents of fewer paths", n, what, most)
}

func tooManyProbes(n int) string {
	return fmt.Sprintf("the plan would have %d probes, and more than %d are not made; ask of fewer methods (without --methods all), or divide the document", n, mostProbes)
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
