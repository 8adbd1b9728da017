package rules

import (
	"cmp"
	"slices"
	"strings"
)

// Policy is a profile as data: how bad breaking each rule is, in the eyes of a
// guide or of a team. What it does not speak of is as the policies that it
// extends have it, and as the catalogue has it where none does.
type Policy struct {
	Name  string // what --profile and Config.Profile take
	Title string
	// Source is the text that the citations are from, with its version or date;
	// empty where a policy is our own.
	Source string
	// Extends are the names of the policies it begins with; a later one wins.
	Extends []string
	// Strict judges as with --strict what no entry speaks of.
	Strict bool
	// Others is the severity of the rules that no entry speaks of: Off, or empty
	// for their own.
	Others Severity
	// Entries are its own, in the order of the file, after those of what it extends.
	Entries []PolicyEntry
}

// PolicyEntry is what a policy says of one rule.
type PolicyEntry struct {
	Rule string
	// Severity is how bad breaking it is; Off where it is not judged; empty for
	// the rule's own.
	Severity Severity
	// Cite is the place in the policy's source, by its own number.
	Cite string
	// Says is what it says there, in few words.
	Says string
	From string // the name of the policy whose entry it is
	Line int    // in its file
}

// Off is the severity of a rule that a policy does not judge by.
const Off Severity = "off"

// Entry is what the policy says of a rule; nil when it does not speak of it.
func (p *Policy) Entry(id string) *PolicyEntry {
	if p == nil {
		return nil
	}
	for i := len(p.Entries) - 1; i >= 0; i-- {
		if p.Entries[i].Rule == id {
			return &p.Entries[i]
		}
	}
	return nil
}

// SeverityOf is how bad breaking a rule is under the policy; Off when it is not
// judged. A nil policy is the catalogue's own.
func (p *Policy) SeverityOf(r *Rule) Severity {
	usual := cmp.Or(r.Severity, Error)
	if p == nil {
		return usual
	}
	if p.Strict {
		usual = cmp.Or(r.Strict, usual)
	}
	if e := p.Entry(r.ID); e != nil {
		return cmp.Or(e.Severity, usual)
	}
	return cmp.Or(p.Others, usual)
}

// says is the severity that the policy gives a rule in so many words: by an entry,
// or by Others where no entry speaks of it; empty for the rule's own.
func (p *Policy) says(r *Rule) Severity {
	if p == nil {
		return ""
	}
	if e := p.Entry(r.ID); e != nil {
		return e.Severity
	}
	return p.Others
}

// strictOn reports whether a rule is asked as with --strict: the policy is
// strict, or wants the rule worse than the catalogue does.
func (p *Policy) strictOn(r *Rule) bool {
	said := p.says(r)
	switch {
	case p == nil:
		return false
	case said == "":
		return p.Strict
	case p.Entry(r.ID) == nil && p.Strict:
		return true
	}
	return said != Off && said.rank() > r.Severity.rank() || p.Strict && said.rank() >= r.Strict.rank()
}

// cap bounds the severity that a rule gives to a case by what the policy says
// of the rule, or of all the others.
func (p *Policy) cap(r *Rule, s Severity) Severity {
	if said := p.says(r); said != "" && s.rank() > said.rank() {
		return said
	}
	return s
}

// Compose puts policies together under one name, a later one over an earlier.
func Compose(name string, all ...*Policy) *Policy {
	out := &Policy{Name: name}
	for _, p := range all {
		out.Title, out.Source = p.Title, p.Source
		out.Extends = append(out.Extends, p.Name)
		out.Strict = out.Strict || p.Strict
		out.Others = cmp.Or(p.Others, out.Others)
		out.Entries = append(out.Entries, p.Entries...)
	}
	return out
}

// Strictly is the policy over the one of --strict: what it says nothing of is told
// as hard as it is meant to be.
func (p *Policy) Strictly() *Policy {
	strict := &Policy{Name: "strict", Strict: true}
	switch {
	case p.Strict:
		return p
	case len(p.Entries) == 0 && p.Others == "":
		return strict
	}
	return Compose("strict+"+p.Name, strict, p)
}

// policyOf is what the profile judges by: its policy, or the one that Strict
// stands for.
func (p Profile) policyOf() *Policy {
	switch {
	case !p.Strict:
		return p.Policy
	case p.Policy == nil:
		return (&Policy{}).Strictly()
	}
	return p.Policy.Strictly()
}

// SeverityOf is how bad breaking a rule is under the profile.
func (p Profile) SeverityOf(r *Rule) Severity { return p.policyOf().SeverityOf(r) }

// PolicyNames are the names of the policies that ship with Proverb, rfc first.
func PolicyNames() []string {
	var out []string
	files, err := policies.ReadDir("profiles")
	if err != nil {
		return nil // cannot be: they are embedded
	}
	for _, f := range files {
		out = append(out, strings.TrimSuffix(f.Name(), ".yaml"))
	}
	slices.SortStableFunc(out, func(a, b string) int { return policyPlace(a) - policyPlace(b) })
	return out
}

// policyPlace puts our own policies before those of others.
func policyPlace(name string) int {
	if i := slices.Index([]string{"rfc", "strict", "lenient"}, name); i >= 0 {
		return i
	}
	return 3
}
