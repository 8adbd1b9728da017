package specs

import (
	"maps"
	"net/http"
	"slices"
	"strings"
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

// addParameterHeader adds the header and cookie parameters that are sent.
func (b *builder) addParameterHeader(p *Probe, r *route, o *declared) {
	var cookies []string
	own := http.Header{}
	for _, q := range b.sentBy(r, o) {
		switch style := styleOf(q.kin); q.In {
		case "cookie":
			cookies = append(cookies, style.cookies(q.Name, q.value))
		case "header":
			own.Set(q.Name, style.header(q.value))
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

// queryOf is the query with the parameters of an operation that are sent, encoded,
// by the names of the parameters.
func (b *builder) queryOf(r *route, o *declared) []string {
	sent := slices.DeleteFunc(slices.Clone(b.sentBy(r, o)), func(q sentParameter) bool { return q.In != "query" && q.In != "querystring" })
	slices.SortStableFunc(sent, func(x, y sentParameter) int { return strings.Compare(x.Name, y.Name) })
	var parts []string
	for _, q := range sent {
		style := styleOf(q.kin)
		if q.In == "querystring" { // OpenAPI 3.2: the query as a whole
			parts = append(parts, wholeQuery(style, q.value))
			continue
		}
		parts = append(parts, style.query(q.Name, q.value)...)
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
