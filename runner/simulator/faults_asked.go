package simulator

import (
	"net/http"
	"strings"
	"sync"
)

// askedFaults break the rules that single questions decide.
func askedFaults() []Fault {
	return []Fault{
		{
			Name:     "query",
			Title:    "QUERY /books is declared, and there: no fault at all.",
			document: queryDeclared,
			answer:   withQuery(askBooks),
		},
		{
			Name: "query-content-type", Rule: "method/query-content-type",
			Title:    "QUERY /books is declared, and is answered whatever its content is said to be.",
			document: queryDeclared,
			answer:   withQuery(func(*request) *answer { return represent(http.StatusOK, []string{}) }),
		},
		{
			Name: "override-ignored", Rule: "method/override-ignored", Full: true,
			Title: "X-HTTP-Method-Override is obeyed.",
			answer: func(q *request, next handler) *answer {
				if method := q.Header.Get("X-HTTP-Method-Override"); method != "" {
					return next(q.as(method))
				}
				return next(q)
			},
		},
		{
			Name: "auth-undeclared-not-bypass", Rule: "auth/undeclared-not-bypass", Path: "/health",
			Title:    "GET /health is 401 without credentials, and HEAD is not.",
			document: securedHealth,
			answer: instead(func(q *request) bool { return q.Method == http.MethodGet && anonymous(q) },
				always(unauthorized)),
		},
		{
			Name: "cache-probe-poisoning", Rule: "cache/probe-poisoning", Full: true,
			Title:  "A cache keeps the error that an oversized field provokes for those who come later.",
			answer: poisonable(),
		},
		{
			Name: "corr-id-echo", Rule: "corr/id-echo",
			Title: "X-Request-Id is sent back as it came.",
			answer: func(q *request, next handler) *answer {
				a := next(q)
				if id := q.Header.Get("X-Request-Id"); id != "" {
					a.with("X-Request-Id", id)
				}
				return a
			},
		},
		{
			Name: "reflected-page", Rule: "leak/reflected-input",
			Title: "The page for a path that does not exist shows the path as it was sent.",
			Also:  []string{"neg/vary-on-errors"},
			answer: instead(browserAstray, func(q *request) *answer {
				return pageOf("<!DOCTYPE html><title>404</title><p>There is no " + q.URL.Path + "\n")
			}),
		},
	}
}

// queryDeclared declares QUERY /books, which came with OpenAPI 3.2.
func queryDeclared(document string) string {
	document = strings.Replace(document, "openapi: 3.0.3", "openapi: 3.2.0", 1)
	return strings.Replace(document, "  /books:\n", "  /books:\n"+bookQuery, 1)
}

const bookQuery = `    query:
      tags: [books]
      operationId: askForBooks
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                title:
                  type: string
      responses:
        '200':
          description: The titles.
          content:
            application/json:
              schema:
                type: array
        default:
          $ref: '#/components/responses/Problem'
`

// withQuery gives the bookshop QUERY /books.
func withQuery(reply func(*request) *answer) change {
	return func(q *request, next handler) *answer {
		books := q.at("/books")
		if q.Method == "QUERY" {
			switch {
			case books:
				return reply(q)
			case q.route == nil:
				return notFound()
			}
			return notAllowed(q.route)
		}
		a := next(q)
		if allow := a.header.Get("Allow"); books && allow != "" {
			a.with("Allow", allow+", QUERY")
		}
		return a
	}
}

// askBooks answers a QUERY whose content is JSON as its type says.
func askBooks(q *request) *answer {
	if refusal := q.decode(&struct{}{}); refusal != nil {
		return refusal
	}
	return represent(http.StatusOK, []string{})
}

// securedHealth says that GET /health needs a credential.
func securedHealth(document string) string {
	document = strings.Replace(document, "components:\n", "components:\n  securitySchemes:\n    token: {type: http, scheme: bearer}\n", 1)
	head, health, _ := strings.Cut(document, "  /health:\n    get:\n")
	return head + "  /health:\n    get:\n      security: [{token: []}]\n" + health
}

// poisonable puts a cache before the bookshop that keeps errors to GET under
// the target alone.
func poisonable() change {
	var mu sync.Mutex
	kept := map[string]bool{}
	return func(q *request, next handler) *answer {
		if q.Method != http.MethodGet {
			return next(q)
		}
		mu.Lock()
		defer mu.Unlock()
		if len(q.Header.Get("X-Oversized")) > 1000 {
			kept[q.RequestURI] = true
			return badRequest()
		}
		if kept[q.RequestURI] {
			return badRequest().with("Age", "3")
		}
		return next(q)
	}
}
