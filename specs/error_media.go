package specs

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// ErrorSource is where it was found what an error without a place in the
// document is held to.
type ErrorSource string

// The sources of the content of errors, the first that says anything counts.
const (
	ErrorFromOption   ErrorSource = "option"   // Options.ErrorSchema
	ErrorFromPath     ErrorSource = "path"     // the path's operations
	ErrorFromDocument ErrorSource = "document" // the most common of the document's errors
)

// ErrorMedia is what the document promises of an error answer to a method that
// the path does not declare. OpenAPI has no place for it, so it is what
// Options.ErrorSchema names, else read from the neighbours: the content of 405
// or 501, else of 4XX or 5XX, else of default, of the path's operations (GET
// first), else the document's ErrorMedia. Empty when nothing is promised.
func (p *Plan) ErrorMedia(path *Path, status int) []Media {
	media, _ := p.ErrorBody(path, status)
	return media
}

// ErrorBody is ErrorMedia and where it was found; the source is empty where
// nothing is promised.
func (p *Plan) ErrorBody(path *Path, status int) ([]Media, ErrorSource) {
	if len(p.Document.NamedError) > 0 {
		return p.Document.NamedError, ErrorFromOption
	}
	if path != nil {
		operations := getFirst(path.Operations)
		for _, want := range errorSlots(status) {
			if media := promised(operations, want); len(media) > 0 {
				return media, ErrorFromPath
			}
		}
	}
	if len(p.Document.ErrorMedia) == 0 {
		return nil, ""
	}
	return p.Document.ErrorMedia, ErrorFromDocument
}

// namedError is the schema that Options.ErrorSchema names, with the media types
// that errors have it in: those of the document, else its usual ones that are
// JSON, else both that a JSON API may have.
func (b *builder) namedError() ([]Media, error) {
	name := b.options.ErrorSchema
	if name == "" {
		return nil, nil
	}
	var ref *openapi3.SchemaRef
	if b.doc.Components != nil {
		ref = b.doc.Components.Schemas[name]
	}
	if ref == nil || ref.Value == nil {
		return nil, fmt.Errorf("the document has no schema %q for errors; %s", name, b.schemaNames())
	}
	schema := b.schemas.handle(ref, "/components/schemas/"+escapePointer(name))
	var media []Media
	for _, t := range b.errorTypesOf(schema) {
		media = append(media, Media{Type: t, Schema: schema})
	}
	return media, nil
}

// schemaNames are the schemas that may be named, for the message that one is not.
func (b *builder) schemaNames() string {
	if b.doc.Components == nil || len(b.doc.Components.Schemas) == 0 {
		return "it has none in components"
	}
	names := slices.Sorted(maps.Keys(b.doc.Components.Schemas))
	const most = 20
	if len(names) > most {
		names = append(names[:most], "...")
	}
	return "it has " + strings.Join(names, ", ")
}

func (b *builder) errorTypesOf(schema *Schema) []string {
	types := map[string]bool{}
	for _, path := range b.plan.Paths {
		for m := range errorsOf(path) {
			if m.Schema == schema {
				types[m.Type] = true
			}
		}
	}
	if len(types) == 0 {
		for _, m := range b.plan.Document.ErrorMedia {
			if strings.Contains(m.Type, "json") {
				types[m.Type] = true
			}
		}
	}
	if len(types) == 0 {
		return []string{"application/json", "application/problem+json"}
	}
	return slices.Sorted(maps.Keys(types))
}

// errorsOf are the media types of all errors that a path's operations describe.
func errorsOf(path *Path) iter.Seq[Media] {
	return func(yield func(Media) bool) {
		for _, o := range path.Operations {
			for _, r := range o.Responses {
				for _, m := range r.Media {
					if isError(r.Status) && !yield(m) {
						return
					}
				}
			}
		}
	}
}

// errorSlots are the keys of responses where the content of an error of this
// status may be described, the most telling first.
func errorSlots(status int) []string {
	switch status {
	case 405:
		return slots405
	case 501:
		return slots501
	}
	exact := strconv.Itoa(status)
	return []string{exact, exact[:1] + "XX", "default"}
}

// They are asked for on each path, for these two above all.
var (
	slots405 = []string{"405", "501", "4XX", "default"}
	slots501 = []string{"501", "405", "5XX", "default"}
)

func getFirst(operations []*Operation) []*Operation {
	if len(operations) < 2 {
		return operations
	}
	ordered := slices.Clone(operations)
	slices.SortStableFunc(ordered, func(a, b *Operation) int {
		switch {
		case a.Method == "GET" && b.Method != "GET":
			return -1
		case b.Method == "GET" && a.Method != "GET":
			return 1
		}
		return 0
	})
	return ordered
}

func promised(operations []*Operation, status string) []Media {
	for _, o := range operations {
		for _, r := range o.Responses {
			if r.Status == status && len(r.Media) > 0 {
				return r.Media
			}
		}
	}
	return nil
}

// documentErrorMedia counts the documented errors that have content, and takes
// a media type as the document's habit where at least four in five have it. The
// schema of a 422 is a validator's report about content (FastAPI describes it and
// no other error), so it is no measure of other errors.
func documentErrorMedia(paths []*Path) []Media {
	total := 0
	tally := map[string]*mediaTally{}
	for _, path := range paths {
		for _, o := range path.Operations {
			for _, r := range o.Responses {
				if isError(r.Status) && len(r.Media) > 0 {
					total++
					count(tally, r.Media, r.Status != "422")
				}
			}
		}
	}
	var media []Media
	for mediaType, t := range tally {
		if t.count*5 >= total*4 {
			media = append(media, Media{Type: mediaType, Schema: t.commonest()})
		}
	}
	slices.SortFunc(media, func(a, b Media) int { return cmp.Compare(a.Type, b.Type) })
	return media
}

func isError(status string) bool {
	return status == "default" || status[0] == '4' || status[0] == '5'
}

type mediaTally struct {
	count   int
	schemas map[*Schema]int
}

func count(tally map[string]*mediaTally, media []Media, general bool) {
	for _, m := range media {
		t := tally[m.Type]
		if t == nil {
			t = &mediaTally{schemas: map[*Schema]int{}}
			tally[m.Type] = t
		}
		t.count++
		if general {
			t.schemas[m.Schema]++
		}
	}
}

// commonest is the schema given most often; between equals the one whose
// pointer comes first, so that two runs agree.
func (t *mediaTally) commonest() *Schema {
	var best *Schema
	for s, n := range t.schemas {
		if s == nil {
			continue
		}
		if best == nil || n > t.schemas[best] || n == t.schemas[best] && s.Pointer < best.Pointer {
			best = s
		}
	}
	return best
}
