package specs

import (
	"net/url"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

const (
	codeDanglingRef = "spec/dangling-ref"
	codeMissing     = "spec/missing-value"
)

// mend makes another tree of a document that the library refuses: one without the
// references that lead to nothing in it, and without null where OpenAPI has an object.
// It reports whether there were any.
func (s *source) mend() bool {
	root := treeOf(s.json)
	m := &mender{source: s, root: root.Content[0], leads: map[string]bool{}}
	m.walk(m.root, nil)
	s.mended = root
	return m.mended > 0
}

type mender struct {
	source *source
	root   *yaml.Node
	leads  map[string]bool // whether a reference leads somewhere
	mended int
}

func (m *mender) walk(n *yaml.Node, path []string) {
	if ref := referenceIn(n); strings.HasPrefix(ref, "#") && !m.leadsSomewhere(ref) {
		n.Content = nil
		m.mended++
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		m.members(n, path)
	case yaml.SequenceNode:
		m.items(n, path)
	}
}

// members goes through an object. Where its names are the document's own, null is an
// object that nobody has written yet; beside keywords it says nothing.
func (m *mender) members(n *yaml.Node, path []string) {
	kept := n.Content[:0:0]
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		here := append(path[:len(path):len(path)], name.Value)
		switch {
		case !hasOwnNames(path) && isData(name.Value):
		case value.Tag != "!!null":
			m.walk(value, here)
		case hasOwnNames(path):
			m.missing(here, "it is taken for an empty object")
			value = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		default:
			m.missing(here, "it is left out")
			continue
		}
		kept = append(kept, name, value)
	}
	n.Content = kept
}

func (m *mender) items(n *yaml.Node, path []string) {
	kept := n.Content[:0:0]
	for i, item := range n.Content {
		here := append(path[:len(path):len(path)], strconv.Itoa(i))
		if item.Tag == "!!null" {
			m.missing(here, "it is left out")
			continue
		}
		m.walk(item, here)
		kept = append(kept, item)
	}
	n.Content = kept
}

// missing notes a null. To find its place the text is read again, so only the first
// few are told.
func (m *mender) missing(path []string, what string) {
	const most = 10
	if m.mended++; m.mended <= most {
		m.source.outline.note(codeMissing, "there is nothing at "+pointer(path)+": "+what, m.source.placeOf(path))
	}
}

// hasOwnNames reports whether the names in an object are not keywords.
func hasOwnNames(path []string) bool {
	if len(path) == 0 {
		return false
	}
	switch path[len(path)-1] {
	case "properties", "patternProperties", "dependentSchemas", "$defs", "schemas", "parameters", "responses", "headers",
		"requestBodies", "callbacks", "links", "securitySchemes", "content", "pathItems":
		return true
	}
	return false
}

// isData reports whether the value of a keyword is not OpenAPI's, so that null in it
// is null.
func isData(keyword string) bool {
	switch keyword {
	case "example", "examples", "default", "enum", "const", "value":
		return true
	}
	return strings.HasPrefix(keyword, "x-")
}

// referenceIn is the $ref of an object; empty where it has none.
func referenceIn(n *yaml.Node) string {
	if at := memberIn(n, "$ref"); at != nil && at.Tag == "!!str" {
		return at.Value
	}
	return ""
}

func memberIn(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

func (m *mender) leadsSomewhere(ref string) bool {
	if leads, ok := m.leads[ref]; ok {
		return leads
	}
	here, fragment := m.root, strings.TrimPrefix(ref, "#")
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	for _, token := range pointerTokens(fragment) {
		if here = memberOrItem(here, token); here == nil {
			break
		}
	}
	m.leads[ref] = here != nil
	if here == nil {
		m.source.outline.note(codeDanglingRef, "the $ref to "+ref+" leads to nothing: what depends on it is left out; mend the reference", m.source.positionOf(ref))
	}
	return here != nil
}

func memberOrItem(n *yaml.Node, token string) *yaml.Node {
	if n.Kind != yaml.SequenceNode {
		return memberIn(n, token)
	}
	if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.Content) {
		return n.Content[i]
	}
	return nil
}
