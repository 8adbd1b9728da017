package reports

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// InspectionText tells an inspection for a terminal: the answers method by method,
// what they mean, and what there is to mend, 80 columns wide. Verbose adds the
// exchanges as they were on the wire.
func InspectionText(color, verbose bool) func(io.Writer, *Inspection) error {
	return func(w io.Writer, i *Inspection) error {
		t := &inspectionText{Inspection: i, out: bufio.NewWriter(w), ink: ink(color), verbose: verbose, told: map[int]bool{}}
		t.head()
		for _, alike := range i.alike() {
			t.answer(alike)
		}
		t.unsent()
		t.way()
		t.pages()
		t.mend()
		return t.out.Flush()
	}
}

// inspectionText is an inspection on its way to a terminal.
type inspectionText struct {
	*Inspection
	ink
	out     *bufio.Writer
	verbose bool
	told    map[int]bool // statuses that were told what they mean
}

func (t *inspectionText) printf(format string, args ...any) { fmt.Fprintf(t.out, format, args...) }

func (t *inspectionText) para(indent, s string) {
	t.printf("%s%s\n", indent, wrap(line(s), columns, indent))
}

func (t *inspectionText) quiet(indent, s string) {
	t.printf("%s%s\n", indent, t.dim(wrap(line(s), columns, indent)))
}

// beside is the column of the texts that stand beside a word.
const beside = "                  "

// entry prints a word in a column and a text beside it.
func (t *inspectionText) entry(word, s string) {
	head := fmt.Sprintf("  %-*s", len(beside)-2, word)
	if len(head) > len(beside) {
		head += "\n" + beside
	}
	t.printf("%s%s\n", head, wrap(line(s), columns, beside))
}

func (t *inspectionText) head() {
	t.para("", fmt.Sprintf("Proverb %s: %s, safety %s", t.Tool.Version, t.URL, t.Safety))
	t.printf("\n%s\n", t.sign(t.Verdict, strings.ToUpper(t.Verdict)))
	t.para("  ", t.Because)
	if len(t.Answers) == 0 {
		return
	}
	t.printf("\n")
	for _, alike := range t.alike() {
		t.para("  ", t.methods(alike)+": "+t.Answers[alike[0]].inShort())
	}
	t.printf("\n%s %s\n", t.bold("405 apart from 501:"), t.sign(t.Distinguishes.Answer, t.Distinguishes.Answer))
	t.para("  ", t.Distinguishes.Because)
}

// inShort is the status with its name, and why there is no whole answer where there
// is none.
func (a *InspectedAnswer) inShort() string {
	status := strings.TrimSpace(fmt.Sprintf("%d %s", a.Status, a.Name))
	switch {
	case a.Outcome == string(runner.Answered):
		return status
	case a.Status == 0:
		return a.Outcome + ": " + a.Trouble
	}
	return fmt.Sprintf("%s, and then %s: %s", status, a.Outcome, a.Trouble)
}

// answer tells the answer to one method, or to several that are answered alike.
// What was told already is not told again.
func (t *inspectionText) answer(alike []int) {
	n := alike[0]
	a := &t.Answers[n]
	t.printf("\n%s\n", wrap(t.bold(t.methods(alike)+":")+" "+line(a.inShort()), columns, ""))
	anew := a.Status > 0 && !t.told[a.Status]
	t.told[a.Status] = true
	if anew {
		t.entry("Meaning", a.Meaning)
		t.quiet(beside, a.Ref)
	}
	if anew && a.Senders != "" {
		t.entry("Mostly sent by", a.Senders)
	}
	if a.Status > 0 {
		t.entry("Here by", a.By)
	}
	t.fields(n)
	t.caches(alike)
	switch {
	case len(alike) > 1 && a.Retry.Again == string(rules.AgainNever) && a.Retry.Usual != "":
		t.entry("Ask again?", a.Retry.Usual)
	case a.Retry.Usual != "" && a.Status >= 400 && anew:
		t.entry("Ask again?", a.Retry.Text)
		t.quiet(beside, fmt.Sprintf("Of %d, whatever the method: %s", a.Status, a.Retry.Usual))
	default:
		t.entry("Ask again?", a.Retry.Text)
	}
	if t.verbose {
		for _, m := range alike {
			t.exchange(t.Answers[m].Exchange)
		}
	}
}

// methods are those of answers, as a heading has them.
func (t *inspectionText) methods(alike []int) string {
	var out []string
	for _, n := range alike {
		out = append(out, line(t.Answers[n].Method))
	}
	return strings.Join(out, ", ")
}

// fields are those of an answer that no answer before it had with the same value.
func (t *inspectionText) fields(n int) {
	a := &t.Answers[n]
	same := 0
	for _, f := range a.Fields {
		if slices.ContainsFunc(t.Answers[:n], func(b InspectedAnswer) bool { return slices.ContainsFunc(b.Fields, f.saysSame) }) {
			same++
			continue
		}
		t.entry(f.Name, bounded(f.Value))
		t.quiet(beside, f.Says)
	}
	if same > 0 && a.Status > 0 {
		t.quiet("  ", count(same, "field")+" as above")
	}
}

func (t *inspectionText) unsent() {
	if len(t.NotSent) == 0 {
		return
	}
	t.printf("\n%s\n", t.bold("Not sent"))
	reasons := map[string][]string{}
	var order []string
	for _, n := range t.NotSent {
		if reasons[n.Text] == nil {
			order = append(order, n.Text)
		}
		reasons[n.Text] = append(reasons[n.Text], n.Method)
	}
	for _, text := range order {
		t.para("  ", strings.Join(reasons[text], ", ")+": "+text)
	}
	if slices.ContainsFunc(t.NotSent, func(n NotSent) bool {
		return n.Reason == string(specs.ReasonNoAllow) || n.Reason == string(specs.ReasonToldFromAllow)
	}) {
		t.para("  ", "--safety full sends them, and they may do what they say.")
	}
}

func (t *inspectionText) way() {
	if len(t.Redirects) == 0 {
		return
	}
	t.printf("\n%s\n", t.bold("Redirects of GET"))
	for n, h := range t.Redirects {
		status := strings.TrimSpace(fmt.Sprintf("%d %s", h.Status, h.Name))
		if h.Status == 0 {
			status = "no answer"
		}
		t.printf("  %2d. %s\n", n+1, bounded(line(h.URL)))
		t.para("      ", fmt.Sprintf("%s; a shared cache %s", status, h.Shared))
		if h.To != "" {
			t.para("      ", "-> "+bounded(h.To))
		} else if h.Location != "" {
			t.para("      ", "Location: "+bounded(h.Location))
		}
		if h.Ends != "" {
			t.para("      ", "It ends here: "+h.Ends+".")
		}
	}
}

func (t *inspectionText) pages() {
	if t.Pages == nil {
		return
	}
	t.printf("\n%s\n", t.bold("Pages of another origin (CORS)"))
	may := "may not read the answer to GET"
	if t.Pages.Reads {
		may = "may read the answer to GET"
	}
	if t.Pages.Method != "" && t.Pages.Sends {
		may += ", and may send " + t.Pages.Method
	} else if t.Pages.Method != "" {
		may += ", and may not send " + t.Pages.Method
	}
	t.para("  ", "A page of "+t.Pages.Origin+" "+may+".")
	for _, r := range t.Pages.Reasons {
		t.quiet("  ", fmt.Sprintf("%s (%s)", r.Text, r.Ref))
	}
}

func (t *inspectionText) mend() {
	if len(t.Findings) == 0 {
		if len(t.Answers) > 0 {
			t.printf("\nNothing to mend: no rule found a fault in these answers.\n")
		}
		return
	}
	t.printf("\n%s\n", t.bold("What the rules found"))
	for n := range t.Causes {
		c := &t.Causes[n]
		methods, problem := t.found(c)
		if methods != "" {
			problem = methods + ": " + problem
		}
		t.printf("  %s  %s\n", t.sign(c.Severity, c.Severity), t.bold(c.Rule))
		t.para("      ", problem)
	}
	t.printf("\nMore of one of them: proverb explain %s\n", t.Causes[0].Rule)
}

// exchange prints one exchange as it was on the wire, and a line that repeats it.
func (t *inspectionText) exchange(id int) {
	x := t.exchangeOf(id)
	if x == nil {
		return
	}
	t.printf("\n")
	for l := range strings.SplitSeq(x.wire(), "\n") {
		t.printf("    %s\n", l)
	}
	t.printf("    $ %s\n", plain(t.curl(x)))
}

// bounded is a text of the server's for a screen; all of it is in the other formats.
func bounded(s string) string {
	const most = 300
	if len(s) <= most {
		return s
	}
	return fmt.Sprintf("%s ... (%d more bytes)", s[:boundary(s, most)], len(s)-boundary(s, most))
}
