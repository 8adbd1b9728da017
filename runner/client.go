package runner

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/proverb-dev/proverb/specs"
)

// inProcessBase is the base URL of a handler in process.
const inProcessBase = "http://in-process"

// client sends requests to one server and records what comes back. It is safe
// for concurrent use.
type client struct {
	base     string // scheme and authority, without user information
	host     string
	basePath string // the path of the URL, without a slash at the end
	hasPath  bool   // whether the URL had a path at all
	loopback bool   // whether the server is on this machine or in process
	// authenticated says that there are credentials to send.
	authenticated bool

	config  Config
	timeout time.Duration
	address *address   // nil in process
	server  *inProcess // nil otherwise
	hostTo  Field      // the Host field
	agent   Field      // the User-Agent field
	common  []Field    // the fields of the run
	id      *identity  // nil is none
	keys    *keyring   // credentials that not every request carries; nil is none
	pool    pool
	late    sync.WaitGroup // who still listens to a connection
	mask    *mask
	bodies  bodies
	wording receivedOf // of answers that were written down in an odd way
}

// newClient gets ready to speak to the server of a configuration. The host is
// resolved here, once; no connection is made yet.
func newClient(c Config) (*client, error) {
	cl := &client{config: c, timeout: c.Timeout, keys: c.keys, id: c.identity, agent: Field{"User-Agent", c.UserAgent}}
	if cl.timeout <= 0 {
		cl.timeout = 10 * time.Second
	}
	if c.UserAgent == "" {
		cl.agent.Value = "proverb"
	}
	cl.pool.size = 4 * max(c.Concurrency, 8)
	if c.HTTP != "" && c.HTTP != HTTP1 && c.HTTP != HTTP2 {
		return nil, fmt.Errorf("HTTP version %q: it is %s or %s", c.HTTP, HTTP1, HTTP2)
	}
	if err := cl.locate(c); err != nil {
		return nil, err
	}
	if err := cl.setFields(c); err != nil {
		return nil, err
	}
	if c.Handler != nil {
		cl.server = startInProcess(c.Handler)
	}
	return cl, nil
}

// locate finds where the server is.
func (cl *client) locate(c Config) error {
	if c.Handler != nil {
		if strings.Contains(c.URL, "://") || c.URL != "" && c.URL[0] != '/' {
			return fmt.Errorf("the URL %q: for a handler in process it can be a base path only, such as /v1", withoutUser(c.URL))
		}
		cl.base, cl.host, cl.loopback = inProcessBase, "in-process", true
		cl.basePath, cl.hasPath = strings.TrimRight(c.URL, "/"), c.URL != ""
		cl.hostTo = Field{"Host", "in-process"}
		return nil
	}
	if c.URL == "" && c.UnixSocket != "" {
		c.URL = "http://localhost"
	}
	if c.URL == "" {
		return fmt.Errorf("there is no server to test: neither a URL nor a handler is given")
	}
	a, err := parseAddress(c.URL)
	if err != nil {
		return err
	}
	if err := a.reach(c); err != nil {
		return err
	}
	a.lookUp(cl.timeout)
	cl.address, cl.base, cl.host = a, a.base, a.host
	cl.basePath, cl.hasPath, cl.loopback = a.path, a.hasPath, a.isNear()
	cl.hostTo = Field{"Host", a.hostport}
	return nil
}

// close closes the idle connections and stops the server in process.
func (cl *client) close() {
	cl.late.Wait()
	cl.pool.close()
	if cl.server != nil {
		cl.server.stop()
	}
}

// do sends a request and records what comes back, or why nothing does. Secrets
// are masked in what it returns.
func (cl *client) do(ctx context.Context, asked request) *Exchange {
	r := &asked
	if r.Raw == nil {
		cl.dress(r)
	}
	deadline := time.Now().Add(cl.timeout)
	if r.Time > 0 {
		deadline = time.Now().Add(min(r.Time, cl.timeout))
	}
	var conn *connection
	if !r.Fresh && r.RawLine == "" && r.repeatable() {
		conn = cl.pool.take()
	}
	resent := conn != nil
	if conn != nil {
		a := cl.exchangeOver(ctx, conn, r, deadline)
		if !stale(a) || ctx.Err() != nil {
			return cl.recordHeard(conn, a, r)
		}
	}
	conn, failed := cl.dial(ctx, deadline)
	if failed != nil {
		failed.Resent = resent
		return cl.record(failed, r)
	}
	a := cl.exchangeOver(ctx, conn, r, deadline)
	a.Resent = resent
	return cl.recordHeard(conn, a, r)
}

// recordHeard is record, for a connection that may be listened to still: what
// comes is added to the exchange, which is not settled before that.
func (cl *client) recordHeard(c *connection, a *reply, r *request) *Exchange {
	x := cl.record(a, r)
	if !a.unheard {
		return x
	}
	settled := make(chan struct{})
	x.settled = settled
	asked := *r // which the caller need not keep
	cl.late.Go(func() {
		defer close(settled)
		c.listen(a, &asked)
		a.reusable = keepable(a, &asked)
		cl.mask.residue(x)
		cl.release(c, a)
	})
	return x
}

// stale reports whether an exchange over a connection that was used before says
// nothing about its own request: the connection was dead, or what came first
// still belonged to what was sent before.
func stale(a *reply) bool {
	return a.silent && a.Outcome == Dropped || a.foreign
}

func (cl *client) exchangeOver(ctx context.Context, c *connection, r *request, deadline time.Time) *reply {
	c.deadline, c.timeout = deadline, cl.timeout
	if r.Time > 0 {
		c.timeout = min(r.Time, cl.timeout)
	}
	c.defers = cl.config.Concurrency != 1 // one connection is to be one
	a := exchange(ctx, c, r)
	if !a.unheard {
		cl.release(c, a)
	}
	return a
}

// release gives a connection back. What the reply keeps of its buffers is
// interned first.
func (cl *client) release(c *connection, a *reply) {
	if a.content != nil {
		a.body = cl.bodies.intern(a, cl.mask)
		a.content = nil
	}
	a.head = nil
	if a.reusable {
		cl.pool.put(c)
		return
	}
	c.Close()
}

// dial makes a new connection. Where it cannot, the reply says why.
func (cl *client) dial(ctx context.Context, deadline time.Time) (*connection, *reply) {
	start := time.Now()
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	conn, outcome, trouble := cl.connect(ctx)
	if conn != nil {
		c := newConnection(conn)
		if cl.server != nil {
			c.grace, c.inMemory = pipeGrace, true
		}
		if !cl.overH2() {
			return c, nil
		}
		if outcome, trouble = cl.speakH2(ctx, c); outcome == "" {
			return c, nil
		}
		c.Close()
	}
	if ctx.Err() == context.Canceled {
		outcome, trouble = Dropped, interrupted
	}
	return nil, &reply{Exchange: &Exchange{
		Outcome: outcome, Trouble: trouble, Sent: start, Elapsed: time.Since(start),
	}}
}

// pipeGrace is the grace of a connection in memory.
const pipeGrace = 2 * time.Millisecond

func (cl *client) connect(ctx context.Context) (net.Conn, Outcome, string) {
	if cl.server != nil {
		conn, err := cl.server.dial(ctx)
		if err != nil {
			return nil, Refused, dialTrouble(err, cl.timeout)
		}
		return conn, "", ""
	}
	connecting, cancel := cl.inPart(ctx)
	defer cancel()
	conn, err := cl.address.connect(connecting, cl.config.TLS)
	if err != nil {
		return nil, Refused, dialTrouble(err, part(cl.timeout))
	}
	if !cl.address.secure {
		return conn, "", ""
	}
	shaking, cancel := cl.inPart(ctx)
	defer cancel()
	conn, err = cl.address.handshake(shaking, conn, cl.config.TLS, cl.protocol())
	if err != nil {
		return nil, TLSFailed, cl.handshakeTrouble(err)
	}
	return conn, "", ""
}

// idempotent reports whether a request may be repeated by its method alone. An
// unregistered method without content does nothing that could be done twice:
// no server is known to implement it.
func idempotent(method string, content bool) bool {
	m, ok := specs.Registered(method)
	return ok && m.Idempotent || !ok && !content
}

// record makes the exchange of a reply: the request beside the answer, secrets
// masked.
func (cl *client) record(a *reply, r *request) *Exchange {
	x := a.Exchange
	x.Method, x.Target, x.Request, x.Content = r.Method, r.Target, r.Fields, r.Content
	if r.RawLine != "" && r.Method == "" {
		x.Method = r.RawLine
	}
	x.Raw, x.RawLength = r.Raw[:min(len(r.Raw), keepRaw)], len(r.Raw)
	cl.mask.exchange(x)
	x.Received = cl.wording.intern(x.Received)
	if a.offence != nil {
		x.Trouble += ": " + cl.mask.quote(a.offence)
	}
	return x
}
