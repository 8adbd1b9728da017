package specs

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"github.com/oasdiff/yaml3"
)

// resolved is the node an alias stands for, or the node itself.
func resolved(n *yaml.Node) *yaml.Node {
	for i := 0; n.Kind == yaml.AliasNode && n.Alias != nil && i < 100; i++ {
		n = n.Alias
	}
	return n
}

const tooManyAliases = "the document's aliases multiply beyond all measure; write out what they stand for"

// value writes a node of any kind.
func (y *yamlScan) value(n *yaml.Node) {
	if y.out.Len() > y.most {
		y.fail(n, tooManyAliases)
	}
	if y.depth++; y.depth > mostNested {
		y.fail(n, tooDeep)
	}
	defer func() { y.depth-- }()
	if y.err != nil {
		y.out.WriteString("null")
		return
	}
	if target := resolved(n); target != n {
		y.alias(n, target)
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		y.mapping(n, func(p yamlPair) { y.value(p.value) })
	case yaml.SequenceNode:
		y.sequence(n)
	case yaml.ScalarNode:
		y.scalar(n)
	default:
		y.out.WriteString("null")
	}
}

func (y *yamlScan) alias(n, target *yaml.Node) {
	if slices.Contains(y.open, target) {
		y.fail(n, "the alias *"+n.Value+" stands for something that contains it; a $ref may do that, an alias not")
		return
	}
	y.open = append(y.open, target)
	y.value(target)
	y.open = y.open[:len(y.open)-1]
}

func (y *yamlScan) sequence(n *yaml.Node) {
	y.out.WriteByte('[')
	for i, item := range n.Content {
		if i > 0 {
			y.out.WriteByte(',')
		}
		y.value(item)
	}
	y.out.WriteByte(']')
}

func (y *yamlScan) mappingOr(n *yaml.Node, value func(yamlPair)) {
	if n = resolved(n); n.Kind == yaml.MappingNode {
		y.mapping(n, value)
		return
	}
	y.value(n)
}

func (y *yamlScan) mapping(n *yaml.Node, value func(yamlPair)) {
	y.mappingAs(n, func(*yamlPair) {}, value)
}

// mappingAs writes a mapping with names that rename may change; value writes
// each value.
func (y *yamlScan) mappingAs(n *yaml.Node, rename func(*yamlPair), value func(yamlPair)) {
	y.out.WriteByte('{')
	var beside siblings
	for i, p := range y.pairs(n, 0) {
		beside.see([]byte(p.name))
		if v := resolved(p.value); p.name == "$ref" && v.Kind == yaml.ScalarNode {
			y.outline.refer(v.Value, y.at(p.value))
		}
		rename(&p)
		if i > 0 {
			y.out.WriteByte(',')
		}
		y.string(p.name)
		y.out.WriteByte(':')
		value(p)
	}
	if beside.dangerous() && !y.outline.ignoresSiblings() {
		y.out.WriteString(`,"` + inertName + `":` + inertValue)
	}
	y.out.WriteByte('}')
}

// pairs are the members of a mapping, those of merged mappings (<<) after its
// own. A name given twice is noted; both are kept, as JSON would have it.
func (y *yamlScan) pairs(n *yaml.Node, depth int) []yamlPair {
	var own, merged []yamlPair
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.ShortTag() == "!!merge" {
			merged = append(merged, y.merged(v, depth)...)
			continue
		}
		name := resolved(key).Value
		if seen[name] {
			y.outline.note("spec/duplicate-key", duplicateText(name), y.at(key))
		}
		seen[name] = true
		own = append(own, yamlPair{name, key, v})
	}
	for _, p := range merged {
		if !seen[p.name] {
			seen[p.name] = true
			own = append(own, p)
		}
	}
	return own
}

func (y *yamlScan) merged(n *yaml.Node, depth int) []yamlPair {
	const most = 1 << 16
	n = resolved(n)
	if y.merges++; y.merges > most || depth > 100 {
		y.fail(n, tooManyAliases)
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		return y.pairs(n, depth+1)
	case yaml.SequenceNode:
		var all []yamlPair
		for _, item := range n.Content {
			all = append(all, y.merged(item, depth+1)...)
		}
		return all
	}
	return nil
}

func (y *yamlScan) string(s string) {
	text, _ := json.Marshal(s)
	y.out.Write(text)
}

// scalar writes what a plain scalar stands for; what JSON cannot say (.inf,
// dates) stays a string.
func (y *yamlScan) scalar(n *yaml.Node) {
	switch n.ShortTag() {
	case "!!null":
		y.out.WriteString("null")
	case "!!bool", "!!int", "!!float":
		y.number(n)
	default:
		y.string(n.Value)
	}
}

func (y *yamlScan) number(n *yaml.Node) {
	if json.Valid([]byte(n.Value)) && n.Value[0] != '"' {
		y.out.WriteString(n.Value)
		return
	}
	var v any
	if n.Decode(&v) != nil {
		y.string(n.Value)
		return
	}
	if f, ok := v.(float64); ok && (math.IsInf(f, 0) || math.IsNaN(f)) {
		y.string(n.Value)
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		text = strconv.AppendQuote(nil, n.Value)
	}
	y.out.Write(text)
}
