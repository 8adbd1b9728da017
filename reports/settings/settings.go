// Package settings reads .proverb.yaml: the flags of an audit, and the findings
// that are accepted. It knows no flag itself; who reads the file says which keys
// there are.
package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/oasdiff/yaml3"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// Name is the file that is read when none is named.
const Name = ".proverb.yaml"

// Key is a key that the file may have.
type Key struct {
	Name string
	Many bool // it takes a list, or one value
	// Place says where in a value the path of a file begins; nil where it has
	// none. Relative paths start from the folder of the file.
	Place func(value string) (at int, ok bool)
}

// Value is what the file says for a key.
type Value struct {
	Key  string
	List []string // one, unless the key takes many
	Line int
}

// File is a file that was read.
type File struct {
	Name   string // as it was named
	Values []Value
	Accept []rules.Acceptance
}

// Load reads the file that was named, or the default one, where there is one:
// without either it is nil.
func Load(named string, keys []Key, getenv func(string) string) (*File, error) {
	name := named
	if name == "" {
		name = Name
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		if named == "" {
			return nil, nil
		}
		return nil, fmt.Errorf("there is no configuration %s; proverb config schema says what it may hold", named)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	return Parse(data, name, keys, getenv)
}

// Parse reads a file. What variables hold is in no error: it may be a secret.
func Parse(data []byte, name string, keys []Key, getenv func(string) string) (*File, error) {
	r := &reader{file: &File{Name: name}, keys: keys, getenv: getenv}
	var doc yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&doc); errors.Is(err, io.EOF) {
		return r.file, nil
	} else if err != nil {
		return nil, specs.BrokenYAML(name, data, err)
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, r.fault(root, "the configuration is a mapping, as in fail-on: warning")
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if err := r.pair(root.Content[i], root.Content[i+1]); err != nil {
			return nil, err
		}
	}
	return r.file, nil
}

// Of is the file's value for a key; ok says whether it has one.
func (f *File) Of(key string) (v Value, ok bool) {
	if f == nil {
		return v, false
	}
	i := slices.IndexFunc(f.Values, func(v Value) bool { return v.Key == key })
	if i < 0 {
		return v, false
	}
	return f.Values[i], true
}

// reader is a file being read.
type reader struct {
	file   *File
	keys   []Key
	getenv func(string) string
	seen   []string
}

func (r *reader) fault(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", r.file.Name, n.Line, fmt.Sprintf(format, args...))
}

func (r *reader) pair(k, v *yaml.Node) error {
	if slices.Contains(r.seen, k.Value) {
		return r.fault(k, "%s is there twice", k.Value)
	}
	r.seen = append(r.seen, k.Value)
	switch k.Value {
	case "version":
		if v.Value != "1" {
			return r.fault(v, "version %s: a configuration of version 1 is known", v.Value)
		}
		return nil
	case "accept":
		return r.accept(v)
	}
	i := slices.IndexFunc(r.keys, func(key Key) bool { return key.Name == k.Value })
	if i < 0 {
		return r.fault(k, "unknown key %q; the keys are the flags of proverb audit, accept and version", k.Value)
	}
	return r.value(&r.keys[i], k, v)
}

func (r *reader) value(key *Key, k, v *yaml.Node) error {
	out := Value{Key: key.Name, Line: k.Line}
	items := []*yaml.Node{v}
	if v.Kind == yaml.SequenceNode {
		if !key.Many {
			return r.fault(v, "%s takes one value, not a list", key.Name)
		}
		items = v.Content
	}
	for _, item := range items {
		if item.Kind != yaml.ScalarNode || item.Tag == "!!null" {
			return r.fault(item, "%s: a value is a word, a number, or true or false", key.Name)
		}
		text, err := expand(item.Value, r.getenv)
		if err != nil {
			return r.fault(item, "%s: %v", key.Name, err)
		}
		out.List = append(out.List, r.located(key, text))
	}
	r.file.Values = append(r.file.Values, out)
	return nil
}

// located makes a path in a value start from the folder of the file.
func (r *reader) located(key *Key, text string) string {
	if key.Place == nil {
		return text
	}
	at, ok := key.Place(text)
	if !ok || text[at:] == "" || text[at:] == "-" || filepath.IsAbs(text[at:]) {
		return text
	}
	return text[:at] + filepath.Join(filepath.Dir(r.file.Name), text[at:])
}

// expand puts variables in: ${NAME}, ${NAME:-otherwise}; $${ is ${ itself.
func expand(s string, getenv func(string) string) (string, error) {
	var b strings.Builder
	for {
		head, rest, found := strings.Cut(s, "${")
		if !found {
			b.WriteString(s)
			return b.String(), nil
		}
		if escaped, ok := strings.CutSuffix(head, "$"); ok {
			b.WriteString(escaped + "${")
			s = rest
			continue
		}
		b.WriteString(head)
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", errors.New("${ without }")
		}
		name, otherwise, fallback := strings.Cut(name, ":-")
		value := getenv(name)
		if value == "" && !fallback {
			return "", fmt.Errorf("the variable %s is not set; ${%s:-x} has a value for that", name, name)
		}
		if value == "" {
			value = otherwise
		}
		b.WriteString(value)
		s = after
	}
}
