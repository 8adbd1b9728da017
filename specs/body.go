package specs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// jsonMedia is the JSON type among those an operation takes; empty when it
// takes none.
func jsonMedia(o *declared) string {
	if o.RequestBody == nil {
		return ""
	}
	for _, m := range o.RequestBody.Media {
		if isJSON(m.Type) {
			return concrete(m.Type)
		}
	}
	return ""
}

func isJSON(mediaType string) bool {
	name, _, _ := strings.Cut(mediaType, ";")
	name = strings.TrimSpace(name)
	return name == "application/json" || strings.HasSuffix(name, "+json") || name == "*/*" || name == "application/*"
}

// concrete is a type in the place of a range.
func concrete(mediaType string) string {
	if strings.Contains(mediaType, "*") {
		return "application/json"
	}
	return mediaType
}

// addBody gives a probe a body as the document wants it, where it wants one.
func (b *builder) addBody(p *Probe, o *declared, wanted bool) {
	if !wanted || o.RequestBody == nil {
		return
	}
	content := o.kin.RequestBody.Value.Content
	for _, name := range bodyOrder(content) {
		mediaType := concrete(normalMedia(name))
		if body, typed, ok := b.encode(mediaType, content[name]); ok {
			p.Header = p.Header.Clone()
			p.Header.Set("Content-Type", typed)
			p.Body = body
			return
		}
	}
}

// bodyOrder puts JSON first, since that is what is sampled best.
func bodyOrder(content openapi3.Content) []string {
	names := slices.Sorted(maps.Keys(content))
	slices.SortStableFunc(names, func(x, y string) int {
		switch a, b := isJSON(normalMedia(x)), isJSON(normalMedia(y)); {
		case a && !b:
			return -1
		case b && !a:
			return 1
		}
		return 0
	})
	return names
}

// encode writes a sampled value in a media type, and tells the type with the
// parameters it needs.
func (b *builder) encode(mediaType string, m *openapi3.MediaType) (body []byte, typed string, ok bool) {
	value := b.bodyValue(m)
	name, _, _ := strings.Cut(mediaType, ";")
	object, isObject := value.(map[string]any)
	text, isText := value.(string)
	switch {
	case isJSON(mediaType):
		body, err := json.Marshal(value)
		return body, mediaType, err == nil
	case name == "application/x-www-form-urlencoded" && isObject:
		return []byte(formOf(object).Encode()), mediaType, true
	case name == "multipart/form-data" && isObject:
		body, typed := multipartOf(object)
		return body, typed, true
	case isText:
		return []byte(text), mediaType, true
	case strings.HasPrefix(name, "text/"), name == "application/octet-stream":
		return []byte("proverb"), mediaType, true
	}
	return nil, "", false
}

// bodyValue is the document's own example where it is valid, else a sample.
func (b *builder) bodyValue(m *openapi3.MediaType) any {
	if m == nil {
		return nil
	}
	var schema *openapi3.Schema
	if m.Schema != nil {
		schema = m.Schema.Value
	}
	for _, v := range append([]any{m.Example}, exampleValues(m.Examples)...) {
		if v != nil && (schema == nil || b.schemas.accepts(schema, v)) {
			return v
		}
	}
	if schema == nil {
		return map[string]any{}
	}
	v, _ := b.sampler(0).value(schema, 0)
	return v
}

func formOf(object map[string]any) url.Values {
	form := url.Values{}
	for name, v := range object {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				form.Add(name, segmentText(item))
			}
		default:
			form.Set(name, segmentText(v))
		}
	}
	return form
}

func multipartOf(object map[string]any) (body []byte, typed string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.SetBoundary("proverb-boundary") // it is a valid one
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if part, err := w.CreateFormField(name); err == nil {
			fmt.Fprint(part, segmentText(object[name]))
		}
	}
	_ = w.Close() // a buffer takes it
	return b.Bytes(), w.FormDataContentType()
}
