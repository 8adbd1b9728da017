package examples_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// goesBehind reports whether the row is put behind the proxies as well: those of
// Go and of Node are, and the proxies are not put behind each other.
func (r row) goesBehind() bool {
	return r.before == nil && r.document == "" && slices.ContainsFunc(r.needs, func(n tool) bool {
		return n.command == "go" || n.command == "node"
	})
}

// holdBehind audits the row with its recipe through each proxy, as the proxy's
// guide has it and with the proxy's recipe, and holds what differs from the row
// alone to behind.txt of the proxy. Of the row as written it holds who answered.
func (r row) holdBehind(t *testing.T, folder string, alone *report) {
	t.Helper()
	plain, stopPlain := r.serve(t, folder, "app")
	defer stopPlain()
	url, stop := r.serve(t, folder, "recipe")
	defer stop()
	r.holdPreflight(t, url)
	for _, p := range proxies() {
		t.Run("behind "+p.name, func(t *testing.T) {
			p.require(t)
			at := p.prepare(t, p)
			p.holdLayersBefore(t, at, plain)
			written := p.auditBefore(t, at, "app", url)
			mended := p.auditBefore(t, at, "recipe", url)
			p.holdChanges(t, asWritten, r.name, written.differences(alone))
			p.holdChanges(t, withRecipe, r.name, mended.differences(alone))
			p.holdRemainsBehind(t, mended)
		})
	}
}

// holdPreflight: a recipe that goes around the application leaves preflights of CORS
// to it (Fetch section CORS-preflight fetch): where they get 501, browsers ask nothing
// more. Fiber is told its methods, and Nest's filter comes behind CORS.
func (r row) holdPreflight(t *testing.T, url string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, url+"/books/b-1", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Origin", "https://example.org")
	q.Header.Set("Access-Control-Request-Method", http.MethodPut)
	x, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	x.Body.Close()
	if x.StatusCode == http.StatusNotImplemented && r.name != "fiber" && r.name != "nestjs" {
		t.Errorf("%s: the recipe answers 501 to a preflight", r.name)
	}
}

// proxies are the rows that stand before another server.
func proxies() []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.before == nil })
}

// auditBefore puts an application to the test through the proxy, and the
// application itself where that tells who answered. It is held to what a proxy as
// written forwarded; one with a recipe may ask, and then answer itself.
func (r row) auditBefore(t *testing.T, folder, part, application string) *report {
	t.Helper()
	between := newTap(t, application)
	url, stop := r.launch(t, folder, part, between.url)
	defer stop()
	p := audited(t, "openapi.yaml", "--url", url, "--origin-url", application)
	if p.Origin.Answers == 0 {
		t.Errorf("%s %s: the application itself was asked nothing", r.name, part)
	}
	if part == "app" {
		p.holdLayers(t, between, "")
	}
	return p
}

// holdLayersBefore holds who is said to answer through the proxy as written, where
// the application itself is asked too and where likeness alone tells. What neither
// tells is not said.
func (r row) holdLayersBefore(t *testing.T, folder, application string) {
	t.Helper()
	between := newTap(t, application)
	url, stop := r.launch(t, folder, "app", between.url)
	defer stop()
	audited(t, "openapi.yaml", "--url", url, "--origin-url", application).holdLayers(t, between, "unknown")
	audited(t, "openapi.yaml", "--url", url).holdLayers(t, between, "unknown")
}

// holdLayers compares who is said to have answered with what a proxy forwarded:
// what it was not asked the application has not answered, and what it was asked
// the proxy has not, but to say that no answer came. Another layer is let pass.
func (p *report) holdLayers(t *testing.T, between *tap, pass string) {
	t.Helper()
	forwarded := map[bool]string{true: "was forwarded", false: "was not forwarded"}
	for _, x := range p.Exchanges {
		if x.Control != "" || x.Outcome != "answered" || x.Layer == pass {
			continue
		}
		asked := between.asked(x)
		fromProxy := !asked || x.Response.Status >= http.StatusBadGateway
		if fromProxy != (x.Layer == "proxy") || x.Layer == "unknown" {
			t.Errorf("%d to %s %s is told to be of the layer %s, and the request %s", x.Response.Status, x.Method, x.Target, x.Layer, forwarded[asked])
		}
	}
}

// behindQuestions are those of which behind.txt tells what a proxy changes.
var behindQuestions = append(slices.Clone(questions),
	question{"QUERY", "registered", "", "QUERY"},
	question{"TRACE", "registered", "", "TRACE"},
	question{"GE(T", "", "parser", "GE(T"},
)

// differences are what a proxy changes in the answers of an application, a line
// each, and what is wrong through it.
func (p *report) differences(alone *report) string {
	var b strings.Builder
	if now, before := p.Server.Distinguishes, alone.Server.Distinguishes; now != before {
		fmt.Fprintf(&b, "    tells 405 from 501: %s for %s\n", now, before)
	}
	alike := map[string][]string{}
	for _, q := range behindQuestions {
		now, before := p.asked(q), alone.asked(q)
		switch {
		case now.short() != before.short():
			fmt.Fprintf(&b, "    %-*s%s for %s\n", questionWidth, q.name, now.withLayer(), before.withLayer())
		case now != nil && now.Layer != before.Layer:
			alike[now.Layer] = append(alike[now.Layer], q.name)
		}
	}
	for _, layer := range slices.Sorted(maps.Keys(alike)) {
		fmt.Fprintf(&b, "    alike, but by the %s: %s\n", layer, strings.Join(alike[layer], ", "))
	}
	b.WriteString(fieldChanges(p.asked(questions[0]), alone.asked(questions[0])))
	for _, c := range p.Causes {
		if c.Severity != "info" {
			fmt.Fprintf(&b, "    %s %s\n", c.Severity, c.key())
		}
	}
	return cmp.Or(b.String(), "    nothing changes\n")
}

// withLayer is an answer in a few words, and who gave it.
func (x *exchange) withLayer() string {
	if x == nil || x.Outcome != "answered" {
		return x.short()
	}
	return x.short() + " (" + x.Layer + ")"
}

// short is an answer in a few words. The parameters of the media type are left
// out: the same words from a proxy may lack them.
func (x *exchange) short() string {
	if x == nil {
		return "not sent"
	}
	if x.Outcome != "answered" {
		return x.Outcome
	}
	words := []string{fmt.Sprint(x.Response.Status)}
	for _, name := range []string{"Content-Type", "Cache-Control", "Allow"} {
		v, there := x.field(name)
		switch {
		case name == "Allow" && there:
			words = append(words, "Allow: "+v)
		case there:
			v, _, _ = strings.Cut(v, ";")
			words = append(words, v)
		}
	}
	return strings.Join(words, " ")
}

// ofTheConnection are fields that no proxy forwards, or that tell the same in
// another way.
var ofTheConnection = []string{"connection", "keep-alive", "transfer-encoding", "content-length"}

// fieldChanges are the fields that a proxy adds to the answer to GET, or takes out.
func fieldChanges(now, alone *exchange) string {
	var b strings.Builder
	for _, c := range []struct {
		verb       string
		here, gone *exchange
	}{{"adds", now, alone}, {"drops", alone, now}} {
		names := []string{}
		for _, f := range c.here.Response.Headers {
			if name := strings.ToLower(f[0]); !c.gone.has(name) && !slices.Contains(ofTheConnection, name) {
				names = append(names, name)
			}
		}
		if slices.Sort(names); len(names) > 0 {
			fmt.Fprintf(&b, "    %s %s\n", c.verb, strings.Join(names, ", "))
		}
	}
	return b.String()
}

func (x *exchange) has(name string) bool {
	_, there := x.field(name)
	return there
}
