package rules

import (
	"math"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// directive is one member of Cache-Control (RFC 9111 section 5.2).
type directive struct {
	name   string // lower case
	value  string // unquoted
	has    bool   // whether there is a value
	quoted bool
}

// seconds is the directive's value as a number of seconds.
func (d directive) seconds() (int, bool) {
	if !isDigits(d.value) {
		return 0, false
	}
	n, err := strconv.Atoi(d.value)
	if err != nil {
		n = mostSeconds
	}
	return n, true
}

// mostSeconds is as much as a cache has to count, where an int has 32 bits too (RFC
// 9111 section 1.2.2).
const mostSeconds = math.MaxInt32

func (d directive) String() string {
	switch {
	case !d.has:
		return d.name
	case d.quoted:
		return d.name + "=" + strconv.Quote(d.value)
	}
	return d.name + "=" + d.value
}

// cacheControl is what the Cache-Control of an answer says.
type cacheControl struct {
	directives []directive
	wrong      string // the rest that could not be read
}

func (c cacheControl) get(name string) (directive, bool) {
	for _, d := range c.directives {
		if d.name == name {
			return d, true
		}
	}
	return directive{}, false
}

func (c cacheControl) has(name string) bool {
	_, ok := c.get(name)
	return ok
}

// lifetime is the value of a directive that counts seconds.
func (c cacheControl) lifetime(name string) (int, bool) {
	d, ok := c.get(name)
	if !ok {
		return 0, false
	}
	return d.seconds()
}

// cacheControlOf reads Cache-Control, its lines together. Empty members, which
// a recipient must bear, are passed over.
func cacheControlOf(x *runner.Exchange) cacheControl {
	return readCacheControl(x.Value("Cache-Control"))
}

func readCacheControl(text string) cacheControl {
	var c cacheControl
	for text = strings.TrimLeft(text, " \t,"); text != ""; text = strings.TrimLeft(text, " \t,") {
		d, rest, ok := readDirective(text)
		rest = strings.TrimLeft(rest, " \t")
		if !ok || rest != "" && rest[0] != ',' {
			c.wrong = text
			return c
		}
		c.directives = append(c.directives, d)
		text = rest
	}
	return c
}

func readDirective(text string) (directive, string, bool) {
	n := tokenLength(text)
	d := directive{name: strings.ToLower(text[:n])}
	rest := text[n:]
	if n == 0 || rest == "" || rest[0] != '=' {
		return d, rest, n > 0
	}
	d.has, rest = true, rest[1:]
	if m := tokenLength(rest); m > 0 {
		d.value = rest[:m]
		return d, rest[m:], true
	}
	if m := quotedLength(rest); m > 0 {
		d.quoted, d.value = true, strings.ReplaceAll(rest[1:m-1], `\`, "")
		return d, rest[m:], true
	}
	// A missing value is told as such, not as a fault of the whole field.
	return d, rest, rest == "" || rest[0] == ',' || rest[0] == ' '
}
