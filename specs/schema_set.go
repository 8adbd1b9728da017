package specs

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemas gives out one handle for each schema of a document, whichever way it
// is come by.
type schemas struct {
	modern  bool
	lock    *sync.Mutex
	handles map[*openapi3.Schema]*Schema
	taken   map[string]bool
	judges  map[*openapi3.Schema]judge // of requests
}

func newSchemas(doc *openapi3.T) *schemas {
	return &schemas{
		modern:  doc.IsOpenAPI31OrLater(),
		lock:    &sync.Mutex{},
		handles: map[*openapi3.Schema]*Schema{},
		taken:   map[string]bool{},
		judges:  map[*openapi3.Schema]judge{},
	}
}

// handle is the handle of a schema that stands at a place. One that is
// referred to is known by where it is defined.
func (s *schemas) handle(ref *openapi3.SchemaRef, where string) *Schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	if h := s.handles[ref.Value]; h != nil {
		return h
	}
	at := refOr(ref.Ref, where)
	for n := 2; s.taken[at]; n++ {
		at = fmt.Sprintf("%s~%d", refOr(ref.Ref, where), n) // the same reference from two files
	}
	s.taken[at] = true
	h := &Schema{Pointer: at, kin: ref.Value, modern: s.modern, lock: s.lock}
	s.handles[ref.Value] = h
	return h
}

// refOr is the place a reference names, or the place where it would be.
func refOr(ref, where string) string {
	if ref == "" {
		return where
	}
	return strings.TrimPrefix(ref, "#")
}

func (s *schemas) media(content openapi3.Content, where string) []Media {
	var media []Media
	for _, name := range slices.Sorted(maps.Keys(content)) {
		m := Media{Type: normalMedia(name)}
		if v := content[name]; v != nil {
			m.Schema = s.handle(v.Schema, where+"/content/"+escapePointer(name)+"/schema")
		}
		media = append(media, m)
	}
	return media
}

// normalMedia is a media type in lower case, with its parameters as written:
// their values may be case-sensitive.
func normalMedia(s string) string {
	name, parameters, more := strings.Cut(strings.TrimSpace(s), ";")
	name = strings.ToLower(strings.TrimSpace(name))
	if !more {
		return name
	}
	return name + ";" + parameters
}

// accepts reports whether a value is as a schema wants it in a request.
func (s *schemas) accepts(kin *openapi3.Schema, value any) bool {
	j, ok := s.judges[kin]
	if !ok {
		j = newJudge(kin, s.modern, s.lock)
		s.judges[kin] = j
	}
	return j.accepts(value)
}

// traits are what decides how a schema can be judged.
type traits struct {
	modern         bool // has keywords of JSON Schema 2020-12
	foreignPattern bool // has a pattern that Go's regexp does not know
	endless        bool // takes more work than any real schema
}

func inspect(kin *openapi3.Schema) traits {
	var t traits
	patterns := map[string]bool{}
	work := work{}
	look := func(_ string, ref *openapi3.SchemaRef) error {
		if v := ref.Value; v != nil {
			stopCircles(v)
			allowNull(v)
			t.endless = t.endless || work.of(v) > mostWork
			t.modern = t.modern || isModern(v)
			if v.Pattern != "" && !patterns[v.Pattern] {
				patterns[v.Pattern] = true
				_, err := compilePattern(v.Pattern)
				t.foreignPattern = t.foreignPattern || err != nil
			}
		}
		return nil
	}
	_ = openapi3.NewSchemaRef("", kin).WalkSubtree(look)
	return t
}

// stopCircles keeps the library from losing itself: it asks of each schema
// whether it is empty, and asks the schemas in it in turn, without an end where
// schemas without a type contain each other. A keyword that means nothing ends
// the question at once. All schemas that can be reached from one are marked
// when the first of them is inspected, so none is written to while another
// goroutine reads it.
func stopCircles(s *openapi3.Schema) {
	if s.Type == nil && !s.AllowEmptyValue && hasSchemas(s) {
		s.AllowEmptyValue = true
	}
}

// allowNull marks a schema that allows null without saying so, which the library
// asks to be said: one without a type forbids no kind of value (the Any of many
// generators), and an enum allows what it lists.
func allowNull(s *openapi3.Schema) {
	if s.Type == nil && takesNull(s, 0) {
		s.Nullable = true
	}
}

// takesNull goes only as deep as anybody nests allOf.
func takesNull(s *openapi3.Schema, depth int) bool {
	const deep = 8
	switch {
	case s.Nullable || s.Type.IncludesNull():
		return true
	case s.Type != nil, s.Always != nil, s.Not != nil, s.Const != nil, s.If != nil, depth > deep, len(s.OneOf)+len(s.AnyOf) > 0:
		return false
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, nil):
		return false
	}
	return !slices.ContainsFunc(s.AllOf, func(r *openapi3.SchemaRef) bool { return r.Value == nil || !takesNull(r.Value, depth+1) })
}

func hasSchemas(s *openapi3.Schema) bool {
	return len(s.Properties)+len(s.AllOf)+len(s.OneOf)+len(s.AnyOf)+len(s.PrefixItems)+len(s.PatternProperties)+len(s.DependentSchemas) > 0 ||
		s.Items != nil || s.Not != nil || s.AdditionalProperties.Schema != nil || s.Contains != nil || s.PropertyNames != nil ||
		s.If != nil || s.Then != nil || s.Else != nil || s.ContentSchema != nil ||
		s.UnevaluatedItems.Schema != nil || s.UnevaluatedProperties.Schema != nil
}

func isModern(s *openapi3.Schema) bool {
	return s.Const != nil || s.Contains != nil || s.PropertyNames != nil || s.ContentSchema != nil ||
		s.If != nil || s.Then != nil || s.Else != nil ||
		len(s.PrefixItems)+len(s.PatternProperties)+len(s.DependentSchemas)+len(s.DependentRequired) != 0 ||
		s.UnevaluatedItems.Has != nil || s.UnevaluatedItems.Schema != nil ||
		s.UnevaluatedProperties.Has != nil || s.UnevaluatedProperties.Schema != nil
}

var ecmaCodepoint = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)

// compilePattern compiles a pattern of JSON Schema, which are ECMAScript's.
func compilePattern(pattern string) (*regexp.Regexp, error) {
	return regexp.Compile(ecmaCodepoint.ReplaceAllString(pattern, `\x{$1}`))
}
