package runner

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// inProcess is a handler behind a real http.Server, on connections that are in
// memory: everything is as over a network, but for the network.
type inProcess struct {
	server   *http.Server
	incoming chan net.Conn
	done     chan struct{} // closed when the listener is
	once     sync.Once
	stopped  chan struct{} // closed when the server has ended
}

// startInProcess starts the server. What it would log (panics of the handler)
// shows as a dropped connection.
func startInProcess(h http.Handler) *inProcess {
	var both http.Protocols
	both.SetHTTP1(true)
	both.SetUnencryptedHTTP2(true)
	p := &inProcess{
		server:   &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0), Protocols: &both},
		incoming: make(chan net.Conn),
		done:     make(chan struct{}),
		stopped:  make(chan struct{}),
	}
	go func() {
		defer close(p.stopped)
		p.server.Serve(p)
	}()
	return p
}

// dial opens a connection to the server.
func (p *inProcess) dial(ctx context.Context) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.incoming <- pipeEnd{theirs}:
		return ours, nil
	case <-p.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// stop ends the server and every connection to it.
func (p *inProcess) stop() {
	p.server.Close()
	p.Close()
	<-p.stopped
}

// Accept is for the server.
func (p *inProcess) Accept() (net.Conn, error) {
	select {
	case c := <-p.incoming:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// Close is for the server.
func (p *inProcess) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

// Addr is for the server.
func (p *inProcess) Addr() net.Addr { return inProcessAddr }

// pipeEnd is the server's end of a connection. Handlers take the address of the
// client apart, and expect one with a port.
type pipeEnd struct{ net.Conn }

func (pipeEnd) LocalAddr() net.Addr  { return inProcessAddr }
func (pipeEnd) RemoteAddr() net.Addr { return inProcessAddr }

var inProcessAddr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}
