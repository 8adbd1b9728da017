package specs

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// Schema is a handle on a schema of the document.
type Schema struct {
	// Pointer is the JSON pointer of the schema in its document; with the file it
	// is the schema's identity (verdicts are remembered by it).
	Pointer string

	kin    *openapi3.Schema
	modern bool        // JSON Schema 2020-12: OpenAPI 3.1 and later
	lock   *sync.Mutex // one for all schemas of a document, while they are inspected
	once   sync.Once
	judge  judge
}

// SchemaProblem is one way in which a value is not as its schema wants it.
type SchemaProblem struct {
	Pointer string // JSON pointer into the value
	Reason  string
}

// Validate holds a JSON text, as a response, to the schema. The problems are
// sorted; nil means that it is valid. It is safe for concurrent use.
func (s *Schema) Validate(text []byte) []SchemaProblem {
	if s == nil || s.kin == nil {
		return nil
	}
	s.once.Do(func() { s.judge = newJudge(s.kin, s.modern, s.lock) })
	var value any
	if len(s.judge.options) == 0 && json.Unmarshal(text, &value) == nil {
		return s.judge.problems(value) // what judges by OpenAPI 3.0 takes no other numbers, and this is cheaper
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return []SchemaProblem{{Reason: "not JSON: " + err.Error()}}
	}
	if _, err := decoder.Token(); err != io.EOF {
		return []SchemaProblem{{Reason: "there is text after the JSON value"}}
	}
	return s.judge.problems(value)
}
