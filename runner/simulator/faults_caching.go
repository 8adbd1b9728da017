package simulator

// cacheFaults break the rules about caching, asking again, and what is given
// away.
func cacheFaults() []Fault {
	return []Fault{
		{
			Name: "cache-error-explicit", Rule: "cache/error-explicit",
			Title:  "Errors do not say whether they may be cached.",
			answer: where(anError, func(a *answer) { a.header.Del("Cache-Control") }),
		},
		{
			Name: "cache-error-lifetime", Rule: "cache/error-lifetime",
			Title:  "Errors may be cached for a day.",
			answer: where(anError, setField("Cache-Control", "max-age=86400")),
		},
		{
			Name: "cache-cc-syntax", Rule: "cache/cc-syntax",
			Title:  "The max-age of Cache-Control has a unit.",
			answer: where(shown, setField("Cache-Control", "max-age=60s")),
		},
		{
			Name: "cache-conflict", Rule: "cache/conflict",
			Title:  "Cache-Control forbids to store an answer and says for how long to keep it.",
			answer: where(shown, setField("Cache-Control", "no-store, max-age=3600")),
		},
		{
			Name: "cache-expires-valid", Rule: "cache/expires-valid",
			Title:  "Expires is a word in place of a date.",
			answer: where(shown, setField("Expires", "tomorrow")),
		},
		{
			Name: "cache-set-cookie", Rule: "cache/set-cookie",
			Title: "An answer that anyone may store sets a cookie.",
			answer: where(shown, func(a *answer) {
				a.with("Cache-Control", "max-age=60").with("Set-Cookie", "visit=1; Path=/; HttpOnly")
			}),
		},
		{
			Name: "cache-targeted", Rule: "cache/targeted",
			Title:  "The max-age of CDN-Cache-Control has a unit.",
			answer: where(shown, setField("CDN-Cache-Control", "max-age=60 seconds")),
		},
		{
			Name: "cache-cache-status-syntax", Rule: "cache/cache-status-syntax",
			Title:  "Cache-Status says in words of its own what a cache did.",
			answer: where(shown, setField("Cache-Status", "MISS from edge")),
		},
		{
			Name: "retry-syntax", Rule: "retry/syntax",
			Title:  "400 has a Retry-After that is neither seconds nor a date.",
			answer: where(a400, setField("Retry-After", "soon")),
		},
		{
			Name: "leak-stack-trace", Rule: "leak/stack-trace",
			Title:  "The detail of every error is a stack trace.",
			answer: where(anError, setMember("detail", stackTrace)),
		},
	}
}

const stackTrace = `runtime error: invalid memory address or nil pointer dereference

goroutine 34 [running]:
main.(*server).read(0xc000128000, {0x7a1c40, 0xc00012e0e0})
	/srv/bookshop/server.go:118 +0x1d
net/http.HandlerFunc.ServeHTTP(0x6b2f00?, {0x7a1c40?, 0xc00012e0e0?}, 0x0?)
	/usr/local/go/src/net/http/server.go:2322 +0x29
`
