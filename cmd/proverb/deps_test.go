package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestNoTestFrameworkIsLinked keeps Ginkgo's 52 global flags and its modules out
// of the command.
func TestNoTestFrameworkIsLinked(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatalf("go list -deps: %v", err)
	}
	if !strings.Contains(string(out), "proverb/runner\n") {
		t.Fatalf("go list tells no dependencies:\n%s", out)
	}
	for _, name := range strings.Fields(string(out)) {
		for _, banned := range []string{"onsi/ginkgo", "onsi/gomega", "spf13/viper", "testing"} {
			if name == banned || strings.Contains(name, banned+"/") || strings.HasSuffix(name, banned) {
				t.Errorf("%s is linked", name)
			}
		}
	}
}
