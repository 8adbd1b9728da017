//go:build unix

package independent_test

import (
	"os/exec"
	"syscall"
	"time"
)

// leadGroup has a command lead a group of processes: all that it starts.
func leadGroup(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// end asks the group of processes to end, and makes it.
func end(group int, ended chan error) {
	syscall.Kill(-group, syscall.SIGTERM)
	select {
	case err := <-ended:
		ended <- err
	case <-time.After(stopWithin):
	}
	syscall.Kill(-group, syscall.SIGKILL) // what the process has left behind, if anything
}
