//go:build unix

package rules_test

import (
	"syscall"
	"testing"
	"time"
)

// cpuTime is what the process has computed so far, on all processors: it does
// not count the time in which others had the machine.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
