package runner

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// address is where the server is: what its URL says, and what the host was
// resolved to, once. What is dialled later is what was looked at here.
type address struct {
	base     string // scheme and authority, without user information
	host     string // without port and brackets
	port     uint16
	hostport string // for the Host field
	path     string // escaped, without a slash at the end
	hasPath  bool   // whether the URL had a path at all
	secure   bool
	user     *url.Userinfo
	resolved []netip.Addr
	first    atomic.Int32 // which of them took a connection last
	dialer   net.Dialer
	trouble  string // why the host could not be resolved
	socket   string // the Unix socket to dial instead; empty is none
	proxy    *proxy // nil is none
}

// parseAddress reads a base URL. No error repeats what may be a password.
func parseAddress(raw string) (*address, error) {
	shown := withoutUser(raw)
	if !strings.Contains(raw, "://") {
		return nil, fmt.Errorf("the URL %q has no scheme; write http://%s or https://%s", shown, shown, shown)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, urlError(raw, shown, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("the URL %q has the scheme %s; only http and https are supported", shown, u.Scheme)
	}
	if u.Hostname() == "" {
		return nil, fmt.Errorf("the URL %q names no host", shown)
	}
	if u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, fmt.Errorf("the URL %q has a query or a fragment, which a base URL cannot have", shown)
	}
	a := &address{
		base: u.Scheme + "://" + u.Host, host: u.Hostname(), hostport: u.Host,
		path: strings.TrimRight(u.EscapedPath(), "/"), hasPath: u.Path != "",
		secure: u.Scheme == "https", user: u.User,
	}
	return a, a.setPort(u.Port(), shown)
}

func (a *address) setPort(port, shown string) error {
	switch {
	case port != "":
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return fmt.Errorf("the URL %q has no valid port", shown)
		}
		a.port = uint16(n)
	case a.secure:
		a.port = 443
	default:
		a.port = 80
	}
	return nil
}

// withoutUser is the URL without what may be a password, also where it is not
// one that can be parsed.
func withoutUser(raw string) string {
	at := strings.LastIndexByte(raw, '@')
	if at < 0 {
		return raw
	}
	scheme, _, ok := strings.Cut(raw, "://")
	if !ok {
		return raw[at+1:]
	}
	return scheme + "://" + raw[at+1:]
}

func urlError(raw, shown string, err error) error {
	if strings.Contains(raw, "@") {
		return fmt.Errorf("the URL %q cannot be read: its user information or what follows it is not valid", shown)
	}
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return fmt.Errorf("the URL %q cannot be read: %w", shown, err)
}

// resolve looks the host up. That it cannot be is no error of configuration:
// the server is unreachable.
func (a *address) resolve(timeout time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", a.host)
	if err != nil {
		a.trouble = fmt.Sprintf("the host name %s could not be resolved", a.host)
		if e, ok := errors.AsType[*net.DNSError](err); ok {
			a.trouble += ": " + e.Err
		}
		return
	}
	for _, ip := range addresses {
		a.resolved = append(a.resolved, ip.Unmap())
	}
}

// loopback reports whether every address the host resolves to is this machine.
func (a *address) loopback() bool {
	for _, ip := range a.resolved {
		if !ip.IsLoopback() {
			return false
		}
	}
	return len(a.resolved) > 0
}

// dial connects to the first address that takes a connection, among those that
// were looked at. It begins with the one that took the last.
func (a *address) dial(ctx context.Context) (net.Conn, error) {
	if a.trouble != "" {
		return nil, errors.New(a.trouble)
	}
	var last error
	first, n := int(a.first.Load()), len(a.resolved)
	for i := range n {
		conn, err := a.dialOne(ctx, (first+i)%n, n-i)
		if err == nil {
			a.first.Store(int32((first + i) % n))
			return conn, nil
		}
		if last = err; ctx.Err() != nil {
			break
		}
	}
	return nil, last
}

// dialOne gives an address its share of the time, where others are left: one that
// answers nothing (IPv6 that leads nowhere) is no reason not to try the next.
func (a *address) dialOne(ctx context.Context, i, left int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		share, cancel := context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
		defer cancel()
		ctx = share
	}
	return a.dialer.DialContext(ctx, "tcp", netip.AddrPortFrom(a.resolved[i], a.port).String())
}

// handshake makes a connection a TLS one, over which one protocol is spoken: its
// ALPN name is http/1.1 or h2.
func (a *address) handshake(ctx context.Context, conn net.Conn, c *tls.Config, protocol string) (net.Conn, error) {
	if c == nil {
		c = &tls.Config{}
	}
	c = c.Clone()
	c.NextProtos = []string{protocol}
	if c.ServerName == "" {
		c.ServerName = a.host
	}
	secure := tls.Client(conn, c)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// dialTrouble says in a clause why no connection could be made. A Unix socket is
// named: no URL does.
func dialTrouble(err error, timeout time.Duration) string {
	var network net.Error
	if e, ok := errors.AsType[*proxyError](err); ok {
		return e.text
	}
	e, ok := errors.AsType[*net.OpError](err)
	at := ""
	if ok && e.Net == "unix" && e.Addr != nil {
		at = " at the Unix socket " + e.Addr.String()
		if errors.Is(err, syscall.ENOENT) {
			return "there is no Unix socket " + e.Addr.String()
		}
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "no connection within " + timeout.String() + at
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused" + at
	}
	if ok {
		err = e.Err
	}
	return err.Error() + at
}

// tlsTrouble says in a clause why a TLS connection could not be made.
func tlsTrouble(err error, timeout time.Duration) string {
	var network net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return "no TLS handshake within " + timeout.String()
	case isEnd(err), isReset(err):
		return "the connection was closed during the TLS handshake"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "the server does not speak TLS; the URL may want http"
	}
	return strings.TrimPrefix(err.Error(), "tls: ")
}
