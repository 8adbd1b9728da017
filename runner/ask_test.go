package runner

import (
	"testing"
	"time"
)

// TestWhatWasUnderWayShowsNoLife: an answer to what was sent before another exchange had
// failed does not show that the server outlived that, and one to what was sent after does.
func TestWhatWasUnderWayShowsNoLife(t *testing.T) {
	t.Parallel()
	began := time.Now()
	r := &run{phase: "probing"}
	r.watch(&Exchange{Outcome: Dropped, Sent: began, Elapsed: 2 * time.Second})
	r.watch(&Exchange{Outcome: Answered, Sent: began.Add(time.Second), Elapsed: 5 * time.Second})
	if len(r.silent) != 1 {
		t.Errorf("%d are without an answer since, want the one that failed meanwhile", len(r.silent))
	}
	r.watch(&Exchange{Outcome: Answered, Sent: began.Add(3 * time.Second)})
	if len(r.silent) != 0 {
		t.Errorf("%d are without an answer since, want none", len(r.silent))
	}
}
