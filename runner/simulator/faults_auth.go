package simulator

import "net/http"

// authFaults break the rules about challenges. The bookshop asks nobody who they
// are, but for an order where one of these is planted.
func authFaults() []Fault {
	return []Fault{
		{
			Name: "auth-401-challenge", Rule: "auth/401-challenge", Path: "/orders",
			Title:  "POST /orders is answered 401 without WWW-Authenticate.",
			answer: instead(isMethod("POST"), always(func() *answer { return refusedOrder(http.StatusUnauthorized) })),
		},
		{
			Name: "auth-challenge-syntax", Rule: "auth/challenge-syntax", Path: "/orders",
			Title: "POST /orders is answered 401 with a challenge that lacks a comma.",
			answer: instead(isMethod("POST"), always(func() *answer {
				return refusedOrder(http.StatusUnauthorized).with("WWW-Authenticate", `Bearer realm="bookshop" error="invalid_token"`)
			})),
		},
		{
			Name: "auth-407-not-from-origin", Rule: "auth/407-not-from-origin", Path: "/orders",
			Title:  "POST /orders is answered 407, which is for proxies.",
			answer: instead(isMethod("POST"), always(func() *answer { return refusedOrder(http.StatusProxyAuthRequired) })),
		},
	}
}

func refusedOrder(status int) *answer { return problem(status, "Say who you are first.") }
