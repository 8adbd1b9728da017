package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"
)

// mend goes around the router: a method that no route has is answered 501, where chi
// would answer 405 without Allow, HEAD is answered where GET is, and what the router
// and the handlers say without JSON becomes a problem (RFC 9457) that no cache keeps.
func mend(r *chi.Mux) http.Handler {
	implemented := []string{"HEAD"}
	chi.Walk(r, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		implemented = append(implemented, method)
		return nil
	})
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

// problemWriter replaces the content of errors that is not JSON.
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
	if status < 400 || strings.Contains(h.Get("Content-Type"), "json") {
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

// finish writes the problem; what the handler said is its detail.
func (p *problemWriter) finish() {
	if p.replaced == 0 {
		return
	}
	problem := map[string]any{"type": "about:blank", "title": http.StatusText(p.replaced), "status": p.replaced}
	if detail := strings.TrimSpace(string(p.said)); detail != "" {
		problem["detail"] = detail
	}
	json.NewEncoder(p.ResponseWriter).Encode(problem)
}

// Unwrap lets http.ResponseController reach the server's own writer.
func (p *problemWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
