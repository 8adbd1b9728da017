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

Its OpenAPI document is at /openapi.yaml, and /status/{code} answers with any status.
It listens on this machine only.`

const serveExample = `  proverb serve
  proverb serve --addr 127.0.0.1:9090 --fault no-allow`

// documentPath is where serve has the simulator's document.
const documentPath = "/openapi.yaml"

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
		return usageError("--fault: %w; see proverb serve --fault list", err)
	}
	if err := onThisMachine(ctx, addr); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return usageError("--addr %s: %w; another port, or 0 for a free one, may do", addr, err)
	}
	url := "http://" + listener.Addr().String()
	fmt.Fprintf(a.stdout, "The bookshop is at %s, with %s.\nIts document:  %s\nTo audit it:   curl -s %s | proverb audit - --url %s\n",
		url, planted(faults), url+documentPath, url+documentPath, url)
	return serveUntil(ctx, listener, withDocument(shop, simulator.Document(faults...)))
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

// withDocument puts the document beside what it describes.
func withDocument(shop http.Handler, document []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != documentPath || r.Method != http.MethodGet && r.Method != http.MethodHead {
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
