package specs

import (
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Harvest is where the run may find values of a path parameter: in the answer of
// another path's GET.
type Harvest struct {
	Name string // of the parameter
	From *Path
	// Pointer is the JSON pointer of the value in the answer, as a link of the
	// document has it; where it is empty the answer is a collection, whose members
	// have ids.
	Pointer string
}

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
			byID["#/paths/"+escapePointer(r.Template)+"/"+strings.ToLower(o.Method)] = r
		}
	}
	for _, r := range b.routes {
		if get := r.declaredOn("GET"); get != nil {
			addLinks(r, get.kin, byID)
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

// addLinks reads the links of a GET's successful responses (OpenAPI, Link
// Object).
func addLinks(from *route, get *openapi3.Operation, byID map[string]*route) {
	responses := get.Responses.Map()
	for _, status := range slices.Sorted(maps.Keys(responses)) {
		response := responses[status]
		if response == nil || response.Value == nil || !strings.HasPrefix(status, "2") {
			continue
		}
		links := response.Value.Links
		for _, name := range slices.Sorted(maps.Keys(links)) {
			if links[name] != nil && links[name].Value != nil {
				addLink(from, links[name].Value, byID)
			}
		}
	}
}

func addLink(from *route, link *openapi3.Link, byID map[string]*route) {
	to := byID[link.OperationID]
	if to == nil {
		to = byID[link.OperationRef]
	}
	if to == nil || to == from {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(link.Parameters)) {
		expression, _ := link.Parameters[name].(string)
		pointer, ok := strings.CutPrefix(expression, "$response.body#")
		name = strings.TrimPrefix(name, "path.")
		if ok && strings.HasPrefix(pointer, "/") && slices.Contains(to.template.names, name) {
			to.Harvests = append(to.Harvests, Harvest{Name: name, From: from.Path, Pointer: pointer})
		}
	}
}
