package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const twoPaths = "openapi: 3.0.3\ninfo: {title: T, version: 1.0}\npaths:\n  /a/{id}: {get: {responses: {}}}\n  /b: {$ref: b.yaml}\n"

// planning runs proverb plan and returns what it prints.
func planning(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	a := &app{stdin: strings.NewReader(stdin), stdout: &out, stderr: &err, getenv: func(string) string { return "" }, origins: map[string]string{}}
	c := a.planCommand()
	c.SetArgs(args)
	c.SilenceErrors, c.SilenceUsage = true, true
	code = a.tell(c.Execute())
	return out.String(), err.String(), code
}

func TestADocumentByItsURL(t *testing.T) {
	t.Parallel()
	served := map[string]string{"/api/openapi.yaml": twoPaths, "/api/b.yaml": "put: {responses: {}}\n", "/page": "<html></html>"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := served[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte(text))
	}))
	t.Cleanup(server.Close)
	for _, test := range []struct {
		args       []string
		code       int
		has, hasNo string
	}{
		{[]string{server.URL + "/api/openapi.yaml"}, 0, server.URL + "/api/openapi.yaml: T 1.0", "declares PUT"},
		{[]string{server.URL + "/api/openapi.yaml", "--allow-remote-refs"}, 0, "/b  (" + server.URL + "/api/b.yaml, line 1)  declares PUT", ""},
		{[]string{server.URL + "/page"}, 2, "/page: this is HTML or XML", ""},
		{[]string{server.URL + "/none"}, 2, "/none: it cannot be fetched: the answer is 404 Not Found, not 200", ""},
	} {
		stdout, stderr, code := planning(t, "", test.args...)
		if code != test.code || !strings.Contains(stdout+stderr, test.has) || test.hasNo != "" && strings.Contains(stdout, test.hasNo) {
			t.Errorf("%v: exit code %d\n%s%s", test.args, code, stdout, stderr)
		}
	}
}

func TestADocumentOnStandardInput(t *testing.T) {
	t.Parallel()
	if stdout, stderr, code := planning(t, strings.Replace(twoPaths, "b.yaml", "'#/paths/~1a~1{id}'", 1), "-"); code != 0 || !strings.HasPrefix(stdout, "stdin: T 1.0 (OpenAPI 3.0.3), 2 paths") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if _, stderr, code := planning(t, "", "-"); code != 2 || !strings.Contains(stderr, "stdin: the file is empty") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
}

func TestValuesFromAFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	document, params := filepath.Join(folder, "openapi.yaml"), filepath.Join(folder, "params.yaml")
	for file, text := range map[string]string{document: strings.Replace(twoPaths, "  /b: {$ref: b.yaml}\n", "", 1), params: "\nnosuch: 1\n"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, stderr, code := planning(t, "", document, "--param-file", params)
	if code != 2 || !strings.Contains(stderr, "params.yaml:2: nosuch: the document has no such parameter; it has id") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
	_, stderr, code = planning(t, "", document, "--param-file", filepath.Join(folder, "none.yaml"))
	if code != 2 || !strings.Contains(stderr, "none.yaml: it cannot be read") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
}
