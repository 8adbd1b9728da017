package specs

import (
	"slices"
	"strconv"
	"strings"
)

// Operation is one operation of the document: what the rules and the runner
// need of it, and no more.
type Operation struct {
	Method      string
	ID          string
	Tags        []string
	Parameters  []Parameter
	RequestBody *RequestBody // nil when none is declared
	// Responses are sorted: exact statuses, ranges (4XX), default.
	Responses []Response
	// Security holds the alternatives; each is a list of scheme names that are
	// needed together. Empty when the operation asks for no credential.
	Security [][]string
	// Never is set by x-proverb: {safety: never}; such an operation is not sent
	// at any level.
	Never bool
	At    Position
}

// Parameter is a parameter of an operation.
type Parameter struct {
	Name     string
	In       string // path, query, header, cookie
	Required bool
	// Value is what one beside the path is sent with, and Source where that is from;
	// both are empty for one that is not sent.
	Value, Source string
}

// RequestBody is what an operation takes as content.
type RequestBody struct {
	Required bool
	Media    []Media
}

// Response is what an operation says of one status, range of statuses or of
// all others.
type Response struct {
	Status string // "404", "4XX" or "default"
	Media  []Media
	// Fields are the names of the header fields that are described, sorted; nil
	// where none is.
	Fields []string
}

// Describes reports whether the response is described with a field.
func (r *Response) Describes(field string) bool {
	return slices.ContainsFunc(r.Fields, func(f string) bool { return strings.EqualFold(f, field) })
}

// Media is one media type, or media range, of a request or response, and the
// schema of its content (nil when none is given).
type Media struct {
	Type   string // lower case, with its parameters as written
	Schema *Schema
}

// Response returns what the operation says of a status: its own entry, else
// its range's, else default's; nil when it says nothing.
func (o *Operation) Response(status int) *Response {
	exact := strconv.Itoa(status)
	var best *Response
	for i := range o.Responses {
		r := &o.Responses[i]
		switch {
		case r.Status == exact:
			return r
		case len(r.Status) == 3 && r.Status[1:] == "XX" && r.Status[0] == exact[0]:
			best = r
		case r.Status == "default" && best == nil:
			best = r
		}
	}
	return best
}

// TakesAnyType reports whether the operation takes content of any media type, or
// of any of a kind: what it is sent cannot be of a wrong one.
func (o *Operation) TakesAnyType() bool {
	return o != nil && o.RequestBody != nil && slices.ContainsFunc(o.RequestBody.Media, func(m Media) bool {
		return strings.Contains(m.Type, "*")
	})
}

// Lists reports whether the operation lists that very status, not only by a
// range or default.
func (o *Operation) Lists(status int) bool {
	exact := strconv.Itoa(status)
	for _, r := range o.Responses {
		if r.Status == exact {
			return true
		}
	}
	return false
}
