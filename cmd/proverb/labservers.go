package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/runner/simulator"
)

// The servers of the lab.
const (
	labShop  = "shop"  // the simulator, conforming
	labFault = "fault" // the simulator, with 405 that has no Allow
	labProxy = "proxy" // a reverse proxy before the shop
)

// labServers listen on this machine until the lab is over.
type labServers struct {
	urls  map[string]string
	shop  http.Handler
	shopS *http.Server // of the shop, which one step takes down
	all   []*http.Server
}

// startLab starts them, each at a free port.
func startLab() (*labServers, error) {
	s := &labServers{urls: map[string]string{}}
	shop, err := simulator.New()
	if err != nil {
		return nil, err
	}
	faulty, err := simulator.New("allow-present-on-405")
	if err != nil {
		return nil, err
	}
	s.shop = shop
	if s.shopS, err = s.start(labShop, "127.0.0.1:0", shop); err != nil {
		return nil, err
	}
	if _, err = s.start(labFault, "127.0.0.1:0", faulty); err == nil {
		_, err = s.start(labProxy, "127.0.0.1:0", proxyBefore(s.urls[labShop], shop))
	}
	if err != nil {
		s.stop()
	}
	return s, err
}

func (s *labServers) start(name, addr string, h http.Handler) (*http.Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("starting the lab's servers on this machine: %w", err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	s.urls[name] = "http://" + l.Addr().String()
	s.all = append(s.all, server)
	go func() { _ = server.Serve(l) }() // ends when the server is closed
	return server, nil
}

func (s *labServers) stop() {
	for _, server := range s.all {
		_ = server.Close() // nobody is listened to any more
	}
}

// shopDown stops the shop, and shopUp starts it again at its address.
func (s *labServers) shopDown() error { return s.shopS.Close() }

func (s *labServers) shopUp() (err error) {
	s.shopS, err = s.start(labShop, strings.TrimPrefix(s.urls[labShop], "http://"), s.shop)
	return err
}

// named is the server that a URL is of; empty where it is none of the lab.
func (s *labServers) named(base string) string {
	for name, u := range s.urls {
		if u == base {
			return name
		}
	}
	return ""
}

// proxyBefore is a reverse proxy that lets some methods through and refuses the
// others itself, with the page that nginx writes; so it does where what is behind it
// gives no answer. The pages are the simulator's.
func proxyBefore(behind string, pages http.Handler) http.Handler {
	to, err := url.Parse(behind)
	if err != nil {
		panic(err) // it is the address of a listener
	}
	page := func(w http.ResponseWriter, r *http.Request, status int) {
		asked := r.Clone(context.WithoutCancel(r.Context()))
		asked.Method, asked.Body = http.MethodGet, http.NoBody
		asked.URL = &url.URL{Path: fmt.Sprintf("/status/%d", status), RawQuery: "layer=proxy&product=nginx"}
		pages.ServeHTTP(w, asked)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) { p.SetURL(to) },
		ModifyResponse: func(r *http.Response) error {
			r.Header.Add("Via", "1.1 lab")
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, _ error) { page(w, r, http.StatusBadGateway) },
		ErrorLog:     log.New(io.Discard, "", 0),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains([]string{"GET", "HEAD", "OPTIONS", "POST"}, r.Method) {
			page(w, r, http.StatusMethodNotAllowed)
			return
		}
		proxy.ServeHTTP(w, r)
	})
}
