package fixes

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRecipesAreThoseOfTheExamples: what is shown as advice is the file that was
// audited.
func TestRecipesAreThoseOfTheExamples(t *testing.T) {
	t.Parallel()
	for _, r := range Recipes {
		want, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", r.Name, r.File))
		if err != nil {
			t.Fatal(err)
		}
		if os.Getenv("PROVERB_UPDATE") != "" {
			if err := os.WriteFile(r.copyName(), want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if r.Code() != string(want) {
			t.Errorf("%s is not the recipe in examples/%s: go generate ./suite/rules/fixes", r.copyName(), r.Name)
		}
	}
}

// TestEveryExampleHasItsRecipeShown: a recipe that nobody is shown helps nobody.
func TestEveryExampleHasItsRecipeShown(t *testing.T) {
	t.Parallel()
	found := recipesOfExamples(t)
	if len(found) != len(Recipes) {
		t.Errorf("%d recipes are shown and examples has %d: %v", len(Recipes), len(found), found)
	}
	kept, err := copies.ReadDir("recipes")
	if err != nil || len(kept) != len(Recipes) {
		t.Errorf("%d recipes are shown and %d copies are kept (%v)", len(Recipes), len(kept), err)
	}
}

// recipesOfExamples are the files that are called recipe, as their language has it.
func recipesOfExamples(t *testing.T) (found []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("..", "..", "..", "examples"), func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasPrefix(strings.ToLower(d.Name()), "recipe.") {
			found = append(found, file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
