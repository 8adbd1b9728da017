package runner

import (
	"sync"
	"time"
)

// pace lets as many requests out at once as the server takes with ease. When its
// answers come ever later it is being pressed: then fewer are let out, and more
// again when it has recovered. It begins with few, to learn what is usual: what is
// slow by itself (one path, a far server) is no sign of pressure.
type pace struct {
	mu      sync.Mutex
	free    sync.Cond
	most    int // requests at once, at the best of times
	allowed int // now
	busy    int
	usual   time.Duration // of the calmest answers so far
	recent  time.Duration // of the last ones, on average
	seen    int           // answers since allowed was last looked at
}

const (
	// paceAfter is how many answers are looked at before the pace is changed.
	paceAfter = 8
	// few are the requests at once in the beginning.
	few = 2
	// pressed and recovered are multiples of the usual time.
	pressed   = 4
	recovered = 2
	// noise is what an answer may be late without meaning anything.
	noise = 50 * time.Millisecond
)

func newPace(most int) *pace {
	p := &pace{most: most, allowed: min(few, most)}
	p.free.L = &p.mu
	return p
}

// enter waits until a request may be sent; leave must follow.
func (p *pace) enter() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for p.busy >= p.allowed {
		p.free.Wait()
	}
	p.busy++
}

// leave takes note of how long the answer took. No answer in time counts as well;
// what was refused or cut off at once says nothing.
func (p *pace) leave(x *Exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy--
	p.free.Signal()
	if x == nil || x.Outcome != Answered && x.Outcome != Timeout {
		return
	}
	p.note(x.Elapsed)
}

func (p *pace) note(took time.Duration) {
	if p.recent == 0 {
		p.recent = took
	}
	p.recent += (took - p.recent) / paceAfter
	if p.seen++; p.seen < paceAfter {
		return
	}
	p.seen = 0
	if p.usual == 0 || p.recent < p.usual {
		p.usual = p.recent
	}
	switch {
	case p.recent > pressed*p.usual+noise:
		p.allowed = max(1, p.allowed/2)
	case p.recent < recovered*p.usual+noise && p.allowed < p.most:
		p.allowed++
		p.free.Signal()
	}
}
