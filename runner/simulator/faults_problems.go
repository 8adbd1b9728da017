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
	}
}
