package suite_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// table is a router that knows all its routes: patterns as of path.Match, in order,
// and what each has.
type table []struct {
	pattern string
	methods map[string]http.HandlerFunc
}

// ServeHTTP tells a method that no route has from one that a route has not, and
// answers OPTIONS, as good routers do.
func (t table) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, r.Method) {
		codedError(w, http.StatusNotImplemented)
		return
	}
	for _, route := range t {
		if ok, err := path.Match(route.pattern, r.URL.Path); err != nil || !ok {
			continue
		}
		method := strings.Replace(r.Method, http.MethodHead, http.MethodGet, 1)
		if h := route.methods[method]; h != nil {
			h(w, r)
			return
		}
		w.Header().Set("Allow", allowOf(route.methods))
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		codedError(w, http.StatusMethodNotAllowed)
		return
	}
	codedError(w, http.StatusNotFound)
}

func allowOf(methods map[string]http.HandlerFunc) string {
	allow := []string{"OPTIONS"}
	for m := range methods {
		allow = append(allow, m)
		if m == http.MethodGet {
			allow = append(allow, http.MethodHead)
		}
	}
	slices.Sort(allow)
	return strings.Join(allow, ", ")
}

func codedError(w http.ResponseWriter, status int) {
	writeJSON(w, status, "application/json", map[string]any{"error": map[string]string{"code": http.StatusText(status), "message": "sorry"}})
}

func answers(v any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, "application/json", v) }
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// to answers with a status that has a Location.
func to(code int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(code)
	}
}

// files has content of other types than JSON, streams without an end, jobs that
// are accepted, and an address that only upgrades.
func files() http.Handler {
	return table{
		{"/files", map[string]http.HandlerFunc{"GET": answers([]map[string]string{{"id": "f-1"}})}},
		{"/files/f-1", map[string]http.HandlerFunc{"GET": download, "PUT": status(http.StatusNoContent), "DELETE": status(http.StatusNoContent)}},
		{"/files/*", map[string]http.HandlerFunc{
			"GET": func(w http.ResponseWriter, _ *http.Request) { codedError(w, http.StatusNotFound) },
			"PUT": status(http.StatusCreated), "DELETE": status(http.StatusNoContent),
		}},
		{"/events", map[string]http.HandlerFunc{"GET": stream}},
		{"/socket", map[string]http.HandlerFunc{"GET": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Upgrade", "websocket")
			w.Header().Set("Connection", "Upgrade")
			codedError(w, http.StatusUpgradeRequired)
		}}},
		{"/metrics", map[string]http.HandlerFunc{"GET": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
			fmt.Fprintf(w, "up 1\ntime %d\n", time.Now().UnixNano())
		}}},
		{"/jobs", map[string]http.HandlerFunc{"POST": to(http.StatusAccepted, "/jobs/7")}},
		{"/jobs/7", map[string]http.HandlerFunc{"GET": to(http.StatusSeeOther, "/files/f-1")}},
		{"/jobs/*", map[string]http.HandlerFunc{"GET": func(w http.ResponseWriter, _ *http.Request) { codedError(w, http.StatusNotFound) }}},
	}
}

func download(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="a.bin"`)
	w.Header().Set("ETag", `"v1"`)
	http.ServeContent(w, r, "a.bin", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), bytes.NewReader(bytes.Repeat([]byte("abc\n"), 5000)))
}

func stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	for {
		fmt.Fprint(w, "data: still here\n\n")
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// articles has its versions in media types, and refuses to send another.
func articles() http.Handler {
	const list, one = "application/vnd.acme.articles.v2+json", "application/vnd.acme.article.v2+json"
	t := table{
		{"/v2/articles", map[string]http.HandlerFunc{"GET": versioned(list), "POST": takesArticle(one)}},
		{"/v2/articles/latest", map[string]http.HandlerFunc{"GET": versioned(one)}},
		{"/v2/articles/hello", map[string]http.HandlerFunc{"GET": versioned(one)}},
		{"/v2/articles/*", map[string]http.HandlerFunc{"GET": func(w http.ResponseWriter, _ *http.Request) { vendorError(w, http.StatusNotFound) }}},
	}
	return vendorErrorsOf(t)
}

func vendorError(w http.ResponseWriter, status int) {
	w.Header().Set("Cache-Control", "max-age=5")
	w.Header().Add("Vary", "Accept")
	writeJSON(w, status, "application/vnd.acme.error+json", map[string]string{"code": http.StatusText(status)})
}

// vendorErrorsOf writes the router's errors in the API's own type.
func vendorErrorsOf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(&inVendorErrors{w, false}, r) })
}

type inVendorErrors struct {
	http.ResponseWriter
	done bool
}

func (v *inVendorErrors) WriteHeader(status int) {
	if v.Header().Get("Content-Type") != "application/json" {
		v.ResponseWriter.WriteHeader(status)
		return
	}
	v.done = true
	vendorError(v.ResponseWriter, status)
}

func (v *inVendorErrors) Write(content []byte) (int, error) {
	if v.done {
		return len(content), nil
	}
	return v.ResponseWriter.Write(content)
}

func versioned(mediaType string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if accept := r.Header.Get("Accept"); !strings.Contains(accept, mediaType) && !strings.Contains(accept, "*/*") {
			vendorError(w, http.StatusNotAcceptable)
			return
		}
		w.Header().Add("Vary", "Accept")
		writeJSON(w, http.StatusOK, mediaType+"; charset=utf-8", map[string]any{})
	}
}

func takesArticle(mediaType string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var v map[string]any
		switch {
		case !strings.HasPrefix(r.Header.Get("Content-Type"), mediaType), r.Header.Get("Content-Encoding") != "":
			vendorError(w, http.StatusUnsupportedMediaType)
		case json.NewDecoder(r.Body).Decode(&v) != nil, v["title"] == nil:
			vendorError(w, http.StatusBadRequest)
		default:
			writeJSON(w, http.StatusCreated, mediaType, v)
		}
	}
}

// users has a slash behind every path, sessions in cookies, and perhaps a check
// against forged requests before its router.
func users(guarded bool) http.Handler {
	one := map[string]int{"id": 1}
	t := table{
		{"/users/", map[string]http.HandlerFunc{"GET": inSession([]any{one}), "POST": takesJSON}},
		{"/users/me/", map[string]http.HandlerFunc{"GET": inSession(one)}},
		{"/users/1/", map[string]http.HandlerFunc{"GET": inSession(one), "PATCH": takesJSON, "DELETE": status(http.StatusNoContent)}},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		registered := slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, r.Method)
		switch {
		case !strings.HasSuffix(r.URL.Path, "/"):
			http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
		case guarded && registered:
			codedError(w, http.StatusForbidden)
		default:
			t.ServeHTTP(w, r)
		}
	})
}

func inSession(v any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "sessionid", Value: fmt.Sprint(time.Now().UnixNano()), HttpOnly: true})
		w.Header().Set("Vary", "Cookie")
		writeJSON(w, http.StatusOK, "application/json", v)
	}
}

func takesJSON(w http.ResponseWriter, r *http.Request) {
	var v map[string]any
	if json.NewDecoder(r.Body).Decode(&v) != nil || len(v) == 0 || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		codedError(w, http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusCreated)
}
