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

func elsewhereGo() *answer { return empty(http.StatusFound).with("Location", "/health") }
