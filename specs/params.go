package specs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/oasdiff/yaml3"
)

// ParseParamName reads what a value is for: [METHOD ][/path:]name. The error
// says what is missing.
func ParseParamName(s string) (Param, error) {
	var p Param
	p.Method, s = cutMethod(s)
	if strings.HasPrefix(s, "/") {
		// The last colon: a template may hold others, a parameter's name does not.
		at := strings.LastIndex(s, ":")
		if at < 0 {
			return p, errors.New("a path needs a colon and a name behind it, as in /books/{bookId}:bookId")
		}
		p.Path, s = s[:at], s[at+1:]
	}
	p.Name = s
	if p.Name == "" {
		return p, errors.New("the name of the parameter is missing, as in /books/{bookId}:bookId")
	}
	return p, nil
}

func cutMethod(s string) (method, rest string) {
	method, rest, found := strings.Cut(s, " ")
	if !found {
		return "", s
	}
	return strings.ToUpper(method), strings.TrimSpace(rest)
}

// ReadParams reads values for parameters from YAML or JSON: names as
// ParseParamName has them, each with a value or a list; or paths, with or
// without a method before them, each with a mapping of names. Errors are one
// line that begins with the file and the line.
func ReadParams(data []byte, file string) ([]Param, error) {
	r := &paramReader{file: file}
	var node yaml.Node
	err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&node)
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, BrokenYAML(file, data, err)
	}
	r.document(node.Content[0])
	return r.params, r.err
}

type paramReader struct {
	file   string
	params []Param
	err    error
}

func (r *paramReader) document(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, "a file of parameters is a mapping: bookId: b-1, or /books/{bookId}: {bookId: b-1}")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		r.entry(n.Content[i], resolved(n.Content[i+1]))
	}
}

func (r *paramReader) entry(key, value *yaml.Node) {
	if value.Kind == yaml.MappingNode {
		method, path := cutMethod(key.Value)
		if !strings.HasPrefix(path, "/") {
			r.fail(key, fmt.Sprintf("%q holds a mapping, and so has to be a path, as in /books/{bookId}", key.Value))
			return
		}
		for i := 0; i+1 < len(value.Content); i += 2 {
			r.values(Param{Method: method, Path: path, Name: value.Content[i].Value}, resolved(value.Content[i+1]))
		}
		return
	}
	p, err := ParseParamName(key.Value)
	if err != nil {
		r.fail(key, err.Error())
		return
	}
	r.values(p, value)
}

func (r *paramReader) values(p Param, n *yaml.Node) {
	p.From = fmt.Sprintf("%s:%d", r.file, n.Line)
	switch n.Kind {
	case yaml.ScalarNode:
		if n.ShortTag() == "!!null" || n.Value == "" {
			r.fail(n, p.Name+" has no value; write one, or leave the line out")
			return
		}
		p.Value = n.Value
		r.params = append(r.params, p)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			if item = resolved(item); item.Kind != yaml.ScalarNode {
				r.fail(item, p.Name+" takes plain values")
				return
			}
			r.values(p, item)
		}
	default:
		r.fail(n, p.Name+" takes a value, or a list of them")
	}
}

func (r *paramReader) fail(n *yaml.Node, text string) {
	if r.err == nil {
		r.err = &fault{Position{File: r.file, Line: n.Line}, text, nil}
	}
}
