package specs

import (
	"cmp"
	"crypto/rand"
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// builder makes a plan of a document. It holds what a plan does not need once
// it is made: the library's own types.
type builder struct {
	src       *source
	doc       *openapi3.T
	options   Options
	plan      *Plan
	schemas   *schemas
	routes    []*route // one for each of plan.Paths
	nevers    []*route // those with an operation that is never to be sent
	trie      *trie
	others    []string               // the methods that every path is asked for
	headers   map[string]http.Header // by Accept
	relatives *family                // of the schemas of the components, once they are looked for
}

// route is a path of the plan under construction, with what the document says
// of it in the library's terms.
type route struct {
	*Path
	items      []item
	operations []*declared // one for each of Path.Operations
	never      bool        // x-proverb: {safety: never} on the path item
}

// item is one path item of the document; a route has several where templates
// differ in the names of parameters only.
type item struct {
	key      pathKey
	template *template
	kin      *openapi3.PathItem
}

// declared is an operation with its parameters, those of the path item
// included, under the names that the route's template gives them.
type declared struct {
	*Operation
	kin        *openapi3.Operation
	parameters []parameter
	sent       []sentParameter // of these, once they are known
}

type parameter struct {
	Parameter
	kin *openapi3.Parameter
}

func newPlan(src *source, doc *openapi3.T, o Options) (*Plan, error) {
	b := &builder{
		src: src, doc: doc, options: o,
		plan:    &Plan{Unknown: o.Unknown, source: &loaded{src: src, doc: doc}},
		schemas: newSchemas(doc),
		headers: map[string]http.Header{},
	}
	if b.plan.Unknown == "" {
		b.plan.Unknown = unknownToken()
	}
	b.describe()
	b.settleSafety()
	b.addRoutes()
	if len(b.routes) == 0 {
		return nil, b.nothing()
	}
	b.noteAmbiguous()
	b.noteEndless()
	b.finishDocument()
	var err error
	if b.plan.Document.NamedError, err = b.namedError(); err != nil {
		return nil, err
	}
	b.plan.overlaps = indexOverlaps(b.plan.Paths)
	return b.plan, b.addProbes()
}

// nothing is the error of a document without operations.
func (b *builder) nothing() error {
	for _, f := range b.plan.Document.Findings {
		if f.Code == codeRemoteRef {
			return &fault{f.At, "no path of the document has an operation without what is remote: " + f.Text, nil}
		}
	}
	return &fault{b.src.outline.pathsAt, "no path of the document has an operation, so there is nothing to probe", nil}
}

// unknownToken is fresh for every plan, so that nobody can have learnt it.
func unknownToken() string {
	token := []byte("PROVERB")
	for range 6 {
		n, err := rand.Int(rand.Reader, big.NewInt(26))
		if err != nil {
			n = big.NewInt(16)
		}
		token = append(token, 'A'+byte(n.Int64()))
	}
	return string(token)
}

func (b *builder) describe() {
	d := &b.plan.Document
	d.File, d.SHA256, d.OpenAPI = b.src.file, b.src.sha256, cmp.Or(b.src.outline.openapi, b.src.outline.swagger)
	if b.doc.Info != nil {
		d.Title, d.Version = b.doc.Info.Title, b.doc.Info.Version
	}
	d.Servers = serverURLs(b.doc.Servers)
	d.Security = b.securitySchemes()
	d.Findings = b.src.outline.findings
}

// settleSafety decides the level of the plan.
func (b *builder) settleSafety() {
	if b.options.SafetyOf != nil {
		b.options.Safety = b.options.SafetyOf(&b.plan.Document)
	}
	b.options.Safety = cmp.Or(b.options.Safety, ReadOnly)
	b.plan.Safety = b.options.Safety
}

func (b *builder) note(code, text string, at Position) {
	d := &b.plan.Document
	d.Findings = append(d.Findings, DocumentFinding{Code: code, Text: text, At: at})
}

// addRoutes makes a route of each path item, in the document's order, and one
// of all that have the same shape.
func (b *builder) addRoutes() {
	byShape := map[string]*route{}
	items := b.doc.Paths.Map()
	for _, key := range b.src.outline.paths {
		kin := items[key.template]
		if kin == nil || len(kin.Operations()) == 0 {
			b.note("spec/empty-path-item", "the path "+key.template+" has no operation, and is not probed", key.at)
			continue
		}
		b.checkTemplate(key)
		it := item{key, parseTemplate(key.template), kin}
		shape := it.template.shape()
		r := byShape[shape]
		if r == nil {
			r = b.newRoute(it)
			byShape[shape] = r
		} else {
			b.merge(r, it)
		}
		b.addOperations(r, it)
	}
}

func (b *builder) newRoute(it item) *route {
	r := &route{Path: &Path{
		Template: it.key.template,
		Base:     b.baseOf(it),
		File:     it.key.item().File,
		Line:     it.key.item().Line,
		template: it.template,
	}}
	b.routes = append(b.routes, r)
	b.plan.Paths = append(b.plan.Paths, r.Path)
	return r
}

func (b *builder) merge(r *route, it item) {
	r.Aliases = append(r.Aliases, it.key.template)
	b.note("spec/path-collision", "the paths "+r.Template+" and "+it.key.template+
		" differ in the names of parameters only: they are the same path, and are taken together", it.key.at)
}

// checkTemplate notes what a path must not hold.
func (b *builder) checkTemplate(key pathKey) {
	t := parseTemplate(key.template)
	switch {
	case strings.HasPrefix(t.rest, "?"):
		b.note("spec/path-query", "the path "+key.template+" holds a query; OpenAPI has parameters for that", key.at)
	case strings.HasPrefix(t.rest, "#"):
		b.note("spec/path-fragment", "the path "+key.template+" holds a fragment, which is never sent to a server", key.at)
	}
	if !strings.HasPrefix(key.template, "/") {
		b.note("spec/path-slash", "the path "+key.template+" does not begin with a slash; it is taken as if it did", key.at)
	}
}

// finishDocument gathers what is said of the document as a whole.
func (b *builder) finishDocument() {
	methods := map[string]bool{"GET": true, "HEAD": true}
	media := map[string]bool{}
	for _, r := range b.routes {
		b.sortOperations(r)
		if slices.ContainsFunc(r.Operations, func(o *Operation) bool { return o.Never }) {
			b.nevers = append(b.nevers, r)
		}
		for _, o := range r.Operations {
			methods[o.Method] = true
			for _, response := range o.Responses {
				for _, m := range response.Media {
					media[m.Type] = true
				}
			}
		}
	}
	b.plan.Methods = slices.Sorted(maps.Keys(methods))
	b.plan.Document.MediaTypes = slices.Sorted(maps.Keys(media))
	b.plan.Document.ErrorMedia = documentErrorMedia(b.plan.Paths)
}

func (b *builder) sortOperations(r *route) {
	slices.SortStableFunc(r.operations, func(x, y *declared) int { return strings.Compare(x.Method, y.Method) })
	for _, o := range r.operations {
		r.Operations = append(r.Operations, o.Operation)
		r.Declared = append(r.Declared, o.Method)
	}
}
