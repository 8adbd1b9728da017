package main

import (
	"crypto/tls"
	"crypto/x509"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner"
)

// connectionFlags say how the server is spoken to.
type connectionFlags struct {
	headers           []string
	auth, bearerEnv   string
	cacert, cert, key string
	insecure          bool
	proxy, unixSocket string
	originURL         string
	http              string
	confirmHost       []string
	rate              float64
	concurrency       int
	timeout           time.Duration
}

func (s *connectionFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVarP(&s.headers, "header", "H", nil, "a field to send with every probe: 'Name: value' (repeatable)")
	f.StringVar(&s.auth, "auth", "", "user:password for the Basic scheme")
	f.StringVar(&s.bearerEnv, "bearer-env", "", "the environment variable that holds a bearer token")
	f.StringVar(&s.cacert, "cacert", "", "PEM file of the authorities to trust instead of the system's")
	f.StringVar(&s.cert, "cert", "", "PEM file of a client certificate")
	f.StringVar(&s.key, "key", "", "PEM file of the client certificate's key (default the file of --cert)")
	f.BoolVarP(&s.insecure, "insecure", "k", false, "accept any server certificate")
	f.StringVar(&s.proxy, "proxy", "", "URL of an HTTP proxy to go through (none of the environment's is used)")
	f.StringVar(&s.originURL, "origin-url", "", "base URL of the application past the proxy before it: some probes go there too, to tell whose answer is whose")
	f.StringVar(&s.unixSocket, "unix-socket", "", "connect to this Unix socket; --url then gives scheme, Host and base path")
	f.StringVar(&s.http, "http", "1.1", "the version of HTTP to speak: 1.1 or 2 (without TLS, HTTP/2 is spoken without asking first)")
	f.StringSliceVar(&s.confirmHost, "confirm-host", nil, "a host off this machine that may be probed above read-only, or as --origin-url")
	f.Float64Var(&s.rate, "rate", 0, "requests a second (default unlimited on loopback, else 10)")
	f.IntVarP(&s.concurrency, "concurrency", "c", 0, "connections at once (default 8 on loopback, else 4)")
	f.DurationVar(&s.timeout, "timeout", 10*time.Second, "time for one exchange")
}

// config is the runner's configuration, but for the URL.
func (s *connectionFlags) config(getenv func(string) string) (runner.Config, error) {
	c := runner.Config{
		Auth: s.auth, ConfirmHost: s.confirmHost, Concurrency: s.concurrency,
		Rate: s.rate, Timeout: s.timeout, UserAgent: "proverb/" + version(),
		Proxy: s.proxy, UnixSocket: s.unixSocket, HTTP: s.http, OriginURL: s.originURL,
		TLSFiles: runner.TLSFiles{CACert: s.cacert, Cert: s.cert, Key: s.key},
	}
	switch {
	case s.rate < 0 || math.IsNaN(s.rate):
		return c, usageError("--rate %v: it is a number of requests a second, above 0", s.rate)
	case s.concurrency < 0:
		return c, usageError("--concurrency %d: it is a number of connections, above 0", s.concurrency)
	case s.timeout <= 0:
		return c, usageError("--timeout %v: it is a time above 0, as in 10s", s.timeout)
	case !slices.Contains([]string{"", runner.HTTP1, runner.HTTP2}, s.http):
		return c, usageError("--http %q: it is %s or %s", s.http, runner.HTTP1, runner.HTTP2)
	case s.originURL != "" && checkBase("--origin-url", s.originURL) != nil:
		return c, checkBase("--origin-url", s.originURL)
	case s.auth != "" && !strings.Contains(s.auth, ":"):
		return c, usageError("--auth is user:password, with a colon between them")
	}
	var err error
	if c.Header, err = parseHeaders(s.headers); err != nil {
		return c, err
	}
	if err := s.bearer(&c, getenv); err != nil {
		return c, err
	}
	c.TLS, err = s.tls()
	return c, err
}

// bearer takes the token from the variable that was named: a token on the
// command line is in the shell's history and in every list of processes.
func (s *connectionFlags) bearer(c *runner.Config, getenv func(string) string) error {
	if s.bearerEnv != "" {
		token := strings.TrimSpace(getenv(s.bearerEnv))
		if token == "" {
			return usageError("--bearer-env %s: the variable is not set", s.bearerEnv)
		}
		if c.Header.Get("Authorization") != "" {
			return usageError("--bearer-env and an Authorization field by --header say the same thing twice: keep one")
		}
		c.Header.Set("Authorization", "Bearer "+token)
		c.Secrets = map[string]string{s.bearerEnv: token}
	}
	if c.Auth != "" && c.Header.Get("Authorization") != "" {
		return usageError("--auth and another Authorization field say the same thing twice: keep one")
	}
	return nil
}

// parseHeaders reads 'Name: value' fields. Its errors count the fields and do not
// quote them: a value may be a secret.
func parseHeaders(lines []string) (http.Header, error) {
	h := http.Header{}
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(name) {
			return nil, usageError("--header number %d is not of the form 'Name: value'", i+1)
		}
		if strings.ContainsAny(value, "\r\n\x00") {
			return nil, usageError("--header %s: a value cannot hold a line break", name)
		}
		h[http.CanonicalHeaderKey(name)] = append(h[http.CanonicalHeaderKey(name)], strings.TrimSpace(value))
	}
	return h, nil
}

// isToken reports whether s is a field name (RFC 9110 section 5.6.2).
func isToken(s string) bool {
	for _, r := range s {
		if r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) {
			return false
		}
	}
	return s != ""
}

// tls is nil where no flag says anything about it.
func (s *connectionFlags) tls() (*tls.Config, error) {
	if s.cacert == "" && s.cert == "" && s.key == "" && !s.insecure {
		return nil, nil
	}
	c := &tls.Config{InsecureSkipVerify: s.insecure} // asked for with --insecure
	if s.cacert != "" {
		pem, err := os.ReadFile(s.cacert)
		if err != nil {
			return nil, usageError("--cacert: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, usageError("--cacert %s: there is no PEM certificate in it", s.cacert)
		}
	}
	if s.cert == "" {
		if s.key != "" {
			return nil, usageError("--key needs --cert beside it")
		}
		return c, nil
	}
	pair, err := tls.LoadX509KeyPair(s.cert, orElse(s.key, s.cert))
	if err != nil {
		return nil, usageError("--cert %s: %w", s.cert, err)
	}
	c.Certificates = []tls.Certificate{pair}
	return c, nil
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// checkURL says what is wrong with the base URL of --url.
func checkURL(raw string) error { return checkBase("--url", raw) }

// checkBase says what is wrong with the base URL of a flag. It never repeats user
// information, nor a query, which may hold secrets.
func checkBase(flag, raw string) error {
	shown := shownURL(raw)
	u, err := url.Parse(raw)
	switch {
	case err != nil && strings.Contains(raw, "://"):
		return usageError("%s %s: it is no URL; write it as http://host:port/path", flag, shown)
	case !strings.Contains(raw, "://") && !isAuthority(shown):
		// It may be anything, a password too: it is not repeated.
		return usageError("%s: the scheme is missing; write it as http://host:port/path", flag)
	case !strings.Contains(raw, "://"):
		return usageError("%s %s: the scheme is missing; write http://%s or https://%s", flag, shown, shown, shown)
	case u.Scheme != "http" && u.Scheme != "https":
		return usageError("%s %s: the scheme %q cannot be used; it is http or https", flag, shown, u.Scheme)
	case u.Hostname() == "":
		return usageError("%s %s: the host is missing; write it as http://host:port/path", flag, shown)
	case u.RawQuery != "" || u.Fragment != "":
		return usageError("%s %s: a base URL has no query and no fragment; give fields with --header", flag, shown)
	}
	return nil
}

// isAuthority reports whether s becomes a URL with a scheme before it.
func isAuthority(s string) bool {
	u, err := url.Parse("http://" + s)
	return err == nil && u.Hostname() != ""
}

// shownURL is a URL without user information, query and fragment, well formed
// or not.
func shownURL(raw string) string {
	raw, _, _ = strings.Cut(raw, "#")
	raw, _, _ = strings.Cut(raw, "?")
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		scheme, rest = "", raw
	} else {
		scheme += "://"
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = rest[at+1:]
	}
	return scheme + rest
}
