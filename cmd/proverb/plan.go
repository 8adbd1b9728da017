package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

const planLong = `Plan prints every probe that audit would send, grouped by path, and those it would
not, with the reason. It sends nothing.

For each path parameter it tells where the value will come from: the first source
that leads to a live target is taken. With each probe stands the lowest safety level
at which it is sent. What only the server's answers can decide is noted with the
probe: what is not sent because of an earlier answer.`

const planExample = `  proverb plan openapi.yaml
  proverb plan openapi.yaml --safety full -o json`

func (a *app) planCommand() *cobra.Command {
	q := &questionFlags{}
	var format string
	c := &cobra.Command{
		Use:     "plan DOCUMENT",
		Short:   "Print every probe that would be sent, and why others not; sends nothing",
		Long:    planLong,
		Example: planExample,
		Args:    oneDocument,
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usageError("--output %q: it is text or json", format)
			}
			plan, err := a.planOf(args[0], q)
			if err != nil {
				return err
			}
			none, err := q.noQuestions()
			if err != nil {
				return err
			}
			transport, err := q.transport()
			if err != nil {
				return err
			}
			outline := outlineOf(plan, none)
			if transport {
				outline.Questions = append(outline.Questions, rawOutlines()...)
			}
			if format == "json" {
				return printJSON(a.stdout, outline)
			}
			return printOutline(a.stdout, outline)
		},
	}
	q.register(c)
	registerConfig(c)
	c.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	return c
}

// planOf makes a plan to look at. Without --safety the level is the one audit
// would take: that of --url, or of the document's first server.
func (a *app) planOf(file string, q *questionFlags) (*specs.Plan, error) {
	o, err := q.options()
	if err != nil {
		return nil, err
	}
	if o.Safety, err = q.levelAt(runner.Config{URL: q.url}); err != nil {
		return nil, err
	}
	source, err := a.readDocument(file)
	if err != nil {
		return nil, err
	}
	plan, err := source.plan(o)
	if err != nil || q.url != "" || q.safety != "" {
		return plan, err
	}
	if _, ok := loopbackServer(plan); ok {
		return plan, nil
	}
	o.Safety = specs.ReadOnly
	return source.plan(o)
}

// planOutline is a plan told flat, as plan -o json prints it.
type planOutline struct {
	Schema   string         `json:"schema"`
	Document planDocument   `json:"document"`
	Safety   specs.Safety   `json:"safety"`
	Methods  []string       `json:"methods"` // S: the methods the server is taken to implement
	Paths    []pathOutline  `json:"paths"`
	Sent     int            `json:"sent"`
	NotSent  int            `json:"not_sent"`
	ByMethod map[string]int `json:"by_method"` // of those that would be sent
	ByReason map[string]int `json:"by_reason"` // of those that would not
	// Questions are asked beside the probes, and are none of those counted above.
	Questions []questionOutline `json:"questions"`
}

type planDocument struct {
	File    string `json:"file"`
	Title   string `json:"title"`
	Version string `json:"version"`
	OpenAPI string `json:"openapi"`
	SHA256  string `json:"sha256"`
}

type pathOutline struct {
	Path     string         `json:"path"`
	Declared []string       `json:"declared"`
	Line     int            `json:"line"`
	Values   []valueOutline `json:"values,omitempty"` // of the path parameters
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

func outlineOf(plan *specs.Plan, noQuestions bool) *planOutline {
	d := plan.Document
	o := &planOutline{
		Schema:   "proverb.plan/1",
		Document: planDocument{d.File, d.Title, d.Version, d.OpenAPI, d.SHA256},
		Safety:   plan.Safety, Methods: plan.Methods, Paths: []pathOutline{},
		ByMethod: map[string]int{}, ByReason: map[string]int{}, Questions: []questionOutline{},
	}
	shapes := shapesOf(plan)
	for _, p := range plan.Paths {
		path := pathOutline{Path: p.Template, Declared: append([]string{}, p.Declared...), Line: p.Line, Values: valuesOf(shapes, p), Probes: []probeOutline{}}
		for i := range p.Probes {
			path.Probes = append(path.Probes, o.add(&p.Probes[i]))
		}
		o.Paths = append(o.Paths, path)
	}
	if !noQuestions {
		o.Questions = questionOutlines(plan)
	}
	return o
}

// add counts a probe and tells it flat.
func (o *planOutline) add(p *specs.Probe) probeOutline {
	out := probeOutline{
		Method: p.Name(), Kind: string(p.Kind), Form: string(p.Form), Safety: string(p.Safety), Target: targetOf(p),
		Send: p.NotSent == "", Reason: string(p.NotSent),
	}
	if !out.Send {
		out.Text = p.NotSent.Text()
		o.NotSent++
		o.ByReason[out.Reason]++
		return out
	}
	out.Note = noteOn(p)
	o.Sent++
	o.ByMethod[out.Method]++
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
