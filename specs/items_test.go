package specs

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestOperationsAreWhereTheyAreWritten: what is found of an operation is told of the
// file in which somebody has to mend it.
func TestOperationsAreWhereTheyAreWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"openapi.yaml": `openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /own:
    get: {responses: {}}
  /whole:
    $ref: paths/whole.yaml
  /part:
    $ref: 'paths/all.json#/paths/~1part'
  /chain:
    $ref: 'paths/chain.yaml'
  /local:
    $ref: '#/components/pathItems/Local'
  /mixed:
    $ref: paths/whole.yaml
    post: {responses: {}}
  /missing:
    get: {responses: {}}
    $ref: '#/components/pathItems/Empty'
components:
  pathItems:
    Local:
      put: {responses: {}}
    Empty: {}
`,
		"paths/whole.yaml":        "# a comment\nsummary: a path\nGET:\n  responses: {200: {$ref: '../openapi.yaml#/x-answer'}}\nadditionalOperations:\n  COPY: {responses: {}}\n",
		"paths/all.json":          "{\n \"paths\": {\n  \"/other\": {},\n  \"/part\": {\n   \"delete\": {\"responses\": {}}\n  }\n }\n}\n",
		"paths/chain.yaml":        "$ref: deeper/chain.yaml#/items/1\n",
		"paths/deeper/chain.yaml": "items:\n  '1':\n    $ref: '../all.json#/paths/~1part'\n",
	} {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), strings.Replace(text, "{200: {$ref: '../openapi.yaml#/x-answer'}}", "{}", 1))
	}
	plan, err := Load(filepath.Join(dir, "openapi.yaml"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"/own":     "openapi.yaml:4 GET openapi.yaml:5",
		"/whole":   "paths/whole.yaml:2 COPY paths/whole.yaml:6 GET paths/whole.yaml:3",
		"/part":    "paths/all.json:4 DELETE paths/all.json:5",
		"/chain":   "paths/all.json:4 DELETE paths/all.json:5",
		"/local":   "openapi.yaml:22 PUT openapi.yaml:23",
		"/mixed":   "openapi.yaml:14 COPY paths/whole.yaml:6 GET paths/whole.yaml:3 POST openapi.yaml:16",
		"/missing": "openapi.yaml:17 GET openapi.yaml:18",
	}
	at := func(file string, line int) string {
		name, err := filepath.Rel(dir, file)
		if err != nil {
			return file
		}
		return filepath.ToSlash(name) + ":" + strconv.Itoa(line)
	}
	for _, p := range plan.Paths {
		got := at(p.File, p.Line)
		for _, o := range p.Operations {
			got += " " + o.Method + " " + at(o.At.File, o.At.Line)
		}
		if got != want[p.Template] {
			t.Errorf("%s\ngot  %s\nwant %s", p.Template, got, want[p.Template])
		}
	}
	if len(plan.Paths) != len(want) {
		t.Errorf("%d paths: %v", len(plan.Paths), plan.Document.Findings)
	}
}
