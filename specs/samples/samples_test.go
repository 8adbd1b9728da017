package samples_test

import (
	"testing"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/specs/samples"
)

func TestEverySampleMakesAPlan(t *testing.T) {
	t.Parallel()
	names := samples.Names()
	if len(names) != 5 {
		t.Errorf("there are %v, want five", names)
	}
	for _, name := range names {
		text, err := samples.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		plan, err := specs.Parse(text, name, specs.Options{Safety: specs.Full})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, f := range plan.Document.Findings {
			t.Errorf("%s: %s: %s", name, f.Code, f.Text)
		}
		if len(plan.Paths) == 0 {
			t.Errorf("%s has no paths", name)
		}
	}
}
