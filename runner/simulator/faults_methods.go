package simulator

import (
	"net/http"
	"slices"
)

// methodFaults break the rules about methods.
func methodFaults() []Fault {
	return []Fault{
		{
			Name: "declared-not-rejected", Rule: "method/declared-not-rejected", Path: "/books/{bookId}",
			Title:  "PUT /books/{bookId}, which is declared, is answered 501.",
			answer: instead(isMethod("PUT"), always(notImplemented)),
		},
		{
			Name: "documented-501", Rule: "method/documented-501", Path: "/books/{bookId}",
			Title:    "PUT /books/{bookId} is answered 501, as the document says that it may be.",
			answer:   instead(isMethod("PUT"), always(notImplemented)),
			document: after(replaceBookHead, "        '501':\n          $ref: '#/components/responses/Problem'\n"),
		},
		{
			Name: "undeclared-not-accepted", Rule: "method/undeclared-not-accepted", Path: "/authors",
			Title:  "PUT /authors, which is not declared, is answered 204.",
			answer: instead(isMethod("PUT"), always(accepted)),
		},
		{
			Name: "known-405", Rule: "method/known-405",
			Title:  "A method that the path does not have is answered 400.",
			answer: instead((*request).elsewhere, always(badRequest)),
		},
		{
			Name: "implemented-not-501", Rule: "method/implemented-not-501", Path: "/orders",
			Title:  "GET and HEAD of /orders are answered 501, though every server has them.",
			answer: instead(isMethod("GET", "HEAD"), always(notImplemented)),
		},
		{
			Name: "registered-405-or-501", Rule: "method/registered-405-or-501",
			Title:  "PATCH, PROPFIND and other registered methods are answered 400.",
			answer: instead((*request).registeredOnly, always(badRequest)),
		},
		{
			Name: "unregistered-501", Rule: "method/unregistered-501",
			Title:  "A method that nobody has registered is answered 400 by the application.",
			answer: instead((*request).unknown, always(badRequest)),
		},
		{
			Name: "known-unknown-distinct", Rule: "method/known-unknown-distinct",
			Title:  "A method that nobody has registered is answered 405 with Allow, as a known one is.",
			answer: instead(unknownAtPath, refuse),
		},
		{
			Name: "unregistered-uniform", Rule: "method/unregistered-uniform", Path: "/health",
			Title:  "An unregistered method is answered 400 on /health and 501 on all other paths.",
			Also:   []string{"method/unregistered-501"},
			answer: instead((*request).unknown, always(badRequest)),
		},
		{
			Name: "case-sensitive", Rule: "method/case-sensitive",
			Title:  "get is taken for GET.",
			answer: getForget,
		},
		{
			Name: "head-supported", Rule: "method/head-supported",
			Title:  "HEAD is answered 405 with a true Allow where GET succeeds.",
			answer: withoutHead,
		},
		{
			Name: "head-mirrors-get", Rule: "method/head-mirrors-get",
			Title: "HEAD leaves out the ETag and the Cache-Control that GET sends.",
			answer: where(shownToHead, func(a *answer) {
				a.header.Del("ETag")
				a.header.Del("Cache-Control")
			}),
		},
		{
			Name: "head-content-length", Rule: "method/head-content-length",
			Title:  "HEAD says that the content has one byte, and GET sends more.",
			answer: where(shownToHead, oneByte),
		},
		{
			Name: "options-status", Rule: "method/options-status",
			Title:  "OPTIONS is answered 404 on paths that are there.",
			answer: instead(optionsAtPath, always(notFound)),
		},
		{
			Name: "options-allow", Rule: "method/options-allow",
			Title:  "OPTIONS succeeds without Allow.",
			answer: where(toOptions, func(a *answer) { a.header.Del("Allow") }),
		},
		{
			Name: "trace-disabled", Rule: "method/trace-disabled",
			Title:  "TRACE is answered 200 with the request in it.",
			answer: instead(isTrace, echo),
		},
		{
			Name: "trace-no-sensitive-echo", Rule: "method/trace-no-sensitive-echo", Full: true,
			Title:  "TRACE is answered 200 with all of the request in it, cookies and tokens too.",
			Also:   []string{"method/trace-disabled"},
			answer: instead(isTrace, echoAll),
		},
		{
			Name: "no-server-error", Rule: "method/no-server-error",
			Title:  "Content that is not JSON is answered 500.",
			answer: where(a400, func(a *answer) { *a = *problem(http.StatusInternalServerError, "Something broke.") }),
		},
	}
}

// isMethod makes a condition of methods.
func isMethod(methods ...string) func(*request) bool {
	return func(q *request) bool { return slices.Contains(methods, q.Method) }
}

func isTrace(q *request) bool { return q.Method == http.MethodTrace && q.route != nil }

func toOptions(q *request, a *answer) bool { return q.Method == http.MethodOptions && a.status < 300 }

func unknownAtPath(q *request) bool { return q.unknown() && q.route != nil }

func accepted() *answer { return empty(http.StatusNoContent) }

func notImplemented() *answer {
	return problem(http.StatusNotImplemented, "This server does not know the method.")
}

func badRequest() *answer {
	return problem(http.StatusBadRequest, "The request cannot be understood.")
}

// refuse answers 405 with the path's true Allow.
func refuse(q *request) *answer { return notAllowed(q.route) }

// getForget passes get on as GET.
func getForget(q *request, next handler) *answer {
	if q.Method != "get" {
		return next(q)
	}
	return next(q.as(http.MethodGet))
}

// withoutHead refuses HEAD where there is GET, and says so in every Allow.
func withoutHead(q *request, next handler) *answer {
	a := next(q)
	if shownToHead(q, a) {
		a = notAllowed(q.route)
	}
	if withAllow(q, a) {
		a.with("Allow", withoutMethod(a.header.Get("Allow"), http.MethodHead))
	}
	return a
}

// echo answers TRACE as RFC 9110 section 9.3.8 has it.
func echo(q *request) *answer {
	header := q.Header.Clone()
	header.Del("Cookie")
	header.Del("Authorization")
	return content(http.StatusOK, "message/http", requestText(q, header))
}

// echoAll echoes what it should not as well.
func echoAll(q *request) *answer {
	return content(http.StatusOK, "message/http", requestText(q, q.Header))
}
