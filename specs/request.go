package specs

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// problemJSON is how an error may always be described (RFC 9457).
const problemJSON = "application/problem+json"

// header is what a probe sends whatever else it does; of no operation for nil.
// Probes with the same Accept share it: who changes one has to clone it.
func (b *builder) header(o *declared) http.Header {
	accept := b.accept(o)
	h := b.headers[accept]
	if h == nil {
		h = http.Header{
			"Accept":          {accept},
			"Accept-Language": {"en"},
			"Accept-Encoding": {"identity"},
		}
		b.headers[accept] = h
	}
	return h
}

// accept lists the media types that the operation answers with, else the
// document: a server may well refuse a request for none of them. Ranges are
// left out, for they would ask for anything.
func (b *builder) accept(o *declared) string {
	var types []string
	if o != nil {
		for _, r := range o.Responses {
			for _, m := range r.Media {
				types = append(types, m.Type)
			}
		}
	}
	types = specific(types)
	if len(types) == 0 {
		types = specific(b.plan.Document.MediaTypes)
	}
	if len(types) == 0 {
		return "*/*"
	}
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(append(types, problemJSON)))), ", ")
}

// specific drops media ranges, what is no media type, and the charset, which
// Accept has no use for.
func specific(types []string) []string {
	var kept []string
	for _, t := range types {
		name, parameters, _ := strings.Cut(t, ";")
		main, sub, ok := strings.Cut(name, "/")
		if !ok || !isToken(main) || !isToken(sub) || strings.Contains(name, "*") {
			continue
		}
		if parameters = strings.TrimSpace(parameters); parameters != "" && !strings.HasPrefix(strings.ToLower(parameters), "charset") {
			name += ";" + parameters
		}
		kept = append(kept, name)
	}
	return kept
}

// addParameterHeader adds the required header and cookie parameters. Accept,
// Content-Type and Authorization are no parameters (OpenAPI, Parameter Object).
func (b *builder) addParameterHeader(p *Probe, r *route, o *declared) {
	var cookies []string
	own := http.Header{}
	for _, q := range o.parameters {
		if !q.Required || q.In != "header" && q.In != "cookie" {
			continue
		}
		style, value := styleOf(q.kin), b.parameterValue(r, o, q)
		text := style.header(value)
		if text == "" || !isToken(q.Name) || strings.ContainsFunc(text, isControl) {
			continue
		}
		switch name := http.CanonicalHeaderKey(q.Name); {
		case q.In == "cookie":
			cookies = append(cookies, style.cookies(q.Name, value))
		case name != "Accept" && name != "Content-Type" && name != "Authorization":
			own.Set(name, text)
		}
	}
	if len(cookies) > 0 {
		own.Set("Cookie", strings.Join(cookies, "; "))
	}
	if len(own) > 0 {
		p.Header = p.Header.Clone()
		maps.Copy(p.Header, own)
	}
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }

// parameterValue is a value for a parameter that is not in the path: the
// user's, else the document's, else one made from the schema.
func (b *builder) parameterValue(r *route, o *declared, q parameter) any {
	best, own := 0, ""
	for _, p := range b.options.Params {
		if p.Name == q.Name && r.isCalled(p.Path) && (p.Method == "" || p.Method == o.Method) && p.specificity() > best {
			best, own = p.specificity(), p.Value
		}
	}
	if best > 0 {
		return listed(q.kin, own)
	}
	if values := o.proverbValues(r, q); len(values) > 0 {
		return values[0]
	}
	schema := schemaOf(q.kin)
	for _, v := range append([]any{q.kin.Example}, exampleValues(q.kin.Examples)...) {
		if v != nil && (schema == nil || b.schemas.accepts(schema, v)) {
			return v
		}
	}
	v, _ := b.sampler(0).value(schema, 0)
	return v
}

// listed is a user's value; for a parameter that is a list, 1,2 are two items.
func listed(p *openapi3.Parameter, text string) any {
	if parameterKind(p) != "array" {
		return text
	}
	var items []any
	for item := range strings.SplitSeq(text, ",") {
		items = append(items, item)
	}
	return items
}

// queryOf is the query with the required parameters of an operation, encoded, by
// the names of the parameters.
func (b *builder) queryOf(r *route, o *declared) []string {
	required := slices.DeleteFunc(slices.Clone(o.parameters), func(q parameter) bool {
		return !q.Required || q.In != "query" && q.In != "querystring"
	})
	slices.SortStableFunc(required, func(x, y parameter) int { return strings.Compare(x.Name, y.Name) })
	var parts []string
	for _, q := range required {
		value := b.parameterValue(r, o, q)
		style := styleOf(q.kin)
		if q.In == "querystring" { // OpenAPI 3.2: the query as a whole
			parts = append(parts, wholeQuery(style, value))
			continue
		}
		parts = append(parts, style.query(q.Name, value)...)
	}
	return parts
}

func wholeQuery(s style, value any) string {
	text := s.contentText(value)
	if strings.HasPrefix(s.media, "application/x-www-form-urlencoded") {
		return text
	}
	return escapeQuery(text)
}

// query is the encoded query of a probe: what the template itself holds after
// a question mark, and the parameters.
func (r *route) query(parameters []string) string {
	own, _, _ := strings.Cut(r.template.rest, "#")
	own = escapeLiteral(strings.TrimPrefix(own, "?"))
	return strings.Trim(own+"&"+strings.Join(parameters, "&"), "&")
}
