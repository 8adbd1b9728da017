package specs

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/oasdiff/yaml3"
)

// placeOf is where the value at a path of names and indices stands in the text, as
// far as it is found: that of a name for a member of an object.
func (s *source) placeOf(path []string) Position {
	text := bytes.TrimPrefix(s.raw, []byte("\xef\xbb\xbf"))
	if s.fromJSON {
		j := &jsonScan{file: s.file, data: text, line: 1, outline: &outline{}}
		j.space()
		return j.follow(path, j.here())
	}
	var node yaml.Node
	if yaml.Unmarshal(text, &node) != nil || len(node.Content) == 0 {
		return Position{File: s.file}
	}
	return s.followYAML(node.Content[0], path)
}

// follow goes from the value at pos to the one at path.
func (j *jsonScan) follow(path []string, at Position) Position {
	if len(path) == 0 {
		return at
	}
	found := at
	done := false
	into := func(here Position) {
		if done {
			j.skip()
			return
		}
		done = true
		found = j.follow(path[1:], here)
	}
	switch j.peek() {
	case '{':
		j.object(func(k jsonKey) {
			if !strings.EqualFold(k.name(), path[0]) {
				j.skip()
				return
			}
			into(k.at)
		})
	case '[':
		j.eachItem(func(i int) {
			if strconv.Itoa(i) != path[0] {
				j.skip()
				return
			}
			into(j.here())
		})
	}
	return found
}

func (s *source) followYAML(n *yaml.Node, path []string) Position {
	at := Position{File: s.file, Line: n.Line, Column: n.Column}
	for _, token := range path {
		n = resolved(n)
		var next *yaml.Node
		switch i, err := strconv.Atoi(token); {
		case n.Kind == yaml.SequenceNode && err == nil && i < len(n.Content):
			next = n.Content[i]
			at.Line, at.Column = next.Line, next.Column
		case n.Kind == yaml.MappingNode:
			for k := 0; k+1 < len(n.Content) && next == nil; k += 2 {
				if key := resolved(n.Content[k]); strings.EqualFold(key.Value, token) {
					next = n.Content[k+1]
					at.Line, at.Column = n.Content[k].Line, n.Content[k].Column
				}
			}
		}
		if next == nil {
			return at
		}
		n = next
	}
	return at
}
