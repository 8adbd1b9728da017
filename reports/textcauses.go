package reports

import (
	"fmt"
	"strings"
)

// shown is how many causes are told with an example; the rest are in the other
// formats.
const shown = 25

func (t *text) causes() {
	switch {
	case len(t.Causes) > 0:
	case t.Coverage.Judged == 0:
		t.printf("\nNothing was judged, so nothing can be said.\n")
		return
	default:
		t.printf("\nNothing to mend: no rule found a fault in what was judged.\n")
		return
	}
	t.printf("\n%s\n", t.bold("Causes, the worst first"))
	for i := range t.Causes[:min(shown, len(t.Causes))] {
		t.cause(i+1, &t.Causes[i])
	}
	if more := len(t.Causes) - shown; more > 0 {
		t.printf("\n%s more; a report in HTML or JSON has them all.\n", count(more, "cause"))
	}
}

func (t *text) cause(n int, c *Cause) {
	const indent = "    "
	t.printf("\n%2d. %s  %s  x%d%s\n", n, t.sign(c.Severity, c.Severity), t.bold(c.Rule), c.Count, acceptedOf(c))
	t.para(indent, c.Summary)
	if ref := t.provenance(c); ref != "" {
		t.quiet(indent, ref)
	}
	findings := t.findingsOf(c)
	if len(findings) == 0 {
		return
	}
	example := findings[0]
	if where := whereabouts(example); where != "" {
		t.quiet(indent, where)
	}
	if c.Severity != "info" {
		t.example(n, example)
		t.fix(n, c)
	}
}

// fix shows the code that mends a cause, where the framework is recognised, and
// else how to see the recipes of which one does. What mends another cause as well
// is told once.
func (t *text) fix(n int, c *Cause) {
	how, key := t.howToMend(c)
	if how == "" {
		return
	}
	if first, told := t.mended[key]; told {
		t.printf("    To mend it: as number %d\n", first)
		return
	}
	t.mended[key] = n
	t.printf("%s", how)
}

// howToMend is the code, or how to see it; the key is the same where what it leads
// to is.
func (t *text) howToMend(c *Cause) (how, key string) {
	if f := t.fixFor(c); f != nil {
		var b strings.Builder
		fmt.Fprintf(&b, "    To mend it in %s:\n", f.For)
		if f.Note != "" {
			fmt.Fprintf(&b, "    %s\n", wrap(f.Note, 76, "    "))
		}
		for line := range strings.SplitSeq(strings.TrimSpace(f.Code), "\n") {
			fmt.Fprintln(&b, strings.TrimRight("      "+strings.ReplaceAll(line, "\t", "    "), " "))
		}
		return b.String(), f.Code
	}
	choices := t.choices(c)
	for _, f := range choices {
		key += f.Code
	}
	return t.mendOneOf(choices, c.Rule), key
}

// mendOneOf leads to recipes where it is not known which of them mends.
func (t *text) mendOneOf(choices []Fix, rule string) string {
	var b strings.Builder
	if len(catalogued(rule).Fixes) > 0 && len(choices) == 0 && len(t.mended) == 0 {
		fmt.Fprintf(&b, "    Code that mends it, by framework: proverb explain %s\n", rule)
	}
	for i, f := range choices {
		if i == 0 {
			b.WriteString("    To mend it, by what the server is made with:\n")
		}
		fmt.Fprintf(&b, "      %s: proverb explain %s --for %s\n", f.For, rule, f.Name)
	}
	return b.String()
}

// provenance is where a requirement stands and who broke it.
func (t *text) provenance(c *Cause) string {
	var parts []string
	if r := t.rules[c.Rule]; r != nil && r.Ref != "" {
		parts = append(parts, r.Ref+", "+r.Level)
	}
	if c.Owner != "" && c.Owner != "the application" {
		parts = append(parts, "to be mended in "+c.Owner)
	}
	return strings.Join(parts, "; ")
}

// whereabouts is the place in the document, and the method and path.
func whereabouts(f *Finding) string {
	var parts []string
	if f.File != "" && f.Line > 0 {
		parts = append(parts, fmt.Sprintf("%s:%d", f.File, f.Line))
	}
	if f.Path != "" {
		parts = append(parts, strings.TrimSpace(f.Method+" "+f.Path))
	}
	if f.Flaky {
		parts = append(parts, "flaky: asked again, the server answered otherwise")
	}
	if f.Suppressed != "" {
		parts = append(parts, "accepted: "+f.Suppressed)
	}
	return strings.Join(parts, ", ")
}

// example shows the exchange of a finding; one that was shown for another cause is
// not told again.
func (t *text) example(n int, f *Finding) {
	x := t.exchanges[f.Exchange]
	if x == nil {
		return
	}
	if first, told := t.shown[x.ID]; told {
		t.printf("      The exchange is that of number %d.\n", first)
		return
	}
	t.shown[x.ID] = n
	for _, l := range strings.Split(plain(t.notation(trimmed(x), x)), "\n") {
		t.printf("      %s\n", l)
	}
}
