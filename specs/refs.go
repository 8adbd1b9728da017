package specs

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// reference is a $ref to another file, and where it stands.
type reference struct {
	text string
	at   Position
}

// load hands the document to the library. Nothing is validated: almost half of
// the documents in use fail that, and can be probed all the same.
func (s *source) load(fetch func(string) ([]byte, error)) (*openapi3.T, error) {
	location, err := s.location()
	if err != nil {
		return nil, &fault{Position{File: s.file}, "the place of the document is not known: " + err.Error(), err}
	}
	doc, files, err := s.loadAt(location, fetch)
	for left := mostMisfits; err != nil && left > 0 && files.refused == nil && s.leaveOutMisfit(err); left-- {
		doc, files, err = s.loadAt(location, fetch)
	}
	if err != nil && files.refused == nil && !s.isSwagger() && s.mend() {
		doc, files, err = s.loadAt(location, fetch)
	}
	if err != nil {
		return nil, s.unloadable(err, files)
	}
	s.outline.findings = append(s.outline.findings, files.findings...)
	return doc, nil
}

// loadAt is one attempt. The files are those that were read for it.
func (s *source) loadAt(location *url.URL, fetch func(string) ([]byte, error)) (*openapi3.T, *files, error) {
	files := newFiles(location, s.file, fetch)
	files.add(location, s.outline.references)
	s.followItems(files, location)
	doc, err := s.loadWith(files.loader(), location)
	return doc, files, err
}

func (f *files) loader() *openapi3.Loader {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = f.read
	return loader
}

// location is where relative references start from.
func (s *source) location() (*url.URL, error) {
	if isRemote(s.file) {
		return url.Parse(s.file)
	}
	abs, err := filepath.Abs(s.file)
	return &url.URL{Path: filepath.ToSlash(abs)}, err
}

// isRemote reports whether a reference or the name of a document leads to
// another machine.
func isRemote(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "//")
}

// loadWith decodes the document and follows its references.
func (s *source) loadWith(loader *openapi3.Loader, location *url.URL) (*openapi3.T, error) {
	if s.isSwagger() {
		return s.loadSwagger(loader, location)
	}
	// The loader is told of the document before there is anything in it: files refer
	// back to it, and are to find this very one.
	doc, err := loader.LoadFromDataWithPath([]byte(`{"openapi":"`+normalVersion(s.outline.openapi)+`"}`), location)
	if err != nil {
		return nil, err
	}
	if err := s.decode(doc); err != nil {
		return nil, err
	}
	for template, ref := range s.outline.items {
		if item := doc.Paths.Value(template); item != nil && item.Ref != "" {
			item.Ref = ref
		}
	}
	return doc, loader.ResolveRefsIn(doc, location)
}

// decode fills doc. What the nodes of YAML do not allow, such as a name that is given
// twice, JSON may, and says more of what is wrong.
func (s *source) decode(doc *openapi3.T) error {
	tree := s.mended
	if tree == nil {
		tree = treeOf(s.json)
	}
	if tree.Decode(doc) == nil {
		return nil
	}
	return json.Unmarshal(s.json, doc)
}

// unloadable says in one line why the library refuses the document.
func (s *source) unloadable(err error, f *files) error {
	var broken *fault
	if errors.As(f.refused, &broken) {
		if broken.at.File == "" {
			broken.at = s.referenceTo(f.refusedRef)
		}
		return broken
	}
	if at := s.misfitError(err); at != nil {
		return at
	}
	message := err.Error()
	if _, after, ok := strings.Cut(message, "json error: "); ok {
		message, _, _ = strings.Cut(after, ", yaml error: ")
	}
	text := "the document cannot be read: " + oneLine(message)
	if m := wrongKind.FindStringSubmatch(message); m != nil {
		text = fmt.Sprintf("the document cannot be read: the $ref to %s leads to something else than a %s; mend the reference", m[1], m[2])
	}
	return &fault{s.positionOf(quoted(message)), text, err}
}

// wrongKind is what the library says of a reference to an object of another kind.
var wrongKind = regexp.MustCompile(`bad data in "([^"]*)" \(expecting ref to ([a-z ]+) object\)`)

// referenceTo is where the document refers to a file that could not be read.
func (s *source) referenceTo(file string) Position {
	if at := s.positionOf(file); at.Line > 0 {
		return at
	}
	return s.positionOf(filepath.Base(file))
}

// quoted is the last reference that a message quotes; its first use is the
// best place to point at.
func quoted(message string) string {
	parts := strings.Split(message, `"`)
	for i := len(parts) - 2; i > 0; i-- {
		if strings.Contains(parts[i], "#/") || strings.Contains(parts[i], "./") {
			return parts[i]
		}
	}
	return ""
}
