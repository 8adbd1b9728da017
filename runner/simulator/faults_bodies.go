package simulator

// bodyFaults break the rules about the content of errors.
func bodyFaults() []Fault {
	return []Fault{
		{
			Name: "body-explains-error", Rule: "body/explains-error",
			Title: "Errors come without content.",
			answer: where(anError, func(a *answer) {
				a.body = nil
				a.header.Del("Content-Type")
			}),
		},
		{
			Name: "body-content-type-present", Rule: "body/content-type-present",
			Title: "Errors have content and no Content-Type.",
			// A nil value keeps net/http from guessing a type.
			answer: where(anError, func(a *answer) { a.header["Content-Type"] = nil }),
		},
		{
			Name: "body-content-type-valid", Rule: "body/content-type-valid",
			Title:  "The Content-Type of errors is no media type.",
			answer: where(anError, setField("Content-Type", "application/problem+json; charset")),
		},
		{
			Name: "body-content-type-twice", Rule: "body/content-type-valid",
			Title: "Errors have two Content-Type fields.",
			answer: where(anError, func(a *answer) {
				a.header["Content-Type"] = []string{problemJSON, "application/json"}
			}),
		},
		{
			Name: "body-media-type-expected", Rule: "body/media-type-expected",
			Also:   []string{"problem/media-type"},
			Title:  "Errors are application/json where the document has application/problem+json.",
			answer: where(anError, setField("Content-Type", "application/json")),
		},
		{
			Name: "body-json-parseable", Rule: "body/json-parseable",
			Title:  "Errors are labelled JSON and have single quotes.",
			answer: where(anError, setBody("{'title': 'something went wrong'}\n")),
		},
		{
			Name: "body-schema", Rule: "body/schema",
			Title:  "Problem objects lack the title that the document requires.",
			answer: where(anError, setMember("title", nil)),
		},
		{
			Name: "body-type-matches-bytes", Rule: "body/type-matches-bytes",
			Title:    "Errors may be text by the document, are labelled so, and are JSON.",
			answer:   where(anError, setField("Content-Type", "text/plain; charset=utf-8")),
			document: after(problemMedia, "        text/plain: {}\n"),
		},
		{
			Name: "body-consistent-shape", Rule: "body/consistent-shape",
			Title:    "Errors may be plain JSON by the document, and those of the router are.",
			answer:   where(a405, setContent("application/json", "{\"error\":\"no such method\"}\n")),
			document: after(problemMedia, "        application/json: {}\n"),
		},
		{
			Name: "body-status-registered", Rule: "body/status-registered",
			Title:  "Content that cannot be read is answered 430, which nobody has registered.",
			answer: where(a400, func(a *answer) { a.status = 430; setMember("status", 430)(a) }),
		},
		{
			Name: "body-not-html", Rule: "body/not-html",
			Title:  "405 is a page for people, with a Content-Type to match.",
			answer: where(a405, setContent("text/html; charset=utf-8", htmlPage)),
		},
	}
}

const htmlPage = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>\n"
