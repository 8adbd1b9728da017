package rules

import "regexp"

// The HTTP servers that frameworks run on.
const (
	onGo       = "Go net/http"
	onFasthttp = "fasthttp"
	onNode     = "Node.js"
	onFastify  = "Fastify on Node.js"
	onHapi     = "hapi on Node.js"
	onBun      = "Bun"
	onUvicorn  = "uvicorn"
	onAiohttp  = "aiohttp"
	onHyper    = "Hypercorn"
	onGunicorn = "gunicorn"
	onWerkzeug = "Werkzeug"
	onWaitress = "waitress"
	onCheroot  = "cheroot"
	onTwisted  = "Twisted"
	onDjango   = "WSGIServer"
	onPython   = "Python http.server"
	onTomcat   = "Tomcat"
	onJetty    = "Jetty"
	onPuma     = "Puma"
	onUnicorn  = "unicorn"
)

var families = []family{
	{name: onGo}, {name: onFasthttp}, {name: onNode}, {name: onFastify}, {name: onHapi}, {name: onBun},
	{name: onAiohttp}, {onUvicorn, []string{"uvicorn"}}, {onHyper, []string{"hypercorn"}}, {onGunicorn, []string{"gunicorn"}}, {onWerkzeug, []string{"werkzeug"}},
	{onWaitress, []string{"waitress"}}, {onCheroot, []string{"cheroot", "cherrypy"}}, {onTwisted, []string{"daphne", "twistedweb"}},
	{onDjango, []string{"wsgiserver"}}, {onPython, []string{"basehttp", "simplehttp"}},
	{onTomcat, []string{"apache-coyote"}}, {onJetty, []string{"jetty"}},
	{name: onPuma}, {name: onUnicorn},
	// Those that no stack below runs on are here so that none is taken for one.
	{"Tornado", []string{"tornadoserver"}}, {name: "PHP's built-in server"}, {"Kestrel", []string{"kestrel"}}, {name: "Windows HTTP.sys"},
}

// Answers of more than one stack.
const (
	asJSON = "content-type: application/json"
	asText = "content-type: text/plain"
	asHTML = "content-type: text/html"
	sniff  = "x-content-type-options: nosniff"
)

var (
	// Go's own, of net/http and of the routers that call it.
	go404 = clue{to: absent, status: 404, has: []string{asText + "; charset=utf-8", sniff}, content: regexp.MustCompile(`^404 page not found$`)}
	go405 = clue{to: refusal, has: []string{asText, sniff, "allow"}, content: regexp.MustCompile(`^Method Not Allowed$`)}
	// filesListed is the list of a folder that nginx and Apache make themselves, without what they send with files.
	filesListed = regexp.MustCompile(`<title>Index of /`)
	// bare405 has Allow or not, and nothing else.
	bare405 = clue{to: refusal, lacks: []string{"content-type", sniff}, content: regexp.MustCompile(`^$`)}
)

// djangoOn are the servers of WSGI and ASGI that Django is run on.
var djangoOn = []string{onGunicorn, onDjango, onUvicorn, onHyper, onTwisted, onWaitress, onCheroot}

func (c clue) with(field ...string) clue {
	c.has = append(c.has[:len(c.has):len(c.has)], field...)
	return c
}
func (c clue) without(field ...string) clue {
	c.lacks = append(c.lacks[:len(c.lacks):len(c.lacks)], field...)
	return c
}
func (c clue) allowing(method ...string) clue {
	c.allows = method
	return c
}
func (c clue) omitting(method ...string) clue {
	c.omits = method
	return c
}
func (c clue) inLines(n int) clue { c.lines = n; return c }

// butListing leaves out the lists of files that a server makes itself.
func (c clue) butListing() clue { c.unlike = filesListed; return c }

// says is an error by its media type and content.
func says(to occasion, media, content string, has ...string) clue {
	return clue{to: to, has: append([]string{media}, has...), content: regexp.MustCompile(content)}
}

// shown is an answer by its fields alone.
func shown(to occasion, has ...string) clue { return clue{to: to, has: has} }

func row(all ...clue) clues                 { return clues{all: all} }
func (c clues) above(names ...string) clues { c.over = names; return c }
func (c clues) faintly() clues              { c.weak = true; return c }
func (c clues) wherever() clues             { c.known = true; return c }

// stacks are those that can be recognised, as far as they can. Each answer was
// recorded from the stack itself; where two give the same, both are found.
var stacks = named([]stack{
	{Stack: Stack{Name: "nethttp", Base: onGo}, on: []string{onGo}, rows: []clues{
		row(go405.omitting("OPTIONS")), row(go405.allowing("OPTIONS", "HEAD")),
		row(says(refusal, asText, ``, sniff).without("allow")), row(go404, bare405), row(go404).faintly(),
	}},
	{Stack: Stack{Name: "chi", Base: onGo}, on: []string{onGo}, rows: []clues{
		row(bare405.inLines(2)).above("nethttp"), row(go404, bare405.with("allow")), row(go404).faintly(),
	}},
	{Stack: Stack{Name: "gin", Base: onGo}, on: []string{onGo}, rows: []clues{
		row(says(anyError, asText, `^404 page not found$`).without(sniff, asText+";")), row(says(anyError, asText, `^405 method not allowed$`)),
	}},
	{Stack: Stack{Name: "echo", Base: onGo}, on: []string{onGo}, rows: []clues{
		row(says(absent, asJSON, `^\{"message":"Not Found"\}$`), says(refusal, asJSON, `^\{"message":"Method Not Allowed"\}$`)),
		row(says(anyError, asJSON, `^\{"message":"(Not Found|Method Not Allowed)"\}$`)).wherever(),
	}},
	{Stack: Stack{Name: "gorilla", Base: onGo}, on: []string{onGo}, rows: []clues{row(go404, bare405.without("allow")), row(go404).faintly()}},
	{Stack: Stack{Name: "httprouter", Base: onGo}, on: []string{onGo}, rows: []clues{
		row(go405.allowing("OPTIONS").omitting("HEAD")).above("nethttp"), row(go405.allowing("OPTIONS", "HEAD")), row(go404).faintly(),
	}},
	{Stack: Stack{Name: "huma", For: "huma", Base: onGo}, on: []string{onGo, onFasthttp}, rows: []clues{
		row(says(anyError, "content-type: application/problem+json", `^\{"\$schema":"[^"]*/schemas/ErrorModel\.json"`)).
			above("nethttp", "chi", "gin", "echo", "gorilla", "httprouter", "fiber"),
	}},
	{Stack: Stack{Name: "fiber", For: "Fiber"}, on: []string{onFasthttp}, rows: []clues{
		row(says(absent, asText, `^Cannot GET /`)), row(says(anyError, asText, `^Invalid http method$`)), // Fiber 2
		row(says(anyError, asText, `^Not Implemented$`).without(sniff, "allow")), // Fiber 3
	}},

	{Stack: Stack{Name: "express"}, on: []string{onNode}, rows: []clues{
		row(shown(anything, "x-powered-by: express")), row(says(anyError, asHTML, `<pre>Cannot [A-Z]+ /`)),
	}},
	{Stack: Stack{Name: "nestjs", For: "NestJS"}, on: []string{onNode, onFastify}, rows: []clues{
		row(says(anyError, asJSON, `^\{"message":"Cannot [A-Z]+ /.*"error":"Not Found".*"statusCode":404`)).above("express", "fastify"),
	}},
	{Stack: Stack{Name: "fastify"}, on: []string{onFastify}, rows: []clues{row(says(anyError, asJSON, `"message":"Route [A-Z]+:/.* not found"`))}},
	{Stack: Stack{Name: "hono"}, on: []string{onNode, onBun}, rows: []clues{row(says(absent, asText, `^404 Not Found$`))}},
	{Stack: Stack{Name: "hapi", For: "hapi"}, on: []string{onNode, onHapi}, rows: []clues{
		row(says(absent, asJSON, `^\{"statusCode":404,"error":"Not Found","message":"Not Found"\}$`)),
	}},
	{Stack: Stack{Name: "restify", For: "restify"}, on: []string{onNode}, rows: []clues{row(says(absent, asJSON, `^\{"code":"ResourceNotFound","message":"/[^"]* does not exist"\}$`))}},
	{Stack: Stack{Name: "h3", For: "h3"}, on: []string{onNode}, rows: []clues{row(says(anyError, asJSON, `"statusMessage":\s*"Cannot find any path matching /`))}},
	{Stack: Stack{Name: "koa"}, on: []string{onNode}, rows: []clues{
		row(says(absent, asText, `^Not Found$`)).wherever(), row(says(anyError, asText, `^Not Implemented$`, "allow").without(sniff)), // allowedMethods
	}},

	{Stack: Stack{Name: "flask"}, on: []string{onWerkzeug, onGunicorn, onWaitress, onCheroot}, rows: []clues{
		row(says(anyError, asHTML, `If you entered the URL manually please check your spelling`)), row(says(anyError, asHTML, `The method is not allowed for the requested URL`)),
	}},
	{Stack: Stack{Name: "quart", For: "Quart"}, on: []string{onHyper, onUvicorn}, rows: []clues{ // in Flask's words, which are Werkzeug's
		row(says(anyError, asHTML, `If you entered the URL manually please check your spelling`)).wherever(), row(says(anyError, asHTML, `The method is not allowed for the requested URL`)).wherever(),
	}},
	{Stack: Stack{Name: "fastapi", For: "FastAPI"}, on: []string{onUvicorn, onHyper, onTwisted}, rows: []clues{
		row(says(anyError, asJSON, `^\{"detail":"(Not Found|Method Not Allowed)"\}$`)).above("starlette"),
		row(says(anyError, asJSON, `^\{"detail":\[\{.*"loc":\[`)).above("starlette"),
	}},
	{Stack: Stack{Name: "starlette", For: "Starlette"}, on: []string{onUvicorn, onHyper, onTwisted}, rows: []clues{
		row(says(absent, asText, `^Not Found$`)).wherever(), row(says(refusal, asText, `^Method Not Allowed$`).without(sniff)).wherever(),
	}},
	{Stack: Stack{Name: "aiohttp"}, on: []string{onAiohttp}, rows: []clues{
		row(says(absent, asText, `^404: Not Found$`)).wherever(), row(says(refusal, asText, `^405: Method Not Allowed$`)).wherever(),
	}},
	{Stack: Stack{Name: "drf", For: "Django REST Framework"}, on: djangoOn, rows: []clues{
		row(says(anyError, asJSON, `"detail":"Method \\"[A-Za-z]+\\" not allowed\."`)).above("django"),
	}},
	{Stack: Stack{Name: "django", For: "Django", Base: "drf"}, on: djangoOn, rows: []clues{
		row(says(absent, asHTML, `<h1>Not Found</h1>\s*<p>The requested resource was not found on this server\.</p>`)),
	}},
	{Stack: Stack{Name: "httpserver"}, on: []string{onPython}, rows: []clues{row(shown(anything, "server: basehttp")), row(shown(anything, "server: simplehttp"))}},

	{Stack: Stack{Name: "rails", For: "Rails"}, on: []string{onPuma, onUnicorn}, rows: []clues{row(shown(anything, "x-runtime", "x-request-id"))}},
	{Stack: Stack{Name: "sinatra", For: "Sinatra"}, on: []string{onPuma, onUnicorn}, rows: []clues{row(says(absent, asHTML, `^<h1>Not Found</h1>$`, "x-cascade: pass"))}},

	{Stack: Stack{Name: "springboot", For: "Spring Boot"}, on: []string{onTomcat, onJetty}, rows: []clues{
		row(says(anyError, asJSON, `^\{"timestamp":.*"status":\d+,"error":".*"path":"`)).above("tomcat"),
		row(says(anyError, "content-type: application/problem+json", `"detail":"No static resource `)).above("tomcat"),
	}},
	{Stack: Stack{Name: "tomcat"}, on: []string{onTomcat}, rows: []clues{
		row(says(anyError, asHTML, `<title>HTTP Status \d+ – `)),
	}},

	// What serves files sends these three with each.
	{Stack: Stack{Name: "nginx"}, rows: []clues{
		row(shown(retrieval, "server: nginx", "etag", "last-modified", "accept-ranges: bytes"), says(absent, asHTML, `<hr><center>nginx`)),
	}},
	{Stack: Stack{Name: "apache", For: "Apache httpd with files"}, rows: []clues{
		row(shown(retrieval, "server: apache", "etag", "last-modified", "accept-ranges: bytes"), says(absent, asHTML, `<title>404 Not Found</title>`)),
	}},
	{Stack: Stack{Name: "caddy", For: "Caddy with files"}, rows: []clues{
		row(shown(retrieval, "server: caddy", "etag", "last-modified", "accept-ranges: bytes")),
	}},

	{Stack: Stack{Name: "nginx-proxy"}, front: true, rows: []clues{row(shown(retrieval, "server: nginx").without("accept-ranges").butListing())}},
	{Stack: Stack{Name: "apache-proxy", For: "Apache httpd before an application"}, front: true, rows: []clues{
		row(shown(retrieval, "server: apache").without("accept-ranges").butListing()),
	}},
	{Stack: Stack{Name: "caddy-proxy", For: "Caddy before an application"}, front: true, rows: []clues{row(shown(anything, "via: 1.1 caddy"))}},
	{Stack: Stack{Name: "varnish", For: "Varnish before an application"}, front: true, rows: []clues{row(shown(anything, "x-varnish"))}},
	{Stack: Stack{Name: "squid", For: "squid before an application"}, front: true, rows: []clues{row(shown(anything, "via: (squid"))}},
	{Stack: Stack{Name: "nghttpx", For: "nghttpx before an application"}, front: true, rows: []clues{row(shown(anything, "via: nghttpx"))}},
	{Stack: Stack{Name: "lighttpd-proxy", For: "lighttpd before an application"}, front: true, rows: []clues{
		row(shown(retrieval, "server: lighttpd").without("last-modified").butListing()),
	}},
	{Stack: Stack{Name: "h2o-proxy", For: "h2o before an application"}, front: true, rows: []clues{row(shown(retrieval, "server: h2o").without("accept-ranges").butListing())}},
	{Stack: Stack{Name: "haproxy"}, front: true, rows: []clues{row(says(anyError, asHTML, `^<html><body><h1>\d+ [A-Z][A-Za-z ]+</h1>\s`).without("server", "date"))}},
	{Stack: Stack{Name: "envoy"}, front: true, rows: []clues{row(shown(anything, "server: envoy")), row(shown(anything, "x-envoy-upstream-service-time"))}},
	{Stack: Stack{Name: "traefik", For: "Traefik"}, front: true, rows: []clues{
		row(clue{to: anyError, status: 502, has: []string{asText}, content: regexp.MustCompile(`^Bad Gateway$`)}),
		row(clue{to: anyError, status: 504, has: []string{asText}, content: regexp.MustCompile(`^Gateway Timeout$`)}),
	}},
})
