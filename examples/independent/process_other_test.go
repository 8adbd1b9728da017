//go:build !unix

package independent_test

import (
	"os"
	"os/exec"
)

// leadGroup does nothing: there are no groups of processes.
func leadGroup(*exec.Cmd) {}

// end ends the process.
func end(process int, _ chan error) {
	if p, err := os.FindProcess(process); err == nil {
		p.Kill()
	}
}
