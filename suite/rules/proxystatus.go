package rules

import (
	"slices"

	"github.com/dunglas/httpsfv"
)

// proxyStatusParameters are what the parameters of RFC 9209 sections 2.1.1 to
// 2.1.5 are, in the words of structuredKind.
var proxyStatusParameters = []struct {
	name  string
	kinds []string
}{
	{"error", []string{"a token"}},
	{"next-hop", []string{"a string", "a token"}},
	{"next-protocol", []string{"a token", "a byte sequence"}},
	{"received-status", []string{"an integer"}},
	{"details", []string{"a string"}},
}

func checkProxyStatusSyntax(c *Context) []Problem {
	list, err := structuredList(c.X, "Proxy-Status")
	if err != nil {
		return problem("syntax", "Proxy-Status %s cannot be read: %v%s", quoted(c.X.Value("Proxy-Status")), err, by(c, c.X))
	}
	for _, member := range list {
		item, ok := member.(httpsfv.Item)
		if !ok {
			return problem("member", "Proxy-Status has a list in place of a proxy%s", by(c, c.X))
		}
		if kind := structuredKind(item.Value); kind != "a string" && kind != "a token" {
			return problem("member", "Proxy-Status has %s in place of a proxy's name%s", kind, by(c, c.X))
		}
		if p := checkProxyParameters(c, item); p != nil {
			return p
		}
	}
	return nil
}

func checkProxyParameters(c *Context, item httpsfv.Item) []Problem {
	for _, p := range proxyStatusParameters {
		value, ok := item.Params.Get(p.name)
		if !ok {
			continue
		}
		if kind := structuredKind(value); !slices.Contains(p.kinds, kind) {
			return problem(p.name, "Proxy-Status has %s as %s, not as %s%s", p.name, kind, either(p.kinds), by(c, c.X))
		}
	}
	return nil
}
