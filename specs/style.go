package specs

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// style is how a parameter's value is written (OpenAPI, Style Values; RFC 6570
// has the expansions).
type style struct {
	name     string // matrix, label, simple, form, spaceDelimited, pipeDelimited, deepObject, cookie
	explode  bool
	reserved bool   // allowReserved
	media    string // of a parameter that is described by its content; empty otherwise
}

func styleOf(p *openapi3.Parameter) style {
	s := style{name: p.Style, reserved: p.AllowReserved}
	if s.name == "" {
		s.name = "simple"
		if p.In == "query" || p.In == "cookie" {
			s.name = "form"
		}
	}
	s.explode = s.name == "form" || s.name == "cookie" || s.name == "deepObject"
	if p.Explode != nil {
		s.explode = *p.Explode
	}
	for _, name := range slices.Sorted(maps.Keys(p.Content)) {
		s.media = concrete(normalMedia(name))
		break
	}
	return s
}

// fill is a value for a path parameter, not encoded, without what the style puts
// before it.
func (s style) fill(name string, v any) string {
	if s.media != "" {
		return s.contentText(v)
	}
	switch v := v.(type) {
	case []any:
		return strings.Join(texts(v), s.separator(name))
	case map[string]any:
		if s.explode {
			return strings.Join(pairs(v, "="), s.objectSeparator())
		}
		return strings.Join(pairs(v, ","), ",")
	}
	return segmentText(v)
}

// before is what a style of paths puts before a value; isObject says whether the
// value has names of its own.
func (s style) before(name string, isObject bool) string {
	switch {
	case s.media != "":
		return ""
	case s.name == "label":
		return "."
	case s.name == "matrix" && isObject && s.explode:
		return ";"
	case s.name == "matrix":
		return ";" + name + "="
	}
	return ""
}

func (s style) separator(name string) string {
	switch {
	case s.name == "label" && s.explode:
		return "."
	case s.name == "matrix" && s.explode:
		return ";" + name + "="
	}
	return ","
}

func (s style) objectSeparator() string {
	switch s.name {
	case "label":
		return "."
	case "matrix":
		return ";"
	}
	return ","
}

// contentText writes a value in the media type of the parameter's content.
func (s style) contentText(v any) string {
	if !isJSON(s.media) {
		if object, ok := v.(map[string]any); ok && strings.HasPrefix(s.media, "application/x-www-form-urlencoded") {
			return formOf(object).Encode()
		}
		return segmentText(v)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(text)
}

// query are the parts of the query, encoded, between ampersands.
func (s style) query(name string, v any) []string {
	key := escapeQuery(name) + "="
	if s.media != "" {
		return []string{key + s.escape(s.contentText(v))}
	}
	switch v := v.(type) {
	case []any:
		return s.queryList(key, v)
	case map[string]any:
		return s.queryObject(name, v)
	}
	return []string{key + s.escape(segmentText(v))}
}

func (s style) queryList(key string, v []any) []string {
	if !s.explode || len(v) == 0 || s.name == "deepObject" {
		return []string{key + strings.Join(s.escaped(texts(v)), s.delimiter())}
	}
	var parts []string
	for _, text := range texts(v) {
		parts = append(parts, key+s.escape(text))
	}
	return parts
}

func (s style) queryObject(name string, v map[string]any) []string {
	var parts, flat []string
	for _, member := range slices.Sorted(maps.Keys(v)) {
		below, isObject := v[member].(map[string]any)
		text := s.escape(segmentText(v[member]))
		switch {
		case s.name == "deepObject" && isObject: // OpenAPI leaves it open; this is how it is read where it is
			parts = append(parts, s.queryObject(name+"["+member+"]", below)...)
		case s.name == "deepObject":
			parts = append(parts, escapeQuery(name+"["+member+"]")+"="+text)
		case s.explode:
			parts = append(parts, escapeQuery(member)+"="+text)
		default:
			flat = append(flat, s.escape(member), text)
		}
	}
	if len(parts) == 0 {
		return []string{escapeQuery(name) + "=" + strings.Join(flat, s.delimiter())}
	}
	return parts
}

// delimiter is what stands between the items of one value, encoded.
func (s style) delimiter() string {
	switch s.name {
	case "spaceDelimited":
		return "%20"
	case "pipeDelimited":
		return "%7C"
	}
	return ","
}

// header is a value of a header field.
func (s style) header(v any) string {
	s.name = "simple"
	return s.fill("", v)
}

// cookies are the pairs of the Cookie field. Style form is written as in a query,
// as RFC 6570 would have it; style cookie as cookies are.
func (s style) cookies(name string, v any) string {
	if s.name != "cookie" {
		return strings.Join(s.query(name, v), "&")
	}
	switch v := v.(type) {
	case []any:
		if s.explode {
			return name + "=" + strings.Join(texts(v), "; "+name+"=")
		}
	case map[string]any:
		if s.explode {
			return strings.Join(pairs(v, "="), "; ")
		}
	}
	return name + "=" + s.header(v)
}

func texts(items []any) []string {
	var out []string
	for _, item := range items {
		out = append(out, segmentText(item))
	}
	return out
}

// pairs are the members of an object, by name: the order of the document is not
// known.
func pairs(object map[string]any, between string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(object)) {
		out = append(out, name+between+segmentText(object[name]))
	}
	return out
}

func (s style) escaped(texts []string) []string {
	for i := range texts {
		texts[i] = s.escape(texts[i])
	}
	return texts
}

func (s style) escape(text string) string {
	if s.reserved {
		return escapeBut(text, "-._~:/?@!$'()*,;")
	}
	return escapeQuery(text)
}

// escapeQuery percent-encodes all but the unreserved characters of RFC 3986.
func escapeQuery(s string) string { return escapeBut(s, "-._~") }

func escapeBut(s, kept string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(kept, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}
