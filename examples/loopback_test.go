package examples_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// loopback are the addresses of this machine alone as Linux writes them:
// 127.0.0.1, ::1, and 127.0.0.1 of a socket for both.
var loopback = []string{"0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"}

// holdToLoopback fails where a server listens on more than this machine's own
// address, as some do that are given a port alone. Only Linux tells.
func holdToLoopback(t *testing.T, name, port string) {
	t.Helper()
	var number int
	if _, err := fmt.Sscan(port, &number); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, err := os.ReadFile(table)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			const listening = "0A"
			fields := strings.Fields(line)
			address, is := strings.CutSuffix(fields[1], fmt.Sprintf(":%04X", number))
			if is && fields[3] == listening && !slices.Contains(loopback, address) {
				t.Errorf("%s listens on %s of %s, which others can reach", name, fields[1], table)
			}
		}
	}
}
