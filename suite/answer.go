package suite

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// answer is what a matcher was given.
type answer struct {
	exchange runner.Exchange
	base     string // scheme and authority of the server, for curl
	// asked says that the request is known.
	asked bool
	// unread is why not all of the content could be read.
	unread error
	// secrets are the credentials of the request by the name of their field.
	secrets map[string][]string
}

// answerOf reads what a matcher was given, and leaves it as it was.
func answerOf(actual any) (*answer, error) {
	switch a := actual.(type) {
	case *http.Response:
		if a != nil {
			return received(a), nil
		}
	case *httptest.ResponseRecorder:
		if a != nil {
			return received(a.Result()), nil
		}
	case *runner.Exchange:
		if a != nil {
			return &answer{exchange: *a, base: "http://" + a.RequestValue("Host"), asked: true}, nil
		}
	case nil:
	default:
		return nil, fmt.Errorf("a matcher of Proverb was given a %T: it takes a *http.Response, a *httptest.ResponseRecorder or a *runner.Exchange", actual)
	}
	return nil, errNil
}

func received(r *http.Response) *answer {
	a := &answer{secrets: map[string][]string{}}
	_, reason, _ := strings.Cut(r.Status, " ")
	x := runner.Exchange{
		Outcome: runner.Answered, Proto: r.Proto, Status: r.StatusCode, Reason: reason,
		Header: fields(r.Header), Trailer: fields(r.Trailer),
	}
	if r.ProtoMajor == 2 { // which has no reason phrase: net/http adds one
		x.Proto, x.Reason = "HTTP/2", ""
	}
	if r.Request != nil {
		a.sent(&x, r.Request)
	}
	content, truncated := a.content(r)
	length := int64(len(content))
	if truncated {
		length = max(length+1, r.ContentLength)
	}
	if x.Method == "HEAD" {
		content, length, truncated = nil, 0, false // a recorder keeps what is never sent
	}
	a.exchange = *x.WithBody(content, length, truncated)
	return a
}

// sent takes down the request.
func (a *answer) sent(x *runner.Exchange, r *http.Request) {
	x.Method = r.Method
	if x.Method == "" {
		x.Method = "GET" // as net/http sends it
	}
	a.asked, a.base, x.Target = true, "http://"+r.Host, r.RequestURI
	if r.URL != nil {
		x.Target = r.URL.RequestURI()
		if r.URL.Host != "" {
			a.base = r.URL.Scheme + "://" + r.URL.Host
		}
	}
	x.Request = fields(r.Header)
	for i, f := range x.Request {
		if isSecret(f.Name) {
			a.secrets[f.Name] = append(a.secrets[f.Name], f.Value)
			x.Request[i].Value = "[secret:" + f.Name + "]"
		}
	}
	if r.GetBody != nil {
		if body, err := r.GetBody(); err == nil {
			x.Content, _ = io.ReadAll(io.LimitReader(body, mostContent)) // shown, not judged
			_ = body.Close()
		}
	}
}

// isSecret reports whether a field of a request is a credential.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"authorization", "cookie", "key", "token", "secret", "password"} {
		if strings.Contains(name, part) && !strings.HasPrefix(name, "sec-") && name != "idempotency-key" {
			return true
		}
	}
	return false
}

func fields(h http.Header) []runner.Field {
	var out []runner.Field
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			out = append(out, runner.Field{Name: name, Value: value})
		}
	}
	return out
}

// mostContent is how much of a content is looked at.
const mostContent = 4 << 20

// restored is a body of which a part has been read: that part again, then the rest.
type restored struct {
	io.Reader
	io.Closer
}

// content reads the content and puts it back.
func (a *answer) content(r *http.Response) (content []byte, truncated bool) {
	if r.Body == nil {
		return nil, false
	}
	original := r.Body
	content, a.unread = io.ReadAll(io.LimitReader(original, mostContent+1))
	var rest io.Reader = original
	if a.unread != nil {
		rest = failing{a.unread}
	}
	r.Body = restored{io.MultiReader(bytes.NewReader(bytes.Clone(content)), rest), original}
	if len(content) > mostContent {
		return content[:mostContent], true
	}
	return content, false
}

// failing is what is left of a body that broke off.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// evidence is the exchange in the notation, and a curl line that sends the request
// again.
func (a *answer) evidence(record *runner.Record, x *runner.Exchange) string {
	shown := *x
	if shown.Method == "" {
		shown.Method = x.Probe.Method
	}
	text := strings.TrimRight(brief(&shown).Notation(matchNotes(record, x)...), "\n")
	if a.asked {
		text += "\n$ " + x.Curl(a.base, runner.Connection{})
	} else {
		text += "\n(The request is not known, so there is no curl line: a recorder does not hold it. Match Result(), with Request set.)"
	}
	return plain(a.masked(text))
}

// matchNotes are the notes of an exchange that was matched: what it was taken for. Which
// methods the server has elsewhere a matcher does not know.
func matchNotes(record *runner.Record, x *runner.Exchange) []string {
	if x.Probe.Kind == "" {
		return []string{"live"}
	}
	return slices.DeleteFunc(notes(record, x), func(note string) bool { return strings.HasPrefix(note, "server: ") })
}

// masked hides the credentials of the request wherever the server repeats them.
func (a *answer) masked(text string) string {
	for _, name := range slices.Sorted(maps.Keys(a.secrets)) {
		for _, value := range a.secrets[name] {
			parts := append([]string{value}, strings.Fields(value)...)
			for _, part := range parts {
				if len(part) >= 8 {
					text = strings.ReplaceAll(text, part, "[secret:"+name+"]")
				}
			}
		}
	}
	return text
}
