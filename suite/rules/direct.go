package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

var directRules = []Rule{
	{
		ID: "allow/unmodified-by-proxy", Level: Must, Severity: Error, Strict: Error, Scope: ScopeServer,
		Ref:   "RFC 9110 section 10.2.1",
		Title: "A proxy does not change the Allow field of what it forwards.",
		Why: "The application knows which methods its resource takes, and a proxy that rewrites the field makes it say something else to every client. " +
			"Take the directive out that sets or removes Allow on the way (proxy_hide_header, Header set, a response policy).",
		Supersedes: []string{
			"allow/present-on-405", "allow/syntax", "allow/excludes-rejected", "allow/complete", "allow/no-undocumented", "allow/truthful", "allow/consistent", "allow/head-with-get",
		},
		When:  func(c *Context) bool { return len(forwarded405(c)) > 0 },
		Check: checkAllowUnmodified,
	},
}

// forwarded405 are answers that are the application's own 405, as the origin
// showed, on their way through a proxy.
func forwarded405(c *Context) []*runner.Exchange {
	var out []*runner.Exchange
	for _, x := range c.AllExchanges() {
		if d := c.bench.direct[x]; x.Status == 405 && d != nil && c.Layer(x) == LayerApp && showsWriter(d) {
			out = append(out, x)
		}
	}
	return out
}

// showsWriter reports whether an answer has anything of its writer's. One that
// has nothing is like any other of its status.
func showsWriter(x *runner.Exchange) bool {
	return x.Length > 0 || slices.ContainsFunc(x.Header, func(f runner.Field) bool {
		return !slices.Contains(everyones, strings.ToLower(f.Name))
	})
}

// checkAllowUnmodified tells it once: what changes one answer changes all of its
// like, and few of them were asked of the origin.
func checkAllowUnmodified(c *Context) []Problem {
	for _, x := range forwarded405(c) {
		d := c.bench.direct[x]
		if d.Has("Allow") == x.Has("Allow") && sameMethods(c.allow(d).methods, c.allow(x).methods) {
			continue
		}
		p := problem("", "405 to %s has %s, and from the application itself %s", c.bench.where(x), allowText(x), allowText(d))
		p[0].Exchanges = []*runner.Exchange{x, d}
		p[0].Layer = LayerProxy
		return p
	}
	return nil
}

// sameMethods compares sets: the order of Allow says nothing.
func sameMethods(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func allowText(x *runner.Exchange) string {
	if !x.Has("Allow") {
		return "no Allow"
	}
	return strings.TrimSpace("Allow: " + x.Value("Allow"))
}

// likeness is what answers have in common that one component gives.
type likeness struct {
	kind   specs.Kind
	name   string
	status int
}

func likenessOf(x *runner.Exchange) likeness {
	l := likeness{status: x.Status}
	if x.Probe != nil {
		l.kind, l.name = x.Probe.Kind, x.Probe.Name()
	}
	return l
}

// addDirect takes down what the origin answered, and what that tells of answers
// like those it was asked about: nothing, where it tells two things.
func (b *bench) addDirect() {
	for _, d := range b.record.Direct {
		if d.First == nil || d.Outcome != runner.Answered {
			continue
		}
		b.direct[d.First] = d
		layer := b.byDifference(d.First, d)
		b.addWording(d.First, d, layer)
		like := likenessOf(d.First)
		if known, ok := b.settled[like]; ok && known != layer {
			layer = ""
		}
		b.settled[like] = layer
	}
}

// settledLayer is who produced an answer, where the origin showed it.
func (b *bench) settledLayer(x *runner.Exchange) Layer {
	if d := b.direct[x]; d != nil {
		return b.byDifference(x, d)
	}
	if layer := b.settled[likenessOf(x)]; layer != "" {
		return layer
	}
	return b.worded(x)
}

// wording is how an error is put by one of those who answer. The origin's own
// come first.
type wording struct {
	fingerprint runner.Fingerprint
	layer       Layer
}

// addWording takes down in which words the origin answers, and in which what is
// before it does. An answer without content has none.
func (b *bench) addWording(x, d *runner.Exchange, layer Layer) {
	from := d
	if layer == LayerProxy {
		from = x
	}
	w := wording{runner.FingerprintOf(from), layer}
	w.fingerprint.Closed = false // which says nothing of the words
	switch {
	case from.Length == 0 || slices.Contains(b.wordings, w):
	case layer == LayerProxy:
		b.wordings = append(b.wordings, w)
	default:
		b.wordings = slices.Insert(b.wordings, 0, w)
	}
}

// worded is who puts an error in these words; empty where nobody is known to. A
// request that is not HTTP nobody but a parser answers, in whatever words.
func (b *bench) worded(x *runner.Exchange) Layer {
	if x.Length == 0 || x.Method == "HEAD" || x.Control == runner.ControlParser {
		return ""
	}
	for _, w := range b.wordings {
		if w.fingerprint.Date = x.Has("Date"); w.fingerprint.Matches(x) {
			return w.layer
		}
	}
	return ""
}

// byDifference: what the origin answers alike came from there, and anything else
// is of what is before it.
func (b *bench) byDifference(x, d *runner.Exchange) Layer {
	f := runner.FingerprintOf(d)
	f.Date = x.Has("Date") // which a proxy adds where there is none
	switch {
	case !f.Matches(x):
		return LayerProxy
	case looksRejected(d):
		return LayerParser
	}
	if s := b.signature(d); s != nil && s.layer == LayerParser {
		return LayerParser
	}
	return LayerApp
}
