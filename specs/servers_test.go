package specs

import "testing"

func TestBasePaths(t *testing.T) {
	t.Parallel()
	text := head + `servers: [{url: 'https://{host}.example.com/{stage}/v1/', variables: {host: {default: api}, stage: {default: prod, enum: [prod, test]}}}]
paths:
  /a: {get: {responses: {}}}
  /b: {servers: [{url: /v2}], get: {responses: {}}}
  /c: {get: {servers: [{url: 'https://c.example.com/v3'}], responses: {}}, put: {servers: [{url: /v3/}], responses: {}}}
  /d: {get: {responses: {}}, put: {servers: [{url: /v4}], responses: {}}}
  /e: {servers: [{url: 'https://example.com'}], get: {responses: {}}}
`
	plan := parse(t, text, Options{})
	want := map[string]string{"/a": "/prod/v1", "/b": "/v2", "/c": "/v3", "/d": "/prod/v1", "/e": ""}
	for _, p := range plan.Paths {
		if p.Base != want[p.Template] {
			t.Errorf("%s has the base %q, want %q", p.Template, p.Base, want[p.Template])
		}
	}
	if codes(plan) != "spec/operation-servers" || plan.Document.Findings[0].At.Line != 8 {
		t.Errorf("findings %+v", plan.Document.Findings)
	}
	if got := plan.Document.Servers[0]; got != "https://api.example.com/prod/v1/" {
		t.Errorf("server %s", got)
	}
}
