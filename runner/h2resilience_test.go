package runner_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// h2Misdeed is one way of an HTTP/2 server to answer GET of its path badly.
type h2Misdeed struct {
	path    string
	do      func(*h2Answer)
	outcome runner.Outcome
	trouble string // a part of it
}

// h2Answer is what a server may do in answer to one request.
type h2Answer struct {
	*http2.Framer
	c  net.Conn
	id uint32
}

func (a *h2Answer) header(end bool, fields ...string) error {
	var block bytes.Buffer
	packer := hpack.NewEncoder(&block)
	packer.SetMaxDynamicTableSize(0) // one for each header: it may not remember
	for i := 0; i < len(fields); i += 2 {
		packer.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return a.WriteHeaders(http2.HeadersFrameParam{StreamID: a.id, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: end})
}

// forever does something until the client has enough.
func (a *h2Answer) forever(do func() error) {
	go io.Copy(io.Discard, a.c)
	for do() == nil {
	}
}

func h2Misdeeds() []h2Misdeed {
	content := make([]byte, 1<<14)
	return []h2Misdeed{
		{"/silent", func(*h2Answer) {}, runner.Timeout, "no answer within"},
		{"/half-a-frame", func(a *h2Answer) { a.c.Write([]byte{0, 0, 20, 1, 4}) }, runner.Timeout, "no answer within"},
		{"/pings", func(a *h2Answer) { a.forever(func() error { return a.WritePing(false, [8]byte{}) }) }, runner.Timeout, "no answer within"},
		{"/settings", func(a *h2Answer) { a.forever(func() error { return a.WriteSettings() }) }, runner.Timeout, "no answer within"},
		{"/empty-data", func(a *h2Answer) {
			a.header(false, ":status", "200")
			a.forever(func() error { return a.WriteData(a.id, false, nil) })
		}, runner.Timeout, "after 0 octets of content"},
		{"/empty-continuations", func(a *h2Answer) {
			a.WriteHeaders(http2.HeadersFrameParam{StreamID: a.id, BlockFragment: []byte{0x88}})
			a.forever(func() error { return a.WriteContinuation(a.id, false, nil) })
		}, runner.Timeout, "no answer within"},
		{"/data-without-end", func(a *h2Answer) {
			a.header(false, ":status", "200")
			a.forever(func() error { return a.WriteData(a.id, false, content) })
		}, runner.Answered, ""},
		{"/large-header", func(a *h2Answer) {
			a.WriteHeaders(http2.HeadersFrameParam{StreamID: a.id, BlockFragment: []byte{0x88}})
			field := append([]byte{0x10, 1, 'a', 0x7f, 0xe1, 0x5d}, bytes.Repeat([]byte{'a'}, 12128)...) // never indexed, plain
			a.forever(func() error { return a.WriteContinuation(a.id, false, field) })
		}, runner.Malformed, ""},
		{"/frames-of-no-octet", func(a *h2Answer) {
			a.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 0})
			a.header(true, ":status", "200")
		}, runner.Malformed, "MAX_FRAME_SIZE"},
		{"/reset", func(a *h2Answer) { a.WriteRSTStream(a.id, http2.ErrCodeInternal) }, runner.Dropped, "INTERNAL_ERROR"},
		{"/go-away", func(a *h2Answer) { a.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, nil) }, runner.Dropped, "ENHANCE_YOUR_CALM"},
		{"/hangs-up", func(a *h2Answer) { a.c.Close() }, runner.Dropped, "before an answer"},
		{"/upper-case", func(a *h2Answer) { a.header(true, ":status", "200", "Allow", "GET") }, runner.Malformed, "invalid"},
		{"/no-status", func(a *h2Answer) { a.header(true, "allow", "GET") }, runner.Malformed, "three digits"},
	}
}

// serveH2Badly answers GET of the paths of the misdeeds badly, and all else well.
func serveH2Badly(c net.Conn, all []h2Misdeed) {
	in := bufio.NewReader(c)
	if _, err := io.ReadFull(in, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	f := http2.NewFramer(c, in)
	f.AllowIllegalWrites = true
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	f.WriteSettings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 1})
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		asked, ok := frame.(*http2.MetaHeadersFrame)
		if !ok {
			continue
		}
		a := &h2Answer{f, c, asked.StreamID}
		i := slices.IndexFunc(all, func(m h2Misdeed) bool {
			return asked.PseudoValue("method") == http.MethodGet && asked.PseudoValue("path") == m.path
		})
		switch {
		case i >= 0:
			all[i].do(a)
		case strings.HasPrefix(asked.PseudoValue("path"), "/no-such"):
			a.header(true, ":status", "404")
		case asked.PseudoValue("method") == http.MethodGet, asked.PseudoValue("method") == http.MethodHead:
			a.header(true, ":status", "200")
		default:
			a.header(true, ":status", "405", "allow", "GET, HEAD")
		}
	}
}

// TestAHostileHTTP2Server: each misdeed is told as what it is, within its time, and
// what is asked beside it is not harmed.
func TestAHostileHTTP2Server(t *testing.T) {
	t.Parallel()
	slow, others := h2Misdeeds(), h2Misdeeds()
	slow = slices.DeleteFunc(slow, func(m h2Misdeed) bool { return m.outcome != runner.Timeout })
	others = slices.DeleteFunc(others, func(m h2Misdeed) bool { return m.outcome == runner.Timeout })
	t.Run("slow", func(t *testing.T) {
		t.Parallel()
		auditHostileH2(t, slow, 2*time.Second)
	})
	t.Run("other", func(t *testing.T) {
		t.Parallel()
		auditHostileH2(t, others, 50*time.Second)
	})
}

func auditHostileH2(t *testing.T, all []h2Misdeed, timeout time.Duration) {
	t.Helper()
	url, stop := serveEach(t, func(c net.Conn) {
		defer c.Close()
		c.SetDeadline(time.Now().Add(time.Minute))
		serveH2Badly(c, all)
	})
	defer stop()
	var names []misdeed
	for _, m := range all {
		names = append(names, misdeed{path: m.path})
	}
	record, err := runner.Run(t.Context(), badPlan(t, names, specs.Options{}), runner.Config{
		URL: url, HTTP: runner.HTTP2, Timeout: timeout, Concurrency: 16, NoQuestions: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if record.Cut != "" {
		t.Fatalf("the run was cut: %s", record.CutText)
	}
	for _, p := range record.Paths {
		for _, x := range p.Exchanges {
			want := h2Misdeed{outcome: runner.Answered}
			if i := slices.IndexFunc(all, func(m h2Misdeed) bool { return m.path == p.Path.Template }); i >= 0 && x.Method == http.MethodGet {
				want = all[i]
			}
			if x.Outcome != want.outcome || !strings.Contains(x.Trouble, want.trouble) {
				t.Errorf("%s %s: %s, %q; want %s, %q", x.Method, x.Target, x.Outcome, x.Trouble, want.outcome, want.trouble)
			}
			if len(x.Body()) > 256<<10 || x.Elapsed > 2*timeout {
				t.Errorf("%s %s: %d octets are kept, in %v", x.Method, x.Target, len(x.Body()), x.Elapsed)
			}
		}
	}
}
