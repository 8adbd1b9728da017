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

// valuesOf tells the sources of a path's values in the order in which the run
// tries them: what is live on a path above comes before all but the user's.
func valuesOf(shapes map[string]*specs.Path, p *specs.Path) []valueOutline {
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
		if above := pathAbove(shapes, p, i); above != nil {
			at := 0
			if len(v.Sources) > 0 && v.Sources[0].Source == specs.SourceParam {
				at = 1
			}
			v.Sources = slices.Insert(v.Sources, at, sourceOutline{Source: "live", From: "GET " + above.Template})
		}
		out = append(out, v)
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

// shapesOf are the paths that can be read, by their templates without names.
func shapesOf(plan *specs.Plan) map[string]*specs.Path {
	shapes := make(map[string]*specs.Path, len(plan.Paths))
	for _, p := range plan.Paths {
		if p.DeclaredOn("GET") != nil {
			shapes[p.Base+" "+templateName.ReplaceAllString(p.Template, "{}")] = p
		}
	}
	return shapes
}

// pathAbove is the path that ends with the i-th parameter of another and whose
// live value is taken over; nil when there is none.
func pathAbove(shapes map[string]*specs.Path, p *specs.Path, i int) *specs.Path {
	names := templateName.FindAllStringIndex(p.Template, -1)
	if i >= len(names) {
		return nil
	}
	head := p.Template[:names[i][1]]
	if len(head) == len(p.Template) || p.Template[len(head)] != '/' {
		return nil
	}
	return shapes[p.Base+" "+templateName.ReplaceAllString(head, "{}")]
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
	case s.From != "":
		return s.Source + " from " + printable(s.From)
	}
	var shown []string
	for _, c := range s.Candidates[:min(most, len(s.Candidates))] {
		shown = append(shown, printable(c))
	}
	return strings.Join(shown, ", ") + " (" + s.Source + ")"
}
