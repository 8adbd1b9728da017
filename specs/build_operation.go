package specs

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// fixedMethod is the method that a field of a path item declares, in whatever
// case it is written.
func fixedMethod(field string) (string, bool) {
	method := strings.ToUpper(field)
	switch method {
	case "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "CONNECT", "QUERY":
		return method, true
	}
	return "", false
}

// addOperations adds the operations of a path item to its route. The first to
// declare a method has it.
func (b *builder) addOperations(r *route, it item) {
	r.items = append(r.items, it)
	r.never = r.never || isNever(it.kin.Extensions)
	operations := it.kin.Operations()
	b.checkMethods(it)
	b.checkExtension(it.kin.Extensions, it.key.template, it.key.at, "safety", "values")
	for _, method := range slices.Sorted(maps.Keys(operations)) {
		at, ok := it.key.operations[method]
		if !ok {
			at = it.key.item()
		}
		switch {
		case !isToken(method):
		case slices.ContainsFunc(r.operations, func(o *declared) bool { return o.Method == method }):
			b.note("spec/path-collision", method+" is declared both on "+r.Template+" and on "+it.key.template+", which are the same path", at)
		default:
			r.operations = append(r.operations, b.operation(r, it, method, operations[method], at))
		}
	}
}

func (b *builder) operation(r *route, it item, method string, kin *openapi3.Operation, at Position) *declared {
	where := "/paths/" + escapePointer(it.key.template) + "/" + strings.ToLower(method)
	o := &Operation{
		Method:   method,
		ID:       kin.OperationID,
		Tags:     kin.Tags,
		Security: b.security(kin),
		Never:    isNever(kin.Extensions) || isNever(it.kin.Extensions),
		At:       at,
	}
	d := &declared{Operation: o, kin: kin}
	b.checkExtension(kin.Extensions, method+" "+it.key.template, at, "safety", "values")
	d.parameters = parametersOf(it, kin, r.template.names)
	for _, p := range d.parameters {
		b.checkExtension(p.kin.Extensions, "the parameter "+p.Name+" of "+method+" "+it.key.template, at, "value", "values")
		o.Parameters = append(o.Parameters, p.Parameter)
	}
	if body := kin.RequestBody; body != nil && body.Value != nil {
		o.RequestBody = &RequestBody{
			Required: body.Value.Required,
			Media:    b.schemas.media(body.Value.Content, refOr(body.Ref, where+"/requestBody")),
		}
	}
	o.Responses = b.responses(kin, where)
	return d
}

func (b *builder) responses(kin *openapi3.Operation, where string) []Response {
	var responses []Response
	for status, ref := range kin.Responses.Map() {
		if ref == nil || ref.Value == nil || status == "" {
			continue
		}
		media := b.schemas.media(ref.Value.Content, refOr(ref.Ref, where+"/responses/"+escapePointer(status)))
		responses = append(responses, Response{Status: normalStatus(status), Media: media, Fields: slices.Sorted(maps.Keys(ref.Value.Headers))})
	}
	slices.SortFunc(responses, func(x, y Response) int {
		return cmp.Or(cmp.Compare(statusRank(x.Status), statusRank(y.Status)), strings.Compare(x.Status, y.Status))
	})
	return responses
}

func normalStatus(status string) string {
	if strings.EqualFold(status, "default") {
		return "default"
	}
	return strings.ToUpper(status)
}

func statusRank(status string) int {
	switch {
	case status == "default":
		return 2
	case strings.HasSuffix(status, "XX"):
		return 1
	}
	return 0
}

// parametersOf are an operation's parameters: its own before those of the path
// item. Path parameters get the names of the route's template, by their place.
func parametersOf(it item, kin *openapi3.Operation, names []string) []parameter {
	var all []parameter
	for _, refs := range []openapi3.Parameters{kin.Parameters, it.kin.Parameters} {
		for _, ref := range refs {
			if ref == nil || ref.Value == nil || ref.Value.In == "" {
				continue // nothing is said of it, as of one in a file that is left out
			}
			p := parameter{Parameter{Name: ref.Value.Name, In: ref.Value.In, Required: ref.Value.Required}, ref.Value}
			if i := slices.Index(it.template.names, p.Name); p.In == "path" && i >= 0 && i < len(names) {
				p.Name = names[i]
			}
			if !slices.ContainsFunc(all, func(q parameter) bool { return q.Name == p.Name && q.In == p.In }) {
				all = append(all, p)
			}
		}
	}
	return all
}

// security is nil where nothing is asked for: the operation's own empty list
// takes away the document's.
func (b *builder) security(kin *openapi3.Operation) [][]string {
	requirements := b.doc.Security
	if kin.Security != nil {
		requirements = *kin.Security
	}
	var alternatives [][]string
	for _, r := range requirements {
		alternatives = append(alternatives, append([]string{}, slices.Sorted(maps.Keys(r))...))
	}
	return alternatives
}

func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}
