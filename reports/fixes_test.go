package reports

import (
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// A recipe that makes problem details of errors breaks the promise of a document that
// has another type for them, unless that is changed as well.
func TestARecipeSaysThatErrorsChangeTheirType(t *testing.T) {
	t.Parallel()
	for types, want := range map[string]string{
		"": "", "application/problem+json": "", "application/json application/problem+json; charset=utf-8": "",
		"application/json":          "the document has application/json for them",
		"text/plain; charset=utf-8": "the document has text/plain for them",
	} {
		d := specs.Document{}
		for media := range strings.SplitSeq(strings.ReplaceAll(types, "; ", ";"), " ") {
			if media != "" {
				d.ErrorMedia = append(d.ErrorMedia, specs.Media{Type: media})
			}
		}
		note := noteOfErrors(&d)
		if !strings.Contains(note, want) || (want == "") != (note == "") {
			t.Errorf("of a document with %q is noted %q", types, note)
		}
		made := rules.Server{Stacks: []rules.Stack{{Name: "flask", For: "Flask"}}}
		fixes := newFixes([]rules.Fix{{For: "Flask", Name: "flask"}, {For: "Flask"}}, &made, note)
		if len(fixes) != 2 || fixes[0].Note != note || fixes[1].Note != "" || noteIn([]Rule{{}, {Fixes: fixes}}) != note {
			t.Errorf("the fixes are %+v", fixes)
		}
	}
}
