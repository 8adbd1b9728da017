package specs

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sampleOf is the body sampled for a schema, as JSON.
func sampleOf(t *testing.T, version, schema, components string) string {
	t.Helper()
	text := "openapi: " + version + "\ninfo: {title: T, version: '1'}\npaths: {/a: {post: {requestBody: {required: true, content: {application/json: {schema: " +
		schema + "}}}, responses: {}}}}\ncomponents: {schemas: {" + components + "}}\n"
	for _, p := range probesOf(parse(t, text, Options{Safety: Full}).Paths[0], "POST") {
		if p.Form == FormValid {
			return string(p.Body)
		}
	}
	t.Fatal("no valid form")
	return ""
}

func TestSample(t *testing.T) {
	t.Parallel()
	tests := []struct{ schema, want string }{
		{"{type: string}", `"proverb"`},
		{"{type: string, example: e, default: d, enum: [e, d]}", `"e"`},
		{"{type: string, example: 1, default: d}", `"d"`},
		{"{type: string, enum: [b, a]}", `"b"`},
		{"{type: string, minLength: 9}", `"proverbaa"`},
		{"{type: string, maxLength: 3}", `"pro"`},
		{"{type: string, pattern: '^[a-f]{3}-\\d+$'}", `"aaa-0"`},
		{"{type: string, pattern: '[A-Z]+', minLength: 5}", `"FFFFF"`},
		{"{type: string, format: date-time}", `"2024-01-15T12:00:00Z"`},
		{"{type: string, format: uuid, pattern: '^[0-9A-F]{8}$'}", `"00000000"`},
		{"{type: string, format: date-time, pattern: '^2024-06'}", `"2024-06-30T08:30:00Z"`},
		{"{type: string, format: email, maxLength: 12}", `"a@b.example"`},
		{"{type: string, format: date, minLength: 50}", `"2024-01-15"`},
		{"{type: string, not: {enum: [proverb]}}", `"example"`},
		{"{type: integer}", `1`},
		{"{type: integer, minimum: 7}", `7`},
		{"{type: integer, minimum: 7, exclusiveMinimum: true, multipleOf: 5}", `10`},
		{"{type: integer, maximum: -3}", `-3`},
		{"{type: integer, maximum: 0, exclusiveMaximum: true}", `-1`},
		{"{type: number, minimum: 0.2, maximum: 0.4}", `0.30000000000000004`},
		{"{type: number, multipleOf: 0.5, minimum: 1.2}", `1.5`},
		{"{type: boolean}", `true`},
		{"{type: array, items: {type: integer}}", `[1]`},
		{"{type: array, minItems: 3, uniqueItems: true, items: {type: integer}}", `[1,2,3]`},
		{"{type: array, minItems: 2, uniqueItems: true, items: {type: string, enum: [x, y, z]}}", `["x","y"]`},
		{"{type: array, minItems: 2, uniqueItems: true, items: {type: string, example: e}}", `["e","example"]`},
		{"{type: array, maxItems: 0, items: {type: integer}}", `[]`},
		{"{type: object, required: [b], properties: {a: {type: string}, b: {type: integer}}}", `{"b":1}`},
		{"{type: object, properties: {a: {type: integer}, b: {type: integer}, c: {type: integer}, d: {type: integer}}}", `{"a":1,"b":1,"c":1}`},
		{"{type: object, required: [id, n], properties: {id: {type: integer, readOnly: true}, n: {type: integer}}}", `{"n":1}`},
		{"{type: object, maxProperties: 1, properties: {a: {type: integer}, b: {type: integer}}}", `{"a":1}`},
		{"{type: object, minProperties: 2, additionalProperties: {type: integer, minimum: 4}}", `{"proverb":4,"proverbx":5}`},
		{"{type: object, minProperties: 2, properties: {a: {type: integer}}}", `{"a":1,"proverb":"proverb"}`},
		{"{type: object, required: [free]}", `{"free":"proverb"}`},
		{"{properties: {a: {type: integer}}}", `{"a":1}`},
		{"{allOf: [{type: object, required: [a], properties: {a: {type: integer}}}, {required: [b], properties: {b: {type: string}}}]}", `{"a":1,"b":"proverb"}`},
		{"{allOf: [{type: object, required: [a], properties: {a: {type: string}}}, {properties: {a: {enum: [x]}}}]}", `{"a":"x"}`},
		{"{allOf: [{type: object, required: [a], properties: {a: {type: string, minLength: 9}}}, {properties: {a: {example: twelve-chars}}}]}", `{"a":"twelve-chars"}`},
		{"{allOf: [{type: object, required: [id, n], properties: {id: {type: integer}, n: {type: integer}}}, {properties: {id: {readOnly: true}}}]}", `{"n":1}`},
		{"{oneOf: [{type: string, minLength: 50, maxLength: 2}, {type: integer}]}", `1`},
		{"{type: object, required: [k], properties: {k: {type: string}}, anyOf: [{required: [z], properties: {z: {type: integer}}}]}", `{"k":"proverb","z":1}`},
		{"{oneOf: [{type: object, required: [a], properties: {a: {type: string, enum: [x]}}}, {type: object, required: [a], properties: {a: {type: string, enum: [y]}}}]}", `{"a":"x"}`},
	}
	for _, test := range tests {
		if got := sampleOf(t, "3.0.3", test.schema, ""); got != test.want {
			t.Errorf("%s: %s, want %s", test.schema, got, test.want)
		}
	}
}

func TestSampleOf31(t *testing.T) {
	t.Parallel()
	tests := []struct{ schema, want string }{
		{"{type: ['null', integer]}", `1`},
		{"{const: c}", `"c"`},
		{"{type: string, examples: [1, two]}", `"two"`},
		{"{type: integer, exclusiveMinimum: 4}", `5`},
		{"{type: number, exclusiveMinimum: 0, exclusiveMaximum: 1}", `0.5`},
		{"{type: object, required: [k], properties: {k: {const: v}}, unevaluatedProperties: false}", `{"k":"v"}`},
	}
	for _, test := range tests {
		if got := sampleOf(t, "3.1.0", test.schema, ""); got != test.want {
			t.Errorf("%s: %s, want %s", test.schema, got, test.want)
		}
	}
}

func TestSampleOfRecursiveSchemasEnds(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, schema, components string }{
		{"optional", "Tree", "Tree: {type: object, required: [n], properties: {n: {type: integer}, left: {$ref: '#/components/schemas/Tree'}}}"},
		{"required", "Loop", "Loop: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Loop'}}}"},
		{"allOf itself", "Self", "Self: {allOf: [{$ref: '#/components/schemas/Self'}, {$ref: '#/components/schemas/Self'}, {type: object}]}"},
		{"alternatives", "Wide", "Wide: {oneOf: [" + strings.TrimSuffix(strings.Repeat("{type: object, required: [w, v, no], properties: {w: {$ref: '#/components/schemas/Wide'}, v: {$ref: '#/components/schemas/Wide'}, no: {type: string, maxLength: 1, minLength: 2}}}, ", 12), ", ") + "]}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			if body := sampleOf(t, "3.0.3", "{$ref: '#/components/schemas/"+test.schema+"'}", test.components); !json.Valid([]byte(body)) {
				t.Errorf("body %q", body)
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestSampleSaysWhichAlternativeItIs(t *testing.T) {
	t.Parallel()
	const pets = "Cat: {type: object, required: [kind, lives], properties: {kind: {type: string}, lives: {type: integer}}}, " +
		"Dog: {type: object, required: [kind, tail], properties: {kind: {type: string}, tail: {type: string}}}"
	const either = "oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind"
	for schema, want := range map[string]string{
		"{" + either + "}}": `{"kind":"Cat","lives":1}`,
		"{" + either + ", mapping: {feline: '#/components/schemas/Cat', canine: Dog}}}":                    `{"kind":"feline","lives":1}`,
		"{allOf: [{type: object, required: [name], properties: {name: {type: string}}}], " + either + "}}": `{"kind":"Cat","lives":1,"name":"proverb"}`,
	} {
		if got := sampleOf(t, "3.0.3", schema, pets); got != want {
			t.Errorf("%s: %s, want %s", schema, got, want)
		}
	}
}

// TestSamplesOfHierarchies: a schema with a discriminator and without oneOf stands for
// those that build on it, and these say which they are.
func TestSamplesOfHierarchies(t *testing.T) {
	t.Parallel()
	const pets = "Pet: {type: object, required: [kind], properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {feline: '#/components/schemas/Cat'}}}, " +
		"Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [lives], properties: {lives: {type: integer}}}]}, " +
		"Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {required: [tail], properties: {tail: {type: string}}}]}, " +
		"Pug: {allOf: [{$ref: '#/components/schemas/Dog'}]}, Alone: {type: object, required: [a], properties: {a: {type: string}}, discriminator: {propertyName: a}}"
	for name, want := range map[string]string{
		"Pet": `{"kind":"feline","lives":1}`, "Cat": `{"kind":"feline","lives":1}`, "Dog": `{"kind":"Dog","tail":"proverb"}`,
		"Pug": `{"kind":"Pug","tail":"proverb"}`, "Alone": `{"a":"proverb"}`,
	} {
		if got := sampleOf(t, "3.0.3", "{$ref: '#/components/schemas/"+name+"'}", pets); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if got := sampleOf(t, "3.0.3", "{type: array, items: {$ref: '#/components/schemas/Pet'}}", pets); got != `[{"kind":"feline","lives":1}]` {
		t.Errorf("a list of pets: %s", got)
	}
}

func TestFromPattern(t *testing.T) {
	t.Parallel()
	for _, pattern := range []string{
		`^[a-z]{3,5}$`, `^\d{4}-\d{2}$`, `^(a|b)+c?$`, `^\w+@\w+\.com$`, `^[^/]+$`, `^.{2}$`, `^[\u0041-\u005A]{2}$`,
		`^(?:[A-Z0-9]{2}:){5}[A-Z0-9]{2}$`, `^a*$`, `^x{2,}$`, `^[!-/]$`, `^\p{L}+$`,
	} {
		re, err := compilePattern(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for steer := range 6 {
			if text, ok := fromPattern(pattern, steer); !ok || !re.MatchString(text) {
				t.Errorf("%s (%d): %q, %v", pattern, steer, text, ok)
			}
		}
	}
	if text, ok := fromPattern(`^(?!a)b$`, 0); ok {
		t.Errorf("a pattern that Go does not know: %q", text)
	}
	if _, ok := fromPattern(strings.Repeat("(", 12)+"a?"+strings.Repeat(")*", 12), 60); ok {
		t.Error("nested repetitions without end are followed")
	}
}

func TestFormatTextsAreOfTheirFormats(t *testing.T) {
	t.Parallel()
	uuid := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for _, text := range append(formatTexts()["uuid"], impossibleUUID) {
		if !uuid.MatchString(text) {
			t.Errorf("%s is no UUID of version 4", text)
		}
	}
	for _, text := range append(formatTexts()["date-time"], impossibleFormats("abcd")["date-time"]) {
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			t.Error(err)
		}
	}
}

// What begins comes before what ends, as names tell it.
func TestSampledSpansEndAfterTheyBegin(t *testing.T) {
	t.Parallel()
	const date, moment = "{type: string, format: date}", "{type: string, format: date-time}"
	for schema, want := range map[string]string{
		"{type: object, required: [from, to], properties: {from: " + date + ", to: " + date + "}}":                                           `{"from":"2024-01-15","to":"2024-01-16"}`,
		"{type: object, required: [startTime, endTime], properties: {startTime: " + moment + ", endTime: {allOf: [" + moment + "]}}}":        `{"endTime":"2024-01-16T12:00:00Z","startTime":"2024-01-15T12:00:00Z"}`,
		"{type: object, required: [created_after, created_before], properties: {created_after: " + date + ", created_before: " + date + "}}": `{"created_after":"2024-01-15","created_before":"2024-01-16"}`,
		"{type: object, required: [to, token], properties: {to: {type: string}, token: " + date + "}}":                                       `{"to":"proverb","token":"2024-01-15"}`,
		"{type: object, required: [to], properties: {to: {type: string, format: date, example: '2020-02-02'}}}":                              `{"to":"2020-02-02"}`,
	} {
		if got := sampleOf(t, "3.0.3", schema, ""); got != want {
			t.Errorf("%s\nis sampled as %s, want %s", schema, got, want)
		}
	}
}

func TestSampledParametersOfASpan(t *testing.T) {
	t.Parallel()
	plan := parse(t, `
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /report/{since}/{until}:
    get:
      parameters:
        - {name: since, in: path, required: true, schema: {type: string, format: date}}
        - {name: until, in: path, required: true, schema: {type: string, format: date}}
        - {name: from, in: query, required: true, schema: {type: string, format: time}}
        - {name: to, in: query, required: true, schema: {type: string, format: time}}
      responses: {}
`, Options{})
	path := plan.Paths[0]
	if since, until := path.Values[0].Candidates[0], path.Values[1].Candidates[0]; since >= until {
		t.Errorf("since %s until %s", since, until)
	}
	if query := probesOf(path, "GET")[0].Query; query != "from=12%3A00%3A00Z&to=13%3A00%3A00Z" {
		t.Errorf("the query is %s", query)
	}
}
