package simulator

import "net/http"

// realisticFaults are what real servers do: each breaks several rules by one
// mistake.
func realisticFaults() []Fault {
	return []Fault{
		{
			Name: "catch-all-501", Rule: "method/declared-not-rejected",
			Title:  "A catch-all handler turns every failure, malformed content included, into 501.",
			Also:   []string{"method/known-unknown-distinct", "method/implemented-not-501"},
			answer: where(anError, func(a *answer) { *a = *problem(http.StatusNotImplemented, "Not implemented.") }),
		},
		{
			Name: "405-for-unknown", Rule: "method/known-unknown-distinct",
			Title:  "Whatever the method, one that the path does not have is 405, as in Go's ServeMux.",
			answer: instead(strangeAtPath, refuse),
		},
		{
			Name: "404-for-405", Rule: "route/404-vs-405",
			Title:  "A method that the path does not have is 404, as in many routers.",
			Also:   []string{"method/registered-405-or-501"},
			answer: instead(refusedAtPath, always(notFound)),
		},
		{
			Name: "html-errors", Rule: "body/not-html",
			Title:  "Every error is a page for people.",
			answer: where(anError, setContent("text/html; charset=utf-8", htmlPage)),
		},
		{
			Name: "plain-text-errors", Rule: "body/media-type-expected",
			Title:  "Every error is a line of text.",
			answer: where(anError, setContent("text/plain; charset=utf-8", "something went wrong\n")),
		},
		{
			Name: "no-allow", Rule: "allow/present-on-405",
			Title:  "There is no Allow on any answer.",
			Also:   []string{"method/options-allow"},
			answer: where(withAllow, func(a *answer) { a.header.Del("Allow") }),
		},
		{
			Name:   "401-everywhere",
			Title:  "Everything is 401 before it is looked at, unless the request has credentials.",
			answer: instead(anonymous, always(unauthorized)),
		},
		{
			Name: "shadow-delete", Rule: "method/undeclared-not-accepted", Path: "/authors/{authorId}",
			Title:  "DELETE /authors/{authorId}, which is not declared, is answered 204 for any author.",
			answer: instead(isMethod("DELETE"), always(accepted)),
		},
		{
			Name: "stack-trace", Rule: "leak/stack-trace",
			Title: "Content that is not JSON is answered 500, with the stack trace.",
			Also:  []string{"method/no-server-error", "body/media-type-expected"},
			answer: where(a400, func(a *answer) {
				a.status = http.StatusInternalServerError
				setContent("text/plain; charset=utf-8", "panic: "+stackTrace)(a)
			}),
		},
	}
}

// strangeAtPath is a method that the server does not have on a path that it has.
func strangeAtPath(q *request) bool { return q.route != nil && !implemented(q.Method) }

// refusedAtPath is a method that the path does not have.
func refusedAtPath(q *request) bool { return q.route != nil && !q.route.allows(q.Method) }

func anonymous(q *request) bool { return q.Header.Get("Authorization") == "" }

func unauthorized() *answer {
	return problem(http.StatusUnauthorized, "Say who you are first.").
		with("WWW-Authenticate", `Bearer realm="bookshop"`)
}
