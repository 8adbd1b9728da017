package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner/simulator"
)

const serveLong = `Serve runs the simulator of the demo, a small bookshop, until it is interrupted: a
server to try proverb and other clients on. It conforms, unless faults are planted.
It listens on this machine only. Its OpenAPI document is at /openapi.yaml.

/status/{code} answers with any registered status and the fields that are due, and
says what it means; /status lists them all. Its document is at /status.yaml. The
query changes the one answer:

  fault=NAME      a fault of --fault list, as no-allow, html-errors,
                  body-json-parseable, cache-error-lifetime (repeatable)
  layer=proxy     as a proxy answers: product=nginx, haproxy, envoy or varnish
  layer=parser    as an HTTP parser does: product=go or node
  delay=2s        after that time, 30 s at most
  flaky=1/3       that share of the requests gets it, and the others 200; which
                  ones is the same each time, and another with seed=7`

const serveExample = `  proverb serve
  proverb serve --addr 127.0.0.1:9090 --fault no-allow
  curl -i http://127.0.0.1:8080/status/501
  curl -i -X DELETE 'http://127.0.0.1:8080/status/405?fault=no-allow'
  curl -i 'http://127.0.0.1:8080/status/502?layer=proxy&delay=2s'`

// Where serve has the simulator's document, and that of the statuses.
const (
	documentPath       = "/openapi.yaml"
	statusDocumentPath = "/status.yaml"
)

func (a *app) serveCommand() *cobra.Command {
	var addr string
	var faults []string
	c := &cobra.Command{
		Use:     "serve",
		Short:   "Run the simulator on this machine",
		Long:    serveLong,
		Example: serveExample,
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if slices.Contains(faults, "list") {
				return a.listFaults()
			}
			return a.serve(c.Context(), addr, faults)
		},
	}
	c.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "the address to listen on, of this machine only; port 0 takes a free one")
	c.Flags().StringArrayVar(&faults, "fault", nil, "a fault to plant, or list to see which there are (repeatable)")
	return c
}

func (a *app) serve(ctx context.Context, addr string, faults []string) error {
	if slices.Contains(faults, "none") {
		faults = nil
	}
	shop, err := simulator.New(faults...)
	if err != nil {
		return faultError("serve", faults, err)
	}
	if err := onThisMachine(ctx, addr); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return usageError("--addr %s: %w; another port, or 0 for a free one, may do", addr, err)
	}
	url := "http://" + listener.Addr().String()
	fmt.Fprintf(a.stdout, "The bookshop is at %s, with %s.\nIts document:  %s\nTo audit it:   curl -s %s | proverb audit - --url %s\nAny status:    %s (%s)\n",
		url, planted(faults), url+documentPath, url+documentPath, url, url+"/status/501", url+statusDocumentPath)
	return serveUntil(ctx, listener, withDocuments(shop, map[string][]byte{
		documentPath: simulator.Document(faults...), statusDocumentPath: simulator.StatusDocument(),
	}))
}

// onThisMachine refuses an address that others could reach: the simulator can
// be told to misbehave, and is for nobody else.
func onThisMachine(ctx context.Context, addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usageError("--addr %q: it is host:port, as in 127.0.0.1:8080", addr)
	}
	addresses, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if host != "" && err != nil {
		return usageError("--addr %s: %w", addr, err)
	}
	for _, ip := range addresses {
		if !ip.IP.IsLoopback() {
			addresses = nil
			break
		}
	}
	if len(addresses) == 0 {
		return usageError("--addr %s is not of this machine alone: take 127.0.0.1 or [::1]", addr)
	}
	return nil
}

// withDocuments puts documents, by their paths, beside what they describe.
func withDocuments(shop http.Handler, documents map[string][]byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		document, ok := documents[r.URL.Path]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			shop.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/yaml")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(document))
	})
}

// serveUntil serves until the context ends, and then lets what is under way
// come to its end.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: log.New(io.Discard, "", 0), // faults break connections on purpose
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		stopped <- s.Shutdown(soon)
	})
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	<-stopped // a client that still hangs on is no error
	return s.Close()
}
