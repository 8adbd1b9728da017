package runner

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/proverb-dev/proverb/specs"
)

// http2Server serves a handler over HTTP/2 without TLS, which is not asked for
// first.
func http2Server(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Config.Protocols.SetHTTP1(true)
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

func TestHTTP2AgainstARealServer(t *testing.T) {
	t.Parallel()
	answer := func(w http.ResponseWriter, r *http.Request) {
		content, _ := io.ReadAll(r.Body)
		w.Header()["Allow"] = []string{"GET", "POST"}
		w.Header().Set("Trailer", "Checked")
		w.WriteHeader(http.StatusMethodNotAllowed)
		fmt.Fprintf(w, "%s %s %s %s %d", r.Proto, r.Method, r.Host, r.RequestURI, len(content))
		w.Header().Set("Checked", "yes")
	}
	secure := httptest.NewUnstartedServer(http.HandlerFunc(answer))
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for name, c := range map[string]Config{
		"TLS":             {URL: secure.URL, TLS: secure.Client().Transport.(*http.Transport).TLSClientConfig},
		"prior knowledge": {URL: http2Server(t, answer)},
		"in process":      {Handler: http.HandlerFunc(answer)},
	} {
		c.HTTP = HTTP2
		cl := clientOf(t, c)
		for _, size := range []int{0, 10, 300_000} {
			x := cl.do(t.Context(), request{Method: "PROVERBABCDEF", Target: "/books?q=1", Content: make([]byte, size), Retry: true})
			want := fmt.Sprintf("HTTP/2.0 PROVERBABCDEF %s /books?q=1 %d", cl.hostTo.Value, size)
			if x.Outcome != Answered || x.Status != 405 || x.Proto != "HTTP/2" || string(x.Body()) != want {
				t.Fatalf("%s: %s %s, %s %d %q; want %q", name, x.Outcome, x.Trouble, x.Proto, x.Status, x.Body(), want)
			}
			if got := x.Values("Allow"); len(got) != 2 || x.Framing != FramingStream || len(x.Trailer) != 1 {
				t.Errorf("%s: Allow %q, framing %s, trailer %v", name, got, x.Framing, x.Trailer)
			}
		}
	}
}

func TestHTTP2ManyExchangesOnOneConnection(t *testing.T) {
	t.Parallel()
	var ports sync.Map
	large := bytes.Repeat([]byte("x"), 3<<20)
	base := http2Server(t, func(w http.ResponseWriter, r *http.Request) {
		ports.Store(r.RemoteAddr, true)
		if r.URL.Path == "/large" {
			w.Write(large)
		}
	})
	cl := clientOf(t, Config{URL: base, HTTP: HTTP2})
	for i := range 50 {
		target, want := "/", int64(0)
		if i%10 == 0 {
			target, want = "/large", int64(len(large))
		}
		x := cl.do(t.Context(), get(target))
		if x.Outcome != Answered || x.Length != want {
			t.Fatalf("%d: %s %s, %d octets", i, x.Outcome, x.Trouble, x.Length)
		}
	}
	connections := 0
	ports.Range(func(_, _ any) bool { connections++; return true })
	if connections > 6 { // one, and one more after each answer that is not kept whole
		t.Errorf("%d connections", connections)
	}
}

// TestHTTP2ValuesHaveNoWhiteSpaceAround: a request that has it is malformed, and
// nghttp2 and h2 reset it, so that the server seems to fail for our mistake.
func TestHTTP2ValuesHaveNoWhiteSpaceAround(t *testing.T) {
	t.Parallel()
	base := http2Server(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%q", r.Header["X-Field"]) })
	x := clientOf(t, Config{URL: base, HTTP: HTTP2}).do(t.Context(), request{
		Method: "GET", Target: "/", Fields: []Field{{"X-Field", " \ta b "}, {"X-Field", " "}},
	})
	if want := `["a b" ""]`; string(x.Body()) != want || fieldValues(x.Request, "x-field")[0] != "a b" {
		t.Errorf("%s %q, recorded as %v; want %s", x.Outcome, x.Body(), x.Request, want)
	}
}

func TestHTTP2WhereThereIsNone(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(http.HandlerFunc(echo))
	secure := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	x := clientOf(t, Config{URL: plain.URL, HTTP: HTTP2}).do(t.Context(), get("/"))
	if x.Outcome != Malformed && x.Outcome != Dropped {
		t.Errorf("without TLS: %s %q", x.Outcome, x.Trouble)
	}
	trusting := secure.Client().Transport.(*http.Transport).TLSClientConfig
	x = clientOf(t, Config{URL: secure.URL, HTTP: HTTP2, TLS: trusting}).do(t.Context(), get("/"))
	if x.Outcome == Answered || x.Trouble == "" {
		t.Errorf("over TLS: %s %q", x.Outcome, x.Trouble)
	}
	if _, err := newClient(Config{URL: plain.URL, HTTP: "3"}); err == nil {
		t.Error("HTTP/3 is taken")
	}
}

// TestARunInAVersionThatTheServerDoesNotSpeak: it says so, and which flag has the other.
func TestARunInAVersionThatTheServerDoesNotSpeak(t *testing.T) {
	t.Parallel()
	says := func(what string) string {
		return listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
			io.WriteString(c, what)
			c.(*net.TCPConn).CloseWrite() // a whole close would be a reset, as what was sent is unread
			io.Copy(io.Discard, in)
		})
	}
	secure := httptest.NewUnstartedServer(http.HandlerFunc(echo))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.TLS = &tls.Config{NextProtos: []string{"another"}}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plan, err := specs.Parse([]byte(oneBook), "openapi.yaml", specs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ url, http, want string }{
		{secure.URL, HTTP2, "the server does not offer HTTP/2 in the TLS handshake; HTTP/1.1 is spoken with --http 1.1"},
		{secure.URL, HTTP1, "the server does not offer HTTP/1.1 in the TLS handshake; HTTP/2 is spoken with --http 2"},
		{says("HTTP/1.1 400 Bad Request\r\n\r\n"), HTTP2, "it does not take HTTP/2 without asking first; HTTP/1.1 is spoken with --http 1.1"},
		{says("<!DOCTYPE HTML>"), HTTP2, `the answer is not HTTP/2: "<!DOCTYPE HTML>"; HTTP/1.1 is spoken with --http 1.1`},
		{says("\x00\x00\x00\x04\x00\x00\x00\x00\x00"), HTTP1, "the server answers HTTP/1.1 in HTTP/2; HTTP/2 is spoken with --http 2"},
	} {
		trusting := secure.Client().Transport.(*http.Transport).TLSClientConfig
		record, err := Run(t.Context(), plan, Config{URL: c.url, HTTP: c.http, TLS: trusting, NoQuestions: true})
		if err != nil || !strings.HasSuffix(record.CutText, c.want) {
			t.Errorf("%v, cut %q; want %q", err, record.CutText, c.want)
		}
	}
}

// frames is the server's side of a connection whose every frame is chosen.
type frames struct {
	*http2.Framer
	c net.Conn
}

// header writes a header section for stream 1.
func (f *frames) header(end bool, fields ...string) {
	var block bytes.Buffer
	packer := hpack.NewEncoder(&block)
	for i := 0; i < len(fields); i += 2 {
		packer.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: end})
}

// framesServer answers the first request of every connection with say.
func framesServer(t *testing.T, say func(*frames)) string {
	return listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		preface := make([]byte, len(http2.ClientPreface))
		if _, err := io.ReadFull(in, preface); err != nil {
			return
		}
		f := &frames{http2.NewFramer(c, in), c}
		f.AllowIllegalWrites = true
		f.WriteSettings()
		for {
			frame, err := f.ReadFrame()
			if err != nil {
				return
			}
			if _, ok := frame.(*http2.HeadersFrame); ok {
				say(f)
				break
			}
		}
		for {
			if _, err := f.ReadFrame(); err != nil {
				return
			}
		}
	})
}

// takingServer hands over each frame of every connection, behind the preface.
func takingServer(t *testing.T, settings []http2.Setting, take func(*frames, http2.Frame)) string {
	return listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		io.ReadFull(in, make([]byte, len(http2.ClientPreface)))
		f := &frames{http2.NewFramer(c, in), c}
		f.WriteSettings(settings...)
		for {
			frame, err := f.ReadFrame()
			if err != nil {
				return
			}
			take(f, frame)
		}
	})
}

func TestHTTP2HostileServers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method  string
		say     func(*frames)
		outcome Outcome
		trouble string
	}{
		"reset": {"GET", func(f *frames) { f.WriteRSTStream(1, http2.ErrCodeProtocol) }, Dropped,
			"the server reset the stream before an answer: PROTOCOL_ERROR"},
		"refused": {"GET", func(f *frames) { f.WriteRSTStream(1, http2.ErrCodeRefusedStream) }, Dropped, "the server refused the stream before an answer"},
		"go away": {"GET", func(f *frames) { f.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, nil) }, Dropped, "the server ended the connection (ENHANCE_YOUR_CALM) before an answer"},
		"a header longer than allowed": {"GET", func(f *frames) {
			f.WriteSettings(http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: 64})
			f.WriteGoAway(0, http2.ErrCodeProtocol, nil)
		}, Dropped, "octets, as it takes 64, before an answer"},
		"a header longer than allowed, reset": {"GET", func(f *frames) {
			f.WriteSettings(http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: 64})
			f.WriteRSTStream(1, http2.ErrCodeProtocol)
		}, Dropped, "octets, as it takes 64, before an answer"},
		"a header as long as allowed": {"GET", func(f *frames) {
			f.WriteSettings(http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: 8192})
			f.WriteRSTStream(1, http2.ErrCodeProtocol)
		}, Dropped, "the server reset the stream before an answer: PROTOCOL_ERROR"},
		"silent": {"GET", func(*frames) {}, Timeout, "no answer within 1s"},
		"no end": {"GET", func(f *frames) { f.header(false, ":status", "200"); f.WriteData(1, false, []byte("abc")) }, Timeout,
			"the answer was not complete within 1s: the time ran out after 3 octets of content"},
		// Half a close: what the client still has under way (its SETTINGS) would turn a whole one into a reset.
		"closes half-way": {"GET", func(f *frames) { f.header(false, ":status", "200"); f.c.(*net.TCPConn).CloseWrite() }, Dropped, "the connection was closed"},
		"wrong length": {"GET", func(f *frames) {
			f.header(false, ":status", "200", "content-length", "5")
			f.WriteData(1, true, []byte("abc"))
		}, Malformed, "Content-Length is 5 and the content has 3 octets"},
		"no status":         {"GET", func(f *frames) { f.header(true, "a", "b") }, Malformed, "the status is not a number"},
		"status of letters": {"GET", func(f *frames) { f.header(true, ":status", "abc") }, Malformed, "the status is not a number"},
		"data first":        {"GET", func(f *frames) { f.WriteData(1, true, []byte("abc")) }, Malformed, "there is content before a status"},
		"upper case":        {"GET", func(f *frames) { f.header(true, ":status", "200", "Allow", "GET") }, Malformed, "the stream is not HTTP/2"},
		"not frames":        {"GET", func(f *frames) { io.WriteString(f.c, strings.Repeat("\xff", 64)) }, Malformed, "a frame is larger"},
		"push": {"GET", func(f *frames) {
			f.WritePushPromise(http2.PushPromiseParam{StreamID: 1, PromiseID: 2, BlockFragment: nil, EndHeaders: true})
		}, Malformed, ""},
		"frames of no octet": {"GET", func(f *frames) {
			f.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 0})
			f.header(true, ":status", "200")
		}, Malformed, "the setting MAX_FRAME_SIZE is 0"},
		"push of another stream": {"GET", func(f *frames) {
			f.WritePushPromise(http2.PushPromiseParam{StreamID: 3, PromiseID: 2, BlockFragment: []byte{0x88}, EndHeaders: true})
			f.header(true, ":status", "200")
		}, Malformed, "a push promise"},
		"interim after final": {"GET", func(f *frames) {
			f.header(false, ":status", "200")
			f.header(false, ":status", "103", "link", "</a>")
			f.WriteData(1, true, []byte("abc"))
		}, Malformed, "the trailer has the field :status"},
		"status in the trailer": {"GET", func(f *frames) {
			f.header(false, ":status", "200")
			f.header(true, ":status", "500")
		}, Malformed, "the trailer has the field :status"},
		"content after the trailer": {"GET", func(f *frames) {
			f.header(false, ":status", "200")
			f.header(false, "a", "b")
			f.WriteData(1, true, []byte("abc"))
		}, Malformed, "the stream goes on after its trailer"},
		"content after HEAD without end": {"HEAD", func(f *frames) {
			go io.Copy(io.Discard, f.c)
			f.header(false, ":status", "200")
			for f.WriteData(1, false, make([]byte, 1<<14)) == nil {
			}
		}, Answered, ""},
		"wrong length of much": {"GET", func(f *frames) {
			f.header(false, ":status", "200", "content-length", "5")
			for range 17 {
				f.WriteData(1, false, make([]byte, 1<<14))
			}
			f.WriteData(1, true, nil)
		}, Malformed, "Content-Length is 5 and the content has 278528 octets"},
		"interim without end": {"GET", func(f *frames) {
			for range maxInterim + 1 {
				f.header(false, ":status", "103")
			}
		}, Malformed, "more than 100 interim responses"},
		"large interims": {"GET", func(f *frames) {
			for range maxInterim {
				f.header(false, ":status", "103", "a", strings.Repeat("a", 12000))
			}
			f.header(true, ":status", "200")
		}, Malformed, "the header is longer than 1048576 octets"},
		"go away after the header": {"GET", func(f *frames) {
			f.header(false, ":status", "200")
			f.WriteGoAway(0, http2.ErrCodeNo, nil)
		}, Dropped, "the server ended the connection after 0 octets of content"},
		"continued without end": {"GET", func(f *frames) {
			field := append([]byte{0x10, 1, 'a', 0x7f, 0xe1, 0x5d}, bytes.Repeat([]byte{'a'}, 12128)...) // never indexed, plain
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x88}})
			for f.WriteContinuation(1, false, field) == nil {
			}
		}, Malformed, "a header is longer than 1048576 octets, or broken: PROTOCOL_ERROR"},
		"a table that was not allowed": {"GET", func(f *frames) {
			f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x3f, 0xff, 0xff, 0x7f, 0x88}, EndHeaders: true, EndStream: true})
		}, Malformed, "or broken: COMPRESSION_ERROR"},
		"content after HEAD": {"HEAD", func(f *frames) { f.header(false, ":status", "200"); f.WriteData(1, true, []byte("abc")) }, Answered, ""},
		"interim":            {"GET", func(f *frames) { f.header(false, ":status", "103", "link", "</a>"); f.header(true, ":status", "501") }, Answered, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := long
			if c.outcome == Timeout {
				timeout = time.Second
			}
			cl := clientOf(t, Config{URL: framesServer(t, c.say), HTTP: HTTP2, Timeout: timeout})
			x := cl.do(t.Context(), request{Method: c.method, Target: "/"})
			if x.Outcome != c.outcome || !strings.Contains(x.Trouble, c.trouble) {
				t.Errorf("%s %q; want %s %q", x.Outcome, x.Trouble, c.outcome, c.trouble)
			}
			if wayOn(x) != "" {
				t.Errorf("%q: it speaks HTTP/2, badly, and %q", x.Trouble, wayOn(x))
			}
			if name == "content after HEAD" && string(x.Residue) != "abc" {
				t.Errorf("residue %q", x.Residue)
			}
			if x.Length > keepContent && !x.BodyInfo().Truncated {
				t.Errorf("%d octets pass for whole", x.Length)
			}
			if name == "interim" && (x.Status != 501 || len(x.Interim) != 1 || fieldValue(x.Interim[0].Header, "Link") != "</a>" || x.Received != nil) {
				t.Errorf("%d after %+v, written as %q", x.Status, x.Interim, x.Received)
			}
		})
	}
}

// TestHTTP2WithAServerThatReadsNoFurtherThanTheMethod: what follows a request that the
// server did not read to its end is read as it was meant.
func TestHTTP2WithAServerThatReadsNoFurtherThanTheMethod(t *testing.T) {
	t.Parallel()
	answer := func(f *frames, stream uint32, status string) {
		var block bytes.Buffer
		hpack.NewEncoder(&block).WriteField(hpack.HeaderField{Name: ":status", Value: status})
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: block.Bytes(), EndHeaders: true, EndStream: true})
	}
	table := hpack.NewDecoder(4096, nil) // of the one connection that there is
	base := takingServer(t, nil, func(f *frames, frame http2.Frame) {
		h, is := frame.(*http2.HeadersFrame)
		switch {
		case !is:
		case h.StreamID == 3:
			answer(f, 3, "501")
		default:
			status := "200"
			if fields, err := table.DecodeFull(h.HeaderBlockFragment()); err != nil || fields[2].Value != "/a" {
				status = "400"
			}
			answer(f, h.StreamID, status)
		}
	})
	cl := clientOf(t, Config{URL: base, HTTP: HTTP2})
	asked := []struct {
		method, target string
		status         int
	}{{"GET", "/a", 200}, {"BREW", "/b", 501}, {"GET", "/a", 200}}
	for _, r := range asked {
		if x := cl.do(t.Context(), request{Method: r.method, Target: r.target}); x.Status != r.status || x.Resent {
			t.Errorf("%s %s: %d %s, resent %t; want %d", r.method, r.target, x.Status, x.Trouble, x.Resent, r.status)
		}
	}
}

// TestHTTP2WithAServerThatHasEnoughOfAConnection: what it did not look at goes over
// another one, unless it is the request that is refused.
func TestHTTP2WithAServerThatHasEnoughOfAConnection(t *testing.T) {
	t.Parallel()
	for code, want := range map[http2.ErrCode]string{
		http2.ErrCodeNo:              "answered, resent",
		http2.ErrCodeEnhanceYourCalm: "answered, resent",
		http2.ErrCodeProtocol:        "dropped",
	} {
		url := takingServer(t, nil, func(f *frames, frame http2.Frame) {
			if h, is := frame.(*http2.HeadersFrame); is && h.StreamID == 1 {
				f.header(true, ":status", "200")
			} else if is {
				f.WriteGoAway(1, code, nil)
			}
		})
		cl := clientOf(t, Config{URL: url, HTTP: HTTP2, Timeout: long})
		cl.do(t.Context(), request{Method: "GET", Target: "/", Retry: true})
		x := cl.do(t.Context(), request{Method: "GET", Target: "/", Retry: true})
		got := string(x.Outcome)
		if x.Resent {
			got += ", resent"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

// TestHTTP2ThatBreaksOff: what has spoken HTTP/2 does, and says something else later on.
func TestHTTP2ThatBreaksOff(t *testing.T) {
	t.Parallel()
	url := takingServer(t, nil, func(f *frames, frame http2.Frame) {
		if h, is := frame.(*http2.HeadersFrame); is && h.StreamID == 1 {
			f.header(true, ":status", "200")
		} else if is {
			io.WriteString(f.c, "<!DOCTYPE HTML>")
		}
	})
	cl := clientOf(t, Config{URL: url, HTTP: HTTP2, Timeout: long})
	cl.do(t.Context(), request{Method: "GET", Target: "/"})
	x := cl.do(t.Context(), request{Method: "GET", Target: "/"})
	if x.Outcome != Malformed || !strings.Contains(x.Trouble, "a frame is larger") || wayOn(x) != "" {
		t.Errorf("%s %q%s", x.Outcome, x.Trouble, wayOn(x))
	}
}

// A server that allows frames of no octet alone would have content sent without end.
func TestHTTP2SettingsThatNobodyCanKeepTo(t *testing.T) {
	t.Parallel()
	for _, size := range []uint32{0, 1<<14 - 1, 1 << 24, 1<<32 - 1} {
		cl := clientOf(t, Config{HTTP: HTTP2, Timeout: long, URL: framesServer(t, func(f *frames) {
			f.WriteSettings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: size})
			f.WriteWindowUpdate(0, 1<<20)
			f.WriteWindowUpdate(1, 1<<20)
		})})
		x := cl.do(t.Context(), request{Method: "POST", Target: "/", Content: make([]byte, 128<<10)})
		if want := fmt.Sprintf("the setting MAX_FRAME_SIZE is %d", size); x.Outcome != Malformed || !strings.Contains(x.Trouble, want) {
			t.Errorf("%s %q; want malformed, %s", x.Outcome, x.Trouble, want)
		}
	}
}

// Leave to send more that comes for a stream that has ended is none for the connection.
func TestHTTP2LateLeaveIsNotTheConnections(t *testing.T) {
	t.Parallel()
	received := make(chan int, 1)
	octets := 0
	settings := []http2.Setting{{ID: http2.SettingInitialWindowSize, Val: 1 << 20}}
	url := takingServer(t, settings, func(f *frames, frame http2.Frame) {
		switch frame := frame.(type) {
		case *http2.HeadersFrame:
			if frame.StreamID == 1 {
				f.header(true, ":status", "200")
				return
			}
			f.WriteWindowUpdate(1, 1<<20)
			f.WritePing(false, [8]byte{})
		case *http2.DataFrame:
			octets += len(frame.Data())
		case *http2.PingFrame: // what was allowed has been sent by now
			received <- octets
			f.WriteRSTStream(3, http2.ErrCodeCancel)
		}
	})
	cl := clientOf(t, Config{URL: url, HTTP: HTTP2, Timeout: long})
	if x := cl.do(t.Context(), get("/")); x.Outcome != Answered {
		t.Fatalf("%s %q", x.Outcome, x.Trouble)
	}
	cl.do(t.Context(), request{Method: "PUT", Target: "/", Content: make([]byte, 128<<10)})
	if n := <-received; n != 65535 {
		t.Errorf("%d octets were sent, and 65535 were allowed", n)
	}
}

func TestHTTP2WithoutAnEnd(t *testing.T) {
	t.Parallel()
	cl := clientOf(t, Config{HTTP: HTTP2, Timeout: 5 * time.Second, URL: framesServer(t, func(f *frames) {
		f.header(false, ":status", "200", "content-type", "text/event-stream")
		f.WriteData(1, false, []byte("data: 1\n\n"))
	})})
	x := cl.do(t.Context(), get("/events"))
	if x.Outcome != Answered || !x.BodyInfo().Truncated || x.Length != 9 || x.Elapsed > 3*time.Second {
		t.Errorf("%s %q, %d octets in %v", x.Outcome, x.Trouble, x.Length, x.Elapsed)
	}
}

// FuzzReadFrames: whatever a server says in place of frames, the exchange ends in
// an outcome.
func FuzzReadFrames(f *testing.F) {
	var good bytes.Buffer
	framer := http2.NewFramer(&good, nil)
	framer.WriteSettings()
	both := &frames{framer, nil}
	both.header(false, ":status", "405", "allow", "GET")
	both.WriteData(1, true, []byte("no"))
	f.Add(good.Bytes(), false)
	f.Add(good.Bytes()[:len(good.Bytes())-3], true)
	f.Add([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"), false)
	f.Add([]byte(strings.Repeat("\xff", 64)), false)
	f.Fuzz(func(t *testing.T, raw []byte, head bool) {
		ours, theirs := net.Pipe()
		done := make(chan struct{})
		go func() {
			defer close(done)
			go io.Copy(io.Discard, theirs)
			theirs.Write(raw)
			theirs.Close()
		}()
		c := newConnection(ours)
		c.timeout = long
		c.deadline = time.Now().Add(long)
		if err := startH2(c, "http"); err != nil {
			ours.Close()
			<-done
			return
		}
		r := request{Method: "GET", Target: "/", Fields: []Field{{"host", "a"}}}
		if head {
			r.Method = "HEAD"
		}
		a := exchange(context.Background(), c, &r)
		ours.Close()
		<-done
		if (a.Outcome == Answered) != (a.Trouble == "") {
			t.Errorf("%s with trouble %q", a.Outcome, a.Trouble)
		}
		if a.Outcome == Answered && (a.Status < 200 || a.Status > 999) {
			t.Errorf("status %d", a.Status)
		}
	})
}
