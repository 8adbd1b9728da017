package specs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi3"
)

// misfit is what the library says of a value of the wrong kind. It names its own
// types, and no place.
var misfit = regexp.MustCompile(`cannot unmarshal (\w+) into (?:field \S+|value) of type ([^\s,]+)`)

// codeMisfit is the finding of a value of the wrong kind that was left out.
const codeMisfit = "spec/misfit"

// mostMisfits bounds the values of the wrong kind that are left out of a document:
// finding one takes longer than reading the whole.
const mostMisfits = 8

// misfitError says where a value of the wrong kind stands, and what is wanted; nil
// where the error is another, or the place is not found.
func (s *source) misfitError(err error) error {
	path, text := s.misfitOf(err)
	if len(path) == 0 {
		return nil
	}
	return &fault{s.placeOf(path), "the document cannot be read: " + text + "; correct it, or leave it out", err}
}

// misfitOf is where a value of the wrong kind stands, and what is wrong with it.
func (s *source) misfitOf(err error) (path []string, text string) {
	m := misfit.FindStringSubmatch(err.Error())
	if m == nil {
		return nil, ""
	}
	path = s.misfitPath(m[0])
	return path, fmt.Sprintf("%s is %s, and OpenAPI has %s there", pointer(path), kindWord(m[1]), typeWord(m[2]))
}

// leaveOutMisfit takes a value of the wrong kind out of a schema, and notes that it
// did: less is then known of some content, and all the rest can be probed. What
// stands elsewhere decides what is sent, and is not guessed at.
func (s *source) leaveOutMisfit(err error) bool {
	path, text := s.misfitOf(err)
	if !inSchema(path) {
		return false
	}
	root, ok := s.decoded()
	if !ok {
		return false
	}
	without, err := json.Marshal(withoutValue(root, path))
	if err != nil {
		return false
	}
	s.outline.note(codeMisfit, text+": it is left out", s.placeOf(path))
	s.json = without
	return true
}

// inSchema reports whether a place is in a schema; to take away a whole component
// would break what refers to it.
func inSchema(path []string) bool {
	switch {
	case slices.Contains(path, "schema"):
		return true
	case len(path) > 2 && path[0] == "definitions":
		return true
	}
	return len(path) > 3 && path[0] == "components" && path[1] == "schemas"
}

// withoutValue is a document without the value at a place; in a list, which keeps
// its length, an empty object takes its place.
func withoutValue(v any, path []string) any {
	switch v := v.(type) {
	case map[string]any:
		if len(path) == 1 {
			delete(v, path[0])
		} else if inner, there := v[path[0]]; there {
			v[path[0]] = withoutValue(inner, path[1:])
		}
	case []any:
		i, err := strconv.Atoi(path[0])
		if err != nil || i >= len(v) {
			return v
		}
		if len(path) > 1 {
			v[i] = withoutValue(v[i], path[1:])
		} else {
			v[i] = map[string]any{}
		}
	}
	return v
}

// misfitPath finds the place by taking away half of what is left for as long as
// the library says the same: it takes some five times as long as the reading, and
// only of a document that cannot be read.
func (s *source) misfitPath(message string) []string {
	root, ok := s.decoded()
	if !ok {
		return nil
	}
	says := func(path []string, v any) bool {
		text, err := json.Marshal(wrapped(path, v))
		if err != nil {
			return false
		}
		if s.isSwagger() {
			err = json.Unmarshal(text, &openapi2.T{})
		} else {
			err = json.Unmarshal(text, &openapi3.T{})
		}
		return err != nil && strings.Contains(err.Error(), message)
	}
	return narrowed(root, says)
}

// decoded is the document as the JSON library sees it, with numbers as written.
func (s *source) decoded() (root any, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(s.json))
	decoder.UseNumber()
	err := decoder.Decode(&root)
	return root, err == nil
}

// wrapped is a document with nothing but the value at a path.
func wrapped(path []string, v any) any {
	for _, token := range slices.Backward(path) {
		if index, ok := strings.CutPrefix(token, "\x00"); ok {
			_ = index // in a list of its own the value is the first
			v = []any{v}
		} else {
			v = map[string]any{token: v}
		}
	}
	return v
}

// narrowed is the path to the innermost value of which says holds.
func narrowed(v any, says func([]string, any) bool) []string {
	var path []string
	for says(path, v) {
		keys := keysOf(v)
		if len(keys) == 0 || says(path, only(v, nil)) {
			return plainPath(path)
		}
		for len(keys) > 1 {
			if half := keys[:len(keys)/2]; says(path, only(v, half)) {
				keys = half
			} else {
				keys = keys[len(keys)/2:]
			}
		}
		path, v = append(path, keys[0]), member(v, keys[0])
	}
	if len(path) == 0 {
		return nil
	}
	return plainPath(path[:len(path)-1])
}

func plainPath(path []string) []string {
	var plain []string
	for _, token := range path {
		plain = append(plain, strings.TrimPrefix(token, "\x00"))
	}
	return plain
}

// keysOf are the names in an object, or the indices of a list, each behind a NUL.
func keysOf(v any) []string {
	switch v := v.(type) {
	case map[string]any:
		return slices.Sorted(maps.Keys(v))
	case []any:
		var keys []string
		for i := range v {
			keys = append(keys, "\x00"+strconv.Itoa(i))
		}
		return keys
	}
	return nil
}

func member(v any, key string) any {
	if object, ok := v.(map[string]any); ok {
		return object[key]
	}
	i, _ := strconv.Atoi(key[1:])
	return v.([]any)[i]
}

// only is an object or a list with these of its members.
func only(v any, keys []string) any {
	if _, ok := v.(map[string]any); ok {
		object := map[string]any{}
		for _, k := range keys {
			object[k] = member(v, k)
		}
		return object
	}
	list := []any{}
	for _, k := range keys {
		list = append(list, member(v, k))
	}
	return list
}

// kindWord says in words what the JSON library calls a kind of value.
func kindWord(kind string) string {
	switch kind {
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "an object"
	}
	return "a " + kind
}

// typeWord says in words what goes into one of the library's types.
func typeWord(goType string) string {
	name := strings.TrimPrefix(goType[strings.LastIndexByte(goType, '.')+1:], "*")
	switch {
	case strings.HasPrefix(goType, "[]"), slices.Contains([]string{"Servers", "Tags", "Parameters", "SecurityRequirements", "SchemaRefs"}, name):
		return "a list"
	case name == "string":
		return "a string"
	case name == "bool":
		return "true or false"
	case strings.HasPrefix(name, "int"), strings.HasPrefix(name, "uint"), strings.HasPrefix(name, "float"):
		return "a number"
	}
	return "an object"
}
