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
		if !slices.Contains(implemented, r.Method) {
			p.WriteHeader(http.StatusNotImplemented)
			return
		}
		next.ServeHTTP(p, r)
	})
}

// problemWriter replaces the content of errors that is not JSON.
type problemWriter struct {
	http.ResponseWriter
	replaced bool
}

func (p *problemWriter) WriteHeader(status int) {
	h := p.Header()
	p.replaced = status >= 400 && !strings.Contains(h.Get("Content-Type"), "json")
	if status >= 400 {
		h.Set("Cache-Control", "no-store")
	}
	if !p.replaced {
		p.ResponseWriter.WriteHeader(status)
		return
	}
	h.Set("Content-Type", "application/problem+json")
	h.Del("Content-Length")
	p.ResponseWriter.WriteHeader(status)
	json.NewEncoder(p.ResponseWriter).Encode(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status})
}

func (p *problemWriter) Write(b []byte) (int, error) {
	if p.replaced {
		return len(b), nil
	}
	return p.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the server's own writer.
func (p *problemWriter) Unwrap() http.ResponseWriter { return p.ResponseWriter }
