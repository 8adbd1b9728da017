package independent_test

import (
	"bytes"
	"errors"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"testing"
	"time"
)

const (
	readyWithin = 2 * time.Minute // Prism goes through a document for long on a busy machine
	stopWithin  = 5 * time.Second
	token       = "a-token-of-the-test" // of servers that want one
)

// serve starts the server and returns its URL once it answers. It is stopped, with
// every process that it has started, when the test ends.
func (s server) serve(t *testing.T, folder string) (url string) {
	t.Helper()
	port := strconv.Itoa(freePort(t))
	args := s.start(t, folder, port)
	var log bytes.Buffer
	c := exec.Command(args[0], args[1:]...)
	c.Stdout, c.Stderr = &log, &log
	leadGroup(c)
	c.WaitDelay = stopWithin
	if err := c.Start(); err != nil {
		t.Fatalf("starting %s: %v", s.name, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	t.Cleanup(func() {
		end(c.Process.Pid, ended)
		if t.Failed() {
			t.Logf("%s said:\n%s", s.name, log.String())
		}
	})
	url = "http://127.0.0.1:" + port
	if err := ready(url+s.ready, ended); err != nil {
		end(c.Process.Pid, ended)
		t.Fatalf("%s: %v\n%s", s.name, err, log.String())
	}
	return url
}

func ready(url string, ended chan error) error {
	for until := time.Now().Add(readyWithin); time.Now().Before(until); {
		select {
		case err := <-ended:
			ended <- err
			return errors.Join(errors.New("it ended before it answered"), err)
		case <-time.After(50 * time.Millisecond):
		}
		answer, err := http.DefaultTransport.RoundTrip(request(url))
		if err == nil {
			answer.Body.Close()
			return nil
		}
	}
	return errors.New("no answer in time")
}

// request asks with the token of the servers that want one.
func request(url string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		panic(err) // the URL is ours
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("X-API-Key", token)
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
