package rules

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// TestOfOneKind: those of a kind are the same whether they come one after the other or
// not, and what is appended to them is not written over others.
func TestOfOneKind(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	kinds := []specs.Kind{specs.KindDeclared, specs.KindElsewhere, specs.KindUnknown}
	for range 300 {
		var all []*runner.Exchange
		for range r.IntN(7) {
			all = append(all, &runner.Exchange{Probe: &specs.Probe{Kind: kinds[r.IntN(len(kinds))]}})
		}
		before := slices.Clone(all)
		for _, kind := range kinds {
			got := ofOneKind(all, kind)
			if want := ofKinds(all, []specs.Kind{kind}); !slices.Equal(got, want) {
				t.Fatalf("%d of %s, want %d", len(got), kind, len(want))
			}
			_ = append(got, &runner.Exchange{})
		}
		if !slices.Equal(all, before) {
			t.Fatal("the answers were written to")
		}
	}
}
