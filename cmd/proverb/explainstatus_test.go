package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestExplainStatus(t *testing.T) {
	t.Parallel()
	for code, want := range map[int][]string{
		405: {"405 Method Not Allowed\n", "\nMostly sent by\n", "\nClients\n", "\nCaches\n", "\nCrawlers\n", "\nMonitors\n", "\nAsk again?\n", "  allow/present-on-405 ", "Example: fail:", "Example: pass:"},
		501: {"501 Not Implemented\n", "  method/unregistered-501 ", "Example: pass:"},
		511: {"RFC 6585 section 6\n", "Must not keep it."},
		299: {"299\n", "Not registered.", "here 200"},
		599: {"Not registered.", "an error of the server"},
	} {
		var b bytes.Buffer
		if err := explainStatus(&b, code); err != nil {
			t.Fatal(err)
		}
		for _, part := range want {
			if !strings.Contains(b.String(), part) {
				t.Errorf("%d has no %q:\n%s", code, part, b.String())
			}
		}
	}
}
