package examples_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// hiding are the lines by which each proxy takes Allow out of what it forwards,
// and the line of its app configuration after which they stand.
var hiding = []struct{ name, file, after, add string }{
	{"nginx-proxy", "app.conf", "proxy_pass", "proxy_hide_header Allow;"},
	{"haproxy", "app.cfg", "server one", "    http-response del-header allow"},
	{"caddy-proxy", "app.Caddyfile", "reverse_proxy", "header_down -Allow\n}"},
	{"envoy", "app.yaml", "domains:", "                      response_headers_to_remove: [allow]"},
}

// TestHiddenAllowIsTheProxys: where a proxy hides Allow, that is told once, and as
// the proxy's fault.
func TestHiddenAllowIsTheProxys(t *testing.T) {
	t.Parallel()
	for _, h := range hiding {
		t.Run(h.name, func(t *testing.T) {
			t.Parallel()
			p := rows[slices.IndexFunc(rows, func(r row) bool { return r.name == h.name })]
			p.require(t)
			folder := p.prepare(t, p)
			insert(t, filepath.Join(folder, h.file), h.after, h.add)
			application, stop := p.before.serve(t, p.before.prepare(t, *p.before), "recipe")
			defer stop()
			told := p.auditBefore(t, folder, "app", application)
			var about []string
			for _, c := range told.Causes {
				if strings.HasPrefix(c.Rule, "allow/") && c.Severity != "info" {
					about = append(about, c.key())
				}
			}
			if want := []string{"allow/unmodified-by-proxy (proxy)"}; !slices.Equal(about, want) {
				t.Errorf("of Allow is told %q, want %q", about, want)
			}
		})
	}
}

// insert puts lines after the line of a file that has a text.
func insert(t *testing.T, file, after, add string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), after)
	line, rest, whole := strings.Cut(rest, "\n")
	if !found || !whole {
		t.Fatalf("%s has no line with %q", file, after)
	}
	if strings.HasSuffix(add, "}") { // a block is opened for them
		line += " {"
	}
	if err := os.WriteFile(file, []byte(before+after+line+"\n"+add+"\n"+rest), 0o644); err != nil {
		t.Fatal(err)
	}
}
