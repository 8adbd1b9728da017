package runner

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"sync/atomic"
)

// RunField is the field that says that a request is Proverb's, and of which run.
const RunField = "Proverb-Run"

// traceField is that of W3C Trace Context.
const traceField = "traceparent"

// identity names a run to the server, so that its owner finds the run's requests
// in logs and traces. A nil identity does not.
type identity struct {
	run   string
	trace string
	next  atomic.Uint64
}

func newIdentity(run string) *identity {
	if run == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(run))
	return &identity{run: run, trace: hex.EncodeToString(sum[:16])}
}

// fields are those of the next request, less those that it has already: the run,
// and a place in a trace (W3C Trace Context, section 3.2). The trace is that of the
// run's name, its spans are numbered.
func (id *identity) fields(of *client, own []Field) []Field {
	if id == nil {
		return nil
	}
	var out []Field
	if fieldValues(own, RunField) == nil && !of.overrides(RunField) {
		out = append(out, Field{RunField, id.run})
	}
	if fieldValues(own, traceField) == nil && !of.overrides(traceField) {
		numbered := binary.BigEndian.AppendUint64([]byte(id.run), id.next.Add(1))
		sum := sha256.Sum256(numbered)
		out = append(out, Field{traceField, "00-" + id.trace + "-" + hex.EncodeToString(sum[:8]) + "-01"})
	}
	return out
}

// identifies reports whether a field of an exchange names the run and asks for
// nothing: it is of that run and of no other.
func (x *Exchange) identifies(f Field) bool {
	return strings.EqualFold(f.Name, RunField) || f.Name == traceField && fieldValues(x.Request, RunField) != nil
}
