package rules

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs/statuses"
)

// TestTheStatusesOfTheRulesAreThoseOfTheRegistry: what explain has a text for is
// what body/status-registered lets pass, under the same name.
func TestTheStatusesOfTheRulesAreThoseOfTheRegistry(t *testing.T) {
	t.Parallel()
	var codes []int
	for _, s := range statuses.All() {
		codes = append(codes, s.Code)
		if first, _, _ := strings.Cut(phrases[s.Code], "|"); s.Name != first && s.Code != 418 {
			t.Errorf("%d is %q to the rules and %q in the registry", s.Code, first, s.Name)
		}
	}
	if got := slices.Sorted(maps.Keys(phrases)); !slices.Equal(got, codes) {
		t.Errorf("the rules know %v\nthe registry has %v", got, codes)
	}
}
