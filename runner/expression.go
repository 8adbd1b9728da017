package runner

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// taught is an exchange, and the path values that it was asked with.
type taught struct {
	*Exchange
	values map[string]string
}

func plainValues(values map[string]Chosen) map[string]string {
	out := map[string]string{}
	for name, c := range values {
		out[name] = c.Value
	}
	return out
}

var inBraces = regexp.MustCompile(`\{\$[^{}]*\}`)

// evaluate is what a link's parameter stands for (OpenAPI, Runtime Expressions): one
// expression, a text with expressions in braces, or a value as it is.
func (a taught) evaluate(text string) (string, bool) {
	if strings.HasPrefix(text, "$") {
		return a.expression(text)
	}
	whole := true
	out := inBraces.ReplaceAllStringFunc(text, func(e string) string {
		value, ok := a.expression(e[1 : len(e)-1])
		whole = whole && ok
		return value
	})
	return out, whole
}

func (a taught) expression(e string) (string, bool) {
	source, pointer, _ := strings.Cut(e, "#")
	switch {
	case source == "$url":
		return a.Target, true
	case source == "$method":
		return a.Method, true
	case source == "$statusCode":
		return strconv.Itoa(a.Status), true
	case source == "$response.body":
		return within(a.Body(), pointer)
	case source == "$request.body":
		return within(a.Content, pointer)
	}
	value, ok := a.named(source)
	if ok && pointer != "" {
		return within([]byte(value), pointer)
	}
	return value, ok
}

// named is the value of $request.path.id and its like; names of fields are of any
// case.
func (a taught) named(source string) (string, bool) {
	place, name := source, ""
	for _, p := range []string{"$response.header.", "$request.header.", "$request.path.", "$request.query."} {
		if rest, ok := strings.CutPrefix(source, p); ok {
			place, name = p, rest
		}
	}
	value := ""
	switch place {
	case "$response.header.":
		value = lastSegment(name, a.Value(name))
	case "$request.header.":
		value = a.RequestValue(name)
	case "$request.path.":
		value = a.values[name]
	case "$request.query.":
		_, query, _ := strings.Cut(a.Target, "?")
		values, _ := url.ParseQuery(query) // what can be read of it
		value = values.Get(name)
	}
	return value, value != ""
}

// lastSegment is what names a resource in a field that has its URL: no segment of a
// path could take the whole of it.
func lastSegment(field, value string) string {
	if !strings.EqualFold(field, "Location") && !strings.EqualFold(field, "Content-Location") {
		return value
	}
	at, err := url.Parse(value)
	if err != nil {
		return ""
	}
	segments := strings.Split(strings.TrimSuffix(at.Path, "/"), "/")
	return segments[len(segments)-1]
}

// within is the scalar in a JSON text that a pointer leads to; without a pointer the
// whole text, which may also be no JSON.
func within(text []byte, pointer string) (string, bool) {
	root, ok := decoded(text)
	switch {
	case !ok && pointer == "":
		return strings.TrimSpace(string(text)), len(text) > 0
	case pointer != "":
		root = at(root, pointer)
	}
	return scalar(root)
}
