package runner

import "fmt"

// countFailure counts what failed, to be told while the run goes on, and ends a run
// in which as many exchanges failed as the user allows: a server that breaks down, or
// obeys what nobody declared, is not asked on.
func (r *run) countFailure(x *Exchange) {
	f := failureOf(x)
	if f.Sum() == 0 {
		return
	}
	r.mu.Lock()
	r.failed.Unanswered += f.Unanswered
	r.failed.Broken += f.Broken
	r.failed.Obeyed += f.Obeyed
	reached := r.failed.Sum() == r.config.MaxFailures
	r.mu.Unlock()
	if reached {
		exchanges := "1 exchange"
		if r.config.MaxFailures > 1 {
			exchanges = fmt.Sprintf("%d exchanges", r.config.MaxFailures)
		}
		r.cut(CutFailures, "%s failed, which is as many as --max-failures allows; the last was %s %s", exchanges, x.Method, x.Target)
	}
}

// failureOf: see Config.MaxFailures. What is asked of the parser alone, and a request
// that an answer was never owed to, says nothing about the application.
func failureOf(x *Exchange) Failures {
	switch {
	case x.Control.IsRaw(), x.Control == ControlParser:
	case x.Outcome != Answered:
		return Failures{Unanswered: 1}
	case x.Status >= 500 && x.Status != 501:
		return Failures{Broken: 1}
	case x.success() && undeclared(x.Probe) && x.Control != ControlNotFound && x.Control != ControlBase:
		return Failures{Obeyed: 1}
	}
	return Failures{}
}
