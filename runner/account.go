package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/oasdiff/yaml3"
)

// Account is a user of the API as a Web Fuzzing Commons authentication file has
// it (WebFuzzing/Commons, schemas/auth.yaml).
type Account struct {
	Name         string       `yaml:"name"`
	FixedHeaders []fixedField `yaml:"fixedHeaders"`
	Login        *Login       `yaml:"loginEndpointAuth"`
}

type fixedField struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

// Login is a request that is answered with a token or with cookies.
type Login struct {
	Endpoint    string       `yaml:"endpoint"`            // a path of the server
	External    string       `yaml:"externalEndpointURL"` // or a URL elsewhere
	Verb        string       `yaml:"verb"`
	ContentType string       `yaml:"contentType"`
	Headers     []fixedField `yaml:"headers"`
	Raw         string       `yaml:"payloadRaw"`
	User        *struct {
		Name          string `yaml:"username"`
		Password      string `yaml:"password"`
		NameField     string `yaml:"usernameField"`
		PasswordField string `yaml:"passwordField"`
	} `yaml:"payloadUserPwd"`
	Token *struct {
		FromField  string `yaml:"extractFromField"` // a JSON Pointer (RFC 6901)
		FromHeader string `yaml:"extractFromHeader"`
		Header     string `yaml:"httpHeaderName"`
		Prefix     string `yaml:"headerPrefix"`
		Postfix    string `yaml:"headerPostfix"`
	} `yaml:"token"`
	Cookies bool `yaml:"expectCookies"`
}

// ReadAccount reads a Web Fuzzing Commons authentication file and takes the user
// of that name; the first where the name is empty. What authTemplate says holds
// where the user says nothing else. No error has a value of the file.
func ReadAccount(data []byte, file, user string) (*Account, error) {
	var all struct {
		Auth     []Account `yaml:"auth"`
		Template Account   `yaml:"authTemplate"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&all); err != nil {
		return nil, fmt.Errorf("%s is no Web Fuzzing Commons authentication file: it cannot be read as YAML", file)
	}
	for _, a := range all.Auth {
		if user == "" || a.Name == user {
			a.fill(&all.Template)
			if err := a.check(); err != nil {
				return nil, fmt.Errorf("%s: user %s: %w", file, a.Name, err)
			}
			return &a, nil
		}
	}
	if user != "" {
		return nil, fmt.Errorf("%s has no user %q", file, user)
	}
	return nil, fmt.Errorf("%s has no users: a Web Fuzzing Commons authentication file lists them under auth", file)
}

func (a *Account) fill(from *Account) {
	if a.FixedHeaders == nil {
		a.FixedHeaders = from.FixedHeaders
	}
	switch {
	case from.Login == nil:
	case a.Login == nil:
		a.Login = from.Login
	default:
		a.Login.fill(from.Login)
	}
}

func (l *Login) fill(from *Login) {
	for _, p := range [][2]*string{{&l.Endpoint, &from.Endpoint}, {&l.External, &from.External}, {&l.Verb, &from.Verb},
		{&l.ContentType, &from.ContentType}, {&l.Raw, &from.Raw}} {
		if *p[0] == "" {
			*p[0] = *p[1]
		}
	}
	if l.Headers == nil {
		l.Headers = from.Headers
	}
	if l.Token == nil {
		l.Token = from.Token
	}
	l.Cookies = l.Cookies || from.Cookies
	switch {
	case l.User == nil:
		l.User = from.User
	case from.User != nil:
		for _, p := range [][2]*string{{&l.User.NameField, &from.User.NameField}, {&l.User.PasswordField, &from.User.PasswordField}} {
			if *p[0] == "" {
				*p[0] = *p[1]
			}
		}
	}
}

func (a *Account) check() error {
	fields := a.FixedHeaders
	if l := a.Login; l != nil {
		fields = append(fields, l.Headers...)
		switch {
		case (l.Endpoint == "") == (l.External == ""):
			return errors.New("loginEndpointAuth has one of endpoint and externalEndpointURL")
		case l.External == "" && !strings.HasPrefix(l.Endpoint, "/"):
			return errors.New("the endpoint of loginEndpointAuth begins with /")
		case !isToken(l.Verb):
			return errors.New("the verb of loginEndpointAuth is a method, such as POST")
		case !l.Cookies && (l.Token == nil || (l.Token.FromField == "") == (l.Token.FromHeader == "")):
			return errors.New("loginEndpointAuth has expectCookies, or a token with one of extractFromField and extractFromHeader")
		case !l.Cookies && !isToken(l.Token.Header):
			return errors.New("the token of loginEndpointAuth has an httpHeaderName, which is the name of a header field")
		}
	} else if len(fields) == 0 {
		return errors.New("it has neither fixedHeaders nor loginEndpointAuth")
	}
	for _, f := range fields {
		if !isToken(f.Name) || strings.ContainsAny(f.Value, "\r\n\x00") {
			return errors.New("one of its headers is no header field")
		}
	}
	return nil
}

// addAccount puts what an account sends on the ring.
func (ring *keyring) addAccount(a *Account) {
	for _, h := range a.FixedHeaders {
		f := Field(h)
		k := &key{secret: slug(h.Name), place: place{in: "header", name: h.Name}}
		k.token.value = h.Value
		ring.login = append(ring.login, k)
		ring.secrets = append(ring.secrets, secretsIn([]Field{f})...)
	}
	l := a.Login
	if l == nil {
		return
	}
	k := &key{secret: "login", place: place{in: "header", name: "Cookie"}}
	if !l.Cookies {
		k.place = place{in: "header", name: l.Token.Header, prefix: l.Token.Prefix, suffix: l.Token.Postfix}
	}
	k.token.login = l
	ring.login = append(ring.login, k)
	if l.User != nil {
		ring.secrets = append(ring.secrets, secret{"password", l.User.Password})
	}
	for _, h := range l.Headers {
		ring.secrets = append(ring.secrets, secretsIn([]Field{{h.Name, h.Value}})...)
	}
}

// mostOfLogin bounds what is read of the answer to a login.
const mostOfLogin = 1 << 20

// logIn sends the login and takes the token, or the cookies, out of its answer.
// Nothing of it is recorded.
func (ring *keyring) logIn(ctx context.Context, cl *client, k *key) (string, error) {
	l := k.token.login
	endpoint, carrier, err := cl.loginCarrier(l)
	if err != nil {
		return "", fmt.Errorf("the login: %w", err)
	}
	defer carrier.CloseIdleConnections()
	response, err := carrier.RoundTrip(l.request(ctx, endpoint))
	if err != nil {
		return "", fmt.Errorf("the login: %s cannot be asked: %s", shownEndpoint(endpoint), carrierTrouble(err))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, mostOfLogin))
	if err != nil {
		return "", fmt.Errorf("the login: reading the answer of %s: %s", shownEndpoint(endpoint), carrierTrouble(err))
	}
	if response.StatusCode >= 400 {
		return "", fmt.Errorf("the login: %s answers %d", shownEndpoint(endpoint), response.StatusCode)
	}
	value, err := l.extract(response, body)
	if err != nil {
		return "", fmt.Errorf("the login: in the answer of %s %w", shownEndpoint(endpoint), err)
	}
	if l.Cookies {
		ring.learn(cookies(value)...)
	}
	return value, nil
}

// loginCarrier is carrierTo for a login. At the server of the run nothing more has
// to be confirmed: the user's file names the request.
func (cl *client) loginCarrier(l *Login) (string, *http.Transport, error) {
	if l.External != "" {
		return cl.carrierTo(l.External, cl.config.ConfirmHost)
	}
	return cl.carrierTo(l.Endpoint, []string{cl.host})
}

func (l *Login) request(ctx context.Context, endpoint string) *http.Request {
	content := l.Raw
	if l.User != nil && content == "" {
		content = l.userContent()
	}
	request, err := http.NewRequestWithContext(ctx, l.Verb, endpoint, strings.NewReader(content))
	if err != nil {
		panic(err) // method and URL have been looked at
	}
	request.Header.Set("User-Agent", "proverb")
	if l.ContentType != "" {
		request.Header.Set("Content-Type", l.ContentType)
	}
	for _, h := range l.Headers {
		request.Header.Set(h.Name, h.Value)
	}
	return request
}

// userContent is user and password in the form that the content type asks for.
func (l *Login) userContent() string {
	if strings.Contains(l.ContentType, "x-www-form-urlencoded") {
		return url.Values{l.User.NameField: {l.User.Name}, l.User.PasswordField: {l.User.Password}}.Encode()
	}
	text, _ := json.Marshal(map[string]string{l.User.NameField: l.User.Name, l.User.PasswordField: l.User.Password})
	return string(text)
}

func (l *Login) extract(response *http.Response, body []byte) (value string, err error) {
	switch {
	case l.Cookies:
		var pairs []string
		for _, c := range response.Cookies() {
			pairs = append(pairs, c.Name+"="+c.Value)
		}
		value = strings.Join(pairs, "; ")
	case l.Token.FromHeader != "":
		value = response.Header.Get(l.Token.FromHeader)
	default:
		var whole any
		if json.Unmarshal(body, &whole) != nil {
			return "", errors.New("there is no JSON to take the token from")
		}
		value = pointed(whole, l.Token.FromField)
	}
	if value == "" || strings.ContainsAny(value, "\r\n\x00") {
		return "", errors.New("there is no token where the file says it is")
	}
	return value, nil
}

// pointed is the text that a JSON Pointer (RFC 6901) points at; empty where there
// is none.
func pointed(v any, pointer string) string {
	for step := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		step = strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return ""
			}
			v = at[i]
		default:
			return ""
		}
	}
	text, _ := v.(string)
	return text
}
