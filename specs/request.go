package specs

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// problemJSON is how an error may always be described (RFC 9457).
const problemJSON = "application/problem+json"

// header is what a probe sends whatever else it does; of no operation for nil.
func (b *builder) header(o *declared) http.Header {
	return http.Header{
		"Accept":          {b.accept(o)},
		"Accept-Language": {"en"},
		"Accept-Encoding": {"identity"},
	}
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
	for _, q := range o.parameters {
		if !q.Required || q.In != "header" && q.In != "cookie" {
			continue
		}
		text := segmentText(b.parameterValue(r, o, q))
		if text == "" || !isToken(q.Name) || strings.ContainsFunc(text, isControl) {
			continue
		}
		switch name := http.CanonicalHeaderKey(q.Name); {
		case q.In == "cookie":
			cookies = append(cookies, q.Name+"="+url.QueryEscape(text))
		case name != "Accept" && name != "Content-Type" && name != "Authorization":
			p.Header.Set(name, text)
		}
	}
	if len(cookies) > 0 {
		p.Header.Set("Cookie", strings.Join(cookies, "; "))
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
		return own
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

// queryOf is the query with the required parameters of an operation.
func (b *builder) queryOf(r *route, o *declared) url.Values {
	query := url.Values{}
	for _, q := range o.parameters {
		if q.In == "query" && q.Required {
			addQuery(query, q, b.parameterValue(r, o, q))
		}
	}
	return query
}

// addQuery writes a value in the style of its parameter.
func addQuery(query url.Values, q parameter, value any) {
	explode := q.kin.Explode == nil || *q.kin.Explode
	switch v := value.(type) {
	case []any:
		if explode {
			for _, item := range v {
				query.Add(q.Name, segmentText(item))
			}
			return
		}
		separator := map[string]string{"spaceDelimited": " ", "pipeDelimited": "|"}[q.kin.Style]
		query.Set(q.Name, strings.ReplaceAll(segmentText(v), ",", cmp.Or(separator, ",")))
	case map[string]any:
		addQueryObject(query, q, v, explode)
	default:
		query.Set(q.Name, segmentText(v))
	}
}

func addQueryObject(query url.Values, q parameter, object map[string]any, explode bool) {
	if len(q.kin.Content) > 0 {
		text, _ := json.Marshal(object)
		query.Set(q.Name, string(text))
		return
	}
	var flat []any
	for _, name := range slices.Sorted(maps.Keys(object)) {
		text := segmentText(object[name])
		switch {
		case q.kin.Style == "deepObject":
			query.Set(q.Name+"["+name+"]", text)
		case explode:
			query.Set(name, text)
		default:
			flat = append(flat, name, text)
		}
	}
	if len(flat) > 0 {
		query.Set(q.Name, segmentText(flat))
	}
}

// query is the encoded query of a probe: what the template itself holds after
// a question mark, and the parameters.
func (r *route) query(parameters url.Values) string {
	own, _, _ := strings.Cut(r.template.rest, "#")
	own = escapeLiteral(strings.TrimPrefix(own, "?"))
	return strings.Trim(own+"&"+parameters.Encode(), "&")
}
