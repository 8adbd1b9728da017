package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// disclosureRules are about fields and pages that name what the server is made of.
var disclosureRules = []Rule{
	{
		ID: "leak/server-detail", Level: Should, Severity: Info, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9110 section 10.2.4, RFC 9110 section 17.12",
		Title: "Server does not go into detail.",
		Why: "An exact version tells an attacker which known holes to try, and serves no client. " +
			"Leave the product's name or nothing: server_tokens off in nginx, ServerTokens Prod in Apache, --no-server-header in uvicorn.",
		When:  someAnswer("Server"),
		Check: checkServerDetail,
	},
	{
		ID: "leak/tech-headers", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9110 section 17.12",
		Title: "No field names the framework, its version or the machine behind the server.",
		Why: "No client acts on such a field, and an attacker reads from it which holes to try. " +
			"Switch it off: app.disable('x-powered-by') in Express, expose_php = Off in PHP, removeServerHeader and customHeaders in IIS.",
		When:  func(c *Context) bool { return len(c.AllExchanges()) > 0 },
		Check: checkTechHeaders,
	},
	{
		ID: "leak/default-page", Level: Advice, Severity: Info, Strict: Info, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 17.12",
		Title: "An error is not the default page of a server or framework.",
		Why: "Such a page names the product, and shows that the API's own error handling was not asked. " +
			"Register a handler for 404, 405 and 500, and an error page of the API's format at the proxy.",
		When:  errorContent,
		Check: checkDefaultPage,
	},
}

func someAnswer(field string) func(*Context) bool {
	return func(c *Context) bool {
		return slices.ContainsFunc(c.different(), func(x *runner.Exchange) bool { return x.Has(field) })
	}
}

// exactVersion is a version of at least two parts.
var exactVersion = regexp.MustCompile(`/v?\d+\.\d`)

const longServer = 64 // octets; no product needs more to say its name

func checkServerDetail(c *Context) []Problem {
	var values []string
	var evidence []*runner.Exchange
	for _, x := range c.different() {
		s := x.Value("Server")
		if s == "" || !isDetailed(s) {
			continue
		}
		i := slices.Index(values, s)
		switch {
		case i < 0:
			values, evidence = append(values, s), append(evidence, x)
		case c.Layer(evidence[i]) == LayerParser && c.Layer(x) == LayerApp:
			evidence[i] = x // what both write is no matter of the parser's alone
		}
	}
	if len(values) == 0 {
		return nil
	}
	p := problem("", "Server: %s", quoted(strings.Join(values, "; ")))
	layer, shown := writerOfServer(c, evidence[0])
	p[0].Layer, p[0].Exchanges = layer, evidence
	if shown != nil {
		p[0].Exchanges = append([]*runner.Exchange{shown}, evidence...)
	}
	return p
}

// writerOfServer is who wrote a Server field. One that names a product which also
// stands before applications may be the application's own server or not, and
// only an answer of the product by itself with the same field shows that it is not.
func writerOfServer(c *Context, x *runner.Exchange) (Layer, *runner.Exchange) {
	value := x.Value("Server")
	if !slices.ContainsFunc(frontProducts, func(name string) bool { return strings.HasPrefix(strings.ToLower(value), name) }) {
		return "", nil
	}
	for _, y := range c.AllExchanges() {
		if y.Value("Server") == value && c.Layer(y) == LayerProxy {
			return LayerProxy, y
		}
	}
	return LayerUnknown, nil
}

// frontProducts are how Server begins where a product wrote it that is a web
// server and a proxy.
var frontProducts = []string{
	"nginx", "openresty", "apache/", "h2o", "lighttpd", "caddy", "varnish", "squid", "envoy", "istio-envoy", "haproxy", "traefik",
	"microsoft-iis", "litespeed", "ats/", "cloudflare", "kong", "apisix", "awselb", "cloudfront",
}

func isDetailed(server string) bool {
	return len(server) > longServer || strings.Contains(server, "(") || exactVersion.MatchString(server)
}

// techFields are fields that serve nobody but the curious.
var techFields = []string{
	"x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator", "x-runtime", "x-backend-server", "x-backend",
	"x-powered-cms", "x-php-version", "x-application-context", "x-server-name", "x-sourcefiles", "x-turbo-charged-by",
	"liferay-portal", "microsoftsharepointteamservices", "x-owa-version", "x-nginx-version", "x-rack-cache",
}

func checkTechHeaders(c *Context) []Problem {
	var names, said []string
	var evidence []*runner.Exchange
	for _, x := range c.different() {
		if !c.bench.headerShape(x).tech {
			continue
		}
		for _, f := range x.Header {
			name := strings.ToLower(f.Name)
			if !slices.Contains(techFields, name) || slices.Contains(names, name) {
				continue
			}
			names = append(names, name)
			said = append(said, fmt.Sprintf("%s: %s", f.Name, quoted(f.Value)))
			evidence = append(evidence, x)
		}
	}
	if len(names) == 0 {
		return nil
	}
	p := problem("", "%s", listed(said))
	p[0].Exchanges = evidence
	return p
}

// defaultPages are texts of error pages that frameworks make by themselves, by
// which no page of an application's own could be meant.
var defaultPages = []struct{ product, text string }{
	{"Spring Boot", "<h1>Whitelabel Error Page</h1>"},
	{"Werkzeug", "<!doctype html>\n<html lang=en>\n<title>4"},
	{"Werkzeug", "<!doctype html>\n<html lang=en>\n<title>5"},
	{"Express", "<title>Error</title>\n</head>\n<body>\n<pre>"},
	{"Django", "<p>The requested resource was not found on this server.</p>"},
	{"Django", "You're seeing this error because you have <code>DEBUG = True</code>"},
	{"Tomcat", "<h1>HTTP Status 4"},
	{"Tomcat", "<h1>HTTP Status 5"},
	{"Jetty", "Powered by Jetty:"},
	{"Sinatra", "Sinatra doesn&rsquo;t know this ditty"},
	{"Sinatra", "Sinatra doesn’t know this ditty"},
	{"Rails", "If you are the application owner check the logs for more information."},
	{"Laravel", "<title>Method Not Allowed</title>\n\n        <style>"},
	{"Symfony", "<h2>The server returned a \"4"},
	{"Symfony", "<h2>The server returned a \"5"},
	{"Bottle", "<p>Sorry, the requested URL <tt>"},
	{"ASP.NET", "<title>The resource cannot be found.</title>"},
	{"PHP's built-in server", "<title>404 Not Found</title><style>\nbody { background-color: #fcfcfc;"},
	{"Python's http.server", "<p>Error code explanation: "},
}

func checkDefaultPage(c *Context) []Problem {
	if isJSON(c.mediaType()) {
		return nil
	}
	product := c.OfContent("default page", c.X, func() string { return frameworkPage(c.X) })
	if s := c.bench.signature(c.X); product == "" && s != nil && s.layer == LayerProxy && !s.whole {
		product = s.product
	}
	if product == "" {
		return nil
	}
	detail := strings.ReplaceAll(strings.ToLower(product), " ", "-")
	return problem(detail, "%d is the default page of %s%s", c.Status(), product, by(c, c.X))
}

func frameworkPage(x *runner.Exchange) string {
	body := x.Body()
	text := string(body[:min(len(body), pageSize)])
	for _, p := range defaultPages {
		if strings.Contains(text, p.text) {
			return p.product
		}
	}
	return ""
}
