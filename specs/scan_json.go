package specs

import (
	"bytes"
	"encoding/json"
	"strings"
)

// jsonScan goes through JSON that is known to be valid, once. It is our own
// because a token reader of the standard library takes as long as the loading.
type jsonScan struct {
	file    string
	data    []byte
	pos     int
	line    int // of pos
	start   int // where that line begins
	outline *outline
	patches []patch  // in the order of the text
	names   [][]byte // of the objects that are open, the innermost last
	values  int      // that were begun
	depth   int      // of the objects and lists that are open
	err     error    // the first limit that was passed; the scan goes to its end all the same
}

// jsonKey is a name in an object, without its quotes.
type jsonKey struct {
	raw []byte
	at  Position
	pos int // of the first quote
}

func (k jsonKey) name() string { return unquote(k.raw) }

// patch replaces the bytes from one offset to another.
type patch struct {
	from, to int
	with     string
}

func (s *source) scanJSON(text []byte) error {
	s.outline, s.fromJSON = newOutline(), true
	j := &jsonScan{file: s.file, data: text, line: 1, outline: &s.outline}
	j.space()
	if j.peek() == '{' {
		s.outline.root = true
		j.object(j.rootField)
	}
	s.json = apply(text, j.patches)
	return j.err
}

func apply(text []byte, patches []patch) []byte {
	if len(patches) == 0 {
		return text
	}
	var b bytes.Buffer
	b.Grow(len(text) + 64)
	last := 0
	for _, p := range patches {
		b.Write(text[last:p.from])
		b.WriteString(p.with)
		last = p.to
	}
	b.Write(text[last:])
	return b.Bytes()
}

func (j *jsonScan) replace(from, to int, with string) {
	j.patches = append(j.patches, patch{from, to, `"` + with + `"`})
}

func (j *jsonScan) rootField(k jsonKey) {
	switch name := k.name(); name {
	case "openapi", "swagger":
		j.version(name, k.at)
	case "info":
		j.outline.places[name] = k.at
		j.objectOr(j.infoField)
	case "paths":
		j.outline.pathsAt, j.outline.hasPaths = k.at, j.peek() == '{'
		j.objectOr(j.pathField)
	case "components":
		j.objectOr(j.components)
	case "$ref":
		j.outline.refers = true
		j.skip()
	default:
		j.outline.places[name] = k.at
		j.components(k)
	}
}

// components notes where each component stands.
func (j *jsonScan) components(k jsonKey) {
	section := sectionOf(k.name())
	if section == "" {
		j.skip()
		return
	}
	j.objectOr(func(k jsonKey) {
		j.outline.places[section+" "+k.name()] = k.at
		j.skip()
	})
}

func (j *jsonScan) version(name string, at Position) {
	j.outline.versions[name] = at
	from := j.pos
	v := j.text()
	if name == "swagger" {
		j.outline.swagger = v
		if normal := normalSwagger(v); normal != "" {
			j.replace(from, j.pos, normal)
		}
		return
	}
	j.outline.openapi = v
	if normal := normalVersion(v); normal != "" {
		j.replace(from, j.pos, normal)
	}
}

// infoField quotes a number in the place of a string: info.version: 1.0.
func (j *jsonScan) infoField(k jsonKey) {
	from := j.pos
	j.skip()
	switch name := k.name(); j.data[from] {
	case '"', '{', '[', 'n':
	default:
		if name == "version" || name == "title" {
			j.replace(from, j.pos, string(j.data[from:j.pos]))
		}
	}
}

func (j *jsonScan) pathField(k jsonKey) {
	template := k.name()
	if strings.HasPrefix(template, "x-") {
		j.skip()
		return
	}
	path := j.outline.addPath(template, k.at)
	j.objectOr(func(k jsonKey) { j.itemField(path, k) })
}

func (j *jsonScan) itemField(path pathKey, k jsonKey) {
	name := k.name()
	switch {
	case name == "additionalOperations":
		j.objectOr(func(k jsonKey) { path.operations[k.name()] = k.at; j.skip() })
		return
	case name == "$ref" && j.peek() == '"':
		j.outline.items[path.template] = j.text()
		return
	}
	if method, ok := fixedMethod(name); ok {
		path.operations[method] = k.at
		if lower := strings.ToLower(name); lower != name {
			j.outline.note("spec/method-case", methodCaseText(name), k.at)
			j.replace(k.pos, k.pos+len(k.raw)+2, lower)
		}
	}
	j.skip()
}

func (j *jsonScan) objectOr(field func(jsonKey)) {
	if j.peek() == '{' {
		j.object(field)
		return
	}
	j.skip()
}

// text is the scalar at pos: a string's content, else the bytes as they are.
func (j *jsonScan) text() string {
	from := j.pos
	j.skip()
	if j.data[from] == '"' {
		return unquote(j.data[from+1 : j.pos-1])
	}
	return string(j.data[from:j.pos])
}

// unquote is what the bytes between a JSON string's quotes stand for.
func unquote(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw)
	}
	var s string
	if json.Unmarshal([]byte(`"`+string(raw)+`"`), &s) != nil {
		return string(raw)
	}
	return s
}
