package suite

import (
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

func TestCaseName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ method, template, name string }{
		{"GET", "/books/{bookId}", "GET books·{bookId}"},
		{"UNKNOWN", "/", "UNKNOWN ·"},
		{"get", "/books/", "get books·"},
		{"VERSION-CONTROL", "/v1/{name}:cancel", "VERSION-CONTROL v1·{name}:cancel"},
	} {
		if got := caseName(c.method, c.template); got != c.name {
			t.Errorf("%s %s is %q, not %q", c.method, c.template, got, c.name)
		}
	}
}

func TestFilesOfTheVariableCarryTheTest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, test, want string }{
		{"out/a.html", "TestAPI", "out/a.TestAPI.html"},
		{"a", "TestAPI", "a.TestAPI"},
		{"a.b/c.xml", "TestAPI/v1:x", "a.b/c.TestAPI-v1-x.xml"},
		{"a/{test}/r.xml", "TestAPI/v1", "a/TestAPI-v1/r.xml"},
		{"-", "TestAPI", "-"},
	} {
		if got := named(c.path, c.test); got != c.want {
			t.Errorf("%s of %s is %s, not %s", c.path, c.test, got, c.want)
		}
	}
}

func TestTheFirstTestHasTheFileOfTheVariable(t *testing.T) {
	t.Parallel()
	const path = "claims/a.html"
	for _, c := range []struct{ test, want string }{
		{"TestA", path}, {"TestB", "claims/a.TestB.html"}, {"TestA", path}, // -count=2
	} {
		if got := claim(path, c.test); got != c.want {
			t.Errorf("%s has %s, want %s", c.test, got, c.want)
		}
	}
}

func TestKeysOfParams(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]specs.Param{
		"bookId":                     {Name: "bookId"},
		"GET bookId":                 {Method: "GET", Name: "bookId"},
		"/books/{bookId}:bookId":     {Path: "/books/{bookId}", Name: "bookId"},
		"get /books/{bookId}:bookId": {Method: "GET", Path: "/books/{bookId}", Name: "bookId"},
		"/things/{name}:cancel:name": {Path: "/things/{name}:cancel", Name: "name"},
		"PUT /a b/{c}:c":             {Method: "PUT", Path: "/a b/{c}", Name: "c"},
		"/a b/{c}:c":                 {Path: "/a b/{c}", Name: "c"},
		"QUERY   /spaced/{out}:out":  {Method: "QUERY", Path: "/spaced/{out}", Name: "out"},
	} {
		want.Value = "v"
		if got, err := param(key, "v"); err != nil || got != want {
			t.Errorf("%q is %+v, %v", key, got, err)
		}
	}
	for _, key := range []string{"", "GET ", "/books/{bookId}", "/books/{bookId}:"} {
		if p, err := param(key, "v"); err == nil {
			t.Errorf("%q is taken as %+v", key, p)
		}
	}
	if _, err := param("bookId", ""); err == nil {
		t.Error("an empty value is taken")
	}
}

func TestWhatCouldSteerATerminalIsSpeltOut(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"two\n\tlines é":  "two\n\tlines é",
		"\x1b[31mred":     `\u001b[31mred`,
		"left\u202eright": `left\u202eright`,
		"bad \xff byte":   `bad \ufffd byte`,
	} {
		if got := plain(in); got != want {
			t.Errorf("%q is %q, not %q", in, got, want)
		}
	}
}
