package specs

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// sampler makes values from schemas. It is deterministic: two plans of one
// document send the same.
type sampler struct {
	accepts func(*openapi3.Schema, any) bool
	// variant is which of several possible values to make, from 0.
	variant int
	// left is how many more values may be made on the way to one: alternatives
	// of alternatives multiply.
	left *int
	// relatives are the schemas that build on another one and say so by a discriminator.
	relatives *family
}

// mostDepth is how deep a value is built; recursive schemas end there.
const mostDepth = 8

// sampled are values for a path parameter made from its schema; there is
// always one, so that every template can be filled.
func (b *builder) sampled(r *route, name string, declared []*openapi3.Parameter) []string {
	const enough = 3
	var values []any
	schema := firstSchema(declared)
	if schema != nil {
		for variant := range enough {
			v, _ := b.sampler(variant).named(name, schema).made(schema, 0)
			values = append(values, v)
		}
	}
	if schema == nil || merged(schema).Format == "" {
		values = append([]any{"1"}, append(values, "2", "proverb")...) // the likeliest ids there are
	}
	texts := b.usable(r, name, declared, values)
	if len(texts) > 0 {
		return texts[:min(enough, len(texts))]
	}
	for _, text := range []string{"1", "2", "proverb"} {
		if !b.isSibling(r.template, name, text) {
			return []string{text}
		}
	}
	return []string{"proverb-sample"}
}

func (b *builder) sampler(variant int) *sampler {
	left := 2000
	return &sampler{accepts: b.schemas.accepts, variant: variant, left: &left, relatives: b.family()}
}

// next is the sampler of a further value.
func (s *sampler) next(i int) *sampler {
	one := *s
	one.variant += i
	return &one
}

// value is a value for a schema, and whether it is valid by it: what the
// document gives, else what can be constructed.
func (s *sampler) value(schema *openapi3.Schema, depth int) (any, bool) {
	if schema == nil {
		return "proverb", true
	}
	for _, v := range given(schema) {
		if v != nil && s.accepts(schema, v) {
			return v, true
		}
	}
	return s.made(schema, depth)
}

// made is a value constructed from a schema, and whether it is valid by it.
func (s *sampler) made(schema *openapi3.Schema, depth int) (any, bool) {
	if *s.left--; depth > mostDepth || *s.left < 0 {
		return nil, false
	}
	var first any
	for i, branch := range s.branches(schema) {
		for more := range tries(branch) {
			v := s.next(more).construct(branch, depth)
			if s.accepts(schema, v) {
				return v, true
			}
			if i+more == 0 {
				first = v
			}
		}
	}
	return first, false
}

// tries: what keywords that nobody constructs by leave out, as not, may be the first
// value alone.
func tries(schema *openapi3.Schema) int {
	if k := kind(schema); k == "object" || k == "array" {
		return 1
	}
	return 3
}

// given are the values that the document gives, in the order of trust.
func given(schema *openapi3.Schema) []any {
	values := append([]any{schema.Example}, schema.Examples...)
	return append(append(values, schema.Const, schema.Default), schema.Enum...)
}

// construct makes a value of what the keywords ask for. Whether it is valid is
// for the whole schema to say, of which this one may be a copy.
func (s *sampler) construct(schema *openapi3.Schema, depth int) any {
	switch {
	case schema.Const != nil:
		return schema.Const
	case len(schema.Enum) > 0:
		return schema.Enum[s.variant%len(schema.Enum)]
	}
	switch kind(schema) {
	case "object":
		return s.object(schema, depth)
	case "array":
		return s.array(schema, depth)
	case "integer", "number":
		return s.number(schema)
	case "boolean":
		return s.variant%2 == 0
	case "null":
		return nil
	}
	return s.text(schema)
}

// kind is the type to make: the one named first that is not null, else the one
// the keywords speak of.
func kind(schema *openapi3.Schema) string {
	for _, t := range schema.Type.Slice() {
		if t != "null" {
			return t
		}
	}
	switch {
	case len(schema.Type.Slice()) > 0:
		return "null"
	case len(schema.Properties) > 0 || len(schema.Required) > 0 || schema.AdditionalProperties.Schema != nil:
		return "object"
	case schema.Items != nil:
		return "array"
	case schema.Min != nil || schema.Max != nil || schema.MultipleOf != nil:
		return "number"
	}
	return "string"
}

// object has the required properties; where none is required, a few of the
// others, since an empty object is what a server is likeliest to refuse.
func (s *sampler) object(schema *openapi3.Schema, depth int) any {
	const few = 3
	object := map[string]any{}
	for _, name := range schema.Required {
		s.property(object, schema, name, depth)
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		enough := uint64(len(object)) >= schema.MinProps
		if enough && (len(schema.Required) > 0 || len(object) >= few || depth > 1) || isFull(schema, object) {
			break
		}
		s.property(object, schema, name, depth)
	}
	s.additional(object, schema, depth)
	return object
}

func isFull(schema *openapi3.Schema, object map[string]any) bool {
	return schema.MaxProps != nil && uint64(len(object)) >= *schema.MaxProps
}

// additional adds properties with names of our own where the schema wants more than
// it names.
func (s *sampler) additional(object map[string]any, schema *openapi3.Schema, depth int) {
	const most = 20
	for i := 0; i < most && uint64(len(object)) < schema.MinProps; i++ {
		var value any = "proverb"
		if of := schema.AdditionalProperties.Schema; of != nil {
			value, _ = s.next(i).value(of.Value, depth+1)
		}
		object["proverb"+strings.Repeat("x", i)] = value
	}
}

func (s *sampler) property(object map[string]any, schema *openapi3.Schema, name string, depth int) {
	ref := schema.Properties[name]
	if ref == nil || ref.Value == nil {
		if slices.Contains(schema.Required, name) {
			object[name] = "proverb"
		}
		return
	}
	if ref.Value.ReadOnly {
		return
	}
	switch v, ok := s.named(name, ref.Value).value(ref.Value, depth+1); {
	case ok:
		object[name] = v
	case slices.Contains(schema.Required, name):
		object[name] = nil // what is not valid must not grow: judging it takes longer with each level
	}
}

func (s *sampler) array(schema *openapi3.Schema, depth int) any {
	n := min(max(int(schema.MinItems), 1), 20)
	if schema.MaxItems != nil {
		n = min(n, int(*schema.MaxItems))
	}
	items := []any{}
	for i := range n {
		if schema.Items == nil {
			items = append(items, "proverb")
			continue
		}
		v, ok := s.item(schema, i, depth)
		switch {
		case ok:
			items = append(items, v)
		case len(items) < int(schema.MinItems):
			items = append(items, nil)
		}
	}
	return items
}

// item is the i-th of an array. What the document gives is the same each time, and
// will not do twice where items are unique.
func (s *sampler) item(schema *openapi3.Schema, i, depth int) (any, bool) {
	if schema.UniqueItems && i > 0 {
		return s.next(i).made(schema.Items.Value, depth+1)
	}
	return s.next(i).value(schema.Items.Value, depth+1)
}
