package reports

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// The content of a run is told up to a limit, what findings rest on first.
func TestContentHasALimit(t *testing.T) {
	t.Parallel()
	const size = 10 << 10
	answer := func(text string) *runner.Exchange {
		x := &runner.Exchange{Status: 200, Outcome: runner.Answered}
		return x.WithBody([]byte(strings.Repeat(text, size/len(text))), size, false)
	}
	first, late, cited, lateCited, small := answer("a"), answer("é"), answer("c"), answer("d"), (&runner.Exchange{Status: 200}).WithBody([]byte("small"), 5, false)
	same := *late
	texts := newBodyTexts([]rules.Finding{{Exchanges: []*runner.Exchange{cited, &same}}, {Exchanges: []*runner.Exchange{lateCited}}}, 2*size)
	texts.other = size
	for _, test := range []struct {
		name string
		x    *runner.Exchange
		kept int
	}{
		{"the first", first, size},
		{"beyond the limit", late, cutOtherTo},
		{"beyond the limit, but small", small, 5},
		{"evidence", cited, size},
		{"evidence with content that was cut before", &same, size},
		{"evidence beyond its own limit", lateCited, cutEvidenceTo},
		{"again", first, size},
	} {
		r := newResponse(test.x, texts)
		if len(r.Body) != test.kept || r.BodyBase64 != "" || r.Truncated != (int64(test.kept) < r.BodyLength) {
			t.Errorf("%s: %d bytes of %d are kept, truncated is %v", test.name, len(r.Body), r.BodyLength, r.Truncated)
		}
	}
}

// What was received beside content counts as content, and what is alike is held once.
func TestWhatWasReceivedHasALimit(t *testing.T) {
	t.Parallel()
	const size = 10 << 10
	answer := func(text string) *runner.Exchange {
		return &runner.Exchange{Control: runner.ControlLive, Status: 200, Outcome: runner.Answered, Received: []byte(strings.Repeat(text, size/len(text))), ReceivedLength: size}
	}
	first, late, cited, foreign := answer("a"), answer("é"), answer("c"), answer("\xff")
	same := *first
	texts := newBodyTexts([]rules.Finding{{Exchanges: []*runner.Exchange{cited, foreign}}}, 2*size)
	texts.other = size
	for _, test := range []struct {
		name         string
		x            *runner.Exchange
		kept, binary int
	}{
		{"the first", first, size, 0},
		{"the same again", &same, size, 0},
		{"beyond the limit", late, cutOtherTo, 0},
		{"evidence", cited, size, 0},
		{"no text", foreign, 0, (size + 2) / 3 * 4},
	} {
		x := newExchange(test.x, rules.ExchangeJudgement{}, texts)
		if len(x.Received) != test.kept || len(x.ReceivedBase64) != test.binary || x.ReceivedLength != size {
			t.Errorf("%s: %d and %d bytes of %d", test.name, len(x.Received), len(x.ReceivedBase64), x.ReceivedLength)
		}
	}
	if texts.other != -cutOtherTo || texts.evidence != 0 {
		t.Errorf("there is room for %d and %d", texts.other, texts.evidence)
	}
}

// Of a report by an earlier version the statuses of interim responses are known.
// TestInterimResponsesWithoutAnAnswer: a 103 is all that there is to see of a proxy that
// takes it for the answer, and waits for its end.
func TestInterimResponsesWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	x := &runner.Exchange{
		Method: "HEAD", Target: "/books", Outcome: runner.Timeout, Trouble: "the time ran out after an interim response",
		Interim: []runner.Interim{{Proto: "HTTP/1.1", Status: 103, Reason: "Early Hints", Header: []runner.Field{{Name: "Server", Value: "nginx/1.22.1"}}}},
		Probe:   &specs.Probe{Kind: specs.KindImplied, Method: "HEAD"},
	}
	told := newExchange(x, rules.ExchangeJudgement{}, newBodyTexts(nil, textLimit))
	const want = "< HTTP/1.1 103 Early Hints\n< Server: nginx/1.22.1\n< (timeout: the time ran out after an interim response)\n"
	if got := recorded(&told).Notation(); told.Response != nil || !strings.HasSuffix(got, want) {
		t.Errorf("%+v is told as\n%s", told, got)
	}
}

func TestInterimResponsesOfAnEarlierVersion(t *testing.T) {
	t.Parallel()
	x := recorded(&Exchange{Response: &Response{Proto: "HTTP/1.1", Status: 200, Interim: []int{100, 103}}})
	if len(x.Interim) != 2 || x.Interim[0].Status != 100 || x.Interim[1].Status != 103 {
		t.Errorf("%+v", x.Interim)
	}
}

// The way to a server is in each line that asks it again, and in the report.
// TestARequestThatIsLongForItsOwnSakeIsCutInText: what it begins with tells what it is.
func TestARequestThatIsLongForItsOwnSakeIsCutInText(t *testing.T) {
	t.Parallel()
	x := &Exchange{Kind: "declared", Method: "GET", Target: "/a", Outcome: "dropped"}
	long := "GET /a?" + strings.Repeat("a", 2000)
	x.Request.RawBase64, x.Request.RawLength = base64.StdEncoding.EncodeToString([]byte(long)), 8000
	got := trimmed(x).Notation("declared")
	if !strings.Contains(got, ">+(7520 more octets)\n") || len(got) > 700 {
		t.Errorf("%d octets of notation:\n%s", len(got), got)
	}
	x.Request.RawBase64, x.Request.RawLength = base64.StdEncoding.EncodeToString([]byte("GET /a HTTP/9.9\r\n\r\n")), 19
	if got := trimmed(x).Notation("declared"); !strings.Contains(got, `HTTP/9.9\r\n\r\n"`) || strings.Contains(got, "more") {
		t.Errorf("a short one is\n%s", got)
	}
}

func TestCurlTakesTheWayOfTheRun(t *testing.T) {
	t.Parallel()
	j := judgement()
	j.Record.Connection = runner.Connection{UnixSocket: "/run/my api.sock"}
	r := readAgain(t, New(j, About{}))
	const want = "--unix-socket '/run/my api.sock'"
	for _, name := range []string{"junit", "ctrf", "tap"} {
		if !strings.Contains(render(t, Formats[name], r), want) {
			t.Errorf("%s has no curl line with %s", name, want)
		}
	}
	for name, page := range folderOf(t, r) {
		if strings.HasPrefix(name, "paths-") && !strings.Contains(page, "--unix-socket") {
			t.Errorf("%s has no curl line with %s", name, want)
		}
	}
	if _, exchanges := unpack(t, render(t, HTML, r)); !strings.Contains(exchanges[0].Curl, want) {
		t.Errorf("html: %s", exchanges[0].Curl)
	}
	if text := render(t, JSON, r); !strings.Contains(text, `"unix_socket": "/run/my api.sock"`) {
		t.Error("the report does not say it")
	}
	if text := render(t, Text(false), r); !strings.Contains(text, " --from report.json --url http://127.0.0.1:8080 "+want) {
		t.Errorf("the text has no replay line with %s", want)
	}
	if text := render(t, JSON, fixture()); strings.Contains(text, `"connection"`) {
		t.Error("the report says of a way what its URL says")
	}
}

// What nothing on a command line sends through a proxy has no line, and no prompt of one.
func TestWhatCannotBeRepeatedHasNoLine(t *testing.T) {
	t.Parallel()
	j := judgement()
	j.Record.Connection = runner.Connection{Proxy: "http://p:3128"}
	r := New(j, About{})
	for i := range r.Exchanges {
		r.Exchanges[i].Request.RawBase64, r.Exchanges[i].Request.RawLength = "R0VU", 3
	}
	if text := render(t, Formats["junit"], r); strings.Contains(text, "\n$ ") {
		t.Errorf("JUnit has the prompt of a line:\n%s", text)
	}
	for name, page := range folderOf(t, r) {
		if strings.Contains(page, `<pre class="code" tabindex="0"></pre>`) {
			t.Errorf("%s has an empty line", name)
		}
	}
}

// readAgain is a report as it is read from its own JSON.
func readAgain(t *testing.T, r *Report) *Report {
	t.Helper()
	back, err := Read(strings.NewReader(render(t, JSON, r)))
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// Every part of the way is in the report, and is the same when the report is read.
func TestTheWayIsReadBack(t *testing.T) {
	t.Parallel()
	way := runner.Connection{
		UnixSocket: "/s", Proxy: "https://p:3128", ProxyUser: true, HTTP: "2", Insecure: true, CACert: "ca.pem", Cert: "c.pem", Key: "[secret:client-key]",
	}
	j := judgement()
	j.Record.Connection = way
	if got := readAgain(t, New(j, About{})).Connection.way(); got != way {
		t.Errorf("read back it is %+v", got)
	}
	if got := (*Connection)(nil).way(); got != (runner.Connection{}) {
		t.Errorf("a report that has none has %+v", got)
	}
}

// A request is told in the version that it was sent in, whether or not it was answered;
// what was asked over the other version, in that.
func TestRequestsHaveTheVersionOfTheRun(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ http, own, other string }{{"", "HTTP/1.1", "HTTP/2"}, {"2", "HTTP/2", "HTTP/1.1"}} {
		j := judgement()
		j.Record.Connection.HTTP = c.http
		r := New(j, About{})
		for i := range r.Exchanges {
			r.Exchanges[i].Response = nil
		}
		r.Exchanges[1].Control = string(runner.ControlOtherVersion)
		r.Exchanges[3].Response = &Response{Proto: "HTTP/2", Status: 200} // whatever was asked for
		har := strictly[archive](t, render(t, HAR, r)).Log
		_, page := unpack(t, render(t, HTML, r))
		for i, want := range []string{c.own, c.other, c.own, "HTTP/2"} {
			if got := har.Entries[i].Request.HTTPVersion; got != want || page[i].Version != want {
				t.Errorf("%q: %d is %s in HAR and %s on the page, not %s", c.http, i, got, page[i].Version, want)
			}
		}
	}
}
