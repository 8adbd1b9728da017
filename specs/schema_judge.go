package specs

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// judge holds values to one schema with the engine that suits it. The library
// has two: its own, and one for JSON Schema 2020-12 that compiles the schema
// anew for every value and takes two hundred times as long. The second is used
// only for schemas with keywords that the first does not know.
type judge struct {
	kin     *openapi3.Schema
	options []openapi3.SchemaValidationOption
	// endless schemas are not judged by: whoever made them wants that to take for
	// ever. Every value is taken to be as they want it.
	endless bool
}

func newJudge(kin *openapi3.Schema, modern bool, lock *sync.Mutex) judge {
	lock.Lock()
	uses := inspect(kin)
	lock.Unlock()
	j := judge{kin: kin, endless: uses.endless}
	if modern && uses.modern {
		j.options = append(j.options, openapi3.EnableJSONSchema2020())
	}
	if uses.foreignPattern {
		j.options = append(j.options, openapi3.DisablePatternValidation())
	}
	return j
}

// problems holds a value to the schema as a response.
func (j judge) problems(value any) []SchemaProblem {
	if j.endless {
		return nil
	}
	err := j.kin.VisitJSON(value, append(slices.Clip(j.options), openapi3.VisitAsResponse(), openapi3.MultiErrors())...)
	if err == nil {
		return nil
	}
	problems := flatten(nil, err)
	slices.SortFunc(problems, func(a, b SchemaProblem) int {
		if c := strings.Compare(a.Pointer, b.Pointer); c != 0 {
			return c
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	return slices.Compact(problems)
}

// accepts reports whether a value would do in a request.
func (j judge) accepts(value any) bool {
	return j.endless || j.kin.VisitJSON(value, append(slices.Clip(j.options), openapi3.VisitAsRequest(), openapi3.FailFast())...) == nil
}

// flatten takes the library's errors apart. It never uses their text as a
// whole, which has the schema and the value in it.
func flatten(problems []SchemaProblem, err error) []SchemaProblem {
	switch e := err.(type) {
	case openapi3.MultiError:
		for _, one := range e {
			problems = flatten(problems, one)
		}
		return problems
	case *openapi3.SchemaError:
		return flattenSchemaError(problems, e)
	}
	var schemaError *openapi3.SchemaError
	if errors.As(err, &schemaError) {
		return flattenSchemaError(problems, schemaError)
	}
	return append(problems, SchemaProblem{Reason: oneLine(err.Error())})
}

func flattenSchemaError(problems []SchemaProblem, e *openapi3.SchemaError) []SchemaProblem {
	if isToldApart(e) {
		return problems
	}
	if isModernError(e) {
		if nested := causes(e); len(nested) > 0 {
			for _, one := range nested {
				problems = flatten(problems, one)
			}
			return problems
		}
	}
	return append(problems, SchemaProblem{Pointer: pointer(e.JSONPointer()), Reason: reason(e)})
}

// isToldApart reports whether a value is held to match more than one of several
// schemas that a discriminator tells apart. By the letter it does, as a cat may have
// whatever else a dog has; whoever wrote a discriminator meant the one that it names.
func isToldApart(e *openapi3.SchemaError) bool {
	return errors.Is(e.Origin, openapi3.ErrOneOfConflict) && e.Schema != nil && e.Schema.Discriminator != nil
}

// isModernError reports whether an error is of the 2020-12 engine. The library
// falls back on its own where that one cannot compile a schema, so which engine was
// asked for does not tell.
func isModernError(e *openapi3.SchemaError) bool {
	var cause *jsonschema.ValidationError
	return errors.As(e, &cause)
}

// causes are the errors under one of the 2020-12 engine; its tree has one leaf
// for each thing that is wrong.
func causes(e *openapi3.SchemaError) openapi3.MultiError {
	var nested openapi3.MultiError
	if e.SchemaField == "oneOf" || e.SchemaField == "anyOf" || e.SchemaField == "not" || e.Origin == nil {
		return nil
	}
	errors.As(e.Origin, &nested)
	return nested
}

func reason(e *openapi3.SchemaError) string {
	text := e.Reason
	if isModernError(e) {
		text = modernReason(e)
	}
	if text == "" {
		text = "not as " + e.SchemaField + " wants it"
	}
	return oneLine(text)
}

var atPlace = regexp.MustCompile(`^(?:error at "[^"]*": )?(?:- )?at '[^']*'(?: \[[^\]]*\])?: `)

// modernReason is the last line of a message of the 2020-12 engine, without
// the place, which is told apart.
func modernReason(e *openapi3.SchemaError) string {
	switch e.SchemaField {
	case "oneOf", "anyOf":
		return "matches none of the schemas of " + e.SchemaField + ", or too many"
	}
	lines := strings.Split(strings.TrimSpace(e.Reason), "\n")
	last := atPlace.ReplaceAllString(strings.TrimSpace(lines[len(lines)-1]), "")
	if last == "false schema" {
		return "nothing is allowed here"
	}
	return last
}

func pointer(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString("/" + escapePointer(t))
	}
	return b.String()
}

func escapePointer(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}
