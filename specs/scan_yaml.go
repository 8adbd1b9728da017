package specs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/oasdiff/yaml3"
)

// scanYAML parses YAML once, for places and for the JSON the library is given.
// The library would parse it again, fail on info.version: 1.0 without saying
// where, and forget the order of the paths.
func (s *source) scanYAML(text []byte) error {
	s.outline = newOutline()
	if yamlValues(text) > mostValues {
		return &fault{Position{File: s.file}, tooMany, nil}
	}
	var node yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.DisableTimestamps(true)
	switch err := decoder.Decode(&node); {
	case errors.Is(err, io.EOF):
		return &fault{Position{File: s.file}, "there is nothing but comments in the file; give the path of an OpenAPI document", nil}
	case err != nil:
		return s.brokenYAML(err)
	}
	y := &yamlScan{file: s.file, outline: &s.outline, most: 16<<20 + 20*len(text)}
	y.document(&node)
	s.json = y.out.Bytes()
	if y.err != nil {
		return y.err
	}
	return nil
}

// yamlValues is at least the number of values in a text, counted before it is
// parsed: a node takes a hundred times the memory of its text.
func yamlValues(text []byte) int {
	n := 1
	for _, c := range text {
		switch c {
		case '\n', ',', '[', '{', ':', '-', '?':
			n++
		}
	}
	return n
}

var (
	yamlLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)
	// parserError is what the library's parser says; its scanner says the rest.
	parserError = regexp.MustCompile(`^did not find expected (node content|key|'-' indicator|',' or|'<document start>'|<stream-start>)`)
)

// BrokenYAML is a YAML library's error about the text of a file, in one line that
// begins with the file and the line, as people count them.
func BrokenYAML(file string, text []byte, err error) error {
	return (&source{file: file, raw: text}).brokenYAML(err)
}

// brokenYAML tells the line as people count it. The library counts the lines of
// its parser's errors from 0, and leaves the first one out.
func (s *source) brokenYAML(err error) error {
	message := oneLine(err.Error())
	m := yamlLine.FindStringSubmatch(message)
	line, _ := strconv.Atoi(m[1])
	text := strings.TrimPrefix(message, m[0])
	switch {
	case parserError.MatchString(text):
		line++
	case line == 0 && !strings.HasPrefix(text, "unknown anchor"):
		line = 1
	}
	if last := bytes.Count(bytes.TrimSuffix(s.raw, []byte("\n")), []byte("\n")) + 1; len(s.raw) > 0 {
		line = min(line, last) // the end of the text is behind it
	}
	at := Position{File: s.file, Line: line}
	if name, ok := strings.CutPrefix(text, "unknown anchor '"); ok {
		name, _, _ = strings.Cut(name, "'")
		at = s.positionOf("*" + name)
	}
	return &fault{at, "this is not YAML: " + text + s.adviceOn(text, line), err}
}

// adviceOn is what to do about the two mistakes that the library does not call by
// their names.
func (s *source) adviceOn(text string, line int) string {
	switch {
	case strings.Contains(text, "UTF-8"):
		return "; save the file as UTF-8"
	case strings.Contains(text, "cannot start any token") && bytes.ContainsRune(s.lineOf(line), '\t'):
		return "; indent with spaces, which YAML wants, instead of tabs"
	}
	return ""
}

// lineOf is a line of the text, counted from 1; empty where there is none.
func (s *source) lineOf(line int) []byte {
	rest := s.raw
	for ; line > 1; line-- {
		_, after, ok := bytes.Cut(rest, []byte("\n"))
		if !ok {
			return nil
		}
		rest = after
	}
	here, _, _ := bytes.Cut(rest, []byte("\n"))
	return here
}

// yamlScan goes through the nodes and writes JSON.
type yamlScan struct {
	file    string
	outline *outline
	out     bytes.Buffer
	open    []*yaml.Node // aliases that are being followed
	most    int          // bytes that may be written: aliases can multiply
	merges  int          // merge keys that were followed: they can, too
	depth   int          // of the mappings and lists that are open
	err     error
}

// yamlPair is a member of a mapping.
type yamlPair struct {
	name  string
	key   *yaml.Node
	value *yaml.Node
}

func (y *yamlScan) at(n *yaml.Node) Position {
	return Position{File: y.file, Line: n.Line, Column: n.Column}
}

func (y *yamlScan) fail(n *yaml.Node, text string) {
	if y.err == nil {
		y.err = &fault{y.at(n), text, nil}
	}
}

func (y *yamlScan) document(n *yaml.Node) {
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	n = resolved(n)
	if n.Kind != yaml.MappingNode {
		return
	}
	y.outline.root = true
	y.mapping(n, func(p yamlPair) {
		switch p.name {
		case "openapi", "swagger":
			y.version(p)
		case "info":
			y.outline.places[p.name] = y.at(p.key)
			y.mappingOr(p.value, y.infoField)
		case "paths":
			y.outline.pathsAt, y.outline.hasPaths = y.at(p.key), resolved(p.value).Kind == yaml.MappingNode
			y.mappingOr(p.value, y.pathField)
		case "components":
			y.mappingOr(p.value, y.components)
		case "$ref":
			y.outline.refers = true
			y.value(p.value)
		default:
			y.outline.places[p.name] = y.at(p.key)
			y.components(p)
		}
	})
}

// components notes where each component stands.
func (y *yamlScan) components(p yamlPair) {
	section := sectionOf(p.name)
	if section == "" {
		y.value(p.value)
		return
	}
	y.mappingOr(p.value, func(p yamlPair) {
		y.outline.places[section+" "+p.name] = y.at(p.key)
		y.value(p.value)
	})
}

func (y *yamlScan) version(p yamlPair) {
	v := resolved(p.value).Value
	y.outline.versions[p.name] = y.at(p.key)
	if p.name == "swagger" {
		y.outline.swagger = v
		if normal := normalSwagger(v); normal != "" {
			v = normal
		}
	} else {
		y.outline.openapi = v
		if normal := normalVersion(v); normal != "" {
			v = normal
		}
	}
	y.string(v)
}

// infoField writes a number or a date in the place of a string as a string.
func (y *yamlScan) infoField(p yamlPair) {
	v := resolved(p.value)
	if (p.name == "version" || p.name == "title") && v.Kind == yaml.ScalarNode && v.ShortTag() != "!!null" {
		y.string(v.Value)
		return
	}
	y.value(v)
}

func (y *yamlScan) pathField(p yamlPair) {
	if strings.HasPrefix(p.name, "x-") {
		y.value(p.value)
		return
	}
	path := y.outline.addPath(p.name, y.at(p.key))
	if n := resolved(p.value); n.Kind == yaml.MappingNode {
		y.item(path, n)
		return
	}
	y.value(p.value)
}

func (y *yamlScan) item(path pathKey, n *yaml.Node) {
	y.mappingAs(n, func(p *yamlPair) {
		method, ok := fixedMethod(p.name)
		if !ok {
			return
		}
		path.operations[method] = y.at(p.key)
		if lower := strings.ToLower(p.name); lower != p.name {
			y.outline.note("spec/method-case", methodCaseText(p.name), y.at(p.key))
			p.name = lower
		}
	}, func(p yamlPair) {
		if v := resolved(p.value); p.name == "$ref" && v.Kind == yaml.ScalarNode {
			y.outline.items[path.template] = v.Value
		}
		if p.name == "additionalOperations" {
			y.mappingOr(p.value, func(p yamlPair) { path.operations[p.name] = y.at(p.key); y.value(p.value) })
			return
		}
		y.value(p.value)
	})
}

func methodCaseText(name string) string {
	return fmt.Sprintf("the operation %s is written in upper case; OpenAPI has it in lower case, and other tools may not see it", name)
}
