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
}

func (a allowField) lists(method string) bool { return slices.Contains(a.methods, method) }

// allowOf reads the Allow field of an answer. Several lines are one list; a
// line that is empty as a whole is a legal, empty list.
func allowOf(x *runner.Exchange) allowField {
	var a allowField
	for _, line := range x.Values("Allow") {
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
func (a allowField) sorted() []string { return slices.Sorted(slices.Values(a.methods)) }

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
