package rules

import (
	"strings"

	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

// Fix is code that mends what breaks a rule, for one framework.
type Fix struct {
	For  string // the framework, as people call it
	Code string
	// Name is the folder of examples in which the code is tried on the real
	// server; empty for code that is tested otherwise.
	Name string
	// Product is how Server.Product begins where this was recognised; empty where
	// nothing in the answers tells it from others.
	Product string
}

// Mends says whether the code is for a server that was recognised as product.
func (f *Fix) Mends(product string) bool {
	return product != "" && (f.For == product || f.Product != "" && strings.HasPrefix(product, f.Product))
}

// FixFor is the code that mends what breaks the rule in a framework, as
// Server.Product names it; empty where there is none.
func (r *Rule) FixFor(product string) string {
	for i := range r.Fixes {
		if r.Fixes[i].Mends(product) {
			return r.Fixes[i].Code
		}
	}
	return ""
}

// recipes are the files of examples, each of which mends what a server does with
// methods, Allow and errors.
var recipes = recipeFixes()

func recipeFixes() []Fix {
	all := make([]Fix, len(fixes.Recipes))
	for i, r := range fixes.Recipes {
		all[i] = Fix{For: r.For, Code: r.Code(), Name: r.Name, Product: r.Product}
	}
	return all
}
