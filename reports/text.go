package reports

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// Text tells a report for a terminal or a CI log: the verdict, the answer to the
// headline question, what was not tested and why, and what there is to mend,
// 80 columns wide. With color it uses six ANSI codes.
func Text(color bool) Format {
	return func(w io.Writer, r *Report) error { return newView(r).text(w, color) }
}

func (v *view) text(w io.Writer, color bool) error {
	out := bufio.NewWriter(w)
	t := &text{view: v, out: out, ink: ink(color), mended: map[string]int{}, shown: map[int]int{}}
	t.head()
	t.coverage()
	t.comparison()
	t.causes()
	t.acceptances()
	t.next()
	return out.Flush()
}

// columns is how wide a text is; only exchanges, which are there to be copied,
// are wider where they have to be.
const columns = 80

// text is a report on its way to a terminal.
type text struct {
	*view
	ink
	out *bufio.Writer
	// mended has the cause behind which each fix was told: one mends several.
	mended map[string]int
	// shown has the cause with which each exchange was shown: one may break several
	// rules.
	shown map[int]int
}

func (t *text) printf(format string, args ...any) { fmt.Fprintf(t.out, format, args...) }

// para prints a paragraph behind an indent.
func (t *text) para(indent, s string) {
	t.printf("%s%s\n", indent, wrap(line(s), columns, indent))
}

// quiet prints a paragraph that steps back behind the others.
func (t *text) quiet(indent, s string) {
	t.printf("%s%s\n", indent, t.dim(wrap(line(s), columns, indent)))
}

func (t *text) head() {
	d := t.Document
	t.para("", fmt.Sprintf("Proverb %s: %s %s (%s) at %s", t.Tool.Version, d.Title, d.Version, d.File, t.Target))
	if made := t.Server.Made(); made != "" {
		t.para("", strings.ToUpper(made[:1])+made[1:])
	}
	if t.Shard != nil {
		t.para("", fmt.Sprintf("Shard %s: a part of the paths; only all shards together are the run", t.Shard))
	}
	if note := errorBodyNote(t.Report); note != "" {
		t.para("", note)
	}
	t.printf("\n%s\n", t.sign(t.Verdict, t.headline()))
	t.para("  ", t.Because)
	if t.showHint() {
		t.para("  ", t.Hint)
	}
	t.printf("\n%s %s\n", t.bold("405 apart from 501:"), t.sign(t.Server.Distinguishes, t.Server.Distinguishes))
	if t.Server.Because != t.Because {
		t.para("  ", t.Server.Because)
	}
	if t.Origin != nil {
		t.para("  ", t.Origin.sentence())
	}
}

// sentence says what asking the origin showed.
func (o *Origin) sentence() string {
	if o.Answers == 0 {
		return fmt.Sprintf("The origin %s gave no answer (%s), so who answered is told by likeness alone.", o.URL, cmp.Or(o.Trouble, "there was nothing to ask"))
	}
	if o.Unlike == 0 {
		return fmt.Sprintf("The origin %s was sent %s too, and answered as the server did: nothing before it answers in its place.", o.URL, counted(o.Answers, "request"))
	}
	return fmt.Sprintf("The origin %s was sent %s too, and answered %d of them otherwise: there something before it answers in its place.",
		o.URL, counted(o.Answers, "request"), o.Unlike)
}

// showHint reports whether the hint says more than the verdict's reason, which
// ends with it where it is the reason.
func (v *view) showHint() bool { return v.Hint != "" && !strings.Contains(v.Because, v.Hint) }

// headline is the verdict with what it rests on.
func (v *view) headline() string {
	told := v.told()
	if told == "" {
		return strings.ToUpper(v.Verdict)
	}
	if v.Verdict == "conforms" {
		return strings.ToUpper(v.Verdict) + " " + told
	}
	return strings.ToUpper(v.Verdict) + ": " + told
}

// told counts the causes by severity, notes aside.
func (v *view) told() string {
	n := map[string]int{}
	for _, c := range v.Causes {
		if !c.settled() {
			n[c.Severity]++
		}
	}
	var parts []string
	for _, severity := range []string{"error", "warning"} {
		if n[severity] > 0 {
			parts = append(parts, count(n[severity], severity))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	if v.Verdict == "conforms" {
		return "with " + strings.Join(parts, " and ")
	}
	return count(n["error"]+n["warning"], "thing") + " to mend (" + strings.Join(parts, ", ") + ")"
}

func (t *text) coverage() {
	c := t.Coverage
	t.printf("\n%s\n", t.bold("Coverage"))
	t.para("  ", fmt.Sprintf("%s, %d sent, %d judged, %d inconclusive, %d not sent; %d of %s live",
		count(c.Planned, "probe"), c.Sent, c.Judged, c.Inconclusive, c.NotSent, c.LivePaths, count(c.Paths, "path")))
	if asked := t.askedBeside(); asked != "" {
		t.para("  ", asked+" asked beside them")
	}
	if slow := t.slowness(); slow != "" {
		t.para("  ", slow)
	}
	inconclusive, unsent := t.reasons()
	t.reasonList("Not sent:", unsent)
	t.reasonList("Sent, but the answer decides nothing:", inconclusive)
}

// slowness says how long answers took, where it is that which a run takes its time
// for; empty where they came soon.
func (v *view) slowness() string {
	const soon = time.Second
	var took []int64
	for i := range v.Exchanges {
		if x := &v.Exchanges[i]; x.Outcome == string(runner.Answered) {
			took = append(took, x.ElapsedUS)
		}
	}
	if len(took) == 0 {
		return ""
	}
	slices.Sort(took)
	half := time.Duration(took[len(took)/2]) * time.Microsecond
	if half < soon {
		return ""
	}
	return fmt.Sprintf("half of the answers took the server %s or longer", half.Round(100*time.Millisecond))
}

// askedBeside counts what was asked that is no probe, nor a control to know the server by.
func (t *text) askedBeside() string {
	raw := 0
	for i := range t.Exchanges {
		if x := &t.Exchanges[i]; runner.Control(x.Control).IsRaw() && !x.Again {
			raw++
		}
	}
	switch further := count(t.Coverage.Questions, "further question"); {
	case raw == 0 && t.Coverage.Questions == 0:
		return ""
	case raw == 0:
		return further
	case t.Coverage.Questions == 0:
		return count(raw, "question") + " of the transport pack"
	default:
		return further + " and " + fmt.Sprint(raw) + " of the transport pack"
	}
}

// reason is why some probes were not judged.
type reason struct {
	Slug, Text string
	Count      int
}

// reasons are why probes are inconclusive and why they were not sent, the most
// frequent first.
func (v *view) reasons() (inconclusive, unsent []reason) {
	texts := map[string]string{}
	for _, n := range v.NotSent {
		texts[n.Reason] = n.Text
	}
	for slug, n := range v.Coverage.Reasons {
		if text, ok := texts[slug]; ok {
			unsent = append(unsent, reason{slug, text, n})
		} else {
			inconclusive = append(inconclusive, reason{slug, specs.Reason(slug).Text(), n})
		}
	}
	for _, list := range [][]reason{inconclusive, unsent} {
		slices.SortFunc(list, func(a, b reason) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Slug, b.Slug))
		})
	}
	return inconclusive, unsent
}

func (t *text) reasonList(title string, reasons []reason) {
	if len(reasons) == 0 {
		return
	}
	t.printf("  %s\n", title)
	for _, r := range reasons {
		head := fmt.Sprintf("  %5d  %-21s ", r.Count, r.Slug)
		t.printf("%s%s\n", head, wrap(line(r.Text), columns, strings.Repeat(" ", len(head))))
	}
}

// inProcess reports whether the server was a handler, whose address is made up.
func (v *view) inProcess() bool {
	return v.origin() == "http://in-process" || v.origin() == ""
}

// ink is whether to colour.
type ink bool

func (i ink) paint(code, s string) string {
	if !i {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (i ink) bold(s string) string { return i.paint("1", s) }
func (i ink) dim(s string) string  { return i.paint("2", s) }

// sign colours a word by what it says: a verdict, an answer or a severity.
func (i ink) sign(word, s string) string {
	switch word {
	case "fails", "no", "error":
		return i.paint("1;31", s)
	case "conforms", "yes":
		return i.paint("1;32", s)
	case "undecided", "refused-by-parser", "warning":
		return i.paint("1;33", s)
	}
	return s
}
