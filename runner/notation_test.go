package runner

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

var book = &specs.Path{Template: "/books/{bookId}"}

func TestNotation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		x     *Exchange
		notes []string
		want  string
	}{
		"plain": {
			x: Exchange{
				Probe:  &specs.Probe{Kind: specs.KindElsewhere, Path: &specs.Path{Template: "/books"}, Form: specs.FormPlain},
				Method: "DELETE", Target: "/books", Request: []Field{{"Accept", "application/json"}},
				Outcome: Answered, Proto: "HTTP/1.1", Status: 405, Reason: "Method Not Allowed",
				Header: []Field{{"Allow", "GET, POST"}, {"X-Empty", ""}},
			}.WithBody([]byte(`{"title":"Method Not Allowed"}`), 30, false),
			want: `> DELETE /books (elsewhere)
> Accept: application/json
< HTTP/1.1 405 Method Not Allowed
< Allow: GET, POST
< X-Empty:
<
< {"title":"Method Not Allowed"}
`,
		},
		"content both ways, and lines": {
			x: Exchange{
				Probe:  &specs.Probe{Kind: specs.KindDeclared, Path: book, Form: specs.FormMalformed},
				Method: "PUT", Target: "/books/b-1?a=b", Again: true, Content: []byte("{\n"),
				Outcome: Answered, Status: 400, Interim: []Interim{{Status: 103}}, Residue: []byte("x\x00"),
			}.WithBody([]byte("one\n\n  two\t\n(three)\nfo\xffur\n"), 26, false),
			want: `> PUT /books/b-1?a=b (declared, form: malformed, again, path: /books/{bookId})
>
> {
< HTTP/1.1 103
< 400
<
< one
<
<   two	
<"\n(three)"
<"\nfo\xffur"
<+"x\x00"
`,
		},
		"what the record does not tell": {
			x: Exchange{
				Method: "GET", Target: "/", Outcome: Answered, Proto: "HTTP/1.1", Status: 200, Reason: "OK",
				Interim: []Interim{{"HTTP/1.1", 103, "Early Hints", []Field{{"Link", "</a>"}, {"Link", ""}}}},
				Header:  []Field{{"Allow ", "GET, HEAD"}, {"X-A", "a"}}, Trailer: []Field{{"X-Sum", "1"}, {"X-Empty", ""}},
				Received: []byte("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: \r\n\r\nHTTP/1.1  200 OK\r\nAllow : GET,\r\n\tHEAD\r\nX-A:a \n\r\n" +
					"02\r\n\r\nb\r\n\r\n0;a=\"b: c\"\r\nX-Sum: 1\r\nX-Empty:\r\n\r\n"),
				ReceivedLength: 1000,
			}.WithBody([]byte("[]"), 2, false),
			want: `> GET /
< HTTP/1.1 103 Early Hints
< Link: </a>
< Link:
< HTTP/1.1 200 OK
< Allow : GET, HEAD
< X-A: a
<
< []
<~ X-Sum: 1
<~ X-Empty:
<="HTTP/1.1  200 OK\r\n"
<="Allow : GET,\r\n\tHEAD\r\n"
<="X-A:a \n"
<="02\r\n"
<="0;a=\"b: c\"\r\n"
<="X-Empty:\r\n"
<=(859 more octets)
`,
		},
		"a line that is odd and long": {
			x:    &Exchange{Method: "GET", Target: "/", Outcome: Answered, Status: 200, Received: []byte("A:" + strings.Repeat("é", 2000) + "\r\n"), ReceivedLength: 4004},
			want: "> GET /\n< 200\n<=\"A:" + strings.Repeat("é", 1023) + "\"\n<=(1956 more octets)\n",
		},
		"notes of one's own": {
			x:     &Exchange{Method: "GET", Target: "/", Outcome: Refused, Trouble: "connection refused"},
			notes: []string{"declared", "live", "declared: GET POST", "server: GET HEAD POST"},
			want: `> GET / (declared, live, declared: GET POST, server: GET HEAD POST)
< (refused: connection refused)
`,
		},
		"a control that was cut off": {
			x: Exchange{
				Control: ControlNotFound, Method: "GE(T / HTTP/1.1", Outcome: Dropped, Trouble: "the connection was closed after 3 of 10 octets of content",
				Proto: "HTTP/1.0", Status: 200, Reason: "O\x1b[31mK", Length: 3,
			}.WithBody([]byte("abc"), 3, true),
			want: `> GE(T / HTTP/1.1 (control: not-found)
< HTTP/1.0 200 O\x1b[31mK
<
< abc
< (dropped: the connection was closed after 3 of 10 octets of content)
`,
		},
		"long content": {
			x: Exchange{Method: "GET", Target: "/", Outcome: Answered, Proto: "HTTP/1.1", Status: 200}.
				WithBody([]byte(strings.Repeat("é", 2000)+"a"), 4001, false),
			want: "> GET /\n< HTTP/1.1 200\n<\n< " + strings.Repeat("é", 1024) + "\n< ... (1953 more bytes)\n",
		},
		"long content, cut within an indent": {
			x: Exchange{Method: "GET", Target: "/", Outcome: Answered, Proto: "HTTP/1.1", Status: 200}.
				WithBody([]byte("<p>"+strings.Repeat("a", 2040)+"\n        <p>b"), 2056, false),
			want: "> GET /\n< HTTP/1.1 200\n<\n< <p>" + strings.Repeat("a", 2040) + "\n< ... (13 more bytes)\n",
		},
		"content that was not kept": {
			x:    Exchange{Method: "GET", Target: "/", Outcome: Answered, Status: 200}.WithBody([]byte("abc"), 1000, true),
			want: "> GET /\n< 200\n<\n< abc\n< ... (997 more bytes)\n",
		},
	} {
		if got := test.x.Notation(test.notes...); got != test.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

func TestCurl(t *testing.T) {
	t.Parallel()
	common := []Field{{"Host", "a:80"}, {"User-Agent", "proverb"}, {"Accept", "*/*"}}
	for _, test := range []struct {
		x    Exchange
		want string
	}{
		{Exchange{Method: "DELETE", Target: "/books/1", Request: common}, `curl -i -X DELETE -H 'Accept: */*' http://a:80/books/1`},
		{Exchange{Method: "HEAD", Target: "/"}, `curl -I -H Accept: http://a:80/`},
		{
			Exchange{Method: "POST", Target: "/x?a=b&c='d'", Request: []Field{{"Accept", "a"}, {"Content-Length", "0"}, {"Host", "other"}, {"X-Empty", ""}}},
			`curl -i -X POST -H 'Accept: a' -H 'Content-Length: 0' -H 'Host: other' -H 'X-Empty;' 'http://a:80/x?a=b&c='\''d'\'''`,
		},
		{
			Exchange{Method: "PUT", Target: "/x", Request: common[2:], Content: []byte("{\"a\": '$1'\n")},
			"curl -i -X PUT -H 'Accept: */*' -H Content-Type: --data-binary '{\"a\": '\\''$1'\\''\n' http://a:80/x",
		},
		{
			Exchange{Method: "GET", Target: "/a/../b/{c}", Request: common},
			`curl -i -X GET -H 'Accept: */*' --path-as-is -g 'http://a:80/a/../b/{c}'`,
		},
		{Exchange{Method: "OPTIONS", Target: "*", Request: common}, `curl -i -X OPTIONS -H 'Accept: */*' --request-target '*' http://a:80`},
		{
			Exchange{
				Method: "GET", Target: "/?key=[secret:k]x&b=[secret:a-b]", Content: []byte("@\x00"),
				Request: []Field{{"Accept", "a"}, {"Content-Type", "b"}, {"Authorization", "Bearer [secret:authorization]"}, {"X", "a!$[secret:2x]`\"\\"}},
			},
			`printf %b '\0100\0000' | curl -i -X GET -H 'Accept: a' -H 'Content-Type: b' -H "Authorization: Bearer $AUTHORIZATION"` +
				` -H "X: a"'!'"\$$_2X\` + "`" + `\"\\" --data-binary @- "http://a:80/?key=${K}x&b=$A_B"`,
		},
		{Exchange{Method: "POST", Target: "/", Request: []Field{{"Accept", "a"}, {"Content-Type", "b"}}, Content: []byte("@file")}, `curl -i -X POST -H 'Accept: a' -H 'Content-Type: b' --data-raw @file http://a:80/`},
	} {
		if got := test.x.Curl("http://a:80", Connection{}); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
}

// What the URL does not say of the way to the server is said by options, without
// credentials.
func TestCurlTakesTheSameWay(t *testing.T) {
	t.Parallel()
	x := Exchange{Method: "GET", Target: "/x", Request: []Field{{"Accept", "a"}}}
	raw := Exchange{Raw: []byte("GET"), RawLength: 3}
	one, two, other, direct := x, x, x, x
	one.Proto, two.Proto, other.Control, direct.Control = "HTTP/1.1", "HTTP/2", ControlOtherVersion, ControlDirect
	for _, test := range []struct {
		x      Exchange
		config Config
		want   string
	}{
		{x, Config{UnixSocket: "/run/it's.sock"}, `curl -i -X GET --unix-socket '/run/it'\''s.sock' -H 'Accept: a' http://a/x`},
		{direct, Config{UnixSocket: "/run/front.sock"}, `curl -i -X GET -H 'Accept: a' http://a/x`},
		{x, Config{Proxy: "http://user:canary-1@proxy:3128"}, `curl -i -X GET -x "http://$PROXY_USER@proxy:3128" -H 'Accept: a' http://a/x`},
		{x, Config{HTTP: HTTP2}, `curl -i -X GET --http2-prior-knowledge -H 'Accept: a' http://a/x`},
		{one, Config{HTTP: HTTP2}, `curl -i -X GET -H 'Accept: a' http://a/x`},
		{two, Config{}, `curl -i -X GET --http2-prior-knowledge -H 'Accept: a' http://a/x`},
		{other, Config{}, `curl -i -X GET --http2-prior-knowledge -H 'Accept: a' http://a/x`},
		{other, Config{HTTP: HTTP2}, `curl -i -X GET -H 'Accept: a' http://a/x`},
		{raw, Config{UnixSocket: "/s"}, `printf '%b' GET | nc -w 5 -U /s`},
		{raw, Config{Proxy: "http://proxy:3128"}, ""},
	} {
		if got := test.x.Curl("http://a", test.config.Connection()); got != test.want {
			t.Errorf("got\n%s\nwant\n%s", got, test.want)
		}
	}
	// Over TLS curl speaks HTTP/2 wherever the server does, unless it is told not to.
	for x, want := range map[*Exchange]string{&one: "--http1.1", &two: "--http2"} {
		if got := x.Curl("https://a", Connection{}); got != "curl -i -X GET "+want+" -H 'Accept: a' https://a/x" {
			t.Errorf("%s: %s", x.Proto, got)
		}
	}
}

// A shell reads the line as it was meant.
func TestCurlInAShell(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		missingTool(t, "sh")
	}
	x := Exchange{
		Method: "PUT", Target: "/it's?a=$HOME&b=`id`", Content: []byte("a\n'\"\\n$(id) "),
		Request: []Field{{"Accept", "a!b"}, {"Content-Type", "x; y"}, {"X-Key", "a$[secret:x-key]`!\"\\"}},
	}
	out, err := exec.Command(sh, "-c", `X_KEY='se cr*et'; curl() { for a in "$@"; do printf '%s|' "$a"; done; }; `+x.Curl("http://a", Connection{})).CombinedOutput()
	want := "-i|-X|PUT|-H|Accept: a!b|-H|Content-Type: x; y|-H|X-Key: a$se cr*et`!\"\\|--data-binary|a\n'\"\\n$(id) |http://a/it's?a=$HOME&b=`id`|"
	if err != nil || string(out) != want {
		t.Errorf("%v\n got %s\nwant %s", err, out, want)
	}
}

// What was written byte for byte is sent as it was, and can be read.
func TestWrittenInAShell(t *testing.T) {
	t.Parallel()
	sh, err := exec.LookPath("sh")
	if err != nil {
		missingTool(t, "sh")
	}
	raw := "GET /a-b_c;d=1?e=%2F HTTP/9.9\r\nHost: a.b:80\r\nX-A : +1, \x00\xff'$(id)\\01\r\n\r\n5\n"
	x := Exchange{Raw: []byte(raw), RawLength: len(raw)}
	line := x.Curl("http://a", Connection{})
	if !strings.HasPrefix(line, `printf '%b' 'GET /a-b_c;d=1\0077e=\00452F HTTP/9.9\0015\0012Host: a.b:80\0015\0012`) {
		t.Errorf("%s", line)
	}
	out, err := exec.Command(sh, "-c", "nc() { cat; }; "+line).Output()
	if err != nil || string(out) != raw {
		t.Errorf("%v\n got %q\nwant %q", err, out, raw)
	}
}

func missingTool(t *testing.T, name string) {
	t.Helper()
	if os.Getenv("PROVERB_CI") != "" {
		t.Fatalf("%s is missing", name)
	}
	t.Skipf("%s is missing", name)
}
