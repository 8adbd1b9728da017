package simulator

import "net/http"

// routeFaults break the rules about what is where.
func routeFaults() []Fault {
	return []Fault{
		{
			Name: "route-unknown-path-404", Rule: "route/unknown-path-404",
			Title:  "GET of a path that does not exist is answered 200.",
			answer: instead(absentGet, always(welcome)),
		},
		{
			Name: "route-404-vs-405", Rule: "route/404-vs-405",
			Title:  "A method that the path does not have, and others do, is answered 404.",
			answer: instead((*request).elsewhere, always(notFound)),
		},
		{
			Name: "route-redirect", Rule: "route/redirect", Path: "/authors",
			Title:  "PUT /authors is redirected with 302, so that a client goes on with GET.",
			answer: instead(isMethod("PUT"), always(elsewhereGo)),
		},
		{
			Name: "route-auth-precedence", Rule: "route/auth-precedence",
			Title:  "A method that the path does not have is answered 403, whoever asks.",
			answer: instead((*request).elsewhere, always(forbidden)),
		},
		{
			Name: "route-method-before-body", Rule: "route/method-before-body",
			Title:  "A method that the path does not have is answered 415.",
			answer: instead((*request).elsewhere, always(unsupported)),
		},
		{
			Name: "route-missing-resource-method", Rule: "route/missing-resource-method",
			Title:  "A method other than GET is answered 405 on a path that does not exist.",
			Also:   []string{"route/501-precedence"},
			answer: instead(absentOther, always(notAllowedHere)),
		},
		{
			Name: "route-501-precedence", Rule: "route/501-precedence",
			Title:  "An unregistered method is answered 404 on a path that does not exist, and 501 on the others.",
			answer: instead(func(q *request) bool { return q.route == nil && q.unknown() }, always(notFound)),
		},
		{
			Name: "route-enumeration-oracle", Rule: "route/enumeration-oracle",
			Title:  "Without credentials a book that is there is answered 401, and one that is not 404.",
			answer: strangersSee404,
		},
		{
			Name: "route-overlap", Rule: "route/overlap",
			Title:    "The document has GET /books/b-1 beside /books/{bookId}, which the server runs for it.",
			document: before("  /books/{bookId}:\n", bestseller),
		},
	}
}

func absentGet(q *request) bool {
	return q.route == nil && (q.Method == http.MethodGet || q.Method == http.MethodHead)
}

func welcome() *answer {
	return represent(http.StatusOK, map[string]string{"message": "Welcome to the bookshop."}).
		with("Cache-Control", "no-cache")
}

func notFound() *answer {
	return problem(http.StatusNotFound, "There is nothing at this path.")
}

// strangersSee404 asks who is there once it has found what is asked for.
func strangersSee404(q *request, next handler) *answer {
	if !anonymous(q) || q.route == nil {
		return next(q)
	}
	sought := *q
	sought.Request = q.Clone(q.Context())
	sought.Method = http.MethodGet
	if a := next(&sought); a.status == http.StatusNotFound {
		return a
	}
	return unauthorized()
}

func absentOther(q *request) bool {
	return q.route == nil && q.Method != http.MethodGet && q.Method != http.MethodHead
}

func notAllowedHere() *answer {
	return problem(http.StatusMethodNotAllowed, "This path does not have the method.").with("Allow", "")
}

func forbidden() *answer { return problem(http.StatusForbidden, "You may not do this.") }

func unsupported() *answer {
	return problem(http.StatusUnsupportedMediaType, "The content has to be application/json.")
}

func elsewhereGo() *answer { return empty(http.StatusFound).with("Location", "/health") }
