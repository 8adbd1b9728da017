package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// mend goes around the router: a method that no operation has is answered 501, and
// what the router says in plain text becomes a problem (RFC 9457) as huma's own
// errors are. No cache keeps an error. Call it when all operations are there. With
// another router than ServeMux, which answers 405 with a true Allow and HEAD where
// GET is, take the recipe of that router.
func mend(api huma.API, router http.Handler) http.Handler {
	implemented := methods(api.OpenAPI())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := &problemWriter{ResponseWriter: w}
		defer p.finish()
		preflight := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
		if !preflight && !slices.Contains(implemented, r.Method) { // CORS has the preflights
			p.WriteHeader(http.StatusNotImplemented)
			return
		}
		router.ServeHTTP(p, r)
	})
}

// methods are those of all operations, and of what huma adds to them: HEAD and the
// pages of the documentation, which are GET.
func methods(document *huma.OpenAPI) []string {
	all := []string{http.MethodGet, http.MethodHead}
	for _, item := range document.Paths {
		for _, o := range []*huma.Operation{item.Post, item.Put, item.Patch, item.Delete, item.Options, item.Trace} {
			if o != nil {
				all = append(all, o.Method)
			}
		}
	}
	return all
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
