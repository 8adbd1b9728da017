package runner

import "fmt"

// countFailure counts what failed, to be told while the run goes on, and ends a run in which as many exchanges failed as the user allows: a
// server that breaks down, or obeys what nobody declared, is not asked on.
func (r *run) countFailure(x *Exchange) {
	if !failed(x) {
		return
	}
	r.mu.Lock()
	r.failed++
	reached := r.failed == r.config.MaxFailures
	r.mu.Unlock()
	if reached {
		exchanges := "1 exchange"
		if r.config.MaxFailures > 1 {
			exchanges = fmt.Sprintf("%d exchanges", r.config.MaxFailures)
		}
		r.cut(CutFailures, "%s failed, which is as many as --max-failures allows; the last was %s %s", exchanges, x.Method, x.Target)
	}
}

// failed: see Config.MaxFailures. What is asked of the parser alone, and a request
// that an answer was never owed to, says nothing about the application.
func failed(x *Exchange) bool {
	switch {
	case x.Control.IsRaw(), x.Control == ControlParser:
		return false
	case x.Outcome != Answered, x.Status >= 500 && x.Status != 501:
		return true
	}
	return x.success() && undeclared(x.Probe) && x.Control != ControlNotFound && x.Control != ControlBase
}
