package runner

import (
	"net/http"
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

// TestHarvestsThroughLinksAndFurtherUp: ids are in the answers of a collection
// that is not the path's own, and where a link of the document says.
func TestHarvestsThroughLinksAndFurtherUp(t *testing.T) {
	t.Parallel()
	const document = `openapi: 3.0.3
info: {title: T, version: "1"}
paths:
  /start:
    get:
      responses:
        "200": {description: d, links: {l: {operationId: repo, parameters: {repo: '$response.body#/repos/1/slug~1name'}}}}
  /orgs: {get: {responses: {"200": {description: d}}}}
  /orgs/{org}/repos/{repo}: {get: {operationId: repo, responses: {"200": {description: d}}}}
`
	mux := http.NewServeMux()
	answer := func(pattern, text string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Write([]byte(text))
		})
	}
	answer("GET /start", `{"repos": [{}, {"slug/name": "r-9"}]}`)
	answer("GET /orgs", `[{"id": "o-7"}]`)
	answer("GET /orgs/o-7/repos/r-9", `{}`)
	plan, err := specs.Parse([]byte(document), "openapi.yaml", specs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	record, err := Run(t.Context(), plan, Config{Handler: mux})
	if err != nil {
		t.Fatal(err)
	}
	p := record.Paths[2]
	if !p.Live || p.Target != "/orgs/o-7/repos/r-9" || p.Values["repo"].Source != specs.SourceHarvested {
		t.Errorf("live %v, target %s, values %v", p.Live, p.Target, p.Values)
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	v := map[string]any{"a": []any{map[string]any{"b~/": 1.0}}}
	for pointer, want := range map[string]any{"/a/0/b~0~1": 1.0, "/a/1": nil, "/a/x": nil, "/a/0/b~0~1/c": nil, "/n": nil, "/a/-1": nil} {
		if got := at(v, pointer); got != want {
			t.Errorf("%s: %v, want %v", pointer, got, want)
		}
	}
}
