package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/proverb-dev/proverb/specs"
)

// maxContent is the most content the bookshop takes.
const maxContent = 1 << 20

// request is one request with all of its content, and the path of the document
// it is for.
type request struct {
	*http.Request
	route   *route            // nil where the document has no such path
	values  map[string]string // of the path parameters
	content []byte
}

// receive reads a request whole, so that a slow client keeps no one waiting.
func (s *Simulator) receive(w http.ResponseWriter, r *http.Request) (*request, *answer) {
	q := &request{Request: r}
	q.route, q.values = match(s.routes, r.URL.EscapedPath())
	if r.Body == nil {
		return q, nil
	}
	var err error
	q.content, err = io.ReadAll(http.MaxBytesReader(w, r.Body, maxContent))
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return q, problem(http.StatusRequestEntityTooLarge, "The content is longer than 1 MiB.")
	}
	if err != nil {
		return q, problem(http.StatusBadRequest, "The content broke off.")
	}
	return q, nil
}

// at reports whether the request is for the path with this template.
func (q *request) at(template string) bool {
	return q.route != nil && q.route.template == template
}

// elsewhere reports whether the path is there and does not have the method,
// which the server has on another.
func (q *request) elsewhere() bool {
	return q.route != nil && !q.route.allows(q.Method) &&
		implemented(q.Method) && q.Method != http.MethodTrace
}

// registeredOnly reports whether the method is in the IANA registry and
// nowhere in the bookshop.
func (q *request) registeredOnly() bool {
	_, registered := specs.Registered(q.Method)
	return registered && !implemented(q.Method)
}

// unknown reports whether the method is in no registry, nor one that is in
// lower case.
func (q *request) unknown() bool {
	_, registered := specs.Registered(string(bytes.ToUpper([]byte(q.Method))))
	return !registered
}

// decode reads the content as JSON; the answer is the refusal, nil when it
// could be read.
func (q *request) decode(into any) *answer {
	if len(q.content) == 0 {
		return problem(http.StatusBadRequest, "The content is missing.")
	}
	if t, _, err := mime.ParseMediaType(q.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return problem(http.StatusUnsupportedMediaType, "The content has to be application/json.")
	}
	if c := q.Header.Get("Content-Encoding"); c != "" && c != "identity" {
		return problem(http.StatusUnsupportedMediaType, "The content has to be without a coding.").with("Accept-Encoding", "identity")
	}
	if !json.Valid(q.content) {
		return problem(http.StatusBadRequest, "The content is not JSON.")
	}
	if err := json.Unmarshal(q.content, into); err != nil {
		return problem(http.StatusUnprocessableEntity, "A value is not of the right type.")
	}
	return nil
}
