package runner

import (
	"sync"
	"time"
)

// pool holds the idle connections. The one used last is used next, which is the
// least likely to have been closed meanwhile.
type pool struct {
	mu     sync.Mutex
	idle   []*connection
	size   int
	closed bool
}

// take returns an idle connection, nil when there is none. One over which something
// came meanwhile is no good: it would be taken for the next answer.
func (p *pool) take() *connection {
	for {
		c := p.last()
		if c == nil || c.isQuiet() {
			return c
		}
		c.Close()
	}
}

const (
	// shortRest is how long a connection may be idle without being looked at: a run
	// that is not held up uses one again at once, and to look costs quietTime.
	shortRest = 10 * time.Millisecond
	quietTime = time.Millisecond
)

// isQuiet reports whether nothing has come over an idle connection. A server that
// has waited for long enough may say so (408, RFC 9110 section 15.5.9), and one that
// answers twice does so late. That the connection has ended is seen when it is used.
func (c *connection) isQuiet() bool {
	if c.h2 != nil || time.Since(c.rested) < shortRest {
		return true
	}
	if c.SetReadDeadline(time.Now().Add(quietTime)) != nil {
		return true
	}
	_, err := c.in.Peek(1)
	return err != nil
}

// last takes out the connection that was used last.
func (p *pool) last() *connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	c := p.idle[n-1]
	p.idle = p.idle[:n-1]
	return c
}

// put takes a connection back, or closes it.
func (p *pool) put(c *connection) {
	c.rested = time.Now()
	p.mu.Lock()
	full := p.closed || len(p.idle) >= p.size
	if !full {
		p.idle = append(p.idle, c)
	}
	p.mu.Unlock()
	if full {
		c.Close()
	}
}

// close closes what is idle; what is in use is closed when it comes back.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		c.Close()
	}
}
