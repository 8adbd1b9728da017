package simulator

import "net/http"

// attributionFaults are answers that are another's than they seem.
func attributionFaults() []Fault {
	return []Fault{
		{
			Name: "attrib-split-brain", Rule: "attrib/split-brain",
			Title:  "405 is the page of an nginx before the server.",
			answer: where(a405, setContent("text/html", nginxPage)),
		},
		{
			Name: "attrib-proxy-status-origin", Rule: "attrib/proxy-status-origin",
			Title:  "Errors have a Proxy-Status, though no proxy is there.",
			answer: where(anError, setField("Proxy-Status", "bookshop; error=http_request_denied")),
		},
		{
			Name: "attrib-proxy-status-syntax", Rule: "attrib/proxy-status-syntax",
			Title:  "Errors have a Proxy-Status that nobody can read.",
			Also:   []string{"attrib/proxy-status-origin"},
			answer: where(anError, setField("Proxy-Status", "bookshop: it failed")),
		},
		{
			Name: "attrib-blocked", Rule: "attrib/blocked", Path: "/authors/{authorId}",
			Title:  "GET /authors/{authorId} is over its limit.",
			answer: instead(isMethod(http.MethodGet), always(tooMany)),
		},
		{
			Name: "spec-status-conformance", Rule: "spec/status-conformance",
			Title:    "GET /health, for which the document lists 200 alone, is answered 202.",
			answer:   where(health, func(a *answer) { a.status = http.StatusAccepted }),
			document: replacing("        default:\n          $ref: '#/components/responses/Problem'\n\ncomponents:", "\ncomponents:"),
		},
	}
}

const nginxPage = "<html>\r\n<head><title>405 Not Allowed</title></head>\r\n<body>\r\n<center><h1>405 Not Allowed</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

func tooMany() *answer {
	return problem(http.StatusTooManyRequests, "Ask again in an hour.").with("Retry-After", "3600")
}

func health(q *request, a *answer) bool { return q.at("/health") && a.status == http.StatusOK }
