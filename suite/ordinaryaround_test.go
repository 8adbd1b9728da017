package suite_test

import (
	"compress/gzip"
	"crypto/rand"
	"net/http"
	"slices"
	"strings"
)

// What ordinary servers have around their routers.

// knows501 tells methods that no resource has from those that a resource refuses.
func knows501(next http.Handler) http.Handler {
	known := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains(known, r.Method) {
			next.ServeHTTP(w, r)
			return
		}
		problem(w, http.StatusNotImplemented, "no resource has the method")
	})
}

// asksForToken guards all but the address that monitors ask.
func asksForToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Header.Get("Authorization") {
		case token.Get("Authorization"):
			next.ServeHTTP(w, r)
			return
		case "":
			w.Header().Set("WWW-Authenticate", `Bearer realm="orders"`)
		default:
			w.Header().Set("WWW-Authenticate", `Bearer realm="orders", error="invalid_token"`)
		}
		if r.URL.Path == "/health" {
			w.Header().Del("WWW-Authenticate")
			next.ServeHTTP(w, r)
			return
		}
		problem(w, http.StatusUnauthorized, "a token is needed")
	})
}

// marked gives every answer an id of its own and the usual protection.
func marked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", rand.Text())
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Strict-Transport-Security", "max-age=63072000")
		next.ServeHTTP(w, r)
	})
}

// letsIn is CORS for the pages of one origin, or with * for all.
func letsIn(origin string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asks := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
		if origin != "*" {
			w.Header().Add("Vary", "Origin")
		}
		if origin == "*" || r.Header.Get("Origin") == origin {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			if asks {
				w.Header().Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
				w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
				w.WriteHeader(http.StatusNoContent)
				return
			}
		} else if asks {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// compressed compresses for clients that ask for it, content that there is.
func compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") || r.Method == http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		z := &compressing{ResponseWriter: w}
		next.ServeHTTP(z, r)
		if z.to != nil {
			_ = z.to.Close() // the client may be gone
		}
	})
}

type compressing struct {
	http.ResponseWriter
	to *gzip.Writer
}

func (z *compressing) WriteHeader(status int) {
	if status != http.StatusNoContent && status != http.StatusNotModified {
		z.Header().Set("Content-Encoding", "gzip")
		z.to = gzip.NewWriter(z.ResponseWriter)
	}
	z.ResponseWriter.WriteHeader(status)
}

func (z *compressing) Write(content []byte) (int, error) {
	if z.to == nil {
		return z.ResponseWriter.Write(content)
	}
	return z.to.Write(content)
}
