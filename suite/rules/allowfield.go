package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// allowField is what the Allow field of an answer says, all its lines together
// (RFC 9110 section 10.2.1).
type allowField struct {
	methods []string // well-formed ones, without repetition, in their order
	wrong   []string // members that are no tokens
	gap     bool     // an empty member between or beside others
	// controls says that it is a list of methods but for control characters.
	controls bool
}

func (a *allowField) lists(method string) bool { return slices.Contains(a.methods, method) }

func (a *allowField) listsAll(methods []string) bool {
	return !slices.ContainsFunc(methods, func(m string) bool { return !a.lists(m) })
}

// someAllow reports whether an Allow field that speaks for the path in question, of
// such an answer, is one of some kind. Mostly all answers have the same field, so each
// is looked at once for all that follow it.
func (c *Context) someAllow(of func(*runner.Exchange) bool, is func(*allowField) bool) bool {
	var last *allowField
	for _, x := range allowAnswers(c) {
		if a := c.allow(x); a != last && of(x) {
			if is(a) {
				return true
			}
			last = a
		}
	}
	return false
}

// allow is the Allow field of an answer. Six rules look at it, and a server has
// few values for all its answers, so what each says is worked out once.
func (c *Context) allow(x *runner.Exchange) *allowField {
	r := c.bench.reply(x)
	if r.allow == nil {
		lines := x.Values("Allow")
		key := strings.Join(lines, "\n")
		if c.bench.allows[key] == nil {
			a := readAllow(lines)
			c.bench.allows[key] = &a
		}
		r.allow = c.bench.allows[key]
	}
	return r.allow
}

// readAllow reads the lines of an Allow field. Several are one list; a line that
// is empty as a whole is a legal, empty list.
func readAllow(lines []string) allowField {
	var a allowField
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if a.methods == nil {
			a.methods = make([]string, 0, 1+strings.Count(line, ","))
		}
		for member := range strings.SplitSeq(line, ",") {
			a.add(strings.Trim(member, " \t"))
		}
	}
	if text := strings.Join(lines, ","); len(a.wrong) > 0 && hasControl(text) {
		plain := readAllow([]string{withoutControls(text)})
		a.controls = len(plain.wrong) == 0 && !plain.gap && len(plain.methods) > 0
	}
	return a
}

func (a *allowField) add(member string) {
	switch {
	case member == "":
		a.gap = true
	case !isToken(member):
		a.wrong = append(a.wrong, member)
	case !a.lists(member):
		a.methods = append(a.methods, member)
	}
}

// sorted are the methods listed, for comparison: the order says nothing.
func (a *allowField) sorted() []string { return slices.Sorted(slices.Values(a.methods)) }

// isToken reports whether s is a token (RFC 9110 section 5.6.2).
func isToken(s string) bool {
	for i := range len(s) {
		if !isTokenChar(s[i]) {
			return false
		}
	}
	return s != ""
}

func isTokenChar(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}
