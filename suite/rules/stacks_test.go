package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

// Answers as the servers give them, shortened to what tells.
const (
	goAbsent  = "> GET /none (control: not-found)\n< 404 Not Found\n< Content-Type: text/plain; charset=utf-8\n< X-Content-Type-Options: nosniff\n<\n< 404 page not found\n"
	goParser  = "> GE(T /a (control: parser)\n< 400 Bad Request\n< Content-Type: text/plain; charset=utf-8\n< Connection: close\n<\n< 400 Bad Request\n"
	nodeRefus = "> GE(T /a (control: parser)\n< 400 Bad Request\n< Connection: close\n"
	put       = "> PUT /a (elsewhere, live)\n< 405 Method Not Allowed\n"
	goRefusal = put + "< Content-Type: text/plain; charset=utf-8\n< X-Content-Type-Options: nosniff\n< Allow: "
	phrase    = "\n<\n< Method Not Allowed\n"
	absentIs  = "> GET /none (control: not-found)\n< 404 Not Found\n< Content-Type: "
	getIs     = "> GET /a (declared, live)\n< 200 OK\n< Content-Type: application/json\n"
	fileIs    = getIs + "< ETag: \"1\"\n< Last-Modified: Fri, 20 Nov 2026 23:24:20 GMT\n< Accept-Ranges: bytes\n"
)

// recognised are answers and what they tell: what stands before the application,
// and what that is made with.
var recognised = []struct{ name, text, want string }{
	{"net/http", goAbsent + goRefusal + "GET, HEAD, POST" + phrase, "nethttp"},
	{"net/http with OPTIONS of its own, or httprouter with HEAD", goAbsent + goRefusal + "GET, HEAD, OPTIONS" + phrase, "nethttp httprouter"},
	{"net/http that refuses by hand", goAbsent + put + "< Content-Type: text/plain; charset=utf-8\n< X-Content-Type-Options: nosniff\n<\n< method not allowed\n", "nethttp"},
	{"net/http or gorilla/mux", goAbsent + put, "nethttp gorilla"},
	{"net/http or chi", goAbsent + put + "< Allow: GET\n", "nethttp chi"},
	{"chi", goAbsent + put + "< Allow: GET\n< Allow: POST\n", "chi"},
	{"httprouter", goAbsent + goRefusal + "GET, OPTIONS, POST" + phrase, "httprouter"},
	{"some Go router", goAbsent + goParser, "nethttp chi gorilla httprouter"},
	{"a Go server", goParser, "on Go net/http"},
	{"gin", absentIs + "text/plain\n<\n< 404 page not found\n" + goParser, "gin"},
	{"gin that was told to answer 405", put + "< Allow: GET\n< Content-Type: text/plain\n<\n< 405 method not allowed\n", "gin"},
	{"echo", absentIs + "application/json\n<\n< {\"message\":\"Not Found\"}\n" + goParser, "echo"},
	{"echo, by two answers", absentIs + "application/json\n<\n< {\"message\":\"Not Found\"}\n" + put + "< Content-Type: application/json\n<\n< {\"message\":\"Method Not Allowed\"}\n", "echo"},
	{"who knows", absentIs + "application/json\n<\n< {\"message\":\"Not Found\"}\n", ""},
	{"not echo on Node", absentIs + "application/json\n<\n< {\"message\":\"Not Found\"}\n" + nodeRefus, "on Node.js"},
	{"huma on net/http", goAbsent + goRefusal + "GET, HEAD" + phrase + "> POST /a (declared, live, form: malformed)\n< 400 Bad Request\n< Content-Type: application/problem+json\n<\n< {\"$schema\":\"http://h/schemas/ErrorModel.json\",\"title\":\"Bad Request\"}\n", "huma"},
	{"Fiber 3", absentIs + "text/plain; charset=utf-8\n<\n< Not Found\n> BREW /a (unknown, live)\n< 501 Not Implemented\n< Content-Type: text/plain; charset=utf-8\n<\n< Not Implemented\n", "fiber"},
	{"Fiber", absentIs + "text/plain; charset=utf-8\n<\n< Cannot GET /none\n", "fiber"},
	{"Express", absentIs + "text/html; charset=utf-8\n<\n< <pre>Cannot GET /none</pre>\n" + nodeRefus, "express"},
	{"Express by name", getIs + "< X-Powered-By: Express\n", "express"},
	{"NestJS on Express", getIs + "< X-Powered-By: Express\n" + absentIs + "application/json; charset=utf-8\n<\n< {\"message\":\"Cannot GET /none\",\"error\":\"Not Found\",\"statusCode\":404}\n", "nestjs"},
	{"Fastify", absentIs + "application/json; charset=utf-8\n<\n< {\"message\":\"Route GET:/none not found\",\"error\":\"Not Found\",\"statusCode\":404}\n", "fastify"},
	{"Hono", absentIs + "text/plain; charset=UTF-8\n<\n< 404 Not Found\n", "hono"},
	{"hapi, whose parser's refusal is Puma's, but for what else it writes", getIs + "< Keep-Alive: timeout=5\n" + absentIs + "application/json; charset=utf-8\n<\n< {\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"Not Found\"}\n> GE(T /a (control: parser, closed)\n< 400 Bad Request\n", "hapi"},
	{"something on hapi", getIs + "< Keep-Alive: timeout=5\n> GE(T /a (control: parser, closed)\n< 400 Bad Request\n", "on hapi on Node.js"},
	{"something on Bun, whose refusal is Node's", "> GET /a (declared, live)\n< 200 OK\n< Content-Type: application/json;charset=utf-8\n" + nodeRefus, "on Bun"},
	{"something on Node that writes as Bun does", "> GET /a (declared, live)\n< 200 OK\n< Content-Type: application/json;charset=utf-8\n< Keep-Alive: timeout=5\n" + nodeRefus, "on Node.js"},
	{"something on unicorn, which writes Date", getIs + "< Date: Sun, 29 Nov 2026 13:35:34 GMT\n> GE(T /a (control: parser, closed)\n< 400 Bad Request\n", "on unicorn"},
	{"something on Puma", getIs + "> GE(T /a (control: parser, closed)\n< 400 Bad Request\n", "on Puma"},
	{"restify", absentIs + "application/json\n<\n< {\"code\":\"ResourceNotFound\",\"message\":\"/none does not exist\"}\n" + nodeRefus, "restify"},
	{"h3", absentIs + "application/json\n<\n<\"{\\n  \\\"statusCode\\\": 404,\\n  \\\"statusMessage\\\": \\\"Cannot find any path matching /none.\\\",\\n  \\\"stack\\\": []\\n}\"\n" + nodeRefus, "h3"},
	{"Koa", absentIs + "text/plain; charset=utf-8\n<\n< Not Found\n" + nodeRefus, "koa"},
	{"Koa with allowedMethods, whose parser a proxy hides", absentIs + "text/plain; charset=utf-8\n<\n< Not Found\n> PROPFIND /a (registered, live)\n< 501 Not Implemented\n< Allow: HEAD, GET, POST\n< Content-Type: text/plain; charset=utf-8\n<\n< Not Implemented\n", "koa"},
	{"Koa or Starlette, and others", absentIs + "text/plain; charset=utf-8\n<\n< Not Found\n", ""},
	{"Starlette", absentIs + "text/plain; charset=utf-8\n< Server: uvicorn\n<\n< Not Found\n", "starlette"},
	{"aiohttp", absentIs + "text/plain; charset=utf-8\n<\n< 404: Not Found\n> BREW /a (unknown, live)\n< 400 Bad Request\n< Content-Type: text/plain; charset=utf-8\n<\n< Invalid method encountered:\n<\n<   b'BREW /a HTTP/1.1'\n<      ^\n", "aiohttp"},
	{"who knows, with the text of aiohttp", absentIs + "text/plain; charset=utf-8\n<\n< 404: Not Found\n", ""},
	{"FastAPI", absentIs + "application/json\n< Server: uvicorn\n<\n< {\"detail\":\"Not Found\"}\n", "fastapi"},
	{"FastAPI with a 404 of its own", "> POST /a (declared, live, form: malformed)\n< 422 Unprocessable Entity\n< Content-Type: application/json\n< Server: uvicorn\n<\n< {\"detail\":[{\"type\":\"missing\",\"loc\":[\"body\"],\"msg\":\"Field required\"}]}\n", "fastapi"},
	{"something on uvicorn", getIs + "< Server: uvicorn\n", "on uvicorn"},
	{"Flask", absentIs + "text/html; charset=utf-8\n< Server: gunicorn\n<\n< <p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n", "flask"},
	{"Flask on waitress", absentIs + "text/html; charset=utf-8\n< Server: waitress\n<\n< <p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n", "flask"},
	{"Quart, in the words of Flask", absentIs + "text/html; charset=utf-8\n< server: hypercorn-h11\n<\n< <p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n", "quart"},
	{"Flask behind who knows", absentIs + "text/html; charset=utf-8\n<\n< <p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n", "flask"},
	{"Django on daphne", absentIs + "text/html; charset=utf-8\n< Server: daphne\n<\n< <h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n", "django"},
	{"Tornado, whose refusal has the bytes of Puma's", getIs + "< Server: TornadoServer/6.6.1\n> GE(T /a (control: parser, closed)\n< 400 Bad Request\n", "on Tornado"},
	{"daphne, whose refusal has the bytes of Puma's", getIs + "< Server: daphne\n> GE(T /a (control: parser, closed)\n< 400 Bad Request\n", "on Twisted"},
	{"Django REST Framework", put + "< Content-Type: application/json\n<\n< {\"detail\":\"Method \\\"PUT\\\" not allowed.\"}\n", "drf"},
	{"Python's http.server", getIs + "< Server: BaseHTTP/0.6 Python/3.11.2\n", "httpserver"},
	{"Rails", absentIs + "application/json; charset=UTF-8\n< X-Request-Id: 0d343c9a-f2ad-4d41-88e3-503e25f0ba75\n< X-Runtime: 0.001407\n<\n< {\"status\":404,\"error\":\"Not Found\"}\n", "rails"},
	{"Sinatra", absentIs + "text/html;charset=utf-8\n< X-Cascade: pass\n<\n< <h1>Not Found</h1>\n", "sinatra"},
	{"Spring Boot", absentIs + "application/json\n<\n< {\"timestamp\":\"2026-11-20T23:24:20.000+00:00\",\"status\":404,\"error\":\"Not Found\",\"path\":\"/none\"}\n", "springboot"},
	{"Tomcat", absentIs + "text/html;charset=utf-8\n<\n< <!doctype html><html lang=\"en\"><head><title>HTTP Status 404 – Not Found</title></head></html>\n", "tomcat"},
	{"nginx with files", fileIs + "< Server: nginx/1.22.1\n" + absentIs + "text/html\n< Server: nginx/1.22.1\n<\n< <center><h1>404 Not Found</h1></center>\n< <hr><center>nginx/1.22.1</center>\n", "nginx"},
	{"nginx with a list of its files", fileIs + "< Server: nginx/1.22.1\n> GET /a (declared, live)\n< 200 OK\n< Content-Type: text/html\n< Server: nginx/1.22.1\n<\n< <html>\n< <head><title>Index of /</title></head>\n" + absentIs + "text/html\n< Server: nginx/1.22.1\n<\n< <center><h1>404 Not Found</h1></center>\n< <hr><center>nginx/1.22.1</center>\n", "nginx"},
	{"nginx before Express", getIs + "< Server: nginx\n< X-Powered-By: Express\n", "nginx-proxy before express"},
	{"nginx before who knows", getIs + "< Server: nginx\n", "nginx-proxy before "},
	{"Caddy before gin", getIs + "< Via: 1.1 Caddy\n" + absentIs + "text/plain\n< Via: 1.1 Caddy\n<\n< 404 page not found\n", "caddy-proxy before gin"},
	{"Varnish before who knows", getIs + "< X-Varnish: 4\n< Via: 1.1 varnish (Varnish/7.1)\n", "varnish before "},
	{"nghttpx before who knows", getIs + "< Server: nghttpx\n< Via: 1.1 nghttpx\n", "nghttpx before "},
	{"squid before Express", getIs + "< X-Powered-By: Express\n< X-Cache: MISS from proxy\n< Via: 1.1 proxy (squid/5.7)\n", "squid before express"},
	{"lighttpd before Express, which adds Accept-Ranges", getIs + "< X-Powered-By: Express\n< ETag: W/\"2\"\n< Accept-Ranges: bytes\n< Server: lighttpd/1.4.69\n", "lighttpd-proxy before express"},
	{"lighttpd with files", fileIs + "< Server: lighttpd/1.4.69\n", ""},
	{"h2o before who knows", getIs + "< Server: h2o/2.2.5\n", "h2o-proxy before "},
	{"h2o with files", fileIs + "< Server: h2o/2.2.5\n", ""},
	{"nothing", getIs, ""},
}

func TestStacks(t *testing.T) {
	t.Parallel()
	for _, test := range recognised {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := madeWith(judge(t, test.text, teapots()).Server); got != test.want {
				t.Errorf("%q is recognised, not %q", got, test.want)
			}
		})
	}
}

// madeWith are the names of what was recognised.
func madeWith(s rules.Server) string {
	var made, fronts []string
	for _, x := range s.Stacks {
		if x.Name == "" {
			x.Name = "on " + x.For
		}
		made = append(made, x.Name)
	}
	for _, x := range s.Fronts {
		fronts = append(fronts, x.Name+" before ")
	}
	return strings.Join(fronts, "") + strings.Join(made, " ")
}

func TestStackInProcess(t *testing.T) {
	t.Parallel()
	record := recordOf(t, getIs+"< Server: nginx\n")
	record.Target = "http://in-process"
	if got := madeWith(rules.Judge(record, rules.Profile{}).Server); got != "on Go net/http" {
		t.Errorf("%q is recognised", got)
	}
}

// TestRecordedStacks: real servers are recognised, or nothing is said of them.
func TestRecordedStacks(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"apache-proxy": "apache-proxy before nethttp", "apache-static-upstream-trace": "apache", "caddy-proxy": "caddy-proxy before nethttp", "caddy-static": "caddy",
		"chi": "chi", "drf-gunicorn": "drf", "echo4": "echo", "express5": "express", "express5-prod": "express", "fastapi-uvicorn-h11": "fastapi",
		"fastapi-uvicorn-httptools": "fastapi", "fastify": "fastify", "fiber2": "fiber", "flask-dev": "flask", "flask-gunicorn": "flask", "gin": "gin", "gin405": "gin",
		"h2o-proxy": "h2o-proxy before nethttp", "haproxy": "haproxy before nethttp", "hono": "hono", "httprouter": "httprouter", "huma": "huma", "koa": "koa", "koa-allowed-24": "koa",
		"koa-allowed-26": "koa", "nethttp": "nethttp", "nethttp-501mw": "nethttp", "nethttp-handler-switch": "nethttp chi gorilla httprouter",
		"nginx-proxy": "nginx-proxy before nethttp", "nginx-static": "nginx", "nodehttp": "on Node.js", "nodehttp-26": "on Node.js", "restify": "restify",
		"py-BaseHTTPServer": "httpserver", "py-http.server": "httpserver", "bottle-gunicorn": "on gunicorn", "django-runserver-debug": "on WSGIServer", "jetty9": "on Jetty",
		"sinatra-puma": "sinatra",
	}
	for name, s := range recordedServers(t) {
		if got := madeWith(rules.Judge(s.record(t), rules.Profile{}).Server); got != want[name] {
			t.Errorf("%s is taken for %q, not for %q", name, got, want[name])
		}
	}
}

// TestEveryRecipeHasItsStack: a recipe for what is never recognised is shown to
// nobody who did not ask for it.
func TestEveryRecipeHasItsStack(t *testing.T) {
	t.Parallel()
	for _, r := range fixes.Recipes {
		// Node's own server answers with nothing of its own but what frameworks on it keep.
		if r.Name != "nodehttp" && !slices.ContainsFunc(rules.Stacks(), func(s rules.Stack) bool { return s.Name == r.Name }) {
			t.Errorf("nothing tells %s: say in stacktable.go what it answers", r.Name)
		}
	}
}

// TestStacksAreNamedWithoutTheirServer: which one it is, the answers say, and a framework
// runs on several.
func TestStacksAreNamedWithoutTheirServer(t *testing.T) {
	t.Parallel()
	for _, s := range rules.Stacks() {
		if s.For == "" || strings.Contains(s.For, " on ") {
			t.Errorf("%s is called %q", s.Name, s.For)
		}
	}
	s := judge(t, absentIs+"application/json\n< Server: hypercorn-h2\n<\n< {\"detail\":\"Not Found\"}\n", teapots()).Server
	if len(s.Stacks) != 1 || s.Stacks[0].For != "FastAPI" || s.Product != "hypercorn-h2" {
		t.Errorf("Hypercorn with FastAPI is taken for %s and %+v", s.Product, s.Stacks)
	}
}

// TestARecipeIsNamedForAllThatItSuits: the one for Django needs no REST framework.
func TestARecipeIsNamedForAllThatItSuits(t *testing.T) {
	t.Parallel()
	i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == "method/known-unknown-distinct" })
	for _, s := range rules.Stacks() {
		if f := rules.Rules[i].FixFor([]rules.Stack{s}); strings.HasPrefix(s.For, "Django") && (f == nil || f.For != "Django") {
			t.Errorf("of %s it is %+v", s.For, f)
		}
	}
}

func TestFixIsForWhatWasRecognised(t *testing.T) {
	t.Parallel()
	stacks := rules.Stacks()
	named := func(names ...string) []rules.Stack {
		return slices.DeleteFunc(slices.Clone(stacks), func(s rules.Stack) bool { return !slices.Contains(names, s.Name) })
	}
	for _, test := range []struct {
		rule string
		made []rules.Stack
		want string // what the code has in it; empty is none
	}{
		{"allow/present-on-405", named("express"), "from 'express'"},
		{"method/known-unknown-distinct", named("django"), "from django.http import HttpResponse"},
		{"allow/present-on-405", named("nginx-proxy"), "proxy_pass"},
		{"allow/present-on-405", named("gin"), "gin.Engine"},
		{"allow/present-on-405", named("nethttp"), ""}, // ServeMux sends it: another router does not (etcd's)
		{"body/media-type-expected", named("nethttp"), "func mend(next http.Handler)"},
		{"allow/present-on-405", named("nethttp", "gorilla"), ""},
		{"allow/present-on-405", []rules.Stack{{For: "Go net/http"}}, ""},
		{"allow/present-on-405", nil, ""},
		{"method/known-unknown-distinct", named("nethttp", "gorilla"), "func Implementing("},
		{"method/known-unknown-distinct", []rules.Stack{{For: "Go net/http"}}, "func Implementing("},
		{"method/known-unknown-distinct", []rules.Stack{{For: "Node.js"}}, ""},
	} {
		i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == test.rule })
		var code string
		if f := rules.Rules[i].FixFor(test.made); f != nil {
			code = f.Code
		}
		if !strings.Contains(code, test.want) || (test.want == "") != (code == "") {
			t.Errorf("for %s in %v the fix is %.80q, want one with %q", test.rule, test.made, code, test.want)
		}
	}
}
