package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/proverb-dev/proverb/specs"
)

// token is the value of a credential: one that was given, or one that is got, and
// got again.
type token struct {
	mu        sync.Mutex
	value     string
	got       time.Time
	ends      time.Time // zero is unknown
	stale     bool      // a 401 says that it is not taken any more
	fruitless bool      // a new one was not taken either: no other is got for a 401

	// At most one of them; neither where the value was given.
	grant *clientGrant
	login *Login
}

// clientGrant is what gets a token for an OAuth 2.0 client.
type clientGrant struct {
	idSecret string
	scheme   specs.SecurityScheme
}

// spareTime is how long before its end a token is got anew.
const spareTime = 10 * time.Second

// value is a key's value as it is now. Its error says why there is none.
func (ring *keyring) value(ctx context.Context, cl *client, k *key) (string, error) {
	t := &k.token
	t.mu.Lock()
	defer t.mu.Unlock()
	spent := t.stale || !t.ends.IsZero() && time.Now().After(t.ends)
	if t.grant == nil && t.login == nil || t.value != "" && !spent {
		return t.value, nil
	}
	value, ends, err := ring.fetch(ctx, cl, k)
	if err != nil {
		return "", err
	}
	ring.learn(secret{k.secret, value})
	t.value, t.ends, t.got, t.stale = value, ends, time.Now(), false
	return value, nil
}

func (ring *keyring) fetch(ctx context.Context, cl *client, k *key) (string, time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, cl.timeout)
	defer cancel()
	if k.token.login != nil {
		value, err := ring.logIn(ctx, cl, k)
		return value, time.Time{}, err
	}
	return ring.grantToken(ctx, cl, k)
}

// grantToken asks the token endpoint (RFC 6749 section 4.4.2).
func (ring *keyring) grantToken(ctx context.Context, cl *client, k *key) (value string, ends time.Time, err error) {
	endpoint, carrier, err := cl.carrierTo(k.token.grant.scheme.TokenURL, cl.config.ConfirmHost)
	if err != nil {
		return "", ends, fmt.Errorf("the token for %s: %w", k.scheme, err)
	}
	defer carrier.CloseIdleConnections()
	id, clientSecret, _ := strings.Cut(k.token.grant.idSecret, ":")
	config := clientcredentials.Config{
		ClientID: id, ClientSecret: clientSecret, TokenURL: endpoint, Scopes: strings.Fields(k.token.grant.scheme.Scopes),
	}
	client := &http.Client{Transport: carrier, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	got, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		return "", ends, fmt.Errorf("the token for %s: %s %s", k.scheme, shownEndpoint(endpoint), ring.tokenTrouble(err))
	}
	if strings.ContainsFunc(got.AccessToken, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return "", ends, fmt.Errorf("the token for %s: %s gave one that cannot be sent", k.scheme, shownEndpoint(endpoint))
	}
	if ends = got.Expiry; !ends.IsZero() {
		ends = ends.Add(-min(spareTime, time.Until(ends)/2))
	}
	return got.AccessToken, ends, nil
}

// tokenTrouble says why there is no token, and nothing of what was answered but
// status and code: an answer may repeat what was sent.
func (ring *keyring) tokenTrouble(err error) string {
	if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		text := "answers " + e.Response.Status
		if code := e.ErrorCode; code != "" {
			text += " (" + code + ")"
		}
		return newMask(ring.known(), nil).text(text)
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		return "cannot be asked: " + carrierTrouble(e.Err)
	}
	return "gives none: " + newMask(ring.known(), nil).text(err.Error())
}

// carrierTrouble is why an endpoint cannot be asked. What net/http says of an answer
// that is no HTTP quotes it.
func carrierTrouble(err error) string {
	if text := err.Error(); strings.Contains(text, "malformed") || strings.Contains(text, "connection broken") {
		return "its answer is not HTTP"
	}
	return err.Error()
}

func shownEndpoint(raw string) string {
	raw, _, _ = strings.Cut(withoutUser(raw), "?")
	return raw
}

// carrierTo is what carries a request for a token. The server of the run is
// reached as ever; any other must be on this machine or confirmed, and the address
// that was looked at is the one that is dialled. Redirects are not followed.
func (cl *client) carrierTo(endpoint string, confirmed []string) (string, *http.Transport, error) {
	if !strings.Contains(endpoint, "://") {
		endpoint = cl.base + "/" + strings.TrimPrefix(endpoint, "/")
	}
	base, _, _ := strings.Cut(endpoint, "?")
	a, err := parseAddress(base)
	if err != nil {
		return "", nil, err
	}
	near, err := cl.way(a)
	if err != nil {
		return "", nil, err
	}
	if !near && !slices.Contains(confirmed, a.host) {
		return "", nil, fmt.Errorf("%s is not on this machine: to send credentials there for a token needs --confirm-host %s", a.host, a.host)
	}
	transport := &http.Transport{TLSClientConfig: cl.config.TLS.Clone(), ForceAttemptHTTP2: true}
	switch {
	case cl.config.Proxy != "":
		to, err := url.Parse(cl.config.Proxy)
		if err != nil {
			return "", nil, errors.New("the proxy's URL cannot be read")
		}
		transport.Proxy = http.ProxyURL(to)
	case a.base == cl.base:
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return cl.wire(ctx) }
	default:
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) { return a.dial(ctx) }
	}
	return endpoint, transport, nil
}

// way looks up how an endpoint is reached, and says whether all of the way is on
// this machine.
func (cl *client) way(a *address) (near bool, err error) {
	if a.base == cl.base {
		return cl.loopback, nil
	}
	if err := a.reach(Config{Proxy: cl.config.Proxy}); err != nil {
		return false, err
	}
	a.lookUp(cl.timeout)
	return a.isNear(), nil
}

// wire is a connection to the server of the run, TLS yet to come.
func (cl *client) wire(ctx context.Context) (net.Conn, error) {
	if cl.server != nil {
		return cl.server.dial(ctx)
	}
	return cl.address.connect(ctx, cl.config.TLS)
}

// renewed gets new tokens where an answer of 401 says that those that were sent
// are not taken any more, and says whether asking again is worth it.
func (r *run) renewed(x *Exchange) bool {
	if x.Status != http.StatusUnauthorized || !x.SentCredentials() {
		return false
	}
	worth := false
	for _, k := range r.client.keys.of(x.Probe) {
		worth = k.token.spend(x) || worth
	}
	return worth
}

// spend marks a token as spent by an answer of 401 to it. One that was got since is
// not: it has yet to be tried.
func (t *token) spend(x *Exchange) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.grant == nil && t.login == nil || t.fruitless:
		return false
	case t.got.After(x.Sent):
		return true
	}
	t.stale = true
	return true
}

// tried notes what came of asking again with a new token.
func (r *run) tried(x *Exchange) {
	if x.Status == http.StatusUnauthorized {
		for _, k := range r.client.keys.of(x.Probe) {
			k.token.mu.Lock()
			k.token.fruitless = true
			k.token.mu.Unlock()
		}
	}
}
