package specs

import (
	"net/http"
	"slices"
	"strings"
)

// usualMethods are the registered methods that are asked for where the document
// does not have them, unless all are.
func usualMethods() []string {
	return []string{"PATCH", "PUT", "DELETE", "POST", "OPTIONS", "TRACE", "QUERY", "PROPFIND"}
}

// isAsked: CONNECT asks for a tunnel and PRI is a part of HTTP/2's preface;
// neither is a question about a path.
func isAsked(method string) bool { return method != "CONNECT" && method != "PRI" }

// TraceCookie is the cookie that TRACE carries at level full, to see whether it is
// sent back: it is nobody's.
const TraceCookie = "proverb=not-a-secret-of-anybody"

// addProbes plans what is asked of every path.
func (b *builder) addProbes() error {
	b.plantTrie()
	b.addParents()
	b.addHarvests()
	undeclared := b.header(nil)
	b.others = b.otherMethods()
	if n, most := len(b.routes)*len(b.others), mostProbes*b.options.maxPaths(); n > most {
		return &fault{b.src.outline.pathsAt, tooManyProbes(n, most), nil}
	}
	for _, r := range b.routes {
		r.Probes = make([]Probe, 0, 2+len(b.others)+b.formsBeside(r))
		if err := b.addValues(r); err != nil {
			return err
		}
		if err := b.addDeclared(r); err != nil {
			return err
		}
		b.addUndeclared(r, undeclared)
		slices.SortStableFunc(r.Probes, func(x, y Probe) int {
			if c := rank(&x) - rank(&y); c != 0 {
				return c
			}
			return strings.Compare(x.Method, y.Method)
		})
		for i := range r.Probes {
			b.decide(r, &r.Probes[i])
		}
	}
	return nil
}

// formsBeside is how many operations of a path are asked in a second form, at
// most.
func (b *builder) formsBeside(r *route) int {
	if b.options.Safety.Allows(Full) {
		return len(r.operations)
	}
	return 0
}

// rank is the place of a probe among those of its path.
func rank(p *Probe) int {
	switch {
	case p.Kind == KindUnknown:
		return 0
	case p.Kind == KindVariant:
		return 1
	}
	order := []string{"OPTIONS", "HEAD", "GET", "", "PATCH", "PUT", "POST", "DELETE"}
	if i := slices.Index(order, p.Method); i >= 0 {
		return 2 + i
	}
	if IsSafe(p.Method) {
		return 5
	}
	return 10
}

// addUndeclared plans the probes of methods that the path does not declare.
func (b *builder) addUndeclared(r *route, header http.Header) {
	add := func(kind Kind, method string) {
		p := Probe{
			Path: r.Path, Kind: kind, Method: method, Form: FormPlain,
			Query: r.query(nil), Header: header, Safety: ReadOnly,
		}
		if method == http.MethodTrace && b.options.Safety.Allows(Full) {
			p.Header = header.Clone()
			p.Header.Set("Cookie", TraceCookie)
		}
		if kind != KindUnknown && kind != KindVariant && !IsSafe(method) {
			p.Safety = Guarded
			p.Values = r.Impossible
		}
		r.Probes = append(r.Probes, p)
	}
	add(KindUnknown, b.plan.Unknown)
	get := r.declaredOn("GET")
	if get != nil {
		add(KindVariant, "get")
		b.asGET(r, get)
	}
	for _, method := range b.others {
		switch {
		case r.DeclaredOn(method) != nil:
		case method == "OPTIONS", method == "HEAD" && get != nil:
			add(KindImplied, method)
			if method == "HEAD" {
				b.asGET(r, get)
			}
		case slices.Contains(b.plan.Methods, method):
			add(KindElsewhere, method)
		default:
			add(KindRegistered, method)
		}
	}
}

// asGET gives the probe planned last what GET is sent with: it asks the same
// thing, so that an answer can be held against GET's.
func (b *builder) asGET(r *route, get *declared) {
	p := &r.Probes[len(r.Probes)-1]
	p.Query = r.query(b.queryOf(r, get))
	p.Header = b.header(get)
	b.addParameterHeader(p, r, get)
}

// otherMethods are S and the registered methods that are asked for, each once.
func (b *builder) otherMethods() []string {
	methods := slices.Clone(b.plan.Methods)
	more := usualMethods()
	if b.options.AllMethods {
		for _, m := range Registry {
			more = append(more, m.Name)
		}
	}
	for _, m := range more {
		if !slices.Contains(methods, m) {
			methods = append(methods, m)
		}
	}
	return slices.DeleteFunc(methods, func(m string) bool { return !isAsked(m) })
}

func (r *route) declaredOn(method string) *declared {
	for _, o := range r.operations {
		if o.Method == method {
			return o
		}
	}
	return nil
}
