package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Canaries: no output of any kind may have them.
const (
	canaryHeader   = "canary+header/7f3a=="
	canaryAuth     = "canary-auth-81c2&x"
	canaryBearer   = "canary.bearer.5d90"
	canaryUserinfo = "canary~userinfo~4b17"
	canaryEnv      = "canary environment 22e8"
)

// TestSecretsAreInNoOutput gives secrets in every way there is to a server that
// sends all of them back, and reads everything that comes out.
func TestSecretsAreInNoOutput(t *testing.T) {
	t.Parallel()
	gossip := httptest.NewServer(http.HandlerFunc(repeatEverything))
	t.Cleanup(gossip.Close)
	withUser := strings.Replace(gossip.URL, "http://", "http://user:"+url.QueryEscape(canaryUserinfo)+"@", 1)
	cases := map[string]struct {
		url  string
		args []string
		env  map[string]string
	}{
		"header":      {gossip.URL, []string{"-H", "X-Api-Key: " + canaryHeader}, nil},
		"auth":        {gossip.URL, []string{"--auth", "user:" + canaryAuth}, nil},
		"bearer":      {gossip.URL, []string{"--bearer-env", "TOKEN"}, map[string]string{"TOKEN": canaryBearer}},
		"userinfo":    {withUser, nil, nil},
		"environment": {gossip.URL, nil, map[string]string{"PROVERB_HEADER": "X-Api-Key: " + canaryEnv, "PROVERB_AUTH": "user:" + canaryAuth}},
		// Command lines that are refused.
		"url with two schemes": {"ftp" + strings.TrimPrefix(withUser, "http"), nil, nil},
		"url without scheme":   {"user:" + canaryUserinfo + "@example.com", nil, nil},
		"url with query":       {gossip.URL + "?key=" + canaryUserinfo, nil, nil},
		"header without colon": {gossip.URL, []string{"-H", canaryHeader}, nil},
		"auth without colon":   {gossip.URL, []string{"--auth", canaryAuth}, nil},
		"auth given twice":     {gossip.URL, []string{"--auth", "u:" + canaryAuth, "-H", "Authorization: " + canaryHeader}, nil},
		"curl's -u":            {gossip.URL, []string{"-u" + "user:" + canaryAuth}, nil},
		"unknown flag":         {gossip.URL, []string{"--token=" + canaryHeader}, nil},
		"unknown short flag":   {gossip.URL, []string{"-X" + canaryHeader}, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			args := append([]string{"audit", thingsFile(t), "--url", c.url, "--color", "never"}, c.args...)
			for _, f := range []string{"text", "json", "junit", "html"} {
				args = append(args, "--report", f+"="+filepath.Join(dir, "report."+f))
			}
			var stdout, stderr bytes.Buffer
			code := run(args, strings.NewReader(""), &stdout, &stderr, func(name string) string { return c.env[name] })
			outputs := map[string][]byte{"stdout": stdout.Bytes(), "stderr": stderr.Bytes()}
			for file, text := range readAll(t, dir) {
				outputs[file] = text
			}
			t.Logf("exit code %d, %s", code, stderr.String())
			if code != exitUsage && len(outputs) < 6 {
				t.Errorf("%d outputs, want standard output, standard error and four reports", len(outputs))
			}
			for where, text := range outputs {
				for form, secret := range disguises() {
					if bytes.Contains(text, []byte(secret)) {
						t.Errorf("%s has the canary %s", where, form)
					}
				}
			}
		})
	}
}

// repeatEverything sends back what it was sent, as servers in debug mode do.
func repeatEverything(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, password, _ := r.BasicAuth()
	key := r.Header.Get("X-Api-Key")
	w.Header().Set("X-Debug", r.Header.Get("Authorization")+" "+key)
	fmt.Fprintf(w, "{%q: %q, %q: %q, %q: %q}\n", "password", password, "key", key, "url", url.QueryEscape(password+key))
	fmt.Fprintf(w, "%s %s", base64.StdEncoding.EncodeToString([]byte(key)), r.Header.Get("Authorization"))
}

// disguises are the canaries as they may come out.
func disguises() map[string]string {
	out := map[string]string{}
	for _, c := range []string{canaryHeader, canaryAuth, canaryBearer, canaryUserinfo, canaryEnv} {
		out[c] = c
		out[c+" in base64"] = strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(c)), "=")
		out[c+" with its user, in base64"] = base64.StdEncoding.EncodeToString([]byte("user:" + c))
		out[c+" in a URL"] = url.QueryEscape(c)
		out[c+" in a path"] = url.PathEscape(c)
	}
	return out
}

func readAll(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if out[f.Name()], err = os.ReadFile(filepath.Join(dir, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// thingsFile is a document of what plainServer does.
func thingsFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "things.yaml")
	if err := os.WriteFile(file, []byte(thingsDocument), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const thingsDocument = `openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things:
    get: {responses: {"200": {description: all, content: {application/json: {schema: {type: array}}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}, example: t-1}]
    get: {responses: {"200": {description: one, content: {application/json: {schema: {type: object}}}}}}
`
