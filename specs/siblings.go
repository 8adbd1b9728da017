package specs

import "slices"

// trie holds the segments of all templates, so that a parameter is never
// filled with what is a literal there: mine for {id} of /pets/{id}, where
// /pets/mine is a path of its own.
type trie struct {
	literals map[string]*trie
	variable *trie
}

func (b *builder) plantTrie() {
	b.trie = &trie{}
	for _, r := range b.routes {
		t := b.trie
		for _, segment := range r.template.segments {
			t = t.grow(segment)
		}
	}
}

func (t *trie) grow(segment []part) *trie {
	if hasParameter(segment) {
		if t.variable == nil {
			t.variable = &trie{}
		}
		return t.variable
	}
	if t.literals == nil {
		t.literals = map[string]*trie{}
	}
	text := literalText(segment)
	if t.literals[text] == nil {
		t.literals[text] = &trie{}
	}
	return t.literals[text]
}

func hasParameter(segment []part) bool {
	return slices.ContainsFunc(segment, func(p part) bool { return p.parameter })
}

func literalText(segment []part) string {
	text := ""
	for _, p := range segment {
		text += p.literal
	}
	return text
}

// isSibling reports whether a value of the named parameter would make one of
// the template's segments a literal of another path.
func (b *builder) isSibling(t *template, name, value string) bool {
	nodes := []*trie{b.trie}
	for _, segment := range t.segments {
		if text, ok := segmentWith(segment, name, value); ok &&
			slices.ContainsFunc(nodes, func(n *trie) bool { return n.literals[text] != nil }) {
			return true
		}
		nodes = descend(nodes, segment)
	}
	return false
}

// segmentWith is the segment with the parameter filled; false where it does not
// have it, or has others beside it.
func segmentWith(segment []part, name, value string) (string, bool) {
	text, found := "", false
	for _, p := range segment {
		switch {
		case !p.parameter:
			text += p.literal
		case p.name == name:
			text += value
			found = true
		default:
			return "", false
		}
	}
	return text, found
}

// descend goes to the nodes that a segment can lead to.
func descend(nodes []*trie, segment []part) []*trie {
	var next []*trie
	for _, n := range nodes {
		if n.variable != nil {
			next = append(next, n.variable)
		}
		if !hasParameter(segment) && n.literals[literalText(segment)] != nil {
			next = append(next, n.literals[literalText(segment)])
		}
	}
	return next
}
