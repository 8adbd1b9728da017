package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"
)

// mend goes around the router: a method that no route has is answered 501, the 405 of
// gorilla/mux gets the Allow that it lacks, HEAD is answered where GET is, and what the
// router and the handlers say without JSON becomes a problem (RFC 9457) that no cache
// keeps.
func mend(r *mux.Router) http.Handler {
	implemented := []string{"HEAD"}
	r.Walk(func(route *mux.Route, _ *mux.Router, _ []*mux.Route) error {
		methods, _ := route.GetMethods() // an error is a route without methods
		implemented = append(implemented, methods...)
		return nil
	})
	slices.Sort(implemented)
	implemented = slices.Compact(implemented)
	r.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		w.Header().Set("Allow", strings.Join(allowed(r, q, implemented), ", "))
		w.WriteHeader(http.StatusMethodNotAllowed)
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

// allowed are the methods that a route has for the request's address.
func allowed(r *mux.Router, q *http.Request, methods []string) (all []string) {
	for _, method := range methods {
		other := *q
		other.Method = method
		if match := (mux.RouteMatch{}); r.Match(&other, &match) && match.MatchErr == nil {
			all = append(all, method)
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
