package specs

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// FuzzSample: of whatever schema, a sample ends, and is what it is said to be.
func FuzzSample(f *testing.F) {
	for _, schema := range []string{
		`{"type":"string","pattern":"^[a-z]{2,5}$","minLength":3}`,
		`{"type":"integer","minimum":3,"maximum":9,"multipleOf":2}`,
		`{"allOf":[{"type":"object","required":["a"]},{"properties":{"a":{"oneOf":[{"type":"string"},{"type":"number","minimum":0.5}]}}}]}`,
		`{"type":"array","minItems":2,"uniqueItems":true,"items":{"enum":[1,"x",null]}}`,
		`{"anyOf":[{"format":"uuid"},{"not":{}}],"nullable":true}`,
	} {
		f.Add([]byte(schema), 1)
	}
	f.Fuzz(func(t *testing.T, text []byte, variant int) {
		var schema openapi3.Schema
		if len(text) > 1<<12 || json.Unmarshal(text, &schema) != nil {
			return
		}
		set := newSchemas(&openapi3.T{OpenAPI: "3.0.3"})
		left := 200
		s := &sampler{accepts: set.accepts, variant: variant & 7, left: &left, relatives: &family{}}
		value, ok := s.value(&schema, 0)
		if ok && !set.accepts(&schema, value) {
			t.Errorf("%s: %v is not valid", text, value)
		}
		if _, err := json.Marshal(value); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		b := &builder{schemas: set}
		if isSegment(segmentText(value)) {
			b.fits(&schema, segmentText(value))
		}
	})
}
