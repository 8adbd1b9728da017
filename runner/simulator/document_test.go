package simulator_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
)

func TestDocumentSaysWhatTheServerHas(t *testing.T) {
	t.Parallel()
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Document.Findings) > 0 {
		t.Errorf("the document has findings: %v", plan.Document.Findings)
	}
	s := open(t)
	for _, path := range plan.Paths {
		want := append([]string{"OPTIONS"}, path.Declared...)
		if slices.Contains(want, "GET") {
			want = append(want, "HEAD")
		}
		slices.Sort(want)
		target := strings.NewReplacer("{", "", "}", "").Replace(path.Template)
		if got := s.ask(t, "OPTIONS", target).allow(); got != strings.Join(want, ", ") {
			t.Errorf("%s: the server has %s, the document %v", path.Template, got, want)
		}
	}
}

func TestFaultyDocumentsCanBeRead(t *testing.T) {
	t.Parallel()
	for _, f := range simulator.Faults() {
		if _, err := specs.Parse(simulator.Document(f.Name), f.Name, specs.Options{}); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

func TestUnknownNamesLeaveTheDocumentAlone(t *testing.T) {
	t.Parallel()
	if string(simulator.Document("nonsense")) != string(simulator.Document()) {
		t.Error("the document is changed by a fault that there is not")
	}
}
