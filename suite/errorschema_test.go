package suite_test

import (
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
)

// What --error-schema names is what undeclared methods are held to, and no more:
// errors that the document describes are not.
func TestErrorSchema(t *testing.T) {
	t.Parallel()
	tests := []struct {
		named, from, schema string
		told                bool
	}{
		{"", "path", "/components/schemas/Problem", false},
		{"Problem", "option", "/components/schemas/Problem", false},
		{"Review", "option", "/components/schemas/Review", true},
	}
	for _, test := range tests {
		j := judge(t, newSimulator(t), simulator.Document(), specs.Options{Safety: specs.Guarded, ErrorSchema: test.named}, nil)
		if told := slices.Contains(ids(j), "body/schema"); told != test.told {
			t.Errorf("with %q body/schema is told: %t", test.named, told)
		}
		for _, f := range j.Findings {
			if f.Rule.ID == "body/schema" && f.Kind == specs.KindDeclared {
				t.Errorf("an error that the document describes is held to %q: %s", test.named, f.Text)
			}
		}
		bodies := reports.New(j, reports.About{}).ErrorBodies
		if len(bodies) == 0 || bodies[0].From != test.from || bodies[0].Schema != test.schema {
			t.Errorf("with %q the report says %+v", test.named, bodies)
		}
	}
}
