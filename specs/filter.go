package specs

import (
	"slices"
	"strings"
)

// names reports whether the filter says anything.
func (f *Filter) names() bool {
	return len(f.Paths)+len(f.Methods)+len(f.Tags)+len(f.OperationIDs) > 0
}

// excluded reports whether the filters take a probe away. What is included has
// to match in every respect that Include names; one respect that Exclude names
// is enough to be taken away.
func (o *Options) excluded(p *Probe) bool {
	if f := &o.Include; f.names() && !f.keeps(p) {
		return true
	}
	return o.Exclude.matchesPath(p.Path) || o.Exclude.matchesMethod(p) || o.Exclude.takesOperation(p)
}

// takesOperation: who leaves an operation out does not expect it to be carried
// out by HEAD either, nor an undeclared method on a path that has no other.
func (f *Filter) takesOperation(p *Probe) bool {
	if o := p.answering(); o != nil {
		return f.matchesOperation(o)
	}
	all := p.Path.Operations
	return len(all) > 0 && !slices.ContainsFunc(all, func(o *Operation) bool { return !f.matchesOperation(o) })
}

// answering is the operation that is carried out: its own, and for HEAD and get
// that of GET. It is nil for other undeclared methods.
func (p *Probe) answering() *Operation {
	if p.Operation == nil && (p.Kind == KindVariant || p.Method == "HEAD") {
		return p.Path.DeclaredOn("GET")
	}
	return p.Operation
}

// keeps: an undeclared probe has no tag and no id. It is kept where an
// operation of its path has the one asked for: whoever asks for the operations
// with a tag wants to know of their paths.
func (f *Filter) keeps(p *Probe) bool {
	if len(f.Paths) > 0 && !f.matchesPath(p.Path) || len(f.Methods) > 0 && !f.matchesMethod(p) {
		return false
	}
	if len(f.Tags)+len(f.OperationIDs) == 0 {
		return true
	}
	if o := p.answering(); o != nil {
		return f.keepsOperation(o)
	}
	return slices.ContainsFunc(p.Path.Operations, f.keepsOperation)
}

func (f *Filter) keepsOperation(o *Operation) bool {
	return (len(f.Tags) == 0 || f.matchesTag(o)) &&
		(len(f.OperationIDs) == 0 || slices.Contains(f.OperationIDs, o.ID))
}

func (f *Filter) matchesOperation(o *Operation) bool {
	return f.matchesTag(o) || slices.Contains(f.OperationIDs, o.ID)
}

func (f *Filter) matchesTag(o *Operation) bool {
	return slices.ContainsFunc(o.Tags, func(tag string) bool { return slices.Contains(f.Tags, tag) })
}

func (f *Filter) matchesPath(p *Path) bool {
	return slices.ContainsFunc(f.Paths, func(glob string) bool {
		return matchGlob(glob, p.Template) ||
			slices.ContainsFunc(p.Aliases, func(alias string) bool { return matchGlob(glob, alias) })
	})
}

// matchesMethod does not regard case: who leaves out GET leaves out get too.
func (f *Filter) matchesMethod(p *Probe) bool {
	return slices.ContainsFunc(f.Methods, func(m string) bool { return strings.EqualFold(m, p.Name()) })
}

// matchGlob: * stands for any run of characters, all else for itself.
func matchGlob(glob, s string) bool {
	head, rest, star := strings.Cut(glob, "*")
	s, ok := strings.CutPrefix(s, head)
	if !ok || !star {
		return ok && s == ""
	}
	for i := range len(s) + 1 {
		if matchGlob(rest, s[i:]) {
			return true
		}
	}
	return false
}
