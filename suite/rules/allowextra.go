package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

func checkAllowUndocumented(c *Context) []Problem {
	var evidence []*runner.Exchange
	var extra, found []string
	var last *allowField
	for _, x := range c.PathExchanges() {
		if !advertises(x) {
			continue
		}
		if a := c.allow(x); a != last { // mostly all answers have the same field
			last, found = a, undocumented(c, a)
		}
		if len(found) > 0 {
			evidence = append(evidence, x)
			extra = append(extra, without(found, extra)...)
		}
	}
	if evidence == nil {
		return nil
	}
	return witnessed(evidence, problem("", "Allow lists %s, not declared here%s", listed(extra), by(c, evidence[0])))
}

// advertises reports whether an answer has an Allow field that the runner believes:
// no unsafe method that it lists is sent. On 501 it need not be, and speaks for the
// path where it is.
func advertises(x *runner.Exchange) bool {
	return x.Has("Allow") && (rejects(x.Status) || x.Method == "OPTIONS" && isSuccess(x.Status))
}

// undocumented are the methods that an Allow field lists without a ground in
// the document, but those that another rule tells of.
func undocumented(c *Context, a *allowField) []string {
	var out []string
	for _, method := range a.methods {
		if method == "OPTIONS" || method == "HEAD" && headAnswers(c) || documented(c.Path.Path, method) {
			continue
		}
		if !told(c, method) && declaredByOther(c, liveValues(c.Path), method) == nil {
			out = append(out, method)
		}
	}
	return out
}

// documented takes another letter case for the method meant: allow/complete
// tells that the right one is not listed.
func documented(p *specs.Path, method string) bool {
	return slices.ContainsFunc(p.Declared, func(d string) bool { return strings.EqualFold(d, method) })
}

// headAnswers reports whether Allow may list HEAD: it is implied by GET, or was
// not refused.
func headAnswers(c *Context) bool {
	if slices.Contains(c.Path.Path.Declared, "GET") {
		return true
	}
	for _, x := range c.PathExchanges() {
		if x.Method == "HEAD" && !rejects(x.Status) {
			return true
		}
	}
	return false
}

// told reports whether the method's own answer is a finding already: accepted,
// though not declared, or refused though Allow lists it.
func told(c *Context, method string) bool {
	for _, x := range c.PathExchanges() {
		if x.Method == method && (isSuccess(x.Status) || rejects(x.Status) && (c.allow(x).lists(method) || listing(c, x) != nil)) {
			return true
		}
	}
	return false
}
