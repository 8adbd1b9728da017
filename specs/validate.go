package specs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Validate begins to hold the document to the whole of the OpenAPI
// specification. That takes as long as everything else that is done with a large
// document, so it goes on beside the run; join waits for the end, at most for
// patience, and adds what was found to Document.Findings. It is called
// when nobody else reads the plan. A plan is validated once, however often this is
// called.
func (p *Plan) Validate() (join func(patience time.Duration)) {
	if p.source == nil || p.source.validated {
		return func(time.Duration) {}
	}
	p.source.validated = true
	found := make(chan []DocumentFinding, 1)
	go func() { found <- p.source.validate() }()
	return func(patience time.Duration) {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case findings := <-found:
			p.Document.Findings = slices.Concat(p.Document.Findings, findings)
		case <-timer.C:
			p.Document.Findings = append(p.Document.Findings, DocumentFinding{
				Code: "spec/not-validated", At: Position{File: p.Document.File},
				Text: "the validation of the document was given up because it took too long",
			})
		}
	}
}

// loaded is what validation needs of a document once a plan is made of it.
type loaded struct {
	src *source
	doc *openapi3.T
	// validated is set when validation has begun.
	validated bool
}

// validate is nil for a document that could not be read as a whole: what stands
// in for the rest is not valid.
func (l *loaded) validate() (findings []DocumentFinding) {
	for _, f := range l.src.outline.findings {
		if f.Code == codeRemoteRef || f.Code == codeDanglingRef || f.Code == codeMissing {
			return nil
		}
	}
	defer func() {
		if e := recover(); e != nil {
			findings = []DocumentFinding{{Code: "spec/not-validated", At: Position{File: l.src.file},
				Text: "the validation of the document failed: " + oneLine(fmt.Sprint(e))}}
		}
	}()
	// Examples, defaults and patterns are not looked at: what is wrong with those is
	// as often the validation's own (patterns are ECMAScript's, not Go's).
	err := l.doc.Validate(context.Background(), openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(),
		openapi3.DisableSchemaPatternValidation(), openapi3.DisableSchemaDefaultsValidation())
	if err == nil {
		return nil
	}
	return l.findings(err)
}

// mistake is one thing that validation says, and where.
type mistake struct {
	code, text, where string
	at                Position
}

// findings tells a mistake of one kind once, however many places have it.
func (l *loaded) findings(err error) []DocumentFinding {
	all := openapi3.MultiError{err}
	_ = errors.As(err, &all)
	byCode := map[string][]mistake{}
	var order []string
	for _, one := range all {
		m := l.mistake(one)
		if m.code == "" || l.isFalse(m.code, one) {
			continue
		}
		if byCode[m.code] == nil {
			order = append(order, m.code)
		}
		byCode[m.code] = distinct(byCode[m.code], m)
	}
	slices.Sort(order)
	var findings []DocumentFinding
	for _, code := range order {
		findings = append(findings, told(byCode[code]))
	}
	return findings
}

// distinct adds a mistake, unless it is told already: the library comes by a
// schema once for every operation that leads to it. The first place is kept.
func distinct(all []mistake, m mistake) []mistake {
	i := slices.IndexFunc(all, func(o mistake) bool {
		return o.text == m.text && (o.where == m.where || !m.isOperation() || !o.isOperation())
	})
	switch {
	case i < 0:
		return append(all, m)
	case all[i].isOperation() && !m.isOperation():
		all[i] = m
	}
	return all
}

func (m mistake) isOperation() bool { return strings.Contains(m.where, " /") }

func told(all []mistake) DocumentFinding {
	slices.SortStableFunc(all, func(a, b mistake) int { return cmp.Compare(a.at.Line, b.at.Line) })
	first := all[0]
	f := DocumentFinding{Code: "spec/" + first.code, Text: first.text, At: first.at}
	if first.where != "" {
		f.Text = first.where + ": " + f.Text
	}
	if n := len(all) - 1; n > 0 {
		f.Text += fmt.Sprintf(" (and %d more of the kind)", n)
	}
	return f
}

// mistake takes the library's error apart: the place in wrappers, then what is
// the matter.
func (l *loaded) mistake(err error) mistake {
	m := mistake{at: Position{File: l.src.file}}
	var coded openapi3.CodedError
	if !errors.As(err, &coded) {
		return m
	}
	m.code = coded.Code()
	path, method, at := "", "", ""
	for {
		var cause error
		switch e := err.(type) {
		case *openapi3.SectionValidationError:
			at, cause = e.Section, e.Cause
		case *openapi3.PathValidationError:
			path, cause = e.Path, e.Cause
		case *openapi3.OperationValidationError:
			method, cause = e.Method, e.Cause
		case *openapi3.ComponentValidationError:
			at, m.where, cause = e.Section+" "+e.Name, e.Section+" "+e.Name, e.Cause
		}
		if cause == nil {
			break
		}
		err = cause
	}
	m.text = oneLine(err.Error())
	m.text = cmp.Or(missingText(m.code), m.text)
	switch e := err.(type) {
	case *openapi3.PathParametersError:
		path, method = e.Path, e.Method
		m.text = "path parameters of the template are not declared, or others are: " + strings.Join(e.Missing, ", ")
	case *openapi3.DuplicateOperationIDError:
		method, path, _ = strings.Cut(e.Endpoint2, " ")
		m.text = fmt.Sprintf("the operationId %q is also that of %s", e.OperationID, e.Endpoint1)
	}
	l.place(&m, path, method, at)
	return m
}

func (l *loaded) place(m *mistake, path, method, at string) {
	o := &l.src.outline
	switch p, ok := o.placed[path]; {
	case path == "":
		if m.where == "" {
			m.where = at
		}
		m.at = cmp.Or(o.places[at], m.at)
	case method == "":
		m.where = path
		m.at = cmp.Or(p.at, m.at)
	case ok:
		m.where = method + " " + path
		m.at = cmp.Or(p.operations[method], p.at)
	default:
		m.where = method + " " + path
	}
}
