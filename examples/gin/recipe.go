package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// mend makes the router answer 405 with Allow, answers 501 to a method that no route
// has and HEAD where GET is, and lets every error be a problem (RFC 9457) that no cache
// keeps.
func mend(r *gin.Engine) http.Handler {
	r.HandleMethodNotAllowed = true
	implemented := []string{"HEAD"}
	for _, route := range r.Routes() {
		implemented = append(implemented, route.Method)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		p := &problemWriter{ResponseWriter: w}
		defer p.finish()
		preflight := q.Method == http.MethodOptions && q.Header.Get("Access-Control-Request-Method") != ""
		if !preflight && !slices.Contains(implemented, q.Method) { // CORS has the preflights
			p.WriteHeader(http.StatusNotImplemented)
			return
		}
		if q.Method == http.MethodHead { // the routes have GET alone; the server leaves the content out
			q = q.Clone(q.Context())
			q.Method = http.MethodGet
		}
		r.ServeHTTP(p, q)
	})
}

// problemWriter replaces the content of errors that are not problems yet.
type problemWriter struct {
	http.ResponseWriter
	replaced int // the status of an error whose content is replaced
	said     []byte
}

func (p *problemWriter) WriteHeader(status int) {
	h := p.Header()
	if status >= 400 {
		h.Set("Cache-Control", "no-store")
	}
	if allow := strings.Join(h.Values("Allow"), ", "); strings.Contains(allow, "GET") && !strings.Contains(allow, "HEAD") {
		h.Set("Allow", allow+", HEAD")
	}
	if status < 400 || strings.Contains(h.Get("Content-Type"), "problem+json") {
		p.ResponseWriter.WriteHeader(status)
		return
	}
	p.replaced = status
	h.Set("Content-Type", "application/problem+json")
	h.Del("Content-Length")
	p.ResponseWriter.WriteHeader(status)
}

func (p *problemWriter) Write(b []byte) (int, error) {
	if p.replaced != 0 {
		p.said = append(p.said, b...)
		return len(b), nil
	}
	return p.ResponseWriter.Write(b)
}

// detail is the error of what was sent as JSON, else all the text.
func (p *problemWriter) detail() string {
	var told struct{ Error string }
	if json.Unmarshal(p.said, &told) == nil {
		return told.Error
	}
	return string(p.said)
}

// finish writes the problem; what the handler said is its detail.
func (p *problemWriter) finish() {
	if p.replaced == 0 {
		return
	}
	problem := gin.H{"type": "about:blank", "title": http.StatusText(p.replaced), "status": p.replaced}
	if detail := p.detail(); detail != "" {
		problem["detail"] = detail
	}
	json.NewEncoder(p.ResponseWriter).Encode(problem)
}

// Unwrap lets http.ResponseController reach the server's own writer.
func (p *problemWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
