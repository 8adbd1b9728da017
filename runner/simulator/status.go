package simulator

import (
	"net/http"
	"strconv"
	"strings"
)

// statusAsked reads the code out of /status/{code}: a path beside the document
// that answers with the status it names, to see what a client makes of it.
func statusAsked(path string) (int, bool) {
	text, ok := strings.CutPrefix(path, "/status/")
	code, err := strconv.Atoi(text)
	return code, ok && err == nil && len(text) == 3 && code >= 200 && code <= 599
}

// statusAnswer is an answer with that status and with the fields that such an
// answer has to carry.
func statusAnswer(q *request, code int) *answer {
	if q.Method == http.MethodOptions {
		return empty(http.StatusNoContent).with("Allow", statusAllow)
	}
	if q.Method == http.MethodTrace {
		code = http.StatusMethodNotAllowed
	}
	switch {
	case code == http.StatusNoContent, code == http.StatusResetContent, code == http.StatusNotModified:
		return empty(code)
	case code < 400:
		return represent(code, map[string]int{"status": code}).withDue(code)
	}
	return problem(code, "This status was asked for.").withDue(code)
}

const statusAllow = "DELETE, GET, HEAD, OPTIONS, POST, PUT"

// withDue adds the field that the standard wants with a status.
func (a *answer) withDue(code int) *answer {
	switch code {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return a.with("Location", "/health")
	case http.StatusUnauthorized:
		return a.with("WWW-Authenticate", `Bearer realm="status"`)
	case http.StatusProxyAuthRequired:
		return a.with("Proxy-Authenticate", `Basic realm="status"`)
	case http.StatusMethodNotAllowed:
		return a.with("Allow", statusAllow)
	case http.StatusUpgradeRequired:
		return a.with("Upgrade", "h2c").with("Connection", "upgrade")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return a.with("Retry-After", "1")
	}
	return a
}
