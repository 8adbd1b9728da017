package specs

import "slices"

// addDeclared plans the probes of the path's own operations: safe ones as the
// document wants them, unsafe ones in a form meant to be refused and, at full,
// also in the valid one.
func (b *builder) addDeclared(r *route) error {
	for _, o := range r.operations {
		if !isAsked(o.Method) {
			continue
		}
		plain := Probe{
			Path: r.Path, Kind: KindDeclared, Method: o.Method, Form: FormPlain,
			Query: r.query(b.queryOf(r, o)), Header: b.header(o), Operation: o.Operation, Safety: ReadOnly,
		}
		b.addParameterHeader(&plain, r, o)
		values, err := b.valuesFor(r, o.Method)
		if err != nil {
			return err
		}
		if IsSafe(o.Method) {
			plain.Values = values
			b.addBody(&plain, o, o.Method != "TRACE" && (o.Method == "QUERY" || o.bodyRequired()))
			r.Probes = append(r.Probes, plain)
			continue
		}
		full := b.options.Safety.Allows(Full)
		if refusable := b.refusable(plain, r, o); refusable.NotSent == "" || !full {
			r.Probes = append(r.Probes, refusable)
		}
		if full {
			plain.Form, plain.Safety, plain.Values = FormValid, Full, values
			b.addBody(&plain, o, true)
			r.Probes = append(r.Probes, plain)
		}
	}
	return nil
}

func (d *declared) bodyRequired() bool { return d.RequestBody != nil && d.RequestBody.Required }

// refusable is an unsafe operation in a form that a server that reads its
// document refuses.
func (b *builder) refusable(p Probe, r *route, o *declared) Probe {
	p.Safety = Guarded
	p.Values = r.Impossible
	switch media := jsonMedia(o); {
	case o.bodyRequired() && media != "":
		p.Form = FormMalformed
		p.Header = p.Header.Clone()
		p.Header.Set("Content-Type", media)
		p.Body = []byte(`{"proverb":`)
	case o.bodyRequired():
		p.Form = FormNoBody
	case len(r.Impossible) > 0:
		p.Form = FormImpossible
	default:
		p.NotSent = ReasonNoRefusableForm
	}
	return p
}

// valuesFor are the values of a method for which the user gave some of its
// own; nil where the path's live ones will do. The other parameters get what
// comes first.
func (b *builder) valuesFor(r *route, method string) ([]Value, error) {
	if isReading(method) {
		return nil, nil
	}
	var values []Value
	own := false
	for _, name := range r.template.names {
		given, err := b.userValues(r, name, func(m string) bool { return m == method })
		switch {
		case err != nil:
			return nil, err
		case len(given) > 0:
			own = true
			values = append(values, Value{name, SourceParam, given})
		case len(b.operationValues(r, name, method)) > 0:
			own = true
			values = append(values, Value{name, SourceExtension, b.operationValues(r, name, method)})
		default:
			i := slices.IndexFunc(r.Values, func(v Value) bool { return v.Name == name && len(v.Candidates) > 0 })
			values = append(values, r.Values[i])
		}
	}
	if !own {
		return nil, nil
	}
	return values, nil
}

// operationValues are what the operation's own x-proverb gives for a path
// parameter.
func (b *builder) operationValues(r *route, name, method string) []string {
	o := r.declaredOn(method)
	if o == nil {
		return nil
	}
	return b.usable(r, name, r.declarations("path", name), valuesIn(o.kin.Extensions, name))
}
