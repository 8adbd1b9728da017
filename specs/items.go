package specs

import (
	"bytes"
	"net/url"
	"path"
	"path/filepath"
	"strings"

	"github.com/oasdiff/yaml3"
)

// mostHops is how many references lead from a path to where its operations are, at
// most.
const mostHops = 16

// writtenAt is a path item that the document refers to: of which path, and where.
type writtenAt struct {
	path  int // index in the outline
	file  *url.URL
	place []string
}

// itemPlace is where a path item and its operations stand, and where it refers to.
type itemPlace struct {
	at         Position
	operations map[string]Position
	ref        string
}

// followItems finds the places of the operations whose path items are a $ref, so
// that what is found of them is told of the file and line where they are written. A
// path with nothing else beside its $ref is where its item is. The library follows one
// reference; where that leads to another, the path gets the last.
func (s *source) followItems(f *files, location *url.URL) {
	f.texts[location.String()] = s
	var todo []writtenAt
	for i, p := range s.outline.paths {
		if ref := s.outline.items[p.template]; ref != "" {
			todo = appendItem(todo, i, location, ref)
		}
	}
	for hop := 0; len(todo) > 0 && hop < mostHops; hop++ {
		var next []writtenAt
		for i, found := range f.itemsAt(todo) {
			key := &s.outline.paths[todo[i].path]
			key.take(found)
			if found.ref == "" || len(found.operations) > 0 {
				continue
			}
			if more := appendItem(next, todo[i].path, todo[i].file, found.ref); len(more) > len(next) {
				next = more
				s.outline.items[key.template] = next[len(next)-1].from(location)
			}
		}
		todo = next
	}
}

// take gives a path the places that an item has for it; what stands beside the $ref
// comes first.
func (k *pathKey) take(found itemPlace) {
	if found.operations == nil {
		return
	}
	if len(k.operations) == 0 {
		k.written = found.at
	}
	for method, at := range found.operations {
		if _, ok := k.operations[method]; !ok {
			k.operations[method] = at
		}
	}
}

// from is the reference to the item as the document at a place would have it.
func (w writtenAt) from(document *url.URL) string {
	to := *w.file
	to.Fragment = strings.TrimPrefix(pointer(w.place), "#")
	if to.Host != "" {
		return to.String()
	}
	if to.Path == document.Path {
		to.Path = ""
		return to.String()
	}
	if name, err := filepath.Rel(path.Dir(document.Path), to.Path); err == nil {
		to.Path = filepath.ToSlash(name)
	}
	return to.String()
}

// appendItem adds what a reference in a file leads to. One that is no URL is the
// library's to complain of.
func appendItem(todo []writtenAt, path int, from *url.URL, ref string) []writtenAt {
	to, err := from.Parse(ref)
	if err != nil {
		return todo
	}
	place := pointerTokens(to.Fragment)
	to.Fragment, to.RawFragment = "", ""
	return append(todo, writtenAt{path, to, place})
}

// pointerTokens are the names and indices of a JSON pointer (RFC 6901).
func pointerTokens(pointer string) []string {
	var tokens []string
	for token := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		if token != "" {
			tokens = append(tokens, strings.NewReplacer("~1", "/", "~0", "~").Replace(token))
		}
	}
	return tokens
}

// itemsAt goes once through each file that has some of the items.
func (f *files) itemsAt(todo []writtenAt) []itemPlace {
	found := make([]itemPlace, len(todo))
	wanted, files := map[string]*wantedItems{}, map[string]*url.URL{}
	for i, item := range todo {
		name := item.file.String()
		if wanted[name] == nil {
			wanted[name], files[name] = &wantedItems{}, item.file
		}
		wanted[name].add(item.place, i)
	}
	for name, items := range wanted {
		s := f.texts[name]
		if s == nil && (files[name].Host == "" || f.fetch != nil) {
			_, _ = f.read(nil, files[name]) // the library will ask for it, and hear why it cannot be read
			s = f.texts[name]
		}
		if s != nil {
			s.seek(items, found)
		}
	}
	return found
}

// wantedItems are places in a file, as a tree of names.
type wantedItems struct {
	below map[string]*wantedItems
	here  []int // who wants the item at this place
}

func (w *wantedItems) add(place []string, i int) {
	for _, token := range place {
		if w.below == nil {
			w.below = map[string]*wantedItems{}
		}
		if w.below[token] == nil {
			w.below[token] = &wantedItems{}
		}
		w = w.below[token]
	}
	w.here = append(w.here, i)
}

func (w *wantedItems) tell(found []itemPlace, place itemPlace) {
	for _, i := range w.here {
		found[i] = place
	}
}

func (s *source) seek(items *wantedItems, found []itemPlace) {
	text := bytes.TrimPrefix(s.raw, []byte("\xef\xbb\xbf"))
	if s.fromJSON {
		o := newOutline()
		j := &jsonScan{file: s.file, data: text, line: 1, outline: &o}
		j.space()
		j.seek(items, j.here(), found)
		return
	}
	var node yaml.Node
	if yaml.Unmarshal(text, &node) == nil && len(node.Content) > 0 {
		root := resolved(node.Content[0])
		s.seekYAML(root, Position{s.file, root.Line, root.Column}, items, found)
	}
}

// seek goes through the value at pos, whose name stands at at.
func (j *jsonScan) seek(w *wantedItems, at Position, found []itemPlace) {
	if j.peek() != '{' {
		j.skip()
		return
	}
	item := itemPlace{at: at, operations: map[string]Position{}}
	j.object(func(k jsonKey) {
		name := k.name()
		if method, ok := fixedMethod(name); ok {
			item.operations[method] = k.at
		}
		switch below := w.below[name]; {
		case below != nil:
			j.seek(below, k.at, found)
		case name == "$ref":
			item.ref = j.text()
		case name == "additionalOperations":
			j.objectOr(func(k jsonKey) { item.operations[k.name()] = k.at; j.skip() })
		default:
			j.skip()
		}
	})
	w.tell(found, item)
}

func (s *source) seekYAML(n *yaml.Node, at Position, w *wantedItems, found []itemPlace) {
	if n = resolved(n); n.Kind != yaml.MappingNode {
		return
	}
	item := itemPlace{at: at, operations: map[string]Position{}}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := resolved(n.Content[i]), n.Content[i+1]
		here := Position{s.file, n.Content[i].Line, n.Content[i].Column}
		if method, ok := fixedMethod(key.Value); ok {
			item.operations[method] = here
		}
		switch below := w.below[key.Value]; {
		case below != nil:
			s.seekYAML(value, here, below, found)
		case key.Value == "$ref":
			item.ref = resolved(value).Value
		case key.Value == "additionalOperations" && resolved(value).Kind == yaml.MappingNode:
			for k := 0; k+1 < len(resolved(value).Content); k += 2 {
				name := resolved(value).Content[k]
				item.operations[name.Value] = Position{s.file, name.Line, name.Column}
			}
		}
	}
	w.tell(found, item)
}
