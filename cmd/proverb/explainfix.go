package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/suite/rules"
)

// tellFixes prints the code of a rule's own, and how to see the recipes: all of
// them would bury the rule.
func tellFixes(w io.Writer, r *rules.Rule) {
	for _, f := range r.Fixes {
		if f.Name == "" {
			fmt.Fprintf(w, "\nTo mend it in %s\n\n%s\n", f.For, indent(strings.ReplaceAll(f.Code, "\t", "    "), "  "))
		}
	}
	if names := recipeNames(r); len(names) > 0 {
		fmt.Fprintf(w, "\nRecipes, each tried on the real server\n\n%s\n\n  proverb explain %s --for NAME\n", wrap(strings.Join(names, ", "), "  "), r.ID)
	}
}

func recipeNames(r *rules.Rule) []string {
	var names []string
	for _, f := range r.Fixes {
		if f.Name != "" {
			names = append(names, f.Name)
		}
	}
	return names
}

// explainRecipe prints the recipe alone, so that it can go into a file.
func explainRecipe(w io.Writer, word, name string) error {
	id, _ := ruleOrTopic(word)
	i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == id })
	if i < 0 {
		return usageError("explain --for: %q is no rule; see proverb rules", word)
	}
	r := &rules.Rules[i]
	names := recipeNames(r)
	if len(names) == 0 {
		return usageError("explain --for: there is no recipe for %s", r.ID)
	}
	at := slices.IndexFunc(r.Fixes, func(f rules.Fix) bool { return f.Name == name })
	if at < 0 {
		return usageError("explain --for: no recipe %q; there are %s", name, strings.Join(names, ", "))
	}
	_, err := io.WriteString(w, r.Fixes[at].Code)
	return err
}
