package specs

import (
	"slices"
	"strings"
	"testing"
)

func TestNeverBeatsEveryLevel(t *testing.T) {
	t.Parallel()
	const never = "x-proverb: {safety: never}"
	text := head + `paths:
  /a:
    get: {responses: {}, ` + never + `}
    post: {requestBody: {required: true, content: {application/json: {}}}, responses: {}}
  /b:
    ` + never + `
    get: {responses: {}}
  /c/{id}:
    get: {responses: {}}
    delete: {responses: {}, ` + never + `}
`
	for _, level := range []Safety{ReadOnly, Guarded, Full} {
		plan := parse(t, text, Options{Safety: level, Exclude: Filter{Paths: []string{"*"}}})
		for _, path := range plan.Paths {
			for _, p := range path.Probes {
				name := path.Template + " " + p.Name()
				never := path.Template == "/b" || strings.Contains("/a GET /a HEAD /a get /c/{id} DELETE", name)
				if (p.NotSent == ReasonNever) != never {
					t.Errorf("%s: %s %s: not sent %q", level, name, p.Form, p.NotSent)
				}
			}
		}
	}
	if o := pathOf(t, parse(t, text, Options{}), "/b").DeclaredOn("GET"); !o.Never {
		t.Error("the operation of a path that is never sent is not marked")
	}
}

func TestNeverReachesOverOtherTemplates(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /jobs/run: {post: {responses: {}}, put: {responses: {}}}
  /jobs/{id}:
    get: {responses: {}, x-proverb: {safety: never}}
    put: {responses: {}, x-proverb: {safety: never}}
`
	plan := parse(t, text, Options{Safety: Full})
	for name, want := range map[string]Reason{"GET": ReasonNever, "HEAD": ReasonNever, "PUT": "", "UNKNOWN": "", "DELETE": ""} {
		if p := oneProbe(t, plan, "/jobs/run", name); p.NotSent != want {
			t.Errorf("%s: not sent %q, want %q", name, p.NotSent, want)
		}
	}
}

const tagged = head + `paths:
  /books: {get: {tags: [books], operationId: listBooks, responses: {}}, post: {tags: [admin], responses: {}}}
  /books/{id}: {get: {tags: [books], responses: {}}}
  /users: {get: {tags: [users], responses: {}}}
`

func TestFilters(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name             string
		include, exclude Filter
		want             string // what stays of GET, POST and UNKNOWN
	}{
		{"none", Filter{}, Filter{}, "/books UNKNOWN,/books GET,/books POST,/books/{id} UNKNOWN,/books/{id} GET,/books/{id} POST,/users UNKNOWN,/users GET,/users POST"},
		{"path", Filter{Paths: []string{"/users"}}, Filter{}, "/users UNKNOWN,/users GET,/users POST"},
		{"glob", Filter{Paths: []string{"/b*d}"}}, Filter{}, "/books/{id} UNKNOWN,/books/{id} GET,/books/{id} POST"},
		{"star over slashes", Filter{Paths: []string{"/b*"}}, Filter{Paths: []string{"*/{*}"}}, "/books UNKNOWN,/books GET,/books POST"},
		{"method", Filter{Methods: []string{"get"}}, Filter{}, "/books GET,/books/{id} GET,/users GET"},
		{"unknown", Filter{Methods: []string{"UNKNOWN"}}, Filter{}, "/books UNKNOWN,/books/{id} UNKNOWN,/users UNKNOWN"},
		{"tag", Filter{Tags: []string{"users"}}, Filter{}, "/users UNKNOWN,/users GET,/users POST"},
		{"tag of one operation", Filter{Tags: []string{"admin"}}, Filter{}, "/books UNKNOWN,/books POST"},
		{"id", Filter{OperationIDs: []string{"listBooks"}}, Filter{}, "/books UNKNOWN,/books GET"},
		{"both respects", Filter{Paths: []string{"/books"}, Methods: []string{"POST"}}, Filter{}, "/books POST"},
		{"either respect", Filter{Paths: []string{"/books", "/users"}}, Filter{Paths: []string{"/users"}, Tags: []string{"admin"}}, "/books UNKNOWN,/books GET"},
		{"exclude id", Filter{Paths: []string{"/books"}}, Filter{OperationIDs: []string{"listBooks"}}, "/books UNKNOWN,/books POST"},
		{"exclude method", Filter{Paths: []string{"/users"}}, Filter{Methods: []string{"POST", "UNKNOWN"}}, "/users GET"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			plan := parse(t, tagged, Options{Safety: Full, Include: test.include, Exclude: test.exclude})
			var kept []string
			for _, path := range plan.Paths {
				for _, p := range path.Probes {
					if name := p.Name(); p.NotSent != ReasonExcluded && (name == "GET" || name == "POST" || name == "UNKNOWN") {
						kept = append(kept, path.Template+" "+name)
					}
				}
			}
			if got := strings.Join(kept, ","); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestVariantFollowsTheFilterOfGET(t *testing.T) {
	t.Parallel()
	plan := parse(t, tagged, Options{Exclude: Filter{Methods: []string{"GET"}}})
	if p := oneProbe(t, plan, "/users", "get"); p.NotSent != ReasonExcluded {
		t.Errorf("get is not sent %q", p.NotSent)
	}
}

// TestFiltersOfOperationsCoverWhatWouldCarryThemOut: HEAD does what GET does, and a
// path of which nothing is kept is not asked with undeclared methods.
func TestFiltersOfOperationsCoverWhatWouldCarryThemOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options  Options
		path     string
		excluded string // of HEAD, get, PATCH and UNKNOWN
	}{
		"exclude the only one": {Options{Exclude: Filter{Tags: []string{"users"}}}, "/users", "UNKNOWN get HEAD PATCH"},
		"exclude one of two":   {Options{Exclude: Filter{OperationIDs: []string{"listBooks"}}}, "/books", "get HEAD"},
		"exclude the other":    {Options{Exclude: Filter{Tags: []string{"admin"}}}, "/books", ""},
		"include the other":    {Options{Include: Filter{Tags: []string{"admin"}}}, "/books", "get HEAD"},
	} {
		c.options.Safety = Guarded
		var got []string
		for _, p := range pathOf(t, parse(t, tagged, c.options), c.path).Probes {
			if p.NotSent == ReasonExcluded && slices.Contains([]string{"HEAD", "get", "PATCH", "UNKNOWN"}, p.Name()) {
				got = append(got, p.Name())
			}
		}
		if strings.Join(got, " ") != c.excluded {
			t.Errorf("%s: %q are left out, want %q", name, got, c.excluded)
		}
	}
}

func TestEqualTemplatesAreOnePath(t *testing.T) {
	t.Parallel()
	text := head + `paths:
  /x/{a}/{b}: {get: {responses: {}}}
  /x/{c}/{d}:
    parameters: [{name: d, in: path, required: true, schema: {type: integer, example: 7}}]
    get: {responses: {}}
    delete: {responses: {}}
  /x/{a}: {get: {responses: {}}}
`
	plan := parse(t, text, Options{Safety: Guarded})
	if len(plan.Paths) != 2 {
		t.Fatalf("%d paths", len(plan.Paths))
	}
	p := pathOf(t, plan, "/x/{a}/{b}")
	if strings.Join(p.Declared, " ") != "DELETE GET" || strings.Join(p.Aliases, " ") != "/x/{c}/{d}" {
		t.Errorf("declared %v, aliases %v", p.Declared, p.Aliases)
	}
	if codes(plan) != "spec/path-collision spec/path-collision" { // the templates, and GET twice
		t.Errorf("findings %s", codes(plan))
	}
	if got := candidates(p, "b"); !strings.HasPrefix(got, "example=7 ") {
		t.Errorf("values of b, which is d in the alias: %s", got)
	}
	o := p.DeclaredOn("DELETE")
	if o.Parameters[0].Name != "b" || o.At.Line != line(t, text, "delete") {
		t.Errorf("DELETE: %+v", o)
	}
	if q := probesOf(p, "DELETE"); len(q) != 1 || q[0].Kind != KindDeclared {
		t.Errorf("probes of DELETE: %v", q)
	}
}
