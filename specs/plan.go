// Package specs reads an OpenAPI document into a Plan: every probe that would
// be sent to a server, and what the document says about each. It sends nothing,
// and no type of the OpenAPI library it uses leaves it.
package specs

import (
	"net/http"
)

// Plan is what would be asked of a server, and what its document says about
// each question. It is made for one safety level and is read-only once made.
type Plan struct {
	Document Document
	// Paths are in the document's order.
	Paths []*Path
	// Methods is the design's S, sorted: every method declared anywhere in the
	// document, plus GET and HEAD. They are the methods the server implements.
	Methods []string
	// Unknown is the unregistered token that the probes of kind unknown send:
	// PROVERB and six letters A to Z, fresh for every plan.
	Unknown string
	// Safety is the level the plan was made for.
	Safety Safety

	overlaps *overlaps // nil in a plan made by hand
	source   *loaded   // likewise
}

// Document is what is told of the OpenAPI document itself.
type Document struct {
	File    string // as the user named it
	Title   string
	Version string // info.version
	OpenAPI string // the version of OpenAPI it is written in
	SHA256  string // of the bytes read, in hexadecimal
	// Servers are the document's server URLs, variables filled by their defaults.
	Servers []string
	// MediaTypes are all the response media types of the document, sorted.
	MediaTypes []string
	// ErrorMedia are the media types of at least 80% of the documented 4xx, 5xx
	// and default responses with content, each with its commonest schema, that of
	// 422 left out. It is what an error without a place in the document is held to.
	ErrorMedia []Media
	// NamedError is what it is held to instead where Options.ErrorSchema names a
	// schema; empty where it names none.
	NamedError []Media
	// Security holds the security schemes by name.
	Security map[string]SecurityScheme
	// Findings are what is wrong with the document itself.
	Findings []DocumentFinding
}

// Mark is six letters for names that no API has: those of paths and ids that are
// asked for because they do not exist. They are the document's, and so the same
// in every run and in every shard of one.
func (d *Document) Mark() string { return markOf(d.SHA256) }

func markOf(sha256 string) string {
	letters := []byte("zqxjkv")
	for i := range min(len(letters), len(sha256)) {
		letters[i] = 'a' + sha256[i]%26
	}
	return string(letters)
}

// DocumentFinding is one fault of the document. It never stops a run.
type DocumentFinding struct {
	Code   string // a stable slug, as spec/path-collision
	Detail string // which of the cases of the code it is; empty where there is one
	Text   string
	At     Position
}

// SecurityScheme says how a credential is given to the API.
type SecurityScheme struct {
	Type   string // http, apiKey, oauth2, openIdConnect, mutualTLS
	Scheme string // of type http: basic, bearer, ...
	In     string // of type apiKey: header, query, cookie
	Name   string // of type apiKey: the field, query or cookie name
	// TokenURL is where a client gets a token (RFC 6749 section 4.4), as the document
	// has it; empty where the scheme has no such flow. Scopes are those that the
	// operations ask for, sorted, with a space between them.
	TokenURL, Scopes string
}

// Position is a place in a file. Line and Column count from 1; 0 is unknown.
type Position struct {
	File   string
	Line   int
	Column int
}

// Path is a path template of the document with everything asked of it.
type Path struct {
	Template string // as in the document: /books/{bookId}
	// Aliases are other templates that differ from Template in the names of
	// parameters only; their operations are merged into this path.
	Aliases []string
	// Base is the path of the server URL that goes before the template, without
	// a slash at the end: of the path's own servers, else of the document's.
	Base string
	// Declared are the methods the document declares here, sorted.
	Declared []string
	// Operations are the declared operations, one for each of Declared, in its order.
	Operations []*Operation
	// Parent is the nearest path above that declares GET and whose template is
	// this one's without its last parameter (/books for /books/{bookId}); its
	// answer is harvested for ids. Nil when there is none.
	Parent *Path
	// Harvests are where values of the path parameters may be found, best first.
	Harvests []Harvest
	// Links are what the document's links say of where that is which an unsafe
	// operation of the path has made.
	Links []Link
	// Values are the values to try for the path parameters, in the order to try
	// them; a parameter has one Value for each source that has something to say.
	Values []Value
	// Impossible has one Value for each path parameter, of the right form and of
	// no resource: where unsafe probes are sent.
	Impossible []Value
	// Probes are in the order in which they are to be sent: unknown, variant,
	// OPTIONS, HEAD, GET, other safe methods, PATCH, PUT, POST, DELETE.
	Probes []Probe
	// File and Line are where the path's item is written: not in the document itself
	// where that has nothing but a $ref there.
	File string
	Line int

	template *template // Template taken apart; nil in a path made by hand
}

// Value is what one source says about one path parameter.
type Value struct {
	Name   string
	Source string // one of the Source constants
	// Candidates are unescaped values, best first. For SourceHarvested it is
	// empty in a Plan: the runner fills it from the parent's answer.
	Candidates []string
}

// Sources of values, in the order in which they are tried.
const (
	SourceParam      = "param"      // given by the user
	SourceExtension  = "x-proverb"  // the document's x-proverb, which is meant for this
	SourceExample    = "example"    // example or examples of the parameter or its schema
	SourceDefault    = "default"    // the schema's default
	SourceEnum       = "enum"       // the schema's enum or const
	SourceHarvested  = "harvested"  // from the answer of the parent's GET
	SourceSampled    = "sampled"    // made from the schema
	SourceImpossible = "impossible" // of the right form and of no resource
	SourceCreated    = "created"    // of a resource the run itself made
)

// Probe is one request to send, and what the document says about it.
type Probe struct {
	Path   *Path
	Kind   Kind
	Method string // the token that is sent
	Form   Form
	// Values are the path values to use when they are not the path's live ones:
	// Path.Impossible, or nil.
	Values []Value
	Query  string // encoded, without "?"
	// Header holds what the probe sends beside the fields of the run (Host,
	// User-Agent, credentials): Accept, Accept-Language, Accept-Encoding,
	// Content-Type, required header parameters.
	Header http.Header
	Body   []byte
	// Operation is what the document declares for the method here; nil unless
	// Kind is declared.
	Operation *Operation
	// Safety is the lowest level at which the probe may be sent.
	Safety Safety
	// NotSent is why the probe is not sent, where the document and the level
	// alone decide it; empty otherwise.
	NotSent Reason
}

// Name is the method as people and CI servers key on it: UNKNOWN for the
// unregistered token, whatever its letters, otherwise the method itself.
func (p *Probe) Name() string {
	if p.Kind == KindUnknown {
		return "UNKNOWN"
	}
	return p.Method
}

// Template is the template of the probe's path, empty for a probe of a control
// whose target is no path of the document.
func (p *Probe) Template() string {
	if p.Path == nil {
		return ""
	}
	return p.Path.Template
}

// Form is the shape in which a request is sent.
type Form string

// Forms of a request. At guarded, a declared unsafe operation is sent only in a
// form that is meant to be refused.
const (
	FormPlain      Form = "plain"      // as the method wants it; undeclared ones without content
	FormValid      Form = "valid"      // a declared unsafe operation as the document wants it (level full)
	FormNoBody     Form = "no-body"    // a required body is left out
	FormMalformed  Form = "malformed"  // a body that is not what its media type says
	FormImpossible Form = "impossible" // to an id that does not exist
)

// Kind says how the document stands to a probe's method.
type Kind string

// The kinds of probes. S is Plan.Methods.
const (
	KindDeclared   Kind = "declared"   // declared on this path
	KindImplied    Kind = "implied"    // HEAD where GET is declared; OPTIONS
	KindElsewhere  Kind = "elsewhere"  // in S, not on this path
	KindRegistered Kind = "registered" // in the IANA registry, not in S
	KindUnknown    Kind = "unknown"    // an unregistered token
	KindVariant    Kind = "variant"    // GET in lower case
)

// Kinds are all the kinds, in the order of the design.
var Kinds = []Kind{KindDeclared, KindImplied, KindElsewhere, KindRegistered, KindUnknown, KindVariant}

// Safety is how much a run may risk.
type Safety string

// The safety levels, from the least to the most that is sent.
const (
	ReadOnly Safety = "read-only" // safe methods and unknown tokens
	Guarded  Safety = "guarded"   // all methods; declared unsafe ones only in a form meant to be refused
	Full     Safety = "full"      // also valid requests for every declared operation
)

// Allows reports whether a run at level s may send what demands level need.
func (s Safety) Allows(need Safety) bool { return s.rank() >= need.rank() }

func (s Safety) rank() int {
	switch s {
	case Full:
		return 2
	case Guarded:
		return 1
	}
	return 0
}

// DeclaredOn returns the operation that the document declares for method on
// the path, nil if there is none.
func (p *Path) DeclaredOn(method string) *Operation {
	for _, o := range p.Operations {
		if o.Method == method {
			return o
		}
	}
	return nil
}
