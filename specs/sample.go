package specs

import (
	"maps"
	"slices"

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
			v, _ := b.sampler(variant).made(schema, 0)
			values = append(values, v)
		}
	}
	if schema == nil || schema.Format == "" {
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
	return &sampler{accepts: b.schemas.accepts, variant: variant, left: &left}
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
	for i, branch := range branches(schema) {
		v := s.construct(branch, depth)
		if s.accepts(schema, v) {
			return v, true
		}
		if i == 0 {
			first = v
		}
	}
	return first, false
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
		if enough && (len(schema.Required) > 0 || len(object) >= few || depth > 1) {
			break
		}
		s.property(object, schema, name, depth)
	}
	return object
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
	switch v, ok := s.value(ref.Value, depth+1); {
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
		one := &sampler{accepts: s.accepts, variant: s.variant + i, left: s.left}
		if schema.Items == nil {
			items = append(items, "proverb")
			continue
		}
		v, ok := one.value(schema.Items.Value, depth+1)
		switch {
		case ok:
			items = append(items, v)
		case len(items) < int(schema.MinItems):
			items = append(items, nil)
		}
	}
	return items
}
