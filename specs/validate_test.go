package specs

import (
	"strings"
	"testing"
	"time"
)

// validated are the findings of validation alone.
func validated(t *testing.T, text string) []DocumentFinding {
	t.Helper()
	plan := parse(t, text, Options{})
	before := len(plan.Document.Findings)
	plan.Validate()(time.Minute)
	plan.Validate()(time.Minute) // the second time adds nothing
	return plan.Document.Findings[before:]
}

func TestValidationTellsEachKindOnce(t *testing.T) {
	t.Parallel()
	yamlText := `openapi: 3.0.3
info: {title: T, version: '1', license: {}}
paths:
  /a/{id}:
    get: {operationId: x, responses: {200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Bad'}}}}}}
    put: {operationId: x, responses: {200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/Bad'}}}}}}
  /b/{id}:
    get: {responses: {200: {description: d}}}
components:
  schemas:
    Bad: {type: wrong}
`
	want := map[string]string{
		"spec/license-name-required":    "info:",
		"spec/path-parameters-mismatch": "    get: {operationId: x",
		"spec/duplicate-operation-id":   "    put: {operationId: x",
		"spec/schema-type-unsupported":  "    Bad:",
	}
	found := validated(t, yamlText)
	for _, f := range found {
		text, ok := want[f.Code]
		if !ok || text != "" && f.At.Line != line(t, yamlText, text) {
			t.Errorf("%s at line %d: %s", f.Code, f.At.Line, f.Text)
		}
		delete(want, f.Code)
		if f.Code == "spec/path-parameters-mismatch" && !strings.Contains(f.Text, "more of the kind") {
			t.Errorf("not counted: %s", f.Text)
		}
	}
	if len(want) > 0 {
		t.Errorf("not told: %v; told: %+v", want, found)
	}
}

// Each of these is called invalid by the library, and is valid.
func TestFalseAlarmsAreLeftOut(t *testing.T) {
	t.Parallel()
	const path = "paths: {/a: {get: {responses: {200: {description: d}}}}}\n"
	head31, head32 := strings.Replace(head, "3.0.3", "3.1.0", 1), strings.Replace(head, "3.0.3", "3.2.0", 1)
	for name, text := range map[string]string{
		"pathItems":            head31 + path + "components: {pathItems: {P: {get: {responses: {200: {description: d}}}}}}\n",
		"tags of 3.2":          head32 + path + "tags: [{name: a, summary: s, kind: nav}, {name: b, parent: a}]\n",
		"$self":                head32 + "$self: https://example.com/openapi.yaml\n" + path,
		"querystring":          head32 + "paths: {/a: {get: {parameters: [{name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}], responses: {200: {description: d}}}}}\n",
		"no description":       head32 + "paths: {/a: {get: {responses: {200: {summary: s}}}}}\n",
		"no responses":         head31 + "paths: {/a: {get: {}}}\n",
		"patch release":        strings.Replace(head, "3.0.3", "3.1.3", 1) + "webhooks: {w: {post: {responses: {200: {description: d}}}}}\n" + path,
		"pattern":              head + "paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string, pattern: '^(?!x)'}}], responses: {200: {description: d}}}}}\n",
		"said already":         head + "paths: {'/a/{x}': {get: {parameters: [{name: x, in: path, required: true, schema: {}}], responses: {200: {description: d}}}}, '/a/{y}': {put: {parameters: [{name: y, in: path, required: true, schema: {}}], responses: {200: {description: d}}}}}\n",
		"a converted document": petsSwagger,
		"empty texts":          "openapi: 3.0.3\ninfo: {title: '', version: '', license: {name: ''}}\nservers: [{url: ''}]\npaths: {/a: {get: {responses: {200: {description: d}}}}}\n",
	} {
		if found := validated(t, text); len(found) > 0 {
			t.Errorf("%s: %+v", name, found)
		}
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	t.Parallel()
	const path = "paths: {/a: {get: {responses: {200: {description: d}}}}}\n"
	for text, want := range map[string]string{
		"openapi: 3.0.3\n" + path:                                                                         "info: is not given",
		"openapi: 3.0.3\ninfo: {title: null, version: '1'}\n" + path:                                      "info: title is not given",
		"openapi: 3.0.3\ninfo: {title: T}\n" + path:                                                       "info: version is not given",
		"openapi: 3.0.3\ninfo: {title: T, version: '1', license: {name: null}}\n" + path:                  "info: name of the license is not given",
		"openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: ''}, {description: d}]\n" + path: "servers: url is not given",
	} {
		if found := validated(t, text); len(found) != 1 || found[0].Text != want {
			t.Errorf("told %+v of a document of which to say %q", found, want)
		}
	}
}

func TestWhatIsLeftOutIsNotValidated(t *testing.T) {
	t.Parallel()
	if found := validated(t, scattered); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestValidationIsGivenUp(t *testing.T) {
	t.Parallel()
	plan := parse(t, petsSwagger, Options{})
	plan.source.doc = nil // validation panics, which is told
	plan.Validate()(time.Minute)
	if got := codes(plan); !strings.HasSuffix(got, "spec/not-validated") {
		t.Errorf("findings %s", got)
	}
}
