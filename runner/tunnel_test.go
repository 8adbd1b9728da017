package runner

import "testing"

// An IPv6 address has colons that are no beginning of a port.
func TestTunnelsNameTheHostWhole(t *testing.T) {
	t.Parallel()
	for host, want := range map[string][2]string{
		"api.example":      {"api.example:80", "api.example:"},
		"api.example:8080": {"api.example:8080", "api.example:"},
		"[::1]":            {"[::1]:80", "[::1]:"},
		"[::1]:8080":       {"[::1]:8080", "[::1]:"},
	} {
		for i, control := range []Control{ControlConnect, ControlConnectPort} {
			for _, q := range rawTunnels() {
				authority := want[i]
				if got, want := q.text(rawParts{host: host}), "CONNECT "+authority+" HTTP/1.1\r\nHost: "+authority+"\r\n\r\n"; q.control == control && got != want {
					t.Errorf("%s of %s is %q, want %q", control, host, got, want)
				}
			}
		}
	}
}
