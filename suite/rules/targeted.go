package rules

import (
	"slices"

	"github.com/dunglas/httpsfv"
)

// targetedRules are about the fields for and from shared caches alone, whose
// values are structured (RFC 9651).
var targetedRules = []Rule{
	{
		ID: "cache/targeted", Level: Must, Severity: Warning, Strict: Warning, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9213 section 2.1, RFC 9213 section 2.2",
		Title: "CDN-Cache-Control can be read, and does not have kept what Cache-Control forbids to keep.",
		Why: "A content delivery network must ignore the whole field when a part of it cannot be read, and goes by Cache-Control alone: what was to be kept is fetched every time, or the reverse. " +
			"Where it can be read it counts in place of Cache-Control, so an error marked no-store is kept all the same. " +
			"Write directives with commas between them, names in lower case and lifetimes as plain numbers (max-age=60), and have the code that sets no-store for errors set this field too.",
		When:  func(c *Context) bool { return cacheable(c) && c.X.Has("CDN-Cache-Control") },
		Check: checkTargeted,
	},
	{
		ID: "cache/cache-status-syntax", Level: Must, Severity: Info, Strict: Info, Scope: ScopeExchange, InAnswer: OccasionInAnswer,
		Ref:   "RFC 9211 section 2",
		Title: "Cache-Status is a list of caches and what each did, and is not on answers that the cache made by itself.",
		Why: "Whoever looks for the cache that keeps a wrong answer goes by this field; tools pass over one that they cannot read, and a cache that reports on its own error page misleads. " +
			"Write the name of each cache, then its parameters after semicolons: example; hit; ttl=30.",
		When:  func(c *Context) bool { return answered(c) && c.X.Has("Cache-Status") },
		Check: checkCacheStatus,
	},
}

func checkTargeted(c *Context) []Problem {
	d, err := structuredDictionary(c.X, "CDN-Cache-Control")
	if err != nil {
		return problem("syntax", "CDN-Cache-Control %s cannot be read (%v), so caches ignore it%s", quoted(c.X.Value("CDN-Cache-Control")), err, by(c, c.X))
	}
	for _, name := range deltaDirectives {
		if kind := memberOtherThan(d, name, "an integer"); kind != "" {
			return problem("delta", "CDN-Cache-Control has %s as %s, not as a number of seconds%s", name, kind, by(c, c.X))
		}
	}
	return targetedContradiction(c)
}

// memberOtherThan is the kind of a dictionary's member where it is not the one
// wanted; empty where it is, or is not there.
func memberOtherThan(d *httpsfv.Dictionary, name, want string) string {
	m, ok := d.Get(name)
	if !ok {
		return ""
	}
	item, ok := m.(httpsfv.Item)
	if !ok {
		return "a list"
	}
	if kind := structuredKind(item.Value); kind != want {
		return kind
	}
	return ""
}

// targetedContradiction: the field is made to say something else than
// Cache-Control does, so for successes a difference is meant. Where it is too
// long for an error, cache/error-lifetime tells it.
func targetedContradiction(c *Context) []Problem {
	if !isError(c.X.Status) || !cacheControlOf(c.X).has("no-store") {
		return nil
	}
	_, seconds := sharedLifetime(c.X)
	if seconds == 0 || seconds > longestError && c.X.Status != 410 {
		return nil
	}
	return at(advisory(c), problem("contradiction", "%d to %s with Cache-Control: no-store is kept by content delivery networks for %d seconds (CDN-Cache-Control)%s",
		c.Status(), c.X.Method, seconds, by(c, c.X)))
}

func checkCacheStatus(c *Context) []Problem {
	list, err := structuredList(c.X, "Cache-Status")
	if err != nil {
		return problem("syntax", "Cache-Status %s cannot be read: %v%s", quoted(c.X.Value("Cache-Status")), err, by(c, c.X))
	}
	based := false
	for _, m := range list {
		cache, ok := m.(httpsfv.Item)
		if !ok || !slices.Contains([]string{"a string", "a token"}, structuredKind(cache.Value)) {
			return problem("cache", "Cache-Status has a member that does not begin with the name of a cache: %s%s", quoted(c.X.Value("Cache-Status")), by(c, c.X))
		}
		for _, p := range cacheStatusKinds {
			value, ok := cache.Params.Get(p.name)
			based = based || ok && (p.name == "hit" || p.name == "fwd")
			if kind := structuredKind(value); ok && kind != p.kind {
				return problem(p.name, "Cache-Status has %s as %s, not as %s%s", p.name, kind, p.kind, by(c, c.X))
			}
		}
	}
	if len(list) > 0 && !based && isError(c.X.Status) && c.Layer(c.X) == LayerProxy {
		return problem("own", "%d has Cache-Status, and no cache kept or forwarded it%s", c.Status(), by(c, c.X))
	}
	return nil
}

// cacheStatusKinds are the kinds that the registered parameters of Cache-Status
// have (RFC 9211 sections 2.1 to 2.7). detail may be a string or a token.
var cacheStatusKinds = []struct{ name, kind string }{
	{"hit", "a boolean"},
	{"fwd", "a token"},
	{"fwd-status", "an integer"},
	{"ttl", "an integer"},
	{"stored", "a boolean"},
	{"collapsed", "a boolean"},
	{"key", "a string"},
}
