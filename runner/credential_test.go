package runner_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

const guardedShop = `
openapi: 3.0.3
info: {title: Shop, version: "1"}
security: [{header: []}]
paths:
  /open: {get: {security: [], responses: {"200": {description: ok}}}}
  /header: {get: {responses: {"200": {description: ok}}}}
  /query:
    get:
      security: [{query: []}]
      parameters: [{name: api_key, in: query, required: true, schema: {type: string}, example: made-up}]
      responses: {"200": {description: ok}}
  /cookie: {get: {security: [{cookie: []}], responses: {"200": {description: ok}}}}
  /basic: {get: {security: [{basic: []}], responses: {"200": {description: ok}}}}
  /both: {get: {security: [{nobody: []}, {header: [], query: []}], responses: {"200": {description: ok}}}}
  /oauth: {get: {security: [{oauth: [read]}], responses: {"200": {description: ok}}}}
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: api_key}
    cookie: {type: apiKey, in: cookie, name: session}
    basic: {type: http, scheme: basic}
    nobody: {type: http, scheme: bearer}
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: TOKENURL, scopes: {read: x, write: y}}}}
`

// lock lets in who has the credential of a path, and notes which credentials came
// to which path.
type lock struct {
	mu   sync.Mutex
	came map[string][]string // by path and method
	now  string              // the token that is taken
}

func (l *lock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	has := map[string]bool{"header": r.Header.Get("X-Key") == "canary-header", "query": r.URL.Query().Get("api_key") == "canary query"}
	if c, err := r.Cookie("session"); err == nil {
		has["cookie"] = c.Value == "canary-cookie"
	}
	user, password, _ := r.BasicAuth()
	has["basic"] = user == "me" && password == "canary-basic"
	l.mu.Lock()
	defer l.mu.Unlock()
	has["oauth"] = l.now != "" && r.Header.Get("Authorization") == "Bearer "+l.now
	name := strings.TrimPrefix(r.URL.Path, "/")
	for _, scheme := range []string{"header", "query", "cookie", "basic", "oauth"} {
		if has[scheme] {
			method := r.Method
			if strings.HasPrefix(method, "PROVERB") {
				method = "PROVERB"
			}
			l.came[method+" "+name] = append(l.came[method+" "+name], scheme)
		}
	}
	switch {
	case name == "open", name == "both" && has["header"] && has["query"], has[name]:
		if r.Method == "GET" {
			fmt.Fprintf(w, "%s %s", r.Header.Get("X-Key"), r.Header.Get("Authorization"))
			return
		}
		w.WriteHeader(405)
	default:
		w.WriteHeader(401)
	}
}

func guarded(t *testing.T, tokenURL string) *specs.Plan {
	t.Helper()
	return planOf(t, strings.Replace(guardedShop, "TOKENURL", tokenURL, 1), specs.Guarded)
}

func shopKeys() []runner.Credential {
	return []runner.Credential{
		{Scheme: "header", Name: "HEADER_KEY", Value: "canary-header"}, {Scheme: "query", Name: "QUERY_KEY", Value: "canary query"},
		{Scheme: "cookie", Name: "COOKIE", Value: "canary-cookie"}, {Scheme: "basic", Name: "LOGIN", Value: "me:canary-basic"},
	}
}

func TestACredentialGoesWhereItsSchemeIsNamed(t *testing.T) {
	t.Parallel()
	l := &lock{came: map[string][]string{}}
	record := runOf(t, guarded(t, "https://auth.invalid/token"), runner.Config{Handler: l, Credentials: shopKeys()})
	for path, want := range map[string]string{"open": "", "header": "header", "query": "query", "cookie": "cookie", "basic": "basic", "both": "header query", "oauth": ""} {
		if live := pathOf(t, record, "/"+path).Live; live != (path != "oauth") {
			t.Errorf("/%s: live is %v", path, live)
		}
		for _, method := range []string{"GET", "PUT", "PROVERB"} { // declared, not declared, and unknown
			got := slices.Compact(slices.Sorted(slices.Values(l.came[method+" "+path])))
			if strings.Join(got, " ") != want {
				t.Errorf("%s /%s came with %q, want %q", method, path, got, want)
			}
		}
	}
	if len(l.came["TRACE header"]) > 0 {
		t.Error("TRACE carried a credential")
	}
	if !strings.Contains(record.Hint, "--oauth2 oauth=env:VARIABLE") {
		t.Errorf("the hint is %q", record.Hint)
	}
	noSecrets(t, record)
	for _, x := range pathOf(t, record, "/query").Exchanges {
		if curl := x.Curl("http://h", runner.Connection{}); x.Method == "GET" && (!strings.Contains(curl, "$QUERY_KEY") || strings.Contains(curl, "made-up")) {
			t.Errorf("the curl line is %s", curl)
		}
	}
}

func TestCookiesOfTheUserGoBesideThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	const text = `
openapi: 3.0.3
info: {title: Shop, version: "1"}
paths:
  /a:
    get:
      parameters:
      - {name: lang, in: cookie, required: true, example: en, schema: {type: string}}
      - {name: sid, in: cookie, required: true, example: documents-own, schema: {type: string}}
      responses: {"200": {description: ok}}
`
	plan, err := specs.Parse([]byte(text), "shop.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	came := map[string]string{}
	record := runOf(t, plan, runner.Config{Header: http.Header{"Cookie": {"theme=dark; sid=canary-session"}}, NoQuestions: true, Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/a" && len(r.Header["Cookie"]) < 2 {
			came[r.Method] = r.Header.Get("Cookie")
		}
	})})
	for method, want := range map[string]string{"GET": "lang=en; theme=dark; sid=canary-session", "HEAD": "lang=en; theme=dark; sid=canary-session", "PATCH": "theme=dark; sid=canary-session"} {
		if got := came[method]; got != want {
			t.Errorf("%s came with the cookies %q, want %q", method, got, want)
		}
	}
	noSecrets(t, record)
}

// noSecrets looks for the canaries in all of a record.
func noSecrets(t *testing.T, record *runner.Record) {
	t.Helper()
	all := slices.Clone(record.Controls)
	for _, p := range record.Paths {
		all = append(all, p.Exchanges...)
	}
	for _, x := range all {
		for _, s := range []string{x.String(), x.Target, fmt.Sprint(x.Request, x.Header), string(x.Body()), x.Curl("http://h", runner.Connection{})} {
			if strings.Contains(strings.ReplaceAll(s, "control: canary", ""), "canary") {
				t.Fatalf("a secret is in the record: %s", s)
			}
		}
	}
}

func TestWithoutCredentialsTheReportSaysWhichWouldHelp(t *testing.T) {
	t.Parallel()
	record := runOf(t, guarded(t, "https://auth.invalid/token"), runner.Config{Handler: &lock{came: map[string][]string{}}})
	for _, want := range []string{
		"6 operations are answered 401 or 403", "--credential header=env:VARIABLE (the API key X-Key in the header)",
		"--credential basic=env:VARIABLE (user:password)", "--oauth2 oauth=env:VARIABLE (client-id:client-secret)",
		"--credential nobody=env:VARIABLE (a bearer token)", "--credential query=env:VARIABLE (the API key api_key in the query)",
	} {
		if !strings.Contains(record.Hint, want) {
			t.Errorf("%q is not in the hint: %s", want, record.Hint)
		}
	}
}

func TestCredentialsThatCannotBeUsedAreRefused(t *testing.T) {
	t.Parallel()
	plan := guarded(t, "https://192.0.2.1/token")
	for _, c := range []struct {
		credential runner.Credential
		want       string
	}{
		{runner.Credential{Scheme: "haeder", Value: "canary-x"}, `no security scheme "haeder"; it has basic, cookie, header`},
		{runner.Credential{Scheme: "basic", Value: "canary-x"}, "user:password"},
		{runner.Credential{Scheme: "header", Value: "canary\nx"}, "line break"},
		{runner.Credential{Scheme: "header", Value: "canary:x", Client: true}, "no clientCredentials flow"},
		{runner.Credential{Scheme: "oauth", Value: "canary", Client: true}, "client-id:client-secret"},
		{runner.Credential{Scheme: "oauth", Value: "me:canary", Client: true}, "needs --confirm-host 192.0.2.1"},
	} {
		_, err := runner.Run(t.Context(), plan, runner.Config{Handler: http.NotFoundHandler(), Credentials: []runner.Credential{c.credential}})
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v, want %q", c.credential.Scheme, err, c.want)
		}
	}
}

// tokens is an OAuth 2.0 token endpoint.
type tokens struct {
	lock  *lock
	given int
	life  string
	asked []string
}

func (s *tokens) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id, password, _ := r.BasicAuth()
	s.lock.mu.Lock()
	defer s.lock.mu.Unlock()
	s.asked = append(s.asked, r.FormValue("grant_type")+" "+r.FormValue("scope"))
	w.Header().Set("Content-Type", "application/json")
	if id != "shop" || password != "canary-client" {
		w.WriteHeader(401)
		fmt.Fprintf(w, `{"error": "invalid_client", "error_description": %q}`, password)
		return
	}
	s.given++
	s.lock.now = fmt.Sprintf("canary-token-%d", s.given)
	fmt.Fprintf(w, `{"access_token": %q, "token_type": "bearer"%s}`, s.lock.now, s.life)
}

func TestATokenIsGotAndGotAgainAfterA401(t *testing.T) {
	t.Parallel()
	l := &lock{came: map[string][]string{}}
	s := &tokens{lock: l}
	endpoint := httptest.NewServer(s)
	t.Cleanup(endpoint.Close)
	n := 0
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		if n++; n == 25 || n == 40 {
			l.now = "revoked"
		}
		l.mu.Unlock()
		l.ServeHTTP(w, r)
	})
	client := []runner.Credential{{Scheme: "oauth", Name: "CLIENT", Value: "shop:canary-client", Client: true}}
	record := runOf(t, guarded(t, endpoint.URL+"/token"), runner.Config{Handler: handler, Credentials: client, Concurrency: 1})
	if s.asked[0] != "client_credentials read" {
		t.Errorf("the token was asked for with %q", s.asked[0])
	}
	if s.given < 2 || s.given > 3 {
		t.Errorf("%d tokens were got, want another for each that was revoked", s.given)
	}
	if p := pathOf(t, record, "/oauth"); !p.Live {
		t.Error("/oauth is not live")
	}
	for _, x := range pathOf(t, record, "/oauth").Exchanges {
		if x.Status == 401 && x.SentCredentials() && !slices.ContainsFunc(pathOf(t, record, "/oauth").Exchanges, func(y *runner.Exchange) bool { return y.First == x }) {
			t.Errorf("%s %s was not asked again with a new token", x.Method, x.Target)
		}
	}
	noSecrets(t, record)
}

func TestATokenThatIsNeverTakenIsGotTwice(t *testing.T) {
	t.Parallel()
	s := &tokens{lock: &lock{}}
	endpoint := httptest.NewServer(s)
	t.Cleanup(endpoint.Close)
	deny := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(401) })
	client := []runner.Credential{{Scheme: "oauth", Name: "CLIENT", Value: "shop:canary-client", Client: true}}
	runOf(t, guarded(t, endpoint.URL+"/token"), runner.Config{Handler: deny, Credentials: client, Concurrency: 1})
	if s.given != 2 {
		t.Errorf("%d tokens were got, want the first and one more", s.given)
	}
	client[0].Value = "shop:canary-wrong"
	_, err := runner.Run(t.Context(), guarded(t, endpoint.URL+"/token"), runner.Config{Handler: deny, Credentials: client})
	if err == nil || !strings.Contains(err.Error(), "answers 401 Unauthorized (invalid_client)") || strings.Contains(err.Error(), "canary") {
		t.Errorf("the error is %v", err)
	}
}

func TestATokenIsGotAgainBeforeItEnds(t *testing.T) {
	t.Parallel()
	l := &lock{came: map[string][]string{}}
	s := &tokens{lock: l, life: `, "expires_in": 1`}
	endpoint := httptest.NewServer(s)
	t.Cleanup(endpoint.Close)
	client := []runner.Credential{{Scheme: "oauth", Name: "CLIENT", Value: "shop:canary-client", Client: true}}
	record := runOf(t, guarded(t, endpoint.URL+"/token"), runner.Config{Handler: l, Credentials: client, Concurrency: 1, Rate: 60})
	if s.given < 2 {
		t.Errorf("%d tokens were got of one that lives a second", s.given)
	}
	for _, x := range pathOf(t, record, "/oauth").Exchanges {
		if x.Status == 401 && x.SentCredentials() {
			t.Errorf("%s %s carried a token that had ended", x.Method, x.Target)
		}
	}
}

// TestTheTokenEndpointRedirectsInVain: the secret goes to the host that was looked
// at and to no other.
func TestTheTokenEndpointRedirectsInVain(t *testing.T) {
	t.Parallel()
	reached := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	t.Cleanup(elsewhere.Close)
	endpoint := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	t.Cleanup(endpoint.Close)
	client := []runner.Credential{{Scheme: "oauth", Name: "CLIENT", Value: "shop:canary-client", Client: true}}
	_, err := runner.Run(t.Context(), guarded(t, endpoint.URL), runner.Config{Handler: http.NotFoundHandler(), Credentials: client})
	if err == nil || reached || strings.Contains(err.Error(), "canary") {
		t.Errorf("the error is %v, and the other host was reached: %v", err, reached)
	}
}

// TestAnEndpointThatEchoesNoHTTP: what is no HTTP is quoted by Go's client, and may
// repeat a secret.
func TestAnEndpointThatEchoesNoHTTP(t *testing.T) {
	t.Parallel()
	url, stop := serveEach(t, func(c net.Conn) {
		defer c.Close()
		request, err := http.ReadRequest(bufio.NewReader(c))
		if err != nil {
			return
		}
		content, _ := io.ReadAll(request.Body)
		_, password, _ := request.BasicAuth()
		fmt.Fprintf(c, "%s %s\r\n\r\n", password, content)
	})
	t.Cleanup(stop)
	account, err := runner.ReadAccount([]byte("auth: [{name: b, loginEndpointAuth: {verb: POST, endpoint: /login, payloadRaw: canary-raw, expectCookies: true}}]"), "wfc.yaml", "")
	if err != nil {
		t.Fatal(err)
	}
	client := []runner.Credential{{Scheme: "oauth", Name: "CLIENT", Value: "shop:canary-client", Client: true}}
	for name, c := range map[string]runner.Config{
		"token": {Handler: http.NotFoundHandler(), Credentials: client},
		"login": {URL: url, Account: account},
	} {
		_, err := runner.Run(t.Context(), guarded(t, url), c)
		if err == nil || strings.Contains(err.Error(), "canary") || !strings.Contains(err.Error(), "its answer is not HTTP") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

const wfcFile = `
schemaVersion: "0.2.0"
authTemplate:
  loginEndpointAuth:
    endpoint: /login
    verb: POST
    contentType: application/json
    payloadUserPwd: {usernameField: who, passwordField: pass}
auth:
  - name: fixed
    fixedHeaders: [{name: X-Key, value: canary-fixed}]
    loginEndpointAuth: {token: {extractFromField: /a/0/tok~1en, httpHeaderName: Authorization, headerPrefix: "Bearer "}, payloadUserPwd: {username: me, password: canary-pass}}
  - name: cookies
    loginEndpointAuth: {expectCookies: true, contentType: application/x-www-form-urlencoded, payloadUserPwd: {username: me, password: canary-pass}}
`

func TestAnAccountOfWebFuzzingCommons(t *testing.T) {
	t.Parallel()
	for user, want := range map[string]string{"": "Bearer canary-token canary-fixed", "cookies": "session=canary-cookie; other=1"} {
		account, err := runner.ReadAccount([]byte(wfcFile), "wfc.yaml", user)
		if err != nil {
			t.Fatal(err)
		}
		logins := 0
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/login" && r.Method == "POST" {
				body := make([]byte, r.ContentLength)
				_, _ = r.Body.Read(body)
				if text := string(body); text != `{"pass":"canary-pass","who":"me"}` && text != "pass=canary-pass&who=me" {
					t.Errorf("the login was %s", body)
				}
				logins++
				http.SetCookie(w, &http.Cookie{Name: "session", Value: "canary-cookie", Path: "/"})
				http.SetCookie(w, &http.Cookie{Name: "other", Value: "1"})
				fmt.Fprint(w, `{"a": [{"tok/en": "canary-token"}]}`)
				return
			}
			got := strings.TrimSpace(r.Header.Get("Authorization") + " " + r.Header.Get("X-Key") + r.Header.Get("Cookie"))
			if r.Method != "TRACE" && got != "" && got != want {
				t.Errorf("%s %s carries %q, want %q", r.Method, r.URL.Path, got, want)
			}
			fmt.Fprint(w, got)
		})
		record := runOf(t, planOf(t, shop, specs.ReadOnly), runner.Config{Handler: handler, Account: account})
		if logins != 1 || !record.Authenticated {
			t.Errorf("%d logins, authenticated %v", logins, record.Authenticated)
		}
		noSecrets(t, record)
	}
}

func TestAnAccountThatCannotBeUsedIsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"auth: [{name: a}]": "neither fixedHeaders nor loginEndpointAuth",
		"auth: []":          "has no users",
		"auth: {canary: [":  "cannot be read as YAML",
		"auth: [{name: b, fixedHeaders: [{name: 'a b', value: canary}]}]":                                     "no header field",
		"auth: [{name: b, loginEndpointAuth: {verb: POST}}]":                                                  "one of endpoint and externalEndpointURL",
		"auth: [{name: b, loginEndpointAuth: {verb: POST, endpoint: /login}}]":                                "expectCookies, or a token",
		"auth: [{name: b, loginEndpointAuth: {verb: POST, endpoint: /login, token: {extractFromField: /a}}}]": "httpHeaderName",
	} {
		_, err := runner.ReadAccount([]byte(text), "wfc.yaml", "")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	elsewhere := "auth: [{name: b, loginEndpointAuth: {verb: POST, externalEndpointURL: 'https://192.0.2.1/login', expectCookies: true}}]"
	account, err := runner.ReadAccount([]byte(elsewhere), "wfc.yaml", "b")
	if err != nil {
		t.Fatal(err)
	}
	_, err = runner.Run(t.Context(), planOf(t, shop, specs.ReadOnly), runner.Config{Handler: http.NotFoundHandler(), Account: account})
	if err == nil || !strings.Contains(err.Error(), "--confirm-host 192.0.2.1") {
		t.Errorf("a login elsewhere: %v", err)
	}
}

func TestReadCredential(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(file, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	getenv := func(name string) string { return map[string]string{"KEY": " from-env "}[name] }
	for text, want := range map[string]string{
		"a=env:KEY": "from-env", "a=file:" + file: "from-file",
		"a=env:NONE": "the variable NONE is not set", "a=canary": "SCHEME=env:VARIABLE", "canary": "SCHEME=env:VARIABLE", "a=plain:canary": "SCHEME=env:VARIABLE",
		"a=file:/nowhere": "cannot be read",
	} {
		c, err := runner.ReadCredential(text, getenv)
		if err == nil && c.Value != want || err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "canary")) {
			t.Errorf("%s: %+v, %v; want %q", text, c, err, want)
		}
	}
}
