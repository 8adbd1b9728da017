package reports

import (
	"encoding/base64"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// HAR writes the exchanges as an HTTP Archive 1.2, for browsers' tools and
// proxies. Secrets of the run are masked where they were recorded; here the
// cookies that the server gave are too, since archives are passed on. An
// exchange of an earlier version's report has the time of the run.
func HAR(w io.Writer, r *Report) error { return newView(r).har(w) }

func (v *view) har(w io.Writer) error {
	r := v.Report
	found := map[int][]string{}
	for _, f := range r.Findings {
		for _, id := range f.Exchanges {
			found[id] = append(found[id], f.Fingerprint)
		}
	}
	entries := listed(r.Exchanges, func(x *Exchange) harEntry { return v.newHarEntry(x, found[x.ID]) })
	return writeStream(w, "HAR", object{{"log", object{
		{"version", "1.2"},
		{"creator", harCreator{Name: "proverb", Version: r.Tool.Version}},
		{"pages", []struct{}{}},
		{"entries", entries},
		{"comment", line(r.Verdict + ": " + r.Because)},
	}}})
}

type harCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type harEntry struct {
	Started  string      `json:"startedDateTime"`
	Time     float64     `json:"time"` // milliseconds
	Request  harRequest  `json:"request"`
	Response harResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  harTimings  `json:"timings"`
	Proverb  harProverb  `json:"_proverb"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type harRequest struct {
	Method      string      `json:"method"`
	URL         string      `json:"url"`
	Version     string      `json:"httpVersion"`
	Cookies     []harPair   `json:"cookies"`
	Headers     []harPair   `json:"headers"`
	Query       []harPair   `json:"queryString"`
	Content     *harContent `json:"postData,omitempty"`
	HeadersSize int         `json:"headersSize"`
	BodySize    int         `json:"bodySize"`
	// The request as it stood, where it was written byte for byte: what is above is then what it was made from.
	Raw         string `json:"_raw,omitempty"`
	RawEncoding string `json:"_rawEncoding,omitempty"`
}

type harResponse struct {
	Status      int        `json:"status"` // 0 where there is no answer
	StatusText  string     `json:"statusText"`
	Version     string     `json:"httpVersion"`
	Cookies     []harPair  `json:"cookies"`
	Headers     []harPair  `json:"headers"`
	Content     harContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int64      `json:"bodySize"`
	Error       string     `json:"_error,omitempty"`
	// How the answer was written down, where that is not as its fields would be.
	Received         string       `json:"_received,omitempty"`
	ReceivedEncoding string       `json:"_receivedEncoding,omitempty"`
	Interim          []harInterim `json:"_interim,omitempty"`
}

// harInterim is a 1xx response, which the archive's form has no place for.
type harInterim struct {
	Status     int       `json:"status"`
	StatusText string    `json:"statusText"`
	Headers    []harPair `json:"headers"`
}

// harContent is content either way; a request's has no size.
type harContent struct {
	Size     *int64 `json:"size,omitempty"`
	Type     string `json:"mimeType"`
	Text     string `json:"text"`
	Encoding string `json:"encoding,omitempty"`
}

type harTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// harProverb is what the archive's form has no place for.
type harProverb struct {
	ID       int      `json:"id"`
	Kind     string   `json:"kind,omitempty"`
	Control  string   `json:"control,omitempty"`
	Form     string   `json:"form,omitempty"`
	Path     string   `json:"path,omitempty"`
	Verdict  string   `json:"verdict,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Findings []string `json:"findings,omitempty"`
}

func (v *view) newHarEntry(x *Exchange, findings []string) harEntry {
	took := float64(x.ElapsedUS) / 1000
	started := x.Sent
	if started.IsZero() {
		started = v.Started
	}
	return harEntry{
		Started:  started.UTC().Format(time.RFC3339Nano),
		Time:     took,
		Request:  v.newHarRequest(x),
		Response: newHarResponse(x),
		Timings:  harTimings{Wait: took},
		Proverb: harProverb{
			ID: x.ID, Kind: x.Kind, Control: x.Control, Form: x.Form, Path: x.Path,
			Verdict: x.Verdict, Reason: x.Reason, Findings: findings,
		},
	}
}

func (v *view) newHarRequest(x *Exchange) harRequest {
	content := bytesOf(x.Request.Body, x.Request.BodyBase64)
	out := harRequest{
		Method: x.Method, URL: v.askedAt(x) + x.Target, Version: v.version(x),
		Cookies: []harPair{}, Headers: harFields(x.Request.Headers), Query: harQuery(x.Target),
		HeadersSize: -1, BodySize: len(content),
	}
	if len(content) > 0 {
		out.Content = newHarContent(x.Request.Headers, x.Request.Body, x.Request.BodyBase64)
	}
	out.Raw, out.RawEncoding = harBytes(bytesOf("", x.Request.RawBase64))
	return out
}

func newHarResponse(x *Exchange) harResponse {
	var none int64
	out := harResponse{
		Cookies: []harPair{}, Headers: []harPair{}, HeadersSize: -1, BodySize: -1,
		Content: harContent{Size: &none, Type: "x-unknown"},
	}
	if x.Outcome != "answered" {
		out.Error = strings.TrimSuffix(x.Outcome+": "+x.Trouble, ": ")
	}
	out.Received, out.ReceivedEncoding = harReceived(x)
	a := x.Response
	if a == nil {
		return out
	}
	out.Status, out.StatusText, out.Version = a.Status, a.Reason, a.Proto
	out.Headers, out.BodySize = harFields(a.Headers), a.BodyLength
	out.RedirectURL = fieldOf(a.Headers, "Location")
	for _, in := range a.InterimResponses {
		out.Interim = append(out.Interim, harInterim{in.Status, in.Reason, harFields(in.Headers)})
	}
	out.Content = *newHarContent(a.Headers, a.Body, a.BodyBase64)
	out.Content.Size = &a.BodyLength
	return out
}

func newHarContent(headers [][2]string, text, encoded string) *harContent {
	c := &harContent{Type: fieldOf(headers, "Content-Type"), Text: text}
	if c.Type == "" {
		c.Type = "x-unknown"
	}
	if _, err := base64.StdEncoding.DecodeString(encoded); err == nil && encoded != "" {
		c.Text, c.Encoding = encoded, "base64"
	}
	return c
}

func fieldOf(headers [][2]string, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h[0], name) {
			return h[1]
		}
	}
	return ""
}

var cookieValue = regexp.MustCompile(`^([^=;]*=)[^;]*`)

// harFields are fields with the values of cookies masked. The list of cookies
// stays empty: it would say them once more.
func harFields(headers [][2]string) []harPair {
	out := make([]harPair, len(headers))
	for i, h := range headers {
		out[i] = harPair{h[0], h[1]}
		if strings.EqualFold(h[0], "Set-Cookie") {
			out[i].Value = cookieValue.ReplaceAllString(h[1], "${1}[secret:cookie]")
		}
	}
	return out
}

// receivedCookie is a Set-Cookie line as it stood, folded or not, up to the end of
// the cookie's value.
var receivedCookie = regexp.MustCompile(`(?i)((?:^|\n)set-cookie[ \t]*:(?:[^=;\r\n]|\r?\n[ \t])*=)(?:[^;\r\n]|\r+[^\r\n]|\r*\n[ \t])*`)

// harReceived is what was received beside the content, the values of cookies masked
// in it too.
func harReceived(x *Exchange) (text, encoding string) {
	b := receivedCookie.ReplaceAll(bytesOf(x.Received, x.ReceivedBase64), []byte("${1}[secret:cookie]"))
	return harBytes(b)
}

func harBytes(b []byte) (text, encoding string) {
	text, encoded := content(b)
	if encoded != "" {
		return encoded, "base64"
	}
	return text, ""
}

// harQuery is the query in its parts, in the order sent.
func harQuery(target string) []harPair {
	out := []harPair{}
	_, query, _ := strings.Cut(target, "?")
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		out = append(out, harPair{unescaped(name), unescaped(value)})
	}
	return out
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return legible(plain)
	}
	return s
}
