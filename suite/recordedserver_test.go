package suite_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// recorded is a server's answers as they were written down.
type recorded struct {
	Name, Kind string
	Rows       []recordedRow
}

// recordedRow is one answer. Status 0 is a connection that was closed without one.
type recordedRow struct {
	Path, Probe, Reason, Version, Snippet, Connection, Framing string
	Status                                                     int
	Headers                                                    [][2]string
	BodyLen                                                    int    `json:"body_len"`
	StackTrace                                                 string `json:"stack_trace"`
	Followup                                                   any    // what came on the connection after the answer
}

// serve answers on 127.0.0.1 as was recorded. A question that was not recorded
// fails the test: no golden may rest on an invented answer.
func (s recorded) serve(t *testing.T) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.talk(t, conn)
		}
	}()
	return "http://" + listener.Addr().String()
}

func (s recorded) talk(t *testing.T, conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for {
		q, err := readQuestion(in)
		if err != nil {
			return
		}
		row := s.row(q)
		if row == nil {
			t.Errorf("%s: nothing was recorded for %s %s %v", s.Name, q.method, q.target, q.header)
			return
		}
		if row.Status == 0 {
			return
		}
		if _, err := conn.Write(row.wire(q.method)); err != nil || row.Connection == "closed" {
			return
		}
	}
}

// question is a request as far as the recordings tell requests apart.
type question struct {
	method, target string
	header         http.Header
	body           []byte
}

func readQuestion(in *bufio.Reader) (question, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return question{}, err
	}
	words := append(strings.Fields(line), "", "")
	header, err := textproto.NewReader(in).ReadMIMEHeader()
	if err != nil {
		return question{}, err
	}
	q := question{method: words[0], target: words[1], header: http.Header(header)}
	length, _ := strconv.Atoi(q.header.Get("Content-Length"))
	q.body = make([]byte, length)
	_, err = io.ReadFull(in, q.body)
	return q, err
}

// row finds what was recorded; nil where nothing like it was asked.
func (s recorded) row(q question) *recordedRow {
	path, probe := q.path(), q.probe()
	switch {
	case q.method == "GE(T":
		path = "-"
	case q.target == "*":
		path, probe = "-", probe+" *"
	}
	i := slices.IndexFunc(s.Rows, func(r recordedRow) bool { return r.Path == path && r.Probe == probe })
	if i < 0 {
		return nil
	}
	return &s.Rows[i]
}

// path is the recorded path: one that does not exist was /nope.
func (q question) path() string {
	path, _, _ := strings.Cut(q.target, "?")
	switch {
	case path == "/items", strings.HasPrefix(path, "/items/"):
		return path
	}
	return "/nope"
}

// probe is the name under which the recordings have a request.
func (q question) probe() string {
	h := q.header
	switch {
	case strings.HasPrefix(q.method, "PROVERB"):
		return "BREW"
	case q.method == "GE(T":
		return "malformed: method GE(T"
	case q.method == "OPTIONS" && h.Get("Access-Control-Request-Method") != "":
		return "preflight"
	case q.isOdd():
		return ""
	case len(q.body) == 0:
		return q.method
	case q.method == "POST" && bytes.HasPrefix(q.body, []byte(`{"proverb":`)):
		return "bad-json"
	case q.method == "PUT" && bytes.HasPrefix(q.body, []byte(`{"proverb":`)):
		return "put-bad-json"
	}
	return ""
}

// isOdd reports whether a request has fields that those that were recorded had
// not, and that an answer may depend on. Origin is none: no server took part in CORS.
func (q question) isOdd() bool {
	plain := []string{"Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Content-Length", "Content-Type", "Host", "Origin", "User-Agent"}
	for name := range q.header {
		if !slices.Contains(plain, name) {
			return true
		}
	}
	return !strings.Contains(q.header.Get("Accept"), "json") && q.header.Get("Accept") != "*/*"
}

// wire is the answer as bytes.
func (r *recordedRow) wire(method string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%s %d %s\r\n", r.Version, r.Status, r.Reason)
	for _, h := range r.Headers {
		fmt.Fprintf(&out, "%s: %s\r\n", h[0], h[1])
	}
	out.WriteString("\r\n")
	body := r.body()
	switch {
	case method == "HEAD":
		out.WriteString(r.stray())
	case r.Framing == "chunked":
		if len(body) > 0 {
			fmt.Fprintf(&out, "%x\r\n%s\r\n", len(body), body)
		}
		out.WriteString("0\r\n\r\n")
	default:
		out.WriteString(body)
	}
	return out.Bytes()
}

// stray is what a server sent after a header section that nothing may follow;
// of a long one the beginning was recorded.
func (r *recordedRow) stray() string {
	if !strings.HasPrefix(r.Connection, "stuck") {
		return ""
	}
	text, _ := r.Followup.(string)
	text, _, _ = strings.Cut(text, "HTTP/1.")
	return text
}

// body is the content. Of a long one the beginning was recorded, with the trace
// that was seen further on; the rest is made up, as text of its type.
func (r *recordedRow) body() string {
	missing := r.BodyLen - len(r.Snippet)
	if missing <= 0 {
		return r.Snippet
	}
	if strings.HasPrefix(strings.TrimSpace(r.Snippet), "{") || strings.HasPrefix(r.Snippet, "[") {
		return completeJSON(r.Snippet, missing)
	}
	text, trace := r.Snippet, r.StackTrace
	if trace == "DEBUG = True" { // of which a debug page of Django's makes this sentence
		trace = "You're seeing this error because you have <code>DEBUG = True</code> in your Django settings file."
	}
	if trace != "" && !strings.Contains(text, trace) && len(trace)+1 <= missing {
		text += "\n" + trace
	}
	return text + strings.Repeat(" ", r.BodyLen-len(text))
}

// completeJSON closes what is open, so that it is as long as it was.
func completeJSON(text string, missing int) string {
	var open []byte
	inString := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && inString:
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{':
			open = append(open, '}')
		case c == '[':
			open = append(open, ']')
		case c == '}' || c == ']':
			open = open[:len(open)-1]
		}
	}
	slices.Reverse(open)
	end := string(open)
	if inString {
		end = `"` + end
		return text + strings.Repeat(".", missing-len(end)) + end
	}
	return text + strings.Repeat(" ", missing-len(end)) + end
}
