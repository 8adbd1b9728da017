package suite

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// testCase is what a subtest tells: all that was asked of one METHOD and path,
// and all that was found there.
type testCase struct {
	name      string
	path      *runner.PathRecord // nil for the case of the server
	method    string             // Probe.Name
	exchanges []*runner.Exchange // the last of each probe
	notSent   []runner.NotSent
	findings  []*rules.Finding
}

// caseKey is what a case is found by.
type caseKey struct {
	path   *specs.Path
	method string // Probe.Name
}

// namesOf are the cases of a path, by method, in the order in which they are asked.
func namesOf(path *specs.Path) []string {
	var names []string
	for i := range path.Probes {
		if name := path.Probes[i].Name(); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// cases deals everything in a judgement out to its subtests: the server first,
// then the paths and methods in the order in which they were asked. Nothing is
// left over.
func cases(j *rules.Judgement) []*testCase {
	whole := &testCase{name: "server"}
	all := []*testCase{whole}
	found := map[caseKey]*testCase{}
	at := func(p *runner.PathRecord, method string) *testCase {
		key := caseKey{p.Path, method}
		if found[key] == nil {
			found[key] = &testCase{name: caseName(method, p.Path.Template), path: p, method: method}
			all = append(all, found[key])
		}
		return found[key]
	}
	for _, p := range j.Record.Paths {
		for _, name := range namesOf(p.Path) {
			at(p, name)
		}
		for _, x := range lastOfEach(p.Exchanges) {
			c := at(p, x.Probe.Name())
			c.exchanges = append(c.exchanges, x)
		}
		for _, n := range p.NotSent {
			c := at(p, n.Probe.Name())
			c.notSent = append(c.notSent, n)
		}
	}
	for i := range j.Findings {
		f := &j.Findings[i]
		c := home(found, f)
		if c == nil {
			c = whole
		}
		c.findings = append(c.findings, f)
	}
	return all
}

// home is the case in which a finding is told, nil for one of the whole server
// or document. One about a path as a whole is told where its telling exchange is.
func home(found map[caseKey]*testCase, f *rules.Finding) *testCase {
	if f.Path == nil {
		return nil
	}
	if c := found[caseKey{f.Path.Path, f.Method}]; c != nil {
		return c
	}
	for _, x := range f.Exchanges {
		if c := found[caseKey{f.Path.Path, x.Probe.Name()}]; c != nil {
			return c
		}
	}
	return nil
}

// lastOfEach leaves out what was asked again.
func lastOfEach(exchanges []*runner.Exchange) []*runner.Exchange {
	again := map[*runner.Exchange]bool{}
	for _, x := range exchanges {
		if x.Again {
			again[x.First] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(exchanges), func(x *runner.Exchange) bool { return again[x] })
}

// caseName is the name of a subtest. A slash would make it two for -run, so "·"
// stands for those within the path, and the first is left out.
func caseName(method, template string) string {
	path := strings.ReplaceAll(strings.TrimPrefix(template, "/"), "/", "·")
	if path == "" {
		path = "·"
	}
	return method + " " + path
}
