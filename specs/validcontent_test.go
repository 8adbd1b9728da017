package specs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

// schemaCase is a schema and a value that is valid by it.
type schemaCase struct{ schema, value string }

var validByAll = []schemaCase{
	{`{type: string, format: date-time}`, `"2026-11-20T23:36:31.123+01:00"`},
	{`{type: string, format: date-time}`, `"2026-11-20T23:36:31Z"`},
	{`{type: string, format: date}`, `"2024-02-29"`},
	{`{type: string, format: uuid}`, `"123E4567-E89B-12D3-A456-426614174000"`},
	{`{type: string, format: email}`, `"a+b@example.co.uk"`},
	{`{type: string, format: uri}`, `"urn:isbn:0451450523"`},
	{`{type: string, format: uri}`, `"https://example.com/a?b=c#d"`},
	{`{type: string, format: byte}`, `"aGVsbG8="`},
	{`{type: string, format: byte}`, `""`},
	{`{type: string, format: password}`, `"x"`},
	{`{type: string, format: hostname}`, `"api.example.com"`},
	{`{type: string, format: ipv4}`, `"192.0.2.1"`},
	{`{type: string, format: ipv6}`, `"2001:db8::1"`},
	{`{type: string, format: duration}`, `"P1DT12H"`},
	{`{type: string, format: time}`, `"12:00:00Z"`},
	{`{type: string, format: currency}`, `"EUR"`},
	{`{type: integer, format: int64}`, `9223372036854775807`},
	{`{type: integer, format: int32}`, `-2147483648`},
	{`{type: integer}`, `1.0`},
	{`{type: integer}`, `1e3`},
	{`{type: number, multipleOf: 0.01}`, `19.99`},
	{`{type: number, multipleOf: 0.01}`, `0.07`},
	{`{type: number, format: double}`, `1e308`},
	{`{type: number, format: float}`, `0.1`},
	{`{type: string, pattern: '^(?=.*[a-z])(?=.*\d).{4,}$'}`, `"abc1"`},
	{`{type: string, pattern: '^\p{L}+$'}`, `"Łódź"`},
	{`{type: string, pattern: '^[\w.-]+$'}`, `"a.b-c"`},
	{`{type: string, minLength: 2, maxLength: 2}`, `"😀é"`},
	{`{type: string, maxLength: 1}`, `"é"`},
	{`{type: string, enum: [a, b]}`, `"b"`},
	{`{type: integer, enum: [1, 2]}`, `2`},
	{`{type: number, enum: [1, 2.5]}`, `1`},
	{`{type: boolean}`, `false`},
	{`{type: array, items: {type: string}, uniqueItems: true, minItems: 0}`, `[]`},
	{`{type: array, uniqueItems: true, items: {type: object}}`, `[{"a":1},{"a":2}]`},
	{`{type: object, additionalProperties: {type: integer}}`, `{"x":1,"y":2}`},
	{`{type: object, additionalProperties: true}`, `{"x":[1,null]}`},
	{`{type: object, additionalProperties: false, properties: {a: {type: string}}}`, `{"a":"b"}`},
	{`{type: object, properties: {a: {type: string, writeOnly: true}}, required: [a]}`, `{}`},
	{`{type: object, properties: {a: {type: string, readOnly: true}}, required: [a]}`, `{"a":"x"}`},
	{`{oneOf: [{type: string}, {type: integer}]}`, `3`},
	{`{anyOf: [{type: object, required: [a]}, {type: object, required: [b]}]}`, `{"b":1}`},
	{`{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, properties: {b: {type: integer}}}]}`, `{"a":"x","b":2}`},
	{`{not: {type: string}}`, `1`},
	{`{}`, `{"any":["thing",null]}`},
	{`{type: object, maxProperties: 2, minProperties: 1}`, `{"a":1}`},
	{`{$ref: '#/components/schemas/Tree'}`, `{"name":"a","children":[{"name":"b","children":[]}]}`},
	{`{$ref: '#/components/schemas/Pet'}`, `{"petType":"Cat","name":"x","lives":9}`},
	{`{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: petType}}`, `{"petType":"Dog","name":"x","barks":true}`},
	{`{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: petType, mapping: {d: '#/components/schemas/Dog', c: '#/components/schemas/Cat'}}}`, `{"petType":"d","name":"x","barks":true}`},
	{`{allOf: [{$ref: '#/components/schemas/Pet'}], description: one}`, `{"petType":"Cat","name":"x"}`},
	{`{type: object, properties: {n: {type: number, default: 3}}, required: []}`, `{}`},
	{`{type: string, example: 1}`, `"x"`},
	{`{type: string, format: date-time}`, `"2026-11-20T23:36:31.123456789-05:00"`},
	{`{type: string, format: date-time}`, `"1990-12-31T23:59:60Z"`},
	{`{type: string, format: date}`, `"0001-01-01"`},
	{`{type: string, format: uuid}`, `"00000000-0000-0000-0000-000000000000"`},
	{`{type: string, format: uuid}`, `"018f3b1c-7e2a-7cc3-98c4-dc0c0c07398f"`},
	{`{type: string, format: email}`, `"jürgen@example.de"`},
	{`{type: string, format: uri}`, `"mailto:a@example.com"`},
	{`{type: string, format: binary}`, `"abc"`},
	{`{type: string, format: byte}`, `"YQ=="`},
	{`{type: string, format: byte}`, `"_-8="`},
	{`{type: string, format: decimal}`, `"1.50"`},
	{`{type: string, format: ''}`, `"x"`},
	{`{type: number, format: decimal}`, `1.50`},
	{`{type: integer, format: uint64}`, `18446744073709551615`},
	{`{type: integer, minimum: 0, maximum: 9223372036854775807}`, `9223372036854775807`},
	{`{type: integer, exclusiveMaximum: null, minimum: null}`, `1`},
	{`{type: number, minimum: 0.1, maximum: 0.3}`, `0.3`},
	{`{type: number, multipleOf: 0.1}`, `0.3`},
	{`{type: number, multipleOf: 0.001}`, `1234567.891`},
	{`{type: number, enum: [1.0]}`, `1`},
	{`{type: number}`, `-0`},
	{`{type: string, pattern: '^\d{4}-[A-Z]+$'}`, `"2026-AB"`},
	{`{type: string, pattern: '^(?!forbidden).*$'}`, `"fine"`},
	{`{type: string, pattern: '^[^\s/]+\/[^\s/]+$'}`, `"a/b"`},
	{`{type: string, pattern: '^\u0041+$'}`, `"AA"`},
	{`{type: object, required: [a], properties: {a: {}}}`, `{"a":null}`},
	{`{type: object, properties: {a: {$ref: '#/components/schemas/Any'}}}`, `{"a":null}`},
	{`{type: object, properties: {a: {title: A}}, required: [a]}`, `{"a":{"b":[1]}}`},
	{`{type: object, properties: {'a/b': {type: integer}, 'a~c': {type: string}}}`, `{"a/b":1,"a~c":"x"}`},
	{`{type: object, additionalProperties: {$ref: '#/components/schemas/Tree'}}`, `{"x":{"name":"a"}}`},
	{`{type: object, properties: {t: {$ref: '#/components/schemas/Tree'}}, additionalProperties: {}}`, `{"t":{"name":"a"},"u":1}`},
	{`{type: array, items: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: petType}}}`, `[{"petType":"Dog","barks":false}]`},
	{`{anyOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: petType}}`, `{"petType":"Dog"}`},
	{`{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}`, `{"a":"x"}`},
	{`{type: string, enum: ['1', '2']}`, `"1"`},
	{`{type: string, enum: [yes, 'no']}`, `"no"`},
	{`{type: string, default: null}`, `"x"`},
	{`{type: boolean, enum: [true]}`, `true`},
	{`{type: array, maxItems: 2, items: {type: array, items: {type: number}, minItems: 2}}`, `[[1,2],[3,4.5]]`},
	{`{}`, `null`},
	{`{description: anything}`, `null`},
	{`{allOf: [{}, {description: x}]}`, `null`},
	{`{type: array, items: {}}`, `[null]`},
	{`{type: object, properties: {a: {}}}`, `{"a":null}`},
	{`{type: object, additionalProperties: {}}`, `{"a":null}`},
	{`{type: object}`, `{"a":null}`},
	{`{type: object, properties: {self: {type: string, format: uri-reference}}}`, `{"self":"/a/b"}`},
}

var validBy30 = []schemaCase{
	{`{type: string, nullable: true}`, `null`},
	{`{type: string, nullable: true, enum: [a, null]}`, `null`},
	{`{type: object, nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}`, `null`},
	{`{allOf: [{$ref: '#/components/schemas/Pet'}], nullable: true}`, `{"petType":"Cat","name":"x"}`},
	{`{type: number, minimum: 0, exclusiveMinimum: true}`, `0.5`},
	{`{type: object, properties: {a: {type: array, nullable: true, items: {type: string}}}}`, `{"a":null}`},
	{`{oneOf: [{type: string}, {type: integer, nullable: true}]}`, `null`},
}

var validBy31 = []schemaCase{
	{`{type: [string, 'null']}`, `null`},
	{`{type: [string, integer]}`, `4`},
	{`{anyOf: [{$ref: '#/components/schemas/Pet'}, {type: 'null'}]}`, `null`},
	{`{type: number, exclusiveMinimum: 0}`, `0.5`},
	{`{const: x}`, `"x"`},
	{`{type: array, prefixItems: [{type: string}, {type: integer}], items: false}`, `["a",1]`},
	{`{type: array, contains: {type: integer}}`, `["a",1]`},
	{`{type: object, patternProperties: {'^x-': {type: string}}, additionalProperties: false}`, `{"x-a":"b"}`},
	{`{type: object, propertyNames: {pattern: '^[a-z]+$'}}`, `{"abc":1}`},
	{`{if: {properties: {a: {const: 1}}, required: [a]}, then: {required: [b]}, else: {required: [c]}}`, `{"a":1,"b":2}`},
	{`{if: {properties: {a: {const: 1}}, required: [a]}, then: {required: [b]}, else: {required: [c]}}`, `{"c":2}`},
	{`{type: object, allOf: [{properties: {a: {type: string}}}], unevaluatedProperties: false}`, `{"a":"x"}`},
	{`{type: object, dependentRequired: {a: [b]}}`, `{"a":1,"b":1}`},
	{`{type: string, contentMediaType: application/json, contentEncoding: base64}`, `"e30="`},
	{`{$ref: '#/components/schemas/Pet', description: with a sibling}`, `{"petType":"Cat","name":"x"}`},
	{`true`, `[1]`},
	{`{type: array, items: true}`, `[1,"a"]`},
	{`{enum: [null, a]}`, `null`},
	{`{const: null}`, `null`},
	{`{oneOf: [{type: 'null'}, {type: string}]}`, `null`},
	{`{anyOf: [{enum: [a]}, {enum: [null]}]}`, `null`},
	{`{type: [string, 'null'], enum: [a, null]}`, `null`},
	{`{type: object, properties: {a: {anyOf: [{type: string, format: date}, {type: 'null'}], title: A}}}`, `{"a":null}`},
	{`{type: array, items: {anyOf: [{type: integer}, {type: 'null'}]}}`, `[1,null]`},
	{`{minimum: 1, type: [number, 'null']}`, `null`},
	{`{$defs: {A: {type: integer}}, type: array, items: {type: integer}}`, `[1]`},
	{`{type: object, examples: [{a: 1}]}`, `{}`},
}

func schemaDoc(version string, cases []schemaCase) string {
	var b strings.Builder
	fmt.Fprintf(&b, "openapi: %s\ninfo: {title: S, version: '1'}\npaths:\n", version)
	for i, c := range cases {
		fmt.Fprintf(&b, "  /s%03d:\n    get: {responses: {'200': {description: x, content: {application/json: {schema: %s}}}}}\n", i, c.schema)
	}
	b.WriteString(`  /post:
    post: {responses: {'204': {description: x}}}
components:
  schemas:
    Any: {title: Any}
    Tree: {type: object, required: [name], properties: {name: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
    Pet: {type: object, required: [petType], discriminator: {propertyName: petType}, properties: {petType: {type: string}, name: {type: string}}}
    Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {lives: {type: integer}}}]}
    Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {barks: {type: boolean}}}]}
`)
	return b.String()
}

// TestValidContentIsNotDoubted: a value that is as its schema wants it, and is taken
// for wrong, is a false alarm about every answer of an operation.
func TestValidContentIsNotDoubted(t *testing.T) {
	t.Parallel()
	for version, cases := range map[string][]schemaCase{
		"3.0.3": slices.Concat(validByAll, validBy30),
		"3.1.0": slices.Concat(validByAll, validBy31),
	} {
		plan, err := specs.Parse([]byte(schemaDoc(version, cases)), "openapi.yaml", specs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range cases {
			schema := plan.Paths[i].Operations[0].Response(200).Media[0].Schema
			for _, p := range schema.Validate([]byte(c.value)) {
				t.Errorf("%s: %s by %s: %s: %s", version, c.value, c.schema, p.Pointer, p.Reason)
			}
		}
	}
}

func TestNullIsToldWhereItIsNotAllowed(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"3.0.3", "3.1.0"} {
		for _, schema := range []string{
			`{type: string}`, `{type: object}`, `{enum: [a]}`, `{oneOf: [{type: string}, {type: integer}]}`, `{allOf: [{$ref: '#/components/schemas/Pet'}]}`,
			`{anyOf: [{$ref: '#/components/schemas/Cat'}, {type: string}]}`, `{$ref: '#/components/schemas/Pet'}`,
		} {
			plan, err := specs.Parse([]byte(schemaDoc(version, []schemaCase{{schema: schema}})), "openapi.yaml", specs.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if len(plan.Paths[0].Operations[0].Response(200).Media[0].Schema.Validate([]byte("null"))) == 0 {
				t.Errorf("%s: null is taken for valid by %s", version, schema)
			}
		}
	}
}

// A discriminator tells alternatives apart; it does not make right what none of
// them allows.
func TestWhatNoAlternativeAllowsIsToldInSpiteOfADiscriminator(t *testing.T) {
	t.Parallel()
	pets := `{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: petType}}`
	plan, err := specs.Parse([]byte(schemaDoc("3.0.3", []schemaCase{{schema: pets}})), "openapi.yaml", specs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	schema := plan.Paths[0].Operations[0].Response(200).Media[0].Schema
	if len(schema.Validate([]byte(`{"name":"x"}`))) == 0 {
		t.Error("a pet of no type is taken for valid")
	}
}
