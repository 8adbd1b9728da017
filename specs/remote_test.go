package specs

import (
	"errors"
	"strings"
	"testing"
)

const scattered = head + `paths:
  /a:
    get:
      parameters: [{$ref: 'https://example.com/lib.yaml#/parameters/Limit'}]
      responses: {200: {$ref: 'https://example.com/lib.yaml#/responses/Ok'}}
  /b: {$ref: 'https://example.com/b.yaml'}
`

func TestRemoteReferencesAreLeftOut(t *testing.T) {
	t.Parallel()
	plan := parse(t, scattered, Options{})
	if len(plan.Paths) != 1 || len(plan.Paths[0].DeclaredOn("GET").Parameters) != 0 {
		t.Errorf("paths %+v", plan.Paths)
	}
	if got := codes(plan); got != "spec/remote-ref spec/remote-ref spec/empty-path-item" {
		t.Fatalf("findings %s", got)
	}
	first := plan.Document.Findings[0]
	if first.At.Line != 6 || !strings.Contains(first.Text, "https://example.com/lib.yaml is remote") || !strings.Contains(first.Text, "--allow-remote-refs") {
		t.Errorf("finding %+v", first)
	}
}

func TestRemoteReferencesAreFetchedWhenAllowed(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"https://example.com/lib.yaml": "parameters:\n  Limit: {name: limit, in: query, required: true, schema: {$ref: 'int.json'}}\nresponses:\n  Ok: {description: d}\n",
		"https://example.com/int.json": `{"type": "integer", "minimum": 5}`,
		"https://example.com/b.yaml":   "put: {responses: {}}\n",
	}
	fetch := func(url string) ([]byte, error) {
		text, ok := files[url]
		if !ok {
			return nil, errors.New("no " + url)
		}
		return []byte(text), nil
	}
	plan := parse(t, scattered, Options{Fetch: fetch})
	if got := oneProbe(t, plan, "/a", "GET").Query; got != "limit=5" {
		t.Errorf("query %q", got)
	}
	if len(plan.Paths) != 2 || codes(plan) != "" {
		t.Errorf("%d paths, findings %s", len(plan.Paths), codes(plan))
	}
	delete(files, "https://example.com/b.yaml")
	_, err := Parse([]byte(scattered), "a.yaml", Options{Fetch: fetch})
	if err == nil || !strings.HasPrefix(err.Error(), "a.yaml:8:15: $ref to https://example.com/b.yaml: no https") {
		t.Errorf("got %v", err)
	}
}

func TestAFetchedDocumentsNeighboursAreRemote(t *testing.T) {
	t.Parallel()
	text := head + "paths:\n  /a: {get: {responses: {}}}\n  /b: {$ref: b.yaml}\n"
	plan, err := Parse([]byte(text), "https://example.com/api/openapi.yaml", Options{})
	if err != nil || codes(plan) != "spec/remote-ref spec/empty-path-item" {
		t.Fatalf("%v", err)
	}
	asked := ""
	_, err = Parse([]byte(text), "https://example.com/api/openapi.yaml", Options{Fetch: func(url string) ([]byte, error) {
		asked = url
		return []byte("get: {responses: {}}"), nil
	}})
	if err != nil || asked != "https://example.com/api/b.yaml" {
		t.Errorf("%v, asked for %s", err, asked)
	}
}

func TestAFetchedDocumentReachesNoFileOfThisMachine(t *testing.T) {
	t.Parallel()
	text := head + "paths:\n  /a: {get: {responses: {}}}\n  /b: {$ref: 'file:///etc/hostname'}\n"
	_, err := Parse([]byte(text), "https://example.com/openapi.yaml", Options{})
	if err == nil || !strings.Contains(err.Error(), "outside the document's folder") {
		t.Errorf("got %v", err)
	}
}

func TestWhatIsWrongInAnotherFileIsToldThere(t *testing.T) {
	t.Parallel()
	fetch := func(string) ([]byte, error) { return []byte("a: 1\nb: [\n"), nil }
	_, err := Parse([]byte(scattered), "a.yaml", Options{Fetch: fetch})
	if err == nil || !strings.HasPrefix(err.Error(), "https://example.com/") || !strings.Contains(err.Error(), "this is not YAML") {
		t.Errorf("got %v", err)
	}
}
