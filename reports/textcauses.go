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
		t.example(example)
		t.fix(n, c)
	}
}

// fix shows the code that mends a cause, where the framework is recognised. Code
// that mends another cause as well is told once.
func (t *text) fix(n int, c *Cause) {
	code := t.fixFor(c)
	if code == "" {
		return
	}
	if first, told := t.mended[code]; told {
		t.printf("    To mend it: as number %d\n", first)
		return
	}
	t.mended[code] = n
	t.printf("    To mend it in %s:\n", t.Server.Product)
	for line := range strings.SplitSeq(code, "\n") {
		t.printf("%s\n", strings.TrimRight("      "+strings.ReplaceAll(line, "\t", "    "), " "))
	}
}

// provenance is where a requirement stands and who broke it.
func (t *text) provenance(c *Cause) string {
	var parts []string
	if r := t.rules[c.Rule]; r != nil && r.Ref != "" {
		parts = append(parts, r.Ref+", "+r.Level)
	}
	if c.Owner != "" && c.Layer != "app" {
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

func (t *text) example(f *Finding) {
	x := t.exchanges[f.Exchange]
	if x == nil {
		return
	}
	for _, l := range strings.Split(plain(t.notation(trimmed(x), x)), "\n") {
		t.printf("      %s\n", l)
	}
}
