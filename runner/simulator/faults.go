package simulator

import (
	"fmt"
	"slices"
	"strings"
)

// Fault is one way in which the bookshop can be made to break a rule.
type Fault struct {
	// Name is what the fault is asked for by: the slug of the rule it breaks, with
	// its topic before it unless that is method; realistic ones have names of
	// their own.
	Name string
	// Rule is the rule that is broken by it. It is empty where the fault leaves
	// nothing to be decided, and where the server does more than it must and breaks
	// nothing by it.
	Rule string
	// Path is the one path that the fault is at, unless another is asked for;
	// empty is all of them, and those that do not exist.
	Path string
	// Title says in a sentence what the server then does.
	Title string
	// Credentials says that only requests with Authorization show it.
	Credentials bool
	// Also are the rules that are broken with it, some of them at one safety
	// level only, because one follows from the other.
	Also []string
	// Full says that only a run at level full shows it.
	Full bool

	answer   change              // what becomes of an answer; nil for a faulty document
	document func(string) string // what becomes of the document; nil for a faulty server
}

// change answers a request instead of the next handler, or by what that said.
type change func(q *request, next handler) *answer

// Faults are all the faults: one for every rule that can be decided from
// answers, then those that break several at once, as real servers do.
func Faults() []Fault {
	return slices.Concat(
		methodFaults(),
		routeFaults(),
		allowFaults(),
		bodyFaults(),
		problemFaults(),
		cacheFaults(),
		fieldFaults(),
		correlationFaults(),
		leakFaults(),
		attributionFaults(),
		contentFaults(),
		corsFaults(),
		askedFaults(),
		wireFaults(),
		lineFaults(),
		authFaults(),
		documentFaults(),
		realisticFaults(),
	)
}

// DemoFaults are the faults that the demo plants when it is not told which:
// most on a path of their own, so that none hides another.
func DemoFaults() []string {
	return []string{
		"405-for-unknown",
		"allow-complete@/books",
		"no-allow@/authors",
		"html-errors@/books/{bookId}/reviews",
		"head-mirrors-get@/authors/{authorId}",
		"stack-trace@/orders",
		"cache-error-explicit",
	}
}

// choose finds a fault by NAME or NAME@TEMPLATE.
func choose(text string) (Fault, error) {
	name, template, limited := strings.Cut(text, "@")
	f, ok := find(name)
	switch {
	case !ok:
		return Fault{}, unknownFault(name)
	case limited && f.document != nil:
		return Fault{}, fmt.Errorf("fault %q is one of the document and cannot be kept to a path", name)
	case limited && !hasTemplate(template):
		return Fault{}, fmt.Errorf("fault %q: the document has no path %q", text, template)
	}
	if limited {
		f.Path = template
	}
	return f, nil
}

func hasTemplate(template string) bool {
	return slices.ContainsFunc(routes(), func(r *route) bool { return r.template == template })
}

// find returns the fault with a name, or the first that breaks the rule of
// that name.
func find(name string) (Fault, bool) {
	for _, f := range Faults() {
		if f.Name == name || f.Rule == name && name != "" {
			return f, true
		}
	}
	return Fault{}, false
}

// over puts the fault around a handler.
func (f Fault) over(next handler) handler {
	if f.answer == nil {
		return next
	}
	return func(q *request) *answer {
		if f.Path != "" && !q.at(f.Path) {
			return next(q)
		}
		return f.answer(q, next)
	}
}

// unknownFault names all the faults there are.
func unknownFault(name string) error {
	var names []string
	for _, f := range Faults() {
		names = append(names, f.Name)
	}
	return fmt.Errorf("there is no fault %q; there are: %s", name, strings.Join(names, ", "))
}
