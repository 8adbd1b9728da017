package simulator

import (
	"bytes"
	"net/http"
)

// correlationFaults break the rules about the ids of answers.
func correlationFaults() []Fault {
	return []Fault{
		{
			Name: "corr-id-present", Rule: "corr/id-present",
			Title:  "No error has an id, and the answer of /health has none either.",
			answer: where(func(q *request, a *answer) bool { return anError(q, a) || health(q, a) }, withoutID),
		},
		{
			Name: "corr-id-unique", Rule: "corr/id-unique",
			Title:  "All answers have the same id.",
			answer: where(anything, setField(requestID, "0")),
		},
		{
			Name: "corr-same-for-undeclared", Rule: "corr/same-for-undeclared",
			Title:  "405 has no id, as it is made before the middleware.",
			answer: where(a405, withoutID),
		},
	}
}

func anything(*request, *answer) bool { return true }

// withoutID leaves a field without a value, which is not sent and is not filled in.
func withoutID(a *answer) { a.header[requestID] = nil }

// leakFaults give away what clients have no use for.
func leakFaults() []Fault {
	return []Fault{
		{
			Name: "leak-sql-or-infra", Rule: "leak/sql-or-infra",
			Title:  "The detail of every error is the message of the database.",
			answer: where(anError, setMember("detail", `pq: relation "books" does not exist (SQLSTATE 42P01)`)),
		},
		{
			Name: "leak-private-address", Rule: "leak/sql-or-infra",
			Title:  "The detail of every error names a machine behind the server.",
			answer: where(anError, setMember("detail", "dial tcp 10.3.1.7:5432: connect: connection refused")),
		},
		{
			Name: "leak-server-detail", Rule: "leak/server-detail",
			Title:  "Server names an exact version.",
			answer: where(anything, setField("Server", "bookshop/2.14.3 (linux; amd64)")),
		},
		{
			Name: "leak-tech-headers", Rule: "leak/tech-headers",
			Title:  "X-Powered-By names the framework.",
			answer: where(anything, setField("X-Powered-By", "Express")),
		},
		{
			Name: "leak-default-page", Rule: "leak/default-page",
			Title:    "Errors may be pages by the document, and are the framework's own.",
			answer:   where(anError, setContent("text/html; charset=utf-8", whitelabel)),
			document: after(problemMedia, "        text/html: {}\n"),
		},
		{
			Name: "leak-credential-echo", Rule: "leak/credential-echo", Credentials: true,
			Title:  "The detail of every error repeats Authorization.",
			answer: repeating(func(q *request) string { return q.Header.Get("Authorization") }),
		},
		{
			Name: "leak-reflected-input", Rule: "leak/reflected-input",
			Title:  "The reason phrase of 501 repeats the method.",
			answer: reasonWithMethod,
		},
		{
			Name: "leak-nosniff", Rule: "leak/nosniff",
			Title: "Errors may be text by the document, and repeat the target of the request.",
			answer: func(q *request, next handler) *answer {
				a := next(q)
				if a.status >= http.StatusBadRequest {
					setContent("text/plain; charset=utf-8", "nothing can be done about "+q.URL.Path+"\n")(a)
				}
				return a
			},
			document: after(problemMedia, "        text/plain: {}\n"),
		},
	}
}

const whitelabel = "<html><body><h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p></body></html>\n"

// repeating puts a part of the request into the detail of every error.
func repeating(part func(*request) string) change {
	return func(q *request, next handler) *answer {
		a := next(q)
		if text := part(q); a.status >= http.StatusBadRequest && text != "" {
			setMember("detail", "This did not help: "+text)(a)
		}
		return a
	}
}

func reasonWithMethod(q *request, next handler) *answer {
	a := next(q)
	if a.status == http.StatusNotImplemented {
		own := []byte(http.StatusText(a.status) + "\r\n")
		a.wire = bytes.Replace(a.message(), own, []byte("Unsupported method "+q.Method+"\r\n"), 1)
	}
	return a
}
