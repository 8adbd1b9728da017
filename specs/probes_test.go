package specs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const shop = head + `
servers: [{url: /v1}]
paths:
  /books:
    get:
      responses: {200: {description: d, content: {application/json: {schema: {type: array}}}}}
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object, required: [title], properties: {title: {type: string}}}}}}
      responses: {201: {description: d}}
  /books/{bookId}:
    parameters: [{name: bookId, in: path, required: true, schema: {type: integer}}]
    get:
      responses: {200: {description: d, content: {application/json: {schema: {type: object}}}}}
    put:
      requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}
      responses: {204: {description: d}}
    delete: {responses: {204: {description: d}}}
  /reset:
    post: {responses: {204: {description: d}}}
  /search:
    query:
      requestBody: {content: {application/json: {example: {q: go}}}}
      responses: {200: {description: d, content: {text/csv: {}}}}
`

// table is a path's probes, one a line: kind, name, form, whether to the
// impossible id, why not sent.
func table(p *Path) string {
	var b strings.Builder
	for _, q := range p.Probes {
		id := "-"
		if len(q.Values) > 0 {
			id = q.Values[0].Source
		}
		fmt.Fprintln(&b, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s", q.Kind, q.Name(), q.Form, id, q.NotSent)))
	}
	return b.String()
}

func TestProbesOfAPath(t *testing.T) {
	t.Parallel()
	tests := []struct {
		level    Safety
		template string
		want     string
	}{
		{Guarded, "/books", `
unknown UNKNOWN plain -
variant get plain -
implied OPTIONS plain -
implied HEAD plain -
declared GET plain -
registered PROPFIND plain -
elsewhere QUERY plain -
registered TRACE plain -
registered PATCH plain -
elsewhere PUT plain -
declared POST malformed -
elsewhere DELETE plain -
`},
		{Guarded, "/books/{bookId}", `
unknown UNKNOWN plain -
variant get plain -
implied OPTIONS plain -
implied HEAD plain -
declared GET plain -
registered PROPFIND plain -
elsewhere QUERY plain -
registered TRACE plain -
registered PATCH plain impossible
declared PUT no-body impossible
elsewhere POST plain impossible
declared DELETE impossible impossible
`},
		{Full, "/books/{bookId}", `
unknown UNKNOWN plain -
variant get plain -
implied OPTIONS plain -
implied HEAD plain -
declared GET plain -
registered PROPFIND plain -
elsewhere QUERY plain -
registered TRACE plain -
registered PATCH plain impossible
declared PUT no-body impossible
declared PUT valid -
elsewhere POST plain impossible
declared DELETE impossible impossible
declared DELETE valid -
`},
		{Guarded, "/reset", `
unknown UNKNOWN plain -
implied OPTIONS plain -
elsewhere HEAD plain -
elsewhere GET plain -
registered PROPFIND plain -
elsewhere QUERY plain -
registered TRACE plain -
registered PATCH plain -
elsewhere PUT plain -
declared POST plain - no-refusable-form
elsewhere DELETE plain -
`},
		{ReadOnly, "/reset", `
unknown UNKNOWN plain -
implied OPTIONS plain -
elsewhere HEAD plain -
elsewhere GET plain -
registered PROPFIND plain -
elsewhere QUERY plain -
registered TRACE plain -
registered PATCH plain - safety
elsewhere PUT plain - safety
declared POST plain - safety
elsewhere DELETE plain - safety
`},
		{Full, "/search", `
unknown UNKNOWN plain -
implied OPTIONS plain -
elsewhere HEAD plain -
elsewhere GET plain -
registered PROPFIND plain -
declared QUERY plain -
registered TRACE plain -
registered PATCH plain -
elsewhere PUT plain -
elsewhere POST plain -
elsewhere DELETE plain -
`},
	}
	for _, test := range tests {
		t.Run(string(test.level)+" "+strings.ReplaceAll(test.template, "/", "·"), func(t *testing.T) {
			t.Parallel()
			got := table(pathOf(t, parse(t, shop, Options{Safety: test.level}), test.template))
			if got != strings.TrimPrefix(test.want, "\n") {
				t.Errorf("got\n%swant%s", got, test.want)
			}
		})
	}
}

func TestReadOnlyPlansUnsafeProbesButSendsNone(t *testing.T) {
	t.Parallel()
	for _, level := range []Safety{"", ReadOnly} {
		plan := parse(t, shop, Options{Safety: level})
		if plan.Safety != ReadOnly {
			t.Errorf("level %q", plan.Safety)
		}
		for _, path := range plan.Paths {
			for _, p := range path.Probes {
				unsafe := p.Kind != KindUnknown && p.Kind != KindVariant && !IsSafe(p.Method)
				if want := map[bool]Reason{true: ReasonSafety}[unsafe]; p.NotSent != want {
					t.Errorf("%s %s: not sent %q, want %q", p.Name(), path.Template, p.NotSent, want)
				}
			}
		}
	}
}

func TestSafetyIsTheLowestLevel(t *testing.T) {
	t.Parallel()
	want := map[Form]Safety{FormValid: Full, FormMalformed: Guarded, FormNoBody: Guarded, FormImpossible: Guarded}
	for _, path := range parse(t, shop, Options{Safety: Full}).Paths {
		for _, p := range path.Probes {
			need := want[p.Form]
			if p.Form == FormPlain {
				need = Guarded
				if p.Kind == KindUnknown || p.Kind == KindVariant || IsSafe(p.Method) {
					need = ReadOnly
				}
			}
			if p.Safety != need || p.NotSent != "" {
				t.Errorf("%s %s %s: %s, not sent %q", p.Name(), path.Template, p.Form, p.Safety, p.NotSent)
			}
		}
	}
}

func TestFullSendsTheBareOperation(t *testing.T) {
	t.Parallel()
	p := oneProbe(t, parse(t, shop, Options{Safety: Full}), "/reset", "POST")
	if p.Form != FormValid || p.NotSent != "" || p.Values != nil {
		t.Errorf("%+v", p)
	}
}

func TestAllMethods(t *testing.T) {
	t.Parallel()
	path := pathOf(t, parse(t, shop, Options{Safety: Guarded, AllMethods: true}), "/books")
	for _, m := range Registry {
		want := 1
		if m.Name == "CONNECT" || m.Name == "PRI" {
			want = 0
		}
		if got := len(probesOf(path, m.Name)); got != want {
			t.Errorf("%d probes of %s, want %d", got, m.Name, want)
		}
	}
}

func TestMethodsOfThePlan(t *testing.T) {
	t.Parallel()
	text := "openapi: 3.2.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    connect: {}\n    additionalOperations: {COPY: {}, Mine: {}, 'not a token': {}}\n"
	plan := parse(t, text, Options{Safety: Guarded})
	if want := []string{"CONNECT", "COPY", "GET", "HEAD", "Mine"}; !slices.Equal(plan.Methods, want) {
		t.Errorf("S is %v, want %v", plan.Methods, want)
	}
	if codes(plan) != "spec/additional-operations spec/additional-operations" {
		t.Errorf("findings %s", codes(plan))
	}
	if at := pathOf(t, plan, "/a").DeclaredOn("COPY").At; at.Line != 6 {
		t.Errorf("COPY at %+v", at)
	}
	for method, want := range map[string]int{"CONNECT": 0, "COPY": 1, "Mine": 1} {
		if got := len(probesOf(plan.Paths[0], method)); got != want {
			t.Errorf("%d probes of %s, want %d", got, method, want)
		}
	}
}

func TestRequestsOfDeclaredProbes(t *testing.T) {
	t.Parallel()
	plan := parse(t, shop, Options{Safety: Full})
	tests := []struct {
		template, method string
		form             Form
		body, typed      string
	}{
		{"/books", "POST", FormMalformed, `{"proverb":`, "application/json"},
		{"/books", "POST", FormValid, `{"title":"proverb"}`, "application/json"},
		{"/books", "GET", FormPlain, "", ""},
		{"/books/{bookId}", "PUT", FormNoBody, "", ""},
		{"/books/{bookId}", "PUT", FormValid, "proverb", "text/plain"},
		{"/books/{bookId}", "DELETE", FormImpossible, "", ""},
		{"/search", "QUERY", FormPlain, `{"q":"go"}`, "application/json"},
		{"/books", "QUERY", FormPlain, "", ""},
	}
	for _, test := range tests {
		all := probesOf(pathOf(t, plan, test.template), test.method)
		i := slices.IndexFunc(all, func(p Probe) bool { return p.Form == test.form })
		if i < 0 {
			t.Errorf("%s %s is not planned %s", test.method, test.template, test.form)
			continue
		}
		if p := all[i]; string(p.Body) != test.body || p.Header.Get("Content-Type") != test.typed {
			t.Errorf("%s %s %s: %q as %q", test.method, test.template, test.form, p.Body, p.Header.Get("Content-Type"))
		}
	}
}

func TestOperationsAreOfDeclaredProbesOnly(t *testing.T) {
	t.Parallel()
	for _, path := range parse(t, shop, Options{Safety: Full}).Paths {
		for _, p := range path.Probes {
			if (p.Operation != nil) != (p.Kind == KindDeclared) || p.Operation != nil && p.Operation != path.DeclaredOn(p.Method) {
				t.Errorf("%s %s (%s) has operation %v", p.Name(), path.Template, p.Kind, p.Operation)
			}
			if p.Path != path {
				t.Errorf("%s of %s has another path", p.Name(), path.Template)
			}
		}
	}
}

func TestFieldsOfEveryProbe(t *testing.T) {
	t.Parallel()
	plan := parse(t, shop, Options{Safety: Full})
	for _, path := range plan.Paths {
		for _, p := range path.Probes {
			if p.Header.Get("Accept-Language") != "en" || p.Header.Get("Accept-Encoding") != "identity" {
				t.Errorf("%s %s: %v", p.Name(), path.Template, p.Header)
			}
		}
	}
	accepts := []struct{ template, name, want string }{
		{"/books", "GET", "application/json, application/problem+json"},
		{"/search", "QUERY", "application/problem+json, text/csv"},
		{"/books", "UNKNOWN", "application/json, application/problem+json, text/csv"},
		{"/books", "HEAD", "application/json, application/problem+json"},
		{"/reset", "POST", "application/json, application/problem+json, text/csv"},
	}
	for _, a := range accepts {
		if got := oneOrFirst(t, plan, a.template, a.name).Header.Get("Accept"); got != a.want {
			t.Errorf("%s %s accepts %q, want %q", a.name, a.template, got, a.want)
		}
	}
}

func oneOrFirst(t *testing.T, plan *Plan, template, name string) Probe {
	t.Helper()
	all := probesOf(pathOf(t, plan, template), name)
	if len(all) == 0 {
		t.Fatalf("no probe %s %s", name, template)
	}
	return all[0]
}

func TestAcceptIsSpecific(t *testing.T) {
	t.Parallel()
	tests := []struct{ content, want string }{
		{`'*/*': {}, Application/JSON;charset=utf-8: {}`, "application/json, application/problem+json"},
		{`'application/*': {}`, "application/problem+json, image/png"}, // the document's
		{`application/vnd.a+json;version=1: {}`, "application/problem+json, application/vnd.a+json;version=1"},
		{`nonsense: {}`, "application/problem+json, image/png"},
	}
	for _, test := range tests {
		text := head + "paths:\n  /a: {get: {responses: {200: {description: d, content: {" + test.content + "}}}}}\n" +
			"  /b: {get: {responses: {200: {description: d, content: {image/png: {}}}}}}\n"
		if strings.Contains(test.content, "vnd") || strings.Contains(test.content, "JSON") {
			text = strings.ReplaceAll(text, "image/png", "'*/*'")
		}
		if got := oneProbe(t, parse(t, text, Options{}), "/a", "GET").Header.Get("Accept"); got != test.want {
			t.Errorf("%s: %q, want %q", test.content, got, test.want)
		}
	}
	plan := parse(t, head+"paths: {/a: {get: {responses: {}}}}\n", Options{})
	if got := oneProbe(t, plan, "/a", "GET").Header.Get("Accept"); got != "*/*" {
		t.Errorf("of a document without types: %q", got)
	}
}

func TestUnknownTokenIsFreshAndFits(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 3 {
		plan, err := Parse([]byte(shop), "a.yaml", Options{})
		if err != nil {
			t.Fatal(err)
		}
		token := plan.Unknown
		if len(token) != 13 || !strings.HasPrefix(token, "PROVERB") || strings.ToUpper(token) != token || !isToken(token) {
			t.Errorf("token %q", token)
		}
		seen[token] = true
		if p := plan.Paths[0].Probes[0]; p.Method != token || p.Name() != "UNKNOWN" {
			t.Errorf("first probe sends %s", p.Method)
		}
	}
	if len(seen) != 3 {
		t.Errorf("tokens %v", seen)
	}
}

func TestPlansOfOneTokenAreEqual(t *testing.T) {
	t.Parallel()
	print := func() string {
		var b strings.Builder
		for _, path := range parse(t, shop, Options{Safety: Full}).Paths {
			fmt.Fprintln(&b, path.Template, path.Values, path.Impossible)
			for _, p := range path.Probes {
				fmt.Fprintf(&b, "%s %s %s %v %s\n", p.Method, p.Form, p.Query, p.Header, p.Body)
			}
		}
		return b.String()
	}
	if first, second := print(), print(); first != second {
		t.Errorf("two plans differ:\n%s\n%s", first, second)
	}
}
