package runner

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestFetchFile(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" || !strings.Contains(r.Header.Get("Accept"), "openapi") {
			http.Error(w, "not as it should be", http.StatusBadRequest)
			return
		}
		w.Write([]byte("{}"))
	})
	mux.Handle("/moved", http.RedirectHandler("/openapi.json", http.StatusFound))
	mux.Handle("/circle", http.RedirectHandler("/circle", http.StatusFound))
	mux.Handle("/away", http.RedirectHandler("https://elsewhere.example/openapi.json", http.StatusFound))
	mux.HandleFunc("/nowhere", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) })
	mux.HandleFunc("/large", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 2<<20)) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	for path, want := range map[string]string{
		"/openapi.json": "",
		"/moved":        "",
		"/circle":       "more than 5 redirects",
		"/away":         "it redirects to https://elsewhere.example/openapi.json, which is not followed; give that URL",
		"/nowhere":      "302 without a Location",
		"/none":         "the answer is 404 Not Found",
		"/large":        "more than 1 MB",
	} {
		data, err := FetchFile(t.Context(), server.URL+path, 1<<20)
		switch {
		case want == "" && (err != nil || string(data) != "{}"):
			t.Errorf("%s: %q, %v", path, data, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
	server.Close()
	if _, err := FetchFile(t.Context(), server.URL, 1<<20); err == nil {
		t.Error("no error from a server that is not there")
	}
}
