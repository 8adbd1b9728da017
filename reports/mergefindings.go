package reports

import (
	"cmp"
	"slices"

	"github.com/proverb-dev/proverb/suite/rules"
)

// findings are those of the parts, and those about the server as judged anew,
// in the order of one run.
func (m *merging) findings() {
	had := map[string]Finding{}
	for i, p := range m.parts {
		for _, f := range p.Findings {
			if _, twice := had[f.Fingerprint]; twice {
				continue // of the document, or of a control: every part has it
			}
			m.renumber(&f, i)
			had[f.Fingerprint] = f
			if !isServerRule(f.Rule) {
				m.out.Findings = append(m.out.Findings, f)
			}
		}
	}
	for _, f := range newFindings(m.judged.Findings, "") {
		if isServerRule(f.Rule) && !m.toldBetter(f) {
			f.Suppressed = had[f.Fingerprint].Suppressed
			m.out.Findings = append(m.out.Findings, f)
		}
	}
	m.sortFindings()
}

// toldBetter reports whether a finding about the server gives way to one about
// the same exchange, which a part had by its document.
func (m *merging) toldBetter(f Finding) bool {
	better := map[string]bool{}
	for _, r := range rules.Rules {
		better[r.ID] = slices.Contains(r.Supersedes, f.Rule)
	}
	return slices.ContainsFunc(m.out.Findings, func(g Finding) bool {
		return better[g.Rule] && (g.Exchange == f.Exchange || slices.Contains(g.Exchanges, f.Exchange))
	})
}

func (m *merging) renumber(f *Finding, part int) {
	f.Exchange = m.ids[part][f.Exchange]
	f.Exchanges = slices.Clone(f.Exchanges)
	for i, id := range f.Exchanges {
		f.Exchanges[i] = m.ids[part][id]
	}
}

func (m *merging) sortFindings() {
	rule := map[string]int{}
	for i := range m.out.Rules {
		rule[m.out.Rules[i].ID] = i
	}
	slices.SortStableFunc(m.out.Findings, func(a, b Finding) int {
		return cmp.Or(
			gravity(b.Severity)-gravity(a.Severity), rule[a.Rule]-rule[b.Rule], m.place[a.Path]-m.place[b.Path],
			cmp.Compare(a.Method, b.Method), cmp.Compare(a.Detail, b.Detail),
		)
	})
}
