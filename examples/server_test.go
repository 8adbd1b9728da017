package examples_test

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	readyWithin = 60 * time.Second
	stopWithin  = 5 * time.Second
)

// serve starts a part of the row, and before that the server that it stands
// before as its guide has it, and returns its URL once it answers.
func (r row) serve(t *testing.T, folder, part string) (url string, stop func()) {
	t.Helper()
	if r.before == nil {
		return r.launch(t, folder, part, "")
	}
	origin, stopOrigin := r.before.serve(t, r.before.prepare(t, *r.before), "app")
	url, stopProxy := r.launch(t, folder, part, origin)
	return url, func() { stopProxy(); stopOrigin() }
}

// launch starts a part of the row, before the server at upstream if it is a
// proxy. It is stopped with every process that it has started.
func (r row) launch(t *testing.T, folder, part, upstream string) (url string, stop func()) {
	t.Helper()
	port := strconv.Itoa(freePort(t))
	var log bytes.Buffer
	args := r.start(folder, part)
	c := exec.Command(args[0], args[1:]...)
	c.Dir, c.Stdout, c.Stderr = folder, &log, &log
	c.Env = append(os.Environ(), "PORT="+port, "UPSTREAM="+strings.TrimPrefix(upstream, "http://127.0.0.1:"))
	leadGroup(c)
	c.WaitDelay = stopWithin
	if err := c.Start(); err != nil {
		t.Fatalf("starting %s %s: %v", r.name, part, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	stop = func() { end(c.Process.Pid, ended) }
	url = "http://127.0.0.1:" + port
	if why := ready(url, ended); why != nil {
		stop()
		t.Fatalf("%s %s: %v\n%s", r.name, part, why, log.String())
	}
	holdToLoopback(t, r.name, port)
	return url, stop
}

// ready waits until the server answers; a proxy may be there before what it asks.
func ready(url string, ended chan error) error {
	for until := time.Now().Add(readyWithin); time.Now().Before(until); {
		select {
		case err := <-ended:
			ended <- err
			return errors.Join(errors.New("it ended before it answered"), err)
		case <-time.After(50 * time.Millisecond):
		}
		answer, err := http.DefaultTransport.(*http.Transport).RoundTrip(request(url))
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode < 500 {
				return nil
			}
		}
	}
	return errors.New("no answer in time")
}

func request(url string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, url+"/health", nil)
	if err != nil {
		panic(err) // the URL is ours
	}
	r.Close = true
	return r
}

// freePort is a port that nothing listens on at the moment.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// run runs a command to its end.
func run(t *testing.T, folder string, args ...string) {
	t.Helper()
	c := exec.Command(args[0], args[1:]...)
	c.Dir = folder
	c.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// absolute is a path from the root of the file system.
func absolute(t *testing.T, name ...string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join(name...))
	if err != nil {
		t.Fatal(err)
	}
	return path
}
