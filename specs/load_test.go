package specs

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestBadDocumentsAreToldInOneLine(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, text, want string }{
		{"empty", "a.yaml", "", "a.yaml: the file is empty"},
		{"white", "a.yaml", "\xef\xbb\xbf \n\t\n", "a.yaml: the file is empty"},
		{"comments", "a.yaml", "# nothing\n", "a.yaml: there is nothing but comments"},
		{"text", "a.yaml", "hello, world", "a.yaml: this is not an OpenAPI document: it is not an object"},
		{"list", "a.json", `["openapi"]`, "a.json: this is not an OpenAPI document: it is not an object"},
		{"other", "a.yaml", "name: x\n", "a.yaml: this is not an OpenAPI document: it has no openapi field"},
		{"swagger", "a.yaml", "# old\nswagger: 1.2\n", "a.yaml:2:1: Swagger 1.2 is not known; 2.0 is"},
		{"swagger JSON", "a.json", "{\n\"swagger\": \"2.0\"}", "a.json: the document has no paths"},
		{"HTML", "a.yaml", "<!doctype html>\n<html>", "a.yaml: this is HTML or XML, not an OpenAPI document; give the place"},
		{"future", "a.yaml", "openapi: 4.0.0\npaths: {}\n", "a.yaml:1:1: OpenAPI 4.0.0 is not known"},
		{"no paths", "a.yaml", head, "a.yaml: the document has no paths"},
		{"paths null", "a.yaml", head + "paths:\n", "a.yaml:3:1: the document's paths are no object"},
		{"empty paths", "a.yaml", head + "paths: {}\n", "a.yaml:3:1: the document's paths are empty"},
		{"no operation", "a.yaml", head + "paths:\n  /a: {}\n", "a.yaml:3:1: no path of the document has an operation"},
		{"YAML", "a.yaml", head + "paths:\n  /a: [\n", "a.yaml:"},
		{"YAML list not closed", "a.yaml", "openapi: 3.0.3\ninfo: {}\npaths: [1, 2\nx: 4\n", "a.yaml:3: this is not YAML: "},
		{"YAML in the first line", "a.yaml", "a: b: c\n", "a.yaml:1: this is not YAML: "},
		{"YAML tab", "a.yaml", "openapi: 3.0.3\n\tinfo: x\n", "a.yaml:2: this is not YAML: "},
		{"JSON", "a.json", "{\n\"openapi\": \"3.0.3\",\n,}", "a.json:3:1: this is not JSON: invalid character ','"},
		{"JSON cut short", "a", "{\n\"openapi\": \"3.0.3\",\n", "a:2:20: this is not JSON: unexpected end"},
		{"type", "a.yaml", head + "paths:\n  /a: {get: {tags: 1}}\n", "a.yaml:4:14: the document cannot be read: /paths/~1a/get/tags is a number, and OpenAPI has a list there"},
		{"resolved to another kind", "a.yaml", head + "paths:\n  /a:\n    get:\n      responses:\n        '200': {$ref: '#/info'}\n", "a.yaml:7:24: the document cannot be read: the $ref to #/info leads to something else than a response"},
		{"alias circle", "a.yaml", head + "paths: &p\n  /a: *p\n", "a.yaml:4:7: the alias *p stands for something that contains it"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse([]byte(test.text), test.file, Options{})
			if err == nil {
				t.Fatal("no error")
			}
			if got := err.Error(); !strings.HasPrefix(got, test.want) || strings.Contains(got, "\n") {
				t.Errorf("got  %q\nwant %q and one line", got, test.want)
			}
		})
	}
}

func TestAliasBombsAreRefused(t *testing.T) {
	t.Parallel()
	values := head + "x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
	merges := head + "x-0: &a0 {a: 1}\n"
	for i := range 12 {
		from, to := strconv.Itoa(i), strconv.Itoa(i+1)
		values += "x-" + to + ": &a" + to + " [" + strings.TrimSuffix(strings.Repeat("*a"+from+" , ", 10), ", ") + "]\n"
		merges += "x-" + to + ": &a" + to + " {<<: [" + strings.TrimSuffix(strings.Repeat("*a"+from+" , ", 10), ", ") + "]}\n"
	}
	for _, text := range []string{values, merges} {
		_, err := Parse([]byte(text), "a.yaml", Options{})
		if err == nil || !strings.Contains(err.Error(), "multiply beyond all measure") {
			t.Errorf("got %v", err)
		}
	}
}

func TestLoadTellsAMissingFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	_, err := Load(file, Options{})
	if !errors.Is(err, fs.ErrNotExist) || err.Error() != file+": there is no such file; give the path of an OpenAPI document" {
		t.Errorf("got %v", err)
	}
	if _, err := Load(t.TempDir(), Options{}); err == nil || !strings.Contains(err.Error(), "cannot be read: is a directory") {
		t.Errorf("of a folder: %v", err)
	}
}

func TestLenientLoading(t *testing.T) {
	t.Parallel()
	const path = "paths: {/a: {get: {responses: {200: {description: d}}}}}\n"
	tests := []struct {
		name, text, openapi, version, codes string
	}{
		{"plain", head + path, "3.0.3", "1", ""},
		{"unquoted", "openapi: 3.1\ninfo: {title: 42, version: 1.0}\n" + path, "3.1", "1.0", ""},
		{"date", "openapi: 3.0.0\ninfo: {title: T, version: 2024-01-02}\n" + path, "3.0.0", "2024-01-02", ""},
		{"patch release", "openapi: 3.1.3\ninfo: {title: T, version: '1'}\n" + path, "3.1.3", "1", ""},
		{"JSON numbers", `{"openapi": 3.0, "info": {"title": "T", "version": 2}, "paths": {"\/a": {"get": {}}}}`, "3.0", "2", ""},
		{"upper case", head + "paths: {/a: {GET: {responses: {}}}}\n", "3.0.3", "1", "spec/method-case"},
		{"upper case JSON", `{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{"/a":{"GET":{}}}}`, "3.0.3", "1", "spec/method-case"},
		{"key twice", head + "x-a: {b: 1, b: 2}\n" + path, "3.0.3", "1", "spec/duplicate-key"},
		{"path twice", head + "paths: {/a: {put: {}}, /a: {get: {}}}\n", "3.0.3", "1", "spec/duplicate-key"},
		{"key twice JSON", `{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"x-b":1,"x-b":2}}}}`, "3.0.3", "1", "spec/duplicate-key"},
		{"flow YAML", "{openapi: 3.0.3, info: {title: T, version: '1'}, paths: {/a: {get: {}},},}", "3.0.3", "1", ""},
		{"byte order mark", "\xef\xbb\xbf" + head + path, "3.0.3", "1", ""},
		{"merge key", head + "x-op: &op {get: {responses: {200: {description: d}}}}\npaths: {/a: {<<: *op}}\n", "3.0.3", "1", ""},
		{"no info", "openapi: 3.0.3\n" + path, "3.0.3", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := parse(t, test.text, Options{}).Document
			if d.OpenAPI != test.openapi || d.Version != test.version {
				t.Errorf("openapi %q, version %q", d.OpenAPI, d.Version)
			}
			plan := parse(t, test.text, Options{})
			if got := codes(plan); got != test.codes {
				t.Errorf("findings %q, want %q", got, test.codes)
			}
			if path := pathOf(t, plan, "/a"); path.DeclaredOn("GET") == nil {
				t.Errorf("declared %v, want GET", path.Declared)
			}
		})
	}
}

func TestFindingsHavePlaces(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /a:
    GET: {responses: {}}
  /b?x=1: {get: {}}
  /c#f: {get: {}}
  d: {get: {}}
  /e/{x}: {get: {}}
  /e/{y}: {get: {}, delete: {}}
  /f: {}
  /g: {get: {tags: [a], tags: [b]}}
`
	want := map[string]string{
		"spec/method-case": "GET:", "spec/path-query": "/b?x", "spec/path-fragment": "/c#f",
		"spec/path-slash": "  d:", "spec/path-collision": "/e/{y}", "spec/empty-path-item": "/f",
		"spec/duplicate-key": "/g",
	}
	seen := map[string]bool{}
	for _, f := range parse(t, text, Options{}).Document.Findings {
		seen[f.Code] = true
		if n := line(t, text, want[f.Code]); f.At.Line != n || f.At.File != "openapi.yaml" || f.At.Column == 0 {
			t.Errorf("%s at %+v, want line %d", f.Code, f.At, n)
		}
	}
	if len(seen) != len(want) {
		t.Errorf("found %v", seen)
	}
}

func TestPositionsAndOrder(t *testing.T) {
	t.Parallel()
	yamlText := head + "paths:\n  /z:\n    parameters: []\n    post: {}\n    get: {}\n  '/a':\n    get: {}\n"
	jsonText := "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"{\\\"\\n}\", \"version\": \"1\"},\n\"paths\": {\n  \"/z\": {\n    \"parameters\": [],\n" +
		"    \"post\":\n\n {}, \"get\": {}\n  },\n  \"\\/a\": {\"get\": {}}}}"
	for name, text := range map[string]string{"YAML": yamlText, "JSON": jsonText} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan := parse(t, text, Options{})
			z, a := plan.Paths[0], plan.Paths[1]
			if z.Template != "/z" || a.Template != "/a" {
				t.Fatalf("order %s %s, want the document's", z.Template, a.Template)
			}
			if want := line(t, text, "/z"); z.Line != want || z.File != "openapi.yaml" {
				t.Errorf("/z at %s:%d, want %d", z.File, z.Line, want)
			}
			if want := line(t, text, "post"); z.DeclaredOn("POST").At.Line != want {
				t.Errorf("POST at %+v, want line %d", z.DeclaredOn("POST").At, want)
			}
			if want := line(t, text, "/a"); a.Line != want {
				t.Errorf("/a at %d, want %d", a.Line, want)
			}
			if at := a.DeclaredOn("GET").At; at.Line == 0 || at.Column < 5 {
				t.Errorf("GET /a at %+v", at)
			}
		})
	}
}

func TestReferencesToFiles(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	folder := filepath.Join(root, "api")
	write(t, filepath.Join(root, "outside.yaml"), "type: string\n")
	write(t, filepath.Join(folder, "schemas", "id.yaml"), "type: integer\nminimum: 7\n")
	write(t, filepath.Join(folder, "item.yaml"), "get:\n  parameters:\n  - {name: id, in: path, required: true, schema: {$ref: schemas/id.yaml}}\n  responses: {}\n")
	document := func(ref string) string {
		return head + "paths:\n  /a/{id}:\n    $ref: '" + ref + "'\n"
	}
	tests := []struct{ ref, want string }{
		{"item.yaml", ""},
		{"./item.yaml", ""},
		{"../outside.yaml", "openapi.yaml:5:12: $ref to ../outside.yaml: it is outside the document's folder"},
		{"https://example.com/item.yaml", "openapi.yaml:5:11: no path of the document has an operation without what is remote: the $ref to https://example.com/item.yaml is remote and is not fetched"},
		{"no.yaml", "openapi.yaml:5:12: $ref to no.yaml: there is no such file"},
	}
	for _, test := range tests {
		file := filepath.Join(folder, "openapi.yaml")
		write(t, file, document(test.ref))
		plan, err := Load(file, Options{})
		switch {
		case test.want != "":
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%s: got %v, want %s", test.ref, err, test.want)
			}
		case err != nil:
			t.Errorf("%s: %v", test.ref, err)
		default:
			p := plan.Paths[0]
			if at := p.DeclaredOn("GET").At; p.Line != 1 || at.Line != 1 || at.File != filepath.Join(folder, "item.yaml") {
				t.Errorf("%s: path at %s:%d, GET at %+v", test.ref, p.File, p.Line, at)
			}
			if got := candidates(p, "id"); got != "sampled=7,8,9" {
				t.Errorf("%s: values %s", test.ref, got)
			}
		}
	}
}

func TestReferencesDoNotFollowLinksOutside(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	folder := filepath.Join(root, "api")
	write(t, filepath.Join(root, "secret.yaml"), "get: {responses: {}}\n")
	file := filepath.Join(folder, "openapi.yaml")
	write(t, file, head+"paths: {/a: {$ref: link.yaml}}\n")
	if err := os.Symlink(filepath.Join(root, "secret.yaml"), filepath.Join(folder, "link.yaml")); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if _, err := Load(file, Options{}); err == nil || !strings.Contains(err.Error(), "$ref to link.yaml") {
		t.Errorf("got %v", err)
	}
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What a part of the document is made of may be said of in a file of its own, which
// says it in another.
func TestFilesThatHoldOnlyAReference(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "openapi.yaml")
	for name, text := range map[string]string{
		"openapi.yaml":                head + "paths: {'/a/{x}': {$ref: paths/a.yaml}}\ncomponents: {schemas: {Id: {type: string, enum: [root-1]}}}\n",
		"paths/a.yaml":                "get:\n  parameters: [{$ref: ../parameters/x.yaml}]\n  responses: {200: {$ref: ../parameters/answer.yaml}}\n",
		"parameters/x.yaml":           "{$ref: 'deep/x.yaml'}\n",
		"parameters/deep/x.yaml":      "{name: x, in: path, required: true, schema: {$ref: '../../openapi.yaml#/components/schemas/Id'}}\n",
		"parameters/answer.yaml":      "description: d\ncontent: {application/json: {schema: {$ref: schema.json}}}\n",
		"parameters/schema.json":      `{"$ref": "deep/schema.json#/defs/Answer"}`,
		"parameters/deep/schema.json": `{"defs": {"Answer": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}}}`,
	} {
		write(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	plan, err := Load(file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := plan.Paths[0]
	if len(p.Values) == 0 || p.Values[0].Source != SourceEnum || p.Values[0].Candidates[0] != "root-1" {
		t.Errorf("values %v", p.Values)
	}
	if got := p.Operations[0].Responses[0].Media[0].Schema.Validate([]byte(`{"a":"b"}`)); len(got) != 1 || got[0].Pointer != "/a" {
		t.Errorf("the answer is held to %v", got)
	}
}

func TestSafetyOfSeesTheServers(t *testing.T) {
	t.Parallel()
	var seen []string
	plan := parse(t, head+"servers: [{url: 'http://127.0.0.1/v1'}]\npaths: {/a: {get: {responses: {}}}}\n", Options{
		Safety: Full,
		SafetyOf: func(d *Document) Safety {
			seen = d.Servers
			return Guarded
		},
	})
	if plan.Safety != Guarded || len(seen) != 1 || seen[0] != "http://127.0.0.1/v1" {
		t.Errorf("level %s, seen %v", plan.Safety, seen)
	}
}
