package simulator

import (
	"net/http"
	"slices"
	"strings"
)

// allowFaults break the rules about the Allow field.
func allowFaults() []Fault {
	return []Fault{
		{
			Name: "allow-present-on-405", Rule: "allow/present-on-405",
			Title:  "405 comes without Allow.",
			answer: where(a405, func(a *answer) { a.header.Del("Allow") }),
		},
		{
			Name: "allow-syntax", Rule: "allow/syntax",
			Title:  "Allow has a remark in it, and is no list of tokens.",
			answer: where(withAllow, inAllow(func(v string) string { return strings.Replace(v, "OPTIONS", "OPTIONS (always)", 1) })),
		},
		{
			Name: "allow-excludes-rejected", Rule: "allow/excludes-rejected",
			Title:  "OPTIONS is answered 405, with an Allow that lists OPTIONS.",
			answer: instead(optionsAtPath, refuse),
		},
		{
			Name: "allow-complete", Rule: "allow/complete",
			Title:  "Allow lists GET, HEAD and OPTIONS and leaves out what the path has beside them.",
			answer: where(withAllow, inAllow(onlySafe)),
		},
		{
			Name: "allow-no-undocumented", Rule: "allow/no-undocumented",
			Title:  "Allow lists PATCH, which the document does not declare and the server does not have.",
			answer: where(withAllow, inAllow(func(v string) string { return v + ", PATCH" })),
		},
		{
			Name: "allow-consistent", Rule: "allow/consistent",
			Title:  "Allow on OPTIONS lists fewer methods than Allow on 405.",
			answer: where(toOptions, inAllow(onlySafe)),
		},
		{
			Name: "allow-truthful", Rule: "allow/truthful",
			Title:  "HEAD is answered 405 where GET succeeds, and all other answers list it in Allow.",
			Also:   []string{"method/head-supported"},
			answer: instead(headAtPath, refuseHead),
		},
		{
			Name: "allow-head-with-get", Rule: "allow/head-with-get",
			Title:  "Allow leaves HEAD out everywhere, though it works.",
			answer: where(withAllow, inAllow(func(v string) string { return withoutMethod(v, http.MethodHead) })),
		},
		{
			Name: "allow-not-required-on-501", Rule: "allow/not-required-on-501",
			Title: "501 comes with an Allow that lists the method it refuses.",
			answer: instead(unknownAtPath, func(q *request) *answer {
				return notImplemented().with("Allow", q.route.allow()+", "+q.Method)
			}),
		},
	}
}

// inAllow is a change of the value of Allow.
func inAllow(alter func(string) string) func(*answer) {
	return func(a *answer) { a.with("Allow", alter(a.header.Get("Allow"))) }
}

// onlySafe keeps the safe methods of an Allow.
func onlySafe(value string) string {
	for _, m := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		value = withoutMethod(value, m)
	}
	return value
}

// withoutMethod takes a method out of the value of Allow.
func withoutMethod(value, method string) string {
	members := strings.Split(value, ", ")
	return strings.Join(slices.DeleteFunc(members, func(m string) bool { return m == method }), ", ")
}

// headAtPath is a HEAD of a path that has it.
func headAtPath(q *request) bool {
	return q.Method == http.MethodHead && q.route != nil && q.route.allows(http.MethodHead)
}

func refuseHead(q *request) *answer {
	return refuse(q).with("Allow", withoutMethod(q.route.allow(), http.MethodHead))
}

func optionsAtPath(q *request) bool { return q.Method == http.MethodOptions && q.route != nil }
