package runner

import (
	"testing"

	"go.uber.org/goleak"
)

// A run leaves nothing behind, whatever became of its connections.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
