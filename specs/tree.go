package specs

import (
	"bytes"

	"go.yaml.in/yaml/v4"
)

// tree is a JSON text as the nodes that the library decodes. It makes them itself of
// any text, JSON too, by a reader of YAML that takes longer than the decoding and five
// times the memory of the nodes. The text is known to be JSON, and not nested too deep.
type tree struct {
	text  []byte
	pos   int
	names map[string]string // each name of an object is kept once
	free  []yaml.Node       // made many at a time
	list  []*yaml.Node      // what is in the objects and lists that are open
}

func treeOf(text []byte) *yaml.Node {
	t := &tree{text: text, names: map[string]string{}}
	n := t.value()
	return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{n}}
}

func (t *tree) node(kind yaml.Kind, tag string) *yaml.Node {
	const many = 256
	if len(t.free) == 0 {
		t.free = make([]yaml.Node, many)
	}
	n := &t.free[0]
	t.free = t.free[1:]
	n.Kind, n.Tag = kind, tag
	return n
}

// next is the byte at which something begins or ends; 0 at the end of the text.
func (t *tree) next() byte {
	for ; t.pos < len(t.text); t.pos++ {
		switch c := t.text[t.pos]; c {
		case ' ', '\t', '\r', '\n', ',', ':':
		default:
			return c
		}
	}
	return 0
}

func (t *tree) value() *yaml.Node {
	switch t.next() {
	case '{':
		return t.within(yaml.MappingNode, "!!map", func() {
			t.list = append(t.list, t.name(), t.value())
		})
	case '[':
		return t.within(yaml.SequenceNode, "!!seq", func() {
			t.list = append(t.list, t.value())
		})
	case '"':
		n := t.node(yaml.ScalarNode, "!!str")
		n.Style, n.Value = yaml.DoubleQuotedStyle, unquote(t.quoted())
		return n
	}
	return t.literal()
}

// within is an object or a list; member adds what is at pos to the list.
func (t *tree) within(kind yaml.Kind, tag string, member func()) *yaml.Node {
	n := t.node(kind, tag)
	open := len(t.list)
	for t.pos++; ; {
		switch t.next() {
		case '}', ']', 0:
			t.pos++
			n.Content = append(make([]*yaml.Node, 0, len(t.list)-open), t.list[open:]...)
			t.list = t.list[:open]
			return n
		}
		member()
	}
}

func (t *tree) name() *yaml.Node {
	n := t.node(yaml.ScalarNode, "!!str")
	raw := t.quoted()
	name, ok := t.names[string(raw)]
	if !ok {
		name = unquote(raw)
		t.names[string(raw)] = name
	}
	n.Style, n.Value = yaml.DoubleQuotedStyle, name
	return n
}

// quoted is what is between the quotes of the string at pos.
func (t *tree) quoted() []byte {
	from := t.pos + 1
	for i := from; i < len(t.text); i++ {
		switch t.text[i] {
		case '\\':
			i++
		case '"':
			t.pos = i + 1
			return t.text[from:i]
		}
	}
	t.pos = len(t.text)
	return nil
}

// literal is a number, true, false or null.
func (t *tree) literal() *yaml.Node {
	from := t.pos
	for t.pos < len(t.text) && !isEnd(t.text[t.pos]) {
		t.pos++
	}
	raw := t.text[from:t.pos]
	tag := "!!int"
	switch {
	case len(raw) == 0, raw[0] == 'n':
		tag = "!!null"
	case raw[0] == 't', raw[0] == 'f':
		tag = "!!bool"
	case len(raw) > 18, bytes.ContainsAny(raw, ".eE"):
		tag = "!!float"
	}
	n := t.node(yaml.ScalarNode, tag)
	n.Value = string(raw)
	return n
}
