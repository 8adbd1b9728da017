package simulator

import "net/http"

// fieldFaults break the rules about when to come back and about who may keep
// an answer.
func fieldFaults() []Fault {
	return []Fault{
		{
			Name: "retry-503", Rule: "retry/503", Path: "/authors",
			Title:  "GET /authors is answered 503 and does not say until when.",
			answer: instead(isMethod("GET", "HEAD"), always(status(http.StatusServiceUnavailable))),
		},
		{
			Name: "retry-429", Rule: "retry/429",
			Title:  "Content that cannot be read is answered 429, which does not say when to come back.",
			answer: where(a400, withStatus(http.StatusTooManyRequests)),
		},
		{
			Name: "retry-413", Rule: "retry/413", Path: "/books/{bookId}",
			Title:    "Content that cannot be read is answered 413 without Retry-After, which the document describes.",
			answer:   where(a400, withStatus(http.StatusRequestEntityTooLarge)),
			document: after(replaceBookHead, tooLarge),
		},
		{
			Name: "retry-not-on-permanent", Rule: "retry/not-on-permanent",
			Title:  "405 asks to come back in five seconds.",
			answer: where(a405, setField("Retry-After", "5")),
		},
		{
			Name: "retry-sane", Rule: "retry/sane",
			Title:  "400 asks to come back at once.",
			answer: where(a400, setField("Retry-After", "0")),
		},
		{
			Name: "cache-authenticated-error", Rule: "cache/authenticated-error", Credentials: true,
			Title:  "Errors may be kept by shared caches for a minute, also those for one caller.",
			answer: where(anError, setField("Cache-Control", "public, max-age=60")),
		},
		{
			Name: "cache-429-not-storable", Rule: "cache/429-not-storable", Path: "/authors",
			Title: "GET /authors is answered 428, to be kept for a minute.",
			answer: instead(isMethod("GET", "HEAD"), always(func() *answer {
				return problem(http.StatusPreconditionRequired, "Say which version you mean.").with("Cache-Control", "max-age=60")
			})),
		},
		{
			Name: "cache-age-means-cached", Rule: "cache/age-means-cached",
			Title:  "Answers are a minute old.",
			answer: where(shown, setField("Age", "60")),
		},
		{
			Name: "cache-date-present", Rule: "cache/date-present",
			Title: "No answer has Date.",
			// A nil value keeps net/http from adding the field.
			answer: where(anything, func(a *answer) { a.header["Date"] = nil }),
		},
		{
			Name: "cache-vary-syntax", Rule: "cache/vary-syntax",
			Title:  "Vary is a sentence.",
			answer: where(shown, setField("Vary", "the language")),
		},
		{
			Name: "cache-pragma-only", Rule: "cache/pragma-only",
			Title: "Errors have Pragma in place of Cache-Control.",
			answer: where(anError, func(a *answer) {
				a.with("Pragma", "no-cache").header.Del("Cache-Control")
			}),
		},
	}
}

// status is a problem of a status.
func status(code int) func() *answer {
	return func() *answer { return problem(code, "Not now.") }
}

// withStatus is a change of an error's status.
func withStatus(code int) func(*answer) {
	return func(a *answer) { *a = *problem(code, "Not now.") }
}

const tooLarge = `        '413':
          description: There is too much in the shop now.
          headers:
            Retry-After:
              schema:
                type: integer
          content:
            application/problem+json:
              schema:
                $ref: '#/components/schemas/Problem'
`
