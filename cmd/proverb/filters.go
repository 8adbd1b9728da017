package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// tellIdle says which words of the filters are of nothing in the document: whoever
// misspells what is to be left out does not expect it to be sent.
func (a *app) tellIdle(plan *specs.Plan, q *questionFlags) {
	for _, f := range []struct {
		verb string
		*specs.Filter
	}{{"include", &q.include}, {"exclude", &q.exclude}} {
		for _, part := range []struct {
			flag, what string
			words      []string
			isOf       func(*specs.Path, string) bool
		}{
			{"path", "path", f.Paths, (*specs.Path).MatchesGlob},
			{"method", "probe", f.Methods, hasMethod},
			{"tag", "operation", f.Tags, hasTag},
			{"operation-id", "operation", f.OperationIDs, hasID},
		} {
			for _, word := range part.words {
				if !slices.ContainsFunc(plan.Paths, func(p *specs.Path) bool { return part.isOf(p, word) }) {
					flag := "--" + f.verb + "-" + part.flag
					fmt.Fprintln(a.stderr, "proverb:", a.whence(oneLine(flag+" "+word+" matches no "+part.what+" of the document")))
				}
			}
		}
	}
}

func hasMethod(p *specs.Path, name string) bool {
	return slices.ContainsFunc(p.Probes, func(p specs.Probe) bool { return strings.EqualFold(p.Name(), name) })
}

func hasTag(p *specs.Path, tag string) bool {
	return slices.ContainsFunc(p.Operations, func(o *specs.Operation) bool { return slices.Contains(o.Tags, tag) })
}

func hasID(p *specs.Path, id string) bool {
	return slices.ContainsFunc(p.Operations, func(o *specs.Operation) bool { return o.ID == id })
}
