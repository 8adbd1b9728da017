package rules

import "slices"

var deltaDirectives = []string{"max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"}

func checkCacheControl(c *Context) []Problem {
	cc := cacheControlOf(c.X)
	if cc.wrong != "" {
		return problem("syntax", "Cache-Control cannot be read where it says %s%s", quoted(cc.wrong), by(c, c.X))
	}
	var out []Problem
	for i, d := range cc.directives {
		out = append(out, directiveProblem(c, d)...)
		if first := cc.earlier(i); first.value != d.value {
			out = append(out, at(Warning, problem("duplicate", "Cache-Control has both %s and %s%s", first, d, by(c, c.X)))...)
		}
	}
	return out
}

// earlier is the first directive of the same name as the one at i, perhaps
// itself.
func (c cacheControl) earlier(i int) directive {
	d, _ := c.get(c.directives[i].name)
	return d
}

func directiveProblem(c *Context, d directive) []Problem {
	if !slices.Contains(deltaDirectives, d.name) {
		return nil
	}
	switch {
	case !isDigits(d.value):
		return problem("delta", "Cache-Control has %s, which is no number of seconds%s", d, by(c, c.X))
	case d.quoted:
		return at(Warning, problem("quoted", "Cache-Control has its number in quotes: %s%s", d, by(c, c.X)))
	}
	return nil
}

func checkConflict(c *Context) []Problem {
	cc := cacheControlOf(c.X)
	for _, pair := range contradictions {
		a, one := cc.get(pair.one)
		b, other := cc.get(pair.other)
		if one && other && !(pair.unlessZero && zero(b)) && !a.has {
			return problem(pair.one+"-"+pair.other, "Cache-Control has both %s and %s%s", a, b, by(c, c.X))
		}
	}
	for _, name := range []string{"no-cache", "private"} {
		if d, ok := cc.get(name); ok && d.has && !d.quoted {
			return problem("unquoted", "Cache-Control has %s, whose field names are to be quoted%s", d, by(c, c.X))
		}
	}
	return nil
}

// contradictions are directives that cannot both be meant. A directive with
// field names (private="x") is about those fields only.
var contradictions = []struct {
	one, other string
	unlessZero bool
}{
	{"no-store", "max-age", true},
	{"no-store", "s-maxage", true},
	{"no-store", "public", false},
	{"private", "public", false},
	{"private", "s-maxage", true},
}

func zero(d directive) bool {
	n, ok := d.seconds()
	return !ok || n == 0
}
