package specs

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// Options say what kind of plan to make of a document. The zero value makes the
// plan of level read-only with no values of the user's.
type Options struct {
	Safety Safety // "" is ReadOnly
	// SafetyOf, where it is set, decides the level instead, by what the document says
	// of itself (its servers); what it says of its paths is not known yet.
	SafetyOf func(*Document) Safety
	// AllMethods asks for the whole IANA registry (never CONNECT or PRI) where
	// otherwise only PATCH, PUT, DELETE, POST, OPTIONS, TRACE, QUERY and
	// PROPFIND are asked.
	AllMethods bool
	// Params are values of the user's for path parameters, tried before all others.
	Params []Param
	// Include, when it names anything, keeps only what it matches; Exclude takes
	// away what it matches. Both hold for probes of every kind by path and method,
	// and for declared ones also by tag and operation id.
	Include, Exclude Filter
	// Fetch reads a remote file that the document refers to, by its URL; nil leaves
	// out what depends on it.
	Fetch func(url string) ([]byte, error)
	// ErrorSchema names the schema, of the document's components, that errors are
	// held to which have no place in the document: those to methods that a path
	// does not declare. "" takes the path's errors, else the document's.
	ErrorSchema string
	// MaxPaths is how many paths are planned for at most, and half of how many
	// operations; 0 is DefaultMaxPaths.
	MaxPaths int
	// Unknown fixes the unregistered token; "" draws PROVERB and six letters.
	Unknown string
}

// Param is a value of the user's for a parameter: --param [METHOD ][/path:]name=value.
type Param struct {
	Method, Path string // "" is any
	Name, Value  string
	// From is where it is given, as params.yaml:3; empty is --param.
	From string
}

// given is what the user wrote, for messages.
func (p Param) given() string {
	if p.From != "" {
		return p.From + ": " + p.Name
	}
	return "--param " + p.Name + "=" + p.Value
}

// Filter chooses probes. Paths are globs over templates where * stands for any
// run of characters, / included.
type Filter struct {
	Paths, Methods, Tags, OperationIDs []string
}

// Load reads an OpenAPI document from a file and makes a plan of it. An error
// is one line that begins with the file, and the line where there is one.
func Load(file string, o Options) (*Plan, error) {
	data, err := ReadFile(file)
	if err != nil {
		return nil, err
	}
	return Parse(data, file, o)
}

// ReadFile reads a document of at most MaxBytes. An error is one line that
// begins with the file.
func ReadFile(file string) ([]byte, error) {
	info, err := os.Stat(file)
	switch {
	case err == nil && info.Size() > MaxBytes:
		return nil, &fault{Position{File: file}, tooLarge, nil}
	case err == nil && info.Mode().IsRegular():
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, unreadable(file, err)
		}
		return data, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, unreadable(file, err)
	}
	defer f.Close()
	return Read(f, file)
}

// Read is ReadFile of what is open already; file is the name to tell of it.
func Read(r io.Reader, file string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	switch {
	case err != nil:
		return nil, unreadable(file, err)
	case len(data) > MaxBytes:
		return nil, &fault{Position{File: file}, tooLarge, nil}
	}
	return data, nil
}

func unreadable(file string, err error) error {
	text := "the OpenAPI document cannot be read: "
	var pathError *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &fault{Position{File: file}, "there is no such file; give the path of an OpenAPI document", err}
	case errors.As(err, &pathError):
		text += pathError.Err.Error()
	default:
		text += err.Error()
	}
	return &fault{Position{File: file}, text, err}
}

// Parse is Load of bytes; file is the name to tell of them, and the place that
// relative references start from (a URL, for a document that was fetched).
func Parse(data []byte, file string, o Options) (*Plan, error) {
	src, err := read(data, file)
	if err != nil {
		return nil, err
	}
	if text := src.outline.crowd(o.maxPaths()); text != "" {
		return nil, &fault{src.outline.pathsAt, text, nil}
	}
	doc, err := src.load(o.Fetch)
	if err != nil {
		return nil, err
	}
	src.empty = src.emptyTexts(doc)
	src.raw, src.json, src.mended = nil, nil, nil // a plan keeps what it is made from, but not as text
	plan, err := newPlan(src, doc, o)
	if err != nil {
		return nil, err
	}
	return plan, plan.checkParams(o.Params)
}
