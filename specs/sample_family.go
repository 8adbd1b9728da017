package specs

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// family are the schemas of the components that build by allOf on one with a
// discriminator (OpenAPI, Discriminator Object: a hierarchy without oneOf).
type family struct {
	heirs map[*openapi3.Schema]openapi3.SchemaRefs // by what they build on, by name
	bases map[*openapi3.Schema]base
}

// base is what a schema builds on, and the reference to the schema itself.
type base struct {
	discriminator *openapi3.Discriminator
	ref           string
}

// family is found once.
func (b *builder) family() *family {
	if b.relatives != nil {
		return b.relatives
	}
	b.relatives = &family{heirs: map[*openapi3.Schema]openapi3.SchemaRefs{}, bases: map[*openapi3.Schema]base{}}
	if b.doc.Components == nil {
		return b.relatives
	}
	for _, name := range slices.Sorted(maps.Keys(b.doc.Components.Schemas)) {
		if ref := b.doc.Components.Schemas[name]; ref != nil && ref.Value != nil && ref.Ref == "" {
			heir := openapi3.NewSchemaRef("#/components/schemas/"+name, ref.Value)
			b.relatives.add(heir, ref.Value.AllOf, map[*openapi3.Schema]bool{ref.Value: true})
		}
	}
	return b.relatives
}

// add looks for what a schema builds on, however far down.
func (f *family) add(heir *openapi3.SchemaRef, allOf openapi3.SchemaRefs, seen map[*openapi3.Schema]bool) {
	for _, ref := range allOf {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			continue
		}
		seen[ref.Value] = true
		if d := ref.Value.Discriminator; d != nil {
			f.heirs[ref.Value] = append(f.heirs[ref.Value], heir)
			if _, is := f.bases[heir.Value]; !is {
				f.bases[heir.Value] = base{d, heir.Ref}
			}
		}
		f.add(heir, ref.Value.AllOf, seen)
	}
}

// named is a schema that says which it is, where it builds on one with a
// discriminator, and without that.
func (f *family) named(schema, whole *openapi3.Schema) []*openapi3.Schema {
	of, is := f.bases[schema]
	if !is {
		return []*openapi3.Schema{whole}
	}
	telling := *whole
	discriminate(&telling, of.discriminator, of.ref)
	return []*openapi3.Schema{&telling, whole}
}
