package runner

import "sync"

// pool holds the idle connections. The one used last is used next, which is the
// least likely to have been closed meanwhile.
type pool struct {
	mu     sync.Mutex
	idle   []*connection
	size   int
	closed bool
}

// take returns an idle connection, nil when there is none.
func (p *pool) take() *connection {
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
