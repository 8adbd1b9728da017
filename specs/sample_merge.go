package specs

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// branches are the schemas to construct a value of: one for each alternative
// of oneOf and anyOf, or each schema that builds on this one and is told by its
// discriminator, with all of allOf and the schema's own keywords in it.
func (s *sampler) branches(schema *openapi3.Schema) []*openapi3.Schema {
	whole := merged(schema)
	alternatives := slices.Concat(whole.OneOf, whole.AnyOf)
	if len(alternatives) == 0 {
		alternatives = s.relatives.heirs[schema]
	}
	if len(alternatives) == 0 {
		return s.relatives.named(schema, whole)
	}
	const most = 12
	var all []*openapi3.Schema
	for _, ref := range alternatives[:min(most, len(alternatives))] {
		if ref == nil || ref.Value == nil {
			continue
		}
		branch := *whole
		branch.OneOf, branch.AnyOf = nil, nil
		constrain(&branch, merged(ref.Value))
		discriminate(&branch, schema.Discriminator, ref.Ref)
		all = append(all, &branch)
	}
	return append(all, whole)
}

// discriminate makes the alternative say which it is: its name in the mapping,
// else that of its schema (OpenAPI, Discriminator Object).
func discriminate(branch *openapi3.Schema, d *openapi3.Discriminator, ref string) {
	if d == nil || d.PropertyName == "" || ref == "" {
		return
	}
	name := ref[strings.LastIndexByte(ref, '/')+1:]
	for _, key := range slices.Sorted(maps.Keys(d.Mapping)) {
		if to := d.Mapping[key].Ref; to == ref || to == name {
			name = key
			break
		}
	}
	if branch.Properties = maps.Clone(branch.Properties); branch.Properties == nil {
		branch.Properties = openapi3.Schemas{}
	}
	branch.Properties[d.PropertyName] = openapi3.NewSchemaRef("", openapi3.NewStringSchema().WithEnum(name))
	if !slices.Contains(branch.Required, d.PropertyName) {
		branch.Required = append(slices.Clip(branch.Required), d.PropertyName)
	}
}

// merged is the schema with all of its allOf in it. It is a copy, good for
// constructing a value and nothing else.
func merged(schema *openapi3.Schema) *openapi3.Schema {
	whole := *schema
	whole.AllOf = nil
	mergeInto(&whole, schema.AllOf, map[*openapi3.Schema]bool{schema: true})
	return &whole
}

// mergeInto takes each schema once, however often and in whatever circles it
// is referred to.
func mergeInto(whole *openapi3.Schema, refs openapi3.SchemaRefs, seen map[*openapi3.Schema]bool) {
	for _, ref := range refs {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			continue
		}
		seen[ref.Value] = true
		constrain(whole, ref.Value)
		mergeInto(whole, ref.Value.AllOf, seen)
	}
}

// constrain adds the keywords of one schema to those of another, the stricter
// of each.
func constrain(s, with *openapi3.Schema) {
	if s.Type.IsEmpty() {
		s.Type = with.Type
	}
	if s.Format == "" {
		s.Format = with.Format
	}
	if s.Pattern == "" {
		s.Pattern = with.Pattern
	}
	if len(s.Enum) == 0 {
		s.Enum = with.Enum
	}
	if s.Const == nil {
		s.Const = with.Const
	}
	if s.Items == nil {
		s.Items = with.Items
	}
	s.OneOf = slices.Concat(s.OneOf, with.OneOf)
	s.AnyOf = slices.Concat(s.AnyOf, with.AnyOf)
	constrainObject(s, with)
	constrainSizes(s, with)
}

func constrainObject(s, with *openapi3.Schema) {
	for _, name := range with.Required {
		if !slices.Contains(s.Required, name) {
			s.Required = append(slices.Clip(s.Required), name)
		}
	}
	properties := make(openapi3.Schemas, len(s.Properties)+len(with.Properties))
	for name, ref := range with.Properties {
		properties[name] = ref
	}
	for name, ref := range s.Properties {
		properties[name] = both(ref, with.Properties[name])
	}
	s.Properties = properties
	s.MinProps = max(s.MinProps, with.MinProps)
	s.MaxProps = lesser(s.MaxProps, with.MaxProps)
	if s.AdditionalProperties.Schema == nil {
		s.AdditionalProperties.Schema = with.AdditionalProperties.Schema
	}
}

// both is a property that two schemas have: it has to be as either wants it.
func both(one, other *openapi3.SchemaRef) *openapi3.SchemaRef {
	switch {
	case one == nil || one.Value == nil:
		return other
	case other == nil || other.Value == nil || other.Value == one.Value:
		return one
	}
	a, b := one.Value, other.Value
	return openapi3.NewSchemaRef("", &openapi3.Schema{
		AllOf: openapi3.SchemaRefs{one, other}, ReadOnly: a.ReadOnly || b.ReadOnly,
		Example: a.Example, Examples: slices.Concat(a.Examples, []any{b.Example}, b.Examples),
	})
}

func constrainSizes(s, with *openapi3.Schema) {
	s.MinLength = max(s.MinLength, with.MinLength)
	s.MinItems = max(s.MinItems, with.MinItems)
	s.MaxLength = lesser(s.MaxLength, with.MaxLength)
	s.MaxItems = lesser(s.MaxItems, with.MaxItems)
	s.Max = lesser(s.Max, with.Max)
	if s.Min == nil || with.Min != nil && *with.Min > *s.Min {
		s.Min = with.Min
	}
	if s.MultipleOf == nil {
		s.MultipleOf = with.MultipleOf
	}
	if !s.ExclusiveMin.IsSet() {
		s.ExclusiveMin = with.ExclusiveMin
	}
	if !s.ExclusiveMax.IsSet() {
		s.ExclusiveMax = with.ExclusiveMax
	}
}

func lesser[T float64 | uint64](a, b *T) *T {
	if a == nil || b != nil && *b < *a {
		return b
	}
	return a
}
