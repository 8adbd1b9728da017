package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

func checkAllowUndocumented(c *Context) []Problem {
	var evidence []*runner.Exchange
	var extra []string
	for _, x := range allowAnswers(c) {
		found := undocumented(c, x)
		if len(found) == 0 {
			continue
		}
		evidence = append(evidence, x)
		extra = append(extra, without(found, extra)...)
	}
	if evidence == nil {
		return nil
	}
	return witnessed(evidence, problem("", "Allow lists %s, not declared here%s", listed(extra), by(c, evidence[0])))
}

// undocumented are the methods that an Allow field lists without a ground in
// the document, but those that another rule tells of.
func undocumented(c *Context, x *runner.Exchange) []string {
	values := liveValues(c.Path)
	return slices.DeleteFunc(slices.Clone(c.allow(x).methods), func(method string) bool {
		return method == "OPTIONS" || method == "HEAD" && headAnswers(c) ||
			documented(c.Path.Path, method) || told(c, method) || declaredByOther(c, values, method) != nil
	})
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
		if x.Method == method && (isSuccess(x.Status) || x.Status == 405 && c.allow(x).lists(method) || rejects(x.Status) && listing(c, x) != nil) {
			return true
		}
	}
	return false
}
