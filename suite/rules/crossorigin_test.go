package rules

import (
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
)

const pageAsks = "> GET /x (declared)\n> Origin: https://app.example\n< 200 OK\n"

func preflightFor(method, answer string) string {
	return "> OPTIONS /x (implied)\n> Origin: https://app.example\n> Access-Control-Request-Method: " + method + "\n" + answer
}

func TestWhatPagesOfAnotherOriginMayDo(t *testing.T) {
	t.Parallel()
	const letIn = "< Access-Control-Allow-Origin: https://app.example\n"
	for name, c := range map[string]struct {
		get, preflight            string
		reads, credentials, sends bool
		why                       string
	}{
		"no CORS":             {get: pageAsks, why: "has no Access-Control-Allow-Origin"},
		"all":                 {get: pageAsks + "< Access-Control-Allow-Origin: *", reads: true, why: "any page may read it"},
		"by name":             {get: pageAsks + letIn + "< Vary: Origin", reads: true, why: "names the origin"},
		"by name, no Vary":    {get: pageAsks + letIn, reads: true, why: "Vary does not name Origin"},
		"another":             {get: pageAsks + "< Access-Control-Allow-Origin: https://b.example", why: "not the origin that asked"},
		"two":                 {get: pageAsks + letIn + letIn, why: "not the origin that asked"},
		"with cookies":        {get: pageAsks + letIn + "< Vary: Origin\n< Access-Control-Allow-Credentials: true", reads: true, credentials: true, why: "also with the user's cookies"},
		"all, no cookies":     {get: pageAsks + "< Access-Control-Allow-Origin: *\n< Access-Control-Allow-Credentials: true", reads: true, why: "without the user's cookies"},
		"preflight":           {get: pageAsks + letIn, preflight: preflightFor("PUT", "< 204 No Content\n"+letIn+"< Access-Control-Allow-Methods: GET, PUT"), reads: true, sends: true, why: "lets it through"},
		"preflight refused":   {get: pageAsks + letIn, preflight: preflightFor("PUT", "< 405 Method Not Allowed\n"+letIn), reads: true, why: "is answered 405"},
		"preflight without":   {get: pageAsks + letIn, preflight: preflightFor("PUT", "< 204 No Content\n"+letIn), reads: true, why: "has no Access-Control-Allow-Methods"},
		"preflight of others": {get: pageAsks + letIn, preflight: preflightFor("PUT", "< 204 No Content\n"+letIn+"< Access-Control-Allow-Methods: put"), reads: true, why: "without PUT"},
		"preflight, star":     {get: pageAsks + letIn, preflight: preflightFor("PUT", "< 204 No Content\n"+letIn+"< Access-Control-Allow-Methods: *"), reads: true, sends: true, why: "lets it through"},
	} {
		var asked *runner.Exchange
		if c.preflight != "" {
			asked = exchangeIn(t, c.preflight)
		}
		got := CrossOriginOf(exchangeIn(t, c.get), asked)
		var said []string
		for _, r := range got.Reasons {
			said = append(said, r.Text)
		}
		if got.Reads != c.reads || got.Credentials != c.credentials || got.Sends != c.sends || !strings.Contains(strings.Join(said, "\n"), c.why) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
