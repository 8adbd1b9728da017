package specs

import "github.com/getkin/kin-openapi/openapi3"

// requiredText is a text that the specification requires: what validation calls its
// absence, how that is said plainly, and where it stands.
type requiredText struct {
	code, missing string
	path          []string
}

const codeServerURL = "server-url-required"

var requiredTexts = []requiredText{
	{"info-required", "is not given", nil},
	{"info-title-required", "title is not given", []string{"info", "title"}},
	{"info-version-required", "version is not given", []string{"info", "version"}},
	{"license-name-required", "name of the license is not given", []string{"info", "license", "name"}},
	{codeServerURL, "url is not given", nil},
}

// emptyTexts are the codes of the texts that are there and empty. Validation calls those
// missing, and the specification asks for a text and no more: an empty title says
// little, and an empty URL of a server is a reference to where the document is.
func (s *source) emptyTexts(doc *openapi3.T) map[string]bool {
	if !lacksText(doc) {
		return nil
	}
	root, ok := s.decoded()
	if !ok {
		return nil
	}
	empty := map[string]bool{codeServerURL: everyServerHasURL(root)}
	for _, t := range requiredTexts {
		if t.path != nil {
			empty[t.code] = isText(within(root, t.path...))
		}
	}
	return empty
}

// lacksText reports whether one is missing or empty, which the library does not keep
// apart. Others are spared the reading.
func lacksText(doc *openapi3.T) bool {
	for _, server := range doc.Servers {
		if server != nil && server.URL == "" {
			return true
		}
	}
	info := doc.Info
	return info != nil && (info.Title == "" || info.Version == "" || info.License != nil && info.License.Name == "")
}

func everyServerHasURL(root any) bool {
	servers, _ := within(root, "servers").([]any)
	for _, server := range servers {
		if !isText(within(server, "url")) {
			return false
		}
	}
	return true
}

func within(v any, path ...string) any {
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

func isText(v any) bool {
	_, ok := v.(string)
	return ok
}

// missingText is how the absence of a text is said; empty where a code is not of that.
func missingText(code string) string {
	for _, t := range requiredTexts {
		if t.code == code {
			return t.missing
		}
	}
	return ""
}
