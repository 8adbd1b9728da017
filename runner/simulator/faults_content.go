package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// contentFaults break the rules about what content is said to be, and what the
// client accepts.
func contentFaults() []Fault {
	return []Fault{
		{
			Name: "neg-malformed-content-refused", Rule: "neg/malformed-content-refused", Path: "/books",
			Title:  "POST /books is answered 204 whatever its content is.",
			answer: instead(func(q *request) bool { return q.Method == "POST" && !json.Valid(q.content) }, always(accepted)),
		},
		{
			Name: "neg-415-unsupported-type", Rule: "neg/415-unsupported-type",
			Title:  "Content of a type that the server does not know is passed over, and answered 204.",
			answer: instead(ofUnknownType, always(accepted)),
		},
		{
			Name: "neg-415-no-accept-encoding", Rule: "neg/415-no-accept-encoding",
			Title:  "Every 415 has Accept-Encoding, whatever it is for.",
			answer: where(a415, setField("Accept-Encoding", "gzip")),
		},
		{
			Name: "neg-coding-unsupported-415", Rule: "neg/coding-unsupported-415", Full: true,
			Title: "Content-Encoding is not looked at.",
			answer: func(q *request, next handler) *answer {
				q.Header.Del("Content-Encoding")
				return next(q)
			},
		},
		{
			Name: "neg-415-accept", Rule: "neg/415-accept",
			Title:    "PATCH /books/{bookId} is declared, and a 415 to it does not say what it takes.",
			document: patchDeclared,
			answer: withPatch(func(q *request, a *answer) {
				if a.status == http.StatusUnsupportedMediaType {
					a.header.Del("Accept-Patch")
				}
			}),
		},
		{
			Name:     "patch",
			Title:    "PATCH /books/{bookId} is declared, and there: no fault at all.",
			document: patchDeclared,
			answer:   withPatch(func(*request, *answer) {}),
		},
		{
			Name: "neg-options-accept-patch", Rule: "neg/options-accept-patch",
			Title:    "PATCH /books/{bookId} is declared, and OPTIONS does not say what it takes.",
			document: patchDeclared,
			answer: withPatch(func(q *request, a *answer) {
				if q.Method == http.MethodOptions {
					a.header.Del("Accept-Patch")
				}
			}),
		},
		{
			Name: "neg-accept-query-syntax", Rule: "neg/accept-query-syntax",
			Title:  "OPTIONS is answered with an Accept-Query that is no media type.",
			answer: where(toOptions, setField("Accept-Query", "json")),
		},
		{
			Name: "neg-406-not-misused", Rule: "neg/406-not-misused", Path: "/health",
			Title:  "GET /health is answered 406, whatever the client accepts.",
			answer: instead(isMethod("GET", "HEAD"), always(notAcceptable)),
		},
		{
			Name: "neg-406-optional", Rule: "neg/406-optional",
			Title: "A client that accepts nothing there is gets 415, as if its content were at fault.",
			answer: instead(acceptsNothing, func(*request) *answer {
				return problem(http.StatusUnsupportedMediaType, "There is none of that.")
			}),
		},
		{
			Name: "neg-406-body", Rule: "neg/406-body",
			Title:  "A client that accepts nothing there is gets 406 and no word more.",
			answer: instead(acceptsNothing, func(*request) *answer { return empty(http.StatusNotAcceptable) }),
		},
		{
			Name: "neg-vary-on-errors", Rule: "neg/vary-on-errors",
			Title:  "A browser gets a page for a path that does not exist, without Vary.",
			answer: instead(browserAstray, func(*request) *answer { return pageOf(htmlPage) }),
		},
		{
			Name: "body-accept-honoured-on-errors", Rule: "body/accept-honoured-on-errors",
			Title:    "A refused method is answered with a line of text, where the document does not say what errors are.",
			document: replacing("      content:\n"+problemMedia, ""),
			answer:   where(a405, setContent("text/plain; charset=utf-8", "no\n")),
		},
	}
}

func a415(_ *request, a *answer) bool { return a.status == http.StatusUnsupportedMediaType }

func ofUnknownType(q *request) bool { return q.Header.Get("Content-Type") == "application/x-proverb" }

func acceptsNothing(q *request) bool {
	return q.route != nil && q.Header.Get("Accept") == "application/x-proverb"
}

// browserAstray is a browser at a path that does not exist.
func browserAstray(q *request) bool {
	return q.route == nil && strings.HasPrefix(q.Header.Get("Accept"), "text/html")
}

func notAcceptable() *answer { return problem(http.StatusNotAcceptable, "There is none of that.") }

func pageOf(html string) *answer {
	return content(http.StatusNotFound, "text/html; charset=utf-8", []byte(html))
}

// patchDeclared declares PATCH /books/{bookId}, with what PUT takes.
func patchDeclared(document string) string {
	put, _, _ := strings.Cut(document[strings.Index(document, "    put:\n"):], "    delete:\n")
	patch := strings.Replace(strings.Replace(put, "    put:", "    patch:", 1), "replaceBook", "changeBook", 1)
	return strings.Replace(document, put, put+patch, 1)
}

// withPatch gives the bookshop PATCH /books/{bookId}, which does what PUT does.
func withPatch(alter func(*request, *answer)) change {
	return func(q *request, next handler) *answer {
		a := patched(q, next)
		if q.at("/books/{bookId}") {
			if allow := a.header.Get("Allow"); allow != "" {
				a.with("Allow", allow+", PATCH")
			}
			a.with("Accept-Patch", "application/json")
			alter(q, a)
		}
		return a
	}
}

func patched(q *request, next handler) *answer {
	switch {
	case q.Method != http.MethodPatch:
		return next(q)
	case q.route == nil:
		return notFound()
	case !q.at("/books/{bookId}"):
		return notAllowed(q.route)
	}
	return next(q.as(http.MethodPut))
}

// as is the request with another method.
func (q *request) as(method string) *request {
	other := *q
	other.Request = q.Clone(q.Context())
	other.Method = method
	return &other
}
