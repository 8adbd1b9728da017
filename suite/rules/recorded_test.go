package rules_test

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

// recordings are answers of real servers, which are beside the checkout and not
// part of it.
const recordings = "../../../shared/servers"

// recorded is a server's answers as they were written down.
type recorded struct {
	Name, Kind string
	Rows       []recordedRow
}

type recordedRow struct {
	Path, Probe, Outcome, Reason, Version, Snippet, Connection string
	Status                                                     int
	Headers                                                    [][2]string
}

// asked are the probes of the recordings that Proverb sends too, and how it
// would send them.
var asked = map[string]map[string]string{
	"/items": {
		"BREW": "unknown", "get": "variant", "OPTIONS": "implied", "HEAD": "implied", "GET": "declared", "TRACE": "registered",
		"PROPFIND": "registered", "QUERY": "registered", "PATCH": "registered", "PUT": "elsewhere", "DELETE": "elsewhere",
		"bad-json": "declared, form: malformed",
	},
	"/items/1": {
		"BREW": "unknown", "get": "variant", "OPTIONS": "implied", "HEAD": "implied", "GET": "declared", "TRACE": "registered",
		"PROPFIND": "registered", "QUERY": "registered", "PATCH": "registered", "POST": "elsewhere",
	},
	"/nope": {"GET": "control: not-found"},
	"-":     {"malformed: method GE(T": "control: parser"},
}

var declaredOn = map[string]string{
	"/items":   "path: /items, declared: GET POST; server: DELETE GET HEAD POST PUT",
	"/items/1": "path: /items/{id}, declared: DELETE GET PUT; server: DELETE GET HEAD POST PUT",
}

func (s recorded) record(t *testing.T) *runner.Record {
	t.Helper()
	var text strings.Builder
	text.WriteString("-- pass: recorded --\n")
	for _, row := range s.Rows {
		notes := asked[row.Path][row.Probe]
		if notes == "" {
			continue
		}
		if on := declaredOn[row.Path]; on != "" {
			notes += ", live, " + on
		}
		if row.Connection == "closed" {
			notes += ", closed"
		}
		text.WriteString(row.exchange().Notation(notes))
	}
	examples, err := rules.ParseExamples([]byte(text.String()))
	if err != nil {
		t.Fatalf("%s: %v\n%s", s.Name, err, text.String())
	}
	return examples[0].Record
}

func (r recordedRow) exchange() *runner.Exchange {
	x := runner.Exchange{Method: r.Probe, Target: r.Path, Outcome: runner.Answered, Proto: r.Version, Status: r.Status, Reason: r.Reason}
	switch r.Probe {
	case "bad-json":
		x.Method = "POST"
	case "malformed: method GE(T":
		x.Method, x.Target = "GE(T", "/items"
	}
	for _, h := range r.Headers {
		x.Header = append(x.Header, runner.Field{Name: h[0], Value: h[1]})
	}
	if r.Status == 0 {
		x.Outcome, x.Trouble = runner.Dropped, r.Outcome
	}
	return x.WithBody([]byte(r.Snippet), int64(len(r.Snippet)), false)
}

func recordedServers(t *testing.T) map[string]recorded {
	t.Helper()
	files, _ := filepath.Glob(recordings + "/*.json")
	if len(files) == 0 {
		t.Skip("the recordings of real servers are not here")
	}
	out := map[string]recorded{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var s recorded
		if err := json.Unmarshal(data, &s); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out[s.Name] = s
	}
	return out
}

// TestRecordedServers holds the headline answer to what real servers do.
func TestRecordedServers(t *testing.T) {
	t.Parallel()
	apart := map[string]rules.Distinguishes{
		"apache-static-upstream-trace": rules.Yes, "jetty9": rules.Yes, "nethttp-501mw": rules.Yes, "py-BaseHTTPServer": rules.Yes,
		"fastapi-uvicorn-httptools": rules.RefusedByParser, "koa-allowed-24": rules.RefusedByParser,
		"koa-allowed-26": rules.RefusedByParser, "restify": rules.RefusedByParser,
	}
	for name, s := range recordedServers(t) {
		want := cmp.Or(apart[name], rules.No)
		server := rules.Judge(s.record(t), rules.Profile{}).Server
		if server.Distinguishes != want {
			t.Errorf("%s: %s, want %s: %s", name, server.Distinguishes, want, server.Because)
		}
	}
}

// TestRecordedLayers: nothing but a proxy is one, and what a proxy forwards is
// the application's.
func TestRecordedLayers(t *testing.T) {
	t.Parallel()
	for name, s := range recordedServers(t) {
		j := rules.Judge(s.record(t), rules.Profile{})
		for x, v := range j.Exchanges.All() {
			forwarded := x.Has("X-Seen") // which the application behind the recorded proxies adds
			switch {
			case v.Layer == rules.LayerUnknown, v.Layer == rules.LayerProxy && s.Kind != "proxy":
				t.Errorf("%s: %s %s (%d) is answered by %q", name, x.Method, x.Target, x.Status, v.Layer)
			case s.Kind == "proxy" && (v.Layer == rules.LayerApp) != forwarded:
				t.Errorf("%s: %s %s (%d) is answered by %q, forwarded %v", name, x.Method, x.Target, x.Status, v.Layer, forwarded)
			}
		}
	}
}
