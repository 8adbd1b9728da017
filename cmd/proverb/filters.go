package main

import (
	"fmt"

	"github.com/proverb-dev/proverb/specs"
)

// tellIdle says which words of the filters are of nothing in the document.
func (a *app) tellIdle(plan *specs.Plan, q *questionFlags) {
	for _, f := range []struct {
		verb string
		specs.Filter
	}{{"include", q.include}, {"exclude", q.exclude}} {
		for _, idle := range plan.Idle(f.Filter) {
			fmt.Fprintln(a.stderr, "proverb:", a.whence(oneLine("--"+f.verb+"-"+idle.By+" "+idle.String())))
		}
	}
}
