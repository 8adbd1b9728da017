package specs

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func (b *builder) securitySchemes() map[string]SecurityScheme {
	if b.doc.Components == nil || len(b.doc.Components.SecuritySchemes) == 0 {
		return nil
	}
	schemes, scopes := map[string]SecurityScheme{}, b.scopes()
	for name, ref := range b.doc.Components.SecuritySchemes {
		if ref == nil || ref.Value == nil {
			continue
		}
		v := ref.Value
		s := SecurityScheme{Type: v.Type, Scheme: strings.ToLower(v.Scheme), In: v.In, Name: v.Name}
		if v.Flows != nil && v.Flows.ClientCredentials != nil {
			s.TokenURL = v.Flows.ClientCredentials.TokenURL
			s.Scopes = strings.Join(slices.Sorted(maps.Keys(scopes[name])), " ")
		}
		schemes[name] = s
	}
	return schemes
}

// scopes are those that the document and its operations ask of each scheme.
func (b *builder) scopes() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	take := func(requirements openapi3.SecurityRequirements) {
		for _, r := range requirements {
			for name, scopes := range r {
				for _, s := range scopes {
					if out[name] == nil {
						out[name] = map[string]bool{}
					}
					out[name][s] = true
				}
			}
		}
	}
	take(b.doc.Security)
	for _, item := range b.doc.Paths.Map() {
		if item == nil {
			continue
		}
		for _, operation := range item.Operations() {
			if operation != nil && operation.Security != nil {
				take(*operation.Security)
			}
		}
	}
	return out
}
