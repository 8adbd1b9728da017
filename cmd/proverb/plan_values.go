package main

import (
	"bufio"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// valueOutline is where a path parameter's value will come from: the first of its
// sources that leads to a live target.
type valueOutline struct {
	Name    string          `json:"name"`
	Sources []sourceOutline `json:"sources"`
}

type sourceOutline struct {
	Source     string   `json:"source"`
	From       string   `json:"from,omitempty"` // the request whose answer has the value
	Candidates []string `json:"candidates,omitempty"`
}

// fieldOutline is a parameter beside the path that an operation is sent with.
type fieldOutline struct {
	Method string `json:"method"`
	In     string `json:"in"` // query, querystring, header or cookie
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
}

// fieldsOf are the parameters of a path's operations that are no part of the path,
// of the operations that are sent.
func fieldsOf(p *specs.Path) []fieldOutline {
	var out []fieldOutline
	for _, o := range p.Operations {
		if !slices.ContainsFunc(p.Probes, func(one specs.Probe) bool { return one.Operation == o && one.NotSent == "" }) {
			continue
		}
		for _, q := range o.Parameters {
			if q.Source != "" {
				out = append(out, fieldOutline{o.Method, q.In, q.Name, q.Value, q.Source})
			}
		}
	}
	return out
}

// printFields tells each in a line: GET query genre = crime (example).
func printFields(b *bufio.Writer, fields []fieldOutline) {
	for _, f := range fields {
		fmt.Fprintf(b, "  %s %s %s = %s (%s)\n", f.Method, f.In, printable(f.Name), printable(f.Value), f.Source)
	}
}

// valuesOf tells the sources of a path's values in the order in which the run
// tries them: what is live on a path above comes before all but the user's.
func (x *planIndex) valuesOf(p *specs.Path) []valueOutline {
	var out []valueOutline
	for i, name := range p.Parameters() {
		v := valueOutline{Name: name}
		for _, one := range p.Values {
			if one.Name != name {
				continue
			}
			if one.Source == specs.SourceHarvested {
				v.Sources = append(v.Sources, harvestsOf(p, name)...)
				continue
			}
			v.Sources = append(v.Sources, sourceOutline{Source: one.Source, Candidates: one.Candidates})
		}
		if above := x.pathAbove(p, i); above != nil {
			at := 0
			if len(v.Sources) > 0 && v.Sources[0].Source == specs.SourceParam {
				at = 1
			}
			v.Sources = slices.Insert(v.Sources, at, sourceOutline{Source: "live", From: "GET " + above.Template})
		}
		v.Sources = append(v.Sources, x.creators(p, name)...)
		out = append(out, v)
	}
	return out
}

// creators are the requests whose success gives a parameter the value that changing
// and deleting is tried with.
func (x *planIndex) creators(p *specs.Path, name string) []sourceOutline {
	changes := func(o *specs.Operation) bool { return !specs.IsSafe(o.Method) && o.Method != "POST" }
	if !x.full || !slices.ContainsFunc(p.Operations, changes) {
		return nil
	}
	var out []sourceOutline
	if head, _, ok := strings.Cut(p.Template, "/{"+name+"}"); ok {
		if from := x.makers[shape(p, head)]; from != nil {
			out = append(out, sourceOutline{Source: specs.SourceCreated, From: "POST " + from.Template})
		}
	}
	for _, l := range x.links[p] {
		if l.Name == name && strings.Contains(l.Expression, "$response.") {
			out = append(out, sourceOutline{Source: specs.SourceCreated, From: l.from + " " + l.Expression})
		}
	}
	return out
}

// harvestsOf are the answers that have values of a parameter.
func harvestsOf(p *specs.Path, name string) []sourceOutline {
	var out []sourceOutline
	for _, h := range p.Harvests {
		if h.Name == name {
			out = append(out, sourceOutline{Source: specs.SourceHarvested, From: strings.TrimSpace("GET " + h.From.Template + " " + h.Expression)})
		}
	}
	return out
}

var templateName = regexp.MustCompile(`\{[^{}]*\}`)

// shape is a part of a path's template without names, behind the path's base.
func shape(p *specs.Path, part string) string {
	return p.Base + " " + templateName.ReplaceAllString(strings.TrimSuffix(part, "/"), "{}")
}

// planIndex finds where the values of a path are from.
type planIndex struct {
	full     bool
	readable map[string]*specs.Path // those with a GET, by shape
	makers   map[string]*specs.Path // those with a POST
	links    map[*specs.Path][]linkedFrom
}

// linkedFrom is what a link says of a path, and the request whose answer has the link.
type linkedFrom struct {
	specs.LinkParameter
	from string
}

func indexOf(plan *specs.Plan) *planIndex {
	x := &planIndex{plan.Safety.Allows(specs.Full), map[string]*specs.Path{}, map[string]*specs.Path{}, map[*specs.Path][]linkedFrom{}}
	for _, p := range plan.Paths {
		if p.DeclaredOn("GET") != nil {
			x.readable[shape(p, p.Template)] = p
		}
		if p.DeclaredOn("POST") != nil {
			x.makers[shape(p, p.Template)] = p
		}
		for _, link := range p.Links {
			for _, q := range link.Parameters {
				x.links[link.To] = append(x.links[link.To], linkedFrom{q, link.Method + " " + p.Template})
			}
		}
	}
	return x
}

// pathAbove is the path that ends with the i-th parameter of another and whose
// live value is taken over; nil when there is none.
func (x *planIndex) pathAbove(p *specs.Path, i int) *specs.Path {
	names := templateName.FindAllStringIndex(p.Template, -1)
	if i >= len(names) {
		return nil
	}
	head := p.Template[:names[i][1]]
	if len(head) == len(p.Template) || p.Template[len(head)] != '/' {
		return nil
	}
	return x.readable[shape(p, head)]
}

// printValues tells each parameter in a line: {bookId} = harvested from GET /books.
func printValues(b *bufio.Writer, values []valueOutline) {
	for _, v := range values {
		var parts []string
		for _, s := range v.Sources {
			parts = append(parts, s.text())
		}
		fmt.Fprintf(b, "  {%s} = %s\n", printable(v.Name), strings.Join(parts, ", else "))
	}
}

func (s sourceOutline) text() string {
	const most = 3
	switch {
	case s.Source == "live":
		return "what is live on " + printable(s.From)
	case s.Source == specs.SourceCreated:
		return "for what changes or deletes, created by " + printable(s.From)
	case s.From != "":
		return s.Source + " from " + printable(s.From)
	}
	var shown []string
	for _, c := range s.Candidates[:min(most, len(s.Candidates))] {
		shown = append(shown, printable(c))
	}
	return strings.Join(shown, ", ") + " (" + s.Source + ")"
}
