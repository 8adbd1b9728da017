package runner_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// inspected is a server with what it was asked.
type inspected struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
}

func serveInspected(t *testing.T, answer http.HandlerFunc) *inspected {
	t.Helper()
	s := &inspected{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		if !strings.HasPrefix(r.URL.Path, "/no-such-path-") {
			s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
		}
		s.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// inspect asks /x of the server.
func (s *inspected) inspect(t *testing.T, level specs.Safety, c runner.Config, methods ...string) *runner.Inspected {
	t.Helper()
	c.URL = s.URL
	out, err := runner.Inspect(t.Context(), runner.Inspection{Path: "/x", Methods: methods, Safety: level}, c)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func unsent(i *runner.Inspected) map[string]specs.Reason {
	out := map[string]specs.Reason{}
	for _, n := range i.Record.Paths[0].NotSent {
		out[n.Probe.Method] = n.Reason
	}
	return out
}

// readOnlyResource answers GET and HEAD, and refuses the rest by its Allow.
func readOnlyResource(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/x" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	switch r.Method {
	case "GET", "HEAD":
		fmt.Fprint(w, "{}")
	default:
		w.Header().Set("Allow", "GET, HEAD, PUT")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

func TestAnAddressIsAskedWithWhatMayChangeItLast(t *testing.T) {
	t.Parallel()
	s := serveInspected(t, readOnlyResource)
	i := s.inspect(t, specs.Guarded, runner.Config{}, "DELETE", "POST", "PUT", "GET", "HEAD", "OPTIONS", runner.MethodUnknown)
	var order []string
	for _, x := range i.Record.Paths[0].Exchanges {
		order = append(order, x.Probe.Name())
	}
	if want := []string{"UNKNOWN", "OPTIONS", "HEAD", "GET", "POST", "DELETE"}; !slices.Equal(order, want) {
		t.Errorf("asked %v, want %v", order, want)
	}
	if got := unsent(i); got["PUT"] != specs.ReasonToldFromAllow || len(got) != 1 {
		t.Errorf("not sent: %v, want PUT alone, which Allow lists", got)
	}
	p := i.Record.Paths[0]
	if !p.Live || !slices.Equal(p.Path.Declared, []string{"GET"}) || i.Record.Plan.Document.MediaTypes[0] != "application/json" {
		t.Errorf("live %t, declared %v, types %v", p.Live, p.Path.Declared, i.Record.Plan.Document.MediaTypes)
	}
}

// TestWithoutAnAllowNothingThatMayChangeIsSent: no document says how to be refused.
func TestWithoutAnAllowNothingThatMayChangeIsSent(t *testing.T) {
	t.Parallel()
	s := serveInspected(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "done") })
	i := s.inspect(t, specs.Guarded, runner.Config{}, "GET", "OPTIONS", "DELETE", "POST", "FROBNICATE")
	if got := unsent(i); len(got) != 3 || got["DELETE"] != specs.ReasonNoAllow || got["POST"] != specs.ReasonNoAllow || got["FROBNICATE"] != specs.ReasonNoAllow {
		t.Errorf("not sent: %v", got)
	}
	i = s.inspect(t, specs.ReadOnly, runner.Config{}, "GET", "DELETE")
	if got := unsent(i); got["DELETE"] != specs.ReasonSafety {
		t.Errorf("at read-only: %v", got)
	}
	s.asked = nil
	s.inspect(t, specs.Full, runner.Config{}, "DELETE")
	if !slices.Contains(s.asked, "DELETE /x") {
		t.Errorf("at full, asked %v", s.asked)
	}
}

// TestAnAddressIsAskedWhereOthersAreLost: a server that hangs up on paths it does not
// have says nothing of this one by it.
func TestAnAddressIsAskedWhereOthersAreLost(t *testing.T) {
	t.Parallel()
	s := serveInspected(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/x" {
			panic(http.ErrAbortHandler)
		}
		readOnlyResource(w, r)
	})
	i := s.inspect(t, specs.ReadOnly, runner.Config{}, "GET")
	if x := i.Record.Paths[0].Exchanges; len(x) != 1 || x[0].Status != 200 || i.Record.Cut != "" {
		t.Errorf("cut %q, %v", i.Record.Cut, x)
	}
}

func TestAboveReadOnlyAHostElsewhereIsConfirmed(t *testing.T) {
	t.Parallel()
	_, err := runner.Inspect(t.Context(), runner.Inspection{Path: "/", Methods: []string{"GET"}, Safety: specs.Guarded}, runner.Config{URL: "http://192.0.2.1"})
	if err == nil || !strings.Contains(err.Error(), "--confirm-host 192.0.2.1") {
		t.Errorf("the error is %v", err)
	}
}

// ways are the redirects of the tests below, by path.
func ways(elsewhere string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/x": "/hop-1#part", "/hop-1": "hop-2?a=b", "/hop-2": "/end",
			"/circle": "/circle-2", "/circle-2": "/circle", "/away": elsewhere, "/mail": "mailto:a@b", "/bad": "http://[::1", "/none": "-",
		}[r.URL.Path]
		if strings.HasPrefix(r.URL.Path, "/deep") {
			to = "/deep" + r.URL.Path[len("/deep"):] + "x"
		}
		switch to {
		case "":
			fmt.Fprint(w, "here")
		case "-":
			w.WriteHeader(http.StatusFound)
		default:
			w.Header().Set("Location", to)
			w.WriteHeader(http.StatusFound)
		}
	}
}

func TestRedirectsAreFollowedOnTheOriginAndNoFurther(t *testing.T) {
	t.Parallel()
	other := serveInspected(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Header.Get("Authorization"))
	})
	s := serveInspected(t, ways(other.URL+"/secret"))
	for path, want := range map[string]struct {
		hops int
		ends string
	}{
		"/x": {4, ""}, "/circle": {2, "circle"}, "/deep": {11, "10 redirects are enough"}, "/away": {1, "--confirm-host 127.0.0.1"},
		"/mail": {1, "no address of HTTP"}, "/bad": {1, "no URL"}, "/none": {1, "without Location"}, "/end": {1, ""},
	} {
		i, err := runner.Inspect(t.Context(), runner.Inspection{Path: path, Methods: []string{"GET"}, Safety: specs.ReadOnly}, runner.Config{URL: s.URL})
		if err != nil {
			t.Fatal(err)
		}
		last := i.Hops[len(i.Hops)-1]
		if len(i.Hops) != want.hops || !strings.Contains(last.Ends, want.ends) || want.ends == "" && last.Ends != "" {
			t.Errorf("%s: %d hops, ends %q, want %d and %q", path, len(i.Hops), last.Ends, want.hops, want.ends)
		}
	}
	if len(other.asked) > 0 {
		t.Errorf("the other origin was asked %v", other.asked)
	}
}

// TestAnotherOriginGetsNoCredentials: naming a host is not giving it the user's
// secrets.
func TestAnotherOriginGetsNoCredentials(t *testing.T) {
	t.Parallel()
	other := serveInspected(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "auth=%q key=%q", r.Header.Get("Authorization"), r.Header.Get("X-Key"))
	})
	s := serveInspected(t, ways(other.URL))
	i, err := runner.Inspect(t.Context(), runner.Inspection{Path: "/away", Methods: []string{"GET"}, Safety: specs.ReadOnly},
		runner.Config{URL: s.URL, Auth: "ada:lovelace", Header: http.Header{"X-Key": {"t0psecret"}}, ConfirmHost: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(i.Hops) != 2 || string(i.Hops[1].Exchange.Body()) != `auth="" key=""` {
		t.Errorf("%d hops, the last is %s", len(i.Hops), i.Hops[len(i.Hops)-1].Exchange)
	}
}

func TestAPageIsLetInOrNot(t *testing.T) {
	t.Parallel()
	s := serveInspected(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if r.Header.Get("Access-Control-Request-Method") != "" {
			w.Header().Set("X-Asked", r.Header.Get("Access-Control-Request-Method"))
		}
	})
	asked := func(i *runner.Inspected) (controls []runner.Control) {
		for _, x := range i.Record.Controls {
			if x.Control.IsQuestion() {
				controls = append(controls, x.Control)
			}
		}
		return controls
	}
	if got := asked(s.inspect(t, specs.ReadOnly, runner.Config{}, "GET")); !slices.Equal(got, []runner.Control{runner.ControlOrigin, runner.ControlPreflight}) {
		t.Errorf("of an address that lets pages in was asked %v", got)
	}
	closed := serveInspected(t, readOnlyResource)
	if got := asked(closed.inspect(t, specs.ReadOnly, runner.Config{}, "GET")); !slices.Equal(got, []runner.Control{runner.ControlOrigin}) {
		t.Errorf("of one that does not was asked %v", got)
	}
}

func TestAddressesAreTakenApart(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][3]string{
		"http://127.0.0.1:8080":                  {"http://127.0.0.1:8080", "/", ""},
		"http://127.0.0.1/a%2Fb/{c}?q=1&r=ü#f":   {"http://127.0.0.1", "/a%2Fb/%7Bc%7D", "q=1&r=%C3%BC"},
		"https://ada:love@[::1]:8443/über/../a?": {"https://ada:love@[::1]:8443", "/%C3%BCber/../a", ""},
	} {
		base, path, query, err := runner.SplitAddress(address)
		if got := [3]string{base, path, query}; err != nil || got != want {
			t.Errorf("%s is %v, %v, want %v", address, got, err, want)
		}
	}
	for _, address := range []string{"127.0.0.1/x", "ftp://127.0.0.1/", "http:///x", "http://ada:pass word@h:x/"} {
		if _, _, _, err := runner.SplitAddress(address); err == nil || strings.Contains(err.Error(), "pass word") {
			t.Errorf("%s: the error is %v", address, err)
		}
	}
}
