package specs

// RegisteredMethod is one entry of the IANA HTTP Method Registry (RFC 9110
// section 16.1 sets the registry up, section 18.2 fills it).
type RegisteredMethod struct {
	Name       string
	Safe       bool
	Idempotent bool
	Ref        string // the document that defines the method, with its section
}

// Registry is the IANA HTTP Method Registry, without the reserved "*".
// It is sorted by name and never written to.
var Registry = []RegisteredMethod{
	{"ACL", false, true, "RFC 3744 section 8.1"},
	{"BASELINE-CONTROL", false, true, "RFC 3253 section 12.6"},
	{"BIND", false, true, "RFC 5842 section 4"},
	{"CHECKIN", false, true, "RFC 3253 section 4.4"},
	{"CHECKOUT", false, true, "RFC 3253 section 4.3"},
	{"CONNECT", false, false, "RFC 9110 section 9.3.6"},
	{"COPY", false, true, "RFC 4918 section 9.8"},
	{"DELETE", false, true, "RFC 9110 section 9.3.5"},
	{"GET", true, true, "RFC 9110 section 9.3.1"},
	{"HEAD", true, true, "RFC 9110 section 9.3.2"},
	{"LABEL", false, true, "RFC 3253 section 8.2"},
	{"LINK", false, true, "RFC 2068 section 19.6.1.2"},
	{"LOCK", false, false, "RFC 4918 section 9.10"},
	{"MERGE", false, true, "RFC 3253 section 11.2"},
	{"MKACTIVITY", false, true, "RFC 3253 section 13.5"},
	{"MKCALENDAR", false, true, "RFC 4791 section 5.3.1"},
	{"MKCOL", false, true, "RFC 4918 section 9.3"},
	{"MKREDIRECTREF", false, true, "RFC 4437 section 6"},
	{"MKWORKSPACE", false, true, "RFC 3253 section 6.3"},
	{"MOVE", false, true, "RFC 4918 section 9.9"},
	{"OPTIONS", true, true, "RFC 9110 section 9.3.7"},
	{"ORDERPATCH", false, true, "RFC 3648 section 7"},
	{"PATCH", false, false, "RFC 5789 section 2"},
	{"POST", false, false, "RFC 9110 section 9.3.3"},
	{"PRI", true, true, "RFC 9113 section 3.4"},
	{"PROPFIND", true, true, "RFC 4918 section 9.1"},
	{"PROPPATCH", false, true, "RFC 4918 section 9.2"},
	{"PUT", false, true, "RFC 9110 section 9.3.4"},
	{"QUERY", true, true, "RFC 10008 section 2"},
	{"REBIND", false, true, "RFC 5842 section 6"},
	{"REPORT", true, true, "RFC 3253 section 3.6"},
	{"SEARCH", true, true, "RFC 5323 section 2"},
	{"TRACE", true, true, "RFC 9110 section 9.3.8"},
	{"UNBIND", false, true, "RFC 5842 section 5"},
	{"UNCHECKOUT", false, true, "RFC 3253 section 4.5"},
	{"UNLINK", false, true, "RFC 2068 section 19.6.1.3"},
	{"UNLOCK", false, true, "RFC 4918 section 9.11"},
	{"UPDATE", false, true, "RFC 3253 section 7.1"},
	{"UPDATEREDIRECTREF", false, true, "RFC 4437 section 7"},
	{"VERSION-CONTROL", false, true, "RFC 3253 section 3.5"},
}

// Registered returns the registry's entry for method, which is compared
// case-sensitively (RFC 9110 section 9.1), and whether there is one.
func Registered(method string) (RegisteredMethod, bool) {
	for _, m := range Registry {
		if m.Name == method {
			return m, true
		}
	}
	return RegisteredMethod{}, false
}

// IsSafe reports whether method is registered as safe (RFC 9110 section
// 9.2.1). An unregistered method is not known to be safe.
func IsSafe(method string) bool {
	m, ok := Registered(method)
	return ok && m.Safe
}
