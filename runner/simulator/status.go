package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/specs/samples"
	"github.com/proverb-dev/proverb/specs/statuses"
)

// StatusDocument is the document of /status and /status/{code}, which stand beside
// the bookshop's.
func StatusDocument() []byte {
	text, err := samples.Read(samples.Status)
	if err != nil {
		return nil // cannot be: it is embedded
	}
	return text
}

const statusPath = "/status"

// statusAllow are the methods that /status/{code} answers with the status, and
// OPTIONS.
const statusAllow = "DELETE, GET, HEAD, OPTIONS, POST, PUT"

// statusAnswer answers for /status and what is below it; nil where the request is for
// neither.
func (s *Simulator) statusAnswer(q *request) *answer {
	if q.URL.Path == statusPath {
		return statusList(q)
	}
	text, ok := strings.CutPrefix(q.URL.Path, statusPath+"/")
	if !ok {
		return nil
	}
	code, err := strconv.Atoi(text)
	about, registered := statuses.Of(code)
	switch {
	case err != nil || len(text) != 3:
		return problem(http.StatusNotFound, "A status is a number of three digits: /status/501.")
	case !registered:
		return problem(http.StatusNotFound, strconv.Itoa(code)+" is not a registered status; "+statusPath+" lists those that are.")
	case q.Method == http.MethodOptions:
		return empty(http.StatusNoContent).with("Allow", statusTakes(code))
	case q.Method == http.MethodTrace:
		return problem(http.StatusMethodNotAllowed, "This path does not have the method.").with("Allow", statusTakes(code))
	}
	return s.statusAsked(q, about)
}

// statusTakes is the Allow of a status: where every method is refused, OPTIONS is all
// that is left.
func statusTakes(code int) string {
	if code == http.StatusMethodNotAllowed || code == http.StatusNotImplemented {
		return http.MethodOptions
	}
	return statusAllow
}

// statusList is the list of the registered statuses.
func statusList(q *request) *answer {
	const allow = "GET, HEAD, OPTIONS"
	switch q.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodOptions:
		return empty(http.StatusNoContent).with("Allow", allow)
	default:
		return problem(http.StatusMethodNotAllowed, "This path does not have the method.").with("Allow", allow)
	}
	type named struct {
		Status int    `json:"status"`
		Name   string `json:"name"`
	}
	list := []named{}
	for _, s := range statuses.All() {
		list = append(list, named{s.Code, s.Name})
	}
	return represent(http.StatusOK, list).with("Cache-Control", "no-cache")
}

// diagnosis is what an answer says of its own status.
type diagnosis struct {
	Status    int    `json:"status"`
	Name      string `json:"name,omitempty"`
	Meaning   string `json:"meaning,omitempty"`
	Senders   string `json:"senders"`
	Reference string `json:"reference"`
	Retry     string `json:"retry,omitempty"`
}

// statusOf is an answer with a status, as a server that means it would send it.
func statusOf(q *request, about statuses.Status) *answer {
	code := about.Code
	switch {
	case code == http.StatusSwitchingProtocols:
		return switched(q)
	case code == http.StatusNoContent, code == http.StatusResetContent, code == http.StatusNotModified:
		return empty(code).with("Cache-Control", "no-store").withDue(code)
	}
	says := diagnosis{Senders: about.Senders, Reference: about.Ref, Retry: about.Retry, Status: code}
	if code < 400 {
		says.Name, says.Meaning = about.Name, about.Meaning
	}
	if code < 200 {
		a := represent(http.StatusOK, says).with("Cache-Control", "no-store")
		a.interim = code
		return a
	}
	if code < 400 {
		return represent(code, says).with("Cache-Control", "no-store").withDue(code)
	}
	title := http.StatusText(code)
	if title == "" {
		title = about.Name
	}
	return content(code, problemJSON, encode(struct {
		problemDetails
		Senders   string `json:"senders"`
		Reference string `json:"reference"`
		Retry     string `json:"retry,omitempty"`
	}{problemDetails{"about:blank", title, code, about.Meaning}, says.Senders, says.Reference, says.Retry})).
		with("Cache-Control", "no-store").withDue(code)
}

// known is a status that is registered.
func known(code int) statuses.Status {
	s, _ := statuses.Of(code)
	return s
}

// switched is 101 to a request that asks for another protocol; a server may not
// switch to one that was not asked for (RFC 9110 section 7.8).
func switched(q *request) *answer {
	protocol, _, _ := strings.Cut(q.Header.Get("Upgrade"), ",")
	if protocol = strings.TrimSpace(protocol); protocol == "" || strings.ContainsAny(protocol, "\r\n") {
		return problem(http.StatusUpgradeRequired, "101 is for a request with Upgrade: send one to see it.").
			with("Upgrade", "websocket").with("Connection", "Upgrade")
	}
	a := empty(http.StatusSwitchingProtocols).with("Upgrade", protocol).with("Connection", "Upgrade")
	a.wire = fmt.Appendf(nil, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: %s\r\nConnection: Upgrade\r\n\r\n", protocol)
	return a
}

// withDue adds the fields that the standard wants with a status.
func (a *answer) withDue(code int) *answer {
	switch code {
	case http.StatusCreated, http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return a.with("Location", statusPath+"/200")
	case http.StatusPartialContent:
		return a.with("Content-Range", fmt.Sprintf("bytes 0-%d/%d", len(a.body)-1, 2*len(a.body)))
	case http.StatusNotModified:
		return a.with("ETag", `"status"`)
	case http.StatusUnauthorized:
		return a.with("WWW-Authenticate", `Bearer realm="status"`)
	case http.StatusMethodNotAllowed:
		return a.with("Allow", statusTakes(code))
	case http.StatusProxyAuthRequired:
		return a.with("Proxy-Authenticate", `Basic realm="status"`)
	case http.StatusRequestTimeout:
		return a.with("Connection", "close")
	case http.StatusUnsupportedMediaType:
		return a.with("Accept", "application/json")
	case http.StatusRequestedRangeNotSatisfiable:
		return a.with("Content-Range", "bytes */1000")
	case http.StatusUpgradeRequired:
		return a.with("Upgrade", "websocket").with("Connection", "Upgrade")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return a.with("Retry-After", "1")
	case http.StatusUnavailableForLegalReasons:
		return a.with("Link", `<`+statusPath+`/451>; rel="blocked-by"`)
	}
	return a
}
