package rules

import (
	"slices"
	"strings"
	"testing"
)

// allPolicies are those that ship with Proverb.
func allPolicies(t *testing.T) []*Policy {
	t.Helper()
	var out []*Policy
	for _, name := range PolicyNames() {
		p, err := PolicyNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, p)
	}
	return out
}

func TestShippedPoliciesAreWhole(t *testing.T) {
	t.Parallel()
	want := []string{"rfc", "strict", "lenient", "nl-adr", "owasp-api", "owasp-asvs", "paypal", "zalando"}
	if got := PolicyNames(); !slices.Equal(got, want) {
		t.Fatalf("the profiles are %v, want %v", got, want)
	}
	for i, p := range allPolicies(t) {
		if p.Name != PolicyNames()[i] || p.Title == "" {
			t.Errorf("%s has the name %q and the title %q", PolicyNames()[i], p.Name, p.Title)
		}
		for _, e := range p.Entries {
			if p.Source != "" && e.From == p.Name && (e.Cite == "" || e.Says == "") {
				t.Errorf("%s:%d: %s cites nothing", p.Name, e.Line, e.Rule)
			}
			if p.Source == "" && e.Cite != "" {
				t.Errorf("%s:%d: %s cites a source that is not named", p.Name, e.Line, e.Rule)
			}
		}
	}
}

func TestDefaultPolicyIsTheCatalogue(t *testing.T) {
	t.Parallel()
	rfc, strict := allPolicies(t)[0], allPolicies(t)[1]
	for i := range Rules {
		r := &Rules[i]
		if got := rfc.SeverityOf(r); got != r.Severity {
			t.Errorf("%s is %s under rfc, want %s", r.ID, got, r.Severity)
		}
		if got := strict.SeverityOf(r); got != r.Strict {
			t.Errorf("%s is %s under strict, want %s", r.ID, got, r.Strict)
		}
	}
}

func severities(p *Policy, ids ...string) string {
	var out []string
	for _, id := range ids {
		i := slices.IndexFunc(Rules, func(r Rule) bool { return r.ID == id })
		out = append(out, string(p.SeverityOf(&Rules[i])))
	}
	return strings.Join(out, " ")
}

func TestComposedPolicies(t *testing.T) {
	t.Parallel()
	ids := []string{"method/unregistered-501", "leak/stack-trace", "body/not-html", "cache/error-explicit"}
	for name, want := range map[string]string{
		"rfc":             "warning error warning info",
		"zalando":         "off error warning warning",
		"lenient":         "off off error off",
		"strict+zalando":  "off error error warning",
		"zalando+strict":  "off error error warning",
		"lenient+zalando": "off error error warning",
	} {
		p, err := PolicyNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := severities(p, ids...); got != want {
			t.Errorf("%s: %v are %s, want %s", name, ids, got, want)
		}
	}
}

func TestParsePolicy(t *testing.T) {
	t.Parallel()
	p, err := ParsePolicy([]byte("extends: [zalando]\nrules:\n  - {rule: method/unregistered-501, severity: error}\n"), "dir/house.yaml", Rules)
	if err != nil {
		t.Fatal(err)
	}
	if got := severities(p, "method/unregistered-501", "cache/error-explicit"); p.Name != "house" || got != "error warning" {
		t.Errorf("%s: %s", p.Name, got)
	}
	if e := p.Entry("cache/error-explicit"); e.From != "zalando" || e.Cite != "#227" {
		t.Errorf("the citation of what it extends is %+v", e)
	}
}

func TestPoliciesThatAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                    "my.yaml: the profile is empty",
		"- x\n":                               "my.yaml:1: a profile is a mapping",
		"name: x\ncolour: red\n":              `my.yaml:2: unknown key "colour"`,
		"extends: nobody\n":                   `my.yaml:1: extends: no profile "nobody"; there are rfc, strict,`,
		"rules:\n  - {rule: allow/complet}\n": `my.yaml:2: no rule "allow/complet"`,
		"rules:\n  - rule: allow/complete\n    severity: fatal\n": `my.yaml:3: no severity "fatal"; it is error, warning, info or off`,
		"rules:\n  - {severity: error}\n":                         "my.yaml:2: the entry names no rule",
		"rules: {}\n":                                             "my.yaml:1: rules is a list",
		"others: never\n":                                         `my.yaml:1: others: no severity "never"`,
		"strict: yes please":                                      `my.yaml:1: strict: "yes please" is neither true nor false`,
		"rules:\n  - {rule: allow/complete}\n  - {rule: allow/complete}\n": "my.yaml:3: allow/complete is there twice",
		"name: x\nrules: [\n": "my.yaml:2: this is not YAML: ",
	} {
		_, err := ParsePolicy([]byte(text), "my.yaml", Rules)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %s", text, err, want)
		}
	}
	if _, err := PolicyNamed("nobody"); err == nil || !strings.Contains(err.Error(), "there are rfc, strict, lenient,") {
		t.Errorf("the error is %v", err)
	}
}

// What a case says of itself stands, up to what the policy says of the rule.
func TestPolicyBoundsCases(t *testing.T) {
	t.Parallel()
	r := &Rule{ID: "x/y", Severity: Warning, Strict: Error}
	for _, test := range []struct {
		entry, given, want Severity
		strict             bool
	}{
		{Info, Error, Info, false},
		{Error, Info, Info, true},
		{Warning, Error, Warning, false},
		{"", Error, Error, false},
	} {
		p := &Policy{Entries: []PolicyEntry{{Rule: "x/y", Severity: test.entry}}}
		if got := p.cap(r, test.given); got != test.want || p.strictOn(r) != test.strict {
			t.Errorf("under %q a case of %s is %s, and strict %t", test.entry, test.given, got, p.strictOn(r))
		}
		if test.entry == "" {
			continue
		}
		p = &Policy{Others: test.entry}
		if got := p.cap(r, test.given); got != test.want || p.strictOn(r) != test.strict {
			t.Errorf("with others: %s a case of %s is %s, and strict %t", test.entry, test.given, got, p.strictOn(r))
		}
	}
	bounded := &Policy{Others: Warning, Strict: true}
	if !bounded.strictOn(r) {
		t.Error("a strict policy that bounds the others does not judge them strictly")
	}
	let := &Policy{Others: Info, Entries: []PolicyEntry{{Rule: "x/y"}}}
	if got := let.cap(r, Error); got != Error {
		t.Errorf("a rule that an entry lets in has a case of error bounded to %s by what the others are", got)
	}
}
