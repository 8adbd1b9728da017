package specs

import "slices"

// addParents finds for each path the one whose answer lists ids for its last
// parameter: /books for /books/{bookId}, and for /books/{bookId}/pages too.
func (b *builder) addParents() {
	readable := map[string]*Path{}
	for _, r := range b.routes {
		if r.DeclaredOn("GET") != nil {
			readable[r.Base+" "+r.template.shape()] = r.Path
		}
	}
	for _, r := range b.routes {
		last := lastParameter(r.template)
		if last < 1 {
			continue
		}
		above := r.Base + " " + shapeOf(r.template.segments[:last])
		if r.Parent = readable[above]; r.Parent == nil {
			r.Parent = readable[above+"/"]
		}
	}
}

// lastParameter is the index of the last segment with a parameter, -1 if there
// is none.
func lastParameter(t *template) int {
	for i, segment := range slices.Backward(t.segments) {
		if hasParameter(segment) {
			return i
		}
	}
	return -1
}
