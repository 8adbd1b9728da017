package fixes_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

func TestImplementingTells405From501(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /books", func(w http.ResponseWriter, _ *http.Request) {})
	handler := fixes.Implementing(mux, "GET", "HEAD", "PUT")
	for request, want := range map[string]int{
		"GET /books": 200, "HEAD /books": 200, "PUT /books": 405, "PROVERB /books": 501, "get /books": 501, "PROVERB /none": 501, "PUT /none": 404,
	} {
		method, path, _ := strings.Cut(request, " ")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		if w.Code != want {
			t.Errorf("%s is answered %d, want %d", request, w.Code, want)
		}
	}
}

func TestNetHTTPIsTheFunctionAlone(t *testing.T) {
	t.Parallel()
	source := fixes.NetHTTP()
	if !strings.HasPrefix(source, "// Implementing answers 501") || !strings.HasSuffix(source, "}") {
		t.Errorf("the source shown is\n%s", source)
	}
}
