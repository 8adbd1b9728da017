package suite_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite"
)

const twoPaths = `openapi: 3.1.0
info: {title: Books, version: 1.0.0}
paths:
  /books:
    get: {responses: {'200': {description: All of them.}}}
    post: {responses: {'201': {description: It is there.}}}
  /authors:
    get: {responses: {'200': {description: All of them.}}}
    post: {responses: {'201': {description: They are there.}}}
`

// routed answers as chi does, which gives a 405 an Allow only where it knows the method.
func routed(t *testing.T) {
	document := filepath.Join(t.TempDir(), "openapi.yaml")
	if err := os.WriteFile(document, []byte(twoPaths), 0o600); err != nil {
		t.Fatal(err)
	}
	known := []string{"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "HEAD"}
	suite.Run(t, suite.Config{Document: document, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path != "/books" && r.URL.Path != "/authors":
			http.NotFound(w, r)
		case r.Method == "GET" || r.Method == "POST":
			w.WriteHeader(200)
		default:
			if slices.Contains(known, r.Method) {
				w.Header()["Allow"] = []string{"GET", "POST"}
			}
			w.WriteHeader(405)
		}
	})})
}

func TestARecipeIsShownOnce(t *testing.T) {
	t.Parallel()
	const code, elsewhere = "To mend it in chi:\n", "To mend it in chi: see "
	r := child(t, "routed")
	r.wants(t, 1)
	if shown := strings.Count(r.output, code); shown != 1 {
		t.Errorf("the code of chi is shown %d times", shown)
	}
	if led := strings.Count(r.output, elsewhere); led < 20 {
		t.Errorf("%d findings lead to it", led)
	}
	for line := range strings.Lines(r.output) {
		if _, name, ok := strings.Cut(line, elsewhere); ok {
			name, _, _ = strings.Cut(name, ",")
			if at := strings.ReplaceAll(name, " ", "_"); !slices.Contains(r.verdicts()["FAIL"], at) || !strings.Contains(r.section(at), code) {
				t.Fatalf("%s does not have the code", name)
			}
		}
	}
	one := child(t, "routed", "-test.run=^TestChild$/^PROPFIND_authors$")
	if !strings.Contains(one.section("PROPFIND_authors"), code) {
		t.Errorf("a case that is chosen alone does not have the code:\n%s", one.output)
	}
}
