package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
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
	canaryKey      = "canary key/=91d0"
	canaryQuery    = "canary+query&c3c3"
	canaryCookie   = "canary-cookie-0a0a"
	canaryBasic    = "canary:basic:5e5e"
	canaryClient   = "canary-client-7711"
	canaryToken    = "canary.token.9c1e"
	canaryPassword = "canary%password%2b2b"
	canaryLogin    = "canary-login-d4d4"
)

// TestSecretsAreInNoOutput gives secrets in every way there is to a server that
// sends all of them back, and reads everything that comes out.
func TestSecretsAreInNoOutput(t *testing.T) {
	t.Parallel()
	gossip := httptest.NewServer(http.HandlerFunc(repeatEverything))
	t.Cleanup(gossip.Close)
	for name, c := range secretCases(gossip.URL) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outputs := c.outputs(t)
			for where, text := range outputs {
				if name == "short key" && bytes.Contains(text, []byte("api_key="+url.QueryEscape("~^~"))) {
					t.Errorf("%s has the short key", where)
				}
				for form, secret := range disguises() {
					if bytes.Contains(text, []byte(secret)) {
						t.Errorf("%s has the canary %s", where, form)
					}
				}
			}
		})
	}
}

// outputs are all that comes out of an audit, by name.
func (c secretCase) outputs(t *testing.T) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	document := strings.ReplaceAll(thingsDocument, "TARGET", gossipOf(c.url))
	if c.wfc != "" {
		file := filepath.Join(t.TempDir(), "wfc.yaml")
		if err := os.WriteFile(file, []byte(c.wfc), 0o600); err != nil {
			t.Fatal(err)
		}
		c.args = append(c.args, "--auth-file", file)
	}
	args := append([]string{"audit", writeThings(t, document), "--url", c.url, "--color", "never"}, c.args...)
	for _, f := range []string{"json", "junit", "html"} {
		args = append(args, "--report", f+"="+filepath.Join(dir, "report."+f))
	}
	var stdout, stderr bytes.Buffer
	code := run(args, strings.NewReader(""), &stdout, &stderr, func(name string) string { return c.env[name] })
	outputs := readAll(t, dir)
	t.Logf("exit code %d, %s", code, stderr.String())
	if refused := code == exitUsage; refused != c.refused || !refused && (len(outputs) != 3 || stdout.Len() == 0) {
		t.Errorf("exit code %d and %d reports", code, len(outputs))
	}
	// The mask shows that the secret was sent, and came back.
	if !c.refused && !bytes.Contains(outputs["report.json"], []byte("[secret:")) {
		t.Error("nothing is masked in report.json")
	}
	if !c.refused {
		outputs["the data of report.html"] = inflate(t, outputs["report.html"])
	}
	outputs["stdout"], outputs["stderr"] = stdout.Bytes(), stderr.Bytes()
	return outputs
}

// inflate is what a browser makes of the data in the HTML report.
func inflate(t *testing.T, page []byte) []byte {
	t.Helper()
	_, rest, found := bytes.Cut(page, []byte(`<script type="application/gzip+base64" id="data">`))
	packed, _, closed := bytes.Cut(rest, []byte("</script>"))
	if !found || !closed {
		t.Fatal("report.html has no data")
	}
	zipped, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(packed)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(zipped)
	if err != nil || !bytes.Contains(data, []byte("[secret:")) {
		t.Fatalf("the data of report.html: %v, nothing masked in it", err)
	}
	return data
}

// secretCase is one way to give a secret away.
type secretCase struct {
	url     string
	args    []string
	env     map[string]string
	refused bool   // whether the command line is
	wfc     string // a file of Web Fuzzing Commons
}

// gossipOf is the scheme and authority of a URL.
func gossipOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "http://127.0.0.1"
	}
	return u.Scheme + "://" + u.Host
}

func secretCases(target string) map[string]secretCase {
	withUser := strings.Replace(target, "http://", "http://user:"+url.QueryEscape(canaryUserinfo)+"@", 1)
	refused := func(target string, args ...string) secretCase {
		return secretCase{url: target, args: args, refused: true}
	}
	return map[string]secretCase{
		"header":   {url: target, args: []string{"-H", "X-Api-Key: " + canaryHeader}},
		"auth":     {url: target, args: []string{"--auth", "user:" + canaryAuth}},
		"bearer":   {url: target, args: []string{"--bearer-env", "TOKEN"}, env: map[string]string{"TOKEN": canaryBearer}},
		"userinfo": {url: withUser},
		"environment": {url: target, env: map[string]string{
			"PROVERB_HEADER": "X-Api-Key: " + canaryEnv, "PROVERB_AUTH": "user:" + canaryAuth}},

		"API key":       {url: target, args: []string{"--credential", "key=env:SECRET"}, env: map[string]string{"SECRET": canaryKey}},
		"query key":     {url: target, args: []string{"--credential", "query=env:SECRET"}, env: map[string]string{"SECRET": canaryQuery}},
		"short key":     {url: target, args: []string{"--credential", "query=env:SECRET"}, env: map[string]string{"SECRET": "~^~"}},
		"cookie":        {url: target, args: []string{"--credential", "cookie=env:SECRET"}, env: map[string]string{"SECRET": canaryCookie}},
		"basic scheme":  {url: target, args: []string{"--credential", "basic=env:SECRET"}, env: map[string]string{"SECRET": "user:" + canaryBasic}},
		"OAuth client":  {url: target, args: []string{"--oauth2", "oauth=env:SECRET"}, env: map[string]string{"SECRET": "user:" + canaryClient}},
		"fixed headers": {url: target, wfc: "auth: [{name: a, fixedHeaders: [{name: X-Api-Key, value: '" + canaryKey + "'}]}]"},
		"login": {url: target, wfc: "auth: [{name: a, loginEndpointAuth: {endpoint: /login, verb: POST, contentType: application/json, " +
			"payloadUserPwd: {username: me, usernameField: u, password: '" + canaryPassword + "', passwordField: p}, " +
			"token: {extractFromField: /token, httpHeaderName: X-Login}}}]"},

		"credential on the command line": refused(target, "--credential", "key="+canaryKey),
		"credential alone":               refused(target, "--credential", canaryKey),
		"client on the command line":     refused(target, "--oauth2", "oauth="+canaryKey),
		"client without colon":           {url: target, args: []string{"--oauth2", "oauth=env:SECRET"}, env: map[string]string{"SECRET": canaryClient}, refused: true},
		"client that is refused":         {url: target, args: []string{"--oauth2", "refusing=env:SECRET"}, env: map[string]string{"SECRET": "user:" + canaryClient}, refused: true},
		"credential for another scheme":  {url: target, args: []string{"--credential", "kee=env:SECRET"}, env: map[string]string{"SECRET": canaryKey}, refused: true},
		"an auth file that is none":      {url: target, wfc: "auth: {" + canaryPassword + ": [", refused: true},

		"URL of another scheme": refused("ftp" + strings.TrimPrefix(withUser, "http")),
		"URL without scheme":    refused("user:" + canaryUserinfo + "@example.com"),
		"URL that is no URL":    refused("http://user:" + canaryUserinfo + "%zz@example.com"),
		"URL with query":        refused(target + "?key=" + canaryUserinfo),
		"header without colon":  refused(target, "-H", canaryHeader),
		"auth without colon":    refused(target, "--auth", canaryAuth),
		"auth given twice":      refused(target, "--auth", "u:"+canaryAuth, "-H", "Authorization: "+canaryHeader),
		"curl's -u":             refused(target, "-u", "user:"+canaryAuth),
		"curl's -u as the URL":  refused("user:" + canaryAuth),
		"unknown flag":          refused(target, "--token="+canaryHeader),
		"unknown short flag":    refused(target, "-X"+canaryHeader),
		"variable of a number":  {url: target, env: map[string]string{"PROVERB_RATE": canaryEnv}, refused: true},
	}
}

// repeatEverything sends back what it was sent, as servers in debug mode do.
func repeatEverything(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, password, _ := r.BasicAuth()
	switch r.URL.Path {
	case "/token":
		fmt.Fprintf(w, `{"access_token": %q, "token_type": "bearer", "note": %q}`, canaryToken, password)
		return
	case "/refused":
		w.WriteHeader(400)
		fmt.Fprintf(w, `{"error": %q, "error_description": %q}`, password, password)
		return
	case "/login":
		fmt.Fprintf(w, `{"token": %q}`, canaryLogin)
		return
	}
	key := r.Header.Get("X-Api-Key")
	w.Header().Set("X-Debug", r.Header.Get("Authorization")+" "+key)
	fmt.Fprintf(w, "{%q: %q, %q: %q, %q: %q}\n", "password", password, "key", key, "url", url.QueryEscape(password+key))
	fmt.Fprintf(w, "%s %s %s %s", r.URL, r.Header.Get("Cookie"), r.Header.Get("X-Login"), r.URL.Query().Get("api_key"))
	fmt.Fprintf(w, "%s %s", base64.StdEncoding.EncodeToString([]byte(key)), r.Header.Get("Authorization"))
}

// disguises are the canaries as they may come out.
func disguises() map[string]string {
	out := map[string]string{}
	for _, c := range []string{
		canaryHeader, canaryAuth, canaryBearer, canaryUserinfo, canaryEnv, canaryKey, canaryQuery, canaryCookie, canaryBasic,
		canaryClient, canaryToken, canaryPassword, canaryLogin,
	} {
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
	return writeThings(t, thingsDocument)
}

func writeThings(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "things.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

const thingsDocument = `openapi: 3.0.3
info: {title: Things, version: "1"}
security: [{key: []}, {query: []}, {cookie: []}, {basic: []}, {oauth: []}, {refusing: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
    query: {type: apiKey, in: query, name: api_key}
    cookie: {type: apiKey, in: cookie, name: session}
    basic: {type: http, scheme: basic}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: TARGET/token, scopes: {}}}}
    refusing: {type: oauth2, flows: {clientCredentials: {tokenUrl: TARGET/refused, scopes: {}}}}
paths:
  /things:
    get: {responses: {"200": {description: all, content: {application/json: {schema: {type: array}}}}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}, example: t-1}]
    get: {responses: {"200": {description: one, content: {application/json: {schema: {type: object}}}}}}
`
