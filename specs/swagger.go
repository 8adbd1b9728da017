package specs

import (
	"encoding/json"
	"errors"
	"net/url"

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
	doc, err := openapi2conv.ToV3WithLoader(&old, loader, location)
	if err == nil && doc.Paths == nil {
		err = errors.New("the conversion to OpenAPI 3 has no paths")
	}
	return doc, err
}
