package rules

import (
	"fmt"
	"strings"
)

// challenge is one way in which a server lets itself be asked again with
// credentials (RFC 9110 section 11.3).
type challenge struct {
	scheme  string
	token68 string      // instead of parameters
	params  []authParam // in their order
}

type authParam struct{ name, value string }

// readChallenges reads all the lines of a WWW-Authenticate or Proxy-Authenticate
// field. A comma parts challenges as well as the parameters of one, so what
// follows it shows which it was: a name and "=" is a parameter of the challenge
// before. Empty members are passed over, as recipients must. The error says in a
// clause what is no challenge.
func readChallenges(lines []string) ([]challenge, error) {
	r := challengeReader{}
	for _, line := range lines {
		r.rest = line
		for r.member() {
		}
		if r.err != nil {
			return r.out, r.err
		}
	}
	return r.out, nil
}

// challengeReader goes over the text once; rest is what is left of the line.
type challengeReader struct {
	rest string
	out  []challenge
	err  error
}

// member reads to the next comma; false at the end of the line and at a fault.
func (r *challengeReader) member() bool {
	r.blanks()
	if r.rest == "" {
		return false
	}
	if !r.comma() {
		r.element()
		r.blanks()
		if r.err == nil && r.rest != "" && !r.comma() {
			r.fail("a comma is missing before %s", r.start())
		}
	}
	return r.err == nil
}

// element is a scheme with what belongs to it, or one more parameter.
func (r *challengeReader) element() {
	word := r.token()
	if word == "" {
		r.fail("neither a scheme nor a parameter begins with %s", r.start())
		return
	}
	if r.equals() {
		r.parameter(word)
		return
	}
	parted := strings.HasPrefix(r.rest, " ")
	r.out = append(r.out, challenge{scheme: word})
	r.blanks()
	switch {
	case r.rest == "" || r.rest[0] == ',':
	case !parted:
		r.fail("a blank is missing behind the scheme %s, before %s", word, r.start())
	default:
		r.first()
	}
}

// first is what stands behind a scheme: a token68, or the first parameter.
func (r *challengeReader) first() {
	end := strings.IndexByte(r.rest, ',')
	if end < 0 {
		end = len(r.rest)
	}
	if text := strings.TrimRight(r.rest[:end], " \t"); isToken68(text) {
		r.out[len(r.out)-1].token68 = text
		r.rest = r.rest[end:]
		return
	}
	here := r.start()
	name := r.token()
	if name == "" || !r.equals() {
		r.fail("behind a scheme stands a token or a parameter, and not %s", here)
		return
	}
	r.parameter(name)
}

// parameter reads the value of a parameter whose name and "=" have been read.
func (r *challengeReader) parameter(name string) {
	value, ok := r.token(), true
	if value == "" {
		value, ok = r.quotedString()
	}
	switch {
	case !ok:
		r.fail("the parameter %s has no value: a token, or text in closed quotes", name)
	case len(r.out) == 0:
		r.fail("the parameter %s comes before any scheme", name)
	case r.out[len(r.out)-1].token68 != "":
		r.fail("the parameter %s follows a token", name)
	case r.out[len(r.out)-1].has(name):
		r.fail("the parameter %s is there twice in one challenge", name)
	default:
		last := &r.out[len(r.out)-1]
		last.params = append(last.params, authParam{name, value})
	}
}

// has compares names as they are meant: without regard to case.
func (c *challenge) has(name string) bool {
	for _, p := range c.params {
		if strings.EqualFold(p.name, name) {
			return true
		}
	}
	return false
}

func (r *challengeReader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

// start is where the reader is, for a sentence.
func (r *challengeReader) start() string {
	const most = 40
	if len(r.rest) > most {
		return strings.ToValidUTF8(r.rest[:most], "") + "..."
	}
	return r.rest
}

func (r *challengeReader) blanks() { r.rest = strings.TrimLeft(r.rest, " \t") }

func (r *challengeReader) comma() bool {
	after, ok := strings.CutPrefix(r.rest, ",")
	r.rest = after
	return ok
}

// equals reads "=" with the blanks that recipients must bear around it.
func (r *challengeReader) equals() bool {
	after, ok := strings.CutPrefix(strings.TrimLeft(r.rest, " \t"), "=")
	if ok {
		r.rest = strings.TrimLeft(after, " \t")
	}
	return ok
}

// token reads as much of a token as there is.
func (r *challengeReader) token() string {
	n := 0
	for n < len(r.rest) && isTokenChar(r.rest[n]) {
		n++
	}
	word := r.rest[:n]
	r.rest = r.rest[n:]
	return word
}

// quotedString reads text in quotes (RFC 9110 section 5.6.4), without them.
func (r *challengeReader) quotedString() (string, bool) {
	if !strings.HasPrefix(r.rest, `"`) {
		return "", false
	}
	var out []byte
	for i := 1; i < len(r.rest); i++ {
		switch c := r.rest[i]; {
		case c == '"':
			r.rest = r.rest[i+1:]
			return string(out), true
		case c == '\\' && i+1 < len(r.rest):
			i++
			out = append(out, r.rest[i])
		case c < ' ' && c != '\t' || c == 0x7f:
			return "", false
		default:
			out = append(out, c)
		}
	}
	return "", false
}

// isToken68 reports whether s is a token68: letters, digits and six marks, and
// any number of "=" behind them (RFC 9110 section 11.2).
func isToken68(s string) bool {
	body := strings.TrimRight(s, "=")
	for i := range len(body) {
		c := body[i]
		if !isLetter(c) && (c < '0' || c > '9') && strings.IndexByte("-._~+/", c) < 0 {
			return false
		}
	}
	return body != ""
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
