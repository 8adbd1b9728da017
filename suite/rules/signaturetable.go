package rules

// seenWhole marks what was seen on a server that ran: its answers to some hundred
// requests were recorded, byte for byte.
const (
	seenWhole        = "recorded from the server itself"
	nginxSource      = "nginx, src/http/ngx_http_special_response.c"
	haproxySource    = "HAProxy, src/http.c (http_err_msgs)"
	envoySource      = "Envoy, source/common/router/router.cc and source/common/http/conn_manager_utility.cc"
	amazonGateway    = "Amazon API Gateway developer guide, \"Gateway response types\""
	goSource         = "Go, net/http/server.go (conn.serve)"
	httpServerSource = "CPython, Lib/http/server.py (parse_request)"
)

// nothing is what a parser that refuses with a status line alone leaves out.
var nothing = []string{"date", "server", "content-type", "content-length", "transfer-encoding", "connection"}

// signatures are how products answer by themselves. What only its name gives
// away (a Server field) is none of them. The first that fits is taken.
//
// Traefik's 404 has the bytes of Go's own, and so no entry: nothing but a second
// address (--origin-url) tells them apart.
var signatures = []signature{
	{product: "Azure Application Gateway", layer: LayerProxy, content: []string{"<hr><center>Microsoft-Azure-Application-Gateway"},
		source: "Microsoft Learn, \"HTTP response codes in Application Gateway\""},
	{product: "nginx", layer: LayerProxy, origin: true, content: []string{"<hr><center>nginx", "<hr><center>angie"}, source: nginxSource},
	{product: "APISIX", layer: LayerProxy, has: []string{"server: apisix"}, content: []string{"<hr><center>openresty"},
		source: "Apache APISIX, apisix/cli/ngx_tpl.lua (Server is replaced, nginx's pages are not)"},
	{product: "OpenResty", layer: LayerProxy, origin: true, content: []string{"<hr><center>openresty"}, source: nginxSource + ", as OpenResty patches it"},
	{product: "APISIX", layer: LayerProxy, status: 404, content: []string{`{"error_msg":"404 Route Not Found"}`}, whole: true,
		source: "Apache APISIX, apisix/init.lua (http_access_phase)"},
	{product: "Apache httpd", layer: LayerProxy, origin: true, has: []string{"server: apache"}, content: []string{
		"\"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>", "html4/strict.dtd\">\n<html><head>\n<title>",
	}, source: seenWhole},
	{product: "lighttpd", layer: LayerProxy, origin: true, has: []string{"server: lighttpd"}, content: []string{"<h1>4", "<h1>5"}, source: seenWhole},
	{product: "Caddy", layer: LayerProxy, origin: true, has: []string{"server: caddy"}, lacks: []string{"via"}, content: []string{""}, whole: true, source: seenWhole},
	{product: "IIS", layer: LayerProxy, origin: true, has: []string{"server: microsoft-iis"}, content: []string{
		"<h3>HTTP Error 4", "<h3>HTTP Error 5", "<h2>404 - File or directory not found", "<h2>405 - HTTP verb used to access this page",
	}, source: "IIS, inetpub/custerr/en-US (401.htm and its neighbours)"},
	{product: "squid", layer: LayerProxy, has: []string{"x-squid-error"}, content: []string{"squid"}, source: seenWhole},
	{product: "HAProxy", layer: LayerProxy, lacks: []string{"server", "date"}, content: []string{
		"\nNo server is available to handle this request.", "\nYour browser sent an invalid request.",
		"\nThe server returned an invalid or incomplete response.", "\nThe server didn't respond in time.",
		"\nRequest forbidden by administrative rules.", "\nYour browser didn't send a complete request in time.",
		"\nYou have sent too many requests in a given amount of time.",
		"\nA request was made of a resource using a request method not supported by that resource",
		"\nThe server cannot process the contained instructions.", "\nThe request entity exceeds the maximum allowed.",
		"\nRequest sent to a non-authoritative server.", "\nYour browser sent early data.",
		"\n.The server does not support the functionality required to fulfill the request.",
	}, source: haproxySource},
	{product: "Fastly", layer: LayerProxy, content: []string{"Fastly error:"}, source: "Fastly documentation, \"Common 503 errors\""},
	{product: "Varnish", layer: LayerProxy, content: []string{"<p>Varnish cache server</p>", "<h3>Guru Meditation:</h3>"}, source: "Varnish, bin/varnishd/builtin.vcl (vcl_backend_error, vcl_synth)"},
	{product: "Envoy", layer: LayerProxy, content: []string{
		"upstream connect error or disconnect/reset before headers", "no healthy upstream", "upstream request timeout",
	}, source: envoySource},
	{product: "Envoy", layer: LayerProxy, has: []string{"server: envoy"}, lacks: []string{"x-envoy-upstream-service-time"}, elsewhere: "x-envoy-upstream-service-time", content: []string{"", "Bad Request"}, whole: true, source: envoySource},
	{product: "Istio", layer: LayerProxy, has: []string{"server: istio-envoy"}, lacks: []string{"x-envoy-upstream-service-time"}, elsewhere: "x-envoy-upstream-service-time", content: []string{"", "Bad Request", "RBAC: access denied"}, whole: true,
		source: envoySource + "; Istio, pilot/pkg/networking/core (ServerName)"},
	{product: "AWS load balancer", layer: LayerProxy, has: []string{"server: awselb"}, content: []string{"<center><h1>4", "<center><h1>5"},
		source: "Elastic Load Balancing user guide, \"Troubleshoot your Application Load Balancers\""},
	{product: "AWS API Gateway (REST)", layer: LayerProxy, has: []string{"x-amzn-errortype"}, content: []string{
		`"Missing Authentication Token"`, `"Forbidden"`, `"Limit Exceeded"`, `"Too Many Requests"`, `"Unauthorized"`, `"Internal server error"`,
	}, source: amazonGateway},
	{product: "AWS API Gateway (HTTP)", layer: LayerProxy, has: []string{"apigw-requestid"}, content: []string{
		`{"message":"Not Found"}`, `{"message":"Service Unavailable"}`, `{"message":"Internal Server Error"}`, `{"message":"Too Many Requests"}`,
	}, whole: true, source: amazonGateway},
	{product: "CloudFront", layer: LayerProxy, content: []string{"Generated by cloudfront (CloudFront)"},
		source: "Amazon CloudFront developer guide, \"Troubleshooting error response status codes\""},
	{product: "Cloudflare", layer: LayerProxy, has: []string{"server: cloudflare"}, content: []string{"<center>cloudflare", "error code: 1", "error code: 52", "Cloudflare Ray ID", "cf-error-details"},
		source: "Cloudflare documentation, \"Cloudflare 1xxx errors\" and \"Cloudflare 5xx errors\""},
	{product: "Akamai", layer: LayerProxy, content: []string{"Reference&#32;&#35;", "errors.edgesuite.net"}, source: "Akamai documentation, \"Reference error codes\""},
	{product: "Google front end", layer: LayerProxy, content: []string{"!!1</title>"}, source: "Google Cloud documentation, \"Troubleshoot external Application Load Balancers\""},
	{product: "Google Cloud load balancer", layer: LayerProxy, has: []string{"via: 1.1 google"}, content: []string{"no healthy upstream", "<h2>The server encountered a temporary error and could not complete your request."},
		source: "Google Cloud documentation, \"Troubleshoot external Application Load Balancers\""},
	{product: "Azure API Management", layer: LayerProxy, content: []string{`{ "statusCode": 404, "message": "Resource not found" }`, `{ "statusCode": 401, "message": "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API." }`}, whole: true,
		source: "Azure API Management documentation, \"Error handling in API Management policies\" (OperationNotFound)"},
	{product: "Azure Front Door", layer: LayerProxy, has: []string{"x-azure-ref"}, content: []string{"Our services aren't available right now"},
		source: "Microsoft Learn, \"Troubleshoot Azure Front Door common issues\""},
	{product: "nghttpx", layer: LayerProxy, content: []string{"<footer>nghttpx</footer>"}, source: seenWhole},
	{product: "Kong", layer: LayerProxy, content: []string{"no Route matched with those values"}, source: "Kong, kong/runloop/handler.lua (access.before)"},
	{product: "Kong", layer: LayerProxy, has: []string{"x-kong-response-latency"}, lacks: []string{"x-kong-upstream-latency"}, content: []string{`"message"`}, source: "Kong documentation, kong.conf (headers)"},
	{product: "Traefik", layer: LayerProxy, status: 502, has: []string{"content-type: text/plain"}, content: []string{"Bad Gateway"}, whole: true, source: "Traefik, pkg/proxy/httputil/proxy.go (ErrorHandler)"},
	{product: "Traefik", layer: LayerProxy, status: 504, has: []string{"content-type: text/plain"}, content: []string{"Gateway Timeout"}, whole: true, source: "Traefik, pkg/proxy/httputil/proxy.go (ErrorHandler)"},

	{product: "Go net/http", layer: LayerParser, status: 400, has: []string{"content-type: text/plain"}, lacks: []string{"date", "server"}, content: []string{"400 Bad Request"}, source: goSource},
	{product: "Go net/http", layer: LayerParser, has: []string{"content-type: text/plain"}, lacks: []string{"date", "server"}, content: []string{"Unsupported transfer encoding", "505 HTTP Version Not Supported", "431 Request Header Fields Too Large"}, source: goSource},
	{product: "fasthttp", layer: LayerParser, has: []string{"content-type: text/plain"}, content: []string{"error when reading request headers: "}, source: seenWhole},
	{product: "Fastify on Node.js", layer: LayerParser, status: 400, lacks: []string{"date"}, content: []string{`{"error":"Bad Request","message":"Client Error","statusCode":400}`}, whole: true, source: seenWhole},
	{product: "Bun", layer: LayerParser, has: []string{"connection: close"}, lacks: []string{"date", "server", "content-type", "content-length", "transfer-encoding"}, elsewhere: "content-type: ;charset=utf-8", nowhere: "keep-alive: timeout", content: []string{""}, whole: true,
		source: seenWhole + "; its refusals have the bytes of Node's, which writes Keep-Alive, and frameworks on it a space before charset"},
	{product: "Node.js", layer: LayerParser, status: 400, has: []string{"connection: close"}, lacks: []string{"date", "server", "content-type", "content-length", "transfer-encoding"}, content: []string{""}, whole: true, source: seenWhole},
	{product: "Node.js", layer: LayerParser, status: 431, has: []string{"connection: close"}, lacks: []string{"date", "server", "content-type", "content-length", "transfer-encoding"}, content: []string{""}, whole: true, source: "Node.js, lib/_http_server.js (socketOnError)"},
	{product: "Varnish", layer: LayerProxy, status: 400, closed: true, lacks: []string{"date", "server", "content-type", "content-length", "transfer-encoding", "connection", "x-varnish"}, elsewhere: "x-varnish", content: []string{""}, whole: true,
		source: seenWhole + "; Varnish, bin/varnishd/http1/cache_http1_fsm.c"},
	{product: "hapi on Node.js", layer: LayerParser, status: 400, closed: true, lacks: nothing, elsewhere: "keep-alive: timeout", content: []string{""}, whole: true,
		source: seenWhole + "; its refusal has the bytes of Puma's, which does not write Keep-Alive"},
	// The same bytes are three servers' refusal: what they send with a success tells which.
	{product: "Tornado", layer: LayerParser, status: 400, closed: true, under: []string{"tornadoserver"}, lacks: nothing, content: []string{""}, whole: true, source: seenWhole},
	{product: "Twisted", layer: LayerParser, status: 400, closed: true, under: []string{"daphne", "twistedweb"}, lacks: nothing, content: []string{""}, whole: true, source: seenWhole},
	{product: "unicorn", layer: LayerParser, status: 400, closed: true, under: []string{""}, lacks: nothing, elsewhere: "date", content: []string{""}, whole: true,
		source: seenWhole + "; its refusal has the bytes of Puma's, which does not write Date"},
	{product: "Puma", layer: LayerParser, status: 400, closed: true, under: []string{""}, lacks: nothing, content: []string{""}, whole: true, source: seenWhole},
	{product: "gunicorn", layer: LayerParser, lacks: []string{"date", "server"}, content: []string{
		"<h1><p>Bad Request</p></h1>", "<h1><p>URI Too Long</p></h1>", "<h1><p>Request Header Fields Too Large</p></h1>",
		"<h1><p>Expectation Failed</p></h1>", "<h1><p>Internal Server Error</p></h1>",
	}, source: seenWhole},
	{product: "waitress", layer: LayerParser, has: []string{"content-type: text/plain"}, content: []string{"(generated by waitress)"}, source: seenWhole},
	{product: "cheroot", layer: LayerParser, has: []string{"content-type: text/plain"}, lacks: []string{"date", "server", "content-type: charset"}, content: []string{
		"Malformed Request-", "Malformed method name: ", "Cannot fulfill request", "The Request-URI sent with the request exceeds the maximum allowed bytes.",
		"The headers sent with the request exceed the maximum allowed bytes.", "The entity sent with the request exceeds the maximum allowed bytes.",
		"Malformed Content-Length Header.", "HTTP requires CRLF terminators", "Invalid path in Request-URI", "Illegal #fragment in Request-URI.", "Absolute URI not allowed if server is not a proxy.",
	}, source: seenWhole + "; cheroot, server.py (HTTPRequest.simple_response)"},
	{product: "cheroot", layer: LayerParser, has: []string{"content-type: text/plain", "content-length: 0"}, lacks: []string{"date", "server", "content-type: charset"}, content: []string{""}, whole: true, source: seenWhole},
	{product: "uvicorn", layer: LayerParser, status: 400, content: []string{"Invalid HTTP request received.", "Unsupported upgrade request."}, whole: true, source: seenWhole},
	{product: "aiohttp", layer: LayerParser, status: 400, has: []string{"content-type: text/plain"}, content: []string{"Invalid method encountered:\n"}, source: seenWhole},
	{product: "aiohttp", layer: LayerParser, status: 400, proto: "HTTP/1.0", closed: true, has: []string{"content-type: text/plain", "server: aiohttp"}, content: []string{""}, source: seenWhole + ", with its parser in C and with that in Python"},
	{product: "Hypercorn", layer: LayerParser, status: 400, has: []string{"server: hypercorn"}, content: []string{""}, whole: true, source: seenWhole},
	{product: "Hypercorn", layer: LayerParser, status: 431, has: []string{"server: hypercorn", "connection: close"}, content: []string{""}, whole: true, source: seenWhole},
	{product: "Hypercorn", layer: LayerParser, status: 501, has: []string{"server: hypercorn", "connection: close"}, content: []string{""}, whole: true, source: seenWhole},
	{product: "Werkzeug", layer: LayerParser, status: 400, has: []string{"server: werkzeug"}, content: []string{"Bad request syntax (", "Bad request version (", "Bad HTTP/0.9 request type ("}, source: httpServerSource},
	{product: "Python http.server", layer: LayerParser, status: 400, content: []string{"Bad request syntax (", "Bad request version (", "Bad HTTP/0.9 request type ("}, source: httpServerSource},
	{product: "PHP's built-in server", layer: LayerParser, status: 501, has: []string{"host", "connection: close"}, content: []string{"<title>501 Not Implemented</title><style>\nbody { background-color: #fcfcfc;"}, source: seenWhole + "; PHP, sapi/cli/php_cli_server.c"},
	{product: "Tomcat", layer: LayerParser, status: 400, content: []string{"Invalid character found in method name", "Invalid character found in the request target", "Invalid character found in the HTTP protocol"},
		source: "Apache Tomcat, java/org/apache/coyote/http11/LocalStrings.properties"},
	{product: "Jetty", layer: LayerParser, content: []string{"<h1>Bad Message 4", "<h1>Bad Message 5"}, source: seenWhole},
	{product: "Jetty", layer: LayerParser, content: []string{
		"<td>/badMessage</td>", "<h2>HTTP ERROR 400 No Host<", "<h2>HTTP ERROR 400 Duplicate Host Header<", "<h2>HTTP ERROR 400 Bad HostPort<", "<h2>HTTP ERROR 400 Illegal character ",
		"<h2>HTTP ERROR 400 Invalid Content-Length Value<", "<h2>HTTP ERROR 400 Multiple Content-Lengths<", "<h2>HTTP ERROR 400 Transfer-Encoding and Content-Length<",
		"<h2>HTTP ERROR 400 Bad Transfer-Encoding", "<h2>HTTP ERROR 400 Line Folding not supported<", "<h2>HTTP ERROR 431 Request Header Fields Too Large<",
	}, source: seenWhole + ", of version 12"},
	{product: "Kestrel", layer: LayerParser, status: 400, has: []string{"server: kestrel", "connection: close", "content-length: 0"}, content: []string{""}, whole: true,
		source: "ASP.NET Core, src/Servers/Kestrel/Core/src/Internal/Http/HttpProtocol.cs (ProduceEnd)"},
	{product: "Windows HTTP.sys", layer: LayerParser, has: []string{"server: microsoft-httpapi"}, content: []string{"The request verb is invalid", "Bad Request - Invalid"},
		source: "Microsoft Learn, \"Error logging in HTTP APIs\""},
}
