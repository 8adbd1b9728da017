package simulator

import (
	"net/http"
	"strings"
)

// corsFaults break the rules about CORS, each on top of an API that lets pages
// of all origins in as it is meant to be.
func corsFaults() []Fault {
	return []Fault{
		{
			Name:   "cors",
			Title:  "Pages of all origins are let in, as they are meant to be: no fault at all.",
			answer: open(inAll(func(*answer) {})),
		},
		{
			Name: "cors-preflight-status", Rule: "cors/preflight-status",
			Title:  "A preflight is refused with 405, though pages may read every answer.",
			answer: open(toPreflight(refuse)),
		},
		{
			Name: "cors-preflight-methods", Rule: "cors/preflight-methods", Path: "/books/{bookId}",
			Title:  "The answer to a preflight for DELETE /books/{bookId} has PUT in its list alone.",
			answer: open(inPreflight(setField(allowMethods, "PUT"))),
		},
		{
			Name: "cors-preflight-unauthenticated", Rule: "cors/preflight-unauthenticated",
			Title:  "A preflight is refused for want of credentials.",
			answer: open(toPreflight(always(unauthorized))),
		},
		{
			Name: "cors-options-distinct", Rule: "cors/options-distinct",
			Title:  "A preflight is answered as a plain OPTIONS is, with Allow and without a word of origins.",
			answer: open(toPreflight(plainOptions)),
		},
		{
			Name: "cors-acam-vs-declared", Rule: "cors/acam-vs-declared",
			Title:  "The answer to every preflight has the same list of methods.",
			answer: open(inPreflight(setField(allowMethods, "GET,HEAD,PUT,PATCH,POST,DELETE"))),
		},
		{
			Name: "cors-acao-single", Rule: "cors/acao-single",
			Title:  "Every answer lets in two origins at once, which no browser reads.",
			answer: open(inAll(setField(allowOrigin, "https://a.example, https://b.example"))),
		},
		{
			Name: "cors-vary-origin", Rule: "cors/vary-origin",
			Title:  "The origin that asks is let in by name, without Vary.",
			answer: open(reflected),
		},
		{
			Name: "cors-errors-readable", Rule: "cors/errors-readable",
			Title: "Pages may read successes alone.",
			answer: open(func(q *request, a *answer) *answer {
				if a.status >= 400 {
					a.header.Del(allowOrigin)
				}
				return a
			}),
		},
		{
			Name: "cors-no-reflect", Rule: "cors/no-reflect",
			Title: "Any origin that asks is let in with credentials.",
			answer: open(func(q *request, a *answer) *answer {
				reflected(q, a).with("Vary", "Origin")
				if q.Header.Get("Origin") != "" {
					a.with("Access-Control-Allow-Credentials", "true")
				}
				return a
			}),
		},
		{
			Name: "cors-preflight-fields-misplaced", Rule: "cors/preflight-fields-misplaced",
			Title:  "Every answer has what only the answer to a preflight needs.",
			answer: open(inAll(setField("Access-Control-Max-Age", "600"))),
		},
	}
}

const (
	allowOrigin  = "Access-Control-Allow-Origin"
	allowMethods = "Access-Control-Allow-Methods"
)

// open lets pages of all origins in, and then changes the answers.
func open(alter func(*request, *answer) *answer) change {
	return func(q *request, next handler) *answer {
		a := next(q)
		if isPreflight(q) {
			a = empty(http.StatusNoContent).
				with(allowMethods, strings.Join(q.route.methods(), ", ")).
				with("Access-Control-Allow-Headers", "content-type").with("Allow", q.route.allow())
		}
		return alter(q, a.with(allowOrigin, "*"))
	}
}

// plainOptions is what a router answers that knows nothing of origins.
func plainOptions(q *request) *answer {
	return empty(http.StatusOK).with("Allow", q.route.allow())
}

// isPreflight: the document has the path, and a browser asks before it sends.
func isPreflight(q *request) bool {
	return q.route != nil && q.Method == http.MethodOptions && q.Header.Get("Access-Control-Request-Method") != ""
}

func toPreflight(reply func(*request) *answer) func(*request, *answer) *answer {
	return func(q *request, a *answer) *answer {
		if isPreflight(q) {
			return reply(q)
		}
		return a
	}
}

func inPreflight(alter func(*answer)) func(*request, *answer) *answer {
	return func(q *request, a *answer) *answer {
		if isPreflight(q) {
			alter(a)
		}
		return a
	}
}

func inAll(alter func(*answer)) func(*request, *answer) *answer {
	return func(_ *request, a *answer) *answer {
		alter(a)
		return a
	}
}

func reflected(q *request, a *answer) *answer {
	a.header.Del(allowOrigin)
	if origin := q.Header.Get("Origin"); origin != "" {
		a.with(allowOrigin, origin)
	}
	return a
}
