package specs

import (
	"strings"
	"testing"
)

const petsSwagger = `swagger: 2.0
info: {title: Pets, version: 1.0}
host: example.com
basePath: /v1
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions:
  key: {type: apiKey, in: header, name: X-Key}
security: [{key: []}]
parameters:
  limit: {name: limit, in: query, type: integer, required: true, minimum: 3}
paths:
  /pets:
    get:
      parameters: [{$ref: '#/parameters/limit'}, {name: tags, in: query, required: true, type: array, items: {type: string}, collectionFormat: pipes}]
      responses:
        200: {description: d, schema: {type: array, items: {$ref: '#/definitions/Pet'}}}
        default: {description: e, schema: {$ref: '#/definitions/Error'}}
    POST:
      parameters: [{name: pet, in: body, required: true, schema: {$ref: '#/definitions/Pet'}}]
      responses: {201: {description: d}}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, type: integer, minimum: 7}]
    get: {responses: {200: {description: d, schema: {$ref: '#/definitions/Pet'}}}}
    delete: {responses: {204: {description: d}}}
    patch:
      consumes: [application/x-www-form-urlencoded]
      parameters: [{name: name, in: formData, required: true, type: string}]
      responses: {200: {description: d}}
definitions:
  Pet: {type: object, required: [name], properties: {name: {type: string}, id: {type: integer, readOnly: true}}}
  Error: {type: object, required: [message], properties: {message: {type: string}}}
`

func TestSwaggerIsConverted(t *testing.T) {
	t.Parallel()
	plan := parse(t, petsSwagger, Options{Safety: Full})
	d := plan.Document
	if d.OpenAPI != "2.0" || d.Version != "1.0" || len(d.Servers) != 1 || d.Servers[0] != "https://example.com/v1" {
		t.Errorf("document %+v", d)
	}
	if key := d.Security["key"]; key.Type != "apiKey" || key.In != "header" || key.Name != "X-Key" {
		t.Errorf("security %+v", d.Security)
	}
	if got := strings.Join(plan.Methods, " "); got != "DELETE GET HEAD PATCH POST" {
		t.Errorf("methods %s", got)
	}
	pets, pet := pathOf(t, plan, "/pets"), pathOf(t, plan, "/pets/{petId}")
	if pets.Base != "/v1" || len(pets.DeclaredOn("GET").Security) != 1 {
		t.Errorf("base %q, security %v", pets.Base, pets.DeclaredOn("GET").Security)
	}
	if got := candidates(pet, "petId"); got != "harvested= sampled=7,8,9" {
		t.Errorf("petId: %s", got)
	}
	if media := plan.ErrorMedia(pets, 405); len(media) != 1 || media[0].Schema.Validate([]byte(`{}`)) == nil {
		t.Errorf("errors are %+v", media)
	}
}

func TestSwaggerRequests(t *testing.T) {
	t.Parallel()
	plan := parse(t, petsSwagger, Options{Safety: Full})
	if get := oneProbe(t, plan, "/pets", "GET"); !strings.Contains(get.Query, "limit=3") || !strings.Contains(get.Query, "tags=") {
		t.Errorf("query %s", get.Query)
	}
	for _, p := range probesOf(pathOf(t, plan, "/pets"), "POST") {
		if p.Form == FormValid && string(p.Body) != `{"name":"proverb"}` {
			t.Errorf("body %s", p.Body)
		}
	}
	for _, p := range probesOf(pathOf(t, plan, "/pets/{petId}"), "PATCH") {
		if p.Form == FormValid && (string(p.Body) != "name=proverb" || p.Header.Get("Content-Type") != "application/x-www-form-urlencoded") {
			t.Errorf("form %s %s", p.Header.Get("Content-Type"), p.Body)
		}
	}
}

func TestSwaggerHasTheOriginalsLines(t *testing.T) {
	t.Parallel()
	plan := parse(t, petsSwagger, Options{})
	if p := pathOf(t, plan, "/pets/{petId}"); p.Line != line(t, petsSwagger, "  /pets/{petId}") {
		t.Errorf("line %d", p.Line)
	}
	if o := pathOf(t, plan, "/pets").DeclaredOn("POST"); o.At.Line != line(t, petsSwagger, "POST:") || codes(plan) != "spec/method-case" {
		t.Errorf("POST at %+v, findings %s", o.At, codes(plan))
	}
}

// The documents that grpc-gateway made in its first version have the results of
// streams in an extension, and refer to definitions from there.
func TestSwaggerExtensionsReferToWhatWasMoved(t *testing.T) {
	t.Parallel()
	plan := parse(t, `swagger: '2.0'
info: {title: Stream, version: '1'}
paths:
  /watch:
    get:
      responses: {200: {description: d, schema: {$ref: '#/x-stream-definitions/Event'}}}
x-stream-definitions:
  Event: {type: object, properties: {error: {$ref: '#/definitions/Error'}}}
definitions:
  Error: {type: object, required: [message], properties: {message: {type: string}}}
`, Options{})
	schema := pathOf(t, plan, "/watch").DeclaredOn("GET").Response(200).Media[0].Schema
	if problems := schema.Validate([]byte(`{"error":{}}`)); len(problems) != 1 {
		t.Errorf("an event without a message has the problems %v", problems)
	}
}
