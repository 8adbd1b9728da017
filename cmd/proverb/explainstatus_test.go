package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/proverb-dev/proverb/suite/rules"
)

// TestExplainedProseFitsATerminal: 80 columns, before the code and the examples,
// which are there to be copied.
func TestExplainedProseFitsATerminal(t *testing.T) {
	t.Parallel()
	for i := range rules.Rules {
		r := &rules.Rules[i]
		var b bytes.Buffer
		tellRule(&b, r)
		if err := explainRule(&b, r); err != nil {
			t.Fatal(err)
		}
		prose, _, _ := strings.Cut(b.String(), "\nTo mend it in ")
		prose, _, _ = strings.Cut(prose, "\nExample: ")
		for line := range strings.Lines(prose) {
			if n := utf8.RuneCountInString(line) - 1; n > 80 {
				t.Errorf("%s: %d columns: %s", r.ID, n, line)
			}
		}
	}
}

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
