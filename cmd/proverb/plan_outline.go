package main

import (
	"iter"
	"slices"

	"github.com/proverb-dev/proverb/specs"
)

// planOutline tells a plan flat, a path at a time: all at once would take as much
// memory again as the plan.
type planOutline struct {
	plan        *specs.Plan
	noQuestions bool
	transport   bool // with the questions of --pack transport
}

// planHead is what plan -o json begins with.
type planHead struct {
	Schema   string       `json:"schema"`
	Document planDocument `json:"document"`
	Safety   specs.Safety `json:"safety"`
	Methods  []string     `json:"methods"` // S: the methods the server is taken to implement
}

// planCounts are the sums that stand behind the paths.
type planCounts struct {
	Sent     int            `json:"sent"`
	NotSent  int            `json:"not_sent"`
	ByMethod map[string]int `json:"by_method"` // of those that would be sent
	ByReason map[string]int `json:"by_reason"` // of those that would not
}

type planDocument struct {
	File    string `json:"file"`
	Title   string `json:"title"`
	Version string `json:"version"`
	OpenAPI string `json:"openapi"`
	SHA256  string `json:"sha256"`
	// Findings are what was seen in the document on the way; it is not validated.
	Findings []findingOutline `json:"findings"`
}

type findingOutline struct {
	Code   string `json:"code"`
	Text   string `json:"text"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type pathOutline struct {
	Path     string         `json:"path"`
	Declared []string       `json:"declared"`
	File     string         `json:"file"` // where the path's item is written
	Line     int            `json:"line"`
	Values   []valueOutline `json:"values,omitempty"`     // of the path parameters
	Fields   []fieldOutline `json:"parameters,omitempty"` // of the operations, beside the path
	Probes   []probeOutline `json:"probes"`
}

type probeOutline struct {
	Method string `json:"method"` // UNKNOWN for the unregistered token
	Kind   string `json:"kind"`
	Form   string `json:"form"`
	Safety string `json:"safety"` // the lowest level at which it is sent
	Target string `json:"target"` // a template where the run chooses the value
	Send   bool   `json:"send"`
	Reason string `json:"reason,omitempty"` // why it is not sent
	Text   string `json:"text,omitempty"`   // the reason in a clause
	Note   string `json:"note,omitempty"`   // what the answers decide
}

func (o *planOutline) head() planHead {
	d := o.plan.Document
	findings := []findingOutline{}
	for _, f := range d.Findings {
		findings = append(findings, findingOutline{f.Code, f.Text, f.At.File, f.At.Line, f.At.Column})
	}
	return planHead{"proverb.plan/1", planDocument{d.File, d.Title, d.Version, d.OpenAPI, d.SHA256, findings}, o.plan.Safety, o.plan.Methods}
}

// paths tells each path in turn, and adds its probes to the counts.
func (o *planOutline) paths(c *planCounts) iter.Seq[pathOutline] {
	index := indexOf(o.plan)
	return func(yield func(pathOutline) bool) {
		for _, p := range o.plan.Paths {
			path := pathOutline{Path: p.Template, Declared: append([]string{}, p.Declared...), File: p.File, Line: p.Line, Values: index.valuesOf(p), Fields: fieldsOf(p), Probes: []probeOutline{}}
			for i := range p.Probes {
				path.Probes = append(path.Probes, c.add(&p.Probes[i]))
			}
			if !yield(path) {
				return
			}
		}
	}
}

func newCounts() *planCounts {
	return &planCounts{ByMethod: map[string]int{}, ByReason: map[string]int{}}
}

// add counts a probe and tells it flat.
func (c *planCounts) add(p *specs.Probe) probeOutline {
	out := probeOutline{
		Method: p.Name(), Kind: string(p.Kind), Form: string(p.Form), Safety: string(p.Safety), Target: targetOf(p),
		Send: p.NotSent == "", Reason: string(p.NotSent),
	}
	if !out.Send {
		out.Text = p.NotSent.Text()
		c.NotSent++
		c.ByReason[out.Reason]++
		return out
	}
	out.Note = noteOn(p)
	c.Sent++
	c.ByMethod[out.Method]++
	return out
}

// targetOf is the request target as far as it is known before the run.
func targetOf(p *specs.Probe) string {
	values := map[string]string{}
	for _, v := range p.Values {
		if len(v.Candidates) > 0 {
			values[v.Name] = v.Candidates[0]
		}
	}
	target := p.Path.Fill(values)
	if p.Query != "" {
		target += "?" + p.Query
	}
	return target
}

// noteOn says what of a probe only the server's answers decide.
func noteOn(p *specs.Probe) string {
	undeclared := p.Kind == specs.KindElsewhere || p.Kind == specs.KindRegistered
	switch {
	case undeclared && p.Method == "DELETE" && len(p.Path.Parameters()) == 0:
		return "only if an Allow leaves it out"
	case undeclared && isUnsafe(p):
		return "unless an Allow lists it"
	}
	return ""
}

// methodsByCount are the keys of a count, the greatest first.
func methodsByCount(counts map[string]int) []string {
	var out []string
	for m := range counts {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		if a < b {
			return -1
		}
		return 1
	})
	return out
}
