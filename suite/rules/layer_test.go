package rules_test

import (
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

// layers are who answered each exchange of the paths, in their order.
func layers(j *rules.Judgement) string {
	var out []string
	for _, p := range j.Record.Paths {
		for _, x := range p.Exchanges {
			out = append(out, string(j.Exchanges.Of(x).Layer))
		}
	}
	return strings.Join(out, " ")
}

const (
	date      = "< Date: Fri, 20 Nov 2026 23:36:31 GMT\n"
	nginxPage = `< HTTP/1.1 405 Not Allowed
< Server: nginx/1.22.1
` + date + `< Content-Type: text/html
<
<"<html>\r\n<head><title>405 Not Allowed</title></head>\r\n<body>\r\n<center><h1>405 Not Allowed</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
`
	ownGet = "> GET /a (declared, live)\n< 200 OK\n< Content-Type: application/json\n" + date + "<\n< []\n"
	ownPut = "> PUT /a (registered)\n< 405 Method Not Allowed\n< Server: nginx/1.22.1\n< Content-Type: application/json\n" + date + "<\n< {\"title\":\"no\"}\n"
	trace  = "> TRACE /a (registered)\n"

	ownRefusal = "< 405 Method Not Allowed\n< Content-Type: application/problem+json\n" + date + "<\n< {\"title\":\"no\"}\n"
)

func TestLayers(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"nginx alone is the server, not a proxy before it", ownGet + trace + nginxPage, "app app"},
		{"nginx before an application", strings.Replace(ownGet, "< Content", "< Server: nginx/1.22.1\n< Content", 1) + ownPut + trace + nginxPage, "app app proxy"},
		{"the Server field alone tells nothing", ownGet + ownPut, "app app"},
		{"Go's parser", ownGet + trace + "< 400 Bad Request\n< Content-Type: text/plain; charset=utf-8\n< Connection: close\n<\n< 400 Bad Request\n", "app parser"},
		{"Node's parser", ownGet + trace + "< 400 Bad Request\n< Connection: close\n", "app parser"},
		{"a 400 of the application", ownGet + trace + "< 400 Bad Request\n" + date + "<\n< no\n", "app app"},
		{"a 400 that keeps the connection", ownGet + trace + "< 400 Bad Request\n", "app app"},
		{"the parser by its fingerprint", "> GE(T / (control: parser)\n< 400 No\n" + date + "<\n< Bad method\n" + ownGet + trace + "< 400 No\n" + date + "<\n< Bad method\n", "app parser"},
		{"a 400 to a declared method is not the parser's, though it has the same page", "> GE(T / (control: parser)\n< 400 No\n" + date + "<\n< Bad\n" + ownGet + "> POST /a (declared, form: malformed)\n< 400 No\n" + date + "<\n< Bad\n", "app app"},
		{"a parser that says 405 is no mark of a parser", "> GE(T / (control: parser)\n< 405 No\n" + ownGet + trace + "< 405 No\n", "app app"},
		{"HAProxy", ownGet + trace + "< 503 Service Unavailable\n< Cache-Control: no-cache\n<\n<\"<html><body><h1>503 Service Unavailable</h1>\\nNo server is available to handle this request.\\n</body></html>\\n\"\n", "app proxy"},
		{"AWS API Gateway", ownGet + trace + "< 403 Forbidden\n< x-amzn-ErrorType: MissingAuthenticationTokenException\n<\n< {\"message\":\"Missing Authentication Token\"}\n", "app proxy"},
		{"Envoy, by what it adds to what it forwards", strings.Replace(ownGet, "< Content", "< x-envoy-upstream-service-time: 3\n< Content", 1) + trace + "< 404 Not Found\n< server: envoy\n" + date, "app proxy"},
		{"envoy, where nothing shows that it forwards", ownGet + trace + "< 404 Not Found\n< server: envoy\n" + date, "app app"},
		{"Kong", ownGet + trace + "< 404 Not Found\n< Server: kong/3.4\n<\n< {\"message\":\"no Route matched with those values\"}\n", "app proxy"},
		{"neither the application's nor a known page", strings.Replace(ownGet, "< Content", "< X-App: one\n< Content", 1) +
			strings.Replace(ownPut, "< Content", "< X-App: one\n< Content", 1) + trace + nginxPage + "> QUERY /a (registered)\n< 403 Forbidden\n<\n< blocked\n", "app app proxy unknown"},
		{"nginx whose backend is dead", trace + strings.NewReplacer("405 Not Allowed", "502 Bad Gateway").Replace(nginxPage), "proxy"},
		{"HEAD is answered by who answers GET", strings.Replace(ownGet, "< Content", "< X-App: one\n< Content", 1) +
			strings.Replace(ownPut, "< Content", "< X-App: one\n< Content", 1) + "> GET /b (elsewhere)\n" + nginxPage + "> HEAD /b (elsewhere)\n< 405 Not Allowed\n< Server: nginx/1.22.1\n" + date, "app app proxy proxy"},
		{"in the words of the application, where the origin was not asked", strings.Replace(ownGet, "< Content", "< X-App: one\n< Content", 1) +
			"> POST /a (elsewhere)\n" + ownRefusal + "> POST /a (control: direct)\n" + ownRefusal + "> DELETE /a (elsewhere)\n" + ownRefusal + trace + nginxPage, "app app app proxy"},
		{"in the words of the proxy, where the origin was not asked", ownGet +
			"> POST /a (elsewhere)\n" + ownRefusal + "> POST /a (control: direct)\n< 405 Method Not Allowed\n<\n< no\n" + "> DELETE /a (elsewhere)\n" + ownRefusal, "app proxy proxy"},
		{"no answer", ownGet + trace + "< (dropped: the connection was reset)\n", "app unknown"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := layers(judge(t, test.text, teapots())); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestNoProxyInProcess(t *testing.T) {
	t.Parallel()
	record := recordOf(t, ownGet+ownPut+trace+nginxPage)
	record.Target = "http://in-process"
	if got := layers(rules.Judge(record, rules.Profile{})); got != "app app app" {
		t.Errorf("got %s", got)
	}
}

func TestProduct(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"Server and X-Powered-By", "> GET /a (declared, live)\n< 200 OK\n< Server: nginx\n< X-Powered-By: Express\n", "nginx, Express"},
		{"X-Powered-By", "> GET /a (declared, live)\n< 200 OK\n< X-Powered-By: Express\n", "Express"},
		{"a known page", ownGet + trace + "< 404 Not Found\n<\n< {\"message\":\"no Route matched with those values\"}\n", "Kong"},
		{"nothing", ownGet, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := judge(t, test.text, teapots()).Server.Product; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestFindingsHaveTheLayerOfTheTellingExchange(t *testing.T) {
	t.Parallel()
	j := judge(t, ownGet+trace+"< 400 Bad Request\n< Connection: close\n", at("t/x", 400))
	if f := j.Findings[0]; f.Layer != rules.LayerParser || f.Exchanges[0].Outcome != runner.Answered {
		t.Errorf("the finding is by %s", f.Layer)
	}
}
