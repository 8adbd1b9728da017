package suite

import (
	"github.com/onsi/gomega/types"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// The matchers hold one answer to rules of the catalogue. What they are given is a
// *http.Response, a *httptest.ResponseRecorder or a *runner.Exchange. The body can
// still be read afterwards, and every line of a field counts. A recorder does not
// know its request: Result, with Request set, does.

// RefuseMethod succeeds where the method of the request is refused as one that the
// server knows and does not allow here: by 405, with an Allow that is well-formed
// and leaves the method out. Where methods are given, Allow has to list them all,
// and no other but HEAD and OPTIONS.
func RefuseMethod(allow ...string) types.GomegaMatcher {
	m := &matcher{
		wants: "to refuse the method", kind: specs.KindElsewhere,
		rules: catalogued("method/known-405", "allow/present-on-405", "allow/syntax", "allow/excludes-rejected"),
	}
	m.rules = append(m.rules, allowing(allow)...)
	return m
}

// NotImplementMethod succeeds where the method of the request is refused as one that
// the server does not recognise: by 501.
func NotImplementMethod() types.GomegaMatcher {
	return &matcher{
		wants: "to say that the method is not implemented", kind: specs.KindUnknown,
		rules: catalogued("method/unregistered-501", "method/undeclared-not-accepted"),
	}
}

// HaveAllow succeeds where the answer, whatever its status, has a well-formed Allow.
// Where methods are given, it has to list them all, and no other but HEAD and
// OPTIONS.
func HaveAllow(methods ...string) types.GomegaMatcher {
	m := &matcher{wants: "to have a true Allow", rules: append(catalogued("allow/syntax"), allowAtAll)}
	m.rules = append(m.rules, allowing(methods)...)
	return m
}

// HaveParseableErrorBody succeeds where an error has content that a client of a JSON
// API can parse: labelled, as what it is, not HTML, and JSON that is JSON.
func HaveParseableErrorBody() types.GomegaMatcher {
	return &matcher{
		wants: "to have an error body that a client can parse", reads: true, json: true,
		rules: append(catalogued("body/explains-error", "body/content-type-present", "body/content-type-valid",
			"body/json-parseable", "body/not-html", "body/type-matches-bytes"), errorAtAll),
	}
}

// HaveProblem succeeds where the content is problem details (RFC 9457) whose status
// is that of the answer. An info is no failure: that details without a type have a
// title of their own is one. Every matcher that is given is held to the members, as
// a map[string]any:
//
//	Expect(response).To(suite.HaveProblem(HaveKeyWithValue("title", "Not Found")))
func HaveProblem(members ...types.GomegaMatcher) types.GomegaMatcher {
	m := &matcher{
		wants: "to have problem details", reads: true, threshold: rules.Warning,
		rules: append(catalogued("body/content-type-valid", "body/json-parseable", "problem/"), problemAtAll),
	}
	for _, member := range members {
		m.rules = append(m.rules, membersMatch(member))
	}
	return m
}

// HaveSaneCacheHeaders succeeds where Cache-Control and Expires are well-formed and do
// no harm: no contradiction, no cookie in a shared cache, no error that outlives its
// cause. That they are there at all is left to the rule cache/error-explicit.
func HaveSaneCacheHeaders() types.GomegaMatcher {
	return &matcher{
		wants: "to have cache headers that do no harm", silent: true,
		rules: catalogued("cache/error-lifetime", "cache/cc-syntax", "cache/conflict", "cache/expires-valid", "cache/set-cookie"),
	}
}

// Conform succeeds where the answer breaks none of the rules named, by id or by topic
// ("allow/"); without any, where it breaks no rule of the catalogue that finds an
// error. That a rule which is named has no occasion, as one about 405 has at 200, is
// an error: it would hold of nothing.
//
// Rules about what the document declares have an occasion in an Exchange only, which
// has its operation with it.
func Conform(ruleIDs ...string) types.GomegaMatcher {
	m := &matcher{wants: "to conform", reads: true, strange: strangers(ruleIDs), declared: true}
	if len(ruleIDs) == 0 {
		m.rules, m.threshold, m.silent = rules.Rules, rules.Error, true
		return m
	}
	m.wants, m.rules, m.occasions = "to conform to "+listed(ruleIDs), catalogued(ruleIDs...), ruleIDs
	return m
}
