package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// implemented is every method that some route of the server has.
var implemented = []string{"GET", "HEAD", "POST", "PUT", "DELETE"}

// mend goes around the router: a method that no route has is answered 501, and
// what the router and the handlers say with http.Error becomes a problem (RFC
// 9457) that no cache keeps. ServeMux itself answers 405 with a true Allow.
func mend(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &problemWriter{ResponseWriter: w}
		defer p.finish()
		preflight := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
		if !preflight && !slices.Contains(implemented, r.Method) { // CORS has the preflights
			p.WriteHeader(http.StatusNotImplemented)
			return
		}
		next.ServeHTTP(p, r)
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
