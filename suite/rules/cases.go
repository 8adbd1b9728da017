package rules

import (
	"cmp"
	"slices"
)

// Cases are ways to break a rule that are told with another severity than the rule's.
type Cases struct {
	// Severity is how bad they are, Strict with --strict.
	Severity, Strict Severity
	// Examples are the names of the examples that show them.
	Examples []string
}

// CasesOf are the cases of a rule of the catalogue that are worse, or not as bad, as
// its severity says. They are read off what it makes of its examples, so that they
// cannot differ from what it does.
func CasesOf(r *Rule) ([]Cases, error) {
	examples, err := ParseExamples([]byte(ExamplesOf(r.ID)))
	if err != nil {
		return nil, err
	}
	var out []Cases
	for _, e := range examples {
		plain, _ := e.judge(*r, Profile{})
		strict, _ := e.judge(*r, Profile{Strict: true})
		for i := range plain {
			one := Cases{cmp.Or(plain[i].Severity, r.Severity), cmp.Or(strict[i].Severity, r.Strict), []string{e.Name}}
			if !plain[i].Inconclusive && (one.Severity != r.Severity || one.Strict != r.Strict) {
				out = withCases(out, one)
			}
		}
	}
	return out, nil
}

// withCases puts the examples of one severity together.
func withCases(all []Cases, one Cases) []Cases {
	i := slices.IndexFunc(all, func(c Cases) bool { return c.Severity == one.Severity && c.Strict == one.Strict })
	switch {
	case i < 0:
		return append(all, one)
	case !slices.Contains(all[i].Examples, one.Examples[0]):
		all[i].Examples = append(all[i].Examples, one.Examples[0])
	}
	return all
}

// Words are the severities of the cases of a rule: "warning (error with --strict)".
func (c Cases) Words(of *Rule) string {
	switch {
	case c.Severity != c.Strict:
		return string(c.Severity) + " (" + string(c.Strict) + " with --strict)"
	case !c.Severity.Reaches(of.Strict):
		return string(c.Severity) + " (also with --strict)"
	}
	return string(c.Severity)
}
