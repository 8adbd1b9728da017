package specs

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"

	"github.com/getkin/kin-openapi/openapi3"
)

// files are what the document refers to: its own folder and those below. Elsewhere
// nothing is read, because a document under test may come from anybody; the
// network only where the user has said so.
type files struct {
	document   *url.URL
	root       string                       // the document's folder; empty for a remote document
	beside     string                       // the same as the user named it
	fetch      func(string) ([]byte, error) // nil: nothing is fetched
	references map[string][]placed          // to remote files, by their URL without fragment
	contents   map[string][]byte            // what was read, by URL: the library may ask more than once
	texts      map[string]*source           // the same as it is written
	left       int64                        // bytes that may still be read
	findings   []DocumentFinding
	refused    error // the first that could not be read; its place may be open
	refusedRef string
}

// placed is a fragment of a remote file that somebody refers to.
type placed struct {
	fragment string
	at       Position
}

func newFiles(document *url.URL, name string, fetch func(string) ([]byte, error)) *files {
	f := &files{document: document, fetch: fetch, references: map[string][]placed{}, contents: map[string][]byte{}, texts: map[string]*source{}, left: MaxBytes}
	if document.Host == "" {
		f.root, f.beside = filepath.Dir(filepath.FromSlash(document.Path)), path.Dir(filepath.ToSlash(name))
	}
	return f
}

// add remembers the references of a file to remote ones.
func (f *files) add(from *url.URL, references []reference) {
	for _, r := range references {
		to, err := from.Parse(r.text)
		if err != nil || to.Host == "" {
			continue
		}
		fragment := to.Fragment
		to.Fragment, to.RawFragment = "", ""
		f.references[to.String()] = append(f.references[to.String()], placed{fragment, r.at})
	}
}

// read is what the library calls for each file.
func (f *files) read(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
	if data, ok := f.contents[location.String()]; ok {
		return data, nil
	}
	data, err := f.readFirst(location)
	if err == nil {
		f.contents[location.String()] = data
	}
	return data, err
}

func (f *files) readFirst(location *url.URL) ([]byte, error) {
	if *location == *f.document {
		return []byte("{}"), nil // the library has it, and asks all the same when a file refers back to it
	}
	if location.Host != "" || location.Scheme != "" && location.Scheme != "file" {
		return f.readRemote(location)
	}
	name, data, err := f.readLocal(location)
	if err != nil {
		return nil, err
	}
	return f.scanned(data, f.shown(name), location)
}

// shown is a file of the document's folder, told as the document itself was.
func (f *files) shown(name string) string { return path.Join(f.beside, filepath.ToSlash(name)) }

func (f *files) readLocal(location *url.URL) (name string, data []byte, err error) {
	file := filepath.FromSlash(location.Path)
	name, err = filepath.Rel(f.root, file)
	if err != nil || f.root == "" {
		name = file
	}
	shown := filepath.ToSlash(name)
	if f.root == "" || !filepath.IsLocal(name) {
		return name, nil, f.refuse(shown, "it is outside the document's folder; move it there")
	}
	data, err = f.readIn(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return name, nil, f.refuse(shown, "there is no such file; put it there, or mend the reference")
	case err != nil && isFolder(file):
		return name, nil, f.refuse(shown, "it is a folder; name a file in it")
	case err != nil:
		return name, nil, f.refuse(shown, oneLine(err.Error()))
	}
	return name, data, nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// refuse keeps the first reason; whoever hears of the error finds the place.
func (f *files) refuse(ref, reason string) error {
	if f.refused == nil {
		f.refusedRef = ref
		f.refused = &fault{text: "$ref to " + ref + ": " + reason}
	}
	return errors.New("$ref to " + ref + ": " + reason)
}

// readIn reads a file that is below the document's folder also when symbolic
// links are followed.
func (f *files) readIn(name string) ([]byte, error) {
	file, err := os.OpenInRoot(f.root, name)
	if err != nil {
		return nil, f.unopened(name, err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, f.left+1))
	if err == nil {
		err = f.count(data)
	}
	return data, err
}

// unopened says of a file that exists what keeps it from being opened.
func (f *files) unopened(name string, err error) error {
	target, linkErr := filepath.EvalSymlinks(filepath.Join(f.root, name))
	if root, rootErr := filepath.EvalSymlinks(f.root); linkErr == nil && rootErr == nil && target != filepath.Join(root, name) {
		return errors.New("it is a link to " + filepath.ToSlash(target) + ", outside the document's folder; put the file itself there")
	}
	return err
}

func (f *files) count(data []byte) error {
	if f.left -= int64(len(data)); f.left < 0 {
		return fmt.Errorf("the files that the document refers to are more than %d MB in all, which is not read", MaxBytes>>20)
	}
	return nil
}

// scanned is a file's text as the library can have it.
func (f *files) scanned(data []byte, name string, location *url.URL) ([]byte, error) {
	s, err := scanFile(data, filepath.ToSlash(name))
	if err != nil {
		if f.refused == nil {
			f.refused = err
		}
		return nil, err
	}
	f.add(location, s.outline.references)
	f.texts[location.String()] = s
	f.findings = append(f.findings, s.outline.findings...)
	return s.asJSON(), nil
}
