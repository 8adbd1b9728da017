package specs

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

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
			if got, want := plan.Overlaps(path, values), looking.Overlaps(path, values); got != want {
				t.Errorf("%s with %s overlaps: %t, want %t", path.Template, value, got, want)
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

// BenchmarkDeclaringElsewhere is asked once for nearly every probe: with eight
// times the paths it is to take about as long.
func BenchmarkDeclaringElsewhere(b *testing.B) {
	small, large := flatPlan(b, 500), flatPlan(b, 4000)
	var took [2]time.Duration
	n := 0
	for b.Loop() {
		for i, plan := range []*Plan{small, large} {
			path := plan.Paths[n%500]
			began := time.Now()
			plan.DeclaringElsewhere(path, map[string]string{"id": "1"}, "DELETE")
			took[i] += time.Since(began)
		}
		n++
	}
	b.ReportMetric(float64(took[1])/float64(took[0]), "x-500-paths")
}

func flatPlan(b *testing.B, paths int) *Plan {
	var text strings.Builder
	text.WriteString(head + "servers: [{url: /v1}]\npaths:\n")
	for i := range paths {
		fmt.Fprintf(&text, "  /all/things%d/{id}: {get: {responses: {}}, delete: {responses: {}}}\n", i)
	}
	plan, err := Parse([]byte(text.String()), "openapi.yaml", Options{})
	if err != nil {
		b.Fatal(err)
	}
	return plan
}

func TestAmbiguousPathsAreNoted(t *testing.T) {
	t.Parallel()
	plan := parse(t, head+`paths:
  /a/{x}/b: {get: {responses: {}}}
  /a/c/{y}: {get: {responses: {}}}
  /a/{x}: {get: {responses: {}}}
  /a/mine: {get: {responses: {}}}
  /d/e/{y}: {get: {responses: {}}}
`, Options{})
	found := plan.Document.Findings
	if len(found) != 1 || found[0].Detail != "ambiguous" || found[0].At.Line != 5 ||
		found[0].Text != "the paths /a/{x}/b and /a/c/{y} both match /a/c/b, and neither is the more concrete one: tools differ in which they take" {
		t.Errorf("got %v", found)
	}
}
