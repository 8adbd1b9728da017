package suite_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2/types"
)

func TestDescribeHasTheCasesOfRun(t *testing.T) {
	t.Parallel()
	for described, plain := range map[string]string{"fails": "fails", "undecided": "undecided"} {
		g, r := describing(t, described), child(t, plain)
		if g.code != r.code {
			t.Errorf("%s: exit code %d under Ginkgo, %d in go test", described, g.code, r.code)
		}
		for verdict, state := range map[string]types.SpecState{
			"PASS": types.SpecStatePassed, "FAIL": types.SpecStateFailed, "SKIP": types.SpecStateSkipped,
		} {
			var under, in []string
			for _, name := range g.in(state) {
				if name != "passes" {
					under = append(under, strings.ReplaceAll(name, " ", "_"))
				}
			}
			for _, name := range r.verdicts()[verdict] {
				if name != "" {
					in = append(in, name)
				}
			}
			slices.Sort(in)
			slices.Sort(under)
			if !slices.Equal(under, in) {
				t.Errorf("%s, %s: %q under Ginkgo, %q in go test", described, verdict, under, in)
			}
		}
	}
}

func TestAFindingFailsItsIt(t *testing.T) {
	t.Parallel()
	r := describing(t, "fails")
	r.wants(t, 1, "proverb: fails: ")
	s := r.specs["PUT authors"]
	for _, part := range []string{
		"error: allow/present-on-405: ", "RFC 9110 section 15.5.6", "(MUST)", "bookshop.yaml:",
		"> PUT /authors (elsewhere, live, declared: GET, server: ", "< HTTP/1.1 405 Method Not Allowed", "$ curl ",
	} {
		if !strings.Contains(s.Failure.Message, part) {
			t.Errorf("the failure does not have %q:\n%s", part, s.Failure.Message)
		}
	}
	if at := s.LeafNodeLocation.String(); !strings.Contains(at, "bookshop.yaml:") {
		t.Errorf("the It is at %s", at)
	}
	if !slices.Equal(s.ContainerHierarchyTexts, []string{"Proverb: bookshop.yaml", "/authors"}) {
		t.Errorf("the It is in %q", s.ContainerHierarchyTexts)
	}
	if first := s.ContainerHierarchyLocations[0].FileName; !strings.HasSuffix(first, "described_test.go") {
		t.Errorf("the container is at %s, not where Describe was called", first)
	}
	if why := r.specs["DELETE authors"].Failure.Message; !strings.Contains(why, "not sent: delete-without-allow: ") {
		t.Errorf("the skip says %q", why)
	}
}

func TestDescribeStartsOnceAndLazily(t *testing.T) {
	t.Parallel()
	for args, starts := range map[string]int{
		"": 1, "-ginkgo.dry-run": 0, "-ginkgo.label-filter=!proverb": 0, "-ginkgo.label-filter=unknown": 1, "-ginkgo.skip=Proverb": 0,
	} {
		folder := t.TempDir()
		a := []string{folderEnv + "=" + folder, "PROVERB_REPORT=json=" + folder + "/report.json"}
		if args != "" {
			a = append(a, args)
		}
		r := describing(t, "conforms", a...)
		r.wants(t, 0)
		if n := len(globbed(t, folder, "started-*")); n != starts {
			t.Errorf("%q: started %d times", args, n)
		}
		if n := len(globbed(t, folder, "*.json")); n != starts {
			t.Errorf("%q: %d reports", args, n)
		}
	}
}

func globbed(t *testing.T, folder, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestItsAreChosen(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string][]string{
		"-ginkgo.label-filter=unknown && !variant":                {"UNKNOWN authors", "UNKNOWN books"},
		"-ginkgo.label-filter=server":                             {"server"},
		"-ginkgo.focus=GET books·{bookId}$":                       {"GET books·{bookId}"},
		"-ginkgo.focus=Proverb: bookshop.yaml /health GET health": {"GET health"},
	} {
		r := describing(t, "conforms", arg)
		r.wants(t, 0)
		passed := r.in(types.SpecStatePassed)
		for _, name := range want {
			if !slices.Contains(passed, name) {
				t.Errorf("%s: %s is not among %q", arg, name, passed)
			}
		}
		for _, name := range passed {
			if !strings.HasPrefix(name, strings.Fields(want[0])[0]) {
				t.Errorf("%s: %s ran", arg, name)
			}
		}
	}
}

func TestAnUndecidedRunFailsWhicheverItIsChosen(t *testing.T) {
	t.Parallel()
	r := describing(t, "undecided", "-ginkgo.focus=(GET|PUT) books$", "-ginkgo.flake-attempts=2")
	r.wants(t, 1, "undecided: ")
	if fail := r.in(types.SpecStateFailed); !slices.Equal(fail, []string{"GET books"}) {
		t.Errorf("failing: %q", fail)
	}
}

func TestWhatCannotBeDescribedIsOneFailure(t *testing.T) {
	t.Parallel()
	for scenario, told := range map[string]string{
		"unreadable": "nowhere.yaml", "nothing": "Config.Document is empty", "no start": "permission denied",
	} {
		r := describing(t, scenario)
		r.wants(t, 1, told)
		if fail := r.in(types.SpecStateFailed); !slices.Equal(fail, []string{"server"}) {
			t.Errorf("%s: failing: %q", scenario, fail)
		}
		if !slices.Contains(r.in(types.SpecStatePassed), "passes") {
			t.Errorf("%s: their own It does not run", scenario)
		}
	}
}

func TestNoAnswerFailsItsIt(t *testing.T) {
	t.Parallel()
	describing(t, "drops").wants(t, 1, "no answer (dropped): ", "< (dropped: ")
}

func TestAReportThatCannotBeWrittenFailsTheServer(t *testing.T) {
	t.Parallel()
	r := describing(t, "unwritable", folderEnv+"="+t.TempDir())
	r.wants(t, 1)
	if fail := r.in(types.SpecStateFailed); !slices.Equal(fail, []string{"server"}) {
		t.Errorf("failing: %q", fail)
	}
}

func TestGinkgosTimeoutIsKept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := describing(t, "hangs", "-ginkgo.timeout=1s", "PROVERB_REPORT=json="+folder+"/out.json")
	r.wants(t, 1, "undecided: ")
	if r.took > 8*time.Second {
		t.Errorf("it took %v", r.took)
	}
	if text := read(t, folder, "out.json"); !strings.Contains(text, `"undecided"`) {
		t.Errorf("what was found is not written: %.300s", text)
	}
}

func TestDescribedTwice(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := describing(t, "twice", "PROVERB_REPORT=json="+folder+"/out.json", "-ginkgo.randomize-all", "-ginkgo.seed=7")
	r.wants(t, 1)
	var names []string
	for _, file := range globbed(t, folder, "*") {
		names = append(names, filepath.Base(file))
	}
	if !slices.Equal(names, []string{"out.bookshop.json", "out.json"}) {
		t.Errorf("reports: %q", names)
	}
}

func TestTagsAreLabels(t *testing.T) {
	t.Parallel()
	r := describing(t, "tags")
	want := []string{"declared", "a-b", "c - d", "e", "f-g", "h-i", "j", "k", "l", "plain"}
	if got := r.specs["GET books"].LeafNodeLabels; !slices.Equal(got, want) {
		t.Errorf("labels: %q", got)
	}
}

// The user's configuration of Ginkgo, its reports, and what is global in Gomega are
// left alone, so the rest of a suite is as it was.
func TestGinkgosOwnReportsAreWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "junit.xml")
	r := describing(t, "fails", "-ginkgo.junit-report="+file)
	text := read(t, file)
	for _, part := range []string{"PUT authors", "allow/present-on-405", "their own passes"} {
		if !strings.Contains(text, part) {
			t.Errorf("Ginkgo's JUnit does not have %q", part)
		}
	}
	if len(r.specs) < 300 || r.took > time.Minute {
		t.Errorf("%d Its in %v", len(r.specs), r.took)
	}
}
