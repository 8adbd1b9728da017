package specs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"
)

// source is a document as text: what it was read from, the JSON that the
// library is given, and what the library forgets (the order of paths, lines,
// names given twice).
type source struct {
	file    string
	sha256  string
	raw     []byte // as read
	json    []byte // the same document, mended where strictness would help nobody
	outline outline
	// mended is what the library is given instead, once it has refused that.
	mended *yaml.Node
	// empty are the required texts that are there and empty, by what validation calls
	// their absence.
	empty map[string]bool
	// fromJSON tells that raw is JSON.
	fromJSON bool
}

// outline is what one pass over the text finds.
type outline struct {
	root     bool   // the document is an object
	refers   bool   // with a $ref
	openapi  string // as written
	swagger  string
	versions map[string]Position // of openapi and swagger
	hasPaths bool
	pathsAt  Position
	paths    []pathKey // in the document's order
	// places are where the document's fields ("info") and components ("schema
	// Book", as validation calls them) stand.
	places map[string]Position
	// references are those to other files, in the order of the text.
	references []reference
	// items are the references of the path items that are written elsewhere, by
	// template.
	items    map[string]string
	placed   map[string]pathKey
	findings []DocumentFinding
}

// pathKey is the place of a path and of its operations.
type pathKey struct {
	template   string
	at         Position
	written    Position            // of its item, where that is elsewhere
	operations map[string]Position // by method
}

// item is where the path's item is written.
func (k pathKey) item() Position {
	if k.written != (Position{}) {
		return k.written
	}
	return k.at
}

func newOutline() outline {
	return outline{versions: map[string]Position{}, placed: map[string]pathKey{}, places: map[string]Position{}, items: map[string]string{}}
}

// MaxBytes is the largest document that is read, in bytes, and the most that all
// the files it refers to may have. The largest known, GitHub's with every
// reference written out, has 73 MB.
const MaxBytes = 128 << 20

// read finds out what the bytes are and goes through them once.
func read(data []byte, file string) (*source, error) {
	s, err := scanFile(data, file)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	s.sha256 = hex.EncodeToString(sum[:])
	return s, s.check()
}

// scanFile goes through a document, or a file that one refers to.
func scanFile(data []byte, file string) (*source, error) {
	s := &source{file: file, raw: data}
	at := func(text string) error { return &fault{Position{File: file}, text, nil} }
	text := bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	trimmed := bytes.TrimSpace(text)
	switch {
	case len(data) > MaxBytes:
		return nil, at(tooLarge)
	case len(trimmed) == 0:
		return nil, at("the file is empty; give the path of an OpenAPI document")
	case trimmed[0] == '<':
		return nil, at("this is HTML or XML, not an OpenAPI document; give the place of the JSON or YAML itself, often /openapi.json")
	}
	return s, s.scan(text)
}

var tooLarge = fmt.Sprintf("the document has more than %d MB, which is not read; leave out what is not to be probed", MaxBytes>>20)

// scan takes text that begins with { for JSON, unless it is none: YAML has
// flow mappings that begin so too.
func (s *source) scan(text []byte) error {
	if !looksJSON(text) {
		return s.scanYAML(text)
	}
	err := json.Unmarshal(text, new(json.RawMessage))
	if err == nil {
		return s.scanJSON(text)
	}
	if !s.isJSONFile() && s.scanYAML(text) == nil {
		return nil
	}
	at := Position{File: s.file}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = positionAt(s.file, text, int(syntax.Offset)-1)
	}
	return &fault{at, "this is not JSON: " + err.Error(), err}
}

func looksJSON(text []byte) bool {
	text = bytes.TrimLeft(text, " \t\r\n")
	return text[0] == '{' || text[0] == '['
}

func (s *source) isJSONFile() bool {
	return strings.EqualFold(filepath.Ext(s.file), ".json")
}

// check says whether this is a document that can be planned for at all.
func (s *source) check() error {
	o := &s.outline
	at := func(p Position, text string) error { return &fault{p, text, nil} }
	whole := Position{File: s.file}
	switch {
	case !o.root:
		return at(whole, "this is not an OpenAPI document: it is not an object; give the path of one")
	case o.openapi == "" && o.swagger == "":
		return at(whole, "this is not an OpenAPI document: it has no openapi field; give the path of an OpenAPI document")
	case o.openapi == "" && normalSwagger(o.swagger) == "":
		return at(o.versions["swagger"], "Swagger "+o.swagger+" is not known; 2.0 is, and OpenAPI 3.0, 3.1 and 3.2 are; convert the document to one of them")
	case o.openapi != "" && normalVersion(o.openapi) == "":
		return at(o.versions["openapi"], "OpenAPI "+o.openapi+" is not known; 3.0, 3.1 and 3.2 are")
	case !o.hasPaths && o.pathsAt.Line > 0:
		return at(o.pathsAt, "the document's paths are no object, so there is nothing to probe; write them as /books: {get: ...}")
	case !o.hasPaths && o.places["webhooks"].Line > 0:
		return at(o.places["webhooks"], "the document has no paths but webhooks, which its API sends and does not serve, so there is nothing to probe")
	case !o.hasPaths:
		return at(whole, "the document has no paths, so there is nothing to probe; give the one that has the API's paths")
	case len(o.paths) == 0:
		return at(o.pathsAt, "the document's paths are empty, so there is nothing to probe")
	}
	return nil
}

// normalVersion is the version of OpenAPI as the library knows it: it has a
// list of releases, and takes a patch release that it does not know for 3.0.
func normalVersion(v string) string {
	v += "."
	switch {
	case strings.HasPrefix(v, "3.1."):
		return "3.1.0"
	case strings.HasPrefix(v, "3.2."):
		return "3.2.0"
	case strings.HasPrefix(v, "3.0."), v == "3.":
		return "3.0.3"
	}
	return ""
}

// normalSwagger is 2.0 where that is meant, as by 2.0 without quotation marks;
// empty for other versions.
func normalSwagger(v string) string {
	if v == "2" || v == "2.0" {
		return "2.0"
	}
	return ""
}

// addPath adds a path and returns where its operations are to be put. A path
// given twice is one, at its first place.
func (o *outline) addPath(template string, at Position) pathKey {
	if p, ok := o.placed[template]; ok {
		return p
	}
	p := pathKey{template: template, at: at, operations: map[string]Position{}}
	o.placed[template] = p
	o.paths = append(o.paths, p)
	return p
}

// sectionOf is what validation calls a member of components, or of what stands
// in its place in Swagger 2.0; empty for other fields.
func sectionOf(field string) string {
	switch field {
	case "schemas", "definitions":
		return "schema"
	case "parameters", "responses", "headers", "examples", "links", "callbacks":
		return field[:len(field)-1]
	case "requestBodies":
		return "request body"
	case "securitySchemes", "securityDefinitions":
		return "security scheme"
	}
	return ""
}

// refer remembers a reference that is not to the document itself.
func (o *outline) refer(text string, at Position) {
	if text != "" && text[0] != '#' {
		o.references = append(o.references, reference{text, at})
	}
}

// note adds a finding about the text. A document with many of one kind has one
// habit, so only the first few are kept.
func (o *outline) note(code, text string, at Position) {
	const most = 50
	if len(o.findings) < most {
		o.findings = append(o.findings, DocumentFinding{Code: code, Text: text, At: at})
	}
}

func positionAt(file string, text []byte, offset int) Position {
	before := text[:min(max(offset, 0), len(text))]
	line := 1 + bytes.Count(before, []byte("\n"))
	return Position{File: file, Line: line, Column: len(before) - bytes.LastIndexByte(before, '\n')}
}

// positionOf is where a quotation stands first; unknown where it does not.
func (s *source) positionOf(quotation string) Position {
	if i := bytes.Index(s.raw, []byte(quotation)); i >= 0 && quotation != "" {
		return positionAt(s.file, s.raw, i)
	}
	return Position{File: s.file}
}
