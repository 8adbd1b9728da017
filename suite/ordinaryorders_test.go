package suite_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// orders is an API on net/http's own mux, whose errors are problem details.
func orders() http.Handler {
	o := &orderBook{all: map[string]bookedOrder{"o-1": {"o-1", "tea", 2}}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", o.list)
	mux.HandleFunc("POST /orders", o.add)
	mux.HandleFunc("GET /orders/{id}", o.one(o.show))
	mux.HandleFunc("PUT /orders/{id}", o.one(o.change("application/json")))
	mux.HandleFunc("PATCH /orders/{id}", o.one(o.change("application/merge-patch+json")))
	mux.HandleFunc("DELETE /orders/{id}", o.one(func(w http.ResponseWriter, _ *http.Request, x bookedOrder) {
		delete(o.all, x.ID)
		w.WriteHeader(http.StatusNoContent)
	}))
	mux.HandleFunc("POST /orders/{id}/cancellation", o.one(func(w http.ResponseWriter, _ *http.Request, _ bookedOrder) {
		w.WriteHeader(http.StatusAccepted)
	}))
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, "application/json", map[string]string{"status": "ok"})
	})
	return problemsOf(mux)
}

type bookedOrder struct {
	ID    string `json:"id"`
	Item  string `json:"item"`
	Count int    `json:"count"`
}

type orderBook struct {
	mu  sync.Mutex
	all map[string]bookedOrder
	n   int
}

func writeJSON(w http.ResponseWriter, status int, mediaType string, v any) {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}

func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, status, "application/problem+json", map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}

// problemsOf gives the mux's own errors the form of the API's.
func problemsOf(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		own := httptest.NewRecorder()
		mux.ServeHTTP(own, r)
		if allow, ok := own.Header()["Allow"]; ok {
			w.Header()["Allow"] = allow
		}
		problem(w, own.Code, "there is no such thing here")
	})
}

func (o *orderBook) list(w http.ResponseWriter, _ *http.Request) {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := []bookedOrder{}
	for _, x := range o.all {
		all = append(all, x)
	}
	w.Header().Set("Link", `</orders?page=2>; rel="next"`)
	w.Header().Set("Cache-Control", "private, max-age=10")
	writeJSON(w, http.StatusOK, "application/json", all)
}

func (o *orderBook) add(w http.ResponseWriter, r *http.Request) {
	x, ok := readOrder(w, r, "application/json")
	if !ok {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.n++
	x.ID = fmt.Sprintf("o-%d", o.n+1)
	o.all[x.ID] = x
	w.Header().Set("Location", "/orders/"+x.ID)
	writeJSON(w, http.StatusCreated, "application/json", x)
}

// one looks the order up first, as most handlers do.
func (o *orderBook) one(h func(http.ResponseWriter, *http.Request, bookedOrder)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		defer o.mu.Unlock()
		x, ok := o.all[r.PathValue("id")]
		if !ok {
			problem(w, http.StatusNotFound, "there is no such order")
			return
		}
		h(w, r, x)
	}
}

func (o *orderBook) show(w http.ResponseWriter, r *http.Request, x bookedOrder) {
	tag := fmt.Sprintf(`"%s-%d"`, x.ID, x.Count)
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "private, no-cache")
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	writeJSON(w, http.StatusOK, "application/json", x)
}

func (o *orderBook) change(mediaType string) func(http.ResponseWriter, *http.Request, bookedOrder) {
	return func(w http.ResponseWriter, r *http.Request, x bookedOrder) {
		if to, ok := readOrder(w, r, mediaType); ok {
			to.ID = x.ID
			o.all[x.ID] = to
			writeJSON(w, http.StatusOK, "application/json", to)
		}
	}
}

func readOrder(w http.ResponseWriter, r *http.Request, mediaType string) (bookedOrder, bool) {
	var in struct {
		Item  *string
		Count *int
	}
	sent, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	coding := r.Header.Get("Content-Encoding")
	switch {
	case sent != mediaType:
		if r.Method == http.MethodPatch {
			w.Header().Set("Accept-Patch", mediaType)
		}
		problem(w, http.StatusUnsupportedMediaType, "it is to be "+mediaType)
	case coding != "" && coding != "identity":
		w.Header().Set("Accept-Encoding", "identity")
		problem(w, http.StatusUnsupportedMediaType, "no coding is known")
	case json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in) != nil:
		problem(w, http.StatusBadRequest, "it is no JSON")
	case in.Item == nil || in.Count == nil:
		problem(w, http.StatusUnprocessableEntity, "item and count are required")
	default:
		return bookedOrder{Item: *in.Item, Count: *in.Count}, true
	}
	return bookedOrder{}, false
}
