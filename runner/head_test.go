package runner

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// hearTwice is hear, where the server says the same again to a second request over
// the same connection. The second is nil where the connection is not to be used
// again.
func hearTwice(t testing.TB, method, raw string) (first, second *reply) {
	t.Helper()
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer theirs.Close()
		in := bufio.NewReader(theirs)
		for range 2 {
			if _, ok := readHeader(in); !ok {
				return
			}
			io.WriteString(theirs, raw)
		}
		io.Copy(io.Discard, in)
	}()
	c := newConnection(ours)
	c.timeout, c.grace = time.Second, time.Millisecond
	ask := func() *reply {
		c.deadline = time.Now().Add(c.timeout)
		a := exchange(context.Background(), c, &request{Method: method, Target: "/x"})
		a.content = append([]byte(nil), a.content...)
		return a
	}
	if first = ask(); first.reusable {
		second = ask()
	}
	ours.Close()
	<-done
	return first, second
}

func TestAHeadThatWasThereBefore(t *testing.T) {
	t.Parallel()
	const head = "HTTP/1.1 405 No\r\nallow: GET\r\nX: 1\r\nx: 2\r\n"
	for name, test := range map[string]struct {
		method, raw string
		known       bool
	}{
		"a length":              {"GET", head + "Content-Length: 2\r\n\r\nno", true},
		"chunks":                {"GET", head + "Transfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\nA: b\r\n\r\n", true},
		"no content":            {"HEAD", head + "Content-Length: 2\r\n\r\n", true},
		"a final head after it": {"GET", "HTTP/1.1 103 Early\r\nA: b\r\n\r\n" + head + "Content-Length: 0\r\n\r\n", true},
		// The empty line that ends it is another than the first that looks like one.
		"bare line feeds": {"GET", "HTTP/1.1 200 OK\nContent-Length: 6\n\nab\r\n\r\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var first, second *reply
			synctest.Test(t, func(t *testing.T) { first, second = hearTwice(t, test.method, test.raw) })
			if second == nil {
				t.Fatalf("the connection is not used again: %+v", answerOf(first))
			}
			if a, b := answerOf(first), answerOf(second); !reflect.DeepEqual(a, b) {
				t.Errorf("first %+v\n then %+v", a, b)
			}
			if known := first.head == second.head; known != test.known {
				t.Errorf("the second head is the first's: %v", known)
			}
		})
	}
}

// TestWhatAHeadRemembers: exchanges of one connection share what is alike, and
// nothing else.
func TestWhatAHeadRemembers(t *testing.T) {
	t.Parallel()
	said := 0
	url := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		for ; ; said++ {
			if _, ok := readHeader(in); !ok {
				return
			}
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"+[]string{"aa", "bb", "bb", "aa"}[said%4])
		}
	})
	cl := clientOf(t, Config{URL: url, Concurrency: 1})
	var got []*Exchange
	for range 4 {
		got = append(got, cl.do(t.Context(), get("/")))
	}
	for i, want := range []string{"aa", "bb", "bb", "aa"} {
		if string(got[i].Body()) != want {
			t.Errorf("%d: %q, want %q", i, got[i].Body(), want)
		}
	}
	if got[0].body != got[3].body || got[1].body != got[2].body || got[0].body == got[1].body {
		t.Error("equal content is one body, other content another")
	}
	if &got[0].Header[0] != &got[3].Header[0] {
		t.Error("the same head is kept twice")
	}
}

// TestProbesThatShareAHeader: the fields of one probe are never those of another.
func TestProbesThatShareAHeader(t *testing.T) {
	t.Parallel()
	cl := clientOf(t, Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Join(r.Header["Accept"], "|")+" "+r.Header.Get("Content-Length")+r.Header.Get("Authorization"))
	}), Auth: "me:a password of some length"})
	header := http.Header{"Accept": {"a/b"}}
	shared := &attire{}
	ask := func(method string, content string, without bool, h http.Header) *Exchange {
		shared.take(h)
		return cl.do(t.Context(), request{Method: method, Target: "/", Fields: shared.own, attire: shared, Content: []byte(content), NoCredentials: without, Retry: true})
	}
	plain, post := ask("GET", "", false, header), ask("POST", "abc", false, header)
	again, bare := ask("GET", "", false, header), ask("GET", "", true, header)
	other := ask("GET", "", false, http.Header{"Accept": {"c/d"}})
	if again.RequestValue("Authorization") != plain.RequestValue("Authorization") {
		t.Error("credentials come and go")
	}
	if plain.RequestValue("Content-Length") != "" || post.RequestValue("Content-Length") != "3" || again.RequestValue("Content-Length") != "" {
		t.Error("the length of one probe's content is another's")
	}
	if bare.RequestValue("Authorization") != "" || plain.RequestValue("Authorization") != "Basic [secret:authorization]" {
		t.Errorf("credentials: %q and %q", bare.RequestValue("Authorization"), plain.RequestValue("Authorization"))
	}
	if got := other.RequestValue("Accept"); got != "c/d" {
		t.Errorf("Accept: %s", got)
	}
	open, alike := clientOf(t, Config{Handler: http.NotFoundHandler()}), &attire{}
	var got []*Exchange
	for range 2 {
		alike.take(header)
		got = append(got, open.do(t.Context(), request{Method: "GET", Target: "/", Fields: alike.own, attire: alike}))
	}
	if &got[0].Request[0] != &got[1].Request[0] {
		t.Error("without secrets the same fields are kept twice")
	}
}

// FuzzKnownHead: what is known again is read as it was the first time.
func FuzzKnownHead(f *testing.F) {
	for _, a := range rawAnswers {
		f.Add(a.raw, a.method == "HEAD")
	}
	f.Add("HTTP/1.1 200 OK\nContent-Length: 6\n\nab\r\n\r\n", false)
	f.Fuzz(func(t *testing.T, raw string, head bool) {
		method := "GET"
		if head {
			method = "HEAD"
		}
		var first, second *reply
		synctest.Test(t, func(t *testing.T) { first, second = hearTwice(t, method, raw) }) // waits for nothing
		if second == nil || second.Outcome != Answered || first.unheard {
			return
		}
		a, b := answerOf(first), answerOf(second)
		a.reusable, b.reusable, a.residue, b.residue, a.closed, b.closed = false, false, "", "", false, false
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%q: first %+v\n then %+v", raw, a, b)
		}
	})
}
