//go:build !unix

package examples_test

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

// lockFile does nothing: one process at a time is to run the tests.
func lockFile(*os.File) error { return nil }
