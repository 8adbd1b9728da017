package settings

import (
	"slices"
	"strings"
	"testing"
)

var keys = []Key{
	{Name: "fail-on"}, {Name: "header", Many: true},
	{Name: "cacert", Place: func(string) (int, bool) { return 0, true }},
	{Name: "report", Many: true, Place: func(v string) (int, bool) { return strings.Index(v, "=") + 1, strings.Contains(v, "=") }},
}

func getenv(name string) string {
	return map[string]string{"TOKEN": "s3cr3t", "HOST": "api"}[name]
}

func TestParse(t *testing.T) {
	t.Parallel()
	f, err := Parse([]byte(`version: 1
fail-on: ${LEVEL:-warning}
header: ["Authorization: Bearer ${TOKEN}", "X-Cost: $${TOKEN}"]
cacert: ca.pem
report: [html=out/r.html, json=-, junit=/abs/j.xml]
accept:
  - {rule: a/b, path: "/x/{id}", method: PUT, reason: "at ${HOST}", expires: 2027-03-31}
`), "conf/.proverb.yaml", keys, getenv)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][]string{
		"fail-on": {"warning"},
		"header":  {"Authorization: Bearer s3cr3t", "X-Cost: ${TOKEN}"},
		"cacert":  {"conf/ca.pem"},
		"report":  {"html=conf/out/r.html", "json=-", "junit=/abs/j.xml"},
	} {
		if v, _ := f.Of(key); !slices.Equal(v.List, want) {
			t.Errorf("%s is %q, not %q", key, v.List, want)
		}
	}
	a := f.Accept[0]
	if a.Rule != "a/b" || a.Path != "/x/{id}" || a.Method != "PUT" || a.Reason != "at api" || a.Expires.Day() != 31 || a.From != "conf/.proverb.yaml:7" {
		t.Errorf("the acceptance is %+v", a)
	}
}

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"fail-on: x\nfialon: y":  `f:2: unknown key "fialon"`,
		"fail-on: [a]":           "f:1: fail-on takes one value, not a list",
		"fail-on:":               "f:1: fail-on: a value is a word",
		"header: [{a: b}]":       "f:1: header: a value is a word",
		"fail-on: a\nfail-on: b": "f:2: fail-on is there twice",
		"fail-on: ${NOT_SET}":    "f:1: fail-on: the variable NOT_SET is not set",
		"fail-on: ${TOKEN":       "f:1: fail-on: ${ without }",
		"version: 2":             "f:1: version 2: a configuration of version 1 is known",
		"- a":                    "f:1: the configuration is a mapping",
		"accept:\n- {reason: x}": "f:2: an entry of accept has no rule",
		"accept:\n- {rule: x}":   "f:2: the entry that accepts x has no reason",
		"accept:\n- {rule: x, reason: y, expires: never}": `f:2: accept: expires "never": it is a day`,
		"accept: {rule: x}": "f:1: accept is a list of entries",
		"a: [":              "f:1: this is not YAML: ",
	} {
		_, err := Parse([]byte(text), "f", keys, getenv)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%q: a variable's value is told: %v", text, err)
		}
	}
}

func TestAnEmptyFileSaysNothing(t *testing.T) {
	t.Parallel()
	f, err := Parse([]byte("# nothing yet\n"), "f", keys, getenv)
	if err != nil || len(f.Values) != 0 {
		t.Errorf("%+v, %v", f, err)
	}
}
