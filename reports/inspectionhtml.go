package reports

import (
	"bufio"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// inspectionStyle is the report's own and what an inspection adds.
var (
	inspectionStyle  = asset("style.css", "folder.css", "inspect.css")
	inspectionLayout = template.Must(template.New("inspect.tmpl.html").Funcs(phrases).ParseFS(assets, "html/inspect.tmpl.html"))
)

// inspectionPage is what the template is filled with.
type inspectionPage struct {
	*Inspection
	Style                  template.CSS
	Policy, Title, Summary string
	Class, Answer          string
	When                   string
	Sections               []inspectionSection
	Mend                   []inspectionFinding
	Ways                   []inspectionExchange
}

// inspectionSection is the answer to one method, or to several that are answered
// alike: then Method has them all.
type inspectionSection struct {
	InspectedAnswer
	Anchor, Status, Class string
	RefURL                string
	Caches                []inspectionCache
	Exchanges             []inspectionExchange
}

type inspectionCache struct {
	Who, Text string
	Reasons   []inspectionWhy
}

type inspectionWhy struct{ Text, Ref, RefURL string }

type inspectionFinding struct {
	Rule, Methods, Problem string
	Class, Word            string
	Ref, RefURL            string
	Why                    string
}

type inspectionExchange struct{ Title, Text, Curl string }

// InspectionHTML writes an inspection as one file that needs no other, runs no
// script and asks the network for nothing.
func InspectionHTML(w io.Writer, i *Inspection) error {
	out := bufio.NewWriter(w)
	if err := inspectionLayout.Execute(out, newInspectionPage(i)); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	return out.Flush()
}

func newInspectionPage(i *Inspection) *inspectionPage {
	p := &inspectionPage{
		Inspection: i, Style: template.CSS(inspectionStyle),
		Policy: fmt.Sprintf("default-src 'none'; style-src '%s'; base-uri 'none'; form-action 'none'", sourceHash(inspectionStyle)),
		Title:  line(i.URL + " – Proverb"), Summary: capital(i.Verdict),
		Answer: strings.ReplaceAll(i.Distinguishes.Answer, "-", " "),
		When:   i.Started.UTC().Format("2006-01-02 15:04 UTC"),
	}
	p.Class, _ = signOf(i.Verdict)
	for _, alike := range i.alike() {
		p.Sections = append(p.Sections, i.section(alike))
	}
	for n := range i.Causes {
		c := &i.Causes[n]
		one := inspectionFinding{Rule: c.Rule}
		one.Methods, one.Problem = i.found(c)
		one.Class, one.Word = severityLook(c.Severity)
		if at := slices.IndexFunc(i.Rules, func(r Rule) bool { return r.ID == c.Rule }); at >= 0 {
			one.Ref, one.RefURL, one.Why = i.Rules[at].Ref, refURL(i.Rules[at].Ref), i.Rules[at].Why
		}
		p.Mend = append(p.Mend, one)
	}
	for _, x := range i.Exchanges {
		if x.Control != "" {
			p.Ways = append(p.Ways, i.shown(x.ID, controlTitles[x.Control]))
		}
	}
	return p
}

// controlTitles say what was asked beside the methods.
var controlTitles = map[string]string{
	"not-found": "A path that does not exist, to know the server's answer to it",
	"origin":    "GET, as a page of another origin",
	"preflight": "The preflight of such a page",
	"redirect":  "Where a redirect leads",
}

func (i *Inspection) section(alike []int) inspectionSection {
	n := alike[0]
	a := i.Answers[n]
	for _, m := range alike[1:] {
		a.Method += ", " + i.Answers[m].Method
	}
	s := inspectionSection{InspectedAnswer: a, Anchor: fmt.Sprintf("answer-%d", n+1), RefURL: refURL(a.Ref)}
	s.Status = a.inShort()
	switch {
	case a.Outcome != string(runner.Answered), a.Status >= 500 && a.Status != 501:
		s.Class = "fail"
	case a.Status/100 == 2:
		s.Class = "pass"
	}
	s.Caches = []inspectionCache{{"Caches", capital(a.Shared.Text) + ".", refs(a.Shared.Reasons)}}
	if !a.cachesAgree() {
		s.Caches[0].Who = "Shared caches"
		s.Caches = append(s.Caches, inspectionCache{"Browsers", capital(a.Private.Text) + ".", refs(a.Private.Reasons)})
	}
	if len(a.Notes) > 0 {
		s.Caches = append(s.Caches, inspectionCache{"To caches", "", refs(a.Notes)})
	}
	for _, m := range alike {
		s.Exchanges = append(s.Exchanges, i.shown(i.Answers[m].Exchange, i.Answers[m].Method+", as it was on the wire"))
	}
	return s
}

func refs(all []InspectedWhy) []inspectionWhy {
	var out []inspectionWhy
	for _, r := range all {
		out = append(out, inspectionWhy{r.Text, r.Ref, refURL(r.Ref)})
	}
	return out
}

func (i *Inspection) shown(id int, title string) inspectionExchange {
	x := i.exchangeOf(id)
	if x == nil {
		return inspectionExchange{Title: title}
	}
	return inspectionExchange{title, x.wire(), plain(i.curl(x))}
}

// PageReasons are why pages may or may not, for the template.
func (p *inspectionPage) PageReasons() []inspectionWhy { return refs(p.Pages.Reasons) }
