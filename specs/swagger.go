package specs

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
)

// isSwagger reports whether the document is of the version before OpenAPI 3.
func (s *source) isSwagger() bool { return s.outline.openapi == "" && s.outline.swagger != "" }

// loadSwagger reads a Swagger 2.0 document and converts it to OpenAPI 3.0. Its
// paths and operations stand where they stood, so the outline stays good.
func (s *source) loadSwagger(loader *openapi3.Loader, location *url.URL) (*openapi3.T, error) {
	var old openapi2.T
	if err := json.Unmarshal(s.json, &old); err != nil {
		return nil, err
	}
	for name, value := range old.Extensions {
		old.Extensions[name] = moved(value)
	}
	doc, err := openapi2conv.ToV3WithLoader(&old, loader, location)
	if err == nil && doc.Paths == nil {
		err = errors.New("the conversion to OpenAPI 3 has no paths")
	}
	return doc, err
}

// sections are where the conversion moves the sections of a document to.
var sections = strings.NewReplacer(
	"#/definitions/", "#/components/schemas/",
	"#/parameters/", "#/components/parameters/",
	"#/responses/", "#/components/responses/",
)

// moved is an extension whose references go where the conversion has moved their
// targets. It leaves extensions as they are, and schemas may refer into them: the
// results of streams do in the documents of grpc-gateway.
func moved(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if ref, ok := member.(string); ok && name == "$ref" && strings.HasPrefix(ref, "#/") {
				v[name] = sections.Replace(ref)
			} else {
				v[name] = moved(member)
			}
		}
	case []any:
		for i := range v {
			v[i] = moved(v[i])
		}
	}
	return v
}
