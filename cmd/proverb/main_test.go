package main

import (
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/proverb-dev/proverb/runner/simulator"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"proverb": main})
}

// TestSessions runs the sessions in testdata: what a person types, and what
// comes back.
func TestSessions(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("PROVERB_UPDATE") != "",
		Setup: func(e *testscript.Env) error {
			e.Setenv("NEXT_WEEK", time.Now().UTC().AddDate(0, 0, 7).Format(time.DateOnly))
			document, err := filepath.Abs("../../specs/samples/bookshop.yaml")
			e.Setenv("BOOKSHOP", document)
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":  exits,
			"server": startServer,
		},
	})
}

// exits runs a command and holds it to an exit code: exits 2 proverb audit.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGUMENTS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	code := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s could not be run: %v", args[1], err)
		}
		code = exit.ExitCode()
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// startServer starts a server on 127.0.0.1 for the rest of the session and puts
// its URL into $URL, its address into $ADDR: server KIND.
func startServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: server NAME of servers, or dead")
	}
	if args[0] == "dead" {
		ts.Setenv("URL", deadURL(ts))
		return
	}
	handler := servers[args[0]]
	if handler == nil {
		ts.Fatalf("no server %q", args[0])
	}
	s := httptest.NewUnstartedServer(handler())
	s.Config.Protocols = new(http.Protocols)
	s.Config.Protocols.SetHTTP1(true)
	s.Config.Protocols.SetUnencryptedHTTP2(true)
	s.Start()
	ts.Defer(s.Close)
	ts.Setenv("URL", s.URL)
	ts.Setenv("ADDR", s.Listener.Addr().String())
	atSocket(ts, s.Config.Handler)
	overTLS(ts, s.Config.Handler)
}

// overTLS puts the handler at $TLS_URL too, with a certificate that only $CERT, a
// PEM file, vouches for.
func overTLS(ts *testscript.TestScript, h http.Handler) {
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2, s.Config.ErrorLog = true, log.New(io.Discard, "", 0)
	s.StartTLS()
	ts.Defer(s.Close)
	file := ts.MkAbs("server's.pem")
	ts.Check(os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600))
	ts.Setenv("TLS_URL", s.URL)
	ts.Setenv("CERT", file)
}

// atSocket puts the handler at a Unix socket too, $SOCKET. Its name must be
// short: a hundred bytes is what a socket can have.
func atSocket(ts *testscript.TestScript, h http.Handler) {
	dir, err := os.MkdirTemp("", "s")
	ts.Check(err)
	ts.Defer(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	ts.Check(err)
	s := &httptest.Server{Listener: l, Config: &http.Server{Handler: h}}
	s.Start()
	ts.Defer(s.Close)
	ts.Setenv("SOCKET", l.Addr().String())
}

// deadURL is an address that nobody listens on: one that was just given back.
func deadURL(ts *testscript.TestScript) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Check(l.Close())
	return "http://" + l.Addr().String()
}

// servers are the bad servers of the sessions, by name.
var servers = map[string]func() http.Handler{
	"plain":        plainServer,
	"unauthorized": unauthorizedServer,
	"dying":        dyingServer,
	"locked":       lockedServer,
	"bookshop":     func() http.Handler { return bookshop() },
	"no-allow":     func() http.Handler { return bookshop("allow-present-on-405") },
	"mended":       mendedServer,
	"hostile":      hostileServer,
	"ways":         waysServer,
}

// bookshop is the simulator with faults that are known to exist.
func bookshop(faults ...string) http.Handler {
	shop, err := simulator.New(faults...)
	if err != nil {
		panic(err)
	}
	return shop
}

// plainServer is what an ordinary Go program does with /things and /things/{id}.
func plainServer() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /things", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`["t-1"]`))
	})
	mux.HandleFunc("GET /things/{id}", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("id") != "t-1" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"id":"t-1"}`))
	})
	return mux
}

// mendedServer is plainServer with the few lines that answer 501 to a method
// that it does not have.
func mendedServer() http.Handler {
	plain := plainServer()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains("GET HEAD POST PUT PATCH DELETE", r.Method) {
			plain.ServeHTTP(w, r)
			return
		}
		http.Error(w, "no resource of this server has this method", http.StatusNotImplemented)
	})
}

func unauthorizedServer() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="things"`)
		w.WriteHeader(http.StatusUnauthorized)
	})
}

// lockedServer is mendedServer for who has the key.
func lockedServer() http.Handler {
	mended := mendedServer()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "open-sesame" {
			w.Header().Set("WWW-Authenticate", `Key realm="things"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		mended.ServeHTTP(w, r)
	})
}

// hostileServer wants to harm who reads its answers: by bytes that steer a terminal,
// by what is no UTF-8, by markup, by content and redirects without end.
func hostileServer() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/escapes", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/\x9b31m; a=\x1b[2J")
		w.Header()["Server"] = []string{"<script>alert(1)</script>\xff\xfe"}
		w.Header().Set("Allow", "GET\x1b]0;owned\x07")
		w.Header().Set("Cache-Control", strings.Repeat("x", 20<<10))
		w.WriteHeader(http.StatusMethodNotAllowed)
		_, _ = w.Write([]byte("\x1b[31m\xff</script><img src=x>"))
	})
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/loop/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"x", http.StatusFound)
	})
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("half"))
		_ = http.NewResponseController(w).Flush() // the client sees half of it
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/anything", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("done")) })
	mux.HandleFunc("/trap", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "javascript:alert(1)\x1b[2J")
		w.WriteHeader(http.StatusMovedPermanently)
	})
	return mux
}

// waysServer redirects: to its own pages, in a circle, and to another server.
func waysServer() http.Handler {
	mux := http.NewServeMux()
	for from, to := range map[string]string{"/here": "/here/", "/here/": "/end", "/circle": "/circle", "/away": "http://192.0.2.1/else?where"} {
		mux.Handle(from, http.RedirectHandler(to, http.StatusMovedPermanently))
	}
	mux.HandleFunc("/end", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write([]byte("the end\n"))
	})
	return mux
}

// dyingServer answers as plainServer does, until it drops every connection.
func dyingServer() http.Handler {
	plain := plainServer()
	var asked atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > 20 {
			panic(http.ErrAbortHandler)
		}
		plain.ServeHTTP(w, r)
	})
}
