package runner

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// pause stops the whole run for as long as a 429 asks, or for the moment of one that
// does not say how long where HTTP/2 has ENHANCE_YOUR_CALM: it is about the client, not
// about the one request. What a run may wait in all is bounded.
func (r *run) pause(x *Exchange) {
	wait, asked := retryAfter(x)
	if !asked || !x.tooMany() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	until := time.Now().Add(wait)
	longer := until.Sub(later(r.resume, time.Now()))
	if longer <= 0 {
		return // the run waits for as long already
	}
	if longer > r.patience {
		r.tired = true
		return
	}
	r.patience -= longer
	r.resume = until
}

// tooMany reports whether the server says that it is asked too much (RFC 6585 section 4,
// RFC 9113 section 7).
func (x *Exchange) tooMany() bool { return x.calm || x.Status == http.StatusTooManyRequests }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// hold waits while the run is paused; false when it ended meanwhile.
func (r *run) hold() bool {
	for {
		r.mu.Lock()
		var wait time.Duration
		if !r.resume.IsZero() {
			wait = time.Until(r.resume)
		}
		r.mu.Unlock()
		if wait <= 0 {
			return true
		}
		if !r.sleep(wait) {
			return false
		}
	}
}

func (r *run) sleep(wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.ctx.Done():
		return false
	}
}

// isTired reports whether a 429 asked for a longer wait than the run has left.
func (r *run) isTired() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.tired
}

// cached reports whether an answer says that it comes from a cache: by an Age
// above 0 (RFC 9111 section 5.1) or a hit in Cache-Status (RFC 9211 section 2).
func (x *Exchange) cached() bool {
	if age, err := strconv.Atoi(x.Value("Age")); err == nil && age > 0 {
		return true
	}
	for member := range strings.SplitSeq(x.Value("Cache-Status"), ",") {
		for param := range strings.SplitSeq(member, ";") {
			if strings.TrimSpace(param) == "hit" {
				return true
			}
		}
	}
	return false
}
