package suite

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// Describe puts a server to the test of its OpenAPI document within a Ginkgo suite
// of your own:
//
//	var _ = suite.Describe(suite.Config{Document: "openapi.yaml", Start: start})
//
// It declares one Ordered container, with a container for every path and an It for
// every METHOD, named as the subtests of Run are, and one more It, server. The
// document alone says which there are; the server is not started, and nothing is
// sent, before the first of them runs. Then everything is asked at once, whichever
// of them are chosen, and the reports are written.
//
// An It has labels for the kinds of its probes (declared, implied, elsewhere,
// registered, unknown, variant) and for the tags of its operation, and its place is
// that of the document. The container has the label proverb.
//
// A Config or document that cannot be used is one It that fails. As Ginkgo allows
// no Ordered container with ContinueOnFailure within another, Describe may not
// stand in one. It returns true, for use at package level.
func Describe(c Config) bool {
	name := describedAs(c.Document)
	return ginkgo.Describe("Proverb: "+filepath.Base(c.Document),
		ginkgo.Offset(1), ginkgo.Ordered, ginkgo.ContinueOnFailure, ginkgo.Label("proverb"),
		func() { declare(c, name) })
}

// describedAs is the name that the reports of a Describe go by, as those of a Run
// go by that of the test: the document's, numbered where it is described again.
// Every process of ginkgo -p makes the same tree, and so the same names.
func describedAs(document string) string {
	base := strings.TrimSuffix(filepath.Base(document), filepath.Ext(document))
	name := base
	for n := 2; ; n++ {
		if _, taken := claimed.LoadOrStore("the name "+name, name); !taken {
			return name
		}
		name = base + "-" + strconv.Itoa(n)
	}
}

// description is one audit under Ginkgo, from its tree to its end.
type description struct {
	settings *settings
	plan     *specs.Plan // the one that the tree is made of

	outcome *outcome
	cases   map[caseID]*testCase
	// troubles are those of the run as a whole. They are told by the It that runs
	// first, which is server unless others were chosen: AfterAll would come too late
	// where the last It is skipped, and makes Ginkgo's time grow with the square of
	// their number.
	troubles []string
	teller   string
}

// declare makes the tree.
func declare(c Config, name string) {
	d, err := describe(c, name)
	if err != nil {
		at := types.NewCustomCodeLocation(c.Document)
		ginkgo.It("server", at, func() { ginkgo.Fail("suite.Describe: " + err.Error()) })
		return
	}
	ginkgo.BeforeAll(d.conduct)
	ginkgo.It("server", ginkgo.Label("server"), location(specs.Position{File: d.settings.document}), func() { d.tell(serverCase) })
	for _, path := range d.plan.Paths {
		at := specs.Position{File: path.File, Line: path.Line}
		ginkgo.Describe(path.Template, location(at), func() { d.declarePath(path) })
	}
}

// describe makes the plan that the tree is made of. The server's address may not
// be known yet, nor may it be looked up here: the level that it asks for
// changes what is sent, and not which cases there are.
func describe(c Config, name string) (*description, error) {
	s, err := settle(c, name, os.Getenv("PROVERB_REPORT"))
	if err != nil {
		return nil, err
	}
	o := s.options
	if o.Safety == "" {
		o.Safety = specs.Guarded
	}
	plan, err := specs.Load(s.document, o)
	return &description{settings: s, plan: plan}, err
}

func (d *description) declarePath(path *specs.Path) {
	for _, method := range namesOf(path) {
		at := specs.Position{File: path.File, Line: path.Line}
		operation := path.DeclaredOn(method)
		if operation != nil && operation.At.Line != 0 {
			at = operation.At
		}
		key := caseID{path.Template, method}
		ginkgo.It(caseName(method, path.Template), labels(path, method), location(at), func() { d.tell(key) })
	}
}

// conduct asks everything, once, and writes the reports.
func (d *description) conduct(ctx ginkgo.SpecContext) {
	s := d.settings
	o, err := s.conduct(ctx, d.plan)
	if err != nil {
		ginkgo.Fail("suite.Describe: " + s.inWordsOfConfig(err.Error()))
	}
	d.outcome = o
	d.cases = map[caseID]*testCase{}
	for _, c := range cases(o.judgement) {
		d.cases[keyOf(c)] = c
	}
	if o.judgement.Verdict == rules.RunUndecided {
		d.troubles = append(d.troubles, "undecided: "+o.because())
	}
	if err := reports.Write(o.report, s.outputs, ginkgo.GinkgoWriter); err != nil {
		d.troubles = append(d.troubles, "suite.Describe: "+err.Error())
	}
	d.summarise()
}

// summarise shows what there is to mend: always, where something is, in the server
// or in the filters.
func (d *description) summarise() {
	visibility := ginkgo.ReportEntryVisibilityAlways
	if d.outcome.judgement.Verdict == rules.Conforms && len(d.outcome.idle()) == 0 {
		visibility = ginkgo.ReportEntryVisibilityFailureOrVerbose
	}
	ginkgo.AddReportEntry("Proverb", d.outcome.summary(), visibility, types.NewCustomCodeLocation(d.settings.document))
}

// tell is the body of an It.
func (d *description) tell(key caseID) {
	c := d.cases[key]
	if c == nil {
		ginkgo.Fail("suite.Describe: the document has changed since the tree was made of it")
	}
	told := d.outcome.telling(c)
	d.tellTroubles(c.name, &told)
	for _, n := range told.notes {
		if !n.fails {
			_, _ = fmt.Fprintln(ginkgo.GinkgoWriter, n.text)
		}
	}
	if failures := told.failures(); len(failures) > 0 {
		ginkgo.Fail(strings.Join(failures, "\n\n"))
	}
	if told.skip != "" {
		ginkgo.Skip(told.skip)
	}
}

// tellTroubles adds the troubles of the run to what the first It tells, also where
// Ginkgo tries it again.
func (d *description) tellTroubles(name string, t *telling) {
	if d.teller == "" {
		d.teller = name
	}
	if d.teller != name {
		return
	}
	for _, text := range d.troubles {
		if !slices.Contains(t.failures(), text) {
			t.fail(text)
		}
	}
}

// caseID is what an It and its case have in common, also where the plan had to be
// made again for another level.
type caseID struct{ template, method string }

var serverCase = caseID{}

func keyOf(c *testCase) caseID {
	if c.path == nil {
		return serverCase
	}
	return caseID{c.path.Path.Template, c.method}
}

// location is a place of the document as Ginkgo shows it.
func location(at specs.Position) types.CodeLocation {
	return types.NewCustomCodeLocation(position(at))
}

// labels are the kinds of the probes of a METHOD, and the tags of its operation.
func labels(path *specs.Path, method string) ginkgo.Labels {
	var all ginkgo.Labels
	for i := range path.Probes {
		if p := &path.Probes[i]; p.Name() == method && !slices.Contains(all, string(p.Kind)) {
			all = append(all, string(p.Kind))
		}
	}
	if o := path.DeclaredOn(method); o != nil {
		for _, tag := range o.Tags {
			if label := labelOf(tag); label != "" && !slices.Contains(all, label) {
				all = append(all, label)
			}
		}
	}
	return all
}

// labelOf is a tag as a label. Ginkgo ends the process on one with a sign of its
// filters in it, and a filter takes a colon and braces for a set.
func labelOf(tag string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune("&|!,()/:{}", r) || r < ' ' {
			return '-'
		}
		return r
	}, tag), " -")
}
