package simulator

// problemFaults break the rules about problem details, RFC 9457.
func problemFaults() []Fault {
	return []Fault{
		{
			Name: "problem-is-object", Rule: "problem/is-object",
			Title:  "A problem document is a string in place of an object.",
			answer: where(anError, setBody("\"something went wrong\"\n")),
		},
		{
			Name: "problem-member-types", Rule: "problem/member-types",
			Title:  "The status of a problem object is a string.",
			answer: where(anError, setMember("status", "see above")),
		},
		{
			Name: "problem-status-matches", Rule: "problem/status-matches",
			Title:  "The status of a problem object is always 400, whatever the status of the response.",
			answer: where(anError, setMember("status", 400)),
		},
		{
			Name: "problem-media-type", Rule: "problem/media-type",
			Title:    "Problem objects are labelled application/json, which the document allows.",
			answer:   where(anError, setField("Content-Type", "application/json")),
			document: after(problemMedia, "        application/json: {}\n"),
		},
		{
			Name: "problem-type-uri", Rule: "problem/type-uri",
			Title:  "The type of the problem objects of 405 is a sentence.",
			answer: where(a405, setMember("type", "something went wrong")),
		},
		{
			Name: "problem-about-blank-title", Rule: "problem/about-blank-title",
			Title:  "The title of a problem object without a type is not the phrase of the status.",
			answer: where(anError, setMember("title", "Something went wrong")),
		},
		{
			Name: "problem-title-stable", Rule: "problem/title-stable",
			Title:  "All problems have one type, and a title for each status.",
			answer: where(anError, setMember("type", "https://bookshop.example/problems/http")),
		},
		{
			Name: "problem-detail-not-debug", Rule: "problem/detail-not-debug",
			Title:  "The detail of every error is an exception.",
			answer: where(anError, setMember("detail", "java.util.NoSuchElementException: No value present")),
		},
		{
			Name: "problem-instance-uri", Rule: "problem/instance-uri",
			Title:  "The instance of a problem object is a sentence.",
			answer: where(anError, setMember("instance", "see the log")),
		},
		{
			Name: "problem-extension-names", Rule: "problem/extension-names",
			Title:  "Problem objects have a member $schema.",
			answer: where(anError, setMember("$schema", "https://bookshop.example/problem.json")),
		},
	}
}
