package specs

import (
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// load hands the document to the library. Nothing is validated: almost half of
// the documents in use fail that, and can be probed all the same.
func (s *source) load() (*openapi3.T, error) {
	abs, err := filepath.Abs(s.file)
	if err != nil {
		return nil, &fault{Position{File: s.file}, "the place of the file is not known: " + err.Error(), err}
	}
	folder := &folder{root: filepath.Dir(abs), document: abs}
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = folder.read
	doc, err := loader.LoadFromDataWithPath(s.json, &url.URL{Path: filepath.ToSlash(abs)})
	if err != nil {
		return nil, s.unloadable(err, folder)
	}
	return doc, nil
}

// unloadable says in one line why the library refuses the document.
func (s *source) unloadable(err error, f *folder) error {
	if f.refused != "" {
		at := s.positionOf(f.refused)
		if at.Line == 0 {
			at = s.positionOf(filepath.Base(f.refused))
		}
		return &fault{at, "$ref to " + f.refused + ": " + f.reason, err}
	}
	message := err.Error()
	if _, after, ok := strings.Cut(message, "json error: "); ok {
		message, _, _ = strings.Cut(after, ", yaml error: ")
	}
	return &fault{s.positionOf(quoted(message)), "the document cannot be read: " + oneLine(message), err}
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

// folder is where files that the document refers to are read from: its own
// folder and those below. Elsewhere, the network above all, nothing is read,
// because a document under test may come from anybody.
type folder struct {
	root            string
	document        string
	refused, reason string // the first reference that was refused, and why
}

func (f *folder) read(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
	if location.Host != "" || location.Scheme != "" && location.Scheme != "file" {
		return nil, f.refuse(location.String(), "it is remote, and nothing is fetched; put the file beside the document")
	}
	file := filepath.FromSlash(location.Path)
	if file == f.document {
		return nil, errors.New("the document is read already") // and has no such place: the caller says so
	}
	name, err := filepath.Rel(f.root, file)
	if err != nil {
		name = file
	}
	if !filepath.IsLocal(name) {
		return nil, f.refuse(filepath.ToSlash(name), "it is outside the document's folder; move it there")
	}
	data, err := readIn(f.root, name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, f.refuse(filepath.ToSlash(name), "there is no such file")
	}
	if err != nil {
		return nil, f.refuse(filepath.ToSlash(name), oneLine(err.Error()))
	}
	return data, nil
}

func (f *folder) refuse(ref, reason string) error {
	if f.refused == "" {
		f.refused, f.reason = ref, reason
	}
	return errors.New("$ref to " + ref + ": " + reason)
}

// readIn reads a file that is below a folder also when symbolic links are
// followed.
func readIn(root, name string) ([]byte, error) {
	file, err := os.OpenInRoot(root, name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}
