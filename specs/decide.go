package specs

import "slices"

// decide says why a probe is not sent, where the document and the level alone
// know it. What the document forbids comes first: no flag beats it.
func (b *builder) decide(r *route, p *Probe) {
	switch {
	case r.never || r.forbids(p) || b.forbiddenElsewhere(r, p):
		p.NotSent = ReasonNever
	case b.options.excluded(p):
		p.NotSent = ReasonExcluded
	case p.NotSent == ReasonNoRefusableForm && b.options.Safety.Allows(Guarded):
	case !b.options.Safety.Allows(p.Safety):
		p.NotSent = ReasonSafety
	}
}

// forbids reports whether an operation of the route that is never to be sent
// would answer the probe. Servers answer HEAD, and some also get, with what
// they do for GET.
func (r *route) forbids(p *Probe) bool {
	methods := []string{p.Method}
	if p.Kind == KindVariant || p.Method == "HEAD" && p.Kind != KindDeclared {
		methods = append(methods, "GET")
	}
	return slices.ContainsFunc(r.Operations, func(o *Operation) bool {
		return o.Never && slices.Contains(methods, o.Method)
	})
}

// forbiddenElsewhere does the same for routes whose template matches the
// probe's target: where the target's own path does not have the method, a
// router may well find it there.
func (b *builder) forbiddenElsewhere(r *route, p *Probe) bool {
	if p.Kind != KindElsewhere {
		return false
	}
	for _, other := range b.nevers {
		if other != r && other.Base == r.Base && other.forbids(p) && other.template.matches(r.target(p)) {
			return true
		}
	}
	return false
}

// target is where a probe goes if the first values are the live ones.
func (r *route) target(p *Probe) string {
	values := p.Values
	if values == nil {
		values = r.Values
	}
	filled := map[string]string{}
	for _, v := range values {
		if _, ok := filled[v.Name]; !ok && len(v.Candidates) > 0 {
			filled[v.Name] = v.Candidates[0]
		}
	}
	return r.template.fill(filled)
}
