package reports

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// perhaps is how many stacks are named, and shown code for, where it is not known
// which of them it is.
const perhaps = 3

// newFixes are the code for what the server is made with, or may be. The note is for
// recipes.
func newFixes(fixes []rules.Fix, s *rules.Server, note string) []Fix {
	out := []Fix{}
	for _, f := range fixes {
		suits := append(suited(&f, s.Stacks), suited(&f, s.Fronts)...)
		if len(suits) > 0 || f.Name == "" && len(s.Stacks) == 0 {
			fix := Fix{For: f.For, Code: f.Code, Name: f.Name, Suits: suits}
			if f.Name != "" {
				fix.Note = note
			}
			out = append(out, fix)
		}
	}
	return out
}

const problemJSON = "application/problem+json"

// noteOfErrors is for documents whose errors are of another type than those of the
// recipes: with a recipe alone one finding would take the place of another.
func noteOfErrors(d *specs.Document) string {
	var types []string
	for _, m := range d.ErrorMedia {
		essence, _, _ := strings.Cut(m.Type, ";")
		if essence = strings.TrimSpace(essence); essence == problemJSON {
			return ""
		}
		types = append(types, essence)
	}
	if len(types) == 0 {
		return ""
	}
	return "Errors become " + problemJSON + ", and the document has " + strings.Join(types, ", ") + " for them: describe problem details there, or let the code answer as the document says."
}

// noteIn is the note that recipes have in a report already.
func noteIn(all []Rule) string {
	for i := range all {
		for _, f := range all[i].Fixes {
			if f.Note != "" {
				return f.Note
			}
		}
	}
	return ""
}

// suited are those of the stacks that code mends. A recipe is for one, and is left
// out where that is no more than one of many that it may be.
func suited(f *rules.Fix, made []rules.Stack) []string {
	if f.Name != "" && len(made) > perhaps {
		return nil
	}
	return called(slices.DeleteFunc(slices.Clone(made), func(s rules.Stack) bool { return !f.Suits(s) }))
}

// called are the names of stacks.
func called(all []rules.Stack) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = s.For
	}
	return out
}

// madeWith is what may have answered in a layer.
func (s *Server) madeWith(layer string) []string {
	if layer == string(rules.LayerProxy) {
		return s.Fronts
	}
	return s.Stacks
}

// fixFor is the code that mends a cause whatever of its candidates the server is
// made with; nil where there is none.
func (v *view) fixFor(c *Cause) *Fix {
	made, r := v.Server.madeWith(c.Layer), v.rules[c.Rule]
	for i := 0; r != nil && len(made) > 0 && i < len(r.Fixes); i++ {
		if !slices.ContainsFunc(made, func(name string) bool { return !slices.Contains(r.Fixes[i].Suits, name) }) {
			return &r.Fixes[i]
		}
	}
	return nil
}

// choices are the recipes of which one mends a cause, where it is not known which.
func (v *view) choices(c *Cause) []Fix {
	made, r := v.Server.madeWith(c.Layer), v.rules[c.Rule]
	if r == nil || len(made) < 2 || v.fixFor(c) != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Fixes), func(f Fix) bool {
		return f.Name == "" || !slices.ContainsFunc(f.Suits, func(name string) bool { return slices.Contains(made, name) })
	})
}

// Made says who answers, as far as the answers show it: "answered by nginx/1.22.1
// (nginx before an application, gin)".
func (s Server) Made() string {
	var parts []string
	for _, made := range [][]string{s.Fronts, s.Stacks} {
		if name := either(made); name != "" && name != s.Product {
			parts = append(parts, name)
		}
	}
	switch who := strings.Join(parts, ", "); {
	case s.Product == "" && who == "":
		return ""
	case s.Product == "":
		return "answered by " + who
	case who == "":
		return "answered by " + s.Product
	default:
		return "answered by " + s.Product + " (" + who + ")"
	}
}

// either names one, or the few of which it is one.
func either(names []string) string {
	last := len(names) - 1
	switch {
	case last < 0 || last >= perhaps:
		return ""
	case last == 0:
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
