package suite_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// These tests put the whole pipeline to the simulator: document, plan, run,
// judgement. What a rule alone does is tested beside the rules.

var levels = []specs.Safety{specs.ReadOnly, specs.Guarded, specs.Full}

func newSimulator(t *testing.T, faults ...string) *simulator.Simulator {
	t.Helper()
	s, err := simulator.New(faults...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func judge(t *testing.T, s *simulator.Simulator, document []byte, options specs.Options, header http.Header) *rules.Judgement {
	t.Helper()
	plan, err := specs.Parse(document, "bookshop.yaml", options)
	if err != nil {
		t.Fatal(err)
	}
	return judgeRun(t, plan, runner.Config{Handler: s, Header: header})
}

// judgeOverNetwork puts a proxy between, as far as the rules can tell: nothing
// stands before a handler in process.
func judgeOverNetwork(t *testing.T, s *simulator.Simulator, document []byte, options specs.Options) *rules.Judgement {
	t.Helper()
	plan, err := specs.Parse(document, "bookshop.yaml", options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	defer server.Close()
	return judgeRun(t, plan, runner.Config{URL: server.URL})
}

func judgeRun(t *testing.T, plan *specs.Plan, config runner.Config) *rules.Judgement {
	t.Helper()
	record, err := runner.Run(t.Context(), plan, config)
	if err != nil {
		t.Fatal(err)
	}
	return rules.Judge(record, rules.Profile{})
}

// tells prints a finding with its evidence.
func tells(f rules.Finding) string {
	where := "server"
	if f.Path != nil {
		where = f.Path.Path.Template
	}
	text := fmt.Sprintf("%s %s %s %s: %s [%s]", f.Severity, f.Rule.ID, f.Method, where, f.Text, f.Detail)
	for _, x := range f.Exchanges[:min(1, len(f.Exchanges))] {
		text += "\n" + x.String()
	}
	return text
}

func TestConformingSimulator(t *testing.T) {
	t.Parallel()
	for _, level := range levels {
		for _, all := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s-all-methods-%t", level, all), func(t *testing.T) {
				t.Parallel()
				s := newSimulator(t)
				before := string(s.State())
				j := judge(t, s, simulator.Document(), specs.Options{Safety: level, AllMethods: all}, nil)
				for _, f := range j.Findings {
					t.Error(tells(f))
				}
				if j.Verdict != rules.Conforms || j.Server.Distinguishes != rules.Yes {
					t.Errorf("the run %s (%s); 405 and 501 are kept apart: %s (%s)",
						j.Verdict, j.Because, j.Server.Distinguishes, j.Server.Because)
				}
				if changed := string(s.State()) != before; changed != (level == specs.Full) {
					t.Errorf("the state was changed: %t", changed)
				}
			})
		}
	}
}

func TestEveryFaultIsTold(t *testing.T) {
	t.Parallel()
	for _, fault := range simulator.Faults() {
		if fault.Rule == "" {
			continue
		}
		t.Run(fault.Name, func(t *testing.T) {
			t.Parallel()
			told := map[string]bool{}
			for _, level := range levels {
				for _, id := range toldOf(t, fault, level) {
					told[id] = true
				}
			}
			for _, id := range fault.Also {
				if !told[id] {
					t.Errorf("%s, which is said to follow, is told at no level", id)
				}
			}
		})
	}
}

// toldOf runs a fault at a level. Its rule must be told, read-only aside, which
// may not send what shows it; no other must be but those that follow.
func toldOf(t *testing.T, fault simulator.Fault, level specs.Safety) []string {
	t.Helper()
	s := newSimulator(t, fault.Name)
	before := string(s.State())
	var j *rules.Judgement
	if fault.Rule == "attrib/split-brain" {
		j = judgeOverNetwork(t, s, simulator.Document(fault.Name), specs.Options{Safety: level})
	} else {
		j = judge(t, s, simulator.Document(fault.Name), specs.Options{Safety: level}, credentialsFor(fault))
	}
	told := ids(j)
	if level != specs.ReadOnly && (level == specs.Full || !fault.Full) && !slices.Contains(told, fault.Rule) {
		t.Errorf("%s: %s is not told; findings: %s", level, fault.Rule, strings.Join(told, ", "))
	}
	for _, f := range j.Findings {
		related := f.Rule.ID == fault.Rule || slices.Contains(fault.Also, f.Rule.ID)
		if !related && f.Severity.Reaches(rules.Warning) {
			t.Errorf("%s: not of this fault: %s", level, tells(f))
		}
	}
	if level != specs.Full && string(s.State()) != before {
		t.Errorf("%s: the state was changed", level)
	}
	return told
}

// credentialsFor are those that a fault needs to show itself.
func credentialsFor(f simulator.Fault) http.Header {
	if f.Credentials {
		return http.Header{"Authorization": {"Bearer open-sesame"}}
	}
	switch f.Rule {
	case "leak/credential-echo", "route/auth-precedence", "route/enumeration-oracle":
		return http.Header{"Authorization": {"Bearer open-sesame"}}
	}
	return nil
}

func ids(j *rules.Judgement) []string {
	var ids []string
	for _, f := range j.Findings {
		ids = append(ids, f.Rule.ID)
	}
	return slices.Compact(ids)
}

// What a server does beyond what it must is no fault while it does it well.
func TestConformingExtrasAreSilent(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"cors", "patch", "query"} {
		for _, level := range levels {
			t.Run(name+" "+string(level), func(t *testing.T) {
				t.Parallel()
				j := judge(t, newSimulator(t, name), simulator.Document(name), specs.Options{Safety: level, AllMethods: true}, nil)
				for _, f := range j.Findings {
					t.Error(tells(f))
				}
				if j.Verdict != rules.Conforms {
					t.Errorf("the run %s (%s)", j.Verdict, j.Because)
				}
			})
		}
	}
}

// What safe methods and unknown tokens can show, read-only shows.
func TestFaultsOfSafeMethodsAreToldReadOnly(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"implemented-not-501", "405-for-unknown", "case-sensitive", "head-no-content",
		"head-supported", "no-allow", "cache-set-cookie", "html-errors", "trace-disabled"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if fault := faultNamed(t, name); !slices.Contains(toldOf(t, fault, specs.ReadOnly), fault.Rule) {
				t.Errorf("%s is not told", fault.Rule)
			}
		})
	}
}

func faultNamed(t *testing.T, name string) simulator.Fault {
	t.Helper()
	for _, f := range simulator.Faults() {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("there is no fault %s", name)
	return simulator.Fault{}
}

func TestDemoFaultsHideNoneOfEachOther(t *testing.T) {
	t.Parallel()
	faults := simulator.DemoFaults()
	j := judge(t, newSimulator(t, faults...), simulator.Document(faults...), specs.Options{Safety: specs.Guarded, AllMethods: true}, nil)
	told := ids(j)
	for _, name := range faults {
		name, _, _ = strings.Cut(name, "@")
		if rule := faultNamed(t, name).Rule; !slices.Contains(told, rule) {
			t.Errorf("%s: %s is not told", name, rule)
		}
	}
}

func TestWithoutCredentialsNothingIsDecided(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, "401-everywhere")
	j := judge(t, s, simulator.Document(), specs.Options{Safety: specs.Guarded}, nil)
	for _, f := range j.Findings {
		if f.Severity.Reaches(rules.Error) {
			t.Error(tells(f))
		}
	}
	if j.Verdict != rules.RunUndecided {
		t.Errorf("the run %s (%s), want undecided", j.Verdict, j.Because)
	}
	header := http.Header{"Authorization": {"Bearer open-sesame"}}
	j = judge(t, s, simulator.Document(), specs.Options{Safety: specs.Guarded}, header)
	for _, f := range j.Findings {
		t.Error(tells(f))
	}
	if j.Verdict != rules.Conforms {
		t.Errorf("with credentials the run %s (%s), want conforms", j.Verdict, j.Because)
	}
}

func TestEveryRuleHasAFault(t *testing.T) {
	t.Parallel()
	for _, rule := range rules.Rules {
		broken := slices.ContainsFunc(simulator.Faults(), func(f simulator.Fault) bool { return f.Rule == rule.ID })
		// net/http answers OPTIONS * before any handler sees it; what a proxy makes of
		// Allow takes two servers: see origin_test.go.
		elsewhere := rule.ID == "method/options-asterisk" || rule.ID == "allow/unmodified-by-proxy"
		if !broken && rule.Scope != rules.ScopeDocument && rule.Pack == "" && !elsewhere {
			t.Errorf("no fault of the simulator breaks %s", rule.ID)
		}
	}
	for _, f := range simulator.Faults() {
		known := slices.ContainsFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == f.Rule })
		if !known && f.Rule != "" {
			t.Errorf("fault %s breaks %s, which is no rule", f.Name, f.Rule)
		}
	}
}
