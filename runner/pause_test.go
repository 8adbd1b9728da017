package runner

import (
	"testing"
	"time"
)

// A wait that is longer than can be counted is long, and not none.
func TestWaitsThatNobodyCanCount(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"2":                        2 * time.Second,
		"-2":                       0,
		"10000000000":              1<<31*time.Second - time.Second,
		"9223372036854775807":      1<<31*time.Second - time.Second,
		"99999999999999999999999":  1<<31*time.Second - time.Second,
		"-99999999999999999999999": 0,
		"soon":                     time.Second,
	} {
		x := &Exchange{Status: 429, Header: []Field{{"Retry-After", value}}}
		if wait, ok := retryAfter(x); !ok || wait != want {
			t.Errorf("%s: %v, %v; want %v", value, wait, ok, want)
		}
	}
}
