package specs

import "testing"

// TestOverlapsAreFoundAsByLookingAtAll holds the index to what it saves.
func TestOverlapsAreFoundAsByLookingAtAll(t *testing.T) {
	t.Parallel()
	plan := parse(t, head+`servers: [{url: /v1}]
paths:
  /: {get: {responses: {}}}
  /{any}: {get: {responses: {}}, put: {responses: {}}}
  /pets/mine: {get: {responses: {}}}
  /pets/{id}: {delete: {responses: {}}}
  /pets/{id}.json: {delete: {responses: {}}, put: {responses: {}}}
  /pets/caf%C3%A9: {put: {responses: {}}}
  /a/{x}/b: {get: {responses: {}}}
  /a/c/{y}: {post: {responses: {}}}
  /v1/pets: {servers: [{url: /}], delete: {responses: {}}}
  /{a}/{b}/{c}: {servers: [{url: /}], patch: {responses: {}}}
`, Options{})
	looking := *plan
	looking.overlaps = nil
	found := 0
	for _, path := range plan.Paths {
		for _, value := range []string{"1", "mine", "c", "b", "café", "pets", "x.json", "a b", "{}", "%41"} {
			values := map[string]string{}
			for _, name := range path.Parameters() {
				values[name] = value
			}
			for _, method := range []string{"GET", "PUT", "POST", "DELETE", "PATCH"} {
				got, want := plan.DeclaringElsewhere(path, values, method), looking.DeclaringElsewhere(path, values, method)
				if got != want {
					t.Errorf("%s of %s with %s: %v, want %v", method, path.Template, value, got, want)
				}
				if want != nil {
					found++
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d overlaps in the example", found)
	}
}
