package rules_test

import (
	"testing"
)

// TestOriginIsTheRequests: Access-Control-Allow-Origin: * beside credentials is wrong
// for the request that has an Origin, though the same answer to another was not.
func TestOriginIsTheRequests(t *testing.T) {
	t.Parallel()
	const answer = "< 200 OK\n< Access-Control-Allow-Origin: *\n< Access-Control-Allow-Credentials: true\n"
	j := judgedByAll(t, "> GET /a (declared, live, declared: GET)\n"+answer+"> GET /b (declared, live, declared: GET)\n> Origin: https://a.example\n"+answer)
	if f := found(j, "cors/acao-single"); f == nil || f.Path.Path.Template != "/b" {
		t.Errorf("told: %+v, want /b", f)
	}
}
