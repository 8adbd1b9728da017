package specs

import (
	"errors"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// isFalse reports whether what validation says is not so, or is told already.
func (l *loaded) isFalse(code string, err error) bool {
	version := normalVersion(l.src.outline.openapi)
	if isToldElsewhere(code) || l.src.empty[code] {
		return true
	}
	switch {
	case l.src.isSwagger():
		// The conversion is not the author's.
		return !slices.Contains([]string{"path-parameters-mismatch", "path-parameter-required", "duplicate-operation-id", "duplicate-parameter"}, code)
	case version == "3.0.3":
		return false
	case code == "extra-sibling-fields":
		return areFieldsOf31(err)
	case version == "3.1.0":
		return code == "operation-responses-required" || code == "responses-required" // no longer required
	}
	var in *openapi3.InvalidParameterInError
	return code == "response-description-required" || code == "operation-responses-required" || code == "responses-required" ||
		errors.As(err, &in) && in.Value == "querystring"
}

// isToldElsewhere: findings of our own say it, with a place.
func isToldElsewhere(code string) bool {
	switch code {
	case "conflicting-paths", "path-must-start-with-slash", "openapi-required", "paths-required", "query-field-for-3-2-plus":
		return true
	}
	return strings.HasPrefix(code, "additional-operations-")
}

// areFieldsOf31 reports whether the fields that are called unknown are all known
// in 3.1 and 3.2.
func areFieldsOf31(err error) bool {
	var extra *openapi3.ExtraSiblingFieldsError
	known := []string{"pathItems", "mediaTypes", "$self", "kind", "parent", "summary", "itemSchema", "itemEncoding", "prefixEncoding",
		"deviceAuthorization", "oauth2MetadataUrl", "deprecated", "defaultMapping", "dataValue", "serializedValue", "nodeType", "name"}
	return errors.As(err, &extra) && !slices.ContainsFunc(extra.Fields, func(f string) bool { return !slices.Contains(known, f) })
}
