package runner

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What a run was told of certificates, and of the proxy's user, is told to whoever asks
// again: files by name, what is secret or was no file by a variable.
func TestCommandLinesTakeTheSameWay(t *testing.T) {
	t.Parallel()
	get := Exchange{Method: "GET", Target: "/x", Request: []Field{{"Accept", "a"}}}
	keyed := Exchange{Method: "DELETE", Target: "/x", Request: []Field{{"Accept", "a"}, {"X-Key", "k [secret:x-key]"}}}
	proxied := Exchange{Method: "GET", Target: "/x", Request: []Field{{"Accept", "a"}, {"Proxy-Authorization", "Basic [secret:proxy-authorization]"}}}
	raw := Exchange{Raw: []byte("GET"), RawLength: 3}
	files := TLSFiles{CACert: "my ca.pem", Cert: "c:1.pem", Key: "k.pem"}
	pool, pair := x509.NewCertPool(), []tls.Certificate{{}}
	for _, test := range []struct {
		x            Exchange
		base         string
		config       Config
		curl, replay string
	}{
		{get, "https://a", Config{TLS: &tls.Config{InsecureSkipVerify: true}}, "curl -i -X GET --http1.1 -k -H 'Accept: a' https://a/x", "--url https://a --insecure"},
		{get, "http://a", Config{TLS: &tls.Config{InsecureSkipVerify: true}}, "curl -i -X GET -H 'Accept: a' http://a/x", "--url http://a"},
		{get, "https://a", Config{TLS: &tls.Config{RootCAs: pool, Certificates: pair}, TLSFiles: files},
			`curl -i -X GET --http1.1 --cacert 'my ca.pem' --cert 'c\:1.pem' --key k.pem -H 'Accept: a' https://a/x`,
			"--url https://a --cacert 'my ca.pem' --cert c:1.pem --key k.pem"},
		{get, "https://a", Config{TLS: &tls.Config{RootCAs: pool, Certificates: pair}},
			`curl -i -X GET --http1.1 --cacert "$CACERT" --cert "$CLIENT_CERT" --key "$CLIENT_KEY" -H 'Accept: a' https://a/x`,
			`--url https://a --cacert "$CACERT" --cert "$CLIENT_CERT" --key "$CLIENT_KEY"`},
		{proxied, "http://a", Config{Proxy: "https://u:canary-1@p:3128", TLS: &tls.Config{RootCAs: pool}, TLSFiles: files},
			`curl -i -X GET -x "https://$PROXY_USER@p:3128" --proxy-cacert 'my ca.pem' -H 'Accept: a' http://a/x`,
			`--url http://a --proxy "https://$PROXY_USER@p:3128" --cacert 'my ca.pem'`},
		{keyed, "http://a", Config{}, `curl -i -X DELETE -H 'Accept: a' -H "X-Key: k $X_KEY" http://a/x`, `--url http://a -H "X-Key: k $X_KEY" --confirm-host a`},
		{keyed, "http://localhost:8080", Config{}, `curl -i -X DELETE -H 'Accept: a' -H "X-Key: k $X_KEY" http://localhost:8080/x`,
			`--url http://localhost:8080 -H "X-Key: k $X_KEY"`},
		{keyed, "http://127.0.0.1", Config{Proxy: "http://p"}, `curl -i -X DELETE -x http://p -H 'Accept: a' -H "X-Key: k $X_KEY" http://127.0.0.1/x`,
			`--url http://127.0.0.1 --proxy http://p -H "X-Key: k $X_KEY" --confirm-host 127.0.0.1`},
		{keyed, "http://a", Config{UnixSocket: "/s"}, `curl -i -X DELETE --unix-socket /s -H 'Accept: a' -H "X-Key: k $X_KEY" http://a/x`,
			`--url http://a --unix-socket /s -H "X-Key: k $X_KEY"`},
		{raw, "https://a", Config{UnixSocket: "/s", TLS: &tls.Config{Certificates: pair}, TLSFiles: TLSFiles{Cert: "c.pem"}},
			"printf '%b' GET | openssl s_client -quiet -unix /s -servername a -cert c.pem -key c.pem", "--url https://a --unix-socket /s --cert c.pem"},
		{raw, "https://[::1]", Config{}, "printf '%b' GET | openssl s_client -quiet -connect '[::1]:443'", "--url 'https://[::1]'"},
	} {
		via := test.config.Connection()
		if got := test.x.Curl(test.base, via); got != test.curl {
			t.Errorf("got\n%s\nwant\n%s", got, test.curl)
		}
		if got := test.x.ReplayFlags(test.base, via); len(test.x.Raw) == 0 && got != test.replay {
			t.Errorf("got\n%s\nwant\n%s", got, test.replay)
		}
	}
}

// A curl line that is pasted asks the same server the same.
func TestACurlLineIsAnswered(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		missingTool(t, "curl")
	}
	server, ca, dir := secureServer(t)
	trusting := &tls.Config{RootCAs: x509.NewCertPool()}
	trusting.RootCAs.AddCert(server.Certificate())
	shown := trusting.Clone()
	shown.Certificates = server.TLS.Certificates
	proxy, asked := proxyServer(t, "Basic dTpjYW5hcnkgMQ==")
	proxy = strings.Replace(proxy, "://", "://u:canary%201@", 1)
	files := TLSFiles{CACert: ca, Cert: filepath.Join(dir, "cert.pem"), Key: filepath.Join(dir, "key.pem")}
	for name, c := range map[string]Config{
		"any certificate":  {TLS: &tls.Config{InsecureSkipVerify: true}},
		"an authority":     {TLS: trusting, TLSFiles: files},
		"HTTP/2":           {TLS: trusting, TLSFiles: files, HTTP: HTTP2},
		"a certificate":    {TLS: shown, TLSFiles: files},
		"a socket":         {TLS: trusting, TLSFiles: files, UnixSocket: filepath.Join(dir, "s")},
		"a proxy":          {TLS: trusting, TLSFiles: files, Proxy: proxy},
		"HTTP/2 and proxy": {TLS: shown, TLSFiles: files, Proxy: proxy, HTTP: HTTP2},
	} {
		c.URL, c.Header = server.URL, http.Header{"X-Tenant": {"north"}}
		x := clientOf(t, c).do(t.Context(), request{Method: "PURGE", Target: "/books"})
		line := x.Curl(server.URL, c.Connection())
		out, err := typed(t.Context(), "X_TENANT=north PROXY_USER=u:canary%201; "+line+" -sS")
		if err != nil || x.Status != 200 || !strings.HasSuffix(out, string(x.Body())) {
			t.Errorf("%s: %v\n%s\n%s\nwant %s %q", name, err, line, out, x.Trouble, x.Body())
		}
		if strings.Contains(line, "canary") {
			t.Errorf("%s: %s", name, line)
		}
	}
	if n := len(asked()); n != 4 {
		t.Errorf("the proxy was asked %d times, want twice by each", n)
	}
}

// So does one of openssl, of what curl cannot send.
func TestAnOpensslLineIsAnswered(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("openssl"); err != nil {
		missingTool(t, "openssl")
	}
	server, ca, dir := secureServer(t)
	raw := "PURGE /books HTTP/1.1\r\nHost: a\r\nX-Tenant: north\r\nConnection: close\r\n\r\n"
	x := Exchange{Raw: []byte(raw), RawLength: len(raw)}
	for _, via := range []Connection{
		{Insecure: true}, {Cert: ca, Key: filepath.Join(dir, "key.pem")}, {UnixSocket: filepath.Join(dir, "s"), CACert: ca},
	} {
		want := "PURGE/books north0"
		if via.Cert != "" {
			want = "PURGE/books north1"
		}
		if out, err := typed(t.Context(), x.Curl(server.URL, via)); err != nil || !strings.Contains(out, want) {
			t.Errorf("%+v: %v\n%s\nhas no %s", via, err, out, want)
		}
	}
}

// typed is what a shell shows of a line.
func typed(ctx context.Context, line string) (string, error) {
	out, err := exec.CommandContext(ctx, "sh", "-c", line).CombinedOutput()
	return string(out), err
}

// secureServer says what it was asked, over which version and with how many
// certificates. It is at a Unix socket too, which like its PEM files is in dir.
func secureServer(t *testing.T) (server *httptest.Server, ca, dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "s") // a socket's name can be about a hundred bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Proto, " ", r.Method, r.URL, " ", r.Header.Get("X-Tenant"), len(r.TLS.PeerCertificates))
	})
	server = httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog, server.EnableHTTP2, server.TLS = quiet, true, &tls.Config{ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	atSocket := &http.Server{Handler: handler, TLSConfig: server.TLS.Clone(), ErrorLog: quiet}
	go atSocket.ServeTLS(l, "", "")
	t.Cleanup(func() { atSocket.Close() })
	return server, writeCertificate(t, dir, server.TLS.Certificates[0]), dir
}

// writeCertificate writes cert.pem and key.pem.
func writeCertificate(t *testing.T, dir string, of tls.Certificate) string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(of.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: of.Certificate[0]}, "key.pem": {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "cert.pem")
}
