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
)

var (
	tooMany = fmt.Sprintf("the document has more than %d million values, which is not read; leave out what is not to be probed", mostValues>>20)
	tooDeep = fmt.Sprintf("the document is nested more than %d levels deep, which is not read; use $ref", mostNested)
)

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
