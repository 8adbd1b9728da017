package simulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const problemJSON = "application/problem+json"

// answer is a response before it is sent. To HEAD it holds what GET would get.
type answer struct {
	status int
	header http.Header
	body   []byte
	// wire, when it is not nil, is written on the connection in place of the
	// answer, for what no HTTP library would send; empty is a closed connection.
	wire []byte
	// interim is a 1xx that is sent before the answer; 0 is none.
	interim int
	delay   time.Duration // before anything is sent
}

// empty is an answer without content.
func empty(status int) *answer {
	return &answer{status: status, header: http.Header{}}
}

// content is an answer with content of a media type.
func content(status int, mediaType string, body []byte) *answer {
	a := empty(status).with("Content-Type", mediaType)
	a.body = body
	return a
}

// represent is an answer that shows a resource.
func represent(status int, resource any) *answer {
	return content(status, "application/json", encode(resource))
}

// problem is an error answer in the form of RFC 9457. No cache may keep it: 404,
// 405 and 501 could otherwise be kept by heuristics.
func problem(status int, detail string) *answer {
	return content(status, problemJSON, encode(problemDetails{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail,
	})).with("Cache-Control", "no-store")
}

type problemDetails struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// notAllowed refuses a method that the path does not have.
func notAllowed(r *route) *answer {
	return problem(http.StatusMethodNotAllowed, "This path does not have the method.").with("Allow", r.allow())
}

// with sets a field.
func (a *answer) with(name, value string) *answer {
	a.header.Set(name, value)
	return a
}

// revalidated gives a successful answer to GET and HEAD its validator, and
// takes the content away from a client that has it already.
func (a *answer) revalidated(q *request) *answer {
	if a.status != http.StatusOK || q.Method != http.MethodGet && q.Method != http.MethodHead {
		return a
	}
	sum := sha256.Sum256(a.body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	a.with("ETag", tag).with("Cache-Control", "no-cache")
	if q.Header.Get("If-None-Match") != tag {
		return a
	}
	a.status, a.body = http.StatusNotModified, nil
	a.header.Del("Content-Type")
	return a
}

// send writes the answer.
func (a *answer) send(w http.ResponseWriter, r *http.Request) {
	if !a.wait(r) {
		return
	}
	if a.interim != 0 {
		a.sendInterim(w)
	}
	if a.wire != nil {
		a.sendWire(w)
		return
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	w.WriteHeader(a.status)
	if r.Method != http.MethodHead {
		w.Write(a.body) // an error here means that the client is gone
	}
}

// wait lets the delay go by; false when the client is gone meanwhile.
func (a *answer) wait(r *http.Request) bool {
	if a.delay <= 0 {
		return true
	}
	timer := time.NewTimer(a.delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// sendInterim sends the answer that comes before the final one. Early hints have a
// field, without which there would be nothing to hint at.
func (a *answer) sendInterim(w http.ResponseWriter) {
	if a.interim == http.StatusEarlyHints {
		w.Header().Set("Link", "<"+statusPath+">; rel=preload; as=fetch")
		defer w.Header().Del("Link")
	}
	w.WriteHeader(a.interim)
}

// sendWire takes the connection from net/http, which would mend what is to be
// broken. A writer that gives no connection is left without an answer.
func (a *answer) sendWire(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // net/http's own word for "close without an answer"
	}
	defer conn.Close()
	conn.Write(a.wire)
	// Closed with bytes of the request that nobody has read, the connection would be
	// reset, and the answer lost with it.
	if half, ok := conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() == nil {
		conn.SetReadDeadline(time.Now().Add(time.Second))
		io.Copy(io.Discard, conn)
	}
}

// message is the answer as it goes over the wire in HTTP/1.1, followed by its
// content, and the last on its connection.
func (a *answer) message() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	header := a.header.Clone()
	header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	header.Set("Connection", "close")
	if header.Get("Transfer-Encoding") == "" && header.Get("Content-Length") == "" {
		header.Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	header.Write(&b)
	b.WriteString("\r\n")
	b.Write(a.body)
	return b.Bytes()
}

// encode writes a value as JSON on one line.
func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		return []byte("null") // cannot be: all that is shown is plain values
	}
	return append(text, '\n')
}
