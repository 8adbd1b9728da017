package specs

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// mostCandidates is how many values of one source are worth trying.
const mostCandidates = 5

// addValues says what to fill a path's parameters with.
func (b *builder) addValues(r *route) error {
	r.styleTemplate()
	for _, name := range r.template.names {
		declared := r.declarations("path", name)
		own, err := b.userValues(r, name, isReading)
		if err != nil {
			return err
		}
		add := func(source string, candidates []string) {
			if len(candidates) > 0 || source == SourceHarvested {
				r.Values = append(r.Values, Value{name, source, candidates})
			}
		}
		add(SourceParam, own)
		add(SourceExtension, b.usable(r, name, declared, r.proverbValues(name, declared)))
		for _, s := range []string{SourceExample, SourceDefault, SourceEnum} {
			add(s, b.usable(r, name, declared, said(s, declared)))
		}
		if slices.ContainsFunc(r.Harvests, func(h Harvest) bool { return h.Name == name }) {
			add(SourceHarvested, nil)
		}
		add(SourceSampled, b.sampled(r, name, declared))
		impossible := b.impossible(r, name, declared)
		r.Impossible = append(r.Impossible, Value{name, SourceImpossible, []string{impossible}})
	}
	return nil
}

// declarations are what the document says of a parameter: of GET first, whose
// answer shows whether a value is live.
func (r *route) declarations(in, name string) []*openapi3.Parameter {
	var all []*openapi3.Parameter
	take := func(get bool) {
		for _, o := range r.operations {
			for _, p := range o.parameters {
				if p.In == in && p.Name == name && (o.Method == "GET") == get && !slices.Contains(all, p.kin) {
					all = append(all, p.kin)
				}
			}
		}
	}
	take(true)
	take(false)
	return all
}

// schemaOf is the schema of a parameter, which may be given for its content.
func schemaOf(p *openapi3.Parameter) *openapi3.Schema {
	if p.Schema != nil {
		return p.Schema.Value
	}
	for _, name := range slices.Sorted(maps.Keys(p.Content)) {
		if c := p.Content[name]; c != nil && c.Schema != nil {
			return c.Schema.Value
		}
	}
	return nil
}

func firstSchema(declared []*openapi3.Parameter) *openapi3.Schema {
	for _, p := range declared {
		if s := schemaOf(p); s != nil {
			return s
		}
	}
	return nil
}

// said is what one source says of a parameter.
func said(source string, declared []*openapi3.Parameter) []any {
	var values []any
	for _, p := range declared {
		s := schemaOf(p)
		switch source {
		case SourceExample:
			values = append(append(values, p.Example), exampleValues(p.Examples)...)
			for _, name := range slices.Sorted(maps.Keys(p.Content)) {
				if c := p.Content[name]; c != nil {
					values = append(append(values, c.Example), exampleValues(c.Examples)...)
				}
			}
			if s != nil {
				values = append(append(values, s.Example), s.Examples...)
			}
		case SourceDefault:
			if s != nil {
				values = append(values, s.Default)
			}
		case SourceEnum:
			if s != nil {
				values = append(append(values, s.Const), s.Enum...)
			}
		}
	}
	return values
}

// exampleValues are the values of named examples, by name: their order in the
// document is not known.
func exampleValues(examples openapi3.Examples) []any {
	var values []any
	for _, name := range slices.Sorted(maps.Keys(examples)) {
		if e := examples[name]; e != nil && e.Value != nil {
			values = append(values, e.Value.Value)
		}
	}
	return values
}

// usable are the values that can stand in the path: valid by the schema, each
// once, and none that would lead to another path.
func (b *builder) usable(r *route, name string, declared []*openapi3.Parameter, values []any) []string {
	schema := firstSchema(declared)
	var texts []string
	style := style{name: "simple"}
	if len(declared) > 0 {
		style = styleOf(declared[0])
	}
	for _, v := range values {
		t := style.fill(name, v)
		if len(texts) < mostCandidates && isSegment(t) && !slices.Contains(texts, t) &&
			b.suits(schema, v, isJSON(style.media)) && !b.isSibling(r.template, name, t) {
			texts = append(texts, t)
		}
	}
	return texts
}

// suits: a value of the document may also be what a server reads it as; in JSON a
// text is a text.
func (b *builder) suits(schema *openapi3.Schema, v any, isExact bool) bool {
	return schema == nil || v != nil && b.schemas.accepts(schema, v) || !isExact && b.fits(schema, segmentText(v))
}

// isSegment reports whether a text can fill a segment and leave the path what
// it is: the empty one, dots and slashes change it, and controls break it.
func isSegment(s string) bool {
	return s != "" && s != "." && s != ".." && !strings.Contains(s, "/") &&
		!strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// userValues are the user's values for a path parameter, of the most specific
// kind that there is one of, among those for which the method will do.
func (b *builder) userValues(r *route, name string, method func(string) bool) ([]string, error) {
	best, values := 0, []string(nil)
	for _, p := range b.options.Params {
		if p.Name != name || !r.isCalled(p.Path) || !method(p.Method) {
			continue
		}
		if !isSegment(p.Value) {
			return nil, fmt.Errorf("%s: the value %q cannot fill a segment of the path %s: it is empty, dots, or holds a slash", p.given(), p.Value, r.Template)
		}
		switch s := p.specificity(); {
		case s > best:
			best, values = s, []string{p.Value}
		case s == best && !slices.Contains(values, p.Value):
			values = append(values, p.Value)
		}
	}
	return values, nil
}

// isReading: the path's own values are tried with GET, so a value for another
// method is not among them.
func isReading(method string) bool { return method == "" || method == "GET" || method == "HEAD" }

// isCalled reports whether a template given by the user, "" for any, is the
// path's.
func (r *route) isCalled(path string) bool {
	return path == "" || path == r.Template || slices.Contains(r.Aliases, path)
}

func (p Param) specificity() int {
	s := 1
	if p.Path != "" {
		s += 2
	}
	if p.Method != "" {
		s++
	}
	return s
}
