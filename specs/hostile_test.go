package specs

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// post is a document of one POST whose body has a schema.
func post(schema, components string) string {
	return `{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{"/a/{x}":{"post":{"parameters":[{"name":"x","in":"path","required":true,"schema":` + schema +
		`}],"requestBody":{"required":true,"content":{"application/json":{"schema":` + schema + `}}},"responses":{"200":{"description":"d","content":{"application/json":{"schema":` +
		schema + `}}}}}}},"components":{"schemas":{` + components + `}}}`
}

func ref(i int) string { return fmt.Sprintf(`{"$ref":"#/components/schemas/S%d"}`, i) }

// doubling is a schema whose allOf, written out, has 2 to the power of 40 members;
// knot one in which every schema is an alternative of every other.
func doubling() string {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, `"S%d":{"allOf":[%s,%s]},`, i, ref(i+1), ref(i+1))
	}
	return post(ref(0), b.String()+`"S40":{"type":"string"}`)
}

func knot() string {
	var all []string
	for i := range 30 {
		all = append(all, ref(i))
	}
	var schemas []string
	for i := range 30 {
		schemas = append(schemas, fmt.Sprintf(`"S%d":{"oneOf":[%s]}`, i, strings.Join(all, ",")))
	}
	return post(ref(0), strings.Join(schemas, ","))
}

// crowd is a document of n paths that declare methods.
func crowd(n int, methods ...string) string {
	var operations, paths []string
	for _, m := range methods {
		operations = append(operations, fmt.Sprintf(`"%s":{"responses":{}}`, m))
	}
	for i := range n {
		paths = append(paths, fmt.Sprintf(`"/p%d/{id}":{%s}`, i, strings.Join(operations, ",")))
	}
	return `{"openapi":"3.2.0","info":{"title":"T","version":"1"},"paths":{` + strings.Join(paths, ",") + `}}`
}

// crowdOfMethods is a document of n paths, each with a method of its own.
func crowdOfMethods(n int) string {
	var paths []string
	for i := range n {
		paths = append(paths, fmt.Sprintf(`"/p%d":{"additionalOperations":{"M%d":{"responses":{}}}}`, i, i))
	}
	return `{"openapi":"3.2.0","info":{"title":"T","version":"1"},"paths":{` + strings.Join(paths, ",") + `}}`
}

func nested(n int) string {
	return post(strings.Repeat(`{"type":"object","required":["a"],"properties":{"a":`, n)+"{}"+strings.Repeat("}}", n), "")
}

func TestHostileDocumentsEnd(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{ // want is the error; empty for a plan
		{"allOf doubled", doubling(), ""},
		{"alternatives in a knot", knot(), ""},
		{"nested", nested(180), ""},
		{"nested deeper", nested(1000), "a.json:1:10389: the document is nested more than 400 levels deep"},
		{"nested for ever", strings.Repeat("[", 1<<20), "a.json:1:10001: this is not JSON: "},
		{"nested YAML", head + "x-a: " + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "\n", "a.yaml:3:406: the document is nested more than 400 levels deep"},
		{"nested YAML for ever", head + "x-a: " + strings.Repeat("[", 20000) + "\n", "a.yaml:3: this is not YAML: exceeded max depth"},
		{"many values", `{"openapi":"3.0.3","x-a":[` + strings.Repeat("[],", 5<<20) + `1]}`, "a.json:1:12582933: the document has more than 4 million values"},
		{"many values in YAML", head + "x-a: [" + strings.Repeat("1,", 5<<20) + "1]\n", "a.yaml: the document has more than 4 million values"},
		{"large", strings.Repeat(" ", MaxBytes+1), "a.yaml: the document has more than 128 MB"},
		{"many paths", crowd(DefaultMaxPaths+1, "get"), "a.json:1:55: the document has 25001 paths, and more than 25000 are not planned for, which would take some 500 MB of memory; divide it, or give --max-paths 25001"},
		{"many operations", crowd(DefaultMaxPaths, "get", "put", "delete"), "a.json:1:55: the document has 75000 operations, and more than 50000 are not planned for, which would take some 750 MB of memory; divide it, or give --max-paths 37500"},
		{"many methods", crowdOfMethods(1200), "a.json:1:55: the plan would have 14"},
		{"circle of references", post(ref(0), `"S0":`+ref(1)+`,"S1":`+ref(0)), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			file := "a.yaml"
			if strings.HasPrefix(test.want, "a.json") {
				file = "a.json"
			}
			plan, err := Parse([]byte(test.text), file, Options{Safety: Full})
			switch {
			case test.want == "" && err == nil:
				for _, r := range plan.Paths[0].Operations[0].Responses {
					for _, m := range r.Media {
						m.Schema.Validate([]byte(`{"a": {}}`))
					}
				}
			case test.want == "" && strings.HasPrefix(err.Error(), "a.yaml:"):
			case err == nil || !strings.HasPrefix(err.Error(), test.want):
				t.Errorf("got %v, want %s", err, test.want)
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestManyPathsTakeMemoryInProportion: what a path takes does not grow with their
// number.
func TestManyPathsTakeMemoryInProportion(t *testing.T) {
	if testing.Short() {
		t.Skip("20,000 paths")
	}
	var b strings.Builder
	b.WriteString(head + "paths:\n")
	const n = 20_000
	for i := range n {
		fmt.Fprintf(&b, "  /p%d/{id}: {get: {responses: {}}, delete: {responses: {}}}\n", i)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	plan := parse(t, b.String(), Options{Safety: Guarded})
	runtime.GC()
	runtime.ReadMemStats(&after)
	each := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / n
	t.Logf("%d bytes a path of %d probes", each, len(plan.Paths[0].Probes))
	if each > 40_000 {
		t.Errorf("%d bytes a path", each)
	}
	runtime.KeepAlive(plan)
}

func TestEndlessSchemasAreNoted(t *testing.T) {
	t.Parallel()
	text := head + `paths: {/a: {get: {responses: {}}}}
components:
  schemas:
    Tree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
    Self: {oneOf: [{$ref: '#/components/schemas/Self'}, {type: string}]}
`
	found := parse(t, text, Options{}).Document.Findings
	if len(found) != 1 || found[0].Code != "spec/endless-schema" || found[0].At.Line != 7 || found[0].At.Column != 5 {
		t.Errorf("got %v", found)
	}
}

func TestMaxPathsRaisesTheLimit(t *testing.T) {
	t.Parallel()
	for most, want := range map[int]string{
		1: "a.json:1:55: the document has 3 paths, and more than 1 are not planned for, which would take some 0 MB of memory; divide it, or give --max-paths 5",
		4: "a.json:1:55: the document has 9 operations, and more than 8 are not planned for",
		5: "",
	} {
		plan, err := Parse([]byte(crowd(3, "get", "put", "delete")), "a.json", Options{MaxPaths: most})
		switch {
		case want == "" && (err != nil || len(plan.Paths) != 3):
			t.Errorf("%d: %v", most, err)
		case want != "" && (err == nil || !strings.HasPrefix(err.Error(), want)):
			t.Errorf("%d: got %v, want %s", most, err, want)
		}
	}
}
