package runner

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

const oneBook = `openapi: 3.1.0
info: {title: T, version: "1"}
security: [{certificate: []}]
paths: {/books: {get: {responses: {"200": {description: d}}}}}
components: {securitySchemes: {certificate: {type: mutualTLS}}}
`

// TestAClientCertificateIsShown: to a server that asks for one in the handshake, and
// without one the run says what is lacking.
func TestAClientCertificateIsShown(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/books" {
			w.WriteHeader(http.StatusNotFound)
		}
		fmt.Fprint(w, len(r.TLS.PeerCertificates))
	}))
	server.Config.ErrorLog = quiet
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	server.StartTLS()
	defer server.Close()
	plan, err := specs.Parse([]byte(oneBook), "openapi.yaml", specs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	trusting := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	trusting.Certificates = server.TLS.Certificates
	record, err := Run(t.Context(), plan, Config{URL: server.URL, TLS: trusting, NoQuestions: true})
	if err != nil || !record.Paths[0].Live {
		t.Fatalf("with a certificate: %v, live %v, cut %q", err, record.Paths[0].Live, record.CutText)
	}
	trusting = trusting.Clone()
	trusting.Certificates = nil
	record, err = Run(t.Context(), plan, Config{URL: server.URL, TLS: trusting, NoQuestions: true})
	if err != nil || record.Cut == "" || !strings.Contains(record.CutText+record.Hint, "--cert") {
		t.Errorf("without one: %v, cut %q: %q, hint %q", err, record.Cut, record.CutText, record.Hint)
	}
}
