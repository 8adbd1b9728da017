package runner

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// proxy is an HTTP proxy between this machine and the server. A request to an
// https server goes through a tunnel; one to an http server is sent to the
// proxy in absolute form (RFC 9112 sections 3.2.2 and 3.2.3).
type proxy struct {
	*address
	credentials *Field // nil without user information
}

// parseProxy reads the URL of a proxy. No error repeats what may be a password.
func parseProxy(raw string) (*proxy, error) {
	shown := withoutUser(raw)
	a, err := parseAddress(raw)
	if err != nil {
		return nil, fmt.Errorf("the proxy: %w", err)
	}
	if a.path != "" {
		return nil, fmt.Errorf("the proxy: the URL %q has a path, which a proxy cannot have", shown)
	}
	p := &proxy{address: a}
	if a.user != nil {
		password, _ := a.user.Password()
		userPassword := a.user.Username() + ":" + password
		p.credentials = &Field{"Proxy-Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(userPassword))}
	}
	return p, nil
}

// reach sets how connections to the server are made, as the configuration says.
func (a *address) reach(c Config) (err error) {
	if c.UnixSocket != "" && c.Proxy != "" {
		return errors.New("a Unix socket and a proxy are two ways to the server: keep one")
	}
	a.socket = c.UnixSocket
	if c.Proxy != "" && c.HTTP == HTTP2 && !a.secure {
		return errors.New("HTTP/2 goes through a proxy in a TLS tunnel only: the server's URL must be https")
	}
	if c.Proxy != "" {
		a.proxy, err = parseProxy(c.Proxy)
	}
	return err
}

// inAbsoluteForm reports whether request targets must name the whole URL.
func (a *address) inAbsoluteForm() bool { return a != nil && a.proxy != nil && !a.secure }

// connect makes a connection over which the server can be spoken to; TLS with
// the server itself is yet to come.
func (a *address) connect(ctx context.Context, c *tls.Config) (net.Conn, error) {
	switch {
	case a.socket != "":
		var dialer net.Dialer
		return dialer.DialContext(ctx, "unix", a.socket)
	case a.proxy == nil:
		return a.dial(ctx)
	}
	conn, err := a.proxy.open(ctx, c)
	if err != nil || !a.secure {
		return conn, err
	}
	if err := a.proxy.tunnel(ctx, conn, a.authority()); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// authority is host and port of the server, as CONNECT names them.
func (a *address) authority() string {
	return net.JoinHostPort(a.host, strconv.Itoa(int(a.port)))
}

// proxyError is why there is no way through a proxy.
type proxyError struct{ text string }

func (e *proxyError) Error() string { return e.text }

func (p *proxy) fails(format string, args ...any) error {
	return &proxyError{"the proxy " + p.hostport + " " + fmt.Sprintf(format, args...)}
}

// open connects to the proxy itself.
func (p *proxy) open(ctx context.Context, c *tls.Config) (net.Conn, error) {
	given := left(ctx)
	conn, err := p.dial(ctx)
	if err == nil && p.secure {
		if conn, err = p.handshake(ctx, conn, ofProxy(c), "http/1.1"); err != nil {
			return nil, p.fails("cannot be spoken to over TLS: %s", tlsTrouble(err, given))
		}
	}
	if err != nil {
		return nil, p.fails("cannot be reached: %s", dialTrouble(err, given))
	}
	return conn, nil
}

// ofProxy is the TLS configuration for the proxy: whom to trust is the run's;
// name and certificate are the server's and the user's business with it.
func ofProxy(c *tls.Config) *tls.Config {
	if c == nil {
		return nil
	}
	return &tls.Config{RootCAs: c.RootCAs, InsecureSkipVerify: c.InsecureSkipVerify}
}

// left is the time until the context's deadline, to tell.
func left(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return max(time.Until(deadline), 0).Round(100 * time.Millisecond)
}

// tunnel asks the proxy for a tunnel to the server (RFC 9110 section 9.3.6).
func (p *proxy) tunnel(ctx context.Context, conn net.Conn, authority string) error {
	given := left(ctx)
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	ask := "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n"
	if p.credentials != nil {
		ask += p.credentials.Name + ": " + p.credentials.Value + "\r\n"
	}
	if _, err := conn.Write([]byte(ask + "\r\n")); err != nil {
		return p.fails("does not take CONNECT: %v", err)
	}
	// Nothing of the tunnel may be read away: the server speaks only when spoken to,
	// and a line is as much as is asked for.
	bounded := &io.LimitedReader{R: conn, N: maxHead}
	in := bufio.NewReaderSize(bounded, 4096)
	answer, err := finalAnswer(in)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return p.fails("does not answer CONNECT within %s", given)
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && bounded.N == 0:
		return p.fails("answers CONNECT with a header longer than %d octets", maxHead)
	case isEnd(err), isReset(err):
		return p.fails("closes the connection and gives CONNECT no answer")
	case errors.Is(err, errInterims):
		return p.fails("%v", err)
	case err != nil: // which quotes the answer, at any length
		return p.fails("gives CONNECT no answer that is HTTP")
	case answer.StatusCode/100 != 2:
		return p.fails("answers CONNECT %s with %s", authority, answer.Status)
	case in.Buffered() > 0:
		return p.fails("sends content after its answer to CONNECT")
	}
	return nil
}

// finalAnswer reads an answer to CONNECT. Interim ones may come before it (RFC 9110
// section 15.2), but for 101: no upgrade was asked for.
func finalAnswer(in *bufio.Reader) (*http.Response, error) {
	for range maxInterim + 1 {
		answer, err := http.ReadResponse(in, &http.Request{Method: http.MethodConnect})
		if err != nil || answer.StatusCode/100 != 1 || answer.StatusCode == http.StatusSwitchingProtocols {
			return answer, err
		}
	}
	return nil, errInterims
}

var errInterims = fmt.Errorf("answers CONNECT with more than %d interim responses", maxInterim)

// isNear reports whether the whole way to the server stays on this machine.
func (a *address) isNear() bool {
	return a.socket != "" || a.loopback() && (a.proxy == nil || a.proxy.loopback())
}

// lookUp resolves what will be dialled. Behind a proxy, or at a socket, the
// server's name may mean nothing here.
func (a *address) lookUp(timeout time.Duration) {
	if a.socket != "" {
		return
	}
	if a.proxy == nil {
		a.resolve(timeout)
		return
	}
	a.proxy.resolve(timeout)
	if ip, err := netip.ParseAddr(strings.Trim(a.host, "[]")); err == nil {
		a.resolved = []netip.Addr{ip.Unmap()}
	} else if a.host == "localhost" {
		a.resolve(timeout)
	}
}
