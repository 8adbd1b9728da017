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

// misfitError says where a value of the wrong kind stands, and what is wanted; nil
// where the error is another, or the place is not found.
func (s *source) misfitError(err error) error {
	m := misfit.FindStringSubmatch(err.Error())
	if m == nil {
		return nil
	}
	path := s.misfitPath(m[0])
	if len(path) == 0 {
		return nil
	}
	text := fmt.Sprintf("the document cannot be read: %s is %s, and OpenAPI has %s there; correct it, or leave it out",
		pointer(path), kindWord(m[1]), typeWord(m[2]))
	return &fault{s.placeOf(path), text, err}
}

// misfitPath finds the place by taking away half of what is left for as long as
// the library says the same: it takes some five times as long as the reading, and
// only of a document that cannot be read.
func (s *source) misfitPath(message string) []string {
	decoder := json.NewDecoder(bytes.NewReader(s.json))
	decoder.UseNumber()
	var root any
	if decoder.Decode(&root) != nil {
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
