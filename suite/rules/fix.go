package rules

import (
	"slices"

	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

// Fix is code that mends what breaks a rule, for one framework.
type Fix struct {
	For  string // the framework, as people call it
	Code string
	// Name is the folder of examples in which the code is tried on the real
	// server; empty for code that is tested otherwise.
	Name string
}

// Suits reports whether the code mends what is made with a stack.
func (f *Fix) Suits(s Stack) bool {
	if f.Name != "" {
		return f.Name == s.Name || f.Name == s.Base
	}
	return f.For == s.For || f.For == s.Base
}

// MadeWith is what may have answered in a layer: what stands before the
// application where that is a proxy.
func (s *Server) MadeWith(layer Layer) []Stack {
	if layer == LayerProxy {
		return s.Fronts
	}
	return s.Stacks
}

// FixFor is the code that mends what breaks the rule in each of some stacks; nil
// where there is none, and where which to take depends on what it really is.
func (r *Rule) FixFor(made []Stack) *Fix {
	for i := range r.Fixes {
		unsuited := func(s Stack) bool { return !r.Fixes[i].Suits(s) }
		if len(made) > 0 && !slices.ContainsFunc(made, unsuited) {
			return &r.Fixes[i]
		}
	}
	return nil
}

// recipes are the files of examples, each of which mends what a server does with
// methods, Allow and errors.
var recipes = recipeFixes()

// routerRecipes leave out the one of net/http, which has nothing to offer: its ServeMux
// answers 405 with a true Allow, so that what does not, in Go, is another router.
var routerRecipes = slices.DeleteFunc(recipeFixes(), func(f Fix) bool { return f.Name == "nethttp" })

func recipeFixes() []Fix {
	all := make([]Fix, len(fixes.Recipes))
	for i, r := range fixes.Recipes {
		all[i] = Fix{For: r.For, Code: r.Code(), Name: r.Name}
	}
	return all
}
