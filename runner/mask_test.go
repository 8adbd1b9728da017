package runner

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const canary = `cAnary/"+s3cret&=é`

// shown is everything an exchange could tell.
func shown(x *Exchange) string {
	return fmt.Sprintf("%+v %s %s %s %s %s %s %+v", *x, x.Body(), x.Residue, x.Received, x.Content, x.Notation(), x.Curl("http://a", Connection{}), x.BodyInfo().JSON)
}

// leaks reports the first form of a secret that can be read in s.
func leaks(s, value string) string {
	plain, _ := url.QueryUnescape(value)
	for _, form := range append(forms(value), plain) {
		if form != "" && strings.Contains(s, form) {
			return form
		}
	}
	return ""
}

// echoes answers with everything that was sent, in many forms, everywhere that
// a response has room.
func echoes(secret string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		b64 := base64.StdEncoding.EncodeToString([]byte("x:" + secret + ";"))
		content := fmt.Sprintf(`{"a": %q, "b": "%s", "c": "%s", "d": "%s"}`, secret, url.QueryEscape(secret), b64, strings.ToLower(url.PathEscape("é"))+url.PathEscape(secret))
		fmt.Fprintf(c, "HTTP/1.1 400 No %s\r\nX-Echo: %s\r\nSet-Cookie: a=%s; Path=/\r\n", secret, secret, url.QueryEscape(secret))
		fmt.Fprintf(c, "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Trailer: %s\r\n\r\n%s", len(content), content, secret, secret)
	}
}

func TestSecretsAreNotRecorded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Config{
		"authorization": {Header: http.Header{"authorization": {"Bearer " + canary}}},
		"x-api-key":     {Header: http.Header{"X-Api-Key": {canary}}},
		"cookie-sid":    {Header: http.Header{"Cookie": {"theme=dark; sid=" + canary}}},
		"password":      {Auth: "me:" + canary},
		"token":         {Secrets: map[string]string{"TOKEN": canary}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.Handler = echoes(canary)
			x := clientOf(t, c).do(t.Context(), request{
				Method: "PUT", Target: "/x?key=" + url.QueryEscape(canary), Content: []byte(canary),
				Fields: []Field{{"X-Other", canary}},
			})
			if x.Outcome != Answered || !x.BodyInfo().Masked || x.BodyInfo().JSON.Kind != "" {
				t.Errorf("%s %s, %+v", x.Outcome, x.Trouble, x.BodyInfo())
			}
			if form := leaks(shown(x), canary); form != "" {
				t.Errorf("%q can be read in\n%s", form, shown(x))
			}
			mark := "[secret:" + name + "]"
			for _, s := range []string{x.Target, x.RequestValue("X-Other"), string(x.Content), x.Value("X-Echo"), x.Reason, string(x.Body())} {
				if !strings.Contains(s, mark) {
					t.Errorf("%q is without %s", s, mark)
				}
			}
			if want := int64(len(`{"a": `)); x.Length <= want {
				t.Errorf("length %d", x.Length)
			}
		})
	}
}

func TestCredentialsKeepTheirScheme(t *testing.T) {
	t.Parallel()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, r.Header.Get("Authorization"))
	})
	for _, test := range []struct {
		c    Config
		want string
	}{
		{Config{Auth: "me:pw"}, "Basic [secret:authorization]"},
		{Config{Header: http.Header{"Authorization": {"Bearer abc"}}}, "Bearer [secret:authorization]"},
		{Config{Header: http.Header{"Authorization": {"abcdefg"}}}, "[secret:authorization]"},
		{Config{Header: http.Header{"Authorization": {"Odd a=1, b=2"}}}, "Odd [secret:authorization]"},
	} {
		test.c.Handler = handler
		x := clientOf(t, test.c).do(t.Context(), get("/"))
		if got := x.RequestValue("Authorization"); got != test.want {
			t.Errorf("sent %q, want %q", got, test.want)
		}
	}
}

func TestHarmlessFieldsAreShown(t *testing.T) {
	t.Parallel()
	cl := clientOf(t, Config{
		Header: http.Header{"Accept-Language": {"de-CH-1996"}, "X-Request-Id": {"request-17"}},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, r.Header.Get("Accept-Language")+r.Header.Get("X-Request-Id"))
		}),
	})
	if x := cl.do(t.Context(), get("/")); string(x.Body()) != "de-CH-1996request-17" || cl.authenticated {
		t.Errorf("%q, authenticated %v", x.Body(), cl.authenticated)
	}
}

func TestShortSecretsAreMaskedInFieldsOnly(t *testing.T) {
	t.Parallel()
	cl := clientOf(t, Config{
		Header: http.Header{"X-Key": {"42"}, "Cookie": {"sid=ab1; lang=en"}},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "42")
			w.Header().Set("X-Echo", "42")
			w.Header().Set("X-Count", "1423")
			w.Header().Set("Set-Cookie", "sid=ab1; Path=/")
			io.WriteString(w, "42 books ab1")
		}),
	})
	x := cl.do(t.Context(), get("/"))
	for got, want := range map[string]string{
		x.RequestValue("X-Key"):  "[secret:x-key]",
		x.RequestValue("Cookie"): "sid=[secret:cookie-sid]; lang=[secret:cookie-lang]",
		x.Value("Retry-After"):   "42",
		x.Value("X-Echo"):        "[secret:x-key]",
		x.Value("X-Count"):       "1423",
		x.Value("Set-Cookie"):    "sid=[secret:cookie-sid]; Path=/",
		string(x.Body()):         "42 books ab1",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Where a text is cut off, what is left must not be the beginning of a secret.
func TestASecretThatIsCutOffIsNotLeftInPart(t *testing.T) {
	t.Parallel()
	const secret = "qZ0123456789qZ"
	for cut := 1; cut < len(secret); cut++ {
		body := strings.Repeat(".", keepContent-cut) + secret
		residue := strings.Repeat(".", keepResidue-cut) + secret
		lines := "HTTP/1.1 200 OK\nConnection: close\nX-Echo: "
		for name, raw := range map[string]string{
			"kept":    "HTTP/1.1 200 OK\r\n\r\n" + body,
			"residue": "HTTP/1.1 204 No\r\nConnection: close\r\n\r\n" + residue,
			"dropped": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + secret[:cut],
			"framed":  fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", cut, secret),
			"line":    "HTTP/1.1 200 OK\r\nX-Echo: " + secret[:cut],
			"head":    lines + strings.Repeat(".", keepReceived-len(lines)-cut) + secret + "\r\n\r\n",
			"foreign": strings.Repeat(".", 1<<10-cut) + secret,
			"quoted":  strings.Repeat(".", 60-cut) + secret,
		} {
			server := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
				readHeader(in)
				io.WriteString(c, raw)
			})
			x := clientOf(t, Config{URL: server, Secrets: map[string]string{"k": secret}}).do(t.Context(), get("/"))
			all := string(x.Body()) + string(x.Residue) + x.Trouble + strings.TrimPrefix(string(x.Received), "HTTP/1.1 200")
			if strings.Contains(all, "q") || strings.Contains(all, "Z") || strings.Contains(all, "012") {
				t.Errorf("%s, cut after %d: ...%q", name, cut, all[max(0, len(all)-80):])
			}
		}
	}
}

// What was received as it stood has its secrets masked as the fields that were read
// from it, wherever a server puts them.
func TestSecretsInWhatWasReceived(t *testing.T) {
	t.Parallel()
	const secret, apart = "s3cret-of-one-word", "a secret of words"
	raw := "HTTP/1.1 103  Early " + secret + "\r\nX-Echo: " + secret + "\r\nRetry-After: 42\r\n\r\n" +
		"HTTP/1.1 400 No " + secret + "\r\nX-Fold: a,\r\n  " + secret + ",\r\n\tb\r\nX-Words: a \r\n secret\r\n\t of \n\twords;\r\n 42\r\nx-short :42\r\nX-Count: 1423\r\n" +
		"Transfer-Encoding: chunked\r\n\r\n2;a=" + secret + "\r\nab\r\n0\r\nX-Trailer:" + secret + "\r\n\r\n"
	server := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		readHeader(in)
		io.WriteString(c, raw)
	})
	x := clientOf(t, Config{URL: server, Secrets: map[string]string{"one": secret, "words": apart}, Header: http.Header{"X-Key": {"42"}}}).do(t.Context(), get("/"))
	const want = "HTTP/1.1 103  Early [secret:one]\r\nX-Echo: [secret:one]\r\nRetry-After: 42\r\n\r\n" +
		"HTTP/1.1 400 No [secret:one]\r\nX-Fold: a,\r\n  [secret:one],\r\n\tb\r\nX-Words: [secret:words];\r\n [secret:x-key]\r\nx-short :[secret:x-key]\r\nX-Count: 1423\r\n" +
		"Transfer-Encoding: chunked\r\n\r\n2;a=[secret:one]\r\n\r\n0\r\nX-Trailer:[secret:one]\r\n\r\n"
	if string(x.Received) != want || x.ReceivedLength != len(want) {
		t.Errorf("received %q\n    not  %q", x.Received, want)
	}
	if in := x.Interim[0]; in.Reason != " Early [secret:one]" || in.Header[0].Value != "[secret:one]" {
		t.Errorf("the interim response is %+v", in)
	}
	if form := leaks(shown(x), secret) + leaks(shown(x), apart); form != "" {
		t.Errorf("%q can be read in\n%s", form, shown(x))
	}
}

func TestAShortSecretThatIsCutOff(t *testing.T) {
	t.Parallel()
	server := listen(t, func(_ int, c net.Conn, in *bufio.Reader) {
		readHeader(in)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nX-Echo: of 4x5")
	})
	x := clientOf(t, Config{URL: server, Header: http.Header{"X-Key": {"4x5yz"}}}).do(t.Context(), get("/"))
	if want := "HTTP/1.1 200 OK\r\nX-Echo: o"; string(x.Received) != want {
		t.Errorf("received %q, not %q", x.Received, want)
	}
}

func TestASecretInsideOtherBase64(t *testing.T) {
	t.Parallel()
	const value = "a-long-enough-secret"
	m := newMask([]secret{{"k", value}}, nil)
	for before := range 4 {
		for after := range 4 {
			for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawURLEncoding} {
				text := strings.Repeat("<", before) + value + strings.Repeat(">", after)
				s := "token=" + encoding.EncodeToString([]byte(text)) + " end"
				if got := m.text(s); got != "token=[secret:k] end" && got != "token=[secret:k]= end" {
					t.Errorf("%q became %q", s, got)
				}
			}
		}
	}
}

func TestOverlappingSecretsAreOneMask(t *testing.T) {
	t.Parallel()
	m := newMask([]secret{{"a", "abcdefgh"}, {"b", "fghijklm"}, {"secret", "secret:a"}}, nil)
	for s, want := range map[string]string{
		"xabcdefghijklmx":           "x[secret:a]x",
		"abcdefgh-secret:a":         "[secret:a]-[secret:secret]",
		"abcdefgabcdefghabcdefghij": "abcdefg[secret:a][secret:a]ij",
		"fghijklmabcdefgh":          "[secret:b][secret:a]",
	} {
		if got := m.text(s); got != want {
			t.Errorf("%q became %q, want %q", s, got, want)
		}
	}
}

func TestSecretsOfOneNameAreToldApart(t *testing.T) {
	t.Parallel()
	m := newMask([]secret{{"k", "first-value"}, {"k", "second-value"}, {"k", "first-value"}}, nil)
	if got := m.text("first-value second-value"); got != "[secret:k] [secret:k-2]" {
		t.Error(got)
	}
}

func TestLengthIsThatBeforeMasking(t *testing.T) {
	t.Parallel()
	content := "key is " + hex.EncodeToString([]byte("0123456789"))
	cl := clientOf(t, Config{
		Secrets: map[string]string{"k": content[7:]},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, content) }),
	})
	x := cl.do(t.Context(), get("/"))
	if string(x.Body()) != "key is [secret:k]" || x.Length != int64(len(content)) || x.Value("Content-Length") != fmt.Sprint(len(content)) {
		t.Errorf("%q, length %d, Content-Length %s", x.Body(), x.Length, x.Value("Content-Length"))
	}
}
