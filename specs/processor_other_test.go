//go:build !unix

package specs

import "time"

var started = time.Now()

// processorTime is the time of the wall, where there is no other.
func processorTime() time.Duration { return time.Since(started) }
