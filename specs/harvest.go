package specs

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Harvest is where the run may find values of a path parameter: in the exchange of
// another path's GET.
type Harvest struct {
	Name string // of the parameter
	From *Path
	// Expression is the runtime expression that a link of the document has for the
	// value, such as $response.body#/id; where it is empty the answer is a collection,
	// whose members have ids.
	Expression string
}

// Link is what a link of the document says of another path (OpenAPI, Link Object).
type Link struct {
	Method string // of the operation whose success has the link
	To     *Path
	// Parameters are those of the other path that it says something of, by their
	// names.
	Parameters []LinkParameter
}

// LinkParameter is a path parameter and the runtime expression of its value, or the
// value itself.
type LinkParameter struct{ Name, Expression string }

// addHarvests finds the sources of each parameter: links that lead to the path,
// then the collection above the parameter's segment.
func (b *builder) addHarvests() {
	readable := map[string]*Path{}
	byID := map[string]*route{}
	for _, r := range b.routes {
		if r.DeclaredOn("GET") != nil {
			readable[r.Base+" "+r.template.shape()] = r.Path
		}
		for _, o := range r.operations {
			if o.ID != "" {
				byID[o.ID] = r
			}
			for _, template := range append(slices.Clone(r.Aliases), r.Template) {
				byID["/paths/"+escapePointer(template)+"/"+strings.ToLower(o.Method)] = r
			}
		}
	}
	for _, r := range b.routes {
		for _, o := range r.operations {
			r.addLinks(o, byID)
		}
	}
	for _, r := range b.routes {
		r.addCollections(readable)
	}
}

func (r *route) addCollections(readable map[string]*Path) {
	for i, segment := range r.template.segments {
		if i == 0 || !hasParameter(segment) {
			continue
		}
		above := r.Base + " " + shapeOf(r.template.segments[:i])
		from := readable[above]
		if from == nil {
			from = readable[above+"/"]
		}
		if from == nil {
			continue
		}
		for _, p := range segment {
			if p.parameter {
				r.Harvests = append(r.Harvests, Harvest{Name: p.name, From: from})
			}
		}
	}
}

// addLinks reads the links of an operation's successful answers. Those of GET are
// where values are harvested; those of unsafe methods tell where what they made is.
func (r *route) addLinks(o *declared, byID map[string]*route) {
	responses := o.kin.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		response := responses[status]
		if response == nil || response.Value == nil || !strings.HasPrefix(status, "2") {
			continue
		}
		links := response.Value.Links
		for _, name := range slices.Sorted(maps.Keys(links)) {
			if links[name] != nil && links[name].Value != nil {
				r.addLink(o.Method, links[name].Value, byID)
			}
		}
	}
}

func (r *route) addLink(method string, link *openapi3.Link, byID map[string]*route) {
	to := byID[link.OperationID]
	if to == nil {
		to = byID[localOperation(link.OperationRef)]
	}
	if to == nil || to == r {
		return
	}
	parameters := to.linked(link)
	switch {
	case method == "GET":
		for _, p := range parameters {
			to.Harvests = append(to.Harvests, Harvest{Name: p.Name, From: r.Path, Expression: p.Expression})
		}
	case !IsSafe(method) && len(parameters) > 0:
		r.Links = append(r.Links, Link{Method: method, To: to.Path, Parameters: parameters})
	}
}

// linked are the path's own parameters that a link says something of.
func (r *route) linked(link *openapi3.Link) []LinkParameter {
	var parameters []LinkParameter
	for _, name := range slices.Sorted(maps.Keys(link.Parameters)) {
		expression := segmentText(link.Parameters[name])
		name = r.ownName(strings.TrimPrefix(name, "path."))
		if name != "" && expression != "" {
			parameters = append(parameters, LinkParameter{name, expression})
		}
	}
	return parameters
}

// ownName is the name that the route's template has for a path parameter of one of its
// items; empty where none has it.
func (r *route) ownName(name string) string {
	for _, it := range r.items {
		if i := slices.Index(it.template.names, name); i >= 0 && i < len(r.template.names) {
			return r.template.names[i]
		}
	}
	return ""
}

// localOperation is the JSON pointer of an operationRef; only operations of the
// document are known, whatever file the reference names.
func localOperation(ref string) string {
	_, fragment, _ := strings.Cut(ref, "#")
	if plain, err := url.PathUnescape(fragment); err == nil {
		return plain
	}
	return fragment
}
