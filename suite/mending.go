package suite

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/suite/rules"
)

// mending shows the code that mends a finding in one place: one cause fails a hundred
// cases, and most recipes mend several causes. The others name that place.
type mending struct {
	// failed and passed are the cases that show a code. What a case that passes logs
	// is seen with -v alone, so that no failure may point there.
	failed, passed map[string]string
}

func newMending() *mending { return &mending{failed: map[string]string{}, passed: map[string]string{}} }

// place is the case that shows a code, which is this one where no other does.
func (m *mending) place(code, name string, fails bool) string {
	if at, told := m.failed[code]; told {
		return at
	}
	if fails {
		m.failed[code] = name
		return name
	}
	if at, told := m.passed[code]; told {
		return at
	}
	m.passed[code] = name
	return name
}

// mend adds to the texts of the findings of a case how they are mended.
func (o *outcome) mend(c *testCase, texts []string, fails bool) {
	shown := map[string]bool{}
	for i, f := range c.findings {
		fix := f.Rule.FixFor(o.judgement.Server.MadeWith(f.Layer))
		if fix == nil {
			continue
		}
		texts[i] += "\nTo mend it in " + fix.For
		switch at := o.mending.place(fix.Code, c.name, fails); {
		case at != c.name:
			texts[i] += ": see " + at + ", which has the code"
		case shown[fix.Code]:
			texts[i] += ": the code above"
		default:
			texts[i] += ":\n" + strings.TrimSpace(o.noted(f.Rule, fix)+fix.Code)
		}
		shown[fix.Code] = true
	}
}

// noted is what is to be changed besides, as the reports have it: a line, or nothing.
func (o *outcome) noted(rule *rules.Rule, fix *rules.Fix) string {
	for i := range o.report.Rules {
		if o.report.Rules[i].ID != rule.ID {
			continue
		}
		fixes := o.report.Rules[i].Fixes
		at := slices.IndexFunc(fixes, func(f reports.Fix) bool { return f.Code == fix.Code })
		if at >= 0 && fixes[at].Note != "" {
			return fixes[at].Note + "\n"
		}
	}
	return ""
}
