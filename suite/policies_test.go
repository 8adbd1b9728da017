package suite_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite"
	"github.com/proverb-dev/proverb/suite/rules"
)

// lacking are, by profile, the rules that the conforming simulator breaks and is
// not made to keep, and why: it keeps all that any profile demands.
var lacking = map[string]map[string]string{}

func TestConformingSimulatorUnderEveryProfile(t *testing.T) {
	t.Parallel()
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.Guarded, AllMethods: true})
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), plan, runner.Config{Handler: newSimulator(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range rules.PolicyNames() {
		policy, err := rules.PolicyNamed(name)
		if err != nil {
			t.Fatal(err)
		}
		j := rules.Judge(record, rules.Profile{Name: name, Policy: policy})
		told := map[string]bool{}
		for _, f := range j.Findings {
			told[f.Rule.ID] = true
			if lacking[name][f.Rule.ID] == "" {
				t.Errorf("%s: %s", name, tells(f))
			}
		}
		for id, why := range lacking[name] {
			if !told[id] {
				t.Errorf("%s: %s is said to be broken (%s), and is not told", name, id, why)
			}
		}
		if j.Verdict != rules.Conforms {
			t.Errorf("%s: the run %s: %s", name, j.Verdict, j.Because)
		}
	}
}

// What one profile asks for another forbids: the same record, judged by each.
func TestProfilesContradictEachOther(t *testing.T) {
	t.Parallel()
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.Guarded})
	if err != nil {
		t.Fatal(err)
	}
	for fault, want := range map[string]map[string]bool{
		"405-for-unknown":     {"rfc": true, "strict": true, "lenient": false, "nl-adr": false, "zalando": false, "paypal": false, "owasp-asvs": false},
		"404-for-405":         {"rfc": true, "lenient": false, "owasp-asvs": false, "zalando": true},
		"body-explains-error": {"rfc": false, "strict": false, "zalando": true, "paypal": true, "nl-adr": true},
		"head-supported":      {"strict": true, "owasp-api": false},
		"no-allow":            {"rfc": true, "lenient": true, "nl-adr": true},
	} {
		record, err := runner.Run(t.Context(), plan, runner.Config{Handler: newSimulator(t, fault)})
		if err != nil {
			t.Fatal(err)
		}
		for name, fails := range want {
			policy, err := rules.PolicyNamed(name)
			if err != nil {
				t.Fatal(err)
			}
			j := rules.Judge(record, rules.Profile{Name: name, Policy: policy})
			errors := slices.ContainsFunc(j.Findings, func(f rules.Finding) bool { return f.Severity == rules.Error })
			if errors != fails {
				t.Errorf("%s under %s has errors: %t, want %t", fault, name, errors, fails)
			}
		}
	}
}

func TestConfigProfile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	document := filepath.Join(dir, "bookshop.yaml")
	own := filepath.Join(dir, "house.yaml")
	for file, text := range map[string]string{
		document: string(simulator.Document()),
		own:      "extends: lenient\nrules:\n  - {rule: house/own, severity: info}\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	report := suite.Run(t, suite.Config{
		Document: document, Handler: newSimulator(t, "405-for-unknown"), Profile: own,
		Rules: []rules.Rule{{
			ID: "house/own", Severity: rules.Error, Scope: rules.ScopeServer,
			Check: func(*rules.Context) []rules.Problem { return []rules.Problem{{Text: "the house has a rule"}} },
		}},
	})
	if report == nil {
		t.Fatal("there is no report")
	}
	if report.Profile != "house" || len(report.Findings) != 1 || report.Findings[0].Severity != "info" {
		t.Errorf("under the profile %q there are %d findings: %+v", report.Profile, len(report.Findings), report.Findings)
	}
}
