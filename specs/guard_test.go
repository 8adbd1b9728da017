package specs

import (
	"path/filepath"
	"strings"
	"testing"
)

// Without the guard each of these ends the process: the library fills its stack.
func TestSchemasThatContainThemselvesBesideARef(t *testing.T) {
	t.Parallel()
	const node = `"Node":{"properties":{"next":{"$ref":"#/components/schemas/Node"}}},"Other":{"type":"object"}`
	tests := []struct{ name, schema string }{
		{"property", `{"$ref":"#/components/schemas/Other","properties":{"n":{"$ref":"#/components/schemas/Node"}}}`},
		{"allOf", `{"allOf":[{"$ref":"#/components/schemas/Node"}],"$ref":"#/components/schemas/Other"}`},
		{"items", `{"$ref":"#/components/schemas/Other","items":{"$ref":"#/components/schemas/Node"}}`},
		{"not", `{"$ref":"#/components/schemas/Other","not":{"$ref":"#/components/schemas/Node"}}`},
		{"if", `{"$ref":"#/components/schemas/Other","if":{"$ref":"#/components/schemas/Node"}}`},
		{"itself", `{"$ref":"#/components/schemas/Node","properties":{"n":{"$ref":"#/components/schemas/Node"}}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			text := `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"post":{"requestBody":{"required":true,"content":{"application/json":{"schema":` +
				test.schema + `}}},"responses":{}}}},"components":{"schemas":{` + node + `}}}`
			for file, data := range map[string]string{"JSON": text, "YAML": "# YAML\n" + text} {
				plan, err := Parse([]byte(data), "openapi.yaml", Options{Safety: Full})
				if err != nil || len(plan.Paths) != 1 {
					t.Errorf("%s: %v", file, err)
				}
			}
		})
	}
}

func TestSchemasThatContainThemselvesInAnotherFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	write(t, filepath.Join(filepath.Dir(file), "more.yaml"), "Node: {properties: {next: {$ref: '#/Node'}}}\nOther: {type: object}\n"+
		"Both: {$ref: '#/Other', properties: {n: {$ref: '#/Node'}}}\n")
	write(t, file, strings.Replace(head, "3.0.3", "3.1.0", 1)+
		"paths: {/a: {get: {responses: {200: {description: d, content: {application/json: {schema: {$ref: 'more.yaml#/Both'}}}}}}}}\n")
	if _, err := Load(file, Options{}); err != nil {
		t.Error(err)
	}
}
