package specs

import (
	"maps"
	"slices"
)

// noteEndless notes the schemas that no value is held to, since that would take for
// ever.
func (b *builder) noteEndless() {
	if b.doc.Components == nil {
		return
	}
	work := work{}
	for _, name := range slices.Sorted(maps.Keys(b.doc.Components.Schemas)) {
		if ref := b.doc.Components.Schemas[name]; ref != nil && work.of(ref.Value) > mostWork {
			at := b.src.outline.places["schema "+name]
			if at.File == "" {
				at.File = b.src.file
			}
			b.note("spec/endless-schema", "the schema "+name+" contains itself at the same place (by allOf, oneOf, anyOf or not), or has more alternatives than can be tried: no value is held to it, and any is taken for valid", at)
		}
	}
}
