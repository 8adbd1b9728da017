package rules

import (
	"slices"
	"strings"
)

var statusRules = []Rule{
	{
		ID: "body/status-registered", Level: Must, Severity: Error, Strict: Error, Scope: ScopeExchange, InAnswer: AllInAnswer,
		Ref:   "RFC 9110 section 15, RFC 9110 section 16.2, RFC 9205 section 4.6",
		Title: "The status is between 100 and 599 and is registered.",
		Why: "Clients, caches and gateways know a status they have never heard of by its first digit only: a number of the API's own says no more to them than 400 or 500, and may be registered for something else one day. " +
			"Answer with the registered status that fits best, and put what is particular to the API into the content.",
		When:  answered,
		Check: checkStatusRegistered,
	},
}

func checkStatusRegistered(c *Context) []Problem {
	status := c.Status()
	switch {
	case status > 599:
		return problem("out-of-range", "%d is no HTTP status: they end at 599%s", status, by(c, c.X))
	case phrases[status] != "":
		return nil
	case slices.Contains(infrastructure, status):
		p := problem("infrastructure", "%d is not registered; gateways use it for failures of their own%s", status, by(c, c.X))
		return at(Info, p)
	}
	return at(unlessStrict(c, Warning), problem("unregistered", "%d is not a registered status%s", status, by(c, c.X)))
}

// infrastructure are statuses that nginx (494 to 499), AWS load balancers (460,
// 463, 464, 561) and Cloudflare (520 to 530) made up for themselves.
var infrastructure = []int{
	444, 460, 463, 464, 494, 495, 496, 497, 498, 499, 520, 521, 522, 523, 524, 525, 526, 527, 530, 561,
}

// phrases are the registered statuses (RFC 9110 section 15 and the registry it
// set up) with their phrases, older ones after a bar. 306 and 418 are kept
// from other uses by the registry; servers that mean them do so in jest.
var phrases = map[int]string{
	100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints", 104: "Upload Resumption Supported",
	200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
	205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used",
	300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
	305: "Use Proxy", 306: "(Unused)", 307: "Temporary Redirect", 308: "Permanent Redirect",
	400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
	405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Timeout",
	409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed",
	413: "Content Too Large|Payload Too Large|Request Entity Too Large", 414: "URI Too Long|Request-URI Too Long|Request URI Too Long",
	415: "Unsupported Media Type", 416: "Range Not Satisfiable|Requested Range Not Satisfiable", 417: "Expectation Failed",
	418: "I'm a teapot", 421: "Misdirected Request", 422: "Unprocessable Content|Unprocessable Entity", 423: "Locked",
	424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required", 429: "Too Many Requests",
	431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
	500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
	504: "Gateway Timeout|Gateway Time-out", 505: "HTTP Version Not Supported", 506: "Variant Also Negotiates", 507: "Insufficient Storage",
	508: "Loop Detected", 510: "Not Extended", 511: "Network Authentication Required",
}

// isPhrase reports whether text is the phrase of a status, now or in an older
// standard. Case and a full stop at the end do not count.
func isPhrase(text string, status int) bool {
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	for phrase := range strings.SplitSeq(phrases[status], "|") {
		if strings.EqualFold(text, phrase) {
			return true
		}
	}
	return false
}
