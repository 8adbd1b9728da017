package suite_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite"
	"github.com/proverb-dev/proverb/suite/rules"
)

// audited is an application, conforming but for the faults, asked through a
// reverse proxy that change makes of the plain one, and asked itself.
func audited(t *testing.T, change func(*httputil.ReverseProxy) http.Handler, faults ...string) (*rules.Judgement, *reports.Report) {
	t.Helper()
	application := httptest.NewServer(newSimulator(t, faults...))
	t.Cleanup(application.Close)
	behind, err := url.Parse(application.URL)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(change(httputil.NewSingleHostReverseProxy(behind)))
	t.Cleanup(front.Close)
	plan, err := specs.Parse(simulator.Document(faults...), "bookshop.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), plan, runner.Config{URL: front.URL, OriginURL: application.URL})
	if err != nil {
		t.Fatal(err)
	}
	j := rules.Judge(record, rules.Profile{})
	return j, reports.New(j, reports.About{})
}

func TestProxyThatOnlyForwards(t *testing.T) {
	t.Parallel()
	j, report := audited(t, func(p *httputil.ReverseProxy) http.Handler { return p })
	for _, f := range j.Findings {
		t.Error(tells(f))
	}
	if o := report.Origin; o == nil || o.Answers == 0 || o.Unlike != 0 {
		t.Errorf("the origin is told as %+v", o)
	}
	var text strings.Builder
	if err := reports.Text(false)(&text, report); err != nil || !strings.Contains(strings.Join(strings.Fields(text.String()), " "), "and answered as the server did") {
		t.Errorf("%v, and the text is\n%s", err, text.String())
	}
}

func TestProxyThatRewritesAllow(t *testing.T) {
	t.Parallel()
	for _, rewrite := range []func(http.Header){
		func(h http.Header) { h.Set("Allow", "GET") },
		func(h http.Header) { h.Del("Allow") },
	} {
		j, report := audited(t, func(p *httputil.ReverseProxy) http.Handler {
			p.ModifyResponse = func(r *http.Response) error {
				if r.StatusCode == http.StatusMethodNotAllowed {
					rewrite(r.Header)
				}
				return nil
			}
			return p
		})
		for _, f := range j.Findings {
			if f.Rule.ID != "allow/unmodified-by-proxy" || f.Layer != rules.LayerProxy || f.Owner != "the proxy before the application" {
				t.Errorf("%s, to be mended in %s (%s)", tells(f), f.Owner, f.Layer)
			}
		}
		if len(report.Causes) != 1 {
			t.Errorf("there are %d causes, want one", len(report.Causes))
		}
	}
}

func TestProxyThatAnswersByItself(t *testing.T) {
	t.Parallel()
	known := []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get"}
	j, report := audited(t, func(p *httputil.ReverseProxy) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if slices.Contains(known, r.Method) || strings.HasPrefix(r.Method, "GE(") {
				p.ServeHTTP(w, r)
				return
			}
			http.Error(w, "that is not for you", http.StatusMethodNotAllowed)
		})
	})
	if len(j.Findings) == 0 || report.Origin.Unlike == 0 {
		t.Fatalf("nothing is told; the origin: %+v", report.Origin)
	}
	for _, f := range j.Findings {
		if f.Layer != rules.LayerProxy {
			t.Errorf("%s is told of %s", tells(f), f.Layer)
		}
	}
}

// TestFaultBehindAProxy: what the application does wrong is its own also there.
func TestFaultBehindAProxy(t *testing.T) {
	t.Parallel()
	j, _ := audited(t, func(p *httputil.ReverseProxy) http.Handler { return p }, "no-allow")
	if len(j.Findings) == 0 {
		t.Fatal("nothing is told")
	}
	for _, f := range j.Findings {
		if f.Layer != rules.LayerApp || f.Owner != "the application" {
			t.Errorf("%s is told of %s", tells(f), f.Layer)
		}
	}
}

// TestNothingUnsafeGoesToTheOrigin: what is before it may have kept a method from
// it that it would have carried out.
func TestNothingUnsafeGoesToTheOrigin(t *testing.T) {
	t.Parallel()
	application := newSimulator(t, "undeclared-not-accepted")
	served := httptest.NewServer(application)
	t.Cleanup(served.Close)
	front := httptest.NewServer(newSimulator(t))
	t.Cleanup(front.Close)
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), plan, runner.Config{URL: front.URL, OriginURL: served.URL})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range record.Direct {
		harmless := specs.IsSafe(x.Method) || x.Probe.Kind == specs.KindUnknown || x.Probe.Kind == specs.KindVariant
		if !harmless && (len(x.Probe.Values) == 0 || x.Probe.Values[0].Source != specs.SourceImpossible) {
			t.Errorf("%s %s was sent to the origin", x.Method, x.Target)
		}
	}
	if len(record.Direct) == 0 {
		t.Error("nothing was sent to the origin")
	}
}

func TestOriginsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		config runner.Config
		want   string
	}{
		{"off this machine, not confirmed", runner.Config{URL: "http://127.0.0.1:1", OriginURL: "http://192.0.2.1"}, "needs --confirm-host 192.0.2.1"},
		{"the server itself", runner.Config{URL: "http://127.0.0.1:1", OriginURL: "http://127.0.0.1:1"}, "is that of the server itself"},
		{"no URL", runner.Config{URL: "http://127.0.0.1:1", OriginURL: "localhost"}, "the origin: the URL"},
		{"in process", runner.Config{Handler: newSimulator(t), OriginURL: "http://127.0.0.1:1"}, "has nothing before it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if _, err := runner.Run(t.Context(), plan, test.config); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestOriginThatIsNotThere(t *testing.T) {
	t.Parallel()
	front := httptest.NewServer(newSimulator(t))
	t.Cleanup(front.Close)
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	record, err := runner.Run(t.Context(), plan, runner.Config{URL: front.URL, OriginURL: gone.URL})
	if err != nil {
		t.Fatal(err)
	}
	j := rules.Judge(record, rules.Profile{})
	report := reports.New(j, reports.About{})
	if o := report.Origin; o == nil || o.Answers != 0 || o.Trouble == "" || len(j.Findings) > 0 {
		t.Errorf("the origin is told as %+v, with %d findings", o, len(j.Findings))
	}
}

// TestOriginThatSpeaksAnotherVersion: what ends HTTP/2 mostly speaks HTTP/1.1 to the
// application, which is asked in that.
func TestOriginThatSpeaksAnotherVersion(t *testing.T) {
	t.Parallel()
	application := httptest.NewServer(newSimulator(t))
	t.Cleanup(application.Close)
	behind, err := url.Parse(application.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(behind)
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	front := httptest.NewUnstartedServer(proxy)
	front.EnableHTTP2 = true
	front.StartTLS()
	t.Cleanup(front.Close)
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), plan, runner.Config{
		URL: front.URL, OriginURL: application.URL, HTTP: runner.HTTP2, TLS: front.Client().Transport.(*http.Transport).TLSClientConfig,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range record.Direct {
		if d.Outcome != runner.Answered || d.Proto != "HTTP/1.1" {
			t.Errorf("%s %s at the origin: %s %s, %s", d.Method, d.Target, d.Outcome, d.Trouble, d.Proto)
		}
	}
	report := reports.New(rules.Judge(record, rules.Profile{}), reports.About{})
	if o := report.Origin; o == nil || o.Answers == 0 || o.Unlike != 0 || o.Trouble != "" || len(report.Findings) > 0 {
		t.Errorf("the origin is told as %+v, with %d findings", o, len(report.Findings))
	}
	var har strings.Builder
	if err := reports.HAR(&har, report); err != nil || strings.Count(har.String(), `"url": "`+application.URL) != len(record.Direct) {
		t.Errorf("%v, and not every request at the origin has its address", err)
	}
}

// TestOriginOfAConfig is the same by the door of go test.
func TestOriginOfAConfig(t *testing.T) {
	t.Parallel()
	application := httptest.NewServer(newSimulator(t))
	t.Cleanup(application.Close)
	behind, err := url.Parse(application.URL)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(httputil.NewSingleHostReverseProxy(behind))
	t.Cleanup(front.Close)
	document := filepath.Join(t.TempDir(), "bookshop.yaml")
	if err := os.WriteFile(document, simulator.Document(), 0o600); err != nil {
		t.Fatal(err)
	}
	report := suite.Run(t, suite.Config{Document: document, URL: front.URL, OriginURL: application.URL})
	if o := report.Origin; o == nil || o.URL != application.URL || o.Answers == 0 || o.Unlike != 0 {
		t.Errorf("the origin is told as %+v", o)
	}
}
